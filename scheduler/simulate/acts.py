"""What people do to the duties of a virtual office, with the effects it has on the facts.

As `storage` and the handlers of `bot` do it to a database, by the same rules; who may do what is
asked before. A duty is named by its id. Moves raise MoveRefused where there is no such move.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import NamedTuple

from scheduler.rules.absence import Absence, hands_over_on, with_end, with_new
from scheduler.rules.amending import date_move
from scheduler.rules.assignment import Span
from scheduler.rules.charge import Charge, in_force, promised_day
from scheduler.rules.coverage import following
from scheduler.rules.duty import MOVES, OWED, DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord, new_round
from scheduler.rules.handover import Handover, taken_over
from scheduler.rules.lines import counted
from scheduler.rules.people import Person
from scheduler.rules.progress import Said, effect_of
from scheduler.rules.request import RequestKind
from scheduler.rules.staff import Assigned
from scheduler.rules.watching import Taken, of_round
from scheduler.simulate.office import Entry, Request, Submission, VirtualOffice


class Thing(NamedTuple):
    """What can be given to somebody: a unit's task, or its reports of a cycle."""

    task_id: int | None
    cycle_id: int | None
    unit_id: int


# --- words about a task -------------------------------------------------------------------------


def say(
    office: VirtualOffice, duty: int, person: Person, said: Said, said_at: datetime, now: datetime
) -> None:
    """Record a word and what follows: a task done waits for its head, unless nobody need confirm.

    Raises NothingToRecord.
    """
    record = office.duties[duty]
    _enter(office, record, person, said, said_at, now)
    for other in office.met_with(duty):
        if other.duty.state in OWED:
            _enter(office, other, person, said, said_at, now)
    if said.intent == "done":
        _done(office, record, person, now)
    elif record.duty.state is State.REPORTED:
        office.close_requests(duty, RequestKind.CONFIRM, "withdrawn", now)


def _enter(
    office: VirtualOffice,
    record: DutyRecord,
    person: Person,
    said: Said,
    said_at: datetime,
    now: datetime,
) -> None:
    duty, effect = record.id, effect_of(said, record.duty)
    office.enter(duty, person.id, said_at)
    facts = {"percent": effect.percent, "promise_on": effect.promise_on}
    if effect.move is None:
        office.change(duty, now, **facts)
    elif effect.move is Move.REPORT:
        office.move(duty, effect.move, now, **facts, reported_at=said_at)
    else:
        office.move(duty, effect.move, now, **facts)


def _done(office: VirtualOffice, record: DutyRecord, person: Person, now: datetime) -> None:
    duty, cast = record.duty, office.cast(record.id, now)
    if duty.due_on is None and duty.kind is DutyKind.TASK:
        return  # this period's entry
    office.tell(cast.assignees, "done_by", now, by=person.id, duty=record.id)
    confirms = office.staff.heads(person.id, record.for_unit or duty.unit_id)
    if confirms or not office.office.policy.confirm_tasks:
        for each in (record.id, *(other.id for other in office.met_with(record.id))):
            if office.duties[each].duty.state is State.REPORTED:
                office.move(each, Move.ACCEPT, now, accepted_at=now)
        return
    office.ask(RequestKind.CONFIRM, record.id, person.id, now)


def snooze(
    office: VirtualOffice,
    duty: int,
    person: int,
    until: datetime,
    said_at: datetime,
    now: datetime,
) -> None:
    """Let a person's asks about a duty rest."""
    office.snoozed[duty][person] = until
    office.snoozed_at[duty][person] = said_at
    office.change(duty, now)


# --- charge -------------------------------------------------------------------------------------


def take_charge(
    office: VirtualOffice, duty: int, person: Person, wanted: date | None, now: datetime
) -> date:
    """Put a person in charge of what is overdue until a day, and return it; raise ChargeRefused."""
    record = office.duties[duty]
    mine = of_round(office.charges.get(duty, ()), record.duty.round)
    until = promised_day(wanted, mine, person.id, office.office, now)
    _end_charges(office, record, now)
    new = Taken(round=record.duty.round, charge=Charge(person=person, since=now, until=until))
    office.charges[duty] = (*office.charges[duty], new)
    office.change(duty, now)
    before = in_force(mine, office.office, now)
    holder = () if before is None else (office.staff.people[before.person.id],)
    readers = _each_once(office.cast(duty, now).owners(), holder)
    office.tell(readers, "charge_taken", now, by=person.id, duty=duty)
    return until


