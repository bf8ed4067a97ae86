"""The inbox: what came in, stored before it is acknowledged or acted upon (DESIGN.md §4.12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Executable,
    Row,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import wakeups
from storage.sql import bound_pairs, insert_new, insert_new_from, pairs
from storage.tables import bots, inbox, journal, people

STORED = inbox.c.state == literal_column("'stored'")
"""Not acted upon yet. Said in the statement itself: so PostgreSQL knows the index of these few."""
PATIENCE = timedelta(seconds=60)  # how long, in real time, the watermark waits for one message


ASIDE = inbox.c.state == literal_column("'set_aside'")
NOTED = "message_set_aside"  # in the journal: whose message it was


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A message that made its handler fail: whose it is, if that is known, and never its words."""

    id: int
    bot: str
    person: str | None
    received_at: datetime
    error: str


async def next_offset(connection: AsyncConnection, org: int, bot: str) -> int:
    """Where a bot's polling goes on; 0 for one that never polled."""
    found = await connection.scalar(
        select(bots.c.next_offset).where(bots.c.org_id == org, bots.c.name == bot)
    )
    return found or 0


async def store(
    tx: AsyncConnection,
    org: int,
    bot: str,
    updates: Sequence[tuple[str, Any]],
    next_offset: int | None,
    *,
    now: datetime,
    real_now: datetime,
) -> int:
    """Store updates (id, raw payload) in their order; an update seen before is dropped.

    `next_offset`: where polling goes on, moved in the same transaction; None if the platform
    posts by itself. Returns how many were new.
    """
    common = {"of_org": org, "of_bot": bot, "office_time": now, "real_time": real_now}
    dialect = tx.dialect.name
    inserted = await tx.execute(_insert_updates(dialect), common | bound_pairs(dialect, updates))
    if next_offset is not None:
        await insert_new(tx, bots, org_id=org, name=bot, next_offset=0)
        await tx.execute(
            update(bots)
            .where(bots.c.org_id == org, bots.c.name == bot)
            .values(next_offset=next_offset, heard_at=now)
        )
    if inserted.rowcount:
        await wakeups.wake(tx, "receive")
    return inserted.rowcount


@cache
def _insert_updates(dialect: str) -> Executable:
    number, payload = pairs(dialect)
    columns = {
        "org_id": bindparam("of_org", type_=inbox.c.org_id.type),
        "bot": bindparam("of_bot", type_=inbox.c.bot.type),
        "update_id": number,
        "payload": payload,
        "received_at": bindparam("office_time", type_=inbox.c.received_at.type),
        "stored_at": bindparam("real_time", type_=inbox.c.stored_at.type),
        "state": literal("stored"),
    }
    return insert_new_from(dialect, inbox, columns)


async def unhandled(connection: AsyncConnection, org: int, limit: int) -> list[Row[Any]]:
    """The oldest messages nobody has acted upon, in the order they came."""
    rows = await connection.execute(
        select(inbox).where(inbox.c.org_id == org, STORED).order_by(inbox.c.id).limit(limit)
    )
    return list(rows.all())


async def mark(
    tx: AsyncConnection,
    org: int,
    message: int,
    state: str,
    error: str | None = None,
    said: str | None = None,
) -> bool:
    """Mark a stored message handled or set aside; False if that was done before.

    `said` names what was said, so that a new version of it is known as such.
    """
    result = await tx.execute(
        update(inbox)
        .where(inbox.c.org_id == org, inbox.c.id == message, STORED)
        .values(state=state, error=error, said=said)
    )
    return result.rowcount == 1


async def last_heard(connection: AsyncConnection, org: int) -> dict[str, datetime]:
    """When something last came in through each bot; a bot that never heard anything is left out."""
    rows = await connection.execute(
        select(inbox.c.bot, func.max(inbox.c.received_at))
        .where(inbox.c.org_id == org)
        .group_by(inbox.c.bot)
    )
    return {row[0]: row[1] for row in rows}


async def one(connection: AsyncConnection, org: int, message: int) -> Row[Any] | None:
    rows = await connection.execute(
        select(inbox).where(inbox.c.org_id == org, inbox.c.id == message)
    )
    return rows.first()


async def versions(
    connection: AsyncConnection, org: int, bot: str, said: str, before: int
) -> list[Row[Any]]:
    """What was handled of a message before a row that names the same, oldest first."""
    rows = await connection.execute(
        select(inbox)
        .where(
            inbox.c.org_id == org,
            inbox.c.bot == bot,
            inbox.c.said == said,
            inbox.c.id < before,
        )
        .order_by(inbox.c.id)
    )
    return list(rows.all())


async def heard_up_to(
    connection: AsyncConnection, org: int, now: datetime, real_now: datetime
) -> datetime:
    """Up to when everything received is handled or set aside: what the watermark may reach.

    A message that waits longer than a minute no longer holds it back.
    """
    oldest = await connection.scalar(
        select(func.min(inbox.c.received_at)).where(
            inbox.c.org_id == org,
            STORED,
            inbox.c.stored_at > real_now - PATIENCE,
        )
    )
    return min(oldest, now) if oldest else now


# --- what was set aside -------------------------------------------------------------------------


async def set_aside(connection: AsyncConnection, org: int) -> list[Aside]:
    """The messages that nobody could act upon, in the order they came."""
    whose: dict[int, str] = {}
    noted = await connection.execute(
        select(journal.c.facts, people.c.full_name)
        .join(people, and_(people.c.org_id == journal.c.org_id, people.c.id == journal.c.person_id))
        .where(journal.c.org_id == org, journal.c.what == NOTED)
    )
    for row in noted:
        whose[row.facts["inbox"]] = row.full_name
    rows = await connection.execute(
        select(inbox.c.id, inbox.c.bot, inbox.c.received_at, inbox.c.error)
        .where(inbox.c.org_id == org, ASIDE)
        .order_by(inbox.c.id)
    )
    return [
        Aside(
            id=row.id,
            bot=row.bot,
            person=whose.get(row.id),
            received_at=row.received_at,
            error=row.error or "",
        )
        for row in rows
    ]


async def count_set_aside(connection: AsyncConnection, org: int) -> int:
    query = select(func.count()).select_from(inbox).where(inbox.c.org_id == org, ASIDE)
    return await connection.scalar(query) or 0


async def take_up_again(tx: AsyncConnection, org: int, messages: Sequence[int]) -> list[int]:
    """Let messages that were set aside wait to be acted upon again; return those that now do."""
    found = await tx.scalars(
        update(inbox)
        .where(inbox.c.org_id == org, inbox.c.id.in_(messages), ASIDE)
        .values(state="stored", error=None)
        .returning(inbox.c.id)
    )
    again = sorted(found.all())
    if again:
        await wakeups.wake(tx, "receive")
    return again


async def drop(tx: AsyncConnection, org: int, message: int) -> str | None:
    """Act no more upon a message that was set aside; return its error, None if it was not."""
    error = await tx.scalar(
        select(inbox.c.error).where(inbox.c.org_id == org, inbox.c.id == message, ASIDE)
    )
    dropped = await tx.execute(
        update(inbox)
        .where(inbox.c.org_id == org, inbox.c.id == message, ASIDE)
        .values(state="handled", error=None)
    )
    return (error or "") if dropped.rowcount else None
