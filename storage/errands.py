"""Errands: what somebody asked for that takes longer than an answer may; the result follows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_one
from storage.tables import attachments, errands

FIRST_WEEK = "first_week"
PEOPLE_FILE = "people_file"  # that came with the message
# Said in the statement itself: so PostgreSQL knows the index of these few.
_WAITING = errands.c.done_at.is_(literal_column("NULL"))


async def ask(
    tx: AsyncConnection,
    org: int,
    what: str,
    *,
    inbox: int,
    person: int,
    channel: str,
    address: str,
    now: datetime,
) -> bool:
    """Note an errand of a message; False if the person waits for the same one already.

    Each file is an errand of its own.
    """
    same = await tx.scalar(
        select(errands.c.id)
        .where(
            errands.c.org_id == org,
            errands.c.person_id == person,
            errands.c.what == what,
            _WAITING,
        )
        .limit(1)
    )
    if same is not None and what != PEOPLE_FILE:
        return False
    await insert_one(
        tx,
        errands,
        org_id=org,
        inbox_id=inbox,
        person_id=person,
        channel=channel,
        address=address,
        what=what,
        asked_at=now,
    )
    return True


async def waiting(connection: AsyncConnection, org: int) -> list[Row[Any]]:
    """What is still to be done, in the order it was asked for; of what came with files not before
    they were fetched."""
    is_coming = exists().where(
        attachments.c.org_id == org,
        attachments.c.inbox_id == errands.c.inbox_id,
        attachments.c.state == literal_column("'waiting'"),
    )
    rows = await connection.execute(
        select(errands).where(errands.c.org_id == org, _WAITING, ~is_coming).order_by(errands.c.id)
    )
    return list(rows.all())


async def done(tx: AsyncConnection, org: int, errand: int, now: datetime) -> bool:
    """Mark one as done; False if somebody else has done it."""
    marked = await tx.execute(
        update(errands)
        .where(errands.c.org_id == org, errands.c.id == errand, _WAITING)
        .values(done_at=now)
    )
    return marked.rowcount == 1