def give_back(office: VirtualOffice, duty: int, person: Person, now: datetime) -> None:
    """End the charge of a duty before its day: the climb goes on from where it was."""
    _end_charges(office, office.duties[duty], now)
    office.change(duty, now)
    office.tell(office.cast(duty, now).owners(), "charge_ended", now, by=person.id, duty=duty)


def _end_charges(office: VirtualOffice, record: DutyRecord, now: datetime) -> None:
    office.charges[record.id] = tuple(
        replace(each, charge=replace(each.charge, ended_at=now))
        if each.round == record.duty.round and each.charge.ended_at is None
        else each
        for each in office.charges.get(record.id, ())
    )


# --- reports ------------------------------------------------------------------------------------


def hand_in(
    office: VirtualOffice,
    duty: int,
    person: Person | None,
    said_at: datetime,
    now: datetime,
) -> None:
    """Hand in a report, or its whole set; a person's is shown to the head."""
    record = office.duties[duty]
    reports = office.merged(record) if record.duty.state in OWED else [record]
    for report in reports:
        office.move(report.id, Move.REPORT, now, reported_at=said_at, percent=100)
    named = frozenset(entry.id for entry in lines(office, reports) if entry is not None)
    office.submit(
        Submission(
            duties=tuple(report.id for report in reports),
            unit_id=record.duty.unit_id,
            person_id=person.id if person else None,
            said_at=said_at,
            lines=named,
        )
    )
    if person is None:
        return
    office.ask(RequestKind.CONFIRM, duty, person.id, said_at)


def lines(office: VirtualOffice, reports: Sequence[DutyRecord]) -> list[Entry | None]:
    """The newest entry of each line of a report, or of a set; None where nothing was said."""
    unit = reports[0].duty.unit_id
    until = min(_until(office, report) for report in reports)
    taken = {report.id: _taken(office, report) for report in reports}
    found: list[Entry | None] = []
    for task in office.of_unit(unit, DutyKind.TASK):
        if task.duty.state is State.CANCELLED:
            continue
        said = [entry for entry in office.entries.get(task.id, ()) if not entry.undone]
        new = counted(said, reports, taken, until)
        if new or task.duty.state is not State.ACCEPTED:
            found.append(new[-1] if new else None)
    return found


def _until(office: VirtualOffice, report: DutyRecord) -> datetime:
    """Until when an entry may be taken for a report: up to the next cut-off."""
    own, schedule = report.coverage, report.schedule
    assert own is not None
    assert schedule is not None
    assert report.cycle_id is not None
    for opened in office.opened[report.cycle_id]:
        if opened.due_on > own.due_on:
            return opened.cut_off
    return following(schedule, own, office.office).cut_off


def _taken(office: VirtualOffice, report: DutyRecord) -> set[int]:
    """The entries that submissions name for other reports of a report's cycle."""
    unit = report.duty.unit_id
    return {
        entry
        for each in (unit, *office.lineage.former(unit))
        for sent in office.handed_in_by(each)
        if sent.state in ("sent", "accepted")
        for other in sent.duties
        if other != report.id and office.duties[other].cycle_id == report.cycle_id
        for entry in sent.lines
    }


# --- the head's word ----------------------------------------------------------------------------


def accept(office: VirtualOffice, duty: int, now: datetime, *, by: int | None = None) -> None:
    """Confirm what was reported; whoever did is told."""
    askers = _askers(office, duty)
    for each in (duty, *_met_and_reported(office, duty)):
        office.move(each, Move.ACCEPT, now, accepted_at=now)
        office.close_requests(each, RequestKind.CONFIRM, "confirmed", now)
    office.tell(askers, "accepted", now, by=by, duty=duty)


def see(office: VirtualOffice, duty: int, now: datetime, *, by: int | None = None) -> None:
    """Have seen a report that was handed in: consolidation accepts it. Whoever sent it is told."""
    askers = _askers(office, duty)
    office.close_requests(duty, RequestKind.CONFIRM, "confirmed", now)
    office.tell(askers, "report_seen", now, by=by, duty=duty)


