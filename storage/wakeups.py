"""Wake-ups: a process that stores something to be done wakes those that do it, by LISTEN/NOTIFY.

On SQLite there is one process, which wakes itself. Nothing depends on a wake-up: whoever misses one
finds the work at the next run of its timer.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

logger = logging.getLogger(__name__)

PARTS = ("send", "receive")  # that can be woken
STILL_THERE = 5.0  # seconds between looks at the connection, and between tries at a new one


async def wake(tx: AsyncConnection, part: str) -> None:
    """Once this transaction is committed, wake the processes that do a part: "send", "receive"."""
    if tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_notify(_channel(part), "")))


async def listen(database: Database, ring: Callable[[str], None]) -> None:
    """Call `ring(part)` whenever that part is woken, until cancelled; return at once on SQLite.

    A connection that is lost is made again, and then each part is woken once, for what it missed.
    """
    if database.is_sqlite:
        return
    while True:
        try:
            async with database.apart() as connection:
                await _listen(connection, ring)
        except Exception as error:  # whatever it was, the timers go on
            logger.warning(
                "nobody wakes this process for a while: %s",
                error,
                extra={"action": "listening_failed"},
            )
            await asyncio.sleep(STILL_THERE)


async def _listen(connection: AsyncConnection, ring: Callable[[str], None]) -> None:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    for part in PARTS:
        await driver.add_listener(_channel(part), lambda *_, part=part: ring(part))
        ring(part)
    while True:
        await asyncio.sleep(STILL_THERE)
        await connection.execute(select(1))


def _channel(part: str) -> str:
    return f"dondoc_{part}"
