"""A real SQLite file per test, migrated once and copied, and one org in it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrations, orgs, sandbox_clock
from storage.database import Database
from tests.storage.builders import BEGINS, House


def sqlite(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "dondoc.db"

    async def migrate() -> None:
        database = Database(sqlite(path))
        await migrations.upgrade(database)
        await database.write(sandbox_clock.make_sandbox)
        await database.close()

    with asyncio.Runner() as runner:
        runner.run(migrate())
    return path


@pytest.fixture
async def database(migrated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A sandbox database with every table and no org."""
    path = tmp_path / "dondoc.db"
    shutil.copy(migrated, path)
    opened = Database(sqlite(path))
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
