"""What a reply does in a simulation: understood as the service does, with its effect on the facts.

Words, percents, promises, blockers; done and the head's word on it; reports sent in, merged ones
together; rest, more time, taking charge, being away, assigning, reopening, taking back. Not done
here: choosing one's own slots and quiet hours, answers and questions of ours (a reply that the
service would ask back about changes nothing, and the simulation says so; only "không phát sinh?"
can be answered, with 1), quoted messages, buttons, files, lists, making a report (what was sent in
stays reported), words passed on to somebody else, correcting a line by its number, and taking back
what is no entry, report or request for more time; nor is anybody told of what is taken back.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from bot.handlers import absence
from bot.handlers.consolidate import period_named
from bot.handlers.duties_meant import LAST_MESSAGE_DAYS, TOO_FRESH, Heard, current
from bot.handlers.passing_on import PASSED_ON
from bot.handlers.record import promised_too_late, understood, units_in
from bot.handlers.snooze import wanted_at
from bot.handlers.take_charge import day_wanted
from bot.handlers.who import called
from bot.receiving.actions import action_of
from bot.receiving.awaited_words import decides_own
from bot.receiving.reminder_words import Reminders, reminders_in, snooze_in
from bot.receiving.reminders import reports_something
from bot.receiving.wording import as_typed, by_codes, folded, raw_tail, when_of, without_courtesy
from bot.understanding import Intent, Item, Understood
from bot.understanding.verdict import Named, Word, named, parts, verdict
from scheduler.rules.absence import Absence
from scheduler.rules.charge import Charge, ChargeRefused, in_force, level, may_take
from scheduler.rules.duty import HANDED_IN, OWED, DutyKind, State, is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.merged import rank, together
from scheduler.rules.notice import request_of
from scheduler.rules.people import Cast, Person
from scheduler.rules.progress import RECORDED, NothingToRecord, Said
from scheduler.rules.reminding import rests_until
from scheduler.rules.request import RequestKind, deciders
from scheduler.rules.rhythm import ANY_SLOT
from scheduler.rules.staff import cast_of, may_report, may_see
from scheduler.rules.watching import of_round
from scheduler.rules.words import fold
from scheduler.simulate import acts
from scheduler.simulate.office import Request, VirtualOffice
from scheduler.simulate.script import Reply
from storage.progress import UNDO_FOR

Act = Callable[[DutyRecord], str]
HANDABLE = (*OWED, State.MISSED)
ASKED_BACK = "the service would ask which duty, or what, is meant"
NOT_THEIRS = "it is not theirs to say"


def hear(office: VirtualOffice, person: Person, reply: Reply, now: datetime) -> str:
    """Let a reply have its effect; return in a few English words what it did."""
    return _Heard(office, person, reply, now).act()


class _Heard:
    """One reply of one person."""

    def __init__(self, office: VirtualOffice, person: Person, reply: Reply, now: datetime) -> None:
        self.office, self.person, self.now, self.said_at = office, person, now, reply.at
        self.typed = reply.text
        self.words = by_codes(without_courtesy(reply.text), office.cycles.values())
        self.today = office.office.day_of(now)
        self.seen = self._seen()

    def _seen(self) -> Heard:
        """What the person was last sent, if that is not too long ago."""
        last: dict[int, DutyRecord] = {}
        fresh = False
        message = self.office.last_message(self.person.id)
        if message is not None:
            calendar = self.office.office.calendar
            age = calendar.between(calendar.day_of(message.at), calendar.day_of(self.said_at))
            if age <= LAST_MESSAGE_DAYS:
                last = {n: self.office.duties[duty] for n, duty in message.numbered().items()}
                fresh = message.at <= self.said_at < message.at + TOO_FRESH
        return Heard(quoted=None, asked=None, last=last, is_fresh=fresh)

    def act(self) -> str:
        asked_nothing = self.office.asked_nothing.pop(self.person.id, None)
        if asked_nothing is not None and folded(self.words) == "1":
            return self._hand_in(self.office.duties[asked_nothing], nothing=True)
        if (away := absence.said(self.typed)) is not None:
            return self._absence(away)
        calendar = self.office.office.calendar
        if several := reminders_in(self.typed, self.said_at, calendar):
            return self._remind(several)
        if found := action_of(self.words):
            return self._phrase(found[0].name, found[1])
        if (done := self._word_awaited()) is not None:
            return done
        first = self._meant()
        if len(first.items) > 1:
            return "; ".join(
                self._with_code(item.ref, partial(self._take, meant=item))
                if item.sure
                else ASKED_BACK
                for item in first.items
            )
        if first.refs:
            from_number = first.refs[0].lower() not in self.words.lower().replace(" ", "")
            if from_number and self.seen.is_doubtful:
                return ASKED_BACK
            return self._with_code(first.refs[0], self._reply)
        only = self.seen.only()
        choices = [only] if only else list(self.seen.numbered.values()) or self._open_of()
        return self._reply(choices[0]) if len(choices) == 1 else ASKED_BACK

    def _remind(self, said: Reminders) -> str:
        """Wishes to be reminded, and what else was said, as `bot.receiving.reminders` has it."""
        done, rest = list[str](), self._saying(said.rest)
        if said.rest_is_aside and len(said.wishes) == 1:
            done.append(self._with_named(snooze_in(said.wishes[0]), rest._aside))
        elif said.rest and (not said.rest_is_aside or reports_something(rest._meant())):
            done.append(rest.act())
        done += [self._saying(wish).act() for wish in said.wishes]
        return "; ".join(each for each in done if each)

    def _saying(self, words: str) -> "_Heard":
        reply = Reply(at=self.said_at, person=self.person.name, text=words)
        return _Heard(self.office, self.person, reply, self.now)

    def _aside(self, record: DutyRecord) -> str:
        meant = self._meant(record)
        return self._take(record, meant) if reports_something(meant) else ""

    def _meant(self, record: DutyRecord | None = None) -> Understood:
        return understood(self.words, self.said_at, self.seen, self.office.office.calendar, record)

    def _reply(self, record: DutyRecord) -> str:
        meant = self._meant(record)
        if not meant.sure or promised_too_late(self.words, self.today, meant):
            return ASKED_BACK
        return self._take(record, meant)

    def _take(self, record: DutyRecord, meant: Item | Understood) -> str:
        """Act on one settled reading about one duty."""
        duty = record.duty
        if not self._owns(record):
            return NOT_THEIRS
        if meant.intent is Intent.EXTENSION:
            return self._more_time(record, meant.date)
        if meant.intent is Intent.DONE and duty.kind is DutyKind.REPORT:
            return self._hand_in(record)
        if meant.intent in PASSED_ON:
            acts.pass_on(
                self.office, record.id, self.person, PASSED_ON[meant.intent], self.said_at, self.now
            )
            return f"{duty.name}: passed on"
        if meant.intent.value not in RECORDED:
            return f"{duty.name}: read" if meant.intent is Intent.ACK else ASKED_BACK
        said = Said(
            intent=meant.intent.value,
            percent=meant.percent,
            promise_on=meant.date,
            blocker=meant.blocker,
        )
        try:
            acts.say(self.office, record.id, self.person, said, self.said_at, self.now)
        except NothingToRecord as closed:
            return f"{duty.name}: it is {closed}"
        percent = f" {meant.percent}%" if meant.percent is not None else ""
        return f"{duty.name}: {meant.intent.value}{percent}"

    # --- the fixed phrases ----------------------------------------------------------------------

    def _phrase(self, name: str, found: re.Match[str]) -> str:
        groups = found.groupdict()
        match name:
            case "undo":
                return self._undo()
            case "hand_in_all":
                codes = re.findall(r"bc\s?\d+", groups["codes"])
                return "; ".join(
                    self._with_code(re.sub(r"\s", "", code).upper(), self._hand_in)
                    for code in codes
                )
            case "hand_in" | "nothing":
                return self._send(found, nothing=name == "nothing")
            case "snooze":
                when = when_of(found)
                return self._with_named(found, lambda record: self._snooze(record, when))
            case "take_charge":
                return self._with_named(found, self._take_charge, best=self._may_take)
            case "give_back":
                return self._with_named(found, self._give_back, best=self._is_in_charge)
            case "assign":
                who = as_typed(self.words, found, "who")
                if not who or groups["since"]:
                    return ASKED_BACK
                return self._with_named(found, lambda record: self._assign(record, who))
            case "reopen":
                return self._with_named(found, self._reopen)
            case "agree":
                return self._with_named(found, self._agree, awaited=True)
            case "refuse":
                return self._with_named(found, self._refuse, awaited=True)
            case "send_back":
                return self._with_named(found, self._send_back, awaited=True)
            case "line":
                return "a line is corrected by its number: not done in a simulation"
        return "a question, answered at once"

    def _with_named(
        self,
        found: re.Match[str],
        act: Act,
        *,
        awaited: bool = False,
        best: Callable[[DutyRecord], bool] = lambda record: True,
    ) -> str:
        """Act on the duty that a phrase names by code or number, or on the only one; of several on
        the one that is `best` for it."""
        groups = found.groupdict()
        if groups.get("ref"):
            code = re.sub(r"[\s-]", "", groups["ref"]).upper()
            items = self._by_code(code, groups.get("unit"))
        elif groups.get("n"):
            if int(groups["n"]) not in self.seen.numbered or self.seen.is_doubtful:
                return ASKED_BACK
            items = [self.seen.numbered[int(groups["n"])]]
        else:
            items = list(self.seen.numbered.values()) or self._open_of()
        if awaited and (len(items) != 1 or not (groups.get("ref") or groups.get("n"))):
            waits = self._awaited()
            items = [each for each in items if each.id in {w.id for w in waits}] or (
                [] if groups.get("ref") or groups.get("n") else waits
            )
        items = [each for each in items if best(each)] or items
        return act(items[0]) if len(items) == 1 else ASKED_BACK

    def _with_code(self, code: str, act: Act) -> str:
        items = self._by_code(code, units_in(self.words).get(code))
        return act(items[0]) if len(items) == 1 else ASKED_BACK

    # --- reports --------------------------------------------------------------------------------

    def _send(self, found: re.Match[str], *, nothing: bool) -> str:
        groups = found.groupdict()
        if late := groups.get("late"):
            code = re.sub(r"\s", "", late).upper()
            items = [each for each in self._by_code(code) if self._owns(each)]
            if groups.get("period") and items:
                items = self._of_period(items[0], groups["period"])
        elif groups.get("ref") or groups.get("n"):
            return self._with_named(found, lambda record: self._hand_in(record, nothing=nothing))
        else:
            items = self._open_reports()
        return self._hand_in(items[0], nothing=nothing) if len(items) == 1 else ASKED_BACK

    def _of_period(self, item: DutyRecord, words: str) -> list[DutyRecord]:
        assert item.duty.cycle is not None
        wanted = period_named(item.duty.cycle, words, item.duty.period)
        return [
            each
            for each in self.office.coded(item.duty.code)
            if each.duty.period == wanted and self._owns(each)
        ]

    def _hand_in(self, record: DutyRecord, *, nothing: bool = False) -> str:
        """Hand in for the unit; with no entry in any line "không phát sinh?" is asked first."""
        duty = record.duty
        if duty.kind is not DutyKind.REPORT:
            return self._reply(record)
        if not self._owns(record) or duty.receives:
            return NOT_THEIRS
        if duty.state not in HANDABLE:
            return f"{duty.name}: it is {duty.state.value}"
        merged = self.office.merged(record) if duty.state in OWED else [record]
        lines = acts.lines(self.office, merged)
        if not nothing and not any(line is not None for line in lines):
            self.office.asked_nothing[self.person.id] = record.id
            return f"{duty.name}: the service would ask “không phát sinh?”"
        acts.hand_in(self.office, record.id, self.person, self.said_at, self.now)
        return f"{', '.join(each.duty.name for each in merged)}: sent"

    def _open_reports(self) -> list[DutyRecord]:
        """The reports a bare "gửi" could mean: of each set the longest."""
        sets: dict[object, list[DutyRecord]] = {}
        for item in self._open_of():
            if item.duty.kind is DutyKind.REPORT and item.duty.state in OWED:
                sets.setdefault(together(item.duty, item.receiver_unit), []).append(item)
        return [max(each, key=lambda item: rank(item.duty)) for each in sets.values()]

    # --- what is decided ------------------------------------------------------------------------

    def _agree(self, record: DutyRecord) -> str:
        if extension := self._extension(record):
            return self._decide(record, extension, grant=True)
        if not self._may_decide_report(record):
            return NOT_THEIRS
        if record.duty.kind is DutyKind.REPORT:
            acts.see(self.office, record.id, self.now, by=self.person.id)
            return f"{record.duty.name}: seen"
        acts.accept(self.office, record.id, self.now, by=self.person.id)
        return f"{record.duty.name}: accepted"

    def _refuse(self, record: DutyRecord) -> str:
        if extension := self._extension(record):
            return self._decide(record, extension, grant=False)
        return self._send_back(record)

    def _send_back(self, record: DutyRecord) -> str:
        found = action_of(self.words)
        why = raw_tail(self.words, found[1].groupdict().get("why") or "") if found else ""
        return self._return(record, why)

    def _return(self, record: DutyRecord, why: str) -> str:
        if not self._may_decide_report(record):
            return NOT_THEIRS
        if not why.strip():
            return "the service would ask why"
        acts.send_back(self.office, record.id, self.now, by=self.person.id)
        return f"{record.duty.name}: sent back"

    def _decide(
        self, record: DutyRecord, extension: Request, *, grant: bool, until: date | None = None
    ) -> str:
        if not self._decides(extension):
            return NOT_THEIRS
        acts.decide_extension(
            self.office, extension, self.now, grant=grant, by=self.person.id, until=until
        )
        return f"{record.duty.name}: more time {'granted' if grant else 'refused'}"

    def _word_awaited(self) -> str | None:
        """A word that was asked for, as `bot.receiving.awaited_words` takes it."""
        waiting = {record.id: record for record in self._awaited()}
        said = [named(part) for part in parts(self.words)]
        calendar = self.office.office.calendar
        only = said[0].words if len(said) == 1 and said[0].code else ""
        if verdict(only, self.today, calendar).asks_for_time:
            return None  # a request of one's own
        found = [self._named_awaited(each, waiting) for each in said]
        if not any(found):
            return None
        if self.seen.is_doubtful and any(each.number is not None for each in said):
            return ASKED_BACK
        if len(said) > 1 and not all(found):
            return ASKED_BACK
        done = [
            self._word(record, each.words)
            for each, record in zip(said, found, strict=True)
            if record
        ]
        return "; ".join(each for each in done if each is not None) or None

    def _named_awaited(self, said: Named, waiting: dict[int, DutyRecord]) -> DutyRecord | None:
        items = list(self.seen.numbered.values())
        if said.code:
            items = self._by_code(said.code, said.unit)
        elif said.number is not None:
            items = [each for n, each in self.seen.numbered.items() if n == said.number]
        elif len(items) != 1:
            calendar = self.office.office.calendar
            if not verdict(said.words, self.today, calendar).is_explicit:
                return None
            items = [each for each in items if each.id in waiting] or list(waiting.values())
        fitting = [each for each in items if each.id in waiting]
        return fitting[0] if len(fitting) == 1 else None

    def _word(self, record: DutyRecord, words: str) -> str | None:
        """Decide what waits about a duty by these words; None if they are its owner's report."""
        extension = self._extension(record)
        due_on = record.duty.due_on
        meant = verdict(
            words,
            self.today,
            self.office.office.calendar,
            asked_for=extension.new_due_on if extension else None,
            known=[due_on] if due_on else [],
        )
        owns = self.person in self._cast(record).owners()
        if owns and not decides_own(record, meant):
            return None
        if meant.word is Word.NEITHER or (meant.until and due_on and meant.until <= due_on):
            return ASKED_BACK
        if extension:
            yes = meant.word is Word.YES
            return self._decide(record, extension, grant=yes, until=meant.until)
        return self._agree(record) if meant.word is Word.YES else self._return(record, meant.why)

    def _more_time(self, record: DutyRecord, until: date | None) -> str:
        duty = record.duty
        if duty.due_on is None or duty.state not in OWED or not until or until <= duty.due_on:
            return ASKED_BACK
        acts.ask_extension(self.office, record.id, self.person, until, self.said_at, self.now)
        return f"{duty.name}: more time asked for until {until}"

    def _reopen(self, record: DutyRecord) -> str:
        coordinators = self._cast(record).coordinators
        if not self._heads(record) and self.person not in coordinators:
            return NOT_THEIRS
        if record.duty.state is not State.ACCEPTED:
            return f"{record.duty.name}: it is {record.duty.state.value}"
        acts.reopen(self.office, record.id, self.now, by=self.person.id)
        return f"{record.duty.name}: reopened"

    def _assign(self, record: DutyRecord, who: str) -> str:
        unit = record.duty.unit_id
        found = called(self.office.staff, who, unit)
        if not self.office.staff.heads(self.person.id, unit) or len(found) != 1:
            return NOT_THEIRS if found else f"nobody in {record.duty.unit} is called {who}"
        acts.assign(self.office, acts.thing_of(record), found[0], self.now)
        return f"{record.duty.name}: given to {found[0].name}"

    def _snooze(self, record: DutyRecord, when: str) -> str:
        duty, office, me = record.duty, self.office.office, self.person.id
        if not self._owns(record):
            return NOT_THEIRS
        if duty.state not in OWED:
            return f"{duty.name}: it is {duty.state.value}"
        wanted = wanted_at(when, self.said_at, self.now, office)
        if wanted is None:
            return ASKED_BACK
        rhythm = self.office.rhythms.get(me, ANY_SLOT)
        _, until = rests_until(wanted, self.said_at, duty, rhythm, office)
        acts.snooze(self.office, record.id, me, until, self.said_at, self.now)
        return f"{duty.name}: rests until {office.day_of(until)}"

    # --- taking charge --------------------------------------------------------------------------

    def _take_charge(self, record: DutyRecord) -> str:
        duty, office = record.duty, self.office.office
        if not may_take(self._cast(record), self.person.id):
            return NOT_THEIRS
        if not is_overdue(duty, office, self.now):
            return f"{duty.name}: it is not overdue"
        named_one, wanted = day_wanted(self.words, self.said_at, office)
        if named_one and wanted is None:
            return ASKED_BACK
        cast, held = self._cast(record), self._charge(record)
        if held and level(cast, held.person.id) > level(cast, self.person.id):
            return f"{duty.name}: {held.person.name} is in charge"
        try:
            until = acts.take_charge(self.office, record.id, self.person, wanted, self.now)
        except ChargeRefused as refused:
            return f"{duty.name}: {refused}"
        return f"{duty.name}: in charge until {until}"

    def _give_back(self, record: DutyRecord) -> str:
        if not self._is_in_charge(record):
            return NOT_THEIRS
        acts.give_back(self.office, record.id, self.person, self.now)
        return f"{record.duty.name}: in charge no more"

    def _charge(self, record: DutyRecord) -> Charge | None:
        taken = of_round(self.office.charges.get(record.id, ()), record.duty.round)
        return in_force(taken, self.office.office, self.now)

    def _is_in_charge(self, record: DutyRecord) -> bool:
        held = self._charge(record)
        return held is not None and held.person.id == self.person.id

    def _may_take(self, record: DutyRecord) -> bool:
        is_late = is_overdue(record.duty, self.office.office, self.now)
        return is_late and may_take(self._cast(record), self.person.id)

    # --- being away -----------------------------------------------------------------------------

    def _absence(self, meant: absence.Said) -> str:
        staff, me = self.office.staff, self.person.id
        who = (self.person,) if meant.who is None else called(staff, meant.who)
        allowed = [p for p in who if p.id == me or absence.heads(staff, me, p.id, self.today)]
        if len(allowed) != 1:
            return NOT_THEIRS if who else f"nobody is called {meant.who}"
        person = allowed[0]
        if meant.first is None:
            is_back = acts.be_back(self.office, person.id, self.now)
            return f"{person.name} is back" if is_back else f"{person.name} was not away"
        span = absence.days_meant(meant, self.today, self.office.office.calendar)
        others = called(staff, meant.substitute) if meant.substitute else ()
        if span is None or (meant.substitute and (len(others) != 1 or person in others)):
            return "the service would ask for the days, or who stands in"
        instead = others[0].id if others else None
        away = Absence(person_id=person.id, span=span, substitute_id=instead)
        acts.be_away(self.office, away, self.now, by=me)
        return f"{person.name} is away until {span.to_on}"

    def _undo(self) -> str:
        """Take back the newest thing of the last ten minutes."""
        since, me = self.said_at - UNDO_FOR, self.person.id
        words = [
            entry
            for of_duty in self.office.entries.values()
            for entry in of_duty
            if entry.person_id == me
            and entry.said_at >= since
            and not entry.undone
            and entry.before
        ]
        sent = [
            each
            for each in self.office.submissions
            if each.person_id == me and each.said_at >= since and each.state == "sent"
        ]
        asks = [
            each
            for each in self.office.requests
            if each.asked_by == me
            and each.kind is RequestKind.EXTENSION
            and each.asked_at >= since
            and each.outcome is None
        ]
        stamps = [*(e.said_at for e in words), *(e.said_at for e in sent)]
        stamps += [each.asked_at for each in asks]
        newest = max(stamps, default=None)
        if newest is None:
            return "there was nothing to take back"
        for entry in words:
            if entry.said_at == newest:
                acts.undo(self.office, entry, self.now)
        for each in sent:
            if each.said_at == newest:
                acts.undo_submission(self.office, each, self.now)
        for request in asks:
            if request.asked_at == newest:
                request.outcome, request.decided_at = "withdrawn", self.now
                self.office.change(request.duty_id, self.now)
        return "taken back"

    # --- whose it is ----------------------------------------------------------------------------

    def _by_code(self, code: str, unit: str | None = None) -> list[DutyRecord]:
        """The duties a code may mean for the person: of their unit and the open period."""
        every = self.office.coded(code.upper())
        if unit is not None:
            every = self._of_unit(every, unit)
        else:
            asked = [each for each in self.seen.numbered.values() if each.duty.code == code]
            if len(asked) == 1:
                return asked
        staff, me = self.office.staff, self.person.id
        mine = [each for each in every if self._owns(each)]
        return current(mine or [each for each in every if may_see(staff, each, me, self.today)])

    def _of_unit(self, items: list[DutyRecord], name: str) -> list[DutyRecord]:
        """Those that bear a unit's name, else those of whatever it is by now, or once was."""
        name, _, period = name.partition("/")
        if period:
            items = [each for each in items if fold(each.duty.period) == fold(period)]
        named_after = [each for each in items if fold(each.duty.unit) == fold(name)]
        unit = self.office.unit_called(name)
        if named_after or unit is None:
            return named_after
        meant = {unit, *self.office.lineage.today(unit, date.max)}
        return [each for each in items if each.duty.unit_id in meant]

    def _open_of(self) -> list[DutyRecord]:
        """The person's own duties that are not closed."""
        is_open = {*OWED, State.WAITING, State.REPORTED}
        return [
            each
            for each in self.office.duties.values()
            if each.duty.state in is_open
            and self.person.id in {owner.id for owner in self._cast(each).owners()}
        ]

    def _awaited(self) -> list[DutyRecord]:
        """What waits for the person's word."""
        return [
            self.office.duties[request.duty_id]
            for request in self.office.requests
            if request.outcome is None and self._decides(request)
        ]

    def _extension(self, record: DutyRecord) -> Request | None:
        """More time that is asked for; what is reported meanwhile needs none."""
        waiting = self.office.waiting(record.id, RequestKind.EXTENSION)
        return waiting[0] if waiting and record.duty.state not in HANDED_IN else None

    def _may_decide_report(self, record: DutyRecord) -> bool:
        waiting = self.office.waiting(record.id, RequestKind.CONFIRM)
        is_reported = record.duty.state is State.REPORTED and bool(waiting)
        return is_reported and self._decides(waiting[0])

    def _decides(self, request: Request) -> bool:
        """Whether a request is for the person, or they were asked about it as well."""
        if self.person.id == request.asked_by:
            return False
        cast = self._cast(self.office.duties[request.duty_id])
        return self.person in deciders(cast, request.asked_by, request.kind) or any(
            request_of(said.key) == request.id
            for said in self.office.outbox.said_of(request.duty_id)
            if said.person_id == self.person.id and said.state != "dropped"
        )

    def _owns(self, record: DutyRecord) -> bool:
        return may_report(self.office.staff, record, self.person.id, self.today)

    def _heads(self, record: DutyRecord) -> bool:
        unit = record.for_unit or record.duty.unit_id
        return self.office.staff.heads(self.person.id, unit)

    def _cast(self, record: DutyRecord) -> Cast:
        return cast_of(self.office.staff, record, self.today)
