"""What becomes of the units of a virtual office, as `storage.succession` keeps it in a database.

Noted, begun on the effective day, and taken over by the successors once that is confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from scheduler.rules.duty import CLOSED, Move
from scheduler.rules.people import Role
from scheduler.rules.plan import Cycle, Task
from scheduler.rules.request import RequestKind
from scheduler.rules.staff import Assigned
from scheduler.rules.succession import (
    BadSuccession,
    Succession,
    SuccessionKind,
    asks_to_confirm,
    check_choices,
    coordinating,
    never_sent,
    supports_itself,
    taken_over,
    takers,
    undecided,
)
from scheduler.simulate.office import VirtualOffice


def succeed(
    office: VirtualOffice,
    olds: Sequence[int],
    into: Sequence[str],
    kind: SuccessionKind,
    chosen: Mapping[str, str],
    now: datetime,
) -> None:
    """Note today what becomes of units, and confirm it at once.

    Of a split what is not `chosen` (unit by code) goes to the first new unit. Raises BadSuccession.
    """
    note(office, olds, into, kind, now)
    for old in olds:
        end = office.lineage.ended[old]
        open_ones = undecided(_takers(office, end)) if end.new and end.needs_choices else ()
        first = office.unit_called(into[0]) if into else None
        choices = {code: first for code in open_ones if first is not None}
        for code, name in chosen.items():
            if (unit := office.unit_called(name)) is None:
                raise BadSuccession("no_unit", f"no unit is called {name}", name=name)
            choices[code.upper()] = unit
        confirm(office, old, choices, now)


def note(
    office: VirtualOffice,
    olds: Sequence[int],
    into: Sequence[str],
    kind: SuccessionKind,
    now: datetime,
) -> None:
    """Keep what becomes of units from today on; successors are made if they are new."""
    today, line = office.office.day_of(now), office.lineage
    found = {name: office.unit_called(name) for name in into}
    fresh = max(office.units) + 1
    numbers = [unit or fresh + n for n, unit in enumerate(found.values())]
    for old in olds:
        if not office.groups.keys().isdisjoint({old, *numbers}):
            raise BadSuccession("group", "a group of units has no successor: its members have")
        line = line.adding(Succession(old=old, new=tuple(sorted(numbers)), kind=kind, on=today))
    for number, (name, unit) in zip(numbers, found.items(), strict=True):
        if unit is None:
            office.make_unit(number, name)
            line = replace(line, born={**line.born, number: today})
    office.becomes(line)
    office.touch(_of_units(office, {*olds, *numbers}), now)
    begin_due(office, now)


def begin_due(office: VirtualOffice, now: datetime) -> None:
    """Let begin what takes effect today: what is confirmed goes over, of the rest is told."""
    today = office.office.day_of(now)
    for old, end in sorted(office.lineage.ended.items()):
        if end.on > today or end.began_at is not None:
            continue
        end = _keep(office, replace(end, began_at=now))
        office.touch(_of_units(office, {old, *end.new}), now)
        if end.confirmed_at is not None:
            _take_over(office, end, now)
        elif office.office.live_from is not None:
            step, readers = asks_to_confirm(end, office.staff)
            office.tell(readers, step, now)


def confirm(office: VirtualOffice, old: int, choices: Mapping[str, int], now: datetime) -> None:
    """Let what is open of a unit go to its successors; `choices`: who takes what, by code."""
    end = office.lineage.ended[old]
    check_choices(end, _takers(office, end), choices)
    end = replace(end, confirmed_at=end.confirmed_at or now, choices={**end.choices, **choices})
    _keep(office, end)
    if end.began_at is not None:
        _take_over(office, end, now)


# --- parts --------------------------------------------------------------------------------------


def _keep(office: VirtualOffice, end: Succession) -> Succession:
    line = office.lineage
    office.becomes(replace(line, ended={**line.ended, end.old: end}))
    return end


def _takers(office: VirtualOffice, end: Succession) -> dict[str, int | None]:
    """Who takes what is open of a unit, and what it is still to lead, report or receive."""
    mine = {end.old, *(group for group, each in office.groups.items() if end.old in each)}
    codes = [each.code for each in office.tasks.values() if each.open_on and mine & {*each.leads}]
    codes += [
        cycle.code
        for cycle in office.cycles.values()
        if cycle.open_on and end.old in (cycle.from_unit_id, cycle.to_unit_id)
    ]
    for duty in _of_units(office, {end.old}):
        if office.duties[duty].duty.state not in CLOSED:
            codes.append(office.duties[duty].duty.code)
    return takers(end, codes)


def _of_units(office: VirtualOffice, units: set[int]) -> list[int]:
    return [each.id for each in office.duties.values() if each.duty.unit_id in units]


def _take_over(office: VirtualOffice, end: Succession, now: datetime) -> None:
    """Let all that is the old unit's go to who holds it now."""
    old, line, today = end.old, office.lineage, office.office.day_of(now)
    before = {duty: office.duties[duty] for duty in _of_units(office, {old, *end.new})}
    _take_posts(office, end)
    gone = []
    for duty in _of_units(office, {old}):
        unit = line.holds(old, today, office.duties[duty].duty.code)
        if unit == old:
            continue
        office.pass_on(duty, unit)
        if office.duties[duty].duty.state not in CLOSED:
            gone.append(duty)
    _take_pointers(office, old, now)
    taking = {office.duties[duty].duty.unit_id for duty in gone}
    office.touch(_of_units(office, {old, *taking, *end.new}), now)
    for record in [each for each in office.duties.values() if supports_itself(each)]:
        office.move(record.id, Move.CANCEL, now)
        for kind in RequestKind:
            office.close_requests(record.id, kind, "withdrawn", now)
    for each in [office.duties[duty] for duty in before]:
        if never_sent(before[each.id], each, office.office, now):
            office.move(each.id, Move.MISS, now)
            office.close_requests(each.id, RequestKind.EXTENSION, "withdrawn", now)
    _tell_takers(office, old, gone, now)


