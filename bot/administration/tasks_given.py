"""A task that is given besides any plan that came as a file: stored, opened, and told.

In the caller's transaction, for chat and for the command line alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.naming import short_quote
from bot.texts import day, short_day, text
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.opening import due_of
from scheduler.rules.people import Role
from scheduler.rules.timing import Conditional, Deadline, NoTime, Ongoing, Timing, Window, Yearly
from storage import duties, events, journal, opening, tasks, units
from storage.orgs import OrgState
from storage.people import load_staff
from storage.tables import duties as duty_rows
from storage.tasks import NewTask


@dataclass(frozen=True, kw_only=True)
class Given:
    """A task that was given: its code, what of it has opened, and the keys of what was queued."""

    id: int
    code: str
    items: tuple[DutyRecord, ...]
    told: tuple[str, ...]


async def give(
    tx: AsyncConnection,
    org: OrgState,
    plan: int,
    task: NewTask,
    giver: str,
    now: datetime,
    *,
    by: int | None = None,
) -> Given:
    """Store a task in a plan, open what opens today, and tell the heads of the units that lead.

    Heads hear of it as by an introduction (DESIGN.md §4.4), supporters once they are asked.
    `giver` as they are named to others; `by` is their id and is not told.
    """
    today = org.office.day_of(now)
    ((stored, code),) = await tasks.add(tx, org.id, plan, [task], today)
    await journal.note(tx, org.id, now, "task_given", by, code=code, plan=plan)
    facts = {"title": task.short, "when": when_text(task.timing, today), "who": giver}
    return await _opened(tx, org, stored, code, task.leads, facts, now, by)


async def lead_at_last(
    tx: AsyncConnection,
    org: OrgState,
    task: tasks.Stored,
    unit: int,
    giver: str,
    now: datetime,
    *,
    by: int | None = None,
) -> Given:
    """Let a unit lead a task of a plan that named none; open it and tell, as if it were given."""
    today = org.office.day_of(now)
    await tasks.name_units(tx, org.id, task.id, [unit], ())
    await journal.note(tx, org.id, now, "lead_named", by, task=task.code, unit=unit)
    when = when_text(await tasks.timing_of(tx, org.id, task.id), today)
    facts = {"title": task.short, "when": when, "who": giver}
    return await _opened(tx, org, task.id, task.code, [unit], facts, now, by)


async def _opened(
    tx: AsyncConnection,
    org: OrgState,
    stored: int,
    code: str,
    leading: Sequence[int],
    facts: dict[str, Any],
    now: datetime,
    by: int | None,
) -> Given:
    """Open what opens today of a task, and tell the heads of the units that lead it."""
    today = org.office.day_of(now)
    await opening.open_due(tx, org, now)
    items = await duties.read(tx, org.id, duty_rows.c.task_id == stored)
    staff, book = await load_staff(tx, org.id), await units.load(tx, org.id, today)
    of_unit = {item.duty.unit_id: item for item in items}
    found = await tasks.coded(tx, org.id, code)
    coordinating = found.coordinating_unit if found else None
    told: list[str] = []
    leads = {unit: None for lead in leading for unit in await units.members(tx, org.id, lead)}
    heads: dict[int, None] = {}
    for unit in leads:
        cast = staff.cast(unit, coordinating, stored, None, today)
        readers = [each for each in cast.at(Role.HEAD) or cast.asked() if each.id not in heads]
        heads |= {each.id: None for each in readers}
        named = facts | {"code": code, "unit": book.names[unit]}
        item = of_unit.get(unit)
        told += await events.tell(
            tx, org, now, readers, "task_given", by=by, item=item, facts=named
        )
    return Given(id=stored, code=code, items=tuple(items), told=tuple(told))


def when_text(timing: Timing, on: date) -> Any:
    """Until when a task is to be done, for a sentence."""
    match timing:
        case Deadline():
            return text("given.due", day=day(timing.due))
        case Window():
            start = short_day(timing.start, year=True)
            return text("given.window", start=start, day=day(timing.due))
        case Ongoing():
            return text("given.ongoing")
        case Yearly():
            due = due_of(timing, on)
            assert due is not None
            return text("given.yearly", day=day(due))
        case Conditional():
            return text("given.conditional", condition=short_quote(timing.condition))
        case NoTime():
            return text("no_due.value")
