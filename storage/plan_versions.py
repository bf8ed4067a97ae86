"""Another version of a stored plan: which it is of, what it changes, and the change itself.

Tasks found again keep their codes, duties and progress. Where the time changed the due day moves as
by an extension: a round begins, and a day asked for after it had passed excuses nothing. Where it
did not, what was granted since stays. A task that people gave into the plan stands in no file, and
so stays when a file comes. All in the caller's transaction.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.amending import CannotAmend
from scheduler.rules.duty import OWED, DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.opening import due_of, first_opening
from scheduler.rules.timing import Conditional, Timing, Yearly, from_json, to_json
from scheduler.rules.words import fold
from storage import (
    amending,
    cycles,
    duties,
    journal,
    opening,
    plan_cycles,
    plans,
    requests,
    targets,
    units,
)
from storage.orgs import OrgState
from storage.plan_import.diff import SAME_PLAN, Changed, Diff, Known, compare, timing_of
from storage.plan_import.draft import Draft, DraftTask
from storage.tables import cycles as cycle_rows
from storage.tables import duties as duty_rows
from storage.tables import plans as plan_rows
from storage.tables import task_units
from storage.tables import tasks as task_rows
from storage.units import UnitBook

_DATED = (*OWED, State.SUSPENDED)


@dataclass(kw_only=True)
class Amended:
    """What became of duties: each as it was before, and its new day if it was moved."""

    title: str | None = None  # of the plan
    added: int = 0
    moved: list[tuple[DutyRecord, date | None]] = field(default_factory=list)
    dropped: list[DutyRecord] = field(default_factory=list)
    opened: list[DutyRecord] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Former:
    """A stored plan that a draft may be another version of; `n`: its number among the org's."""

    id: int
    n: int
    title: str
    diff: Diff
    is_likely: bool


async def former(connection: AsyncConnection, org: OrgState, draft: Draft) -> Former | None:
    """The stored plan that a draft is most like: by its number, its title, or its tasks."""
    found: list[tuple[tuple[bool, bool, float], Former]] = []
    for n, row in enumerate(await plans.read(connection, org.id), 1):
        if row.withdrawn_at is not None:
            continue
        diff = await compare_with(connection, org, row.id, draft)
        has_number = row.number is not None and fold(row.number) == fold(draft.plan.number or "")
        has_title = fold(row.title) == fold(draft.plan.title or "")
        if has_number or diff.likeness >= SAME_PLAN or (has_title and diff.likeness > 0):
            is_likely = diff.likeness >= SAME_PLAN
            each = Former(
                id=row.id,
                n=n,
                title=row.title,
                diff=diff,
                is_likely=is_likely,
            )
            found.append(((has_number, has_title, diff.likeness), each))
    return max(found, key=lambda each: each[0])[1] if found else None


async def compare_with(connection: AsyncConnection, org: OrgState, plan: int, draft: Draft) -> Diff:
    """A draft beside the tasks that a plan has now."""
    book = await units.load(connection, org.id)
    named = await units_of(connection, org.id, plan)
    known = [
        _known(row, named.get((row.id, "lead"), []), named.get((row.id, "support"), []), book)
        for row in await tasks_of(connection, org.id, plan)
    ]
    spellings = {each: unit.name for unit in draft.units for each in unit.aliases}
    diff = compare(
        known,
        draft.tasks,
        lambda name: book.find(name) or book.find(spellings.get(name, name)),
        draft.changes.removed if draft.changes else None,
    )
    if draft.changes is not None:
        return diff
    return replace(diff, targets=await targets.compare_with(connection, org.id, plan, draft))


async def title_of(connection: AsyncConnection, org: OrgState, plan: int) -> str:
    title = await connection.scalar(
        select(plan_rows.c.title).where(plan_rows.c.org_id == org.id, plan_rows.c.id == plan)
    )
    return str(title)


async def units_of(
    connection: AsyncConnection, org: int, plan: int
) -> dict[tuple[int, str], list[int]]:
    """The units of each task of a plan, by the task and their side of it."""
    named: dict[tuple[int, str], list[int]] = {}
    for row in await connection.execute(
        select(task_units)
        .join(
            task_rows,
            (task_rows.c.org_id == task_units.c.org_id) & (task_rows.c.id == task_units.c.task_id),
        )
        .where(task_units.c.org_id == org, task_rows.c.plan_id == plan)
        .order_by(task_units.c.unit_id)
    ):
        named.setdefault((row.task_id, row.side), []).append(row.unit_id)
    return named


