"""What is changed about a duty, and told of it: by the command line, and by chat.

What takes a transaction is called by both. What takes an open database and a name finds the duty
that is meant: plain values in, plain values out.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.duty_facts import hour, iso
from bot.administration.named import the_duty, the_unit
from bot.handlers.support import told_facts
from bot.sending.naming import due_text, title
from scheduler.rules.amending import CannotAmend
from scheduler.rules.duty import MoveRefused
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.staff import cast_of
from storage import (
    amending,
    duties,
    events,
    orgs,
    support,
    units,
)
from storage.database import Database
from storage.orgs import OrgState
from storage.people import load_staff


@dataclass(frozen=True, kw_only=True)
class Amended:
    """A duty after a change: its name, its state, the last day in time; `told`: the keys of what
    was queued because of it."""

    name: str
    state: str
    due: str | None
    told: tuple[str, ...] = ()


AMENDING = {
    "suspend": (amending.suspend, "suspended"),
    "resume": (amending.resume, "resumed"),
    "reopen": (amending.reopen, "reopened"),
    "close": (amending.close, "closed"),
}


async def set_date(
    database: Database,
    org: int,
    name: str,
    due_on: date,
    due_time: time | None,
    why: str,
    now: datetime,
) -> list[Amended]:
    """Give a duty another date, and tell whose it is and their head."""

    async def work(tx: AsyncConnection) -> list[Amended]:
        state = await orgs.load(tx, org)
        item = await the_duty(tx, org, name)
        return [await date_one(tx, state, item, due_on, due_time, why, now)]

    return await _amended(database, name, work)


async def date_one(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    due_on: date,
    due_time: time | None,
    why: str,
    now: datetime,
    *,
    by: int | None = None,
) -> Amended:
    """Give a duty another date, or the first one once its condition is met; `by` says so."""
    await amending.set_date(tx, org, item, due_on, due_time, now, person=by, why=why)
    return await tell_of(tx, org, item, "dated", why, now, by=by)


async def amend(
    database: Database, org: int, verb: str, name: str, why: str, now: datetime
) -> list[Amended]:
    """Make a move about a duty ("suspend", "resume", "reopen", "close"), and tell of it."""

    async def work(tx: AsyncConnection) -> list[Amended]:
        state = await orgs.load(tx, org)
        item = await the_duty(tx, org, name)
        return [await amend_one(tx, state, verb, item, why, now)]

    return await _amended(database, name, work)


async def amend_one(
    tx: AsyncConnection,
    org: OrgState,
    verb: str,
    item: DutyRecord,
    why: str,
    now: datetime,
    *,
    by: int | None = None,
) -> Amended:
    """Make a move about a duty ("suspend", "resume", "reopen", "close"), and tell of it; `by` says
    so."""
    make, step = AMENDING[verb]
    await make(tx, org, item, now, person=by, why=why)
    return await tell_of(tx, org, item, step, why, now, by=by)


async def cancel(database: Database, org: int, name: str, why: str, now: datetime) -> list[Amended]:
    """Drop a duty, or with a task's code alone the whole task, and tell of it."""

    async def work(tx: AsyncConnection) -> list[Amended]:
        state = await orgs.load(tx, org)
        task = await duties.task_coded(tx, org, name)
        of = task if task is not None else await the_duty(tx, org, name)
        return await cancel_one(tx, state, of, why, now)

    return await _amended(database, name, work)


async def cancel_one(
    tx: AsyncConnection,
    org: OrgState,
    of: DutyRecord | int,
    why: str,
    now: datetime,
    *,
    by: int | None = None,
) -> list[Amended]:
    """Drop a duty, or a whole task by its id, and tell of each duty that goes; `by` says so."""
    if isinstance(of, int):
        dropped = await amending.cancel_task(tx, org, of, now, person=by, why=why)
    else:
        dropped = await amending.cancel(tx, org, of, now, person=by, why=why)
    return [await tell_of(tx, org, each, "cancelled", why, now, by=by) for each in dropped]


async def _amended(database: Database, name: str, work: Any) -> list[Amended]:
    try:
        done: list[Amended] = await database.write(work)
    except (CannotAmend, MoveRefused) as error:
        raise CannotDo.because(error, name) from error
    return done


async def tell_of(
    tx: AsyncConnection,
    org: OrgState,
    before: DutyRecord,
    step: str,
    why: Any,
    now: datetime,
    *,
    by: int | None = None,
) -> Amended:
    """Tell whose duty it is, and their head, what became of it.

    `why` is in their own words, or a text of ours (`bot.texts`); `by` did it and is not told.
    """
    item = await duties.one(tx, org.id, before.id)
    assert item is not None
    duty = item.duty
    cast = cast_of(await load_staff(tx, org.id), item, org.office.day_of(now))
    facts: dict[str, Any] = {"code": duty.code, "title": title(duty)}
    if step != "reopened":
        facts |= {"due": due_text(duty), "old": due_text(before.duty), "reason": why}
    readers = {person.id: person for person in (*cast.owners(), *cast.heads)}
    told = await events.tell(
        tx, org, now, list(readers.values()), step, by=by, item=item, facts=facts
    )
    return Amended(
        name=duty.name,
        state=duty.state.value,
        due=_due(duty.due_on, duty.due_time),
        told=tuple(told),
    )


def _due(due_on: date | None, due_time: time | None) -> str | None:
    return " ".join(part for part in (iso(due_on), hour(due_time)) if part) or None


async def ask_support(
    database: Database, org: int, name: str, unit: str, due_on: date, note: str, now: datetime
) -> str:
    """Ask a supporter of a lead's task for its input; return the name of the duty that opens."""

    async def work(tx: AsyncConnection) -> str:
        state = await orgs.load(tx, org)
        lead = await the_duty(tx, org, name)
        book = await units.load(tx, org, state.office.day_of(now))
        supporter = the_unit(book, unit)
        item = await support.ask(tx, state, lead, supporter, due_on, now, person=None, note=note)
        cast = cast_of(await load_staff(tx, org), item, state.office.day_of(now))
        readers = {person.id: person for person in (*cast.owners(), *cast.heads)}
        facts = told_facts(book, lead, item, note)
        await events.tell(tx, state, now, list(readers.values()), "support", item=item, facts=facts)
        return item.duty.name

    try:
        return await database.write(work)
    except CannotAmend as error:
        raise CannotDo.because(error, name) from error
