"""After an outage each person's first answer says from when to when nothing was heard, once."""

from datetime import datetime

import pytest

from bot.receiving.listening import Listening
from scheduler.rules.calendar import OFFICE_ZONE
from tests.fakes import OfficeInMemory

FROM_TO = "Từ 09:00 thứ Ba 04/8/2026 đến {} Đôn Đốc không nhận được tin nhắn"
TOLD = "Đôn Đốc không nhận được tin nhắn"


def listening(office: OfficeInMemory) -> Listening:
    """What one process knows of its bot."""

    async def now() -> datetime:
        return office.now

    return Listening(office.database, office.org, office.channel.name, now)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("events", "until"),
    [
        # The process was away: killed, and started again.
        ([("start", "04T09:00"), ("start", "05T15:00")], "15:00 thứ Tư 05/8/2026"),
        ([("start", "04T09:00"), ("start", "05T04:00")], None),
        # The platform did not answer.
        (
            [("start", "04T09:00"), ("deaf", "04T09:10"), ("hears", "05T05:00")],
            "05:00 thứ Tư 05/8/2026",
        ),
        ([("start", "04T09:00"), ("deaf", "04T09:10"), ("hears", "04T21:00")], None),
        # It was away twice: the last time counts, and only a long one.
        (
            [("start", "03T08:00"), ("start", "04T09:00"), ("start", "05T15:00")],
            "15:00 thứ Tư 05/8/2026",
        ),
        # Nobody writes for a long weekend: polls are answered all the same.
        ([("start", "04T09:00"), ("hears", "05T15:00"), ("hears", "10T07:00")], None),
        # It was never known to receive: an office of before.
        ([("start", "04T09:00")], None),
    ],
)
async def test_only_a_bot_that_was_deaf_for_long_says_so(
    office: OfficeInMemory, events: list[tuple[str, str]], until: str | None
) -> None:
    ears = listening(office)
    for what, moment in events:
        office.now = at(f"2026-08-{moment}")
        if what == "deaf":
            ears.is_deaf()
            continue
        ears = listening(office) if what == "start" else ears
        await ears.hears()

    answer = await office.say("An", "NV1 60%")

    assert "Đã ghi: NV1 đang thực hiện, 60%" in answer
    assert FROM_TO.format(until) in answer if until else TOLD not in answer


async def test_each_is_told_once_and_only_in_answer(office: OfficeInMemory) -> None:
    office.now = at("2026-08-04T09:00")
    await listening(office).hears()
    office.now = at("2026-08-05T15:00")
    await listening(office).hears()
    await office.catch_up()
    assert all(TOLD not in office.said_to(name) for name in office.addresses)

    for name in ("An", "Bình"):
        assert TOLD in await office.say(name, "/viec"), name
        assert TOLD not in await office.say(name, "/viec"), name

    assert TOLD in await office.press_again("Khánh", "2:mine:0:0")
    assert TOLD not in await office.say("người lạ", "xin chào")


async def test_codes_still_come_with_the_answer(office: OfficeInMemory) -> None:
    office.now = at("2026-08-04T09:00")
    await listening(office).hears()
    office.now = at("2026-08-05T15:00")
    await listening(office).hears()

    told = await office.say("Khánh", "/lienket Dung")

    assert TOLD in told


async def test_an_album_without_words_leaves_it_to_the_next_answer(office: OfficeInMemory) -> None:
    office.now = at("2026-08-04T09:00")
    await listening(office).hears()
    office.now = at("2026-08-05T15:00")
    await listening(office).hears()
    await office.send("An", "a.jpg", album="g1")

    assert TOLD in await office.say("An", "NV1 60%")