def send_back(office: VirtualOffice, duty: int, now: datetime, *, by: int | None = None) -> None:
    """Return what was reported, of a report the whole submission; whoever did is told."""
    askers = _askers(office, duty)
    if not take_back(office, duty, "returned", now):
        met = _met_and_reported(office, duty)
        office.move(duty, Move.SEND_BACK, now)
        for other in met:
            office.move(other, Move.SEND_BACK, now)
            office.close_requests(other, RequestKind.CONFIRM, "returned", now)
    office.close_requests(duty, RequestKind.CONFIRM, "returned", now)
    office.tell(askers, "returned", now, by=by, duty=duty)


def take_back(office: VirtualOffice, duty: int, state: str, now: datetime) -> Submission | None:
    """Return or undo the newest submission of a report; its duties are owed again."""
    newest = [each for each in office.submissions if duty in each.duties][-1:]
    for sent in newest:
        sent.state = state
        for each in sent.duties:
            if office.duties[each].duty.state is State.REPORTED:
                office.move(each, Move.SEND_BACK, now, percent=None)
    return newest[0] if newest else None


def _met_and_reported(office: VirtualOffice, duty: int) -> list[int]:
    """What a merger of units made one with this: the head's word is about all of it."""
    met = office.met_with(duty)
    return [other.id for other in met if other.duty.state is State.REPORTED]


def _askers(office: VirtualOffice, duty: int) -> list[Person]:
    return [
        office.staff.people[each.asked_by] for each in office.waiting(duty, RequestKind.CONFIRM)[:1]
    ]


def reopen(office: VirtualOffice, duty: int, now: datetime, *, by: int | None = None) -> None:
    """Open again what was accepted, and tell whose it is and their head."""
    office.move(duty, Move.REOPEN, now)
    office.close_requests(duty, RequestKind.CONFIRM, "reopened", now)
    cast = office.cast(duty, now)
    office.tell(_each_once(cast.owners(), cast.heads), "reopened", now, by=by, duty=duty)


# --- other days ---------------------------------------------------------------------------------


def set_date(
    office: VirtualOffice, duty: int, due_on: date, due_time: time | None, now: datetime
) -> None:
    """Give a duty another last day in time, and tell whose it is and their head.

    Raises CannotAmend.
    """
    record = office.duties[duty]
    step = date_move(record, due_on, due_time, office.office, now)
    first = {"original_due_on": due_on} if record.original_due_on is None else {}
    office.move(duty, step, now, due_on=due_on, due_time=due_time, **first)
    office.close_requests(duty, RequestKind.EXTENSION, "withdrawn", now)
    cast = office.cast(duty, now)
    office.tell(_each_once(cast.owners(), cast.heads), "dated", now, duty=duty)


def ask_extension(
    office: VirtualOffice, duty: int, person: Person, until: date, said_at: datetime, now: datetime
) -> None:
    """Pass a request for more time on to whoever decides it."""
    office.ask(RequestKind.EXTENSION, duty, person.id, said_at, until)
    office.change(duty, now)


def pass_on(
    office: VirtualOffice,
    duty: int,
    person: Person,
    kind: RequestKind,
    said_at: datetime,
    now: datetime,
) -> None:
    """Pass a question, "not ours" or a handover on to whoever decides it."""
    office.ask(kind, duty, person.id, said_at)
    office.change(duty, now)


def decide_extension(
    office: VirtualOffice,
    request: Request,
    now: datetime,
    *,
    grant: bool,
    by: int | None = None,
    until: date | None = None,
) -> None:
    """Grant (`until`: another day than was asked for) or refuse.

    The day of a refusal, too, is one to count from.
    """
    record = office.duties[request.duty_id]
    if grant and (record.duty.state, Move.DATE) not in MOVES:
        return
    office.close_requests(record.id, RequestKind.EXTENSION, "granted" if grant else "refused", now)
    if grant:
        due_on = until or request.new_due_on
        office.move(record.id, Move.DATE, now, due_on=due_on, due_time=None)
    else:
        office.change(record.id, now)
    step = "extension_granted" if grant else "extension_refused"
    asker = office.staff.people[request.asked_by]
    office.tell([asker], step, now, by=by, duty=record.id)


# --- who does it --------------------------------------------------------------------------------


