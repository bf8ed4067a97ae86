"""Running errands: what takes longer than an answer may is done beside everything else.

No transaction is open meanwhile, and the computing is done in a thread of its own, so that nobody's
message waits for it. Until the result is stored the errand stays: after a crash it is done anew.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.first_week import FirstWeek, play
from bot.handlers.asked import Answer
from bot.receiving.first_week import told
from storage import errands, orgs, outbox
from storage.database import Database
from storage.people import load_staff
from storage.trouble import DatabaseTrouble

logger = logging.getLogger(__name__)

RESULT = 2  # the first answer said that it has begun


async def run_errands(
    database: Database, org: int, office_now: Callable[[], Awaitable[datetime]]
) -> int:
    """Do all that waits, oldest first; return how many that were. Raises DatabaseTrouble."""
    async with database.read() as connection:
        rows = await errands.waiting(connection, org)
    for row in rows:
        await _run(database, org, row, await office_now())
    return len(rows)


async def _run(database: Database, org: int, row: Row[Any], now: datetime) -> None:
    try:
        week: FirstWeek | None = await play(database, org, now)
    except DatabaseTrouble:
        raise
    except Exception:
        logger.exception(
            "an errand failed", extra={"action": "errand_failed", "inbox": row.inbox_id}
        )
        week = None

    async def work(tx: AsyncConnection) -> None:
        if not await errands.done(tx, org, row.id, now):
            return
        answer = Answer(text="error.errand")
        if week is not None:
            state = await orgs.load(tx, org)
            reader = (await load_staff(tx, org)).people[row.person_id]
            answer = await told(tx, state, reader, week, now)
        await outbox.answer(
            tx,
            org,
            inbox=row.inbox_id,
            n=RESULT,
            channel=row.channel,
            address=row.address,
            person=row.person_id,
            facts={**answer.stored(), "quote": None},
            now=now,
        )

    await database.write(work)
