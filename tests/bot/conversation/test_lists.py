"""What managers ask to see: lists with filters, their pages and workbooks, a unit, a duty, figures.

The day is Monday 24/8: NV1, NV2, NV4 (of both units) and two reports of HC are late.
"""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from bot.texts import render
from tests.bot.conversation.test_managers import live_through
from tests.fakes import OfficeInMemory

NOW = "2026-08-24T09:00"


@pytest.mark.parametrize(
    ("asker", "typed", "shown", "hidden"),
    [
        ("Tâm", "/quahan", ["HC (", "KH (", "NV1", "NV4"], []),
        ("Tâm", "/quahan HC", ["HC (", "(HC)"], ["KH ("]),
        ("Tâm", "/quahan Phòng Kế hoạch", ["KH (1)", "NV4"], ["HC ("]),
        ("Tâm", "/quahan phong hanh chinh > 7 ngày", ["BC2"], ["NV1", "NV4", "KH ("]),
        ("Tâm", "quá hạn trên 7 ngày", ["BC2", "trên 7 ngày"], ["NV1", "NV4"]),
        ("Tâm", "/overdue > 7 days", ["BC2"], ["NV4"]),
        ("Tâm", "overdue > 7 days", ["BC2"], ["NV4"]),
        ("Tâm", "/quahan >= 7", ["BC2", "NV1"], ["NV4"]),
        ("Tâm", "/quahan BC1", ["BC1"], ["NV1", "BC2"]),
        ("Tâm", "việc quá hạn của Phòng Hành chính", ["HC ("], ["KH ("]),
        ("Tâm", "/quahan phòng KH", ["KH (1)", "NV4"], ["HC ("]),
        ("Tâm", "/quahan trên 1 tuần", ["BC2", "trên 7 ngày"], ["NV1", "NV4"]),
        ("Bình", "/quahan KH", ["không xem được tình hình Phòng Kế hoạch"], ["NV"]),
        ("An", "/quahan KH", ["không xem được tình hình Phòng Kế hoạch"], ["NV"]),
        ("Bình", "/sapden KH", ["không xem được tình hình Phòng Kế hoạch"], ["NV"]),
        ("Bình", "/tonghop KH", ["không xem được tình hình Phòng Kế hoạch"], ["NV"]),
        ("Tâm", "/quahan Sở Y tế", ["Không tìm thấy đơn vị “Sở Y tế”"], ["NV"]),
        ("Tâm", "/quahan KH 99", ["Không tìm thấy"], ["NV1"]),
        ("Tâm", "/sapden 14 ngày", ["BC1/HC", "BC1/KH", "07/9/2026"], ["NV1"]),
        ("Tâm", "/sapden HC 14 ngày", ["BC1"], ["KH"]),
        ("Tâm", "/due 3 working days", ["27/8/2026", "BC1/HC"], []),
        ("An", "/sapden", ["BC1"], ["KH"]),
        ("Khánh", "/chuabaocao BC1", ["HC: Báo cáo tuần"], ["tháng"]),
        ("Khánh", "/chuabaocao HC", ["HC: Báo cáo tuần", "HC: Báo cáo tháng"], ["KH:"]),
        ("Khánh", "ai chưa báo cáo BC2?", ["HC: Báo cáo tháng"], ["tuần"]),
        ("An", "/chuabaocao KH", ["không xem được tình hình Phòng Kế hoạch"], ["HC:"]),
        ("Bình", "/donvi", ["Phòng Hành chính:", "Bình (trưởng)", "NV1"], ["NV4/KH"]),
        ("Tâm", "/unit KH", ["Phòng Kế hoạch:", "Chi (trưởng)", "NV4"], ["NV1"]),
        ("Tâm", "tình hình Phòng Hành chính thế nào?", ["Phòng Hành chính:"], []),
        ("An", "/unit KH", ["không xem được tình hình"], ["Chi", "NV4"]),
        ("Chi", "/unit HC", ["không xem được tình hình"], ["An", "NV1"]),
        ("Tâm", "/unit", ["đơn vị nào"], []),
        ("Chi", "/task NV1", ["không có quyền với NV1"], ["quy chế"]),
        ("Tâm", "/nv NV77", ["Không tìm thấy việc có mã NV77"], []),
        ("Tâm", "tóm tắt", ["3 nhiệm vụ có thời hạn", "- HC: xong 0/3", "- KH: xong 0/1"], []),
        ("Bình", "/tonghop", ["- HC: xong 0/3"], ["KH"]),
        ("Tâm", "/summary KH", ["1 nhiệm vụ", "- KH:"], ["- HC:"]),
        ("Tâm", "/viec", ["không có việc nào đang mở"], []),
        ("An", "viec", ["Việc của đồng chí", "NV1"], []),
        ("Tâm", "hom nay toi co viec gi?", ["không có việc nào đang mở"], []),
        ("An", "co viec gi hom nay ko", ["Việc của đồng chí"], []),
        ("Tâm", "/unit phong hc", ["Phòng Hành chính:"], []),
    ],
)
async def test_each_list_shows_what_is_wanted_and_no_more(
    late: OfficeInMemory, asker: str, typed: str, shown: list[str], hidden: list[str]
) -> None:
    said = await late.say(asker, typed)

    assert [words for words in shown if words not in said] == [], said
    assert [words for words in hidden if words in said.split(":", 1)[-1]] == [], said


