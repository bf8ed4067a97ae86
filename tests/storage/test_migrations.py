"""Migrations and tables agree, on both databases, and may be run at every start."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, select

from storage import migrations, orgs, sandbox_clock
from storage.database import Database
from storage.tables import metadata
from tests.databases import sqlite
from tests.postgres import PostgresServer
from tests.storage.builders import BEGINS, at
from tests.storage.conftest import a_house


@pytest.fixture
async def on_postgres(postgres: PostgresServer) -> AsyncIterator[Database]:
    """A new empty database on the server."""
    database = Database(await postgres.create())
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
