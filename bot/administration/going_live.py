"""The first word: from now on the service speaks."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import (
    orgs,
    plans,
)
from storage.database import Database


async def go_live(database: Database, org: int, now: datetime) -> int:
    """Start speaking; at the first time each lead unit's head is introduced. Returns how many."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)

    async def work(tx: AsyncConnection) -> int:
        first = await orgs.go_live(tx, state, now)
        return await plans.introduce(tx, await orgs.load(tx, org), now) if first else 0

    return await database.write(work)