@pytest.fixture
async def late(office: OfficeInMemory) -> OfficeInMemory:
    """Three weeks in which An said little; of two dates one was moved."""
    await office.at("2026-08-06T09:00")
    await office.say("An", "NV1 60% vướng kinh phí")
    await office.at("2026-08-07T09:00")
    await office.say("An", "NV1 xin gia hạn đến 17/8 vì chờ ý kiến")
    await office.at("2026-08-07T10:00")
    await office.say("Bình", "đồng ý NV1")
    await office.at(NOW)
    return office


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [
        ("/quahan Phòng", "1", "(HC)"),
        ("/quahan Phòng > 3 ngày", "2", "(KH; trên 3 ngày)"),
        ("/chuabaocao phòng", "1", "(HC)"),
        ("/unit phòng", "2", "Phòng Kế hoạch:"),
        ("/unit", "Phòng Kế hoạch", "Phòng Kế hoạch:"),
    ],
)
async def test_an_ambiguous_unit_is_asked_about(
    late: OfficeInMemory, typed: str, number: str, shown: str
) -> None:
    await late.say("Tâm", typed)

    assert shown in await late.say("Tâm", number)


async def test_a_duty_has_its_timeline_newest_first(late: OfficeInMemory) -> None:
    said = await late.say("An", "tình hình NV1")

    lines = said.split("\n")
    assert "QUÁ HẠN 7 ngày (hạn thứ Hai 17/8/2026), đạt 60%, hạn đầu tiên 14/8/2026" in lines[1]
    assert [line for line in lines if line.startswith("- 0")] == [
        "- 07/8: Bình đổi hạn từ 14/8/2026 sang 17/8/2026",
        "- 07/8: Bình quyết định: đã đồng ý gia hạn",
        "- 07/8: An xin gia hạn từ 14/8/2026 đến 17/8/2026: "
        "“NV1 xin gia hạn đến 17/8 vì chờ ý kiến”",
        "- 06/8: An: “60% vướng kinh phí”",
        "- 03/8: mở việc",
    ]


async def test_a_timeline_says_who_was_told_on_which_rung(office: OfficeInMemory) -> None:
    await live_through(office, 17, 19)

    said = await office.say("An", "/nv NV1")

    assert "- 19/8: đã báo Bình (lãnh đạo đơn vị)" in said


