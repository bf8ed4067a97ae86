"""A virtual office: what a database would remember of an office, held as values.

It keeps and finds; whatever is decided is decided by `scheduler.rules`. Every change of a duty
raises its version and has the pass look again, as in `storage.duties`.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from scheduler.rules.coverage import Coverage
from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import LineAsk
from scheduler.rules.duty import OWED, WATCHED, DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord, changed, facts_of_move
from scheduler.rules.introduction import Part, introductions
from scheduler.rules.merged import together
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.office_facts import OfficeFacts
from scheduler.rules.opening import review_rule
from scheduler.rules.people import Cast, Person
from scheduler.rules.plan import Cycle, Task
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.request import EACH_THEIR_OWN, RequestKind
from scheduler.rules.staff import Staff, cast_of
from scheduler.rules.succession import Lineage, standing_in
from scheduler.rules.timing import from_json
from scheduler.rules.unit import abbreviate
from scheduler.rules.watching import (
    Climbed,
    Known,
    Requested,
    Said,
    Seen,
    Taken,
    asks_lines_since,
    merged_sets,
    merged_with,
    missing_lines,
    watched,
)
from scheduler.rules.words import fold_name
from scheduler.simulate.outbox import Message, Outbox


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A move that was made, and the state the duty was in before."""

    at: datetime
    duty_id: int
    move: Move
    state: State


@dataclass(kw_only=True)
class Entry:
    """A word of progress; `before`: the duty as it found it, for undoing it.

    A word of before the simulation cannot be undone in it.
    """

    id: int
    duty_id: int
    person_id: int
    said_at: datetime
    before: DutyRecord | None = None
    undone: bool = False

    @property
    def may_be_undone(self) -> bool:
        return not self.undone and self.before is not None


@dataclass(kw_only=True)
class Request:
    """An extension or a confirmation that waits, or waited, for somebody."""

    id: int
    kind: RequestKind
    duty_id: int
    round: int
    asked_by: int
    asked_at: datetime
    new_due_on: date | None = None
    decided_at: datetime | None = None
    outcome: str | None = None  # None: it waits

    def requested(self) -> Requested:
        return Requested(
            id=self.id,
            kind=self.kind,
            round=self.round,
            asked_by=self.asked_by,
            asked_at=self.asked_at,
            decided_at=self.decided_at,
            outcome=self.outcome,
        )


@dataclass(kw_only=True)
class Submission:
    """A report handed in, or a merged set, with the entries it names as lines."""

    duties: tuple[int, ...]
    unit_id: int
    person_id: int | None  # None: the receiver's own
    said_at: datetime
    lines: frozenset[int]
    state: str = "sent"  # returned, undone, accepted


