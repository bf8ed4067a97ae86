"""Polling: updates are stored with the offset in one transaction, then acknowledged.

The next poll's offset is the acknowledgement; it is read from the database, so a crash at any
point asks the platform for what is not stored yet, and nothing twice is kept (unique update id).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.channels.base import Channel, SendFailed
from storage import inbox
from storage.database import Database

logger = logging.getLogger(__name__)

WAIT = timedelta(seconds=25)  # a long poll
LONGEST_PAUSE = 30.0  # seconds between tries at a platform that does not answer


async def poll_once(
    database: Database,
    org: int,
    channel: Channel,
    office_now: Callable[[], Awaitable[datetime]],
    real_clock: Callable[[], datetime],
    wait: timedelta = WAIT,
) -> int:
    """Wait for updates, store them, and return how many were new."""
    async with database.read() as connection:
        offset = await inbox.next_offset(connection, org, channel.name)
    updates = await channel.poll(offset, wait)
    if not updates:
        return 0
    now = await office_now()
    following = max(number for number, _ in updates) + 1
    rows = [(str(number), payload) for number, payload in updates]
    new = await database.write(
        lambda tx: inbox.store(
            tx, org, channel.name, rows, following, now=now, real_now=real_clock()
        )
    )
    await asyncio.gather(*(channel.acknowledge(payload) for _, payload in updates))
    return new


async def poll_forever(
    database: Database,
    org: int,
    channel: Channel,
    office_now: Callable[[], Awaitable[datetime]],
    real_clock: Callable[[], datetime],
    wake: Callable[[], None],
) -> None:
    """Poll until cancelled; `wake` is called whenever something new was stored."""
    pause = 1.0
    while True:
        try:
            if await poll_once(database, org, channel, office_now, real_clock):
                wake()
            pause = 1.0
        except SendFailed as failure:
            logger.warning(
                "the platform does not answer: %s",
                failure.reason,
                extra={"action": "poll_failed", "org": org, "channel": channel.name},
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        except Exception:
            logger.exception(
                "what came in could not be stored",
                extra={"action": "store_failed", "org": org, "channel": channel.name},
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