async def test_files_and_assignments_stand_in_the_timeline(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.send("An", "bien-ban.pdf", text="NV1 40%")
    await office.say("Bình", "giao NV1 cho Dung")

    said = await office.say("Dung", "/nv NV1")

    assert "An: “40%” [tệp: bien-ban.pdf]" in said
    assert "giao cho Dung" in said


async def test_a_list_as_a_workbook_is_frozen_and_its_cells_are_data(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-06T09:00")
    await office.say("An", "NV1 50% =HYPERLINK(1)")
    await office.at(NOW)
    await office.say("Tâm", "/quahan HC")

    await office.say("Tâm", "xuất excel")

    part = next(p for _, _, p in reversed(office.channel.sent) if p.file_name)
    assert part.file_name == "overdue_2026-08-24.xlsx"
    sheet = load_workbook(io.BytesIO(part.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = [render(f"column.{name}", "vi") for name in ("group", "code", "title", "due")]
    assert rows[1][:4] == head
    assert [row[1] for row in rows[2:]] == ["BC2", "NV1", "NV2", "BC1", "NV4"]
    assert rows[2][3] == datetime(2026, 8, 9)  # noqa: DTZ001  # a day, to sort by, as openpyxl reads it
    assert sheet.auto_filter.ref == "A2:G7"
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("typed", ["trang 2", "tiếp", "xlsx", "next page"])
async def test_without_a_list_there_is_no_page(office: OfficeInMemory, typed: str) -> None:
    assert "Chưa có danh sách nào vừa xem" in await office.say("Tâm", typed)


async def test_a_list_of_last_week_is_not_turned(late: OfficeInMemory) -> None:
    await late.say("Tâm", "/quahan")
    await late.at("2026-08-31T09:00")

    assert "Chưa có danh sách nào vừa xem" in await late.say("Tâm", "tiếp")


async def long_list(office: OfficeInMemory) -> str:
    """A timeline of more than ten lines, which is a list of several pages."""
    await office.at("2026-08-06T09:00")
    for n in range(1, 13):
        await office.say("An", f"NV1 {n}%")
    return await office.say("An", "/nv NV1")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (["trang 2"], "Trang 2/2"),
        (["tiếp"], "Trang 2/2"),
        (["next page"], "Trang 2/2"),
        (["tiếp", "trang trước"], "Trang 1/2"),
        (["tiếp"], "Gõ “trang 1” để xem lại"),
        (["trang 9"], "chỉ có 2 trang"),
        (["tiếp", "tiếp"], "chỉ có 2 trang"),
    ],
)
async def test_a_page_is_turned_by_typing(
    office: OfficeInMemory, typed: list[str], shown: str
) -> None:
    assert "Trang 1/2" in await long_list(office)

    said = [await office.say("An", words) for words in typed]

    assert shown in said[-1]


async def test_a_page_asks_again_what_may_be_seen(office: OfficeInMemory) -> None:
    await long_list(office)
    press = office.button("An", "page")

    assert "Trang 1/2" in await office.press_again("An", press)
    assert "không còn dùng được" in await office.press_again("Chi", press)
    await office.at("2026-08-28T09:00")
    assert "đã quá lâu" in await office.press_again("An", press)


async def test_what_opens_only_until_then_is_due_soon_too(office: OfficeInMemory) -> None:
    """On Monday the 3rd only the first weekly report is open; the second opens on the 10th."""
    said = await office.say("Bình", "/sapden 20 ngày")

    open_now = [line for line in said.splitlines() if line.startswith("- BC1") and "mở" not in line]
    to_come = [line for line in said.splitlines() if line.startswith("- BC1") and "(mở" in line]
    assert len(open_now) == 1
    assert len(to_come) == 2
    assert "(mở 10/8)" in to_come[0]
    assert "Báo cáo tuần" not in await office.say("Dung", "/sapden 20 ngày"), "they are An's"


async def test_what_opens_is_seen_by_whom_it_will_concern(office: OfficeInMemory) -> None:
    assert "(mở 10/8)" in await office.say("An", "/sapden 20 ngày")
    coordinator = await office.say("Khánh", "/sapden 20 ngày")
    assert "BC1/HC" in coordinator
    assert "BC1/KH" in coordinator
    assert "BC1/KH" not in await office.say("Bình", "/sapden 20 ngày")
