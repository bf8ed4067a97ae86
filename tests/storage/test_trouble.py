"""A database that cannot be used: said in one way, nothing half stored, and it recovers."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import database as storage_database
from storage import migrations, trouble, version
from storage.database import Database
from storage.tables import orgs
from storage.trouble import DatabaseTrouble
from tests.databases import SQLITE_ONLY, sqlite
from tests.postgres import PostgresServer

PASSWORD = "s3cret-word"


async def add_org(tx: AsyncConnection, slug: str) -> None:
    await tx.execute(
        orgs.insert().values(slug=slug, name="", zone="UTC", language="vi", state="preparing")
    )


async def slugs(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.scalars(orgs.select().with_only_columns(orgs.c.slug)))


async def refused(database: Database) -> str:
    """What is said when a piece of work meets the trouble; its neighbours are not stored either."""
    pieces = [database.write(lambda tx, n=n: add_org(tx, f"o{n}")) for n in range(3)]  # type: ignore[misc]  # mypy does not infer a lambda's default
    said = await asyncio.gather(*pieces, return_exceptions=True)
    assert {type(each) for each in said} == {DatabaseTrouble}
    (words,) = {str(each) for each in said}
    return words


# --- SQLite -------------------------------------------------------------------------------------


@SQLITE_ONLY
async def test_a_file_locked_by_another_program(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_database, "BUSY_MILLISECONDS", 50)
    with closing(sqlite3.connect(tmp_path / "dondoc.db", isolation_level=None)) as intruder:
        intruder.execute("BEGIN EXCLUSIVE")
        assert await refused(database) == "it is locked by another program"

    await database.write(lambda tx: add_org(tx, "later"))
    assert await slugs(database) == {"later"}


@SQLITE_ONLY
async def test_a_full_disk(database: Database) -> None:
    async def full(tx: AsyncConnection) -> None:
        await tx.execute(text("PRAGMA max_page_count = 1"))  # never less than there are
        await tx.execute(orgs.insert().values(
            slug="long", name="x" * 100_000, zone="UTC", language="vi", state="preparing"
        ))  # fmt: skip

    neighbours = [database.write(lambda tx, s=s: add_org(tx, s)) for s in ("before", "after")]  # type: ignore[misc]  # mypy does not infer a lambda's default
    said = await asyncio.gather(
        neighbours[0], database.write(full), neighbours[1], return_exceptions=True
    )

    assert [str(each) for each in said] == ["its disk is full"] * 3
    assert await slugs(database) == set(), "neither what came before it nor what comes after"
    await database.write(lambda tx: add_org(tx, "later"))
    assert await slugs(database) == {"later"}


@SQLITE_ONLY
async def test_a_read_only_file(database: Database, tmp_path: Path) -> None:
    read_only = Database(f"sqlite+aiosqlite:///file:{tmp_path / 'dondoc.db'}?mode=ro&uri=true")
    assert await refused(read_only) == "it is read-only"
    assert await slugs(read_only) == set()
    await read_only.close()


@SQLITE_ONLY
async def test_a_disk_that_is_away_and_comes_back(database: Database, tmp_path: Path) -> None:
    """What was open would go on with a file that nobody finds; nothing is written there."""
    await database.write(lambda tx: add_org(tx, "kept"))
    await database.close()
    (tmp_path / "mount").mkdir()
    shutil.copy(tmp_path / "dondoc.db", tmp_path / "mount" / "dondoc.db")
    moved = Database(sqlite(tmp_path / "mount" / "dondoc.db"))
    assert await slugs(moved) == {"kept"}
    await moved.close()

    (tmp_path / "mount").rename(tmp_path / "elsewhere")
    assert "its file was moved or replaced" in await refused(moved)
    (tmp_path / "mount").mkdir()
    shutil.copy(tmp_path / "dondoc.db", tmp_path / "mount" / "dondoc.db")
    assert "its file was moved or replaced" in await refused(moved), "as by a restore"
    shutil.rmtree(tmp_path / "mount")
    (tmp_path / "elsewhere").rename(tmp_path / "mount")

    await moved.write(lambda tx: add_org(tx, "later"))
    assert await slugs(moved) == {"kept", "later"}
    await moved.close()


# --- PostgreSQL ---------------------------------------------------------------------------------


@pytest.fixture
async def on_postgres(postgres: PostgresServer) -> AsyncIterator[Database]:
    opened = Database(await postgres.create())
    await migrations.upgrade(opened)
    yield opened
    await opened.close()


async def test_a_read_only_server(on_postgres: Database, postgres: PostgresServer) -> None:
    name = on_postgres.url.database
    await postgres.command(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await on_postgres.close()  # the setting is for new connections
    assert await refused(on_postgres) == "it is read-only"

    await postgres.command(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    await on_postgres.write(lambda tx: add_org(tx, "later"))
    assert await slugs(on_postgres) == {"later"}


async def test_a_connection_that_is_ended_in_the_middle(
    on_postgres: Database, postgres: PostgresServer
) -> None:
    async def struck(tx: AsyncConnection) -> None:
        await add_org(tx, "half-done")
        pid = await tx.scalar(text("SELECT pg_backend_pid()"))
        await postgres.command(f"SELECT pg_terminate_backend({pid}, 10000)")
        await tx.execute(update(orgs).values(name="x"))

    said = await asyncio.gather(
        *(on_postgres.write(work) for work in (struck, lambda tx: add_org(tx, "neighbour"))),
        return_exceptions=True,
    )

    assert [type(each) for each in said] == [DatabaseTrouble] * 2
    assert await slugs(on_postgres) == set()
    await on_postgres.write(lambda tx: add_org(tx, "later"))
    assert await slugs(on_postgres) == {"later"}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+asyncpg://u:{word}@127.0.0.1:1/x", "its server does not answer"),
        ("postgresql+asyncpg://u:{word}@/x?host=/nowhere", "its server does not answer"),
    ],
    ids=["nobody listens", "no socket"],
)
async def test_a_server_that_is_away(url: str, says: str) -> None:
    away = Database(url.format(word=PASSWORD))
    said = await refused(away)
    assert says in said
    assert PASSWORD not in said
    await away.close()


async def test_a_database_nobody_made(postgres: PostgresServer) -> None:
    nowhere = Database(postgres.url("nobody_made_it"))
    assert await refused(nowhere) == "its server has no database of this name"
    await nowhere.close()


# --- the tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "says"),
    [("0000", "older version"), ("9999", "newer version")],
)
async def test_tables_of_another_version_are_refused(
    database: Database, found: str, says: str
) -> None:
    async with database.read() as connection:
        await version.require(connection)

    await database.write(
        lambda tx: tx.execute(text(f"UPDATE alembic_version SET version_num = '{found}'"))
    )

    with pytest.raises(DatabaseTrouble, match=says):
        async with database.read() as connection:
            await version.require(connection)
    if found == "9999":
        with pytest.raises(DatabaseTrouble, match=says):
            await migrations.upgrade(database)


async def test_a_database_without_tables_says_what_to_do(tmp_path: Path) -> None:
    empty = Database(sqlite(tmp_path / "empty.db"))
    assert await refused(empty) == trouble.NO_TABLES
    with pytest.raises(DatabaseTrouble, match="dondoc migrate"):
        async with empty.read() as connection:
            await version.require(connection)
    await empty.close()
