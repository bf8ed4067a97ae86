"""Fetching: the files that were noted are asked of their platform, one at a time (they are large).

Nothing waits for it, and no transaction is open meanwhile. A file that cannot be had now is asked
for again, with growing pauses; of one that never can, its sender is told.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Attachment, Channel, Malformed, SendFailed
from bot.handlers.asked import Answer
from storage import attachments, outbox
from storage.database import Database

logger = logging.getLogger(__name__)

BATCH = 50
GIVE_UP_AFTER = 60  # tries: with the growing pauses two days
LONGEST_PAUSE = timedelta(hours=1)


async def fetch_all(
    database: Database,
    org: int,
    channels: Mapping[str, Channel],
    office_now: Callable[[], Awaitable[datetime]],
    real_clock: Callable[[], datetime],
) -> int:
    """Fetch all that may be asked for now; return how many files could not be had for good.

    Raises DatabaseTrouble; what was not stored by then is fetched again.
    """
    lost = 0
    while True:
        async with database.read() as connection:
            rows = await attachments.waiting(connection, org, real_clock(), BATCH)
        for row in rows:
            lost += await _fetch(database, org, channels, row, office_now, real_clock)
        if len(rows) < BATCH:
            return lost


async def _fetch(
    database: Database,
    org: int,
    channels: Mapping[str, Channel],
    row: Row[Any],
    office_now: Callable[[], Awaitable[datetime]],
    real_clock: Callable[[], datetime],
) -> bool:
    """Fetch one file; True if it never can be."""
    wanted = Attachment(
        ref=row.ref, name=row.name, size=row.size, kind=row.kind, is_photo=row.is_photo
    )
    try:
        channel = channels.get(row.bot)
        if channel is None:
            raise SendFailed(reason=f"the bot {row.bot} is no longer set", refused=True)
        content = await _downloaded(channel, wanted)
    except SendFailed as failure:
        tries = row.tries + 1
        if not (failure.refused or failure.gone or tries >= GIVE_UP_AFTER):
            at = real_clock() + min(failure.wait * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
            await database.write(lambda tx: attachments.try_later(tx, org, row.id, tries, at))
            return False
        now, lost = await office_now(), failure
        await database.write(lambda tx: _give_up(tx, org, channels, row, lost, now))
        logger.warning(
            "a file could not be fetched: %s",
            failure.reason,
            extra={"action": "file_lost", "inbox": row.inbox_id},
        )
        return True
    await database.write(lambda tx: attachments.keep(tx, org, row.id, content))
    return False


async def _downloaded(channel: Channel, wanted: Attachment) -> bytes:
    """The content of a file, or raise SendFailed: one that fails for no known reason keeps no other
    from being fetched."""
    try:
        return await channel.download(wanted)
    except SendFailed:
        raise
    except Exception as error:
        logger.exception("a file made its channel fail", extra={"action": "fetch_failed"})
        raise SendFailed(reason=type(error).__name__) from None


async def _give_up(
    tx: AsyncConnection,
    org: int,
    channels: Mapping[str, Channel],
    row: Row[Any],
    failure: SendFailed,
    now: datetime,
) -> None:
    state = "too_large" if failure.too_large else "failed"
    if not await attachments.give_up(tx, org, row.id, state, failure.reason):
        return
    channel = channels.get(row.bot)
    if channel is None:
        return  # nobody can be told by a bot that is gone
    try:
        incoming = channel.read(row.payload)
    except Malformed:
        return
    if incoming is None:
        return
    said = Answer(
        text="file.too_large" if failure.too_large else "file.lost", facts={"name": row.name}
    )
    await outbox.answer(
        tx,
        org,
        inbox=row.inbox_id,
        n=1 + row.n,  # the first answer was to the words
        channel=incoming.channel,
        address=incoming.address,
        person=row.person_id,
        facts={**said.stored(), "quote": None},
        now=now,
    )
