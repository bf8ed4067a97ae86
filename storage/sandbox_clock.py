"""Office time = real time + an offset that exists only in a sandbox database (DESIGN.md §6)."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_new
from storage.tables import inbox, mailboxes, plans, sandbox_clock


class ClockRefused(ValueError):
    """The clock cannot be moved; the text says why."""


async def offset(connection: AsyncConnection) -> timedelta | None:
    """How far office time is ahead of real time; None outside a sandbox, where it never is."""
    found = await connection.scalar(select(sandbox_clock.c.offset_seconds))
    return None if found is None else timedelta(seconds=found)


async def office_time(connection: AsyncConnection, real_now: datetime) -> datetime:
    """What time it is in the office: real time, or ahead of it in a sandbox."""
    return real_now + (await offset(connection) or timedelta(0))


async def make_sandbox(tx: AsyncConnection) -> None:
    """Give the database a movable clock. Only `dondoc migrate --sandbox` calls this."""
    await insert_new(tx, sandbox_clock, id=1, offset_seconds=0)


async def move(tx: AsyncConnection, to: datetime, real_now: datetime) -> None:
    """Set office time to `to`; raise ClockRefused outside a sandbox, back, or while sending.

    A story may begin at any time, so back is refused only once something has happened. Between
    claim and settle a message is being timed, so the clock stands still.
    """
    ahead = await offset(tx)
    if ahead is None:
        raise ClockRefused("this is no sandbox database: its clock is the real one")
    if to < real_now + ahead and await _has_begun(tx):
        raise ClockRefused("time cannot go back")
    claimed = await tx.scalar(
        select(mailboxes.c.id)
        .where(mailboxes.c.claim_id.is_not(None), mailboxes.c.lease_until > real_now)
        .limit(1)
    )
    if claimed is not None:
        raise ClockRefused("a message is being sent; try again in a moment")
    # Up to a second late, never early: whoever asks next finds that the moment has come.
    seconds = ceil((to - real_now).total_seconds())
    await tx.execute(update(sandbox_clock).values(offset_seconds=seconds))


async def _has_begun(tx: AsyncConnection) -> bool:
    """Whether anything has happened at an office time: a plan committed, a message received."""
    for table in (plans, inbox):
        if await tx.scalar(select(table.c.id).limit(1)) is not None:
            return True
    return False
