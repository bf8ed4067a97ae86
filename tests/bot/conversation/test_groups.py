"""Nhóm: in a group the bot answers only who speaks to it, with codes and dates."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.receiving.actions import ACTIONS
from scheduler.rules.confidentiality import Level
from storage import bots, links
from storage.tables import journal, progress
from tests.bot.conversation.test_confidentiality import TITLES, keep
from tests.fakes import OfficeInMemory

GROUP = "-1009"
BOT = "memory_bot"


async def named(office: OfficeInMemory, *, hears_all: bool = False) -> None:
    """What the platform says of the bot is known."""

    async def work(tx: Any) -> None:
        await bots.keep_name(tx, office.org, "memory", BOT)
        await bots.keep_hearing(tx, office.org, "memory", hears_all)

    await office.database.write(work)


async def say(office: OfficeInMemory, name: str, words: str, **how: Any) -> tuple[str, str]:
    """What is answered in the group, and to the person alone."""
    office.said_to(name)
    how = {"to_us": words.startswith("/"), **how}
    if f"@{BOT}" in words:
        how["mentions"] = [BOT]
    sender = office.addresses.get(name, name)
    in_group = await office._receive(GROUP, text=words, in_group=True, sender=sender, **how)
    return in_group, office.said_to(name)


async def entries(office: OfficeInMemory) -> int:
    async with office.database.read() as connection:
        count = select(func.count()).select_from(progress).where(progress.c.org_id == office.org)
        return await connection.scalar(count) or 0


@pytest.fixture
async def group(office: OfficeInMemory) -> OfficeInMemory:
    """A group in which the bot has said what it hears."""
    await named(office)
    await office._receive(GROUP, reach="live", in_group=True)
    return office


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("NV1 60%", {}),
        ("chào cả nhà", {}),
        ("@another_bot NV1 60%", {"mentions": ["another_bot"]}),
        ("/quahan@another_bot", {"to_us": False, "mentions": ["another_bot"]}),
        (f"@{BOT} NV1 60%", {"is_edit": True}),
    ],
)
async def test_what_is_not_said_to_it_is_nothing_to_it(
    group: OfficeInMemory, words: str, how: dict[str, Any]
) -> None:
    before = await entries(group)

    assert await say(group, "An", words, **how) == ("", "")

    assert await entries(group) == before


@pytest.mark.parametrize(
    ("words", "how"),
    [
        (f"@{BOT} NV1 60%", {}),
        (f"@{BOT.upper()}, NV1 60%", {"mentions": [BOT.upper()]}),
        ("NV1 60%", {"to_us": True, "reply_to": "1"}),
    ],
)
async def test_a_word_said_to_it_is_recorded_and_echoed_there(
    group: OfficeInMemory, words: str, how: dict[str, Any]
) -> None:
    there, alone = await say(group, "An", words, **how)

    assert "Đã ghi: NV1 đang thực hiện, 60%" in there
    assert alone == ""
    assert (await group.duty("NV1"))[1] == 60


@pytest.mark.parametrize(("level", "echoed"), [(Level.CODE, False), (Level.TITLE, True)])
async def test_of_a_plan_that_shows_codes_alone_nothing_typed_is_said_again(
    group: OfficeInMemory, level: Level, echoed: bool
) -> None:
    await keep(group, level)
    there, _ = await say(group, "An", f"@{BOT} NV1 60%, vướng kinh phí quyết toán")
    assert "60%" in there
    assert ("kinh phí quyết toán" in there) is echoed


@pytest.mark.parametrize(
    "words", ["/quahan", f"@{BOT} việc quá hạn", "/sapden 20 ngày", "/tonghop"]
)
async def test_lists_of_the_office_name_codes_and_days_only(
    group: OfficeInMemory, words: str
) -> None:
    await group.say("An", "NV1 vướng kho lưu trữ")
    await group.at("2026-08-21T09:00")

    there, alone = await say(group, "Bình", words)

    for hidden in (*TITLES, "kho lưu trữ", "Dung", "An,"):
        assert hidden not in there.lower()
    assert "NV1" in there or ("BC1" in there and "sapden" in words) or "tonghop" in words
    assert alone == ""
    buttons = [part.buttons for at, _, part in group.channel.sent if at == GROUP]
    assert not any(buttons)


@pytest.mark.parametrize(
    "words",
    [
        "/nv NV1",
        "/viec",
        "/visao NV1",
        "/trogiup",
        "/quahan xlsx",
        "/lienket An",
        "1 xong",
        "/kenh",
    ],
)
async def test_what_is_one_persons_goes_to_them_alone(group: OfficeInMemory, words: str) -> None:
    await group.at("2026-08-21T09:00")

    there, alone = await say(group, "Bình", words, to_us=True)

    assert there == "Đã trả lời riêng."
    assert alone


async def test_what_asks_back_asks_the_person_alone(group: OfficeInMemory) -> None:
    there, alone = await say(group, "An", f"@{BOT} NV1 ổn rồi nhé")

    assert there == "Đã trả lời riêng."
    assert "1)" in alone
    assert "Đã ghi" in await group.say("An", "1")


async def test_whoever_cannot_be_reached_alone_is_asked_to_write(group: OfficeInMemory) -> None:
    await group.leave("Bình")

    there, alone = await say(group, "Bình", "/viec")

    assert "nhắn riêng" in there
    assert alone == ""


async def test_access_is_the_speakers(group: OfficeInMemory) -> None:
    await group.at("2026-08-21T09:00")

    there, _ = await say(group, "Chi", f"@{BOT} NV1 60%")

    assert "NV1" in there
    assert "Đã ghi" not in there
    assert (await group.duty("NV1"))[1] is None


async def test_strangers_are_answered_once_a_day(group: OfficeInMemory) -> None:
    assert "chưa biết tài khoản" in (await say(group, "999", "/quahan"))[0]
    assert (await say(group, "998", "/quahan"))[0] == ""
    await group.at("2026-08-04T09:00")

    assert "chưa biết tài khoản" in (await say(group, "999", "/quahan"))[0]


@pytest.mark.parametrize("to_us", [True, False])
async def test_a_linking_code_in_a_group_is_void(group: OfficeInMemory, to_us: bool) -> None:
    person = int(group.addresses["An"]) - 100
    code = await group.database.write(lambda tx: links.make_code(tx, group.org, person, group.now))

    there, _ = await say(group, "999", code, to_us=to_us)

    assert "không còn dùng được" in there
    assert "hết hạn" in await group.say("999", code)
    async with group.database.read() as connection:
        noted = select(journal.c.what).where(journal.c.org_id == group.org)
        assert "link_code_in_group" in (await connection.scalars(noted)).all()


async def test_it_says_once_what_it_hears(office: OfficeInMemory) -> None:
    await named(office)

    said = await office._receive(GROUP, reach="live", in_group=True)
    again = await office._receive(GROUP, reach="live", in_group=True)

    assert f"@{BOT}" in said
    assert again == ""
    assert "chỉ nghe được" not in (await say(office, "An", "/quahan"))[0]


@pytest.mark.parametrize(("hears_all", "told"), [(False, True), (True, False)])
async def test_where_nobody_told_it_that_it_was_added(
    office: OfficeInMemory, hears_all: bool, told: bool
) -> None:
    await named(office, hears_all=hears_all)

    there, _ = await say(office, "Bình", "/quahan")

    assert ("chỉ nghe được" in there) is told


async def test_a_group_that_moves_is_answered_where_it_is(group: OfficeInMemory) -> None:
    group.is_cut_off = True
    await say(group, "An", f"@{BOT} NV1 60%", topic="7")
    await group._receive(GROUP, moved_to="-1005", in_group=True)
    group.is_cut_off = False

    await group.catch_up()

    assert "Đã ghi: NV1" in group.said_to("-1005")
    assert group.channel.topics[-1] == "7"
    assert "chỉ nghe" not in await group._receive("-1005", reach="live", in_group=True)


async def test_where_it_was_removed_nothing_more_is_said(group: OfficeInMemory) -> None:
    group.is_cut_off = True
    await say(group, "An", f"@{BOT} NV1 60%")
    group.is_cut_off = False

    assert await group._receive(GROUP, reach="blocked", in_group=True) == ""


async def test_whatever_is_asked_for_there_the_group_reads_codes_and_dates(
    group: OfficeInMemory,
) -> None:
    await group.at("2026-08-21T09:00")
    await say(group, "An", f"@{BOT} NV2 60%")
    shown: list[tuple[str, str]] = []

    for action in ACTIONS:
        if action.name == "undo":
            continue  # it would take back what the others are to be asked about
        for ways in action.ways:
            said, _ = await say(group, "Bình", ways.coded, to_us=True)
            shown += [(ways.coded, title) for title in TITLES if title in said.lower()]
            shown += [(ways.coded, name) for name in ("Dung", "Khánh", "Tâm") if name in said]

    # What is recorded is echoed to whoever said it, with the name that they typed.
    assert [(words, name) for words, name in shown if name not in words] == []
