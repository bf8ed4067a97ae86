"""Duties as rows: reading them, opening them on their day, and moving them.

Every change of a row raises its version and sets `look_at`, so that the pass looks again and a
decision made on older facts is thrown away.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.access import Scope
from scheduler.rules.confidentiality import Level
from scheduler.rules.coverage import Coverage
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import (
    CLOSED,
    OWED,
    WATCHED,
    Duty,
    DutyKind,
    Move,
    State,
)
from scheduler.rules.duty_record import DutyRecord, code_in, facts_of_move, meant_by
from scheduler.rules.people import Role
from scheduler.rules.staff import Staff, cast_of
from scheduler.rules.words import fold
from storage.sql import insert_one
from storage.tables import (
    cycles,
    duties,
    moves,
    periods,
    plans,
    supports,
    tasks,
    units,
)
from storage.units import UnitBook
from storage.units import load as load_units

COORDINATING_UNIT = func.coalesce(plans.c.unit_id, cycles.c.to_unit_id)
"""Of a plan's task or cycle the plan's; of the org's own cycle the unit that receives it."""

IS_OWED = duties.c.state.in_([state.value for state in OWED])
IS_WATCHED = duties.c.state.in_([state.value for state in WATCHED])
"""The condition for the duties that the pass can do anything about: the others it leaves alone."""

IS_CLOSED = duties.c.state.in_([state.value for state in CLOSED])

SAID = frozenset({Move.START, Move.REPORT, Move.SEND_BACK})
"""Moves that follow from what people say: their entries, submissions and requests keep them."""

askers = units.alias("askers")  # of support duties
holders = units.alias("holders")  # whose a duty is now


def query(org: int) -> Select[Any]:
    """The duties of an org with all that `record` needs; add conditions to taste."""
    return (
        select(
            duties,
            units.c.short.label("unit_short"),
            tasks.c.code.label("task_code"),
            tasks.c.short.label("task_short"),
            tasks.c.text.label("task_text"),
            tasks.c.ref.label("task_ref"),
            tasks.c.heading.label("task_heading"),
            tasks.c.timing.label("task_timing"),
            cycles.c.code.label("cycle_code"),
            cycles.c.kind.label("cycle_kind"),
            cycles.c.rrule.label("cycle_rrule"),
            cycles.c.reading.label("cycle_reading"),
            cycles.c.cut_off.label("cycle_cut_off"),
            cycles.c.to_unit_id.label("cycle_to"),
            periods.c.due_on.label("period_due_on"),
            periods.c.begins.label("period_begins"),
            periods.c.cut_off.label("period_cut_off"),
            COORDINATING_UNIT.label("coordinating_unit"),
            plans.c.id.label("plan_id"),
            plans.c.confidentiality,
            supports.c.for_unit_id,
            askers.c.short.label("asker_short"),
            holders.c.short.label("holder_short"),
        )
        .join(units, and_(units.c.org_id == duties.c.org_id, units.c.id == duties.c.opened_for_id))
        .join(holders, and_(holders.c.org_id == duties.c.org_id, holders.c.id == duties.c.unit_id))
        .outerjoin(tasks, and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id))
        .outerjoin(
            cycles, and_(cycles.c.org_id == duties.c.org_id, cycles.c.id == duties.c.cycle_id)
        )
        .outerjoin(
            periods,
            and_(
                periods.c.org_id == duties.c.org_id,
                periods.c.cycle_id == duties.c.cycle_id,
                periods.c.period == duties.c.period,
            ),
        )
        .outerjoin(
            plans,
            and_(
                plans.c.org_id == duties.c.org_id,
                (plans.c.id == tasks.c.plan_id) | (plans.c.id == cycles.c.plan_id),
            ),
        )
        .outerjoin(
            supports, and_(supports.c.org_id == duties.c.org_id, supports.c.duty_id == duties.c.id)
        )
        .outerjoin(
            askers,
            and_(askers.c.org_id == supports.c.org_id, askers.c.id == supports.c.for_unit_id),
        )
        .where(duties.c.org_id == org)
    )


