"""What a manager can do about what is late: remind, take charge, extend, give to another, note.

NV1 and NV2 are An's; Bình, who heads the unit, is told on the 19th of August 2026, Khánh, who
coordinates, on the 21st, Sơn, who is in charge of the unit, on the 24th.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Row, Table, select

from storage.tables import duties, journal, moves, notes, requests
from tests.bot.conversation.conftest import an_office, watched
from tests.fakes import OfficeInMemory


@pytest.fixture
async def late(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    path = tmp_path / "office.db"
    async with an_office(path, until=all_are_told) as made, watched(made):
        yield made


async def all_are_told(office: OfficeInMemory) -> None:
    """Nine o'clock on the 24th: whoever NV1 climbs to was told."""
    for day in (17, 18, 19, 20, 21, 24):
        for slot in ("07:45", "13:30"):
            if (day, slot) != (24, "13:30"):
                await office.at(f"2026-08-{day}T{slot}")
    await office.at("2026-08-24T09:00")


async def rows(
    office: OfficeInMemory, table: Table, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    async with office.database.read() as connection:
        own = select(table).where(table.c.org_id == office.org, *conditions)
        return (await connection.execute(own.order_by(table.c.id))).all()


async def due_on(office: OfficeInMemory, task: int) -> date:
    due: date = (await rows(office, duties, duties.c.task_id == task))[0].due_on
    return due


async def next_slot(office: OfficeInMemory, *names: str) -> dict[str, str]:
    """What people are told in the next slot."""
    for name in office.addresses:
        office.said_to(name)
    await office.at("2026-08-24T13:30")
    return {name: office.said_to(name) for name in names}


def buttons(office: OfficeInMemory, name: str) -> list[list[str]]:
    """The labels under the newest message with buttons, row by row."""
    for address, _, part in reversed(office.channel.sent):
        if address == office.addresses[name] and part.buttons:
            return [[button.label for button in row] for row in part.buttons]
    return []


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("Bình", ["1. Nhận xử lý", "1. Nhắc"], ["1. Gia hạn", "1. Giao cho…", "1. Ghi chú"]),
        ("Khánh", ["1. Nhận xử lý", "1. Nhắc"], ["1. Gia hạn", "1. Ghi chú"]),
        ("Sơn", ["1. Nhận xử lý", "1. Nhắc"], ["1. Gia hạn", "1. Ghi chú"]),
    ],
)
async def test_each_late_item_offers_what_its_reader_may_do(
    late: OfficeInMemory, name: str, first: list[str], second: list[str]
) -> None:
    assert buttons(late, name)[:2] == [first, second]


# --- gia hạn ------------------------------------------------------------------------------------

GIVEN = "Đã gia hạn NV1/HC đến Chủ nhật 20/9/2026 (trước đây: thứ Sáu 14/8/2026)"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Khánh", "gia hạn NV1 đến 20/9"),
        ("Sơn", "cho NV1/HC gia hạn đến 20/9 vì chờ Sở Tài chính"),
        ("Tâm", "gia han nv1 den het ngay 20/9"),
        ("Khánh", "extend NV1 to 20/9"),
    ],
)
async def test_whoever_stands_above_extends_unasked(
    office: OfficeInMemory, name: str, words: str
) -> None:
    said = await office.say(name, words)

    assert GIVEN in said
    assert await due_on(office, 1) == date(2026, 9, 20)
    (row,) = await rows(office, moves, moves.c.move == "date")
    assert row.old_due_on == date(2026, 8, 14)
    assert bool(row.reason) == ("vì" in words)
    for reader in {"An", "Bình", "Khánh"} - {name}:
        assert reader in said
    office.said_to("An")
    await office.at("2026-08-03T13:30")
    told = f"NV1/HC Xây dựng quy chế làm việc của Sở: đồng chí {name} gia hạn đến"
    assert told in office.said_to("An")
    assert "hạn đầu tiên 14/8/2026" in await office.say("Bình", "/task NV1")
    assert f"{name} đổi hạn từ 14/8/2026 sang 20/9/2026" in office.last("Bình")[1]


