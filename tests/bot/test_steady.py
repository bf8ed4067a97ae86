"""Loops that go on through trouble, and a log that says of each trouble once that it is there."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot import steady
from bot.steady import Steady
from storage.trouble import DatabaseTrouble


class Office:
    """A database that is there or not, and a real clock that a test moves."""

    def __init__(self) -> None:
        self.away = False
        self.now = datetime(2026, 8, 3, tzinfo=UTC)
        self.tries = 0
        self.steady = Steady(self.use, lambda: self.now)

    async def use(self) -> None:
        self.tries += 1
        if self.away:
            raise DatabaseTrouble("it is locked by another program")


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Office:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(steady, "PROBE_AFTER", 0.01)
    return Office()


async def until_over(caplog: pytest.LogCaptureFixture) -> None:
    async with asyncio.timeout(30):
        while not caplog.messages[-1].startswith("over after"):
            await asyncio.sleep(0.01)


async def test_many_loops_meet_one_trouble_and_one_line_says_so(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    loops = [office.steady.guarded(office.use) for _ in range(3)]
    office.away = True
    for _ in range(5):
        await asyncio.gather(*(loop() for loop in loops))
    office.now += timedelta(minutes=2)
    office.away = False
    await until_over(caplog)

    assert caplog.messages == [
        "the database cannot be used: it is locked by another program; "
        "nothing is lost, trying again",
        "over after 120 seconds: the database cannot be used",
    ]
    assert all(record.exc_info is None for record in caplog.records)
    before = office.tries
    await loops[0]()
    assert office.tries == before + 1, "and the loops go on"


async def test_while_it_lasts_it_is_said_once_an_hour(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.away = True
    await office.steady.guarded(office.use)()
    office.now += timedelta(hours=1)
    async with asyncio.timeout(30):
        while len(caplog.messages) < 2:
            await asyncio.sleep(0.01)
    await office.steady.stop()

    assert caplog.messages[1].startswith("the database cannot be used for 1 hours now: it is")


async def test_what_nobody_foresaw_keeps_its_trace_once_an_hour(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise KeyError("x")

    loop = office.steady.guarded(broken)
    for _ in range(10):
        await loop()
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is not None

    office.now += timedelta(hours=1)
    await loop()
    assert len(caplog.records) == 2
