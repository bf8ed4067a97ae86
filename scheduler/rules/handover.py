"""Who takes something over, and what is on the list they get (DESIGN.md §3, Person).

Somebody goes away or comes back, is given a task or a role: whoever has a part in a duty on that
day which they did not have before takes it over. One way for all of these: who was who before is
compared with who is who now.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.rules.calendar import DAY
from scheduler.rules.duty import CLOSED, is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Role
from scheduler.rules.staff import Staff, cast_of

PARTS = (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.DEPUTY, Role.LEADER)
ABOVE = frozenset({Role.COORDINATOR, Role.DEPUTY, Role.LEADER})


@dataclass(frozen=True, kw_only=True)
class Handover:
    """From a day on, others may be in a person's place, or the person in that of others.

    `unit`: the person got a role in it (or became its contact), which has no days of its own: they
    are compared with themselves without any.
    """

    person_id: int
    on: date
    unit: int | None = None


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """What one person takes over: the duties, soonest first, and from whom."""

    person_id: int
    on: date
    duties: tuple[DutyRecord, ...]
    givers: frozenset[int]


def taken_over(
    handovers: Iterable[Handover],
    staff: Staff,
    items: Iterable[DutyRecord],
    office: Office,
    now: datetime,
) -> tuple[TakenOver, ...]:
    """One list for each person who takes something over with these hand-overs, as it is at `now`.

    Of a duty that is closed nobody takes over anything. Whoever coordinates, is in charge or leads
    takes over what is overdue: what is in time needs no word of theirs.
    """
    opened = sorted(
        (item for item in items if item.duty.state not in CLOSED),
        key=lambda item: (item.duty.due_on or date.max, item.id),
    )
    begun: dict[int, date] = {}
    givers: dict[tuple[int, int], set[int]] = defaultdict(set)  # by taker and duty
    for each in handovers:
        for item in opened:
            for taker, from_whom in _takers(each, staff, item, office, now).items():
                begun[taker] = max(each.on, begun.get(taker, each.on))
                givers[taker, item.id] |= from_whom
    return tuple(
        TakenOver(
            person_id=taker,
            on=on,
            duties=tuple(item for item in opened if (taker, item.id) in givers),
            givers=frozenset[int]().union(*(givers.get((taker, item.id), ()) for item in opened)),
        )
        for taker, on in begun.items()
    )


def _takers(
    handover: Handover, staff: Staff, item: DutyRecord, office: Office, now: datetime
) -> dict[int, set[int]]:
    """Who has a part in a duty that they had not before, and who had it and has it no more."""
    today, person = office.day_of(now), handover.person_id
    is_now = cast_of(staff, item, today)
    if handover.unit is None:
        was = cast_of(staff, item, handover.on - DAY)
    else:
        posts = tuple(p for p in staff.posts if (p.person_id, p.unit_id) != (person, handover.unit))
        was = cast_of(replace(staff, posts=posts), item, today)
    if person not in {each.id for each in (*was.everybody(), *is_now.everybody())}:
        return {}
    no_more = {each.id for each in was.owners()} - {each.id for each in is_now.owners()}
    takers: dict[int, set[int]] = defaultdict(set)
    for role in PARTS:
        if role in ABOVE and not is_overdue(item.duty, office, now):
            continue
        had, has = ({each.id for each in cast.at(role)} for cast in (was, is_now))
        for taker in has - had:
            if handover.unit is None:
                takers[taker] |= (role is Role.OFFICER and no_more) or had - has
            elif taker == person:
                takers[taker] = set()  # whose place it was, nobody knows any more
    return takers