def _tell_takers(office: VirtualOffice, old: int, gone: Sequence[int], now: datetime) -> None:
    """One list for each head of a unit that takes over, but for who heads the old one as well."""
    if office.office.live_from is None:
        return
    givers = {person.id for person in office.staff.holding(Role.HEAD, old)}
    items = [office.duties[duty] for duty in gone if office.duties[duty].duty.state not in CLOSED]
    by_unit: dict[int, list[int]] = {}
    for item in sorted(items, key=lambda item: (item.duty.due_on or date.max, item.id)):
        by_unit.setdefault(item.duty.unit_id, []).append(item.id)
    for unit, duties in by_unit.items():
        have_one = givers | {each.person_id for each in office.handovers if each.unit == unit}
        heads = [head for head in office.staff.holding(Role.HEAD, unit) if head.id not in have_one]
        office.tell(heads, "taken_over", now, facts={"duties": duties})


def _take_posts(office: VirtualOffice, end: Succession) -> None:
    own = office.own_staff
    more = [
        post
        for new in end.new
        for post in taken_over(own.posts, end.old, new, is_split=len(end.new) > 1)
    ]
    posts = sorted((*own.posts, *more), key=lambda post: (post.unit_id, post.person_id))
    office.has_staff(replace(own, posts=tuple(posts)))


def _take_pointers(office: VirtualOffice, old: int, now: datetime) -> None:
    """What is assigned, received, coordinated and asked for by the old unit."""
    line, today, own = office.lineage, office.office.day_of(now), office.own_staff
    given = [
        each
        if each.unit_id != old
        else replace(each, unit_id=line.holds(old, today, _code(office, each)))
        for each in own.assigned
    ]
    office.has_staff(replace(own, assigned=tuple(given)))
    received = [each for each in office.cycles.values() if each.to_unit_id == old]
    things: list[Task | Cycle] = [*office.tasks.values(), *office.cycles.values()]
    of_plans = {
        each.plan_id
        for each in things
        if each.plan_id is not None and each.coordinating_unit == old
    }
    with_cycles = [(cycle.plan_id, cycle.code) for cycle in received]
    coordinators = coordinating(sorted(of_plans), with_cycles, old, line, today)
    office.take_pointers(
        {cycle.id: line.holds(old, today, cycle.code) for cycle in received},
        coordinators,
        {
            each.id: line.holds(old, today, each.duty.code)
            for each in office.duties.values()
            if each.for_unit == old
        },
    )


def _code(office: VirtualOffice, given: Assigned) -> str:
    if given.task_id is not None:
        return office.tasks[given.task_id].code
    assert given.cycle_id is not None
    return office.cycles[given.cycle_id].code
