"""What the menu offers works when it is tapped, with nothing typed behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.receiving.menus import NAMES, OFFERED, offered
from storage.people import load_staff
from storage.tables import notices
from tests.bot.conversation.conftest import PEOPLE, an_office
from tests.fakes import OfficeInMemory

MORE = """Nga,Quản trị,Phòng Kế hoạch,Sở Mẫu,admin,,no
Oanh,Trưởng phòng,Phòng Một,Sở Mẫu,head;admin,,no
Uyên,Giám đốc,Sở Mẫu,,leader;admin,,no
"""
WHO = {
    "officer": "An",
    "head": "Bình",
    "coordinator": "Khánh",
    "admin": "Nga",
    "head_admin": "Oanh",
    "leader": "Tâm",
    "leader_admin": "Uyên",
}
REFUSALS = ("no.command", "no.access", "ask.what", "error.", "link.only", "no.only", "no.unit")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_office(tmp_path / "office.db", PEOPLE + MORE, until=much_is_late) as made:
        yield made


async def much_is_late(office: OfficeInMemory) -> None:
    """The 19th of August 2026: there is something to remind of."""
    await office.at("2026-08-19T07:45")
    await office.at("2026-08-19T09:00")


async def answers(office: OfficeInMemory) -> list[str]:
    """The keys of all that was answered."""
    async with office.database.read() as connection:
        own = select(notices.c.facts).where(
            notices.c.org_id == office.org, notices.c.kind == "answer"
        )
        return [facts["text"] for facts in await connection.scalars(own.order_by(notices.c.id))]


@pytest.mark.parametrize("who", WHO)
async def test_each_command_answers_when_it_is_tapped(office: OfficeInMemory, who: str) -> None:
    async with office.database.read() as connection:
        staff = await load_staff(connection, office.org)
    (person,) = staff.named(WHO[who])
    assert offered(staff, person.id) == who

    for phrase in OFFERED[who]:
        for name in dict.fromkeys(NAMES[phrase].values()):
            said = await office.say(WHO[who], f"/{name}")
            key = (await answers(office))[-1]
            assert said, name
            assert not key.startswith(REFUSALS), (name, key)


def test_somebody_taps_each_menu() -> None:
    assert {*WHO, "group"} == set(OFFERED)  # in groups: tests/bot/conversation/test_groups.py


@pytest.mark.parametrize(
    ("person", "sentences", "last"),
    [
        ("An", ["/nv", "1"], "QUÁ HẠN"),
        ("Bình", ["/nhacviec", "1"], "Đôn Đốc sẽ nhắc An về"),
        ("Bình", ["/thongbao", "1", "họp lúc 14h thứ 5", "1"], "Đôn Đốc sẽ báo 2 người"),
        ("Bình", ["/thongbao HC", "họp lúc 14h thứ 5", "1"], "Đôn Đốc sẽ báo 2 người"),
        ("Khánh", ["/lienket", "Dung"], "mã"),
        ("Khánh", ["/donvi", "HC"], "Phòng Hành chính"),
    ],
)
async def test_what_is_missing_is_asked_for(
    office: OfficeInMemory, person: str, sentences: list[str], last: str
) -> None:
    said = ""
    for sentence in sentences:
        said = await office.say(person, sentence)

    assert last in said


async def test_nothing_to_choose_from_is_said(office: OfficeInMemory) -> None:
    assert "Không có việc quá hạn nào" in await office.say("Chi", "/nhacviec")
    assert "Đồng chí chưa gửi thông báo nào" in await office.say("Dung", "/thongbao")
    assert "Hiện không có việc nào đang mở" in await office.say("Dung", "/nv")
    said = await office.say("Chi", "/thongbao HC")
    assert "mới thông báo cho Phòng Hành chính được" in said