@pytest.mark.parametrize(
    ("name", "words", "answer"),
    [
        ("Bình", "gia hạn NV1 đến 20/9", "Đã chuyển đề nghị gia hạn NV1"),  # her unit owes it
        ("An", "gia hạn NV1 đến 20/9", "Đã chuyển đề nghị gia hạn NV1"),
        ("Khánh", "gia hạn NV4/KH đến 20/9", "Đã chuyển đề nghị gia hạn NV4"),  # she owes it
    ],
)
async def test_who_owes_it_can_only_ask(
    office: OfficeInMemory, name: str, words: str, answer: str
) -> None:
    said = await office.say(name, words)

    assert answer in said
    (row,) = await rows(office, requests)
    assert (row.kind, row.decided_at) == ("extension", None)
    assert await rows(office, moves) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [("Chi", "gia hạn NV1 đến 20/9"), ("Dung", "gia hạn NV1 đến 20/9")],
)
async def test_who_has_no_part_in_it_extends_nothing(
    office: OfficeInMemory, name: str, words: str
) -> None:
    assert "không có quyền với NV1" in await office.say(name, words)
    assert await due_on(office, 1) == date(2026, 8, 14)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("gia hạn NV1 đến 10/8", "không sau hạn hiện nay của NV1/HC"),
        ("gia hạn NV1 đến 1/7", "đã qua"),
        ("gia hạn NV3/HC đến 20/9", "không có thời hạn nên không cần gia hạn"),
        ("gia hạn NV1", "Gia hạn NV1/HC đến ngày nào?"),
    ],
)
async def test_a_day_that_cannot_be_is_said(
    office: OfficeInMemory, words: str, answer: str
) -> None:
    assert answer in await office.say("Khánh", words)
    assert await due_on(office, 1) == date(2026, 8, 14)


async def test_the_button_asks_for_the_day(late: OfficeInMemory) -> None:
    asked = await late.press("Sơn", "extend")
    code = asked.split()[2].split("/")[0]

    assert asked.endswith("Ví dụ: “20/9”.")
    assert f"Đã gia hạn {code}/HC đến Chủ nhật 20/9/2026" in await late.say("Sơn", "20/9")


@pytest.mark.parametrize(
    ("asker", "decider", "words"),
    [
        ("Bình", "Khánh", "cho gia hạn NV1/HC đến 20/9"),
        ("An", "Bình", "cho NV1 gia hạn đến 20/9"),
    ],
)
async def test_what_was_asked_for_is_granted_until_the_day_named(
    office: OfficeInMemory, asker: str, decider: str, words: str
) -> None:
    await office.say(asker, "NV1 xin gia hạn đến 30/9 vì thiếu số liệu")

    said = await office.say(decider, words)

    assert "Đã đồng ý gia hạn NV1/HC đến Chủ nhật 20/9/2026" in said
    (row,) = await rows(office, requests)
    assert row.outcome == "granted"
    assert await due_on(office, 1) == date(2026, 9, 20)


async def test_a_bare_day_about_what_waits_is_asked_back(office: OfficeInMemory) -> None:
    """It may be the head's yes, or a wish of her own."""
    await office.say("An", "NV1 xin gia hạn đến 30/9 vì thiếu số liệu")

    said = await office.say("Bình", "gia hạn NV1 đến 20/9")

    assert "An xin gia hạn đến thứ Tư 30/9/2026. Đồng chí đồng ý hay không đồng ý?" in said
    assert [row.outcome for row in await rows(office, requests)] == [None]


async def test_an_extension_is_taken_back_whole(late: OfficeInMemory) -> None:
    await late.say("An", "NV1 xin gia hạn đến 30/9 vì thiếu số liệu")
    assert GIVEN in await late.say("Sơn", "gia hạn NV1 đến 20/9")

    assert "Đã hoàn tác: gia hạn NV1" in await late.say("Sơn", "hoàn tác")

    assert await due_on(late, 1) == date(2026, 8, 14)
    (row,) = await rows(late, requests)
    assert row.decided_at is None, "what was asked for waits again"
    assert "gia hạn đến Chủ nhật 20/9" not in (await next_slot(late, "An"))["An"]


# --- ghi chú ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Bình", "ghi chú NV1: chờ Sở Tài chính"),
        ("Khánh", "ghi chu cho viec NV1/HC - chờ Sở Tài chính"),
        ("Sơn", "/ghichu NV1 chờ Sở Tài chính"),
        ("Tâm", "note on NV1: chờ Sở Tài chính"),
    ],
)
async def test_a_note_is_kept_told_and_shown(office: OfficeInMemory, name: str, words: str) -> None:
    said = await office.say(name, words)

    assert "Đã ghi chú NV1/HC: “chờ Sở Tài chính”." in said
    assert await office.duty("NV1") == ("open", None), "it is no word of how it stands"
    for reader in ("An", "Bình"):
        office.said_to(reader)
    await office.at("2026-08-03T13:30")
    told = "NV1/HC Xây dựng quy chế làm việc của Sở: đồng chí " + name + " ghi chú: “chờ Sở"
    assert told in office.said_to("An")
    assert (told in office.said_to("Bình")) is (name != "Bình")
    assert f"{name} ghi chú: “chờ Sở Tài chính”" in await office.say("Khánh", "/task NV1")


