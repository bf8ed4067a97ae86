"""Where somebody wants to be written to, said in chat, and what becomes of it."""

from datetime import timedelta

import pytest

from bot.channels.base import SendFailed
from storage import health, inbox, links, orgs
from tests.fakes import ChannelInMemory, OfficeInMemory

ZALO = "zalo_bot"


@pytest.fixture
async def linked(office: OfficeInMemory) -> ChannelInMemory:
    """An has linked Zalo first and Telegram after it; everybody else has the channel they had."""
    zalo, telegram = ChannelInMemory(name=ZALO), ChannelInMemory(name="telegram")
    office.others = (zalo, telegram)
    office.__post_init__()
    await office.at("2026-08-04T10:00")
    await link(office, "An", ZALO, "z1")
    await office.at("2026-08-04T11:00")
    await link(office, "An", "telegram", "t1")
    return zalo


async def link(office: OfficeInMemory, name: str, channel: str, address: str) -> None:
    person = int(office.addresses[name]) - 100
    code = await office.database.write(
        lambda tx: links.make_code(tx, office.org, person, office.now)
    )
    await office.database.write(
        lambda tx: links.use_code(tx, office.org, code, channel, address, office.now)
    )


async def order(office: OfficeInMemory, name: str) -> list[str]:
    person = int(office.addresses[name]) - 100
    async with office.database.read() as connection:
        found = await links.orders_of(connection, office.org, [person])
    return [at.channel for at in found[person]]


@pytest.mark.parametrize(
    ("words", "channels"),
    [
        ("ưu tiên zalo", [ZALO, "telegram"]),
        ("Ưu tiên Zalo ạ", [ZALO, "telegram"]),
        ("nhắn qua zalo", [ZALO, "telegram"]),
        ("nhắn tin cho tôi qua Zalo bot nhé", [ZALO, "telegram"]),
        ("nhắc em bằng zalo", [ZALO, "telegram"]),
        ("chỉ nhắn qua zalo thôi", [ZALO, "telegram"]),
        ("/kenh zalo telegram", [ZALO, "telegram"]),
        ("/kenh telegram, zalo", ["telegram", ZALO]),
        ("/channel zalo", [ZALO, "telegram"]),
        ("prefer zalo", [ZALO, "telegram"]),
        ("message me on telegram", ["telegram", ZALO]),
        ("write to me by Zalo first", [ZALO, "telegram"]),
    ],
)
async def test_a_person_says_where_to_be_written_to(
    office: OfficeInMemory, linked: ChannelInMemory, words: str, channels: list[str]
) -> None:
    assert await order(office, "An") == ["telegram", ZALO, "memory"]

    said = await office.say("An", words)

    assert await order(office, "An") == [*channels, "memory"]
    assert "Zalo, Telegram" in said if channels[0] == ZALO else "Telegram, Zalo" in said


async def test_the_next_reminder_goes_there(
    office: OfficeInMemory, linked: ChannelInMemory
) -> None:
    await office.say("An", "ưu tiên zalo")

    await office.at("2026-08-05T07:45")

    assert [address for address, _, _ in linked.sent] == ["z1"]


async def test_it_can_be_asked_for_and_taken_back(
    office: OfficeInMemory, linked: ChannelInMemory
) -> None:
    assert "Telegram, Zalo" in await office.say("An", "/kenh")
    await office.say("An", "ưu tiên zalo")

    assert "Telegram" in await office.say("An", "/kenh mới nhất")

    assert (await order(office, "An"))[0] == "telegram"


@pytest.mark.parametrize(
    ("who", "words", "why"),
    [
        ("Bình", "ưu tiên zalo", "chưa liên kết Zalo"),
        ("An", "nhắn qua zalo oa", "chưa liên kết Zalo OA"),
        ("An", "nhắn qua email", "Thư điện tử chỉ dùng khi"),
    ],
)
async def test_what_cannot_be_says_why_and_changes_nothing(
    office: OfficeInMemory, linked: ChannelInMemory, who: str, words: str, why: str
) -> None:
    before = await order(office, who)

    assert why in await office.say(who, words)

    assert await order(office, who) == before


async def test_a_second_link_leaves_the_first_as_it_is(
    office: OfficeInMemory, linked: ChannelInMemory
) -> None:
    assert "đã liên kết với An" not in await office.say("An", "/viec")
    assert sorted(await order(office, "An")) == ["memory", "telegram", ZALO]


async def test_a_code_typed_in_a_linked_chat_links_nobody_and_stays_good(
    office: OfficeInMemory,
) -> None:
    of_binh = await office.database.write(
        lambda tx: links.make_code(tx, office.org, int(office.addresses["Bình"]) - 100, office.now)
    )

    assert "đã liên kết với An" in await office.say("An", f"LIENKET {of_binh}")

    assert await order(office, "An") == ["memory"]
    async with office.database.read() as connection:
        assert await links.is_good(connection, office.org, of_binh, office.now)


