"""Opening duties on the day they open: rows are made then, and not before (DESIGN.md §3, Duty).

On which day that is, `scheduler.rules.opening` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.opening import (
    Opening,
    next_opening,
    previous_due,
    report_openings,
    task_openings,
)
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.timing import Conditional, from_json
from storage import journal, units
from storage.duties import leads_open_task
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import cycles, duties, task_units, tasks


async def open_due(tx: AsyncConnection, org: OrgState, now: datetime) -> int:
    """Make every duty whose opening day has come; return how many were made."""
    today = org.office.day_of(now)
    made = 0
    coming = await tx.execute(
        select(tasks).where(tasks.c.org_id == org.id, tasks.c.open_on <= today)
    )
    for row in coming.all():
        made += await _open_task(tx, org, row, today, now)
    due = await tx.execute(
        select(cycles).where(cycles.c.org_id == org.id, cycles.c.open_on <= today)
    )
    for row in due.all():
        made += await _open_cycle(tx, org, row, today, now)
    return made


async def nothing_to_open(connection: AsyncConnection, org: OrgState, now: datetime) -> bool:
    """Whether `open_due` would find nothing: asked without a write, on every wake."""
    today = org.office.day_of(now)
    for table in (tasks, cycles):
        found = select(table.c.id).where(table.c.org_id == org.id, table.c.open_on <= today)
        if await connection.scalar(found.limit(1)) is not None:
            return False
    return True


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A duty that has no row yet: computed from the plan as it stands, never stored."""

    kind: DutyKind
    code: str
    unit: str
    title: str  # of a report empty
    cycle: CycleKind | None
    opening: Opening
    advise: date | None  # the day by which it is wise to hand in

    @property
    def name(self) -> str:
        """What managers will call it: "NV12/HC-TH", "BC1/HC-TH/2026-W37"."""
        return "/".join(part for part in (self.code, self.unit, self.opening.period) if part)


async def coming(
    connection: AsyncConnection, org: OrgState, first: date, last: date
) -> list[Coming]:
    """The duties that will open from `first` to `last`, both included, in the order of that.

    Who reports for a group is judged by the tasks as they stand today. Before the first `live` no
    report opens: they are reckoned as if it came on `first`.
    """
    book = await units.load(connection, org.id)
    found: list[Coming] = []
    planned = await connection.execute(
        select(tasks).where(tasks.c.org_id == org.id, tasks.c.open_on <= last).order_by(tasks.c.id)
    )
    for row in planned.all():
        leading = await leads(connection, org.id, row.id)
        for each in task_openings(from_json(row.timing), row.open_on, last):
            found += [
                _coming(DutyKind.TASK, row.code, book.shorts[unit], each, org, title=row.short)
                for unit in leading
            ]
    owed = await connection.execute(
        select(cycles).where(cycles.c.org_id == org.id).order_by(cycles.c.id)
    )
    for row in owed.all():
        kind, recurrence = CycleKind(row.kind), parse_rrule(row.rrule)
        due_from = row.next_due_on or first
        for each in report_openings(kind, recurrence, due_from, org.office):
            if each.opens_on > last:
                break
            reporting = await _reporters(connection, org, row, _previous(row, each, org))
            found += [
                _coming(DutyKind.REPORT, row.code, book.shorts[unit], each, org, cycle=kind)
                for unit in reporting
            ]
    return sorted(
        (each for each in found if each.opening.opens_on >= first),
        key=lambda each: each.opening.opens_on,
    )


async def leads(connection: AsyncConnection, org: int, task: int) -> list[int]:
    """The units that lead a task, each once; a group is its members."""
    named = await connection.scalars(
        select(task_units.c.unit_id)
        .where(
            task_units.c.org_id == org,
            task_units.c.task_id == task,
            task_units.c.side == "lead",
        )
        .order_by(task_units.c.unit_id)
    )
    leading = [m for unit in named.all() for m in await units.members(connection, org, unit)]
    return list(dict.fromkeys(leading))


# --- parts --------------------------------------------------------------------------------------


def _coming(
    kind: DutyKind,
    code: str,
    unit: str,
    opening: Opening,
    org: OrgState,
    *,
    title: str = "",
    cycle: CycleKind | None = None,
) -> Coming:
    return Coming(
        kind=kind,
        code=code,
        unit=unit,
        title=title,
        cycle=cycle,
        opening=opening,
        advise=org.office.advice_day(opening.due_on) if opening.due_on else None,
    )


async def _open_task(
    tx: AsyncConnection, org: OrgState, row: Row[Any], today: date, now: datetime
) -> int:
    timing = from_json(row.timing)
    waits = isinstance(timing, Conditional)
    leading = await leads(tx, org.id, row.id)
    made, following = 0, row.open_on
    for opening in task_openings(timing, row.open_on, today):
        following = next_opening(timing, opening.opens_on)
        for unit in leading:
            made += await _make(
                tx,
                org,
                now,
                opening,
                kind=DutyKind.TASK.value,
                task_id=row.id,
                unit_id=unit,
                state=(State.WAITING if waits else State.OPEN).value,
            )
    await tx.execute(
        update(tasks)
        .where(tasks.c.org_id == org.id, tasks.c.id == row.id)
        .values(open_on=following)
    )
    return made


async def _open_cycle(
    tx: AsyncConnection, org: OrgState, row: Row[Any], today: date, now: datetime
) -> int:
    kind, recurrence = CycleKind(row.kind), parse_rrule(row.rrule)
    made = 0
    for opening in report_openings(kind, recurrence, row.next_due_on, org.office):
        if opening.opens_on > today:
            await tx.execute(
                update(cycles)
                .where(cycles.c.org_id == org.id, cycles.c.id == row.id)
                .values(next_due_on=opening.due_on, open_on=opening.opens_on)
            )
            break
        owing = await _reporters(tx, org, row, _previous(row, opening, org))
        for unit in owing:
            made += await _make(
                tx,
                org,
                now,
                opening,
                kind=DutyKind.REPORT.value,
                cycle_id=row.id,
                unit_id=unit,
                state=State.OPEN.value,
            )
        if not owing:
            await journal.note(
                tx, org.id, now, "cycle_sleeps", cycle=row.code, due_on=str(opening.due_on)
            )
    return made


def _previous(row: Row[Any], opening: Opening, org: OrgState) -> date:
    """The last day in time of the report before the one that opens."""
    assert opening.due_on is not None
    return previous_due(CycleKind(row.kind), parse_rrule(row.rrule), opening.due_on, org.office)


async def _reporters(
    connection: AsyncConnection, org: OrgState, row: Row[Any], previous: date
) -> Sequence[int]:
    """Who owes the report: a named unit always; of a group, the members that lead an open task."""
    reporting = await units.members(connection, org.id, row.from_unit_id)
    if reporting == [row.from_unit_id]:
        return reporting
    since = org.office.closes_at(previous)
    return [
        unit
        for unit in reporting
        if await leads_open_task(connection, org.id, unit, row.plan_id, since)
    ]


async def _make(
    tx: AsyncConnection, org: OrgState, now: datetime, opening: Opening, **facts: Any
) -> bool:
    """One duty; nothing if it is there already (the unique key decides)."""
    found = await insert_new(
        tx,
        duties,
        org_id=org.id,
        round=1,
        round_began_at=now,
        opens_on=opening.opens_on,
        period=opening.period,
        due_on=opening.due_on,
        original_due_on=opening.due_on,
        look_at=now,
        **facts,
    )
    return found is not None
