"""Opening duties on the day they open: rows are made then, and not before (DESIGN.md §3, Duty).

On which day that is, `scheduler.rules.opening` says. Each task and each cycle is opened by itself:
one with which something is wrong keeps no other from opening.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.coverage import report_openings
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import Duty, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import Opening, next_opening, task_openings
from scheduler.rules.people import Role
from scheduler.rules.plan import Cycle, Led, opens_by
from scheduler.rules.succession import leading
from scheduler.rules.timing import Conditional, from_json
from storage import cycles, events, journal, lineage, periods, set_aside, trouble, units
from storage.orgs import OrgState
from storage.people import load_staff
from storage.sql import insert_new
from storage.tables import cycles as cycle_rows
from storage.tables import duties, plans, task_units, tasks
from storage.tables import journal as journal_rows
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


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A duty that has no row yet: computed from the plan as it stands, never stored."""

    kind: DutyKind
    code: str
    unit: str
    unit_id: int
    title: str  # of a report empty
    cycle: CycleKind | None
    opening: Opening
    advise: date | None  # the day by which it is wise to hand in
    task_id: int | None = None
    cycle_id: int | None = None
    plan_id: int | None = None
    coordinating_unit: int | None = None
    receiver_unit: int | None = None  # of a report

    @property
    def name(self) -> str:
        """What managers will call it: "NV12/HC-TH", "BC1/HC-TH/2026-W37"."""
        return "/".join(part for part in (self.code, self.unit, self.opening.period) if part)

    def record(self, office: Office) -> DutyRecord:
        """As the duty it will be, so that it can be shown with those that are open; its id is 0."""
        opening = self.opening
        return DutyRecord(
            duty=Duty(
                id=0,
                kind=self.kind,
                unit_id=self.unit_id,
                code=self.code,
                unit=self.unit,
                title=self.title,
                opens_on=opening.opens_on,
                due_on=opening.due_on,
                round_began_at=office.calendar.at(opening.opens_on, time()),
                cycle=self.cycle,
                period=opening.period,
                receives=self.receiver_unit == self.unit_id,
            ),
            version=0,
            task_id=self.task_id,
            cycle_id=self.cycle_id,
            coordinating_unit=self.coordinating_unit,
            receiver_unit=self.receiver_unit,
            settings=None,
            coverage=None,
            ref="",
            heading="",
            text="",
            timing=None,
            plan_id=self.plan_id,
            for_unit=None,
            original_due_on=opening.due_on,
            accepted_at=None,
            policy_version=None,
            look_at=None,
        )


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
        select(tasks, plans.c.unit_id.label("coordinating_unit"))
        .join(plans, and_(plans.c.org_id == tasks.c.org_id, plans.c.id == tasks.c.plan_id))
        .where(tasks.c.org_id == org.id, tasks.c.open_on <= last)
        .order_by(tasks.c.id)
    )
    for row in planned.all():
        for each in task_openings(from_json(row.timing), row.open_on, last):
            found += [
                Coming(
                    kind=DutyKind.TASK,
                    code=row.code,
                    unit=book.shorts[unit],
                    unit_id=unit,
                    title=row.short,
                    cycle=None,
                    opening=each,
                    advise=org.office.advice_day(each.due_on) if each.due_on else None,
                    task_id=row.id,
                    plan_id=row.plan_id,
                    coordinating_unit=row.coordinating_unit,
                )
                for unit in await leads(connection, org.id, row.id, each.opens_on)
            ]
    for cycle in await cycles.read(connection, org.id):
        opened = await periods.opened(connection, org.id, cycle.id)
        newest = opened[-1] if opened else None
        for each in report_openings(cycle.schedule, cycle.next_due_on or first, org.office):
            assert each.due_on is not None
            if each.opens_on > last or cycle.is_over(each.due_on):
                break
            covered = await periods.following_on(connection, org, cycle, newest, each.due_on)
            if covered is None:
                continue
            newest = covered
            found += [
                Coming(
                    kind=DutyKind.REPORT,
                    code=cycle.code,
                    unit=book.shorts[unit],
                    unit_id=unit,
                    title="",
                    cycle=cycle.kind,
                    opening=each,
                    advise=org.office.advice_day(each.due_on),
                    cycle_id=cycle.id,
                    plan_id=cycle.plan_id,
                    coordinating_unit=cycle.coordinating_unit,
                    receiver_unit=cycle.to_unit_id,
                )
                for unit in await reporters(
                    connection, org.id, cycle, covered.begins, each.opens_on
                )
            ]
    return sorted(
        (each for each in found if each.opening.opens_on >= first),
        key=lambda each: each.opening.opens_on,
    )


