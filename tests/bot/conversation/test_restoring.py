"""Days after the backup the office is restored: what it may have said since counts as said."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.administration.restoring import restore_office
from scheduler.rules.calendar import OFFICE_ZONE
from storage import backup, verify
from storage.database import Database
from storage.tables import messages, notices, orgs, questions, rungs
from tests.bot.conversation.conftest import an_office
from tests.fakes import OfficeInMemory
from tests.postgres import PostgresServer

RESTORED = datetime(2026, 8, 21, 17, 0, tzinfo=OFFICE_ZONE)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    """An office whose statements nobody asks about: a backup is of every org on purpose."""
    async with an_office(tmp_path / "office.db") as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"

    server: PostgresServer = request.getfixturevalue("postgres")
    with asyncio.Runner() as runner:
        return runner.run(server.create())


async def test_a_week_of_slots_is_lived_through(
    office: OfficeInMemory, new_url: str, tmp_path: Path
) -> None:
    """NV1 was due on Friday 14/8: by the next Friday officer, head and coordinator may know."""
    await office.at("2026-08-14T08:30")
    await office.say("An", "NV2 xin gia hạn đến 25/8")
    await office.say("An", "xong")  # which of them? nobody has answered yet
    await backup.write(office.database, tmp_path / "backup.zip", real_now=office.now)
    new = Database(new_url)
    try:
        done = await restore_office(
            new, tmp_path / "backup.zip", lambda done, total: None, lambda: RESTORED
        )

        (org,) = done.orgs
        assert (org.was, org.state, org.again) == ("live", "paused", 2)
        assert org.counted > 20
        async with new.read() as connection:
            assert await verify.offences(connection, RESTORED) == []
            climbed = await connection.execute(
                select(rungs.c.role, rungs.c.on_day, rungs.c.outcome)
                .where(rungs.c.duty_id == 1)
                .order_by(rungs.c.on_day)
            )
            assert [(row.role, f"{row.on_day:%d/%m}") for row in climbed] == [
                ("officer", "17/08"),
                ("head", "19/08"),
                ("coordinator", "21/08"),
            ]
            due = notices.c.slot_at <= RESTORED
            waiting = select(func.count()).where(notices.c.state == "queued", due)
            assert await connection.scalar(waiting) == 0
            again = await connection.execute(
                select(notices.c.key, notices.c.slot_at).where(notices.c.state == "queued")
            )
            # Bình was asked twice, and Khánh after him, unless nobody was.
            asked = [row for row in again if row.key.startswith("request:1.")]
            assert sorted(row.key.partition(":")[2][:3] for row in asked) == ["1.3", "1.4"]
            saturday = RESTORED + timedelta(hours=14, minutes=45)
            assert {row.slot_at for row in asked} == {saturday}, "a working one"
            open_ones = select(func.count()).where(questions.c.answered_at.is_(None))
            assert await connection.scalar(open_ones) == 0
            calling = select(func.count()).where(messages.c.state == "calling")
            assert await connection.scalar(calling) == 0
            assert await connection.scalar(select(orgs.c.state)) == "paused"
    finally:
        await new.close()
