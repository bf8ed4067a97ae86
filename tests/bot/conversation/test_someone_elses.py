"""Someone else's work: whoever may see it is told whose it is, whoever may not is told no more."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.tables import charges, progress, requests, snoozes, submissions
from tests.bot.conversation.conftest import an_office
from tests.fakes import OfficeInMemory

WHOSE = "{code} là việc của HC, không phải việc của đồng chí, nên Đôn Đốc chưa ghi gì."
NO_ACCESS = "Đồng chí không có quyền với {code}."
# Of An's work in Hành chính: a colleague, another head, the coordinator, the deputy, the leader.
SEES = {"Dung": False, "Chi": False, "Khánh": True, "Sơn": True, "Tâm": True}
SAID = {
    "done": "NV1 xong",
    "progress": "NV1 60%, hẹn 1/8",
    "evidence": "NV1 xong, công văn số 5/HC ngày 1/8",
    "extension": "NV1 xin gia hạn đến 20/9",
    "snooze": "NV1 nhắc lại mai",
    "not ours": "NV1 không thuộc chức năng",
    "hand in": "BC1/HC gửi",
    "nothing": "BC1/HC không phát sinh",
    "line": "BC1/HC dòng 1: xong",
    "by phrase": "gửi BC1/HC",
}


async def recorded(office: OfficeInMemory) -> int:
    async with office.database.read() as connection:
        rows = 0
        for table in (charges, progress, requests, snoozes, submissions):
            count = select(func.count()).select_from(table).where(table.c.org_id == office.org)
            rows += await connection.scalar(count) or 0
        return rows


# Whoever may see it from above may give more time, too: test_climb_offers.py.
CASES = [(action, who) for action in SAID for who in SEES if action != "extension" or not SEES[who]]


@pytest.mark.parametrize(("action", "who"), CASES)
async def test_nothing_is_recorded_and_who_may_see_it_is_told_whose_it_is(
    office: OfficeInMemory, action: str, who: str
) -> None:
    words = SAID[action]
    code = "BC1" if "BC1" in words else "NV1"
    before = await recorded(office)
    answer = await office.say(who, words)
    assert answer.startswith((WHOSE if SEES[who] else NO_ACCESS).format(code=code))
    assert await recorded(office) == before


@pytest.mark.parametrize("who", SEES)
async def test_a_button_of_another_says_the_same(tmp_path: Path, who: str) -> None:
    async with an_office(tmp_path / "office.db") as office:
        await office.at("2026-08-10T07:45")
        data = office.button("An", "done")
        before = await recorded(office)
        answer = await office.press_again(who, data)
        assert answer.startswith((WHOSE if SEES[who] else NO_ACCESS).format(code="NV1"))
        assert await recorded(office) == before


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("An", "NV1/HC là việc của đồng chí."),
        ("Dung", "Đồng chí không có quyền với NV1."),
        ("Chi", "Đồng chí không có quyền với NV1."),
        ("Khánh", "NV1/HC chưa quá hạn"),
        ("Sơn", "NV1/HC chưa quá hạn"),
        ("Tâm", "NV1/HC chưa quá hạn"),
    ],
)
async def test_charge_is_for_those_it_climbs_to(
    office: OfficeInMemory, who: str, answer: str
) -> None:
    before = await recorded(office)
    assert answer in await office.say(who, "nhận xử lý NV1")
    assert await recorded(office) == before
