"""The platform or the database is away while the service runs, and comes back.

Made for real, against the running `dondoc run`. Of each trouble the log says once that it began and
once that it is over; what was due is said once, what was written is recorded and answered once, and
the service is still the same process. The table at the end of the tests has a row for each.
"""

import asyncio
import contextlib
import json
import resource
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.demo.office import free_port
from storage.tables import inbox, messages, notices, progress
from tests.conftest import AddRow
from tests.databases import SQLITE_ONLY
from tests.postgres import PostgresServer
from tests.story.house import MONDAY, House, Key

REPLY_AT = MONDAY + timedelta(minutes=25)
TUESDAY = MONDAY + timedelta(days=1, hours=5, minutes=45)  # the afternoon's slot
THURSDAY = MONDAY + timedelta(days=3)
REPLY = "NV1 60%"
SLOT_OF_GIANG: Key = ("Giang", "03/08 am", ("NV3", "NV2"))
# What the plan and the calendar ask for, whatever happens.
EXPECTED = Counter(
    {
        ("An", "03/08 am", ("NV1", "NV3")): 1,
        ("An", "03/08 am", ("NV1",)): 1,  # the answer to the reply
        ("Bình", "03/08 am", ("NV1", "NV3")): 1,
        SLOT_OF_GIANG: 1,
        ("Hải", "03/08 am", ("NV2", "NV3")): 1,
        ("Chi", "03/08 am", ()): 1,  # who coordinates hears that nobody leads the office
        ("An", "04/08 pm", ("NV3",)): 1,
        ("Giang", "04/08 pm", ("BC1", "NV3", "NV2")): 1,
    }
)

Trouble = AbstractAsyncContextManager[None]


class Log:
    """What the service has logged since now."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._path = house.office.folder / "service.log"
        self._from = self._path.stat().st_size
        self._begun = time.monotonic()

    def lines(self) -> list[dict[str, Any]]:
        with self._path.open("rb") as log:
            log.seek(self._from)
            return [json.loads(line) for line in log.read().splitlines()]

    def errors(self) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line["level"] in ("error", "critical")]

    async def until(self, action: str) -> None:
        async def said() -> bool:
            return any(line.get("action") == action for line in self.lines())

        await self._house.until(f"the log says {action}", said)

    def in_table(self, add_row: AddRow, trouble: str, doubled: int) -> None:
        add_row(
            "Outages",
            trouble=trouble,
            database="SQLite" if self._house.database.is_sqlite else "PostgreSQL",
            seconds=round(time.monotonic() - self._begun),
            errors_logged=len(self.errors()),
            said="; ".join(str(line["event"]).split("; ")[0] for line in self.errors())
            or "nothing",
            lost=0,
            doubled=doubled,
        )


async def at_work_on_monday(house: House) -> House:
    """The slot has been spoken in, and people are at work."""
    await house.office.clock_to(MONDAY)
    await house.office.clock_to(REPLY_AT)
    return house


async def page(house: House, path: str) -> tuple[int, dict[str, Any]]:
    async with house.office.http.get(f"{house.office.health_url}/{path}") as response:
        return response.status, await response.json()


async def assert_all_is_well(house: House, at_risk: Counter[Key] | None = None) -> int:
    """All was said once, `at_risk` perhaps twice, and the books agree. How many were doubled?"""
    counted = await house.counted()
    assert not EXPECTED - counted, "nothing is lost"
    extra = counted - EXPECTED
    assert extra <= (at_risk or Counter())
    assert [entry.percent for entry in await house.rows(progress)] == [60]
    assert {entry.state for entry in await house.rows(inbox)} == {"handled"}
    assert {entry.state for entry in await house.rows(notices)} == {"sent"}
    assert await house.rows(messages, messages.c.state == "calling") == []
    return extra.total()


async def live_through(house: House, what: str, trouble: Trouble, table: AddRow) -> None:
    """An writes while the database is in trouble; nobody notices but whoever reads the log."""
    log, process = Log(house), house.service
    async with trouble:
        await house.office.say("An", REPLY)
        await log.until("database_trouble")
        status, health = await page(house, "healthz")
        assert status == 200, "the process is alive, whatever the database does"
        ready, _ = await page(house, "readyz")
        assert ready == (200 if health["database"] == "ok" else 503)
        assert len(await house.said_to("An")) == 1, "nothing is answered that is not recorded"
    await log.until("database_trouble_over")
    await house.office.settled()
    await house.office.clock_to(TUESDAY)

    doubled = await assert_all_is_well(house)
    assert house.service is process
    assert_said_once(log, "database_trouble")
    log.in_table(table, what, doubled)


async def strike_between_calling_and_settled(
    house: House, what: str, trouble: Trouble, table: AddRow
) -> None:
    """The platform has taken Giang's message when the database goes away."""
    log = Log(house)
    await house.fault("hold_after", "Giang")
    await house.clock(MONDAY)

    async def only_hers_hangs() -> bool:
        return await house.hanging() == 1 and await house.being_called() == {"Giang"}

    await house.until("only Giang's call hangs", only_hers_hangs)
    async with trouble:
        await house.office.sim("DELETE", "faults")
        await house.office.say("An", REPLY)
        await log.until("database_trouble")
    await log.until("database_trouble_over")
    await house.until_said_to("An", 2)

    async def settled() -> bool:
        return await house.being_called() == set()

    await house.until("her message is settled", settled)
    await house.office.settled()
    await house.office.clock_to(TUESDAY)

    doubled = await assert_all_is_well(house)
    assert_said_once(log, "database_trouble")
    log.in_table(table, f"{what}, a message in flight", doubled)


