"""A text that changes a stored plan: which plan that is, and what it makes of the plan's tasks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.timing import from_json
from scheduler.rules.words import fold
from storage import plan_units, plan_versions, plans, units
from storage.orgs import OrgState
from storage.plan_import.answering import NEW
from storage.plan_import.changing import changed
from storage.plan_import.draft import Draft, DraftChanges, DraftTask, Question
from storage.plan_import.matching import Known

SHORTEST_TITLE = 12  # letters: a shorter one names no plan among other words
MOST_PLANS = 8  # offered where the text names none that is stored


async def meant(connection: AsyncConnection, org: OrgState, changes: DraftChanges) -> int | None:
    """The stored plan that a text changes: the one of its number, else of its title."""
    rows = [row for row in await plans.read(connection, org.id) if row.withdrawn_at is None]
    if changes.number:
        wanted = fold(changes.number)
        found = [row for row in rows if row.number and fold(row.number) == wanted]
    else:
        about = fold(changes.title)
        found = [
            row
            for row in rows
            if len(row.title) >= SHORTEST_TITLE and fold(row.title).strip(" .") in about
        ]
    return found[0].id if len(found) == 1 else None


async def which_plan(
    connection: AsyncConnection, org: OrgState, changes: DraftChanges
) -> Question | None:
    """What is asked where the office has no plan of that number; None: it has no plan at all."""
    rows = [
        (n, row)
        for n, row in enumerate(await plans.read(connection, org.id), 1)
        if row.withdrawn_at is None and row.source_name
    ][-MOST_PLANS:]
    if not rows:
        return None
    called = f"Kế hoạch số {changes.number}" if changes.number else f"“{changes.title}”"
    return Question(
        id="plan:" + ",".join(str(row.id) for _, row in rows),
        about=called,
        text=f"Văn bản này sửa đổi {called}, cơ quan chưa có kế hoạch mang số hoặc tên ấy. "
        "Đó là kế hoạch nào?",
        choices=(*(f"KH{n} “{row.title}”" for n, row in rows), NEW),
        proposed=NEW,
        lines=(1, 1),
    )


async def of_plan(
    connection: AsyncConnection, org: OrgState, plan: int, draft: Draft, today: date
) -> Draft:
    """The draft as what its text makes of the tasks of a plan, naming units as the office does."""
    if draft.changes is None or draft.changes.plan == plan:
        return draft
    book = await units.load(connection, org.id, today)
    spelled = Known(book.by_spelling | {name: unit for unit, name in book.names.items()})

    def named(name: str) -> str:
        unit = book.find(name) or spelled.match([name]).sure
        return name if unit is None else book.names[unit]

    named_units = await plan_versions.units_of(connection, org.id, plan)
    known = [
        _drafted(row, named_units, book.names)
        for row in await plan_versions.tasks_of(connection, org.id, plan)
    ]
    on = date.fromisoformat(draft.plan.date) if draft.plan.date else today
    draft = changed(draft, plan, known, on, named)
    there = {name for task in draft.tasks for name in (*task.lead, *task.support)}
    draft = replace(draft, units=tuple(unit for unit in draft.units if unit.name in there))
    return plan_units.of_office(draft, book, today)


def _drafted(
    row: Row[Any], named: dict[tuple[int, str], list[int]], names: dict[int, str]
) -> DraftTask:
    lines: Sequence[int] = row.lines or (1, 1)
    return DraftTask(
        ref=row.ref,
        heading=row.heading,
        text=row.text,
        lead=tuple(names[unit] for unit in named.get((row.id, "lead"), ())),
        support=tuple(names[unit] for unit in named.get((row.id, "support"), ())),
        timing_text=row.timing_text,
        timing=from_json(row.timing),
        lines=(lines[0], lines[-1]),
        confidence=1.0,
        lead_scope={},
        as_read=row.as_read or {},
        code=row.code,
    )