async def standing(connection: AsyncConnection, org: OrgState, plan: int) -> dict[str, str]:
    """How a plan stands now, by the codes of its tasks and cycles: a mark that is another one once
    anything has changed that a comparison with a file rests on, or that its answer changes.
    """
    owed: dict[str, list[object]] = {}
    for item in await duties.read(connection, org.id):
        is_closed = item.duty.state in (State.ACCEPTED, State.CANCELLED, State.MISSED)
        if item.plan_id == plan and item.duty.kind is DutyKind.TASK:
            one = [item.duty.unit_id, is_closed, str(item.duty.due_on)]
            owed.setdefault(item.duty.code, []).append(one)
    named: dict[int, list[list[object]]] = {}
    for row in await connection.execute(
        select(task_units).where(task_units.c.org_id == org.id).order_by(task_units.c.unit_id)
    ):
        named.setdefault(row.task_id, []).append([row.side, row.unit_id])
    found = {
        row.code: [row.text, row.timing, named.get(row.id), owed.get(row.code)]
        for row in await tasks_of(connection, org.id, plan)
    }
    for cycle in await cycles.read(connection, org.id, cycle_rows.c.plan_id == plan):
        found[cycle.code] = [cycle.schedule.recurrence.rrule(), str(cycle.ends_on)]
    for target in await targets.known(connection, org.id, plan):
        found[target.code] = [target.text, target.aim.shown(), target.by]
    return {code: _mark(facts) for code, facts in found.items()}