def assert_said_once(log: Log, action: str) -> None:
    """One line when it began, one when it was over, no stack trace.

    Commands that could not be offered meanwhile are said once as well.
    """
    errors = Counter(error["action"] for error in log.errors())
    assert errors.pop("menu_failed", 0) <= 1
    assert errors == {action: 1}
    assert not any("exception" in line or "Traceback" in str(line) for line in log.lines())
    assert [line.get("action") for line in log.lines()].count(f"{action}_over") == 1


# --- the platform -------------------------------------------------------------------------------


class Line:
    """The way to the platform, which can be cut: whoever calls then is refused."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self._to = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for each in self._open:
            each.transport.abort()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        self._open |= {writer, far_writer}
        await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))
        self._open -= {writer, far_writer}

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()


@pytest.fixture
async def line(house: House) -> AsyncIterator[Line]:
    """The service reaches the platform through a line of ours."""
    port = urlsplit(house.office.sandbox_url).port
    assert port is not None
    made = Line(port)
    await made.mend()
    await house.stop()
    house.office.environment["DONDOC_TELEGRAM_BASE_URL"] = f"http://127.0.0.1:{made.port}/telegram"
    await house.start()
    yield made
    await house.stop()
    await made.cut()


async def test_the_platform_is_away_from_monday_to_thursday(
    house: House, line: Line, table: AddRow
) -> None:
    log = Log(house)
    await line.cut()
    for day in range(4):
        moment = MONDAY + timedelta(days=day)
        await house.clock(moment)
        await house.until(f"the service has caught up with {moment}", caught_up(house, moment))
        if day == 0:
            await house.office.say("An", REPLY)
    await log.until("poll_failed")
    assert await house.said() == []

    await line.mend()
    await house.end_rests()
    await log.until("poll_failed_over")
    await house.until_said_to("An", 2)
    await house.office.settled()

    heard = Counter(each.person for each in await house.said())
    # Chi coordinates: on Thursday morning she hears who has not reported.
    assert heard == {"An": 2, "Bình": 1, "Chi": 1, "Giang": 1, "Hải": 1}
    slot, answer = sorted(await house.said_to("An"), key=lambda said: -len(said.items))
    assert answer.items == ("NV1",)
    assert slot.at >= THURSDAY
    (to_giang,) = await house.said_to("Giang")
    assert to_giang.text.count("QUÁ HẠN 1 ngày") == 1, "as of Thursday, not as of Monday"
    assert [entry.percent for entry in await house.rows(progress)] == [60]
    assert await house.rows(messages, messages.c.state == "calling") == []
    assert_said_once(log, "poll_failed")
    log.in_table(table, "the platform away for three days", 0)


def caught_up(house: House, moment: datetime) -> Callable[[], Any]:
    async def holds() -> bool:
        _, health = await page(house, "healthz")
        return health["idle"] and datetime.fromisoformat(health["office_now"]) >= moment

    return holds


# --- SQLite -------------------------------------------------------------------------------------


@asynccontextmanager
async def locked(house: House) -> AsyncIterator[None]:
    """Another program holds the file for itself, longer than anybody is patient."""
    with closing(sqlite3.connect(file_of(house), isolation_level=None)) as intruder:
        intruder.execute("BEGIN EXCLUSIVE")
        yield
        intruder.execute("ROLLBACK")


@asynccontextmanager
async def disk_full(house: House) -> AsyncIterator[None]:
    """No file of the service may grow beyond the size of the log of what is not merged yet.

    Somebody reads meanwhile, so that this log cannot begin anew: whatever is written makes it grow.
    """
    assert house.service is not None
    wal = Path(f"{file_of(house)}-wal")
    with closing(sqlite3.connect(file_of(house), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM duties").fetchone()
        before = resource.prlimit(house.service.pid, resource.RLIMIT_FSIZE)
        limit = wal.stat().st_size
        assert limit > 2 * (house.office.folder / "service.log").stat().st_size
        resource.prlimit(house.service.pid, resource.RLIMIT_FSIZE, (limit, before[1]))
        yield
        resource.prlimit(house.service.pid, resource.RLIMIT_FSIZE, before)


def file_of(house: House) -> str:
    path = house.database.url.database
    assert path is not None
    return path


TROUBLES = {
    "the file locked by another program": locked,
    "no file may grow: the disk is full": disk_full,
}


@SQLITE_ONLY
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_sqlite_in_trouble(house: House, trouble: str, table: AddRow) -> None:
    monday = await at_work_on_monday(house)
    await live_through(monday, trouble, TROUBLES[trouble](monday), table)


@SQLITE_ONLY
async def test_sqlite_locked_while_a_message_is_in_flight(house: House, table: AddRow) -> None:
    await strike_between_calling_and_settled(
        house, "the file locked by another program", locked(house), table
    )


# --- PostgreSQL ---------------------------------------------------------------------------------


@asynccontextmanager
async def stopped(server: PostgresServer) -> AsyncIterator[None]:
    """The server is stopped at once, and later started again."""
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


@asynccontextmanager
async def read_only(server: PostgresServer) -> AsyncIterator[None]:
    """The server takes no writes, as one does to which another was promoted over."""
    reload = "SELECT pg_reload_conf()"
    await server.command("ALTER SYSTEM SET default_transaction_read_only = on", reload)
    try:
        yield
    finally:
        await server.command("ALTER SYSTEM RESET default_transaction_read_only", reload)


ON_POSTGRES = {"the server stopped and started": stopped, "the server read-only": read_only}


@pytest.mark.parametrize("trouble", ON_POSTGRES)
async def test_postgresql_in_trouble(
    house_apart: House, server_apart: PostgresServer, trouble: str, table: AddRow
) -> None:
    monday = await at_work_on_monday(house_apart)
    await live_through(monday, trouble, ON_POSTGRES[trouble](server_apart), table)


@pytest.mark.parametrize("trouble", ON_POSTGRES)
async def test_postgresql_in_trouble_while_a_message_is_in_flight(
    house_apart: House, server_apart: PostgresServer, trouble: str, table: AddRow
) -> None:
    await strike_between_calling_and_settled(
        house_apart, trouble, ON_POSTGRES[trouble](server_apart), table
    )


async def test_every_connection_is_ended(
    house_apart: House, server_apart: PostgresServer, table: AddRow
) -> None:
    """Nothing lasts, so there is hardly anything to say, and nothing is lost either."""
    monday = await at_work_on_monday(house_apart)
    log = Log(monday)
    for words in (REPLY, "NV1?"):
        await server_apart.command(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{monday.database.url.database}'"
        )
        await monday.office.say("An", words)
        await monday.office.settled()
    await monday.office.clock_to(TUESDAY)

    assert len(await monday.said_to("An")) >= 3
    assert [entry.percent for entry in await monday.rows(progress)] == [60]
    assert len(log.errors()) <= 2
    assert not any("exception" in line for line in log.lines())
    log.in_table(table, "every connection ended, twice", 0)
