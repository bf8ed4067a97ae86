"""Opening duties on the day they open: rows are made then, and not before (DESIGN.md §3, Duty).

On which day that is, `scheduler.rules.opening` says.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import DAY
from scheduler.rules.coverage import Coverage
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.opening import due_of, next_opening, opening_day
from scheduler.rules.timing import Conditional, Yearly, from_json
from storage import cycles, journal, periods, units
from storage.cycles import Cycle
from storage.duties import leads_open_task
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import cycles as cycle_rows
from storage.tables import duties, task_units, tasks


async def open_due(tx: AsyncConnection, org: OrgState, now: datetime) -> int:
    """Make every duty whose opening day has come; return how many were made."""
    today = org.office.day_of(now)
    made = 0
    coming = await tx.execute(
        select(tasks).where(tasks.c.org_id == org.id, tasks.c.open_on <= today)
    )
    for row in coming.all():
        made += await _open_task(tx, org, row, today, now)
    for cycle in await cycles.read(tx, org.id, cycle_rows.c.open_on <= today):
        made += await _open_cycle(tx, org, cycle, today, now)
    return made


async def nothing_to_open(connection: AsyncConnection, org: OrgState, now: datetime) -> bool:
    """Whether `open_due` would find nothing: asked without a write, on every wake."""
    today = org.office.day_of(now)
    for table in (tasks, cycle_rows):
        found = select(table.c.id).where(table.c.org_id == org.id, table.c.open_on <= today)
        if await connection.scalar(found.limit(1)) is not None:
            return False
    return True


async def _open_task(
    tx: AsyncConnection, org: OrgState, row: Row[Any], today: date, now: datetime
) -> int:
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
    tx: AsyncConnection, org: OrgState, cycle: Cycle, today: date, now: datetime
) -> int:
    schedule = cycle.schedule
    assert cycle.next_due_on is not None
    due_on = schedule.recurrence.on_or_after(cycle.next_due_on)
    opens = opening_day(schedule.kind, due_on, org.office)
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