async def test_of_one_dead_channel_the_head_hears_that_the_other_goes_on(
    office: OfficeInMemory, linked: ChannelInMemory
) -> None:
    await office.say("An", "ưu tiên zalo")
    linked.failing = [SendFailed(reason="unfollowed", gone=True)]

    await office.at("2026-08-05T07:45")
    await office.at("2026-08-05T13:30")

    assert "An không còn nhận được tin qua Zalo" in office.said_to("Bình")
    assert await order(office, "An") == ["telegram", "memory"]
    async with office.database.read() as connection:
        org = await orgs.load(connection, office.org)
        seen = await health.look(connection, org, office.now, office.real)
    assert (seen.dead_links, seen.unlinked) == (1, 0)
    assert seen.is_ready


@pytest.mark.parametrize("who", ["Sơn", "Tâm", "Bình"])
async def test_of_whoever_has_no_head_above_the_coordinator_hears(
    office: OfficeInMemory, who: str
) -> None:
    """No head is asked to see to it that a deputy director answers."""
    await office.leave(who)
    await office.at("2026-08-04T07:45")

    told = f"{who} không còn nhận được tin"
    hears = [name for name in ("An", "Bình", "Chi", "Khánh") if told in office.said_to(name)]
    assert hears == ["Khánh"]


async def test_whoever_lost_the_last_channel_is_counted_as_unlinked(
    office: OfficeInMemory,
) -> None:
    await office.leave("An")

    async with office.database.read() as connection:
        org = await orgs.load(connection, office.org)
        seen = await health.look(connection, org, office.now, office.real)
    assert (seen.dead_links, seen.unlinked) == (1, 1)
    assert seen.to_json()["dead_links"] == 1
    assert seen.is_ready


@pytest.mark.parametrize("has_another", [False, True])
async def test_of_a_heads_dead_channel_the_coordinator_hears(
    office: OfficeInMemory, linked: ChannelInMemory, has_another: bool
) -> None:
    if has_another:
        await link(office, "Bình", ZALO, "z2")

    await office.leave("Bình")
    await office.at("2026-08-04T13:30")

    said = office.said_to("Khánh")
    assert ("Đôn Đốc vẫn nhắc đồng chí ấy qua Zalo" in said) is has_another
    assert ("Bình không còn nhận được tin của Đôn Đốc" in said) is not has_another


async def test_a_climb_that_reached_nobody_is_looked_at_when_somebody_is_reached_again(
    office: OfficeInMemory,
) -> None:
    """As when the quota of the only bot is used up: verify at the end finds none asleep."""
    await office.at("2026-08-14T13:30")
    used_up = [SendFailed(reason="the quota is used up", closed=True) for _ in range(20)]
    office.channel.failing = used_up
    await office.at("2026-08-17T07:45")
    assert len(used_up) < 20
    office.channel.failing = []

    await office.at("2026-08-17T08:00")
    assert "NV1" in await office.say("An", "/viec")


async def test_where_the_bot_of_the_first_choice_is_not_set_the_next_one_speaks(
    office: OfficeInMemory, linked: ChannelInMemory
) -> None:
    """An's first choice is Telegram, and the office has been set up anew without it."""
    office.others = (linked,)
    office.__post_init__()

    await office.at("2026-08-05T07:45")

    assert [address for address, _, _ in linked.sent] == ["z1"]


async def test_an_answer_of_a_bot_that_is_no_longer_set_reaches_its_person(
    office: OfficeInMemory, linked: ChannelInMemory
) -> None:
    telegram = office.others[1]
    payload = {"address": "t1", "id": "1", "text": "/viec"}
    await office.database.write(
        lambda tx: inbox.store(
            tx, office.org, "telegram", [("1", payload)], 2, now=office.now, real_now=office.real
        )
    )
    await office.listen()
    office.others = (linked,)
    office.__post_init__()

    await office.catch_up()

    assert [address for address, _, _ in linked.sent] == ["z1"]
    assert isinstance(telegram, ChannelInMemory)
    assert telegram.sent == []


async def test_whom_no_bot_there_is_reaches_is_told_when_theirs_is_set_again(
    office: OfficeInMemory, linked: ChannelInMemory
) -> None:
    memory, office.channel = office.channel, ChannelInMemory(name="telegram")
    office.others = (linked,)
    office.__post_init__()
    await office.at("2026-08-05T07:45")
    async with office.database.read() as connection:
        org = await orgs.load(connection, office.org)
        seen = await health.look(connection, org, office.now + timedelta(hours=1), office.real)
    assert not seen.is_ready
    before = len(memory.sent)

    office.channel, office.others = memory, ()
    office.__post_init__()
    await office.at("2026-08-05T09:00")

    assert len(memory.sent) > before