def record(row: Row[Any]) -> DutyRecord:
    is_report = row.cycle_id is not None
    duty = Duty(
        id=row.id,
        kind=DutyKind(row.kind),
        unit_id=row.unit_id,
        code=row.cycle_code if is_report else row.task_code,
        unit=row.unit_short,
        title="" if is_report else row.task_short,
        opens_on=row.opens_on,
        due_on=row.due_on,
        due_time=row.due_time,
        state=State(row.state),
        round=row.round,
        round_began_at=row.round_began_at,
        percent=row.percent,
        reported_at=row.reported_at,
        promise_on=row.promise_on,
        cycle=CycleKind(row.cycle_kind) if is_report else None,
        period=row.period,
        receives=is_report and row.cycle_to == row.unit_id,
        asked_by=row.asker_short or "",
        unit_now=row.holder_short if row.unit_id != row.opened_for_id else "",
        confidentiality=Level(row.confidentiality or Level.FULL),
    )
    return DutyRecord(
        duty=duty,
        version=row.version,
        task_id=row.task_id,
        cycle_id=row.cycle_id,
        coordinating_unit=row.coordinating_unit,
        receiver_unit=row.cycle_to,
        settings=(row.cycle_kind, row.cycle_rrule, row.cycle_reading, row.cycle_cut_off)
        if is_report
        else None,
        coverage=Coverage(
            period=row.period,
            due_on=row.period_due_on,
            begins=row.period_begins,
            cut_off=row.period_cut_off,
        )
        if is_report
        else None,
        ref=row.task_ref or "",
        heading=row.task_heading or "",
        text=row.task_text or "",
        timing=row.task_timing,
        plan_id=row.plan_id,
        for_unit=row.for_unit_id,
        original_due_on=row.original_due_on,
        accepted_at=row.accepted_at,
        policy_version=row.policy_version,
        look_at=row.look_at,
    )


async def read(connection: AsyncConnection, org: int, *conditions: Any) -> list[DutyRecord]:
    rows = await connection.execute(query(org).where(*conditions).order_by(duties.c.id))
    return [record(row) for row in rows]


async def by_ids(connection: AsyncConnection, org: int, ids: Iterable[int]) -> list[DutyRecord]:
    return await read(connection, org, duties.c.id.in_(list(ids)))


async def one(connection: AsyncConnection, org: int, duty: int) -> DutyRecord | None:
    found = await by_ids(connection, org, [duty])
    return found[0] if found else None


async def visible(
    connection: AsyncConnection, org: int, scope: Scope, staff: Staff, day: date, *conditions: Any
) -> list[DutyRecord]:
    """The duties within a scope: the one way to list somebody's duties (DESIGN.md §4.14)."""
    return [
        r
        for r in await read(connection, org, *conditions)
        if scope.covers(
            r.duty.unit_id,
            r.coordinating_unit,
            (person.id for person in cast_of(staff, r, day).owners()),
            asked_by=r.for_unit,
        )
    ]


async def named(connection: AsyncConnection, org: int, name: str) -> list[DutyRecord]:
    """The duties that a manager's name may mean: "NV12/HC-TH", "BC1/HC-TH/2026-W37", or a part.

    Case and accents do not matter, and what is left out may be anything: of a unit that then has
    several periods only those it still owes, or of none owed the newest.
    """
    number = code_in(name)
    found = await read(connection, org, or_(tasks.c.code == number, cycles.c.code == number))
    unit, period = (*[part.strip() for part in name.split("/")[1:]], "", "")[:2]
    if unit:
        found = of_unit(found, unit, await load_units(connection, org))
        name = "/".join((number, "", period))
    return meant_by(name, found)


def of_unit(items: list[DutyRecord], name: str, book: UnitBook) -> list[DutyRecord]:
    """Those of the unit with this name: of the one they are named after, else of whatever it is
    by now, or once was. A period may stand behind it ("HC-TH/2026-W37", "KHTC/PH1")."""
    name, _, period = name.partition("/")
    if period:
        items = [item for item in items if fold(item.duty.period) == fold(period)]
    named_after = [item for item in items if fold(item.duty.unit) == fold(name)]
    unit = book.named(name)
    if named_after or unit is None:
        return named_after
    meant = {unit, *book.lineage.today(unit, date.max)}
    return [item for item in items if item.duty.unit_id in meant]


async def met_with(connection: AsyncConnection, org: int, item: DutyRecord) -> list[DutyRecord]:
    """The other duties of a unit about the same task, period and day: a merger of units made them
    meet, and what is said of one counts for all (DESIGN.md §3, Unit)."""
    if item.duty.kind is not DutyKind.TASK:
        return []
    return await read(
        connection,
        org,
        duties.c.kind == DutyKind.TASK.value,
        duties.c.task_id == item.task_id,
        duties.c.unit_id == item.duty.unit_id,
        duties.c.period == item.duty.period,
        duties.c.due_on.is_not_distinct_from(item.duty.due_on),
        duties.c.id != item.id,
    )


async def task_coded(connection: AsyncConnection, org: int, code: str) -> int | None:
    """The task whose code this is, by itself; None if it is none."""
    if "/" in code:  # one unit's duty, not the whole task
        return None
    found: int | None = await connection.scalar(
        select(tasks.c.id).where(tasks.c.org_id == org, tasks.c.code == code_in(code))
    )
    return found


async def not_closed(connection: AsyncConnection, org: int) -> list[DutyRecord]:
    """The duties that are neither done, dropped nor missed."""
    return await read(connection, org, ~IS_CLOSED)


