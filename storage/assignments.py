"""Who has been given what: a task or a cycle of a unit, to a person, for some days.

A duty's assignees follow from it, so a period that opens later inherits them. Whatever changes
hands is looked at again at once; on the days on which an assignment begins or has ended the pass
comes back by itself (`Watched.others_from`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.assignment import Span
from storage import duties, journal, lineage, opening, support, units
from storage.sql import insert_one
from storage.tables import assignments, cycles, roles, tasks
from storage.tables import duties as duty_rows

Thing = dict[str, int | None]  # task_id or cycle_id, and unit_id


@dataclass(frozen=True, kw_only=True)
class Given:
    """One thing that was given to somebody: the code of a task or cycle, and for which days."""

    code: str
    unit_id: int
    span: Span


@dataclass(frozen=True, kw_only=True)
class Givable:
    """A task or a cycle, and the units within which it can be given to somebody."""

    code: str
    task: int | None
    cycle: int | None
    owing: list[int]  # who leads or reports
    units: list[int]  # and who supports


async def find(connection: AsyncConnection, org: int, code: str, on: date) -> Givable | None:
    """The task or cycle of this code ("nv12", "BC 1"), whether or not a duty has opened, and whose
    it is on a day."""
    number = re.sub(r"[\s-]", "", code).upper()
    task = await connection.scalar(
        select(tasks.c.id).where(tasks.c.org_id == org, tasks.c.code == number)
    )
    if task is not None:
        leads = await opening.leads(connection, org, task, on)
        helpers = await support.supporters(connection, org, task, on)
        return Givable(code=number, task=task, cycle=None, owing=leads, units=[*leads, *helpers])
    query = select(cycles).where(cycles.c.org_id == org, cycles.c.code == number)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    line = await lineage.load(connection, org)
    reporting = await units.today(connection, org, row.from_unit_id, line, on, number)
    return Givable(code=number, task=None, cycle=row.id, owing=reporting, units=reporting)


async def assign(
    tx: AsyncConnection,
    org: int,
    *,
    task: int | None,
    cycle: int | None,
    unit: int,
    people: Iterable[int],
    span: Span,
    now: datetime,
) -> None:
    """Give a task or cycle of a unit to people for these days; on them nobody else has it.

    Whoever had it keeps the days before and after.
    """
    same = (
        assignments.c.org_id == org,
        assignments.c.unit_id == unit,
        assignments.c.task_id == task if task else assignments.c.cycle_id == cycle,
    )
    for row in (await tx.execute(select(assignments).where(*same))).all():
        await _take(tx, org, row.id, _of(row), span)
    for person in people:
        await _give(tx, org, _thing(task, cycle, unit), person, span)
    await _touch(tx, org, [_thing(task, cycle, unit)], now)


async def hand_over(
    tx: AsyncConnection,
    org: int,
    *,
    giver: int,
    taker: int,
    day: date,
    within: Iterable[int] | None = None,
    now: datetime,
    by: int | None = None,
) -> list[Given]:
    """Give all that a person has from `day` on to another one; return what was given.

    The giver keeps the days before. Others who share a task go on sharing it, and a taker who has
    it already does not get it twice. With `within`, only what the person has for these. `by` says
    so; None: the operator.
    """
    from_then_on = Span(from_on=day)
    given, things = [], []
    for row, span in await _rows_of(tx, org, giver, from_then_on, within):
        thing = _thing(row.task_id, row.cycle_id, row.unit_id)
        await _take(tx, org, row.id, _of(row), from_then_on)
        for free in await _not_yet_of(tx, org, thing, taker, span):
            await _give(tx, org, thing, taker, free)
        given.append(Given(code=row.task_code or row.cycle_code, unit_id=row.unit_id, span=span))
        things.append(thing)
    await _touch(tx, org, things, now)
    await journal.note(
        tx,
        org,
        now,
        "handed_over",
        by,
        giver=giver,
        taker=taker,
        day=day.isoformat(),
        codes=[each.code for each in given],
    )
    return given


async def let_go(
    tx: AsyncConnection,
    org: int,
    person: int,
    day: date,
    within: Iterable[int] | None = None,
    *,
    now: datetime,
    by: int | None = None,
) -> list[Given]:
    """Take all that a person has from `day` on and give it to nobody: it falls to the contact or
    head. With `within`, only what they have for these units."""
    from_then_on = Span(from_on=day)
    taken, things = [], []
    for row, span in await _rows_of(tx, org, person, from_then_on, within):
        await _take(tx, org, row.id, _of(row), from_then_on)
        taken.append(Given(code=row.task_code or row.cycle_code, unit_id=row.unit_id, span=span))
        things.append(_thing(row.task_id, row.cycle_id, row.unit_id))
    await _touch(tx, org, things, now)
    codes = [each.code for each in taken]
    await journal.note(tx, org, now, "let_go", by, of=person, day=day.isoformat(), codes=codes)
    return taken


async def held(
    connection: AsyncConnection,
    org: int,
    person: int,
    day: date,
    within: Iterable[int] | None = None,
) -> list[Given]:
    """All that a person has from `day` on; with `within`, only what they have for these units."""
    return [
        Given(code=row.task_code or row.cycle_code, unit_id=row.unit_id, span=span)
        for row, span in await _rows_of(connection, org, person, Span(from_on=day), within)
    ]


async def hand_over_contact(
    tx: AsyncConnection, org: int, *, giver: int, taker: int, within: Iterable[int], now: datetime
) -> list[int]:
    """Make another person of these units their contact, where the giver is; return which units.

    What nobody else is assigned to goes to the contact, so all that is owed is looked at again.
    """
    moved = []
    for unit in within:
        of_unit = (roles.c.org_id == org, roles.c.unit_id == unit)
        is_contact = and_(*of_unit, roles.c.person_id == giver, roles.c.is_contact)
        if await tx.scalar(select(roles.c.person_id).where(is_contact).limit(1)) is None:
            continue
        for person, flag in ((giver, False), (taker, True)):
            await tx.execute(
                update(roles).where(*of_unit, roles.c.person_id == person).values(is_contact=flag)
            )
        await duties.touch(tx, org, now, duty_rows.c.unit_id == unit)
        moved.append(unit)
    return moved


# --- parts --------------------------------------------------------------------------------------


async def _rows_of(
    connection: AsyncConnection, org: int, person: int, days: Span, within: Iterable[int] | None
) -> list[tuple[Row[Any], Span]]:
    """The assignments of a person with their codes, each with those of the days that it has."""
    conditions = [assignments.c.org_id == org, assignments.c.person_id == person]
    if within is not None:
        conditions.append(assignments.c.unit_id.in_(list(within)))
    found = await connection.execute(
        select(
            assignments,
            tasks.c.code.label("task_code"),
            cycles.c.code.label("cycle_code"),
        )
        .outerjoin(tasks, and_(tasks.c.org_id == org, tasks.c.id == assignments.c.task_id))
        .outerjoin(cycles, and_(cycles.c.org_id == org, cycles.c.id == assignments.c.cycle_id))
        .where(*conditions)
        .order_by(assignments.c.unit_id, assignments.c.id)
    )
    spans = [(row, _of(row).shared(days)) for row in found]
    return [(row, span) for row, span in spans if span is not None]


def _of(row: Row[Any]) -> Span:
    return Span(from_on=row.from_on, to_on=row.to_on)


def _thing(task: int | None, cycle: int | None, unit: int) -> Thing:
    return {"task_id": task, "cycle_id": cycle, "unit_id": unit}


async def _take(tx: AsyncConnection, org: int, row: int, held: Span, taken: Span) -> None:
    """Take days away from an assignment: what is left of it stays with its person."""
    left = held.without(taken)
    if left == (held,):
        return
    mine = (assignments.c.org_id == org, assignments.c.id == row)
    if not left:
        await tx.execute(assignments.delete().where(*mine))
        return
    first, *rest = left
    for span in rest:
        found = (await tx.execute(select(assignments).where(*mine))).one()
        thing = _thing(found.task_id, found.cycle_id, found.unit_id)
        await _give(tx, org, thing, found.person_id, span)
    await tx.execute(
        update(assignments).where(*mine).values(from_on=first.from_on, to_on=first.to_on)
    )


async def _give(tx: AsyncConnection, org: int, thing: Thing, person: int, span: Span) -> None:
    await insert_one(
        tx,
        assignments,
        org_id=org,
        person_id=person,
        from_on=span.from_on,
        to_on=span.to_on,
        **thing,
    )


async def _not_yet_of(
    tx: AsyncConnection, org: int, thing: Thing, person: int, span: Span
) -> list[Span]:
    """The days of a span on which a person has not got a thing already."""
    rows = await tx.execute(
        select(assignments).where(
            assignments.c.org_id == org,
            assignments.c.person_id == person,
            *(assignments.c[name] == value for name, value in thing.items()),
        )
    )
    free = [span]
    for row in rows:
        free = [left for each in free for left in each.without(_of(row))]
    return free


async def _touch(tx: AsyncConnection, org: int, things: list[Thing], now: datetime) -> None:
    for thing in things:
        same = [duty_rows.c[name] == value for name, value in thing.items() if value is not None]
        await duties.touch(tx, org, now, *same)
