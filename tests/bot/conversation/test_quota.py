"""A bot with a quota: what it sends is counted, warned of, spared, and in the end left out."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.channels.base import SendFailed
from scheduler.rules.quota import Quota
from storage import health, links, orgs, quotas
from storage.tables import links as link_rows
from storage.tables import notices
from storage.tables import quotas as quota_rows
from tests.bot.conversation.test_channels import link
from tests.bot.conversation.test_watchdog import morning, person
from tests.fakes import ChannelInMemory, OfficeInMemory

AUGUST = date(2026, 8, 1)
PEOPLE = 7  # of the office, all linked


@pytest.fixture
def limited(office: OfficeInMemory) -> OfficeInMemory:
    office.channel.quota = Quota(messages=1000, people=50)
    return office


async def used(office: OfficeInMemory, month: date = AUGUST) -> int:
    async with office.database.read() as connection:
        found = await quotas.of_month(connection, office.org, month)
    return found["memory"].sent if found else 0


async def have_sent(office: OfficeInMemory, parts: int) -> None:
    assert office.channel.quota is not None
    limits = {"memory": office.channel.quota}
    await office.database.write(
        lambda tx: tx.execute(delete(quota_rows).where(quota_rows.c.org_id == office.org))
    )
    await office.database.write(
        lambda tx: quotas.count(tx, office.org, AUGUST, {"memory": parts}, limits)
    )


async def test_reminders_and_echoes_count_alike(limited: OfficeInMemory) -> None:
    before = len(limited.channel.sent)
    await limited.at("2026-08-05T07:45")
    await limited.say("An", "NV1 60%")
    await limited.say("Khánh", "tổng hợp BC1")  # a text and two files

    assert await used(limited) == len(limited.channel.sent) - before > 4


async def test_what_may_have_arrived_counts_and_what_was_refused_does_not(
    limited: OfficeInMemory,
) -> None:
    limited.channel.repeats_unknown = False
    limited.channel.failing = [SendFailed(reason="cut", unknown=True)]
    await limited.say("An", "NV1 60%")
    assert await used(limited) == 1
    limited.channel.failing = [SendFailed(reason="no", refused=True)]
    await limited.say("An", "NV1 61%")
    assert await used(limited) == 1


async def test_warnings_are_told_once_each_to_who_can_do_something(limited: OfficeInMemory) -> None:
    await have_sent(limited, 700)
    (line,) = await morning(limited, 4)
    assert "memory 08/2026: 700/1000 (70%)" in line
    for day in (5, 6, 7, 10, 11, 12):
        assert await morning(limited, day) == []
    await have_sent(limited, 900)
    (line,) = await morning(limited, 13)
    assert "(90%)" in line
    assert await morning(limited, 14) == []
    assert await morning(limited, 21) == []


@pytest.mark.parametrize(
    ("said", "percent", "is_answered"),
    [
        ("NV1 60%", 89, True),
        ("NV1 60%", 90, False),
        ("NV2 xong", 90, False),
        ("ok", 90, False),
        ("/viec", 90, True),
        ("NV1 60% hay 80%", 90, True),  # not sure: asked
        ("NV1 xin gia hạn đến 20/9", 90, True),
        ("NV1 hẹn xong ngày 30/9", 90, True),  # later than its due day: that is said
        ("BC1 không phát sinh", 90, True),  # a report that is sent is confirmed
        ("vớ vẩn", 90, True),
    ],
)
async def test_near_the_end_only_what_was_clear_is_not_echoed(
    limited: OfficeInMemory, said: str, percent: int, is_answered: bool
) -> None:
    await limited.at("2026-08-05T07:45")
    await limited.at("2026-08-05T09:00")
    await have_sent(limited, percent * 10)

    assert bool(await limited.say("An", said)) is is_answered


async def test_what_was_unsure_or_corrected_is_echoed_near_the_end(limited: OfficeInMemory) -> None:
    await have_sent(limited, 900)

    assert await limited.say("An", "NV1 60%") == ""
    assert await limited.duty("NV1") == ("started", 60)
    assert "40%" in await limited.say("An", "NV1 40%")  # less than before
    await limited.say("An", "NV1 60% hay 80%")
    assert await limited.say("An", "2") != ""


async def test_at_the_end_nothing_leaves_by_this_bot(limited: OfficeInMemory) -> None:
    await have_sent(limited, 1000)
    before = len(limited.channel.sent)

    await limited.say("An", "/viec")
    await asyncio.sleep(0)

    assert len(limited.channel.sent) == before
    async with limited.database.read() as connection:
        org = await orgs.load(connection, limited.org)
        seen = await health.look(connection, org, limited.now, limited.real)
    assert seen.to_json()["quotas"] == {
        "memory": {"sent": 1000, "most": 1000, "percent": 100, "closed": True}
    }


async def test_at_the_end_messages_go_by_peoples_other_channels(limited: OfficeInMemory) -> None:
    telegram, mail = ChannelInMemory(name="telegram"), ChannelInMemory(name="email")
    limited.others = (telegram, mail)
    limited.__post_init__()
    await link(limited, "An", "telegram", "t1")
    await limited.database.write(
        lambda tx: tx.execute(
            update(link_rows)
            .where(link_rows.c.org_id == limited.org, link_rows.c.channel == "memory")
            .values(since=limited.now + timedelta(days=1))
        )
    )
    await have_sent(limited, 1000)
    before = len(limited.channel.sent)

    await limited.at("2026-08-05T07:45")

    assert len(limited.channel.sent) == before
    assert ["BC1" in part.text for address, _, part in telegram.sent if address == "t1"] == [True]


async def test_the_platforms_word_closes_the_bot_and_is_told(limited: OfficeInMemory) -> None:
    limited.channel.failing = [SendFailed(reason="quota", closed=True)]
    before = len(limited.channel.sent)
    await limited.say("An", "/viec")

    assert len(limited.channel.sent) == before
    async with limited.database.read() as connection:
        found = await quotas.of_month(connection, limited.org, AUGUST)
    assert found["memory"].is_closed(limited.now)
    assert any("429" in line for line in await morning(limited, 4))


# --- the people a bot may speak with --------------------------------------------------------


async def test_the_next_person_is_refused_and_told_what_to_do(office: OfficeInMemory) -> None:
    office.channel.quota = Quota(messages=1000, people=PEOPLE)
    who = await person(office, "An")
    code = await office.database.write(lambda tx: links.make_code(tx, office.org, who, office.now))

    said = await office.say("999", code)
    assert "đủ 7 người" in said
    assert "quản trị" in said

    office.channel.quota = Quota(messages=1000, people=PEOPLE + 1)
    assert "Chào An" in await office.say("999", code)  # the code is still good


async def test_who_finds_no_room_is_told_which_bot_has_some(office: OfficeInMemory) -> None:
    second, mail = ChannelInMemory(name="zalo_bot/b"), ChannelInMemory(name="email", receives=False)
    second.quota = Quota(messages=1000, people=1)
    office.others = (second, mail)
    office.__post_init__()
    office.channel.quota = Quota(messages=1000, people=PEOPLE)

    said = await office.say("999", "ABCD2345")
    assert "Xin gõ chính mã này cho bot khác của cơ quan: Zalo (bot b)." in said
    await link(office, "An", "zalo_bot/b", "z1")
    assert "Zalo (bot b)" not in await office.say("999", "ABCD2345")


async def test_queued_notices_of_a_spared_echo_are_settled(limited: OfficeInMemory) -> None:
    await have_sent(limited, 950)
    await limited.say("An", "NV1 60%")

    async with limited.database.read() as connection:
        rows = await connection.execute(
            select(notices.c.state).where(
                notices.c.org_id == limited.org, notices.c.kind == "answer"
            )
        )
        assert [row.state for row in rows] == ["dropped"]


async def test_blocked_people_still_take_a_place(office: OfficeInMemory) -> None:
    office.channel.quota = Quota(messages=1000, people=PEOPLE)
    await office.database.write(
        lambda tx: tx.execute(
            update(link_rows).where(link_rows.c.org_id == office.org).values(state="blocked")
        )
    )

    assert "đủ 7 người" in await office.say("999", "ABCD2345")
