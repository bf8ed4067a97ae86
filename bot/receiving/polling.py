"""Polling: updates are stored with the offset in one transaction, then acknowledged.

The next poll's offset is the acknowledgement; it is read from the database, so a crash at any
point asks the platform for what is not stored yet, and nothing twice is kept (unique update id).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.channels.base import Channel, SendFailed
from bot.receiving.listening import Listening
from bot.receiving.presses import Presses
from bot.steady import Trouble
from storage import inbox
from storage.database import Database

WAIT = timedelta(seconds=25)  # a long poll
LONGEST_PAUSE = 30.0  # seconds between tries at a platform that does not answer


async def poll_once(
    database: Database,
    org: int,
    channel: Channel,
    office_now: Callable[[], Awaitable[datetime]],
    real_clock: Callable[[], datetime],
    presses: Presses,
    wait: timedelta = WAIT,
    listening: Listening | None = None,
) -> int:
    """Wait for updates, store them, begin to acknowledge presses, and return how many were new.

    `listening`: notes that the platform has answered, if only with silence.
    """
    async with database.read() as connection:
        offset = await inbox.next_offset(connection, org, channel.name)
    updates = await channel.poll(offset, wait)
    if listening is not None:
        await listening.hears()  # before what came is handled: its answers tell of an outage
    if not updates:
        return 0
    now = await office_now()
    numbers = [update.number for update in updates if update.number is not None]
    following = max(numbers) + 1 if numbers else 0  # not every platform keeps an order
    rows = [(update.id, update.payload) for update in updates]
    storing = asyncio.ensure_future(
        database.write(
            lambda tx: inbox.store(
                tx, org, channel.name, rows, following, now=now, real_now=real_clock()
            )
        )
    )
    try:
        new = await asyncio.shield(storing)
    except asyncio.CancelledError:
        # Who stops us does not stop that: a platform may have forgotten what it gave.
        await asyncio.wait({storing})
        raise
    for update in updates:
        presses.acknowledge(update.payload)
    return new


async def poll_forever(
    database: Database,
    org: int,
    slug: str,
    channel: Channel,
    office_now: Callable[[], Awaitable[datetime]],
    real_clock: Callable[[], datetime],
    wake: Callable[[], None],
    our_turn: Callable[[], Awaitable[None]],
    listening: Listening | None = None,
) -> None:
    """Poll until cancelled; `wake` is called whenever something new was stored.

    `our_turn` returns once this process may poll: Telegram refuses two at a time. A platform that
    does not answer is asked again and again. Raises what keeps updates from being stored: they are
    not acknowledged, so the platform gives them again.
    """
    away = Trouble(
        "poll_failed",
        f"the bot of {slug} cannot receive from {channel.name}",
        real_clock,
        so="trying again",
    )
    presses = Presses(channel)
    pause = 1.0
    try:
        while True:
            await our_turn()
            try:
                new = await poll_once(
                    database, org, channel, office_now, real_clock, presses, listening=listening
                )
            except SendFailed as failure:
                if listening is not None:
                    listening.is_deaf()
                away.met(failure.reason)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            away.over()
            pause = 1.0
            if new:
                wake()
    finally:
        await presses.close()