async def move(
    tx: AsyncConnection,
    org: int,
    item: DutyRecord,
    step: Move,
    now: datetime,
    *,
    person: int | None = None,
    why: str = "",
    asked_at: datetime | None = None,
    **facts: Any,
) -> State:
    """Make a move and store what it changes; raise MoveRefused if the table has no such move.

    With some moves a round begins: what was told before may be told again. What follows from no
    word of progress is kept in `moves`; a `due_on` among the facts with the date it replaces.
    """
    duty = item.duty
    facts = facts_of_move(duty, step, now, **facts)
    state: State = facts["state"]
    await change(tx, org, item.id, now, **facts | {"state": state.value})
    if step in SAID:
        return state
    dates: dict[str, Any] = {}
    if "due_on" in facts:
        dates = {
            "asked_at": asked_at or now,
            "old_due_on": duty.due_on,
            "old_due_time": duty.due_time,
            "new_due_on": facts["due_on"],
            "new_due_time": facts.get("due_time"),
        }
    await insert_one(
        tx,
        moves,
        org_id=org,
        duty_id=item.id,
        at=now,
        person_id=person,
        move=step.value,
        state=duty.state.value,
        reason=why,
        **dates,
    )
    return state


async def moves_of(
    connection: AsyncConnection, org: int, ids: Iterable[int]
) -> dict[int, list[Row[Any]]]:
    """What is kept of the moves of duties, by duty, oldest first."""
    rows = await connection.execute(
        select(moves)
        .where(moves.c.org_id == org, moves.c.duty_id.in_(list(ids)))
        .order_by(moves.c.at, moves.c.id)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.duty_id, []).append(row)
    return found


async def change(tx: AsyncConnection, org: int, duty: int, now: datetime, **facts: Any) -> None:
    """Store facts of a duty and have the pass look at it again (DESIGN.md §4.17).

    So it does at the reports of the sets that a report leaves and joins: another one of them may be
    the one that speaks now.
    """
    if not facts.keys().isdisjoint({"state", "due_on"}):
        await _touch_set(tx, org, duty, now)
    await tx.execute(
        update(duties)
        .where(duties.c.org_id == org, duties.c.id == duty)
        .values(look_at=now, version=duties.c.version + 1, **facts)
    )


async def _touch_set(tx: AsyncConnection, org: int, duty: int, now: datetime) -> None:
    """Have the pass look again at the owed reports of a report's unit, and at what else it owes of
    a task: of a set another may speak.

    Those of other days are looked at in vain; which set a duty comes into is not asked here.
    """
    this = duties.alias("this")

    def of_this(column: Any, kind: DutyKind) -> Any:
        found = select(column).where(
            this.c.org_id == org, this.c.id == duty, this.c.kind == kind.value
        )
        return found.scalar_subquery()

    report, task = DutyKind.REPORT, DutyKind.TASK
    same_reports = and_(
        duties.c.unit_id == of_this(this.c.unit_id, report), duties.c.kind == report.value
    )
    same_task = and_(
        duties.c.unit_id == of_this(this.c.unit_id, task),
        duties.c.task_id == of_this(this.c.task_id, task),
        duties.c.kind == task.value,
    )
    await touch(tx, org, now, duties.c.id != duty, or_(same_reports, same_task))


async def touch(tx: AsyncConnection, org: int, now: datetime, *conditions: Any) -> None:
    """Have the pass look again at the duties that meet the conditions and are watched."""
    await tx.execute(
        update(duties)
        .where(duties.c.org_id == org, IS_WATCHED, *conditions)
        .values(look_at=now, version=duties.c.version + 1)
    )


async def touch_all(tx: AsyncConnection, org: int, now: datetime) -> None:
    """After a change of what holds for the whole office (calendar, policy): look at everything
    again, and work out anew on which day each cycle's next duties open."""
    await touch(tx, org, now)
    yesterday = (now - timedelta(days=1)).date()  # in any zone: the next pass comes to it
    await tx.execute(
        update(cycles)
        .where(cycles.c.org_id == org, cycles.c.open_on > yesterday)
        .values(open_on=yesterday)
    )


async def touch_those_of(
    tx: AsyncConnection, org: int, staff: Staff, person: int, now: datetime
) -> None:
    """Have the pass look again at the duties in which a person may have a part, by role or by
    assignment: what becomes of them changes with who can be reached."""
    held = staff.roles_of(person)
    whole_office = any(role.role in (Role.COORDINATOR, Role.LEADER) for role in held)
    units_of = {role.unit_id for role in held if role.unit_id is not None}
    units_of |= {given.unit_id for given in staff.assigned if given.person_id == person}
    theirs = true() if whole_office else duties.c.unit_id.in_(sorted(units_of))
    await touch(tx, org, now, theirs)


async def open_tasks_of(
    connection: AsyncConnection, org: int, leads: Collection[int]
) -> list[DutyRecord]:
    """The task duties units lead that are neither done nor cancelled: lines of their reports."""
    return await read(
        connection,
        org,
        duties.c.kind == DutyKind.TASK.value,
        duties.c.unit_id.in_(leads),
        ~IS_CLOSED,
    )


def is_report_of(code: str, period: str) -> Any:
    """The condition for a cycle's report duties of one period, whatever their state."""
    return and_(cycles.c.code == code, duties.c.period == period)
