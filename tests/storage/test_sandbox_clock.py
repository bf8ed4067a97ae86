"""The movable clock: only in a sandbox database, only forward once something has happened."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import inbox, migrations, sandbox_clock
from storage.database import Database
from storage.sandbox_clock import ClockRefused
from tests.databases import sqlite
from tests.storage.builders import House, a_draft, at

REAL = at("2026-03-02T10:00")


async def move(database: Database, to: datetime, real_now: datetime = REAL) -> None:
    await database.write(lambda tx: sandbox_clock.move(tx, to, real_now))


async def office_now(database: Database, real_now: datetime = REAL) -> datetime:
    async with database.read() as connection:
        ahead = await sandbox_clock.offset(connection)
    assert ahead is not None
    return real_now + ahead


@pytest.fixture
async def production(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite(tmp_path / "production.db"))
    await migrations.upgrade(database)
    yield database
    await database.close()


async def test_a_database_that_is_no_sandbox_has_no_clock_of_its_own(production: Database) -> None:
    async with production.read() as connection:
        assert await sandbox_clock.offset(connection) is None
    with pytest.raises(ClockRefused, match="no sandbox"):
        await move(production, at("2027-01-01T00:00"))


@pytest.mark.parametrize("fraction", [0, 1, 400_000, 600_000, 999_999])
async def test_the_moment_has_come_at_once_whatever_part_of_a_second_it_is(
    database: Database, fraction: int
) -> None:
    real, wanted = REAL.replace(microsecond=fraction), at("2026-09-09T07:45")
    await move(database, wanted, real)

    assert timedelta(0) <= await office_now(database, real) - wanted < timedelta(seconds=1)


async def test_a_new_sandbox_shows_real_time_and_then_runs_beside_it(database: Database) -> None:
    assert await office_now(database) == REAL
    await move(database, at("2026-09-09T07:45"))

    later = REAL + timedelta(minutes=3)
    assert await office_now(database, later) == at("2026-09-09T07:48")


async def test_making_a_sandbox_twice_keeps_its_time(database: Database) -> None:
    await move(database, at("2026-09-09T07:45"))
    await database.write(sandbox_clock.make_sandbox)

    assert await office_now(database) == at("2026-09-09T07:45")


async def test_a_story_may_begin_in_the_past_and_then_goes_forward_only(house: House) -> None:
    await move(house.database, at("2025-07-01T08:00"))
    await move(house.database, at("2024-07-01T08:00"))
    await house.commit(a_draft(), at("2024-07-01T08:00"))

    with pytest.raises(ClockRefused, match="back"):
        await move(house.database, at("2024-07-01T07:59"))
    await move(house.database, at("2024-07-01T08:00"))
    await move(house.database, at("2024-07-02T08:00"))


async def test_a_message_received_is_something_that_has_happened(house: House) -> None:
    await house.database.write(
        lambda tx: inbox.store(tx, house.org, "telegram", [("1", {})], 2, now=REAL, real_now=REAL)
    )

    with pytest.raises(ClockRefused, match="back"):
        await move(house.database, REAL - timedelta(minutes=1))


async def test_the_clock_stands_still_between_claim_and_settle(house: House) -> None:
    an = (await house.staff())["An"]
    await house.answer(an, 1, REAL)
    assert (await house.claim("c", REAL, REAL)).boxes

    with pytest.raises(ClockRefused, match="being sent"):
        await move(house.database, REAL + timedelta(days=1))
    await house.release("c")
    await move(house.database, REAL + timedelta(days=1))
