"""An office for each test: set up once by `dondoc` commands, then copied with its database.

It is a Friday evening, everybody has typed their code, and the org is live. Each office has a
sandbox of its own, so in a copy people enter again, in the same order and so under the same ids.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.office import open_office, service_running
from bot.demo.people import move_in, players
from scheduler.clock import wall_clock
from storage import verify
from storage.database import Database
from tests.databases import Databases, PostgresDatabases
from tests.postgres import PostgresServer, postgres_server
from tests.story.house import FRIDAY_EVENING, PEOPLE, PLAN, House


@pytest.fixture(scope="session")
def office_so_far(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of an office that is ready for its first Monday."""
    return set_up(databases, tmp_path_factory.mktemp("office"))


def set_up(databases: Databases, folder: Path) -> str:
    """Make such an office, and return the URL of its database."""

    async def work() -> str:
        url = await databases.create(folder)
        async with open_office(folder, database_url=url) as office:
            await office.dondoc("migrate", "--sandbox")
            await office.dondoc("clock", "--to", FRIDAY_EVENING.isoformat())
            await office.dondoc("people", "import", str(PEOPLE))
            await office.dondoc("import", str(PLAN), "--yes")
            async with service_running(office):
                await move_in(office, players(PEOPLE))
                await office.dondoc("live")
                await office.settled()
        return url

    with asyncio.Runner() as runner:
        return runner.run(work())


@pytest.fixture(scope="session")
def server_apart() -> Iterator[PostgresServer]:
    """A PostgreSQL server that tests may stop: nobody else is on it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def office_apart(server_apart: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    return set_up(PostgresDatabases(server_apart), tmp_path_factory.mktemp("apart"))


@pytest.fixture
async def house_apart(
    server_apart: PostgresServer, office_apart: str, tmp_path: Path
) -> AsyncIterator[House]:
    """The office on Friday evening, on that server."""
    copied = PostgresDatabases(server_apart).copy(office_apart, tmp_path)
    async with copied as url:
        # A copied sequence is ahead of the server's log: a crash would set it back, as it would
        # in no database that was filled where it is.
        await server_apart.command("CHECKPOINT")
        async with a_house(tmp_path, url) as house:
            yield house


@pytest.fixture
async def house(databases: Databases, office_so_far: str, tmp_path: Path) -> AsyncIterator[House]:
    """The office on Friday evening, with its service running and nothing waiting.

    Whatever a test does to it, every invariant of the rows holds in the end.
    """
    async with databases.copy(office_so_far, tmp_path) as url, a_house(tmp_path, url) as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def common_house(
    databases: Databases, office_so_far: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """One office for the tests of a file that leave each other alone."""
    folder = tmp_path_factory.mktemp("common")
    async with databases.copy(office_so_far, folder) as url, a_house(folder, url) as house:
        yield house


@asynccontextmanager
async def a_house(
    folder: Path, database_url: str, *, by_webhook: bool = False
) -> AsyncIterator[House]:
    """An office on a copy of the database, with its people in the sandbox again."""
    async with open_office(folder, database_url=database_url) as office:
        if by_webhook:
            office.environment["DONDOC_PUBLIC_URL"] = office.health_url
        database = Database(database_url)
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
