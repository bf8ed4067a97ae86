"""Tasks as rows: one by its code, and new ones with the units that lead and support them.

Codes are never reused (DESIGN.md §3).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import State
from scheduler.rules.opening import first_opening
from scheduler.rules.timing import Timing, from_json, to_json
from storage.sql import insert_new, insert_one
from storage.tables import duties, orgs, plans, task_units, tasks


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task as it will be stored; `leads` and `supporters`: ids of units and groups."""

    text: str
    short: str
    timing: Timing
    timing_text: str | None
    leads: Sequence[int]
    supporters: Sequence[int] = ()
    ref: str = ""
    heading: str = ""
    lines: Sequence[int] = ()
    as_read: Mapping[str, Any] = field(default_factory=dict)  # of what was corrected in its draft


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A task as it is stored."""

    id: int
    code: str
    text: str
    short: str
    plan_id: int
    coordinating_unit: int | None
    open_on: date | None
    leads: tuple[int, ...]  # units and groups, as the plan names them
    supporters: tuple[int, ...]


async def add(
    tx: AsyncConnection, org: int, plan: int, found: Sequence[NewTask], today: date
) -> list[tuple[int, str]]:
    """Store tasks of a plan under the next free codes; return their ids and codes, in order."""
    row = (
        await tx.execute(
            update(orgs)
            .where(orgs.c.id == org)
            .values(tasks_named=orgs.c.tasks_named + len(found))
            .returning(orgs.c.tasks_named)
        )
    ).one()
    first = row.tasks_named - len(found) + 1
    made = []
    for number, task in enumerate(found, start=first):
        stored = await insert_one(
            tx,
            tasks,
            org_id=org,
            plan_id=plan,
            code=f"NV{number}",
            ref=task.ref,
            heading=task.heading,
            text=task.text,
            short=task.short,
            timing=to_json(task.timing),
            timing_text=task.timing_text,
            lines=list(task.lines),
            as_read=dict(task.as_read) or None,
            open_on=first_opening(task.timing, today),
        )
        await name_units(tx, org, stored, task.leads, task.supporters)
        made.append((stored, f"NV{number}"))
    return made


async def name_units(
    tx: AsyncConnection, org: int, task: int, leads: Sequence[int], supporters: Sequence[int]
) -> None:
    """Store which units lead a task, and which support it."""
    for side, units in (("lead", leads), ("support", supporters)):
        for unit in units:
            await insert_new(tx, task_units, org_id=org, task_id=task, unit_id=unit, side=side)


async def coded(connection: AsyncConnection, org: int, code: str) -> Stored | None:
    """The task of a code ("NV12"); None if there is none."""
    found = await _read(connection, org, tasks.c.code == code)
    return found[0] if found else None


async def timing_of(connection: AsyncConnection, org: int, task: int) -> Timing:
    """When a task is due."""
    return from_json(
        (
            await connection.execute(
                select(tasks.c.timing).where(tasks.c.org_id == org, tasks.c.id == task)
            )
        ).scalar_one()
    )


async def still_there(connection: AsyncConnection, org: int) -> list[Stored]:
    """The tasks of which something is owed, done or to come: all that are not cancelled."""
    lives = (
        select(duties.c.id)
        .where(duties.c.org_id == org, duties.c.task_id == tasks.c.id)
        .where(duties.c.state != State.CANCELLED.value)
        .exists()
    )
    return await _read(connection, org, lives | tasks.c.open_on.is_not(None))


# --- parts --------------------------------------------------------------------------------------


async def _read(
    connection: AsyncConnection, org: int, condition: ColumnElement[bool]
) -> list[Stored]:
    rows = await connection.execute(
        select(tasks, plans.c.unit_id.label("coordinating"))
        .join(plans, and_(plans.c.org_id == tasks.c.org_id, plans.c.id == tasks.c.plan_id))
        .where(tasks.c.org_id == org, condition)
        .order_by(tasks.c.id)
    )
    found = rows.all()
    sides: dict[tuple[int, str], list[int]] = defaultdict(list)
    for each in await connection.execute(
        select(task_units)
        .where(task_units.c.org_id == org, task_units.c.task_id.in_([row.id for row in found]))
        .order_by(task_units.c.unit_id)
    ):
        sides[each.task_id, each.side].append(each.unit_id)
    return [
        Stored(
            id=row.id,
            code=row.code,
            text=row.text,
            short=row.short,
            plan_id=row.plan_id,
            coordinating_unit=row.coordinating,
            open_on=row.open_on,
            leads=tuple(sides[row.id, "lead"]),
            supporters=tuple(sides[row.id, "support"]),
        )
        for row in found
    ]
