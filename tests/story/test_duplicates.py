"""What comes in twice, broken, from strangers or without sense: answered once, recorded rightly.

The tests share one office on Monday morning. Each counts from where it begins.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from storage.tables import duties, inbox, progress
from tests.story.house import MONDAY, House, Said

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def monday(common_house: House) -> House:
    if "Khách" not in common_house.office.ids:
        await common_house.office.clock_to(MONDAY)
        await common_house.office.join("Khách", "officer", "nơi khác")
    await common_house.office.settled()
    await common_house.begin_to_count()
    return common_house


async def hears(house: House, person: str, words: str) -> list[Said]:
    """What the person is answered."""
    await house.office.say(person, words)
    await house.office.settled()
    return await house.said()


async def recorded(house: House) -> list[tuple[str, int | None]]:
    """Every word on record, and how far each duty is."""
    said = [(row.text, row.percent) for row in await house.rows(progress)]
    return said + [(row.state, row.percent) for row in await house.rows(duties)]


async def newest_update(house: House) -> int:
    return max(int(each["update_id"]) for each in await house.record() if each["update_id"])


# --- twice --------------------------------------------------------------------------------------


async def test_an_update_delivered_again_is_recorded_once_and_answered_once(monday: House) -> None:
    (answer,) = await hears(monday, "An", "NV1 60%")
    before = await recorded(monday)

    await monday.office.sim("POST", "redeliver", update_id=await newest_update(monday))
    await monday.office.settled()
    await hears(monday, "Giang", "NV2 10%")  # the service has gone on, and past it

    assert [each.n for each in await monday.said_to("An")] == [answer.n]
    assert [said for said in await recorded(monday) if said[0] == "NV1 60%"] == [("NV1 60%", 60)]
    assert before.count(("NV1 60%", 60)) == 1


async def test_a_press_delivered_again_is_answered_once(monday: House) -> None:
    await hears(monday, "An", "NV3 20%")
    (echo,) = await monday.said_to("An")
    await press(monday, "An", echo, "undo")

    await monday.office.sim("POST", "redeliver", update_id=await newest_update(monday))
    await monday.office.settled()

    _, undone = await monday.said_to("An")
    assert "Đã hoàn tác" in undone.text


async def test_a_button_pressed_twice_takes_back_once(monday: House) -> None:
    await hears(monday, "An", "NV3 20%")
    await hears(monday, "An", "NV3 30%")
    _, echo = await monday.said_to("An")

    await press(monday, "An", echo, "undo")
    await press(monday, "An", echo, "undo")

    *_, once, again = await monday.said_to("An")
    assert "Đã hoàn tác: NV3" in once.text
    assert "đã được hoàn tác rồi" in again.text
    assert ("NV3 20%", 20) in await recorded(monday)
    entries = await monday.rows(progress, progress.c.text == "NV3 20%")
    assert entries[-1].undone_at is None


async def test_who_does_not_wait_and_says_it_again_is_recorded_once(monday: House) -> None:
    await monday.office.say("An", "NV3 45%")
    await monday.office.say("An", "NV3 45%")
    await monday.office.settled()

    first, again = await monday.said_to("An")
    assert "Đã ghi: NV3 đang thực hiện, 45%" in first.text
    assert "giống hệt tin đồng chí gửi lúc" in again.text
    assert (await recorded(monday)).count(("NV3 45%", 45)) == 1


# --- out of order -------------------------------------------------------------------------------


async def test_of_words_that_come_in_the_wrong_order_the_one_said_last_counts(
    monday: House,
) -> None:
    now = datetime.fromisoformat((await monday.office.sim("GET", "clock"))["now"])
    now += timedelta(minutes=30)
    await monday.office.clock_to(now)
    user = monday.office.ids["Giang"]

    async def said(words: str, update_id: int, minute: int, message_id: int) -> None:
        at = int((now + timedelta(minutes=minute)).timestamp())
        chat = {"id": user, "type": "private", "first_name": "Giang"}
        sender = {"id": user, "is_bot": False, "first_name": "Giang"}
        message = {"message_id": message_id, "date": at, "chat": chat, "from": sender}
        message["text"] = words
        await monday.office.sim("POST", "updates", update_id=update_id, message=message)
        # The service has asked for what follows a higher number: it gets this one all the same.
        await monday.office.sim("POST", "redeliver", update_id=update_id)
        await monday.office.settled()

    await hears(monday, "An", "NV1 15%")
    number = await newest_update(monday) + 100
    await monday.begin_to_count()
    await said("NV2 80%", number, -10, 9002)
    await said("NV2 xong", number - 1, -15, 9001)  # said before, and numbered before
    await said("NV2 vướng kinh phí", number + 2, -5, 9004)
    await said("NV2 85%", number + 1, -7, 9003)

    answers = [each.text for each in await monday.said()]
    assert "Đã ghi: NV2 đang thực hiện, 80%" in answers[0]
    assert "đến trước nên vẫn được giữ" in answers[1]
    assert "đến trước nên vẫn được giữ" in answers[3]
    (duty,) = [d for d in await monday.rows(duties) if d.percent == 85]
    assert duty.state == "started", "the word that names no percent keeps the one before it"
    entries = await monday.rows(progress, progress.c.duty_id == duty.id)
    in_order = sorted(entries, key=lambda row: row.said_at)[-4:]
    words = [row.text for row in in_order]
    assert words == ["NV2 xong", "NV2 80%", "NV2 85%", "NV2 vướng kinh phí"]
    found = [(row.before["state"], row.before["percent"]) for row in in_order[1:]]
    assert found == [("reported", 100), ("started", 80), ("started", 85)]


# --- broken -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": {"chat": "nobody", "text": 5}},
        {"callback_query": {"id": "1", "data": "2:done:1:1"}},
        {"message": {"message_id": 1, "date": "yesterday", "chat": {"id": 1001}}},
    ],
    ids=["empty", "no chat", "nobody pressed", "no date"],
)
async def test_a_malformed_update_is_set_aside_between_two_good_ones(
    monday: House, update: dict[str, Any]
) -> None:
    aside = len(await monday.rows(inbox, inbox.c.state == "set_aside"))
    await monday.office.say("An", f"NV1 {40 + aside}%")  # other words than the last time
    await monday.office.sim("POST", "updates", **update)
    await monday.office.say("Giang", f"NV2 {20 + aside}%")
    await monday.office.settled()

    answers = sorted((each.person, each.items) for each in await monday.said())
    assert answers == [("An", ("NV1",)), ("Giang", ("NV2",))]
    assert len(await monday.rows(inbox, inbox.c.state == "set_aside")) == aside + 1
    assert await monday.rows(inbox, inbox.c.state == "stored") == []


# --- without sense ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "words", "answer"),
    [
        ("Khách", "NV1 xong", "Tài khoản này chưa được liên kết"),
        ("An", "NV1 150%", "Tỷ lệ phải từ 0 đến 100%"),
        ("An", ("NV1 xong " * 500)[:4096], "Tin quá dài"),
        ("An", "NV2 xong", "không có quyền với NV2"),
    ],
    ids=["a stranger", "150 %", "4096 letters", "somebody else's task"],
)
async def test_what_cannot_be_recorded_gets_one_clear_answer(
    monday: House, person: str, words: str, answer: str
) -> None:
    before = await recorded(monday)

    (said,) = await hears(monday, person, words)

    assert said.person == person
    assert answer in said.text
    assert await recorded(monday) == before


async def test_a_button_of_another_time_gets_one_clear_answer(monday: House) -> None:
    asked = next(each for each in await everything_said_to(monday, "An") if len(each.items) == 2)
    await hears(monday, "An", "NV3 xong")
    before = await recorded(monday)
    await monday.begin_to_count()

    await press(monday, "An", asked, "done", nth=1)

    (said,) = await monday.said()
    assert "Nút này không còn dùng được: NV3" in said.text
    assert await recorded(monday) == before


async def everything_said_to(house: House, person: str) -> list[Said]:
    house.since = 0
    return await house.said_to(person)


async def press(house: House, person: str, on: Said, name: str, nth: int = 0) -> None:
    data = [each for each in on.buttons if each.startswith(f"2:{name}:")][nth]
    await house.office.press(person, on.message_id, data)
    await house.office.settled()
