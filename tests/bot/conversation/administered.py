"""An office that Kim administers, to talk to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from scheduler.rules.calendar import OFFICE_ZONE
from storage.database import Database
from tests.bot.conversation.conftest import PEOPLE, PLAN, an_office, move_in, watched
from tests.databases import sqlite
from tests.fakes import OfficeInMemory

WITH_ADMIN = f"{PEOPLE}Kim,Chuyên viên,Sở Mẫu,,admin,,no\n"


@asynccontextmanager
async def an_administered_office(folder: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_office(folder / "office.db", WITH_ADMIN) as made, watched(made):
        yield made


@asynccontextmanager
async def a_preparing_office(folder: Path) -> AsyncIterator[OfficeInMemory]:
    """On Tuesday 18 August 2026, before it was ever live: NV1 and NV2 were due some days ago."""
    database = Database(sqlite(folder / "office.db"))
    try:
        office = await move_in(database, WITH_ADMIN, PLAN)
        office.now = datetime(2026, 8, 18, 7, 0, tzinfo=OFFICE_ZONE)
        async with watched(office):
            yield office
    finally:
        await database.close()
