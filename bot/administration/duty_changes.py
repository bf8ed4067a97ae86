"""What the command line changes about a duty: it finds the one that is meant, and tells of it.

An open database and plain values in, plain values out. The changes themselves
are in storage, for chat to make the same.
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
    """A duty after a change: its name, its state, the last day in time."""

    name: str
    state: str
    due: str | None


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
        await amending.set_date(tx, state, item, due_on, due_time, now, person=None, why=why)
        return [await tell_of(tx, state, item, "dated", why, now)]

    return await _amended(database, name, work)


async def amend(
    database: Database, org: int, verb: str, name: str, why: str, now: datetime
) -> list[Amended]:
    """Make a move about a duty ("suspend", "resume", "reopen", "close"), and tell of it."""
    make, step = AMENDING[verb]

    async def work(tx: AsyncConnection) -> list[Amended]:
        state = await orgs.load(tx, org)
        item = await the_duty(tx, org, name)
        await make(tx, state, item, now, person=None, why=why)
        return [await tell_of(tx, state, item, step, why, now)]

    return await _amended(database, name, work)


async def cancel(database: Database, org: int, name: str, why: str, now: datetime) -> list[Amended]:
    """Drop a duty, or with a task's code alone the whole task, and tell of it."""

    async def work(tx: AsyncConnection) -> list[Amended]:
        state = await orgs.load(tx, org)
        task = await duties.task_coded(tx, org, name)
        if task is not None:
            dropped = await amending.cancel_task(tx, state, task, now, person=None, why=why)
        else:
            item = await the_duty(tx, org, name)
            dropped = await amending.cancel(tx, state, item, now, person=None, why=why)
        return [await tell_of(tx, state, each, "cancelled", why, now) for each in dropped]

    return await _amended(database, name, work)


async def _amended(database: Database, name: str, work: Any) -> list[Amended]:
    try:
        done: list[Amended] = await database.write(work)
    except (CannotAmend, MoveRefused) as error:
        raise CannotDo.because(error, name) from error
    return done


async def tell_of(
    tx: AsyncConnection, org: OrgState, before: DutyRecord, step: str, why: Any, now: datetime
) -> Amended:
    """Tell whose duty it is, and their head, what became of it.

    `why` is in their own words, or a text of ours (`bot.texts`).
    """
    item = await duties.one(tx, org.id, before.id)
    assert item is not None
    duty = item.duty
    cast = cast_of(await load_staff(tx, org.id), item, org.office.day_of(now))
    facts: dict[str, Any] = {"code": duty.code, "title": title(duty)}
    if step != "reopened":
        facts |= {"due": due_text(duty), "old": due_text(before.duty), "reason": why}
    readers = {person.id: person for person in (*cast.owners(), *cast.heads)}
    await events.tell(tx, org, now, list(readers.values()), step, item=item, facts=facts)
    return Amended(name=duty.name, state=duty.state.value, due=_due(duty.due_on, duty.due_time))


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
