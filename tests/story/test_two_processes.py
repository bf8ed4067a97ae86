"""Two `dondoc run` on one PostgreSQL database: they share the work, and nothing is said twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.demo.office import Office, kill, service_running
from tests.databases import POSTGRESQL_ONLY
from tests.story.house import MONDAY, House
from tests.story.test_kills import (
    EXPECTED,
    REPLY,
    REPLY_AT,
    TUESDAY,
    assert_books_agree,
    only_hangs,
)

pytestmark = POSTGRESQL_ONLY


@asynccontextmanager
async def one_more(house: House, *options: str) -> AsyncIterator[Office]:
    """Another process on the same database and the same platform."""
    beside = house.office.beside()
    async with service_running(beside, *options):
        yield beside


def conflicts(house: House) -> int:
    """How often Telegram refused to be polled by two at once."""
    return (house.office.folder / "service.log").read_text().count("Conflict: ")


async def days_pass(house: House) -> None:
    await house.office.clock_to(REPLY_AT)
    await house.office.say("An", REPLY)
    await house.office.settled()
    await house.office.clock_to(TUESDAY)


async def assert_said_once(house: House) -> None:
    assert await house.counted() == EXPECTED
    await assert_books_agree(house)


async def test_two_processes_say_everything_once(house: House) -> None:
    async with one_more(house) as beside:
        await house.office.clock_to(MONDAY)
        await days_pass(house)
        assert (await beside.health())["idle"], "each speaks for both"
    await assert_said_once(house)
    assert conflicts(house) == 0


async def test_one_process_decides_and_receives_and_another_sends(house: House) -> None:
    await house.stop()
    async with (
        service_running(house.office, "--only", "web,receive,schedule"),
        one_more(house, "--only", "web,send"),
    ):
        await house.office.clock_to(MONDAY)
        await days_pass(house)
    await assert_said_once(house)


async def test_one_is_killed_in_the_middle_and_the_other_takes_over(house: House) -> None:
    """Killed while it has every turn, and a call that the platform has not answered yet."""
    await giangs_call_hangs(house)
    async with one_more(house) as beside:
        await house.kill()
        await house.end_leases()
        house.office.health_url = beside.health_url
        await days_pass(house)
    await assert_said_once(house)
    assert conflicts(house) == 0


async def test_a_sender_is_killed_in_the_middle_and_another_goes_on(house: House) -> None:
    await house.stop()
    async with service_running(house.office, "--only", "web,receive,schedule"):
        sender = house.office.beside()
        async with service_running(sender, "--only", "web,send") as process:
            await giangs_call_hangs(house)
            async with one_more(house, "--only", "web,send"):
                await kill(process)
                await house.until("the sandbox has noticed", house.nothing_hangs)
                await house.end_leases()
                await days_pass(house)
    await assert_said_once(house)


async def giangs_call_hangs(house: House) -> None:
    await house.fault("hold_before", "Giang")
    await house.clock(MONDAY)
    await house.until("only Giang's call hangs", lambda: only_hangs(house, "Giang"))
