"""A real database per test, on SQLite and on PostgreSQL: migrated once, copied, one org in it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrations, orgs, sandbox_clock
from storage.database import Database
from tests.databases import Databases
from tests.storage.builders import BEGINS, House


@pytest.fixture(scope="session")
def migrated(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    async def migrate() -> str:
        url = await databases.create(tmp_path_factory.mktemp("migrated"))
        database = Database(url)
        await migrations.upgrade(database)
        await database.write(sandbox_clock.make_sandbox)
        await database.close()
        return url

    with asyncio.Runner() as runner:
        return runner.run(migrate())


@pytest.fixture
async def database(databases: Databases, migrated: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A sandbox database with every table and no org."""
    async with databases.copy(migrated, tmp_path) as url:
        opened = Database(url)
        yield opened
        await opened.close()


@pytest.fixture
async def house(database: Database) -> House:
    return await a_house(database, "so-mau")


@pytest.fixture
async def other_house(database: Database) -> House:
    """A second org in the same database."""
    return await a_house(database, "so-khac")


async def a_house(database: Database, slug: str) -> House:
    org = await database.write(
        lambda tx: orgs.create(
            tx, slug=slug, name="", zone="Asia/Ho_Chi_Minh", language="vi", now=BEGINS
        )
    )
    return House(database=database, org=org)
