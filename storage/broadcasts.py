"""Words to a whole unit, and who has answered that they know them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_one
from storage.tables import broadcast_readers, broadcasts


async def make(
    tx: AsyncConnection,
    org: int,
    *,
    person: int,
    unit: int,
    words: str,
    readers: Iterable[int],
    now: datetime,
    slot_at: datetime,
) -> int:
    """Keep what `person` says to the `readers` of a unit in the slot; return its id."""
    made = await insert_one(
        tx,
        broadcasts,
        org_id=org,
        person_id=person,
        unit_id=unit,
        words=words,
        at=now,
        slot_at=slot_at,
    )
    rows = [{"org_id": org, "broadcast_id": made, "person_id": each} for each in readers]
    await tx.execute(broadcast_readers.insert(), rows)
    return made


async def answered(
    tx: AsyncConnection, org: int, person: int, now: datetime, broadcast: int | None = None
) -> list[Row[Any]]:
    """Count a person's "đã rõ" to one broadcast, or to all whose slot has come.

    Returns those broadcasts that it newly answers.
    """
    waiting = [
        broadcast_readers.c.org_id == org,
        broadcast_readers.c.person_id == person,
        broadcast_readers.c.answered_at.is_(None),
        broadcasts.c.org_id == org,
        broadcasts.c.slot_at <= now,
    ]
    if broadcast is not None:
        waiting.append(broadcasts.c.id == broadcast)
    rows = await tx.execute(
        select(broadcasts)
        .join(
            broadcast_readers,
            and_(
                broadcast_readers.c.org_id == broadcasts.c.org_id,
                broadcast_readers.c.broadcast_id == broadcasts.c.id,
            ),
        )
        .where(*waiting)
        .order_by(broadcasts.c.id)
    )
    found = list(rows.all())
    await tx.execute(
        update(broadcast_readers)
        .where(
            broadcast_readers.c.org_id == org,
            broadcast_readers.c.person_id == person,
            broadcast_readers.c.broadcast_id.in_([row.id for row in found]),
        )
        .values(answered_at=now)
    )
    return found


async def newest_of(connection: AsyncConnection, org: int, person: int) -> Row[Any] | None:
    """What a person has said last to a unit."""
    rows = await connection.execute(
        select(broadcasts)
        .where(broadcasts.c.org_id == org, broadcasts.c.person_id == person)
        .order_by(broadcasts.c.id.desc())
        .limit(1)
    )
    return rows.first()


async def readers_of(connection: AsyncConnection, org: int, broadcast: int) -> Sequence[Row[Any]]:
    """Whom a broadcast is for, each with when they answered (None: not yet)."""
    rows = await connection.execute(
        select(broadcast_readers)
        .where(broadcast_readers.c.org_id == org, broadcast_readers.c.broadcast_id == broadcast)
        .order_by(broadcast_readers.c.person_id)
    )
    return rows.all()
