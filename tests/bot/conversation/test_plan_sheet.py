"""The draft as a workbook: given out, corrected, sent back, said side by side."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from storage.tables import plan_drafts, plans, tasks
from tests.bot.conversation.test_plan_by_chat import NEW, WITH_TARGETS, read, rows, send_plan
from tests.fakes import OfficeInMemory

TEXT, LEAD, SUPPORT, WRITTEN, DUE = "C", "D", "E", "F", "G"  # of "Nhiệm vụ"
ANSWER = "E"  # of "Câu hỏi"
Edit = Callable[[Workbook], Any]


async def sheet(office: OfficeInMemory) -> bytes:
    """The workbook of the draft that somebody is at."""
    said = await office.say("Khánh", "gửi bảng dự thảo")
    assert "Bảng dự thảo gồm" in said
    return next(p for _, _, p in reversed(office.channel.sent) if p.file_name).content


def edited(content: bytes, edit: Edit) -> bytes:
    book = load_workbook(io.BytesIO(content))
    edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def send_back(office: OfficeInMemory, content: bytes, name: str = "Khánh") -> str:
    """What is said of a sheet; its name says nothing."""
    ref = f"ref-sheet-{office.heard}"
    office.channel.files[ref] = content
    file = {"ref": ref, "name": "Book1.xlsx", "size": len(content)}
    assert "đang đọc" in await office._receive(name, text="", files=[file])
    return await read(office, name)


async def draft(office: OfficeInMemory) -> Any:
    (row,) = [each for each in await rows(office, plan_drafts) if each.state == "open"]
    return row.draft


async def test_what_is_changed_is_said_side_by_side_and_then_confirmed(
    office: OfficeInMemory,
) -> None:
    await send_plan(office)

    def edit(book: Workbook) -> None:
        work, asked = book["Nhiệm vụ"], book["Câu hỏi"]
        assert [cell.value for cell in work[2]][:7] == [
            *("1", "II.1.a", "Xây dựng kiến trúc số của Sở."),
            *("Phòng Hành chính", None, "Trước ngày 31/02/2026", "chưa rõ"),
        ]
        assert work["I2"].value.startswith("Thời hạn của mục II.1.a ghi “Trước ngày 31/02/2026”")
        work[f"{LEAD}3"] = "P. Hành chính"
        work[f"{SUPPORT}3"] = "Phòng Kế hoạch"
        work[f"{TEXT}4"] = "Số hóa toàn bộ hồ sơ lưu trữ của Sở."
        work[f"{DUE}4"] = "15/11/2026"
        work.delete_rows(5)
        work.append(
            [None, None, "Kiểm tra việc số hóa.", "Phòng Kế hoạch", None, None, "20/12/2026"]
        )
        asked[f"{ANSWER}2"] = "20/12/2026"
        asked[f"{ANSWER}3"] = "ghi nhận đã xong"

    said = await send_back(office, edited(await sheet(office), edit))
    for line in (
        "~ mục 2 Tập huấn kỹ năng số cho công chức",
        "   chủ trì: Phòng Kế hoạch → Phòng Hành chính",
        "   phối hợp: – → Phòng Kế hoạch",
        "   nội dung: Số hóa hồ sơ lưu trữ của Sở → Số hóa toàn bộ hồ sơ lưu trữ của Sở",
        "   thời hạn: 19/07/2026 → 15/11/2026",
        "– mục 4 Duy trì cổng thông tin của Sở",
        "+ Kiểm tra việc số hóa (Phòng Kế hoạch)",
        "hạn cuối là ngày nào? → 20/12/2026",
        "không còn câu hỏi",
    ):
        assert line in said
    assert "Chưa ghi được" not in said
    assert len(await rows(office, plans)) == 1, "nothing before a person confirms"

    assert "3 nhiệm vụ (NV5–NV7)" in await office.say("Khánh", "xác nhận kế hoạch")
    due = {row.code: row.timing.get("due") for row in await rows(office, tasks)}
    assert (due["NV5"], due["NV6"], due["NV7"]) == ("2026-12-20", "2026-11-15", "2026-12-20")


async def test_a_sheet_that_nobody_touched_changes_nothing(office: OfficeInMemory) -> None:
    await send_plan(office)
    before = await draft(office)
    said = await send_back(office, edited(await sheet(office), lambda book: None))
    assert "không có gì thay đổi" in said
    assert await draft(office) == before
    assert "1) chưa có hạn (đề xuất)" in said, "its questions go on"


async def test_another_spelling_of_the_same_unit_is_no_change(office: OfficeInMemory) -> None:
    await send_plan(office)

    def edit(book: Workbook) -> None:
        book["Nhiệm vụ"][f"{LEAD}2"] = "P. Hành chính"
        book["Nhiệm vụ"][f"{SUPPORT}2"] = " "

    said = await send_back(office, edited(await sheet(office), edit))
    assert "không có gì thay đổi" in said


async def test_what_cannot_be_understood_is_named_and_the_rest_is_taken(
    office: OfficeInMemory,
) -> None:
    await send_plan(office)

    def edit(book: Workbook) -> None:
        work = book["Nhiệm vụ"]
        work[f"{LEAD}2"] = "Phòng Không Có"
        work[f"{DUE}3"] = "khi nào cũng được"
        work[f"{TEXT}4"] = None
        work["A5"] = "99"
        work[f"{SUPPORT}2"] = "Phòng Kế hoạch"
        book["Câu hỏi"][f"{ANSWER}3"] = "hình như thế"
        del book["Báo cáo"]

    said = await send_back(office, edited(await sheet(office), edit))
    for line in (
        "Chưa ghi được 5 chỗ",
        "Trang Nhiệm vụ, dòng 2, cột Chủ trì: không có đơn vị nào tên “Phòng Không Có”.",
        "Trang Nhiệm vụ, dòng 3, cột Hạn được hiểu: chưa hiểu thời hạn “khi nào cũng được”",
        "Trang Nhiệm vụ, dòng 4, cột Nội dung: nội dung để trống",
        "Trang Nhiệm vụ, dòng 5: không có số “99”",
        "Trang Câu hỏi, dòng 3, cột Trả lời: “hình như thế” không phải là một lựa chọn.",
        "   phối hợp: – → Phòng Kế hoạch",
    ):
        assert line in said
    first, *others = (await draft(office))["tasks"]
    assert first["support"] == ["Phòng Kế hoạch"]
    assert len(others) == 3, "a number that nobody knows takes nothing away"


async def test_what_was_changed_in_chat_meanwhile_stays(office: OfficeInMemory) -> None:
    await send_plan(office)
    given = await sheet(office)
    await office.say("Khánh", "sửa 2: hạn 20/12/2026")
    await office.say("Khánh", "câu 1: 25/12/2026")
    await office.say("Khánh", "bỏ 4")

    def edit(book: Workbook) -> None:
        work = book["Nhiệm vụ"]
        work[f"{DUE}3"] = "1/12/2026"
        work[f"{TEXT}4"] = "Số hóa toàn bộ hồ sơ lưu trữ của Sở."
        work[f"{TEXT}5"] = "Duy trì mọi cổng thông tin."
        book["Câu hỏi"][f"{ANSWER}2"] = "1/12/2026"

    said = await send_back(office, edited(given, edit))
    for line in (
        "đã sửa thành “20/12/2026”, nên không lấy “1/12/2026”",
        "Trang Nhiệm vụ, dòng 5: mục này đã bị bỏ khỏi dự thảo",
        "Trang Câu hỏi, dòng 2: câu hỏi này đã được trả lời",
        "có 1 thay đổi",
    ):
        assert line in said
    found = (await draft(office))["tasks"]
    assert [each["timing"].get("due") for each in found[:2]] == ["2026-12-25", "2026-12-20"]
    assert found[2]["text"] == "Số hóa toàn bộ hồ sơ lưu trữ của Sở."


async def test_a_sheet_is_of_one_draft_and_of_one_person(office: OfficeInMemory) -> None:
    await send_plan(office)
    given = await sheet(office)
    await office.say("Khánh", "lấy hết đề xuất")
    await office.say("Khánh", "xác nhận kế hoạch")
    assert "đã được xác nhận thành kế hoạch" in await send_back(office, given)
    for words in ("gửi bảng", "xem dự thảo excel"):
        assert "Không có dự thảo" in await office.say("Khánh", words)
    assert "Chỉ đầu mối" in await office.say("An", "gửi bảng dự thảo")


async def test_a_dropped_draft_comes_back_with_its_sheet(office: OfficeInMemory) -> None:
    await send_plan(office)
    given = await sheet(office)
    await send_plan(office, NEW.replace("Chuyển đổi số", "Khoa học"), name="khac.txt")
    await send_back(office, given)
    assert "Chuyển đổi số năm 2026" in await office.say("Khánh", "tiếp tục kế hoạch")


def _sheets(content: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(content)).worksheets)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
async def test_no_cell_is_a_formula(office: OfficeInMemory, sign: str) -> None:
    await send_plan(office)
    await office.say("Khánh", f"sửa 2: nội dung {sign}SUM(A1:A9) tập huấn")
    given = await sheet(office)
    cells = [cell for each in _sheets(given) for row in each.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not [c for c in cells if isinstance(c.value, str) and c.value.startswith(sign)]
    assert "không có gì thay đổi" in await send_back(office, given)


async def test_targets_have_a_sheet_of_their_own(office: OfficeInMemory) -> None:
    await send_plan(office, WITH_TARGETS)

    def edit(book: Workbook) -> None:
        aims = book["Chỉ tiêu"]
        assert [cell.value for cell in aims[2]][:4] == [
            *("1", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%", "> 98%", "31/12/2026"),
        ]
        aims["C2"] = "≥ 95%"
        aims["E2"] = "P. Hành chính"
        aims.delete_rows(3)
        aims.append([None, "Dịch vụ công trực tuyến", "80%", "30/11/2026"])
        aims.append([None, "Xếp hạng", "thật cao"])

    said = await send_back(office, edited(await sheet(office), edit))
    for line in (
        "~ chỉ tiêu 1 Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%: > 98%; đến 31/12/2026 → ≥ 95%",
        "– chỉ tiêu 2 Hỗ trợ 1.200 doanh nghiệp (≥ 1.200 doanh nghiệp; đến 31/12/2026)",
        "+ Chỉ tiêu: Dịch vụ công trực tuyến (≥ 80%; đến 30/11/2026)",
        "Trang Chỉ tiêu, dòng 4, cột Kế hoạch: không thấy con số trong “thật cao”",
    ):
        assert line in said
    found = (await draft(office))["targets"]
    assert [(each["value"], each["op"], each["lead"]) for each in found] == [
        *((95, ">=", ["Phòng Hành chính"]), (80, ">=", []), (None, None, [])),
    ]
