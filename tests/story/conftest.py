"""An office for each test: set up once by `dondoc` commands, then copied with its database.

It is a Friday evening, everybody has typed their code, and the org is live. The sandbox keeps its
people in memory, so in a copy they enter again, in the same order and so under the same ids.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.office import open_office, service_running
from bot.demo.people import move_in, players
from scheduler.clock import wall_clock
from storage import verify
from storage.database import Database
from tests.story.house import FRIDAY_EVENING, PEOPLE, PLAN, House


@pytest.fixture(scope="session")
def office_so_far(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an office that is ready for its first Monday."""
    folder = tmp_path_factory.mktemp("office")

    async def set_up() -> None:
        async with open_office(folder) as office:
            await office.dondoc("clock", "--to", FRIDAY_EVENING.isoformat())
            await office.dondoc("people", "import", str(PEOPLE))
            await office.dondoc("import", str(PLAN), "--yes")
            async with service_running(office):
                await move_in(office, players(PEOPLE))
                await office.dondoc("live")
                await office.settled()

    with asyncio.Runner() as runner:
        runner.run(set_up())
    ready = folder / "ready.db"
    with closing(sqlite3.connect(folder / "dondoc.db")) as connection:
        connection.execute("VACUUM INTO ?", [str(ready)])
    return ready


@pytest.fixture
async def house(office_so_far: Path, tmp_path: Path) -> AsyncIterator[House]:
    """The office on Friday evening, with its service running and nothing waiting.

    Whatever a test does to it, every invariant of the rows holds in the end.
    """
    async with a_house(tmp_path, office_so_far) as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def common_house(
    office_so_far: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """One office for the tests of a file that leave each other alone."""
    async with a_house(tmp_path_factory.mktemp("common"), office_so_far) as house:
        yield house


@asynccontextmanager
async def a_house(folder: Path, office_so_far: Path) -> AsyncIterator[House]:
    async with open_office(folder, database=office_so_far) as office:
        database = Database(office.environment["DONDOC_DATABASE_URL"])
        house = House(office=office, database=database)
        try:
            # An hour on, so that the platform's numbers do not meet those of the first sandbox.
            await house.clock(FRIDAY_EVENING + timedelta(hours=1))
            for player in players(PEOPLE):
                await office.join(player.name, player.role, player.unit)
                await office.say(player.name, "/start")  # a bot may not speak first
            await house.start()
            await office.settled()
            await house.begin_to_count()
            yield house
            async with house.database.read() as connection:
                assert await verify.offences(connection, wall_clock()) == []
        finally:
            await house.stop()
            await database.close()