def due_next(cycle: Cycle, office: Office) -> date | None:
    """The last day in time of the report that opens next; None before `live` and after the end."""
    if cycle.next_due_on is None:
        return None
    due_on = next(report_openings(cycle.schedule, cycle.next_due_on, office)).due_on
    return None if due_on is None or cycle.is_over(due_on) else due_on


async def leads(connection: AsyncConnection, org: int, task: int, on: date) -> list[int]:
    """The units that lead a task on a day, each once: of a group its members, of a unit that has
    ended who takes the task over."""
    named = await connection.execute(
        select(task_units.c.unit_id, tasks.c.code)
        .join(
            tasks, and_(tasks.c.org_id == task_units.c.org_id, tasks.c.id == task_units.c.task_id)
        )
        .where(
            task_units.c.org_id == org,
            task_units.c.task_id == task,
            task_units.c.side == "lead",
        )
        .order_by(task_units.c.unit_id)
    )
    line = await lineage.load(connection, org)
    found = [
        unit
        for row in named.all()
        for unit in await units.today(connection, org, row.unit_id, line, on, row.code)
    ]
    return list(dict.fromkeys(found))


async def leading_open_tasks(
    connection: AsyncConnection, org: int, plan: int | None, since: datetime, on: date
) -> set[int]:
    """The units that on a day lead a task of the plan neither cancelled nor accepted before
    `since`; without a plan, of any: for a cycle of the org.

    Which units owe a report of a group (DESIGN.md §3, Unit). A task whose window has not begun
    counts: it has no duty yet, but one is to come.
    """
    planned = await connection.execute(
        select(tasks.c.id, tasks.c.code, tasks.c.open_on).where(
            tasks.c.org_id == org, *((tasks.c.plan_id == plan,) if plan is not None else ())
        )
    )
    line = await lineage.load(connection, org)
    of_task: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(
        select(duties.c.task_id, duties.c.opened_for_id, duties.c.state, duties.c.accepted_at)
        .join(tasks, and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id))
        .where(
            duties.c.org_id == org,
            duties.c.kind == DutyKind.TASK.value,
            *((tasks.c.plan_id == plan,) if plan is not None else ()),
        )
    ):
        of_task[row.task_id].append(row)
    found: set[int] = set()
    for task in planned.all():
        coming = await leads(connection, org, task.id, on) if task.open_on is not None else ()
        opened = [
            (
                row.opened_for_id,
                Led(open_on=None, state=State(row.state), accepted_at=row.accepted_at),
            )
            for row in of_task[task.id]
        ]
        found |= leading(task.code, coming, opened, since, line, on)
    return found


async def make(
    tx: AsyncConnection, org: OrgState, now: datetime, opening: Opening, **facts: Any
) -> int | None:
    """Open one duty and return its id; None if it is there already (the unique key decides)."""
    return await insert_new(
        tx,
        duties,
        org_id=org.id,
        opened_for_id=facts["unit_id"],
        round=1,
        round_began_at=now,
        opens_on=opening.opens_on,
        period=opening.period,
        due_on=opening.due_on,
        original_due_on=opening.due_on,
        look_at=now,
        **facts,
    )


# --- parts --------------------------------------------------------------------------------------


def _comes(table: Table, thing: Column[Any], today: Any, now: Any) -> tuple[Any, ...]:
    """The conditions that it is time to open a row, and that it is not set aside; a task that no
    unit leads waits until one does."""
    comes = (table.c.open_on <= today, ~set_aside.rests(thing, table.c.id, now))
    return (*comes, _is_led()) if table is tasks else comes


def _is_led() -> ColumnElement[bool]:
    return (
        select(task_units.c.unit_id)
        .where(
            task_units.c.org_id == tasks.c.org_id,
            task_units.c.task_id == tasks.c.id,
            task_units.c.side == "lead",
        )
        .exists()
    )


