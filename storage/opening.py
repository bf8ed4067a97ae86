"""Opening duties on the day they open: rows are made then, and not before (DESIGN.md §3, Duty).

On which day that is, `scheduler.rules.opening` says. Each task and each cycle is opened by itself:
one with which something is wrong keeps no other from opening.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import DAY
from scheduler.rules.coverage import Coverage
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.opening import due_of, next_opening, opening_day
from scheduler.rules.timing import Conditional, Yearly, from_json
from storage import cycles, journal, periods, set_aside, trouble, units
from storage.cycles import Cycle
from storage.duties import leads_open_task
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import cycles as cycle_rows
from storage.tables import duties, task_units, tasks
from storage.tables import set_aside as aside

logger = logging.getLogger(__name__)

TASK, CYCLE = aside.c.task_id, aside.c.cycle_id
LONGEST_SLEEP = timedelta(days=3 * 366)  # of a database that was put away and is taken up again


class NobodyLeads(ValueError):
    """No unit leads the task, so nobody would owe it."""


class TooManyAtOnce(ValueError):
    """A cycle is more periods behind than any office can have slept through."""


async def open_due(
    tx: AsyncConnection, org: OrgState, now: datetime, limit: int | None = None
) -> int:
    """Make every duty whose opening day has come, of up to `limit` tasks and as many cycles.

    Returns how many were made. A task or a cycle that cannot be opened is set aside; the others go
    on.
    """
    today = org.office.day_of(now)
    made = 0
    for table, thing, open_one in (
        (tasks, TASK, _open_task),
        (cycle_rows, CYCLE, _open_cycle),
    ):
        coming = await tx.scalars(
            select(table.c.id)
            .where(table.c.org_id == org.id, *_comes(table, thing, today, now))
            .order_by(table.c.open_on, table.c.id)
            .limit(limit)
        )
        opened = []
        for row in coming.all():
            try:
                async with tx.begin_nested():
                    made += await open_one(tx, org, row, today, now)
            except Exception as error:
                if trouble.reason(error) is not None:
                    raise  # nothing is wrong with the row: the database cannot be used
                logger.exception(
                    "a %s could not be opened",
                    thing.name.removesuffix("_id"),
                    extra={"action": "opening_failed", thing.name.removesuffix("_id"): row},
                )
                await set_aside.put(tx, org.id, thing, row, error, now)
            else:
                opened.append(row)
        if opened:
            await set_aside.done(tx, org.id, thing, opened)
    return made


def first_to_open(org: Any, today: Any, now: Any) -> tuple[Any, Any]:
    """The task and the cycle that `open_due` would open first, as subqueries; null if none.

    Of values, or of the parameters of a statement.
    """
    task, cycle = (
        select(table.c.id)
        .where(table.c.org_id == org, *_comes(table, thing, today, now))
        .order_by(table.c.open_on)
        .limit(1)
        .scalar_subquery()
        for table, thing in ((tasks, TASK), (cycle_rows, CYCLE))
    )
    return task, cycle


async def nothing_to_open(connection: AsyncConnection, org: OrgState, now: datetime) -> bool:
    """Whether `open_due` would find nothing: asked without a write."""
    found = await connection.execute(select(*first_to_open(org.id, org.office.day_of(now), now)))
    return all(first is None for first in found.one())


def _comes(table: Table, thing: Column[Any], today: Any, now: Any) -> tuple[Any, Any]:
    """The conditions that it is time to open a row, and that it is not set aside."""
    return table.c.open_on <= today, ~set_aside.rests(thing, table.c.id, now)


async def _open_task(
    tx: AsyncConnection, org: OrgState, task: int, today: date, now: datetime
) -> int:
    row = await _row(tx, org.id, tasks, task)
    timing = from_json(row.timing)
    leads = await tx.scalars(
        select(task_units.c.unit_id)
        .where(
            task_units.c.org_id == org.id,
            task_units.c.task_id == row.id,
            task_units.c.side == "lead",
        )
        .order_by(task_units.c.unit_id)
    )
    leading = [m for unit in leads.all() for m in await units.members(tx, org.id, unit)]
    if not leading:
        raise NobodyLeads(f"no unit leads {row.code}")
    made = 0
    for unit in dict.fromkeys(leading):
        made += await _make(
            tx,
            org,
            now,
            kind=DutyKind.TASK.value,
            task_id=row.id,
            unit_id=unit,
            opens_on=row.open_on,
            period=str(row.open_on.year) if isinstance(timing, Yearly) else "",
            due_on=due_of(timing, row.open_on),
            state=(State.WAITING if isinstance(timing, Conditional) else State.OPEN).value,
        )
    await tx.execute(
        update(tasks)
        .where(tasks.c.org_id == org.id, tasks.c.id == row.id)
        .values(open_on=next_opening(timing, row.open_on))
    )
    return made


async def _open_cycle(
    tx: AsyncConnection, org: OrgState, row: int, today: date, now: datetime
) -> int:
    (cycle,) = await cycles.read(tx, org.id, cycle_rows.c.id == row)
    schedule = cycle.schedule
    assert cycle.next_due_on is not None
    due_on = schedule.recurrence.on_or_after(cycle.next_due_on)
    opens = opening_day(schedule.kind, due_on, org.office)
    if today - due_on > LONGEST_SLEEP:
        raise TooManyAtOnce(f"{cycle.code} is behind since {due_on}")
    made = 0
    while (opens is None or opens <= today) and not _is_over(cycle, due_on):
        covered = await periods.open_next(tx, org, cycle, due_on) if opens is not None else None
        if opens is not None and covered is not None:
            made += await _open_period(tx, org, cycle, covered, opens, now)
        due_on = schedule.recurrence.on_or_after(due_on + DAY)
        opens = opening_day(schedule.kind, due_on, org.office)
    await tx.execute(
        update(cycle_rows)
        .where(cycle_rows.c.org_id == org.id, cycle_rows.c.id == cycle.id)
        .values(next_due_on=due_on, open_on=None if _is_over(cycle, due_on) else opens)
    )
    return made


async def _row(tx: AsyncConnection, org: int, table: Table, row: int) -> Row[Any]:
    found = await tx.execute(select(table).where(table.c.org_id == org, table.c.id == row))
    return found.one()


def _is_over(cycle: Cycle, due_on: date) -> bool:
    return cycle.ends_on is not None and due_on > cycle.ends_on


async def _open_period(
    tx: AsyncConnection,
    org: OrgState,
    cycle: Cycle,
    covered: Coverage,
    opens_on: date,
    now: datetime,
) -> int:
    made = 0
    owing = await _reporters(tx, org.id, cycle, covered.begins)
    for unit in owing:
        made += await _make(
            tx,
            org,
            now,
            kind=DutyKind.REPORT.value,
            cycle_id=cycle.id,
            unit_id=unit,
            opens_on=opens_on,
            period=covered.period,
            due_on=covered.due_on,
            state=State.OPEN.value,
        )
    if not owing:
        due = covered.due_on.isoformat()
        await journal.note(tx, org.id, now, "cycle_sleeps", cycle=cycle.code, due_on=due)
    return made


async def _reporters(tx: AsyncConnection, org: int, cycle: Cycle, since: datetime) -> Sequence[int]:
    """Who owes the report: a named unit always; of a group, the members that lead an open task."""
    reporting = await units.members(tx, org, cycle.from_unit_id)
    if reporting == [cycle.from_unit_id]:
        return reporting
    return [
        unit for unit in reporting if await leads_open_task(tx, org, unit, cycle.plan_id, since)
    ]


async def _make(tx: AsyncConnection, org: OrgState, now: datetime, **facts: Any) -> bool:
    """One duty; nothing if it is there already (the unique key decides)."""
    found = await insert_new(
        tx,
        duties,
        org_id=org.id,
        round=1,
        round_began_at=now,
        original_due_on=facts["due_on"],
        look_at=now,
        **facts,
    )
    return found is not None
