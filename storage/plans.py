"""Committing a draft: a confirmed plan becomes tasks, cycles and units in one transaction (§5)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.coverage import UNTIMED, Schedule, default_reading
from scheduler.rules.introduction import Introduction, Part, introductions
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.phrases import Unknown
from scheduler.rules.timing import NoTime
from storage import cycles, journal, opening, outbox, targets, units
from storage.cycles import NewCycle
from storage.orgs import OrgState
from storage.people import load_staff
from storage.plan_import.draft import Draft, DraftCycle, DraftTask
from storage.plan_import.past_due import DONE, DROP, URGE, past_due
from storage.sql import insert_one
from storage.tables import notices, orgs, plans, task_units, tasks
from storage.tasks import NewTask
from storage.tasks import add as add_tasks
from storage.tasks import name_units as keep_units
from storage.units import UnitBook

INTRODUCTION = "introduction"  # the step of a notice


@dataclass(frozen=True, kw_only=True)
class Committed:
    plan_id: int
    tasks: int
    cycles: int
    left_out: int
    codes: tuple[str, ...]  # of its tasks
    unled: tuple[str, ...]  # codes of those for which it names no lead
    targets: tuple[str, ...]  # codes
    opened: int  # duties
    introduced: int  # heads who are told of it


async def is_known(connection: AsyncConnection, org: int, content: bytes) -> bool:
    """Whether this very file was committed before: the same file again changes nothing."""
    found = await connection.scalar(
        select(plans.c.id).where(plans.c.org_id == org, plans.c.source_hash == digest(content))
    )
    return found is not None


async def read(connection: AsyncConnection, org: int) -> Sequence[Row[Any]]:
    """All plans, as rows, the oldest first."""
    rows = await connection.execute(select(plans).where(plans.c.org_id == org).order_by(plans.c.id))
    return rows.all()


async def given(tx: AsyncConnection, org: int, unit: int | None, title: str, now: datetime) -> int:
    """The plan of what a unit gives besides any plan; made when first something is given."""
    known = digest(f"given {unit}".encode())
    found: int | None = await tx.scalar(
        select(plans.c.id).where(plans.c.org_id == org, plans.c.source_hash == known)
    )
    return found or await insert_one(
        tx,
        plans,
        org_id=org,
        title=title,
        unit_id=unit,
        source_name="",
        source_hash=known,
        committed_at=now,
    )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def commit(
    tx: AsyncConnection,
    org: OrgState,
    draft: Draft,
    *,
    name: str,
    content: bytes,
    past: str = URGE,
    now: datetime,
) -> Committed:
    """Store a confirmed draft; `past` says what becomes of tasks that were due before today.

    What opens today opens in the same transaction. If the org is live, each lead unit's head is
    introduced.
    """
    today = org.office.day_of(now)
    book = await units.load(tx, org.id, today)
    await store_units(tx, book, draft)
    receivers = [c.receiver for c in draft.reporting if c.recurrence and book.find(c.receiver)]
    plan = await insert_one(
        tx,
        plans,
        org_id=org.id,
        title=draft.plan.title or name,
        issuer=draft.plan.issuer,
        number=draft.plan.number,
        issued_on=date.fromisoformat(draft.plan.date) if draft.plan.date else None,
        unit_id=book.find(receivers[0]) if receivers else None,
        source_name=name,
        source_hash=digest(content),
        committed_at=now,
    )
    if not org.name and draft.plan.issuer:
        await tx.execute(update(orgs).where(orgs.c.id == org.id).values(name=draft.plan.issuer))
    over = past_due(draft, today) if past in (DONE, DROP) else []
    # By identity: two tasks of a plan may carry the same ref.
    kept = [task for task in draft.tasks if not any(task is late for late in over)]
    codes, leading = await store_tasks(tx, org, book, plan, kept, today)
    await store_groups(tx, org, book, draft, leading)
    timed = [c for c in draft.reporting if c.recurrence and c.cycle not in UNTIMED]
    await store_cycles(tx, org, book, plan, timed, now)
    named = await targets.add(tx, org.id, plan, draft.targets)
    await journal.note(
        tx,
        org.id,
        now,
        "plan_committed",
        plan=plan,
        source=name,
        tasks=len(kept),
        cycles=len(timed),
        left_out=[task.ref for task in over],
        past=past,
    )
    opened = await opening.open_due(tx, org, now)
    introduced = await introduce(tx, org, now, plan) if org.is_live else 0
    return Committed(
        plan_id=plan,
        tasks=len(kept),
        cycles=len(timed),
        left_out=len(draft.tasks) - len(kept),
        codes=tuple(codes),
        unled=tuple(code for code, task in zip(codes, kept, strict=True) if not task.lead),
        targets=tuple(named),
        opened=opened,
        introduced=introduced,
    )


async def store_units(tx: AsyncConnection, book: UnitBook, draft: Draft) -> None:
    """Have every unit that a draft names."""
    for unit in draft.units:
        await units.find_or_make(
            tx, book, unit.name, aliases=unit.aliases, is_group=unit.type == "nhom"
        )


async def store_tasks(
    tx: AsyncConnection,
    org: OrgState,
    book: UnitBook,
    plan: int,
    found: Sequence[DraftTask],
    today: date,
) -> tuple[list[str], list[int]]:
    """Store the tasks under the next free codes; return the codes, and the units that lead any."""
    leading: dict[int, None] = {}
    new = []
    for task in found:
        leads, supporters = await _units_of(tx, book, task)
        leading |= {unit: None for unit in leads if unit not in book.groups}
        new.append(
            NewTask(
                # A time nobody could settle is no time: the importer has warned and asked about it.
                timing=NoTime() if isinstance(task.timing, Unknown) else task.timing,
                timing_text=task.timing_text,
                ref=task.ref,
                heading=task.heading,
                text=task.text,
                short=task.short,
                leads=leads,
                supporters=supporters,
                lines=task.lines,
                as_read=task.as_read,
            )
        )
    made = await add_tasks(tx, org.id, plan, new, today)
    return [code for _, code in made], list(leading)


async def name_units(
    tx: AsyncConnection, org: int, book: UnitBook, stored: int, task: DraftTask
) -> list[int]:
    """Store which units a task names; return those that lead it."""
    leads, supporters = await _units_of(tx, book, task)
    await keep_units(tx, org, stored, leads, supporters)
    return leads


async def _units_of(
    tx: AsyncConnection, book: UnitBook, task: DraftTask
) -> tuple[list[int], list[int]]:
    """The units that lead and support a task; those that are new are made."""
    leads = [await units.find_or_make(tx, book, name) for name in task.lead]
    return leads, [await units.find_or_make(tx, book, name) for name in task.support]


async def store_groups(
    tx: AsyncConnection, org: OrgState, book: UnitBook, draft: Draft, leading: list[int]
) -> None:
    """Who belongs to a group: what the draft derived, else every unit that leads a task.

    The units that lead are those whom "báo cáo kết quả thực hiện" binds (PLAN_FORMAT.md §8, 15).
    """
    reporting = {c.sender for c in draft.reporting}
    for unit in draft.units:
        group = book.find(unit.name)
        if group is None or group not in book.groups:
            continue
        named = [member for name in unit.members if (member := book.find(name)) is not None]
        if unit.name in reporting:
            named = named or leading
        await units.set_members(tx, org.id, group, named)


async def store_cycles(
    tx: AsyncConnection,
    org: OrgState,
    book: UnitBook,
    plan: int,
    found: Sequence[DraftCycle],
    now: datetime,
) -> None:
    new = []
    for cycle in found:
        assert cycle.recurrence is not None
        reading = default_reading(cycle.cycle, cycle.recurrence)
        new.append(
            NewCycle(
                schedule=Schedule(kind=cycle.cycle, recurrence=cycle.recurrence, reading=reading),
                phrase=cycle.phrase,
                from_unit_id=await sender_of(tx, book, cycle.sender),
                to_unit_id=await units.find_or_make(tx, book, cycle.receiver),
            )
        )
    await cycles.add(tx, org, new, now, plan=plan)


async def sender_of(tx: AsyncConnection, book: UnitBook, names: str) -> int:
    """The unit that reports; several named together ("A; B") are a group of their own."""
    each = [await units.find_or_make(tx, book, name) for name in names.split("; ")]
    if len(each) == 1:
        return each[0]
    group = await units.find_or_make(tx, book, names, is_group=True)
    members = [m for unit in each for m in await units.members(tx, book.org, unit)]
    await units.set_members(tx, book.org, group, dict.fromkeys(members))
    return group


async def introduce(
    tx: AsyncConnection, org: OrgState, now: datetime, plan: int | None = None
) -> int:
    """One introduction per head of a lead unit: its tasks and whom to assign (DESIGN.md §4.4).

    Of the tasks it supports only how many there are: nobody is told when a task begins, and a unit
    hears of its part when a lead asks for it. In the first slot after `now`; for one plan, or for
    all at `live`. Returns how many.
    """
    book = await units.load(tx, org.id)
    told = []
    for each in await _introductions(tx, org, book, plan):
        unit = book.shorts[each.unit_id]
        event = await journal.note(tx, org.id, now, "unit_introduced", unit=unit)
        notice = Notice(
            key=f"event:{event}:{each.person_id}",
            kind=Kind.TOLD,
            person_id=each.person_id,
            step=INTRODUCTION,
            slot_at=org.office.slot_on_or_after(now),
            facts=each.facts,
        )
        told.append(notice)
    return await outbox.enqueue(tx, org.id, told, now)


async def not_introduced(tx: AsyncConnection, org: int, task: int, now: datetime) -> None:
    """Leave a task out of the introductions that have not left yet: it is dropped.

    One that has no other task of its unit left is dropped itself.
    """
    code = await tx.scalar(select(tasks.c.code).where(tasks.c.org_id == org, tasks.c.id == task))
    waiting = await tx.execute(
        select(notices.c.id, notices.c.facts).where(
            notices.c.org_id == org,
            notices.c.step == INTRODUCTION,
            notices.c.state == "queued",
            notices.c.message_id.is_(None),
        )
    )
    for row in waiting.all():
        left = [each for each in row.facts["tasks"] if each["code"] != code]
        if len(left) == len(row.facts["tasks"]):
            continue
        values: dict[str, Any] = {"facts": {**row.facts, "tasks": left}}
        if not left:
            values = {"state": "dropped", "settled_at": now}
        await tx.execute(
            update(notices).where(notices.c.org_id == org, notices.c.id == row.id).values(**values)
        )


async def heads_to_introduce(connection: AsyncConnection, org: OrgState) -> list[str]:
    """Whom `live` would introduce to their unit's tasks, by name."""
    staff = await load_staff(connection, org.id)
    book = await units.load(connection, org.id)
    found = await _introductions(connection, org, book, None)
    return list(dict.fromkeys(staff.people[each.person_id].name for each in found))


async def _introductions(
    connection: AsyncConnection, org: OrgState, book: UnitBook, plan: int | None
) -> Sequence[Introduction]:
    staff = await load_staff(connection, org.id)
    rows = await connection.execute(
        select(task_units, tasks.c.code, tasks.c.short)
        .join(
            tasks, and_(tasks.c.org_id == task_units.c.org_id, tasks.c.id == task_units.c.task_id)
        )
        .where(task_units.c.org_id == org.id, *((tasks.c.plan_id == plan,) if plan else ()))
        .order_by(tasks.c.id)
    )
    parts = [
        Part(unit_id=unit, leads=row.side == "lead", code=row.code, title=row.short)
        for row in rows.all()
        for unit in await units.members(connection, org.id, row.unit_id)
    ]
    return introductions(parts, book.names, staff)
