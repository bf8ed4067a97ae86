"""Running errands: what takes longer than an answer may is done beside everything else.

No transaction is open meanwhile, and the computing is done in a thread of its own, so that nobody's
message waits for it. Until the result is stored the errand stays: after a crash it is done anew.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.first_week import FirstWeek, play
from bot.handlers.asked import Answer
from bot.receiving import people_read
from bot.receiving.first_week import told
from storage import errands, orgs, outbox
from storage.database import Database
from storage.orgs import OrgState
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


class Result(Protocol):
    """What came of an errand: which answer to its message it is, and what it says."""

    @property
    def n(self) -> int: ...

    async def say(self, tx: AsyncConnection, org: OrgState, now: datetime) -> Answer: ...


@dataclass(frozen=True)
class _WeekPlayed:
    week: FirstWeek
    reader: int
    n: int = RESULT

    async def say(self, tx: AsyncConnection, org: OrgState, now: datetime) -> Answer:
        reader = (await load_staff(tx, org.id)).people[self.reader]
        return await told(tx, org, reader, self.week, now)


@dataclass(frozen=True)
class _Failed:
    n: int = RESULT

    async def say(self, tx: AsyncConnection, org: OrgState, now: datetime) -> Answer:
        return Answer(text="error.errand")


async def _run(database: Database, org: int, row: Row[Any], now: datetime) -> None:
    try:
        if row.what == errands.PEOPLE_FILE:
            await _tell(database, org, row, await people_read.read(database, org, row), now)
        else:
            week = _WeekPlayed(await play(database, org, now), row.person_id)
            await _tell(database, org, row, week, now)
    except DatabaseTrouble:
        raise
    except Exception:
        logger.exception(
            "an errand failed", extra={"action": "errand_failed", "inbox": row.inbox_id}
        )
        await _tell(database, org, row, _Failed(), now)


async def _tell(
    database: Database, org: int, row: Row[Any], result: Result | None, now: datetime
) -> None:
    """Say what came of an errand, which is done with that; None: there is nothing to say."""

    async def work(tx: AsyncConnection) -> None:
        if not await errands.done(tx, org, row.id, now) or result is None:
            return
        answer = await result.say(tx, await orgs.load(tx, org), now)
        await outbox.answer(
            tx,
            org,
            inbox=row.inbox_id,
            n=result.n,
            channel=row.channel,
            address=row.address,
            person=row.person_id,
            facts={**answer.stored(), "quote": None},
            now=now,
        )

    await database.write(work)
