"""Migrations and tables agree, on both databases, and may be run at every start."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import duties, migrations, orgs, sandbox_clock
from storage.database import Database
from storage.tables import metadata, periods
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


BEFORE_0003 = (
    "INSERT INTO orgs (id, slug, name, parent_name, zone, language, state, cycles_named)"
    " VALUES (1, 'so-mau', 'Sở Mẫu', '', 'Asia/Ho_Chi_Minh', 'vi', 'live', 2)",
    "INSERT INTO units (id, org_id, name, short, aliases, is_group)"
    " VALUES (1, 1, 'Phòng', 'P', '[]', false)",
    "INSERT INTO plans (id, org_id, title, source_name, source_hash, committed_at)"
    " VALUES (1, 1, 'Kế hoạch', 'p.txt', 'x', '2026-07-01 00:00:00')",
    "INSERT INTO cycles (id, org_id, plan_id, code, kind, rrule, phrase, from_unit_id, to_unit_id)"
    " VALUES (1, 1, 1, 'BC1', 'monthly', 'FREQ=MONTHLY;BYMONTHDAY=-1', '', 1, 1),"
    " (2, 1, 1, 'BC2', 'quarterly', 'FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9', '', 1, 1)",
    "INSERT INTO duties (org_id, kind, cycle_id, unit_id, period, state, round, round_began_at,"
    " opens_on, due_on, original_due_on) VALUES"
    " (1, 'report', 1, 1, '2026-02', 'open', 1, '2026-02-01', '2026-02-01',"
    " '2026-02-28', '2026-02-28'),"
    " (1, 'report', 1, 1, '2026-03', 'open', 1, '2026-03-01', '2026-03-01',"
    " '2026-04-02', '2026-03-31'),"
    " (1, 'report', 2, 1, '2026-Q1', 'open', 1, '2026-03-01', '2026-03-01',"
    " '2026-03-09', '2026-03-09')",
)


async def periods_are_filled(database: Database) -> None:
    await database.write(lambda tx: migrations.upgrade_to(tx, "0002"))

    async def fill(tx: AsyncConnection) -> None:
        for statement in BEFORE_0003:
            await tx.execute(text(statement))

    await database.write(fill)
    await migrations.upgrade(database)

    async with database.read() as connection:
        stored = (await connection.execute(select(periods).order_by(periods.c.id))).all()
        owed = await duties.read(connection, 1)
    assert [(row.period, row.due_on, row.begins, row.cut_off) for row in stored] == [
        ("2026-02", date(2026, 2, 28), at("2026-02-01"), at("2026-03-01")),
        ("2026-03", date(2026, 3, 31), at("2026-03-01"), at("2026-04-01")),
        ("2026-Q1", date(2026, 3, 9), at("2025-12-10"), at("2026-03-10")),
    ]
    assert [item.coverage and item.coverage.period for item in owed] == [
        row.period for row in stored
    ]


async def test_what_was_opened_before_periods_were_kept_covers_what_it_did(
    empty: Database,
) -> None:
    await periods_are_filled(empty)


async def test_on_postgresql_it_covers_the_same(on_postgres: Database) -> None:
    await periods_are_filled(on_postgres)


async def test_an_empty_database_is_not_current(empty: Database) -> None:
    assert not await migrations.is_current(empty)
    await migrations.upgrade(empty)
    assert await migrations.is_current(empty)


async def test_extensions_granted_before_are_dates_that_were_changed(empty: Database) -> None:
    await an_older_extension_becomes_a_move(empty)


async def test_so_they_are_on_postgresql(on_postgres: Database) -> None:
    await an_older_extension_becomes_a_move(on_postgres)


async def an_older_extension_becomes_a_move(database: Database) -> None:
    await database.write(lambda tx: migrations.upgrade_to(tx, "0002"))
    moment = "'2026-08-10 02:00:00'"
    for table, values in (
        ("orgs", "1, 'main', '', '', 'UTC', 'vi', 'live'"),
        ("units", "1, 1, 'A', 'A', false, '[]'"),
        ("people", "1, 1, 'An', 'vi'"),
        ("plans", f"1, 1, 'KH', 'kh', 'x', {moment}"),
        ("tasks", "1, 1, 1, 'NV1', 'II.1', '', 'Làm', 'Làm', '{}', '[]'"),
        (
            "duties",
            f"1, 1, 'task', 1, 1, '', 'started', 2, {moment}, '2026-08-01', '2026-09-11',"
            " '2026-08-21'",
        ),
        (
            "requests",
            f"1, 1, 'extension', 1, 1, 1, {moment}, 'chờ số liệu', '2026-08-21', '2026-09-11', 1,"
            f" {moment}, 'granted'",
        ),
    ):
        names = COLUMNS[table]
        await database.write(
            lambda tx, t=table, n=names, v=values: tx.execute(  # type: ignore[misc]  # mypy does not infer a lambda's default
                text(f"INSERT INTO {t} ({n}) VALUES ({v})")
            )
        )

    await migrations.upgrade(database)

    async with database.read() as connection:
        [row] = (await connection.execute(select(metadata.tables["moves"]))).all()
    assert (row.move, row.reason, row.person_id) == ("date", "chờ số liệu", 1)
    assert (row.old_due_on, row.new_due_on) == (date(2026, 8, 21), date(2026, 9, 11))
    assert row.asked_at == row.at == datetime(2026, 8, 10, 2, tzinfo=UTC)


COLUMNS = {
    "orgs": "id, slug, name, parent_name, zone, language, state",
    "units": "id, org_id, name, short, is_group, aliases",
    "people": "id, org_id, full_name, language",
    "plans": "id, org_id, title, source_name, source_hash, committed_at",
    "tasks": "id, org_id, plan_id, code, ref, heading, text, short, timing, lines",
    "duties": "id, org_id, kind, task_id, unit_id, period, state, round, round_began_at, opens_on,"
    " due_on, original_due_on",
    "requests": "id, org_id, kind, duty_id, round, asked_by, asked_at, reason, old_due_on,"
    " new_due_on, decided_by, decided_at, outcome",
}