class VirtualOffice:
    """An office that a simulation runs, made of plain values (`OfficeFacts`).

    To be read by whoever checks what came of a run: `duties` by id, `outbox.by_key` (every notice
    ever queued and what became of it), `messages`, `climbed` (rungs told or skipped, by duty),
    `moves`, `requests`, `entries`, `submissions`, `watermark`, `office`, `staff`.
    """

    def __init__(self, facts: OfficeFacts) -> None:
        self.office, self.lineage = facts.office, facts.lineage
        self.has_staff(facts.staff)
        self.policies = {facts.office.policy.version: facts.office.policy, **facts.policies}
        self.units, self.names = dict(facts.units), {**facts.units, **facts.names}
        self.groups = dict(facts.groups)
        self._called: dict[str, int] = {}
        for names in (self.units, self.names):
            for unit, name in names.items():
                self._called.setdefault(fold_name(name), unit)
        self._called |= facts.spellings
        self.channels = dict(facts.channels)
        self.rhythms = dict(facts.rhythms)
        self.tasks: dict[int, Task] = {task.id: task for task in facts.tasks}
        self.cycles: dict[int, Cycle] = {cycle.id: cycle for cycle in facts.cycles}
        self.opened: dict[int, list[Coverage]] = defaultdict(list)
        for cycle, periods in facts.opened.items():
            self.opened[cycle] = list(periods)
        self.watermark = facts.watermark
        self.handovers = list(facts.handovers)
        self.found = list(facts.found)  # by the watchdog
        self.outbox = Outbox()
        self.duties: dict[int, DutyRecord] = {}
        self.opened_for: dict[int, int] = {}  # the unit a duty was opened for, by duty
        self.climbed: dict[int, list[Climbed]] = defaultdict(list)
        self.snoozed: dict[int, dict[int, datetime]] = defaultdict(dict)
        self.snoozed_at: dict[int, dict[int, datetime]] = defaultdict(dict)  # when they said so
        self.requests: list[Request] = []
        self.charges: dict[int, Sequence[Taken]] = {}  # by duty, oldest first
        self.entries: dict[int, list[Entry]] = defaultdict(list)  # by duty, in the order they came
        self.submissions: list[Submission] = []
        self.moves: list[Moved] = []
        self.at_managers: set[int] = set()  # duties whose last look found them at a manager's rung
        self.heard: list[tuple[Any, str]] = []  # replies, and what each did
        self.asked_nothing: dict[int, int] = {}  # by person: the report of “không phát sinh?”
        self._said_before: dict[int, Sequence[Said]] = {}
        self._looks: dict[int, tuple[datetime, Sequence[Said], Seen]] = {}
        self._of_unit: dict[tuple[int, DutyKind], list[int]] = defaultdict(list)
        self._of_task: dict[int | None, list[int]] = defaultdict(list)
        self._coded: dict[str, list[int]] = defaultdict(list)
        self._periods: set[tuple[int | None, int | None, int, str]] = set()
        self._spoken: dict[int, list[Entry]] = defaultdict(list)  # by unit
        self._sent: dict[int, list[Submission]] = defaultdict(list)  # by unit
        self._asked: dict[int, list[Request]] = defaultdict(list)  # by duty
        self._entered = 0
        self._due_once: dict[date, dict[int, None]] = defaultdict(dict)  # reports, by due day
        self._coming: list[tuple[datetime, int]] = []
        self._take_over(facts)

    def _take_over(self, facts: OfficeFacts) -> None:
        """What an office in the midst of its work remembers."""
        for record in facts.duties:
            self.keep(record)
        for duty, known in facts.known.items():
            self._said_before[duty] = known.said
            self.outbox.said_before |= {said.key for said in known.said}
            self.climbed[duty] = list(known.climbed)
            self.comes_to_manager(duty, at_rung=bool(known.climbed))  # until it is looked at
            self.snoozed[duty] = dict(known.snoozed)
            self.snoozed_at[duty] = dict(known.snoozed_at)
            self.charges[duty] = known.charges
        for word in facts.words:
            self._keep_entry(Entry(**vars(word)))
        for sent in facts.handed_in:
            self.submit(Submission(**vars(sent)))
        for each in facts.requests:
            self._keep_request(Request(**vars(each)))
        for person, slots in facts.spoken.items():
            self.outbox.spoken[person] = list(slots)
        for unsaid in facts.queued:
            self.outbox.enqueue([unsaid.notice], unsaid.queued_at)
            self.outbox.by_key[unsaid.notice.key].postponed = unsaid.postponed

    # --- reading --------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        return self.outbox.messages

    def last_message(self, person: int) -> Message | None:
        """What a person was sent last."""
        to_them = (each for each in reversed(self.messages) if each.person_id == person)
        return next(to_them, None)

    def members(self, unit: int) -> tuple[int, ...]:
        """The member units of a group; a unit that is no group is its own only member."""
        return self.groups.get(unit, (unit,))

    def of_unit(self, unit: int, kind: DutyKind) -> list[DutyRecord]:
        return [self.duties[each] for each in self._of_unit.get((unit, kind), ())]

    def merged(self, record: DutyRecord) -> list[DutyRecord]:
        """The set a report is in, or a task at which duties have met, itself first."""
        if record.duty.kind is DutyKind.TASK and self.lineage.ended:
            beside = self.of_task(record.task_id)
        elif record.duty.kind is DutyKind.REPORT and record.duty.due_on is not None:
            beside = self.reports_due(record.duty.due_on)
        else:
            return [record]
        owed = [
            other
            for other in beside
            if other.duty.unit_id == record.duty.unit_id and other.duty.state in OWED
        ]
        return merged_with(record, merged_sets(owed))

    def met_with(self, duty: int) -> list[DutyRecord]:
        """What a unit owes beside a duty of the same task, period and day, since units merged."""
        record = self.duties[duty]
        if record.duty.kind is not DutyKind.TASK or not self.lineage.ended:
            return []
        same = together(record.duty, None)
        beside = self.of_task(record.task_id)
        return [each for each in beside if each.id != duty and together(each.duty, None) == same]

    def of_task(self, task: int | None) -> list[DutyRecord]:
        """The duties of the units that lead a task."""
        return [self.duties[each] for each in self._of_task.get(task, ())]

    def coded(self, code: str) -> list[DutyRecord]:
        """The duties of a task or a cycle."""
        return [self.duties[each] for each in self._coded.get(code, ())]

    def unit_called(self, name: str) -> int | None:
        """The unit that bears a name, or bore it."""
        return self._called.get(fold_name(name))

    def reports_due(self, day: date) -> list[DutyRecord]:
        """The reports whose due day in force is a day."""
        found = (self.duties[each] for each in self._due_once.get(day, ()))
        return [record for record in found if record.duty.due_on == day]

    def waiting(self, duty: int, kind: RequestKind | None = None) -> list[Request]:
        """The requests about a duty that nobody has decided, newest first."""
        return [
            request
            for request in reversed(self._asked.get(duty, ()))
            if request.outcome is None and kind in (None, request.kind)
        ]

    def last_word(self, duty: int) -> datetime | None:
        return _newest(self.entries.get(duty, ()))

    def look(self, duty: int, now: datetime) -> Seen:
        """A duty with all that rules ask about it; as long as nothing changes it is looked at once
        a moment."""
        said, kept = self.outbox.said_of(duty), self._looks.get(duty)
        if kept is not None and kept[0] == now and kept[1] is said:
            return kept[2]
        seen = self._look(duty, said, now)
        self._looks[duty] = now, said, seen
        return seen

    def look_anew(self) -> None:
        """Something has changed by which duties may look otherwise than before."""
        self._looks.clear()

    def _look(self, duty: int, said: Sequence[Said], now: datetime) -> Seen:
        record, today = self.duties[duty], self.office.day_of(now)
        merged = self.merged(record)
        known = Known(
            said=[*self._said_before.get(duty, ()), *said],
            climbed=self.climbed.get(duty, ()),
            snoozed=self.snoozed.get(duty, {}),
            snoozed_at=self.snoozed_at.get(duty, {}),
            requests=[each.requested() for each in self._asked.get(duty, ())],
            charges=self.charges.get(duty, ()),
            others_left_at=self._newest_sent(said),
            last_word_at=self.last_word(duty),
            unit_word_at=self._unit_word(record),
            missing_lines=self._missing(record, merged, now),
            reviews=self._reviews(record),
        )
        item = watched(record, known, merged, self.staff, self.office, self.policies, today)
        return Seen(item=item, record=record, known=known, merged=merged)

    def _newest_sent(self, said: Sequence[Said]) -> datetime | None:
        """When the newest message left; asked only if one of these notices has failed."""
        if not self.messages or not any(each.state == "failed" for each in said):
            return None
        return self.messages[-1].at

    def _unit_word(self, record: DutyRecord) -> datetime | None:
        """When somebody of a reporting unit last said a word; a report sent in is one too."""
        if record.duty.kind is not DutyKind.REPORT:
            return None
        unit = record.duty.unit_id
        said = _newest(self._spoken.get(unit, ()))
        sent = next((each.said_at for each in self.handed_in_by(unit)), None)
        return max((word for word in (said, sent) if word is not None), default=None)

    def handed_in_by(self, unit: int) -> Iterator[Submission]:
        """What people of a unit handed in and did not take back, newest first."""
        for sent in reversed(self._sent[unit]):
            if sent.person_id is not None and sent.state != "undone":
                yield sent

    def _missing(
        self, record: DutyRecord, merged: Sequence[DutyRecord], now: datetime
    ) -> tuple[LineAsk, ...]:
        begins = asks_lines_since(record, merged, self.office, now)
        if begins is None:
            return ()
        tasks = [
            task
            for task in self.of_unit(record.duty.unit_id, DutyKind.TASK)
            if task.duty.state not in (State.ACCEPTED, State.CANCELLED)
        ]
        spoken = {task.id: said for task in tasks if (said := self.last_word(task.id)) is not None}
        return missing_lines(tasks, spoken, begins, self.staff, self.office.day_of(now))

    def _reviews(self, record: DutyRecord) -> Recurrence | None:
        if record.timing is None or record.duty.due_on is not None:
            return None
        annual = [
            cycle.schedule.recurrence
            for cycle in self.cycles.values()
            if cycle.kind is CycleKind.ANNUAL and cycle.plan_id == record.plan_id
        ]
        return review_rule(from_json(record.timing), annual[-1] if annual else None)

    def next_look(self) -> datetime | None:
        """When the first duty is to be looked at."""
        while self._coming:
            at, duty = self._coming[0]
            if self.duties[duty].look_at == at:
                return at
            heapq.heappop(self._coming)
        return None

    def due(self, now: datetime, limit: int) -> list[int]:
        """Up to `limit` duties whose time to be looked at has come, oldest first."""
        found: dict[int, datetime] = {}
        while len(found) < limit and self._coming and self._coming[0][0] <= now:
            at, duty = heapq.heappop(self._coming)
            if self.duties[duty].look_at == at:
                found[duty] = at
        for duty, at in found.items():  # due they are until somebody has decided
            heapq.heappush(self._coming, (at, duty))
        return list(found)

    def next_opening(self) -> datetime | None:
        """When the first task or cycle opens something, or a unit ends: as its day begins."""
        days = [task.open_on for task in self.tasks.values()]
        days += [end.on for end in self.lineage.ended.values() if end.began_at is None]
        days += [cycle.open_on for cycle in self.cycles.values()]
        first = min((day for day in days if day is not None), default=None)
        return None if first is None else self.office.calendar.at(first, time())

    # --- changing -------------------------------------------------------------------------------

    def keep(self, record: DutyRecord) -> bool:
        """Keep a duty that has opened; False if there is one of its period already."""
        duty = record.duty
        opened_for = self._called[fold_name(duty.unit)] if duty.unit_now else duty.unit_id
        key = (record.task_id, record.cycle_id, opened_for, duty.period)
        if key in self._periods:
            return False
        self._periods.add(key)
        self.opened_for[duty.id] = opened_for
        self._of_unit[duty.unit_id, duty.kind].append(duty.id)
        self._coded[duty.code].append(duty.id)
        if duty.kind is DutyKind.TASK:
            self._of_task[record.task_id].append(duty.id)
        self._put(record)
        return True

    def look_again(self, duty: int, at: datetime | None) -> None:
        self._put(replace(self.duties[duty], look_at=at))

    def change(self, duty: int, now: datetime, **facts: Any) -> None:
        """Change facts of a duty; the pass looks again at it, and at the reports of its unit."""
        record = self.duties[duty]
        if not facts.keys().isdisjoint({"state", "due_on"}):
            unit, beside = record.duty.unit_id, list[DutyRecord]()
            if record.duty.kind is DutyKind.REPORT:
                beside = self.of_unit(unit, DutyKind.REPORT)
            elif record.duty.kind is DutyKind.TASK:
                beside = [
                    each for each in self.of_task(record.task_id) if each.duty.unit_id == unit
                ]
            self.touch((each.id for each in beside if each.id != duty), now)
        self._put(changed(record, **facts, look_at=now))

    def move(self, duty: int, step: Move, now: datetime, **facts: Any) -> None:
        """Make a move; raise MoveRefused if there is no such move."""
        before = self.duties[duty].duty
        self.change(duty, now, **facts_of_move(before, step, now, **facts))
        self.moves.append(Moved(at=now, duty_id=duty, move=step, state=before.state))

    def has_staff(self, own: Staff) -> None:
        """Keep who was given which post and task, and from when; who answers for a unit that nobody
        has been named for follows from it."""
        self.own_staff = own
        self.staff = standing_in(own, self.lineage)

    def becomes(self, lineage: Lineage) -> None:
        """Keep what became of the units."""
        self.lineage = lineage
        self.has_staff(self.own_staff)
        self.look_anew()

    def make_unit(self, unit: int, name: str) -> None:
        """Keep a new unit, shortened as the real one would be."""
        self.units[unit] = abbreviate(name, taken=set(self.units.values()))
        self.names[unit] = name
        for spelling in (name, self.units[unit]):
            self._called.setdefault(fold_name(spelling), unit)

    def pass_on(self, duty: int, unit: int) -> None:
        """Give a duty to a unit that succeeds the one whose it is."""
        record = self.duties[duty]
        before, kind = record.duty.unit_id, record.duty.kind
        self._of_unit[before, kind].remove(duty)
        self._of_unit[unit, kind] = sorted((*self._of_unit[unit, kind], duty))
        said = [*self._spoken[unit], *self.entries.get(duty, ())]
        self._spoken[unit] = sorted(said, key=lambda entry: entry.id)
        self._spoken[before] = [each for each in self._spoken[before] if each.duty_id != duty]
        is_other = unit != self.opened_for[duty]
        self._put(changed(record, unit_id=unit, unit_now=self.units[unit] if is_other else ""))

    def take_pointers(
        self,
        receivers: Mapping[int, int],
        coordinators: Mapping[int, int],
        askers: Mapping[int, int],
    ) -> None:
        """Keep who receives cycles and coordinates plans now, and who asked for support duties."""
        for cycle in self.cycles.values():
            to = receivers.get(cycle.id, cycle.to_unit_id)
            by = to if cycle.plan_id is None else coordinators.get(cycle.plan_id)
            by = by or cycle.coordinating_unit
            self.cycles[cycle.id] = replace(cycle, to_unit_id=to, coordinating_unit=by)
        for task in self.tasks.values():
            if (by := coordinators.get(task.plan_id or 0)) is not None:
                self.tasks[task.id] = replace(task, coordinating_unit=by)
        for record in list(self.duties.values()):
            self._put(self._pointing(record, askers.get(record.id, record.for_unit)))

    def _pointing(self, record: DutyRecord, for_unit: int | None) -> DutyRecord:
        """A duty with who receives it, coordinates it and asked for it by now."""
        cycle = self.cycles[record.cycle_id] if record.cycle_id is not None else None
        thing = cycle or (self.tasks[record.task_id] if record.task_id is not None else None)
        assert thing is not None
        receives = cycle is not None and cycle.to_unit_id == record.duty.unit_id
        asked_by = self.units[for_unit] if for_unit is not None else ""
        return replace(
            record,
            duty=replace(record.duty, receives=receives, asked_by=asked_by),
            receiver_unit=cycle.to_unit_id if cycle else None,
            coordinating_unit=thing.coordinating_unit,
            for_unit=for_unit,
        )

    def touch(self, duties: Iterable[int], now: datetime) -> None:
        """Have the pass look again at those of the duties that it can do anything about."""
        for duty in list(duties):
            if self.duties[duty].duty.state in WATCHED:
                self._put(changed(self.duties[duty], look_at=now))

    def touch_all(self, now: datetime) -> None:
        """After a change of what holds for the whole office: of calendar or policy."""
        self.touch(self.duties, now)
        today = self.office.day_of(now)
        for cycle in list(self.cycles.values()):
            if cycle.open_on is not None:
                self.goes_on(cycle, cycle.next_due_on, min(cycle.open_on, today))

    def next_of(self, task: Task, open_on: date | None) -> None:
        self.tasks[task.id] = replace(task, open_on=open_on)

    def goes_on(self, cycle: Cycle, next_due_on: date | None, open_on: date | None) -> None:
        self.cycles[cycle.id] = replace(cycle, next_due_on=next_due_on, open_on=open_on)

    def climb(self, duty: int, rung: Climbed) -> None:
        """Note a rung told or skipped; once per round."""
        self.look_anew()
        same = (each for each in self.climbed[duty] if each.round == rung.round)
        if rung.role not in {each.role for each in same}:
            self.climbed[duty].append(rung)

    def comes_to_manager(self, duty: int, *, at_rung: bool) -> None:
        """Keep whether a look found a duty at the rung of a leader or a deputy."""
        if at_rung:
            self.at_managers.add(duty)
        else:
            self.at_managers.discard(duty)

    def freeze(self, duty: int, round_: int) -> None:
        """Let the climb of a round keep the policy in force, with its first rung."""
        record = self.duties[duty]
        if record.duty.round == round_ and record.policy_version is None:
            self._put(replace(record, policy_version=self.office.policy.version))

    def enter(self, duty: int, person: int, said_at: datetime) -> Entry:
        """Keep a word about a duty."""
        entry = Entry(
            id=self._entered + 1,
            duty_id=duty,
            person_id=person,
            said_at=said_at,
            before=self.duties[duty],
        )
        self._keep_entry(entry)
        return entry

    def _keep_entry(self, entry: Entry) -> None:
        self.look_anew()
        self._entered = max(self._entered, entry.id)
        self.entries[entry.duty_id].append(entry)
        self._spoken[self.duties[entry.duty_id].duty.unit_id].append(entry)

    def ask(
        self,
        kind: RequestKind,
        duty: int,
        person: int,
        at: datetime,
        new_due_on: date | None = None,
    ) -> Request:
        """Keep a request; one that still waits about the duty gives way. The pass asks about it."""
        mine = person if kind in EACH_THEIR_OWN else None
        self.close_requests(duty, kind, "replaced", at, asked_by=mine)
        request = Request(
            id=max((each.id for each in self.requests[-1:]), default=0) + 1,
            kind=kind,
            duty_id=duty,
            round=self.duties[duty].duty.round,
            asked_by=person,
            asked_at=at,
            new_due_on=new_due_on,
        )
        self._keep_request(request)
        return request

    def _keep_request(self, request: Request) -> None:
        self.look_anew()
        self.requests.append(request)
        self._asked[request.duty_id].append(request)

    def submit(self, submission: Submission) -> None:
        self.look_anew()
        self.submissions.append(submission)
        self._sent[submission.unit_id].append(submission)

    def close_requests(
        self,
        duty: int,
        kind: RequestKind,
        outcome: str,
        now: datetime,
        asked_by: int | None = None,
    ) -> None:
        self.look_anew()
        for request in self.waiting(duty, kind):
            if asked_by not in (None, request.asked_by):
                continue
            request.outcome, request.decided_at = outcome, now

    def tell(
        self,
        readers: Iterable[Person],
        step: str,
        now: datetime,
        *,
        by: int | None = None,
        duty: int | None = None,
        slot_at: datetime | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        """Tell people in their next slot, or in the one named, what has just happened.

        `by` did it and need not be told.
        """
        event, record = self.outbox.event(), self.duties[duty] if duty is not None else None
        told = [
            Notice(
                key=f"event:{event}:{reader.id}",
                kind=Kind.TOLD,
                person_id=reader.id,
                step=step,
                slot_at=slot_at or self.office.slot_after(now),
                duty_id=duty,
                round=record.duty.round if record else 0,
                facts=facts or {},
            )
            for reader in readers
            if reader.id != by
        ]
        self.outbox.enqueue(told, now)

    def go_live(self, now: datetime) -> None:
        """Start speaking. The first time reports begin to open, and heads are introduced."""
        self.watermark = None
        self.touch(self.duties, now)
        if self.office.live_from is not None:
            return
        self.office = replace(self.office, live_from=now)
        today = self.office.day_of(now)
        for cycle in list(self.cycles.values()):
            if cycle.next_due_on is None:
                self.goes_on(cycle, today, today)
        parts = [
            Part(unit_id=member, leads=leads, code=task.code, title=task.short)
            for task in self.tasks.values()
            for leads, named in ((True, task.leads), (False, task.supporters))
            for unit in named
            for member in self.lineage.open_for(self.members(unit), today, task.code)
        ]
        slot = self.office.slot_on_or_after(now)
        for each in introductions(parts, self.names, self.staff):
            head, facts = self.staff.people[each.person_id], dict(each.facts)
            self.tell([head], "introduction", now, slot_at=slot, facts=facts)

    def cast(self, duty: int, now: datetime) -> Cast:
        """Who is who around a duty on the day of a moment."""
        return cast_of(self.staff, self.duties[duty], self.office.day_of(now))

    def _put(self, record: DutyRecord) -> None:
        self.look_anew()
        self.duties[record.id] = record
        if record.duty.kind is DutyKind.REPORT and record.duty.due_on is not None:
            self._due_once[record.duty.due_on][record.id] = None
        if record.look_at is not None:
            heapq.heappush(self._coming, (record.look_at, record.id))


def _newest(entries: Sequence[Entry]) -> datetime | None:
    return next((each.said_at for each in reversed(entries) if not each.undone), None)
