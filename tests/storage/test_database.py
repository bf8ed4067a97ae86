"""The database as DESIGN.md §6 has it: one writer, group commit, and nothing lost."""

import asyncio
import shutil
import sqlite3
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.tables import orgs
from tests.databases import SQLITE_ONLY, sqlite
from tests.storage.builders import at

PRAGMAS = {"journal_mode": "wal", "busy_timeout": 5000, "foreign_keys": 1, "synchronous": 2}


class Boom(Exception):
    pass


async def pragmas(connection: AsyncConnection) -> dict[str, object]:
    return {name: await connection.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS}


async def add_org(tx: AsyncConnection, slug: str) -> None:
    await tx.execute(
        orgs.insert().values(slug=slug, name="", zone="UTC", language="vi", state="preparing")
    )


async def slugs(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.scalars(select(orgs.c.slug)))


@SQLITE_ONLY
async def test_writers_and_readers_have_the_settings_of_the_design(database: Database) -> None:
    assert await database.write(pragmas) == PRAGMAS
    async with database.read() as connection:
        assert await pragmas(connection) == PRAGMAS


async def test_a_reader_cannot_write(database: Database) -> None:
    async with database.read() as connection:
        with pytest.raises(DBAPIError, match=r"read-?only"):
            await add_org(connection, "x")

    assert await slugs(database) == set()


async def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    async with database.read() as connection:
        assert (await connection.scalars(select(orgs.c.slug))).all() == []
        await database.write(lambda tx: add_org(tx, "later"))

        assert (await connection.scalars(select(orgs.c.slug))).all() == []
    assert await slugs(database) == {"later"}


@SQLITE_ONLY
async def test_while_a_piece_of_work_runs_nobody_else_can_write(
    database: Database, tmp_path: Path
) -> None:
    """BEGIN IMMEDIATE takes the lock before the first statement, so no work is done for nothing."""

    async def work(tx: AsyncConnection) -> None:
        intruder = sqlite3.connect(tmp_path / "dondoc.db", timeout=0)
        try:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                intruder.execute("BEGIN IMMEDIATE")
        finally:
            intruder.close()

    await database.write(work)


@SQLITE_ONLY
async def test_a_writer_waits_for_another_process_instead_of_failing(
    database: Database, tmp_path: Path
) -> None:
    intruder = sqlite3.connect(tmp_path / "dondoc.db", isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    waits = asyncio.create_task(database.write(lambda tx: add_org(tx, "patient")))
    await asyncio.sleep(0.2)

    assert not waits.done()
    intruder.execute("COMMIT")
    intruder.close()
    await waits
    assert await slugs(database) == {"patient"}


async def test_many_writes_at_once_share_a_few_commits(database: Database) -> None:
    commits = 0

    def committed(connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(Engine, "commit", committed)
    try:
        await asyncio.gather(*(database.write(partial(add_org, slug=f"o{n}")) for n in range(300)))
    finally:
        event.remove(Engine, "commit", committed)

    assert len(await slugs(database)) == 300
    assert commits == 2  # of at most 200 pieces each


async def test_a_piece_that_fails_leaves_the_others_of_its_group(database: Database) -> None:
    async def fails(tx: AsyncConnection) -> None:
        await add_org(tx, "half-done")
        raise Boom

    first, failed, twice, last = await asyncio.gather(
        database.write(lambda tx: add_org(tx, "first")),
        database.write(fails),
        database.write(lambda tx: add_org(tx, "first")),
        database.write(lambda tx: add_org(tx, "last")),
        return_exceptions=True,
    )

    assert (first, last) == (None, None)
    assert isinstance(failed, Boom)
    assert isinstance(twice, IntegrityError)
    assert await slugs(database) == {"first", "last"}


async def test_a_commit_that_fails_fails_for_its_whole_group_and_stores_nothing(
    database: Database,
) -> None:
    async def breaks_the_commit(tx: AsyncConnection) -> None:
        # A foreign key that is looked at only when the whole transaction commits.
        if database.is_sqlite:
            await tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            key = "fk_calendar_days_org_id"
            await tx.execute(text(f"ALTER TABLE calendar_days ALTER CONSTRAINT {key} DEFERRABLE"))
            await tx.execute(text(f"SET CONSTRAINTS {key} DEFERRED"))
        await tx.execute(
            text("INSERT INTO calendar_days VALUES (999, '2026-09-02', 'off', 'nobody')")
        )

    outcomes = await asyncio.gather(
        database.write(lambda tx: add_org(tx, "innocent")),
        database.write(breaks_the_commit),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [IntegrityError, IntegrityError]
    assert await slugs(database) == set()
    await database.write(lambda tx: add_org(tx, "next"))
    assert await slugs(database) == {"next"}


async def test_work_that_was_given_up_before_its_turn_is_not_done(database: Database) -> None:
    gate = asyncio.Event()

    async def slow(tx: AsyncConnection) -> None:
        await gate.wait()

    first = asyncio.create_task(database.write(slow))
    await asyncio.sleep(0.05)
    given_up = asyncio.create_task(database.write(lambda tx: add_org(tx, "given-up")))
    await asyncio.sleep(0)
    given_up.cancel()
    gate.set()
    await first

    await database.write(lambda tx: add_org(tx, "kept"))
    assert await slugs(database) == {"kept"}


@SQLITE_ONLY
async def test_what_was_written_survives_closing_and_losing_the_process(
    database: Database, tmp_path: Path
) -> None:
    """Not closed: the files as they are the moment `write` returns are what a crash leaves."""
    await database.write(lambda tx: add_org(tx, "kept"))
    (tmp_path / "crash").mkdir()
    for left in tmp_path.glob("dondoc.db*"):
        if not left.name.endswith("-shm"):
            shutil.copy(left, tmp_path / "crash" / left.name)
    await database.close()

    for path in (tmp_path / "dondoc.db", tmp_path / "crash" / "dondoc.db"):
        again = Database(sqlite(path))
        assert await slugs(again) == {"kept"}
        await again.close()


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 8, 10, 7, 45)  # noqa: DTZ001  # the mistake itself
    with pytest.raises(StatementError, match="naive datetime"):
        await database.write(
            lambda tx: tx.execute(
                orgs.insert().values(
                    slug="x",
                    name="",
                    zone="UTC",
                    language="vi",
                    state="live",
                    first_live_at=naive,
                )
            )
        )

    assert await slugs(database) == set()


async def test_a_moment_comes_back_in_utc(database: Database) -> None:
    async def work(tx: AsyncConnection) -> None:
        await add_org(tx, "x")
        await tx.execute(orgs.update().values(first_live_at=at("2026-08-10T07:45")))

    await database.write(work)
    async with database.read() as connection:
        found = await connection.scalar(select(orgs.c.first_live_at))

    assert found == datetime(2026, 8, 10, 0, 45, tzinfo=UTC)
    assert found.tzinfo is UTC
