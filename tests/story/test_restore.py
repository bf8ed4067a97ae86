"""The restore drill: a backup made while it speaks, a lost database, and nothing said twice.

The office goes on after the backup and is then lost. In the new database it is paused; once it is
live again, nobody hears what they heard before, and the next slots come as they should.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.office import DemoFailed
from storage.database import Database
from storage.tables import mailboxes, notices, orgs, progress
from tests.story.house import MONDAY, House, Said

MORNING = timedelta(days=1)
MONDAY_REPLIES = MONDAY + timedelta(minutes=25)
MONDAY_AFTERNOON = MONDAY + timedelta(hours=5, minutes=45)
TUESDAY, TUESDAY_AFTERNOON = MONDAY + MORNING, MONDAY_AFTERNOON + MORNING
LOST = TUESDAY_AFTERNOON + timedelta(minutes=30)
WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + n * MORNING for n in (2, 3, 4))


@pytest.fixture
async def new_database(tmp_path: Path) -> AsyncIterator[Database]:
    """Of the new machine, with nothing in it. Closed last: the house looks into it at the end."""
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    yield opened
    await opened.close()


@dataclass(kw_only=True)
class Drill:
    house: House
    backup: Path
    before: list[Said]  # all that was said until the office was lost
    keys_said: set[str]  # and under which keys

    async def said(self) -> list[Said]:
        """What was said since."""
        return (await self.house.said())[len(self.before) :]

    async def clocks(self, moment: datetime) -> None:
        """Move the platform's clock, which still is the lost office's, and the new office's."""
        await self.house.clock(moment)
        await self.house.office.dondoc("clock", "--to", moment.isoformat())
        await self.house.office.settled(moment)


async def test_a_restored_office_says_nothing_twice(
    new_database: Database, house: House, tmp_path: Path
) -> None:
    office = house.office
    drill = await a_lost_office(house, tmp_path / "backup.zip")
    told = await a_new_office(drill, new_database)
    assert "main: was live, is paused" in told
    assert "1 requests will be asked for again" in told
    assert await office.dondoc("verify") == "everything holds\n"
    with pytest.raises(DemoFailed, match="the database is in use"):
        await office.dondoc("restore", str(drill.backup))

    await paused(drill)
    await live_again(drill)
    await slots_come_as_they_should(drill)

    assert await office.dondoc("verify") == "everything holds\n"


async def a_lost_office(house: House, backup: Path) -> Drill:
    """It runs from Friday to Tuesday; on Monday, while it speaks, the backup is made."""
    office = house.office
    await office.say("Giang", "NV2 xin gia hạn đến 20/8 vì chờ kinh phí")
    await office.settled()
    hold = await house.fault("hold_after", "Hải")
    await house.clock(MONDAY)

    async def only_hai_waits() -> bool:
        said = {each.person for each in await house.said() if each.at >= MONDAY}
        everybody = {"An", "Bình", "Chi", "Giang", "Hải"}
        return await house.being_called() == {"Hải"} and said == everybody

    await house.until("all but Hải's message is settled", only_hai_waits)
    await office.dondoc("backup", str(backup))
    assert await house.being_called() == {"Hải"}, "the backup was made in the middle of a sending"

    await office.sim("POST", f"faults/{hold}/release")
    await office.settled()
    for moment, person, words in (
        (MONDAY_REPLIES, "An", "NV1 60%"),
        (MONDAY_AFTERNOON, "Hải", "đồng ý NV2"),
        (TUESDAY, "Giang", "NV3 30%"),
        (TUESDAY_AFTERNOON, "An", "NV3 nhắc lại"),
    ):
        await office.clock_to(moment)
        await office.say(person, words)
        await office.settled()
    await office.clock_to(LOST)
    await house.kill()
    said = await house.rows(notices, notices.c.state == "sent")
    assert len({each.key[:2] for each in await house.said()}) > 8
    return Drill(
        house=house,
        backup=backup,
        before=await house.said(),
        keys_said={row.key for row in said},
    )


async def a_new_office(drill: Drill, database: Database) -> str:
    """A new machine, on which it is as late as it was on the lost one."""
    house = drill.house
    await house.database.close()
    url = database.url.render_as_string(hide_password=False)
    house.office.environment["DONDOC_DATABASE_URL"] = url
    house.database = database
    await house.office.dondoc("migrate", "--sandbox")
    await house.office.dondoc("clock", "--to", LOST.isoformat())
    return await house.office.dondoc("restore", str(drill.backup))


async def paused(drill: Drill) -> None:
    """Only the answer to what is written now leaves; what was written since is not known."""
    house = drill.house
    assert [row.state for row in await house.rows(orgs)] == ["paused"]
    assert not await house.being_called()
    assert not await house.rows(mailboxes, mailboxes.c.claim_id.is_not(None))
    await house.start()
    await house.office.settled()
    await house.office.say("An", "NV1 70%")
    await house.office.settled()
    await drill.clocks(WEDNESDAY)

    assert [(each.person, each.items) for each in await drill.said()] == [("An", ("NV1",))]
    assert [row.percent for row in await house.rows(progress)] == [70]


async def live_again(drill: Drill) -> None:
    """What belongs to the slots between backup and loss stays unsaid; each duty goes on from now.

    The head's message was being called when the backup was made. He may never have read it, so
    what waits for his word is asked for again.
    """
    await drill.house.office.dondoc("live")
    await drill.house.office.settled()

    assert await heard_on(drill, WEDNESDAY) == {
        "An": [("NV1", "còn 1 ngày"), ("NV3", "còn 1 ngày")],
        "Giang": [("BC1", "hôm nay"), ("NV3", "còn 1 ngày")],
        "Hải": [("NV2", "xin gia hạn")],
    }


async def slots_come_as_they_should(drill: Drill) -> None:
    for moment in (THURSDAY, FRIDAY):
        await drill.clocks(moment)

    assert await heard_on(drill, THURSDAY) == {
        "An": [("NV1", "hôm nay"), ("NV3", "hôm nay")],
        "Giang": [("BC1", "ĐÃ QUÁ HẠN 1 ngày"), ("NV3", "hôm nay")],
        "Chi": [("BC1", "chưa gửi")],
    }
    heard = await heard_on(drill, FRIDAY)
    assert ("BC1", "QUÁ HẠN 2 ngày") in heard["Hải"], "the rung above the one told on Thursday"
    assert "Bình" not in heard, "his rung comes on the third working day"
    sent = [row.key for row in await drill.house.rows(notices, notices.c.state == "sent")]
    since = sent[sent.index("request:1.2:5") :]
    assert not drill.keys_said & {key for key in since if not key.startswith("answer:")}
    before = {(each.person, each.text) for each in drill.before}
    assert not before & {(each.person, each.text) for each in await drill.said()}


WORDS = ("ĐÃ QUÁ HẠN 1 ngày", "QUÁ HẠN 1 ngày", "QUÁ HẠN 2 ngày", "xin gia hạn", "hôm nay",
         "còn 1 ngày", "chưa gửi")  # fmt: skip


async def heard_on(drill: Drill, slot: datetime) -> dict[str, list[tuple[str, str]]]:
    """Who heard what in a slot: the code of each item, and of WORDS what is said of it."""
    heard: dict[str, list[tuple[str, str]]] = {}
    for each in await drill.said():
        if slot <= each.at < slot + timedelta(hours=1):
            blocks = [b for b in each.text.split("\n\n") if re.search(r"^(\d+\.|-) ", b, re.M)]
            heard[each.person] = [
                (code, next((words for words in WORDS if words in block), ""))
                for code, block in zip(each.items, blocks, strict=True)
            ]
    return heard
