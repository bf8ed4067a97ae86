"""Opening the database and asking what time it is there: all that a short command needs.

Apart from `bot.app`, so that a command does not load the channels and the web.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.settings import Settings
from scheduler.clock import wall_clock
from storage import sandbox_clock
from storage.database import Database


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


async def office_now(database: Database) -> datetime:
    """Real time; in a sandbox ahead of it by an offset that is read at every wake."""
    async with database.read() as connection:
        return await sandbox_clock.office_time(connection, wall_clock())