def _mark(facts: list[Any]) -> str:
    said = json.dumps(facts, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


async def amend(
    tx: AsyncConnection,
    org: OrgState,
    plan: int,
    draft: Draft,
    *,
    name: str,
    content: bytes,
    person: int | None,
    now: datetime,
) -> Amended:
    """Make a stored plan what a confirmed draft says."""
    today = org.office.day_of(now)
    diff = await compare_with(tx, org, plan, draft)
    book = await units.load(tx, org.id, today)
    is_whole = draft.changes is None
    new_units = tuple(unit for unit in draft.units if is_whole or book.find(unit.name) is None)
    await plans.store_units(tx, book, draft)
    title = draft.plan.title
    if not is_whole:
        title = await title_of(tx, org, plan)
    done = Amended(title=title, added=len(diff.added))
    why = f"{name}: {draft.plan.title or ''}".strip(" :")
    before = {item.id for item in await duties.read(tx, org.id)}
    for each in (*diff.changed, *diff.same):
        await _amend_task(tx, org, book, each, today, now, person, why, done)
    for gone in diff.removed:
        done.dropped += await drop_task(tx, org, gone.id, now, person=person, why=why)
    _, leading = await plans.store_tasks(tx, org, book, plan, list(diff.added), today)
    await plans.store_groups(tx, org, book, replace(draft, units=new_units), leading)
    if is_whole:
        done.dropped += await plan_cycles.amend(tx, org, book, plan, draft, now)
        await targets.amend(tx, org.id, plan, diff.targets, now)
    issued = date.fromisoformat(draft.plan.date) if draft.plan.date else None
    own = {"title": draft.plan.title, "number": draft.plan.number, "issued_on": issued}
    await tx.execute(
        update(plan_rows)
        .where(plan_rows.c.org_id == org.id, plan_rows.c.id == plan)
        .values(
            source_name=name,
            source_hash=plans.digest(content),
            **{key: value for key, value in own.items() if value is not None and is_whole},
        )
    )
    await journal.note(
        tx,
        org.id,
        now,
        "plan_amended",
        person,
        plan=plan,
        source=name,
        added=[task.ref for task in diff.added],
        changed=[_noted(each) for each in diff.changed],
        removed=[task.code for task in diff.removed],
        targets=[each.code for each, _ in diff.targets.changed],
        targets_removed=[each.code for each in diff.targets.removed],
    )
    await opening.open_due(tx, org, now)
    done.opened = [item for item in await duties.read(tx, org.id) if item.id not in before]
    return done


async def withdraw(
    tx: AsyncConnection, org: OrgState, plan: int, now: datetime, *, person: int | None, why: str
) -> list[DutyRecord]:
    """A plan holds no more: its duties are dropped, its cycles end. Returns what was dropped."""
    dropped: list[DutyRecord] = []
    for task in await tasks_of(tx, org.id, plan):
        dropped += await drop_task(tx, org, task.id, now, person=person, why=why)
    for cycle in await cycles.read(tx, org.id, cycle_rows.c.plan_id == plan):
        dropped += await plan_cycles.end(tx, org, cycle, now, person, why)
    await targets.drop(tx, org.id, plan, now)
    await tx.execute(
        update(plan_rows)
        .where(plan_rows.c.org_id == org.id, plan_rows.c.id == plan)
        .values(withdrawn_at=now)
    )
    await journal.note(tx, org.id, now, "plan_withdrawn", person, plan=plan, why=why)
    return dropped


async def drop_task(
    tx: AsyncConnection, org: OrgState, task: int, now: datetime, *, person: int | None, why: str
) -> list[DutyRecord]:
    """The plan names a task no more: all its duties but those accepted are dropped."""
    await _set(tx, org.id, task, dropped_at=now)
    await plans.not_introduced(tx, org.id, task, now)
    try:
        return await amending.cancel_task(tx, org, task, now, person=person, why=why)
    except CannotAmend:
        return []  # all of it is done, or was dropped before


# --- parts --------------------------------------------------------------------------------------


async def tasks_of(connection: AsyncConnection, org: int, plan: int) -> Sequence[Row[Any]]:
    """The tasks that a plan has now, as rows."""
    rows = await connection.execute(
        select(task_rows)
        .where(
            task_rows.c.org_id == org,
            task_rows.c.plan_id == plan,
            task_rows.c.dropped_at.is_(None),
        )
        .order_by(task_rows.c.id)
    )
    return rows.all()


def _known(row: Row[Any], leads: list[int], supporters: list[int], book: UnitBook) -> Known:
    return Known(
        id=row.id,
        code=row.code,
        ref=row.ref,
        text=row.text,
        short=row.short,
        leads=frozenset(leads),
        supporters=frozenset(supporters),
        lead_names="; ".join(book.names[unit] for unit in leads),
        support_names="; ".join(book.names[unit] for unit in supporters),
        timing=from_json(row.timing),
        timing_text=row.timing_text,
        # A task of a file stands in lines of it, but for one written into its draft's sheet.
        is_beside=not row.lines or "added" in (row.as_read or {}),
        lead=tuple(book.names[unit] for unit in leads),
        support=tuple(book.names[unit] for unit in supporters),
        as_read=row.as_read or {},
    )


async def _amend_task(
    tx: AsyncConnection,
    org: OrgState,
    book: UnitBook,
    each: Changed,
    today: date,
    now: datetime,
    person: int | None,
    why: str,
    done: Amended,
) -> None:
    task, is_retimed = each.old.id, "time" in each.what
    timing = timing_of(each.new) if is_retimed else each.old.timing
    await _set(tx, org.id, task, **_words(each.new, timing))
    if not each.what:
        return
    if "lead" in each.what or "support" in each.what:
        await tx.execute(
            delete(task_units).where(task_units.c.org_id == org.id, task_units.c.task_id == task)
        )
        await plans.name_units(tx, org.id, book, task, each.new)
    leading = await opening.leads(tx, org.id, task, today)
    period_changes = isinstance(each.old.timing, Yearly) != isinstance(timing, Yearly)
    known = await duties.read(
        tx, org.id, duty_rows.c.task_id == task, duty_rows.c.kind == DutyKind.TASK.value
    )
    for item in known:
        if item.duty.state in (State.ACCEPTED, State.CANCELLED, State.MISSED):
            continue
        if item.duty.unit_id not in leading or period_changes:
            done.dropped += await amending.cancel(tx, org, item, now, person=person, why=why)
        elif is_retimed:
            await _retime(tx, org, item, timing, now, person, why, done)
    has_all = {item.duty.unit_id for item in known} >= set(leading)
    if not known or period_changes:
        await _set(tx, org.id, task, open_on=first_opening(timing, today))
    elif not has_all:
        await _set(tx, org.id, task, open_on=today)


async def _retime(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    timing: Timing,
    now: datetime,
    person: int | None,
    why: str,
    done: Amended,
) -> None:
    """Another due day, or none, by the moves of the duty; what is reported keeps the day by which
    it was."""
    duty, due_on = item.duty, due_of(timing, item.duty.opens_on)
    if isinstance(timing, Conditional):
        if duty.state not in OWED:
            return
        step = Move.WAIT
    elif duty.state is State.WAITING:
        step = Move.RESUME
    elif duty.state in _DATED and due_on != duty.due_on:
        step = Move.DATE
    else:
        return
    facts: dict[str, Any] = {"due_on": due_on, "due_time": None}
    if due_on is None or item.original_due_on is None:
        facts["original_due_on"] = due_on
    await duties.move(tx, org.id, item, step, now, person=person, why=why, **facts)
    await requests.close(tx, org.id, item.id, "extension", person, now, "withdrawn")
    done.moved.append((item, due_on))


def _words(task: DraftTask, timing: Timing) -> dict[str, Any]:
    return {
        "ref": task.ref,
        "heading": task.heading,
        "text": task.text,
        "short": task.short,
        "timing": to_json(timing),
        "timing_text": task.timing_text,
        "lines": list(task.lines),
        "as_read": task.as_read or None,
    }


async def _set(tx: AsyncConnection, org: int, task: int, **values: Any) -> None:
    await tx.execute(
        update(task_rows).where(task_rows.c.org_id == org, task_rows.c.id == task).values(**values)
    )


def _noted(each: Changed) -> dict[str, Any]:
    """What the journal keeps of a changed task: as it was before."""
    old = each.old
    return {
        "code": old.code,
        "what": list(each.what),
        "text": old.text,
        "lead": old.lead_names,
        "support": old.support_names,
        "timing": to_json(old.timing),
    }
