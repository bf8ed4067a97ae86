"""Opening duties on the day they open (DESIGN.md §3, Duty).

Tasks: the later of commit and window start; yearly ones on 1/1, the first year at the commit.
Weekly reports: the first working day of their week. Longer reports: the earlier of the 1st of the
due month and the first asking step. Coming duties are computed when asked, never stored.
"""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import days
from scheduler.rules.cycle import CycleKind, Recurrence, parse_rrule, period_of
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.office_hours import Office
from scheduler.rules.reminding import first_asking_day
from scheduler.rules.timing import Conditional, Deadline, Ongoing, Timing, Window, Yearly, from_json
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


def opening_day(kind: CycleKind, due_on: date, office: Office) -> date | None:
    """When a report due on `due_on` opens; None for a week without a working day up to it."""
    if kind is CycleKind.WEEKLY:
        monday = due_on - timedelta(days=due_on.weekday())
        return next((day for day in days(monday, due_on) if office.calendar.works_on(day)), None)
    return min(due_on.replace(day=1), first_asking_day(due_on, office))


def previous_due(kind: CycleKind, recurrence: Recurrence, due_on: date, office: Office) -> date:
    """The last day in time of the period before the one due on `due_on`.

    A week that opens no report is passed over: what was said in it counts in the next one.
    """
    back = due_on - timedelta(days=1)
    while not recurrence.names(back) or opening_day(kind, back, office) is None:
        back -= timedelta(days=1)
    return back


def next_due(kind: CycleKind, recurrence: Recurrence, due_on: date, office: Office) -> date:
    """The last day in time of the period after the one due on `due_on`."""
    following = recurrence.on_or_after(due_on + timedelta(days=1))
    while opening_day(kind, following, office) is None:
        following = recurrence.on_or_after(following + timedelta(days=1))
    return following


def missed_at(kind: CycleKind, rrule: str, due_on: date, office: Office) -> datetime:
    """When a report never handed in closes as missed (DESIGN.md §4.10).

    At 00:00 of the due day of the cycle's next duty, at the latest one month after its own.
    """
    following = parse_rrule(rrule).on_or_after(due_on + timedelta(days=1))
    year, month = divmod(due_on.year * 12 + due_on.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    a_month_on = date(year, month + 1, min(due_on.day, last))
    return office.calendar.end_of(min(following, a_month_on) - timedelta(days=1))


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
            due_on=_due(timing, row.open_on),
            state=(State.WAITING if isinstance(timing, Conditional) else State.OPEN).value,
        )
    await tx.execute(
        update(tasks)
        .where(tasks.c.org_id == org.id, tasks.c.id == row.id)
        .values(open_on=_next_year(timing, row.open_on))
    )
    return made


def _due(timing: Timing, opens_on: date) -> date | None:
    match timing:
        case Deadline() | Window():
            return timing.due
        case Yearly():
            last = calendar.monthrange(opens_on.year, timing.month)[1]
            return date(opens_on.year, timing.month, min(timing.day, last))
    return None


def _next_year(timing: Timing, opened: date) -> date | None:
    if not isinstance(timing, Yearly):
        return None
    following = date(opened.year + 1, 1, 1)
    return None if timing.end and following > timing.end else following


def first_opening(timing: Timing, commit_day: date) -> date:
    """When a task's first duty opens: the later of the commit and the start of its window."""
    match timing:
        case Window():
            return max(commit_day, timing.start)
        case Ongoing() | Yearly() if timing.start:
            return max(commit_day, timing.start)
    return commit_day


async def _open_cycle(
    tx: AsyncConnection, org: OrgState, row: Row[Any], today: date, now: datetime
) -> int:
    kind, recurrence = CycleKind(row.kind), parse_rrule(row.rrule)
    due_on = recurrence.on_or_after(row.next_due_on)
    opens = opening_day(kind, due_on, org.office)
    made = 0
    while opens is None or opens <= today:
        if opens is not None:
            owing = await _reporters(
                tx, org, row, previous_due(kind, recurrence, due_on, org.office)
            )
            for unit in owing:
                made += await _make(
                    tx,
                    org,
                    now,
                    kind=DutyKind.REPORT.value,
                    cycle_id=row.id,
                    unit_id=unit,
                    opens_on=opens,
                    period=period_of(kind, due_on),
                    due_on=due_on,
                    state=State.OPEN.value,
                )
            if not owing:
                await journal.note(
                    tx, org.id, now, "cycle_sleeps", cycle=row.code, due_on=due_on.isoformat()
                )
        due_on = recurrence.on_or_after(due_on + timedelta(days=1))
        opens = opening_day(kind, due_on, org.office)
    await tx.execute(
        update(cycles)
        .where(cycles.c.org_id == org.id, cycles.c.id == row.id)
        .values(next_due_on=due_on, open_on=opens)
    )
    return made


async def _reporters(
    tx: AsyncConnection, org: OrgState, row: Row[Any], previous: date
) -> Sequence[int]:
    """Who owes the report: a named unit always; of a group, the members that lead an open task."""
    reporting = await units.members(tx, org.id, row.from_unit_id)
    if reporting == [row.from_unit_id]:
        return reporting
    since = org.office.closes_at(previous)
    return [
        unit for unit in reporting if await leads_open_task(tx, org.id, unit, row.plan_id, since)
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
