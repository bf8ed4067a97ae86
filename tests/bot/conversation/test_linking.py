"""Linking in a living office: codes by chat, guessing, who is missing, ending links, language."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.base import SendFailed
from bot.receiving.offering import Offering
from scheduler.rules.guessing import MOST_OF_ALL
from storage import links
from storage.people import load_staff
from storage.tables import journal, link_codes, metadata
from storage.tables import links as link_rows
from tests.fakes import OfficeInMemory

CODE = re.compile(r"\b([A-Z2-9]{4}-[A-Z2-9]{4})\b")


async def unlink(office: OfficeInMemory, *names: str) -> None:
    """These people have no link from the beginning."""
    async with office.database.read() as connection:
        staff = await load_staff(connection, office.org)
    for name in names:
        (person,) = staff.named(name)
        await office.database.write(
            lambda tx, p=person.id: links.unlink(tx, office.org, p, office.now)  # type: ignore[misc]  # mypy does not infer a lambda's default
        )


async def noted(office: OfficeInMemory, what: str) -> list[dict[str, object]]:
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(journal.c.facts)
            .where(journal.c.org_id == office.org, journal.c.what == what)
            .order_by(journal.c.id)
        )
        return [row.facts for row in rows]


def code_in(said: str) -> str:
    found = CODE.search(said)
    assert found, said
    return found[1]


def person(office: OfficeInMemory, name: str) -> int:
    return int(office.addresses[name]) - 100


# --- codes by chat ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "mã liên kết cho Dung",
        "cấp mã liên kết cho đ/c Dung",
        "/lienket Dung",
        "linking code for Dung",
        "xin mã liên kết mới cho chị Dung",
        "mã liên kết Dung",
        "ma lien ket phong hc",
    ],
)
async def test_a_code_made_in_chat_links_its_person(office: OfficeInMemory, asked: str) -> None:
    await unlink(office, "Dung")

    code = code_in(await office.say("Khánh", asked))
    welcome = await office.say("new", f"/start {code}")

    assert "Chào Dung" in welcome
    assert "thử" in welcome
    assert "đã được dùng" in await office.say("another", code)
    made = await noted(office, "link_code_made")
    assert made[-1]["of"] == person(office, "Dung")
    assert (await office.duty("NV4"))[0] == "open"


@pytest.mark.parametrize(
    "words",
    [
        "{code}",
        "{lower}",
        "{half} {rest}",
        "mã của tôi là {lower}",
        "ma lien ket: {code} ạ",
        "mã: {code}",
        "code {lower}",
        "Mã liên kết của em là {half} {rest} ạ.",
    ],
)
async def test_a_code_is_typed_as_people_type(office: OfficeInMemory, words: str) -> None:
    await unlink(office, "Dung")
    code = code_in(await office.say("Khánh", "/lienket Dung"))
    half, rest = code.split("-")

    typed = words.format(code=code, lower=code.lower(), half=half, rest=rest)

    assert "Chào Dung" in await office.say("new", typed)


async def test_a_code_stands_nowhere_in_the_database_before_it_is_typed(
    office: OfficeInMemory,
) -> None:
    await unlink(office, "Dung")
    code = code_in(await office.say("Khánh", "mã liên kết cho Dung"))

    async with office.database.read() as connection:
        for table in (each for each in metadata.sorted_tables if "org_id" in each.c):
            query = select(table).where(table.c.org_id == office.org)
            for row in await connection.execute(query):
                assert code not in repr(row)
                assert code.replace("-", "") not in repr(row)


async def test_a_message_that_is_said_again_says_the_same_code(office: OfficeInMemory) -> None:
    await unlink(office, "Dung")
    office.channel.failing.append(SendFailed(reason="busy", wait=timedelta(0)))
    await office.say("Khánh", "mã liên kết cho Dung")
    await office.catch_up()
    code = code_in(office.last("Khánh")[1])

    assert "Chào Dung" in await office.say("new", code)


async def test_a_unit_gets_a_code_for_each_who_has_no_link(office: OfficeInMemory) -> None:
    await unlink(office, "An", "Dung")

    said = await office.say("Khánh", "mã liên kết Phòng Hành chính")

    codes = dict(re.findall(r"- (\w+): ([A-Z2-9]{4}-[A-Z2-9]{4})", said))
    assert set(codes) == {"An", "Dung"}
    assert "Chào An" in await office.say("new", codes["An"])
    assert "Chào Dung" in await office.say("newer", codes["Dung"])
    assert "đã liên kết" in await office.say("Khánh", "mã liên kết Phòng Hành chính")


@pytest.mark.parametrize(
    ("who", "asked", "answer"),
    [
        ("An", "mã liên kết cho Dung", "đầu mối tổng hợp hoặc quản trị"),
        ("Sơn", "/lienket Dung", "đầu mối tổng hợp hoặc quản trị"),
        ("Khánh", "mã liên kết cho Hùng", "Không tìm thấy người hay đơn vị nào tên “Hùng”"),
        ("Khánh", "mã liên kết", "cho ai?"),
        ("Khánh", "mã liên kết cho Phòng Kế hoạch", "Mọi người của Phòng Kế hoạch đã liên kết"),
    ],
)
async def test_what_makes_no_code_says_so(
    office: OfficeInMemory, who: str, asked: str, answer: str
) -> None:
    assert answer in await office.say(who, asked)

    async with office.database.read() as connection:
        found = await connection.execute(
            select(link_codes.c.id).where(
                link_codes.c.org_id == office.org, link_codes.c.used_at.is_(None)
            )
        )
        assert found.all() == []


async def test_the_name_may_follow_our_question(office: OfficeInMemory) -> None:
    await unlink(office, "Dung")
    await office.say("Khánh", "mã liên kết")

    assert "Chào Dung" in await office.say("new", code_in(await office.say("Khánh", "Dung")))


async def test_whoever_is_linked_is_told_that_there_is_a_code(office: OfficeInMemory) -> None:
    code_in(await office.say("Khánh", "mã liên kết cho Dung"))

    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T13:31")

    assert "Khánh vừa tạo mã liên kết mới" in office.said_to("Dung")


# --- linking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["thử", "Thử ạ", "test", "/thu"])
async def test_whoever_is_linked_sees_that_it_works(office: OfficeInMemory, said: str) -> None:
    assert "chạy tốt cả hai chiều" in await office.say("An", said)


async def test_a_code_that_is_no_good_says_why(office: OfficeInMemory) -> None:
    await unlink(office, "Dung")
    code = code_in(await office.say("Khánh", "mã liên kết cho Dung"))
    office.now += links.CODE_LIVES

    assert "không đúng" in await office.say("new", "ABCD2345")
    assert "đã hết hạn" in await office.say("new", code)
    assert await links_of(office, "Dung") == []


async def test_an_account_changes_its_person_by_unlinking_first(office: OfficeInMemory) -> None:
    await unlink(office, "Dung")
    code = code_in(await office.say("Khánh", "mã liên kết cho Dung"))

    assert "hủy liên kết" in await office.say("An", code)
    assert "1)" in await office.say("An", "hủy liên kết")
    assert "Đã hủy liên kết" in await office.say("An", "1")
    assert "Chào Dung" in await office.say("An", code)

    assert await links_of(office, "An") == []
    assert len(await links_of(office, "Dung")) == 1
    assert (await noted(office, "unlinked"))[-1]["of"] == person(office, "An")
    assert len(await noted(office, "linked")) == 1


# --- guessing -----------------------------------------------------------------------------------


async def test_guessing_is_slowed_more_each_time(office: OfficeInMemory) -> None:
    await unlink(office, "Dung")
    good = code_in(await office.say("Khánh", "mã liên kết cho Dung"))

    for silence in (15, 30, 60):
        for n in range(4):
            assert "không đúng" in await office.say("thief", f"ABCD234{n + 2}")
        assert "quá nhiều mã" in await office.say("thief", "ABCD2347")
        assert await office.say("thief", good) == ""
        office.now += timedelta(minutes=silence - 1)
        assert await office.say("thief", "ABCD2347") == ""
        office.now += timedelta(minutes=1)

    assert len(await noted(office, "link_guessing")) == 3
    assert "Chào Dung" in await office.say("new", good)


async def test_wrong_codes_far_apart_are_slips(office: OfficeInMemory) -> None:
    for n in range(8):
        assert "không đúng" in await office.say("new", f"ABCD234{n + 2 - n // 6}")
        office.now += timedelta(minutes=10)


async def test_many_accounts_that_guess_side_by_side_are_slowed(office: OfficeInMemory) -> None:
    for n in range(MOST_OF_ALL):
        assert "không đúng" in await office.say(f"thief{n}", "ABCD2345")

    assert "quá nhiều mã sai" in await office.say("new", "ABCD2345")

    office.now += timedelta(minutes=15)
    assert "không đúng" in await office.say("new", "ABCD2345")


async def test_guessing_is_reported(office: OfficeInMemory) -> None:
    for n in range(5):
        await office.say("4711", f"ABCD234{n + 2}")

    await office.at("2026-08-04T07:45")
    await office.at("2026-08-04T07:46")

    said = office.said_to("Khánh")
    assert "gõ sai mã liên kết quá nhiều lần" in said
    assert "4711" in said


# --- who is missing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "asked", "named", "hidden"),
    [
        ("Khánh", "ai chưa liên kết?", ["Dung", "Chi"], []),
        ("Khánh", "/chualienket", ["Dung", "Chi"], []),
        ("Tâm", "who is not linked yet?", ["Dung", "Chi"], []),
        ("Bình", "ai chưa liên kết", ["Dung"], ["Chi"]),
        ("An", "ai chưa liên kết", ["đầu mối"], ["Dung", "Chi"]),
    ],
)
async def test_who_is_not_linked_is_listed(
    office: OfficeInMemory, who: str, asked: str, named: list[str], hidden: list[str]
) -> None:
    await unlink(office, "Dung", "Chi")

    said = await office.say(who, asked)

    assert all(name in said for name in named), said
    assert not any(name in said for name in hidden), said


# --- ending a link ------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["hủy liên kết của Dung", "/huylienket Dung", "unlink Dung"])
async def test_the_coordinator_ends_the_links_of_another(
    office: OfficeInMemory, asked: str
) -> None:
    assert "Hủy mọi liên kết của đồng chí Dung" in await office.say("Khánh", asked)
    assert len(await links_of(office, "Dung")) == 1

    assert "Đã hủy liên kết của đồng chí Dung" in await office.say("Khánh", "đúng")

    assert await links_of(office, "Dung") == []
    assert "chưa được liên kết" in await office.say("Dung", "NV1 xong")
    assert "chưa có liên kết" in await office.say("Khánh", asked)


@pytest.mark.parametrize("asked", ["hủy liên kết", "/huylienket", "unlink me"])
async def test_a_link_ends_only_after_a_yes(office: OfficeInMemory, asked: str) -> None:
    assert "2)" in await office.say("An", asked)
    assert "bỏ qua" in await office.say("An", "2")
    assert len(await links_of(office, "An")) == 1


async def test_an_officer_ends_no_link_of_another(office: OfficeInMemory) -> None:
    assert "đầu mối" in await office.say("An", "hủy liên kết của Dung")
    assert len(await links_of(office, "Dung")) == 1


async def test_what_was_asked_of_somebody_without_a_link_goes_to_another(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "hủy liên kết")
    await office.say("An", "1")
    office.said_to("An")

    await office.at("2026-08-11T07:45")
    await office.at("2026-08-11T07:46")

    assert "NV1" in office.said_to("Bình")
    assert office.said_to("An") == ""


# --- language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", ["/ngonngu en", "English please", "nói tiếng Anh", "speak English"]
)
async def test_the_language_is_chosen_by_chat(office: OfficeInMemory, asked: str) -> None:
    assert "writes to you in English" in await office.say("Bình", asked)
    assert "Nothing is overdue" in await office.say("Bình", "/overdue")

    menus: dict[str | None, list[str]] = {}
    await Offering(
        office.database, office.org, "so-mau", office.channels, office.real_clock
    ).offer()
    for menu in office.channel.menus:
        menus[menu.address] = [each.name for each in menu.commands]
    assert "mine" in menus[office.addresses["Bình"]]

    assert "bằng tiếng Việt" in await office.say("Bình", "tiếng Việt")


async def links_of(office: OfficeInMemory, name: str) -> list[str]:
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(link_rows.c.address).where(
                link_rows.c.org_id == office.org, link_rows.c.person_id == person(office, name)
            )
        )
        return [row.address for row in rows]
