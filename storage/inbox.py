"""The inbox: what came in, stored before it is acknowledged or acted upon (DESIGN.md §4.12)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import wakeups
from storage.sql import insert_all_new, insert_new
from storage.tables import bots, inbox

PATIENCE = timedelta(seconds=60)  # how long, in real time, the watermark waits for one message


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
    new = await insert_all_new(
        tx,
        inbox,
        [
            {
                "org_id": org,
                "bot": bot,
                "update_id": update_id,
                "payload": payload,
                "received_at": now,
                "stored_at": real_now,
                "state": "stored",
            }
            for update_id, payload in updates
        ],
        inbox.c.id,
    )
    heard: dict[str, Any] = {"heard_at": now}
    if next_offset is not None:
        heard["next_offset"] = next_offset
    this_bot = (bots.c.org_id == org, bots.c.name == bot)
    if (await tx.execute(update(bots).where(*this_bot).values(heard))).rowcount == 0:
        await insert_new(tx, bots, org_id=org, name=bot, **{"next_offset": 0, **heard})
    if new:
        await wakeups.wake(tx, "receive")
    return len(new)


async def unhandled(connection: AsyncConnection, org: int, limit: int) -> list[Row[Any]]:
    """The oldest messages nobody has acted upon, in the order they came."""
    rows = await connection.execute(
        select(inbox)
        .where(inbox.c.org_id == org, inbox.c.state == "stored")
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return list(rows.all())


async def mark(
    tx: AsyncConnection, org: int, message: int, state: str, error: str | None = None
) -> bool:
    """Mark a stored message handled or set aside; False if that was done before."""
    result = await tx.execute(
        update(inbox)
        .where(inbox.c.org_id == org, inbox.c.id == message, inbox.c.state == "stored")
        .values(state=state, error=error)
    )
    return result.rowcount == 1


async def heard_up_to(
    connection: AsyncConnection, org: int, now: datetime, real_now: datetime
) -> datetime:
    """Up to when everything received is handled or set aside: what the watermark may reach.

    A message that waits longer than a minute no longer holds it back.
    """
    oldest = await connection.scalar(
        select(func.min(inbox.c.received_at)).where(
            inbox.c.org_id == org,
            inbox.c.state == "stored",
            inbox.c.stored_at > real_now - PATIENCE,
        )
    )
    return min(oldest, now) if oldest else now
