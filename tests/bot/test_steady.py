"""Loops that go on through trouble, and a log that says of each trouble once that it is there."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot import steady
from bot.steady import Steady
from storage.trouble import DatabaseTrouble


class Office:
    """A database that is there or not, loops that use it, and a real clock that a test moves."""

    def __init__(self) -> None:
        self.away = False
        self.now = datetime(2026, 8, 3, tzinfo=UTC)
        self.tries = 0
        self.steady = Steady(self.use, lambda: self.now)
        self.work: asyncio.Queue[None] = asyncio.Queue()
        self.loops: list[asyncio.Task[None]] = []

    async def use(self) -> None:
        self.tries += 1
        if self.away:
            raise DatabaseTrouble("it is locked by another program")

    async def step(self) -> None:
        await self.work.get()
        await self.use()

    def begin(self, loops: int) -> None:
        """So many loops, with something to do for each."""
        for _ in range(loops):
            self.loops.append(asyncio.create_task(self.steady.forever(self.step)))
            self.work.put_nowait(None)

    async def end(self) -> None:
        for loop in self.loops:
            loop.cancel()
        await asyncio.gather(*self.loops, return_exceptions=True)
        await self.steady.stop()


@pytest.fixture
async def office(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Office]:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(steady, "PROBE_AFTER", 0.01)
    monkeypatch.setattr(steady, "UNEXPECTED_PAUSE", 0.0)
    made = Office()
    yield made
    await made.end()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


async def test_many_loops_meet_one_trouble_and_one_line_says_so(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.away = True
    office.begin(loops=3)
    await until(lambda: office.tries > 5)
    assert office.steady.trouble == "it is locked by another program"
    office.now += timedelta(minutes=2)
    office.away = False
    await until(lambda: caplog.messages[-1].startswith("over after"))

    assert caplog.messages == [
        "the database cannot be used: it is locked by another program; "
        "nothing is lost, trying again",
        "over after 120 seconds: the database cannot be used",
    ]
    assert all(record.exc_info is None for record in caplog.records)
    assert office.steady.trouble is None
    before = office.tries
    office.work.put_nowait(None)
    await until(lambda: office.tries == before + 1)


async def test_while_it_lasts_it_is_said_once_an_hour(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.away = True
    office.begin(loops=1)
    await until(lambda: len(caplog.messages) == 1)
    office.now += timedelta(hours=1)
    await until(lambda: len(caplog.messages) == 2)

    assert caplog.messages[1].startswith("the database cannot be used for 1 hours now: it is")


async def test_what_nobody_foresaw_keeps_its_trace_once_an_hour(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        office.tries += 1
        raise KeyError("x")

    office.loops.append(asyncio.create_task(office.steady.forever(broken)))
    await until(lambda: office.tries > 10)
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is not None

    office.now += timedelta(hours=1)
    await until(lambda: len(caplog.records) == 2)