async def test_a_note_by_the_number_of_the_item_or_the_button(late: OfficeInMemory) -> None:
    assert "Đã ghi chú" in await late.say("Sơn", "ghi chú 1: chờ Sở Tài chính")
    assert "Xin cho biết nội dung ghi chú" in await late.press("Sơn", "note")
    assert "họp sáng thứ Năm" in await late.say("Sơn", "họp sáng thứ Năm")
    kept = [row.words for row in await rows(late, notes)]
    assert kept == ["chờ Sở Tài chính", "họp sáng thứ Năm"]


async def test_the_owners_note_is_how_it_stands(office: OfficeInMemory) -> None:
    assert "NV1 đang vướng" in await office.say("An", "ghi chú NV1: vướng kinh phí")
    assert "không có quyền với NV1" in await office.say("Chi", "ghi chú NV1: vướng kinh phí")
    assert await rows(office, notes) == []


async def test_a_note_is_taken_back_before_it_is_told_and_after(late: OfficeInMemory) -> None:
    await late.say("Khánh", "ghi chú NV1: chờ Sở Tài chính")
    assert "Đã hoàn tác: ghi chú NV1" in await late.say("Khánh", "hoàn tác")
    assert "ghi chú" not in (await next_slot(late, "An"))["An"]

    await late.at("2026-08-25T07:44")
    await late.say("Khánh", "ghi chú NV1: chờ Sở Tài chính")
    await late.at("2026-08-25T07:45")
    assert "Khánh ghi chú" in late.said_to("An")
    await late.say("Khánh", "hoàn tác")
    await late.at("2026-08-25T13:30")
    assert "“ghi chú NV1”: Khánh đã rút lại" in late.said_to("An")
    assert "ghi chú" not in await late.say("Bình", "/task NV1")
    assert await rows(late, notes) == []
    kept = await rows(late, journal, journal.c.what == "duty_noted")
    assert [row.facts["words"] for row in kept] == ["chờ Sở Tài chính"] * 2


async def test_what_is_noted_is_data(office: OfficeInMemory) -> None:
    said = await office.say("Bình", "ghi chú NV1: <b>{code}</b> =1+1")

    assert "“<b>{code}</b> =1+1”" in said
    assert "Tin quá dài" in await office.say("Bình", "ghi chú NV1: " + "dài " * 400)


# --- giao lại, nhắc lại -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Khánh", "Sơn", "Tâm"])
async def test_who_may_not_give_work_away_proposes_it(late: OfficeInMemory, name: str) -> None:
    said = await late.say(name, "giao lại NV1/HC cho Dung")
    assert "Giao NV1/HC cho ai do Bình quyết định" in said

    told = (await next_slot(late, "Bình"))["Bình"]
    assert f"{name} đề nghị giao lại việc này cho Dung" in told
    assert "Đã giao NV1 cho Dung" in await late.say("Bình", "NV1 đồng ý")
    late.said_to(name)
    await late.at("2026-08-25T07:45")
    assert "NV1 Xây dựng quy chế làm việc của Sở: Bình đã giao cho Dung" in late.said_to(name)


async def test_a_proposal_is_taken_back(late: OfficeInMemory) -> None:
    await late.say("Khánh", "giao lại NV1/HC cho Dung")

    assert "Đã hoàn tác: NV1" in await late.say("Khánh", "hoàn tác")
    assert "đề nghị giao lại" not in (await next_slot(late, "Bình"))["Bình"]


@pytest.mark.parametrize("words", ["nhắc lại NV1/HC", "nhắc lại việc nv1/hc ạ"])
async def test_remind_again_of_a_manager_is_for_others(late: OfficeInMemory, words: str) -> None:
    said = await late.say("Khánh", words)

    assert "Đôn Đốc sẽ nhắc An về NV1/HC" in said
    assert "Đồng chí Khánh nhắc việc này" in (await next_slot(late, "An"))["An"]
