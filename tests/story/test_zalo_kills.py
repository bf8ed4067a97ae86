"""The service is killed while a Zalo bot is called: whether it arrived, nobody knows.

A second call would not be known as such, so there is none: it counts as unknown, what a slot
message said joins that person's next message if it is still needed, and an answer is not repeated
(DESIGN.md §4.1). What the platform is known to have refused is called again.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.office import json_lines, open_office
from bot.demo.people import players
from scheduler.clock import wall_clock
from storage import verify
from storage.database import Database
from storage.tables import deliveries, messages, progress
from tests.databases import Databases
from tests.story.house import FRIDAY_EVENING, MONDAY, PEOPLE, PLAN, House

TOKEN = "7100000001:SANDBOX-kills"
SLOTS = tuple(
    MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day)
    for day in range(3)
    for hour, minute in ((7, 45), (13, 30))
)


@pytest.fixture
async def zalo(databases: Databases, tmp_path: Path) -> AsyncIterator[House]:
    """An office whose people are on Zalo only, on Friday evening."""
    url = await databases.create(tmp_path)
    async with open_office(tmp_path, database_url=url) as office:
        del office.environment["DONDOC_TELEGRAM_TOKEN"]
        office.environment |= {
            "DONDOC_ZALO_BOT_TOKEN": TOKEN,
            "DONDOC_ZALO_BOT_BASE_URL": f"{office.sandbox_url}/zalo-bot",
        }
        await office.dondoc("migrate", "--sandbox")
        await office.dondoc("clock", "--to", FRIDAY_EVENING.isoformat())
        await office.dondoc("people", "import", str(PEOPLE))
        await office.dondoc("import", str(PLAN), "--yes")
        invited = json_lines(await office.dondoc("invite", "--json"))
        codes = {line["person"]: line["code"] for line in invited}
        database = Database(url)
        house = House(office=office, database=database)
        try:
            await house.start()
            for player in players(PEOPLE):
                await office.join(player.name, player.role, player.unit)
                await say(house, player.name, codes[player.name])
            for player in players(PEOPLE):
                await house.until_said_to(player.name, 1)
            await office.dondoc("live")
            await office.settled()
            await house.begin_to_count()
            yield house
            async with database.read() as connection:
                assert await verify.offences(connection, wall_clock()) == []
        finally:
            await house.stop()
            await database.close()


async def say(house: House, person: str, words: str) -> None:
    path = f"people/{house.office.ids[person]}/say"
    await house.office.sim("POST", path, text=words, channel="zalo_bot")


async def killed_in_flight(house: House, calls: int) -> None:
    """The service dies while so many calls hang; another begins when its leases are over."""

    async def hang() -> bool:
        calling = await house.rows(messages, messages.c.state == "calling")
        return await house.hanging() == len(calling) == calls

    await house.until(f"{calls} calls hang", hang)
    await house.kill()
    await house.office.sim("DELETE", "faults")
    await house.end_leases()
    await house.start()
    await house.office.settled()


async def outcomes(house: House) -> list[str]:
    return [row.outcome for row in await house.rows(deliveries, deliveries.c.outcome != "sent")]


async def test_what_was_in_flight_is_never_called_again(zalo: House) -> None:
    """Before and after the platform had it: a slot message, an answer, and one it refused."""
    # Two slot messages: the platform has An's, and not Giang's.
    await zalo.fault("hold_before", "Giang", channel="zalo_bot")
    await zalo.fault("hold_after", "An", channel="zalo_bot")
    await zalo.clock(MONDAY)
    await killed_in_flight(zalo, 2)
    assert len(await zalo.said_to("Giang")) == 0
    assert len(await zalo.said_to("An")) == 1
    assert await outcomes(zalo) == ["unknown"] * 2
    assert len(await zalo.rows(messages, messages.c.state == "unknown")) == 2

    # Two answers, likewise: what people said was recorded, and their answers are not repeated.
    await zalo.fault("hold_before", "An", channel="zalo_bot")
    await zalo.fault("hold_after", "Hải", channel="zalo_bot")
    heard = len(await zalo.said_to("Hải"))
    await say(zalo, "An", "NV1 60%")
    await say(zalo, "Hải", "/viec")
    await killed_in_flight(zalo, 2)
    assert len(await zalo.said_to("An")) == 1
    assert len(await zalo.said_to("Hải")) == heard + 1
    assert await outcomes(zalo) == ["unknown"] * 4
    assert [row.percent for row in await zalo.rows(progress)] == [60]

    # What Giang may not have heard joins the next message, as far as it is still needed.
    for slot in SLOTS[1:]:
        await zalo.office.clock_to(slot)
        if await zalo.said_to("Giang"):
            break
    (joined,) = await zalo.said_to("Giang")
    assert {"NV2", "NV3"} <= set(joined.items)

    # What the platform refused for now did not arrive: it is called again, after a kill too.
    await zalo.fault("403", "Giang", channel="zalo_bot")  # its "Internal server error"
    await say(zalo, "Giang", "/viec")

    async def waits() -> bool:
        calling = await zalo.rows(messages, messages.c.state == "calling")
        return [row.in_flight for row in calling] == [False]

    await zalo.until("the answer waits for another try", waits)
    await zalo.kill()
    await zalo.end_rests()
    await zalo.start()
    await zalo.until_said_to("Giang", 2)
    await zalo.office.settled()
    assert len(await zalo.said_to("Giang")) == 2
    assert (await outcomes(zalo)).count("unknown") == 4
    assert await zalo.rows(messages, messages.c.state == "calling") == []