async def _open_task(
    tx: AsyncConnection, org: OrgState, task: int, today: date, now: datetime
) -> int:
    row = await _row(tx, org.id, tasks, task)
    timing = from_json(row.timing)
    waits = isinstance(timing, Conditional)
    owing = await leads(tx, org.id, row.id, today)
    if not owing:
        raise NobodyLeads(f"no unit leads {row.code}")
    made, following = 0, row.open_on
    for opening in task_openings(timing, row.open_on, today):
        following = next_opening(timing, opening.opens_on)
        for unit in owing:
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
    tx: AsyncConnection, org: OrgState, row: int, today: date, now: datetime
) -> int:
    (cycle,) = await cycles.read(tx, org.id, cycle_rows.c.id == row)
    assert cycle.next_due_on is not None
    if today - cycle.next_due_on > LONGEST_SLEEP:
        raise TooManyAtOnce(f"{cycle.code} is behind since {cycle.next_due_on}")
    found, made = opens_by(cycle, today, org.office), 0
    for opening in found.openings:
        made += await _open_report(tx, org, cycle, opening, now)
    await tx.execute(
        update(cycle_rows)
        .where(cycle_rows.c.org_id == org.id, cycle_rows.c.id == cycle.id)
        .values(next_due_on=found.next_due_on, open_on=found.open_on)
    )
    return made


async def _open_report(
    tx: AsyncConnection, org: OrgState, cycle: Cycle, opening: Opening, now: datetime
) -> int:
    assert opening.due_on is not None
    covered = await periods.open_next(tx, org, cycle, opening.due_on)
    if covered is None:
        return 0
    made = 0
    owing = await reporters(tx, org.id, cycle, covered.begins, org.office.day_of(now))
    for unit in owing:
        made += await _make(
            tx,
            org,
            now,
            opening,
            kind=DutyKind.REPORT.value,
            cycle_id=cycle.id,
            unit_id=unit,
            state=State.OPEN.value,
        )
    if not owing:
        await _sleeps(tx, org, cycle, opening.due_on, now)
    return made


async def _sleeps(
    tx: AsyncConnection, org: OrgState, cycle: Cycle, due_on: date, now: datetime
) -> None:
    """Nobody is left to report: the coordinator is told when that begins, not each time."""
    owed_before = await tx.scalar(
        select(duties.c.original_due_on)
        .where(duties.c.org_id == org.id, duties.c.cycle_id == cycle.id)
        .order_by(duties.c.original_due_on.desc())
        .limit(1)
    )
    slept_before = await tx.scalars(
        select(journal_rows.c.facts).where(
            journal_rows.c.org_id == org.id, journal_rows.c.what == "cycle_sleeps"
        )
    )
    told = any(
        facts["cycle"] == cycle.code
        and (owed_before is None or facts["due_on"] > owed_before.isoformat())
        for facts in slept_before
    )
    due = due_on.isoformat()
    await journal.note(tx, org.id, now, "cycle_sleeps", cycle=cycle.code, due_on=due)
    if told or not org.is_live:
        return
    staff = await load_staff(tx, org.id)
    own = staff.holding(Role.COORDINATOR, cycle.coordinating_unit)
    readers = own or staff.holding(Role.COORDINATOR)
    facts = {"code": cycle.code, "phrase": cycle.phrase, "due": {"day": due}}
    await events.tell(tx, org, now, readers, "nobody_reports", facts=facts)


async def _row(tx: AsyncConnection, org: int, table: Table, row: int) -> Row[Any]:
    found = await tx.execute(select(table).where(table.c.org_id == org, table.c.id == row))
    return found.one()


async def reporters(
    tx: AsyncConnection, org: int, cycle: Cycle, since: datetime, on: date
) -> Sequence[int]:
    """Who owes the report that opens on a day: a named unit, or who takes it over, always; of a
    group, the members that lead an open task."""
    line = await lineage.load(tx, org)
    reporting = await units.members(tx, org, cycle.from_unit_id)
    if reporting == [cycle.from_unit_id]:
        return await units.today(tx, org, cycle.from_unit_id, line, on, cycle.code)
    having = await leading_open_tasks(tx, org, cycle.plan_id, since, on)
    return line.reporting(reporting, on, having)


async def _make(
    tx: AsyncConnection, org: OrgState, now: datetime, opening: Opening, **facts: Any
) -> bool:
    return await make(tx, org, now, opening, **facts) is not None
