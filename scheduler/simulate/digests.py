"""The digests of a virtual office, decided by the same rules as the real one's (DESIGN.md §4.7)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from scheduler.rules.calendar import days
from scheduler.rules.decision import MANAGERS, Watched
from scheduler.rules.digest import (
    MISSING,
    MOVED,
    UNHEARD,
    Coordination,
    Earlier,
    Management,
    coordination,
    digest_notice,
    due_days_told,
    for_coordinator,
    for_manager,
    kinds_of_managers,
    management,
    week_begins,
)
from scheduler.rules.duty import OWED, Move, State
from scheduler.rules.notice import Kind
from scheduler.rules.people import Role
from scheduler.rules.watching import SETTLED
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.outbox import Queued

KINDS = frozenset({MISSING, *(role.value for role in MANAGERS)})


def queue_digests(office: VirtualOffice, slot: datetime) -> int:
    """Queue the digests of a slot; return how many."""
    return _queue_managers(office, slot) + _queue_coordinators(office, slot)


def fresh(office: VirtualOffice, queued: Queued, now: datetime) -> Management | Coordination | None:
    """What a queued digest has to say now; None if it is none of these."""
    notice = queued.notice
    if notice.kind is not Kind.DIGEST or notice.step not in KINDS:
        return None
    items = _look(office, notice.facts["duties"], now)
    if notice.step == MISSING:
        return coordination(items, office.outbox.named(notice.key), notice.person_id, now)
    return management(items, notice.person_id, now)


def _queue_managers(office: VirtualOffice, slot: datetime) -> int:
    if not _may_be_due(office, slot):
        return 0
    closed = {
        move.duty_id: move.at
        for move in takewhile(lambda move: move.at > slot - UNHEARD, reversed(office.moves))
        if move.move is Move.MISS and office.duties[move.duty_id].duty.state is State.MISSED
    }
    items = _look(office, {*_climbing(office, Role.HEAD), *closed}, slot)
    queued = 0
    for person, kind in kinds_of_managers(items).items():
        earlier = _earlier(office, person, kind)
        digest = for_manager(items, closed, person, earlier, slot, office.watermark, office.office)
        queued += _queue(office, kind, person, digest, slot)
    return queued


def _may_be_due(office: VirtualOffice, slot: datetime) -> bool:
    """Whether a manager may get a digest in a slot: a week begins, a look has found that an item
    has come to their rung, or one could not leave. Else there is no need to look at every duty."""
    newest = [each[-1] for each in office.outbox.digests.values()]
    return (
        week_begins(slot, office.watermark, office.office)
        or bool(office.at_managers)
        or any(each.said.state == "failed" for each in newest)
    )


def _queue_coordinators(office: VirtualOffice, slot: datetime) -> int:
    told_on = due_days_told(slot, office.watermark, office.office)
    staff, today = office.staff, office.office.day_of(slot)
    earlier = {
        person.id: _earlier(office, person.id, MISSING)
        for person in staff.present(staff.holding(Role.COORDINATOR), today)
    }
    if not told_on and not any(each.failed for each in earlier.values()):
        return 0
    pending = {duty for each in earlier.values() for duty, _, _ in each.pending}
    due = {
        record.id
        for day in (days(min(told_on) - MOVED, max(told_on)) if told_on else ())
        if office.office.effective_due(day) in told_on
        for record in office.reports_due(day)
    }
    items = _look(office, {*_climbing(office), *due, *pending}, slot)
    return sum(
        _queue(office, MISSING, person, for_coordinator(items, person, before, told_on, slot), slot)
        for person, before in earlier.items()
    )


def _queue(
    office: VirtualOffice,
    kind: str,
    person: int,
    digest: Management | Coordination,
    slot: datetime,
) -> int:
    """Queue a digest unless it is empty; what still waits of its kind and person gives way."""
    if digest.is_empty:
        return 0
    facts = {"duties": list(digest.duties)}
    notice = digest_notice(kind, person, slot, office.office, facts)
    before = [each for each in _of_kind(office, person, kind) if each.said.state == "queued"]
    new = office.outbox.enqueue([notice], slot)
    if new:
        office.outbox.give_up(before, "dropped", slot)
        office.outbox.name(notice.key, [line.fact for line in digest.lines])
    return new


def _earlier(office: VirtualOffice, person: int, kind: str) -> Earlier:
    """What became of a person's digests of a kind so far."""
    each = _of_kind(office, person, kind)
    if not each:
        return Earlier()
    newest, left = each[-1], [queued for queued in each if queued.said.state in SETTLED]
    pending = newest.said.state in ("queued", "failed")
    named = office.outbox.named
    return Earlier(
        newest_at=newest.said.slot_at,
        failed=newest.said.state == "failed",
        pending=named(newest.said.key) if pending else frozenset(),
        said=frozenset().union(*(named(queued.said.key) for queued in left)),
        said_until=left[-1].said.created_at if left else None,
    )


def _of_kind(office: VirtualOffice, person: int, kind: str) -> list[Queued]:
    found = office.outbox.digests.get((person, kind), ())
    return sorted(found, key=lambda queued: queued.id)


def _climbing(office: VirtualOffice, reached: Role | None = None) -> set[int]:
    """The duties of whose present round a rung (if one is named, that) was told or skipped."""
    return {
        duty
        for duty, rungs in office.climbed.items()
        if (record := office.duties[duty]).duty.state in OWED
        and any(r.round == record.duty.round and reached in (None, r.role) for r in rungs)
    }


def _look(office: VirtualOffice, duties: Iterable[int], now: datetime) -> list[Watched]:
    return [office.look(duty, now).item for duty in sorted(duties)]