def assign(office: VirtualOffice, thing: Thing, person: Person, now: datetime) -> None:
    """Give a task or cycle of a unit to a person from today on; they get a list of it."""
    new = Assigned(
        task_id=thing.task_id,
        cycle_id=thing.cycle_id,
        unit_id=thing.unit_id,
        person_id=person.id,
        span=Span(from_on=office.office.day_of(now)),
    )
    left: list[Assigned] = []
    own = office.own_staff
    for given in own.assigned:
        if Thing(given.task_id, given.cycle_id, given.unit_id) == thing:
            left += [replace(given, span=span) for span in given.span.without(new.span)]
        else:
            left.append(given)
    office.has_staff(replace(own, assigned=(*left, new)))
    same = [each.id for each in office.duties.values() if thing_of(each) == thing]
    office.touch(same, now)
    turn = Handover(person_id=person.id, on=office.office.day_of(now))
    office.handovers.append(turn)


def thing_of(record: DutyRecord) -> Thing:
    return Thing(record.task_id, record.cycle_id, record.duty.unit_id)


def be_away(office: VirtualOffice, new: Absence, now: datetime, *, by: int | None = None) -> None:
    """Somebody is away; the substitute is told, and whoever takes over gets a list on the day."""
    others = [each for each in office.staff.absences if each.person_id != new.person_id]
    known = [each for each in office.staff.absences if each.person_id == new.person_id]
    absences = (*others, *with_new(known, new))
    office.has_staff(replace(office.own_staff, absences=absences))
    office.touch(office.duties, now)
    if new.last >= office.office.day_of(now):
        for turn in hands_over_on(known, new):
            office.handovers.append(Handover(person_id=new.person_id, on=turn))
    people = office.staff.people
    if new.substitute_id is not None:
        office.tell([people[new.substitute_id]], "substitute", now, by=by)
    office.tell([people[new.person_id]], "away", now, by=by)


def be_back(office: VirtualOffice, person: int, now: datetime) -> bool:
    """Somebody is back at work today; False if they are not away."""
    today, absences = office.office.day_of(now), office.own_staff.absences
    left = with_end([each for each in absences if each.person_id == person], today)
    if left is None:
        return False
    others = [each for each in absences if each.person_id != person]
    office.has_staff(replace(office.own_staff, absences=(*others, *left)))
    office.touch(office.duties, now)
    office.handovers.append(Handover(person_id=person, on=today))
    return True


def tell_takers(office: VirtualOffice, slot: datetime) -> None:
    """Queue the lists of whoever takes something over by this slot."""
    until = office.office.day_of(slot)
    due = [each for each in office.handovers if each.on <= until]
    office.handovers = [each for each in office.handovers if each.on > until]
    lists = taken_over(due, office.staff, office.duties.values(), office.office, slot)
    for each in lists:
        facts = {"duties": [item.id for item in each.duties]}
        taker = office.staff.people[each.person_id]
        office.tell([taker], "taken_over", slot, slot_at=slot, facts=facts)


# --- taking back --------------------------------------------------------------------------------


def undo(office: VirtualOffice, entry: Entry, now: datetime) -> None:
    """Take a word back: the duty has its former facts again, unless more was said since."""
    entry.undone = True
    later = any(each.id > entry.id and not each.undone for each in office.entries[entry.duty_id])
    record, before = office.duties[entry.duty_id], entry.before
    if later or before is None:
        return
    facts = {
        "state": before.duty.state,
        "percent": before.duty.percent,
        "promise_on": before.duty.promise_on,
    }
    if before.duty.state is not record.duty.state:
        facts |= {"reported_at": before.duty.reported_at, **new_round(record.duty, now)}
    office.change(record.id, now, **facts)
    for request in office.waiting(record.id, RequestKind.CONFIRM):
        if request.asked_by == entry.person_id:
            request.outcome, request.decided_at = "undone", now


def undo_submission(office: VirtualOffice, sent: Submission, now: datetime) -> None:
    """Take a report back that was handed in."""
    take_back(office, sent.duties[0], "undone", now)
    for duty in sent.duties:
        office.close_requests(duty, RequestKind.CONFIRM, "undone", now)


def _each_once(*readers: Iterable[Person]) -> list[Person]:
    return list({person.id: person for people in readers for person in people}.values())
