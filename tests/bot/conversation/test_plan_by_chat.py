"""A plan sent by chat: read, asked about one by one, corrected, confirmed, dropped."""

from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.receiving.fetching import fetch_all
from bot.receiving.plans_read import read_all
from storage.database import Database
from storage.tables import attachments, plan_drafts, plans, tasks
from tests.fakes import OfficeInMemory

NEW = """KẾ HOẠCH MẪU

Chuyển đổi số năm 2026

II. NHIỆM VỤ

1. Công việc chung

a) Xây dựng kiến trúc số của Sở.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 31/02/2026

b) Tập huấn kỹ năng số cho công chức.

- Phòng chủ trì: Phòng Kế hoạch

- Thời gian: Trước ngày 15/7/2026

c) Số hóa hồ sơ lưu trữ của Sở.

- Phòng chủ trì: Phòng Hành chính

- Phòng phối hợp: Phòng Kế hoạch

- Thời gian: Trước ngày 20/7/2026

d) Duy trì cổng thông tin của Sở.

- Phòng chủ trì: Phòng Kế hoạch

- Thời gian: Thường xuyên
"""


async def rows(office: OfficeInMemory, table: Any) -> list[Row[Any]]:
    async with office.database.read() as connection:
        query = select(table).where(table.c.org_id == office.org).order_by(table.c.id)
        return list((await connection.execute(query)).all())


async def read(office: OfficeInMemory, name: str) -> str:
    """What a person hears once the files were fetched and read."""

    async def now() -> Any:
        return office.now

    await fetch_all(office.database, office.org, office.channels, now, office.real_clock)
    office.unread[name].clear()
    await read_all(office.database, office.org, office.channels, now)
    await office.catch_up()
    return office.said_to(name)


async def send_plan(
    office: OfficeInMemory, words: str = NEW, *, by: str = "Khánh", name: str = "kh.txt"
) -> str:
    """What is said of a plan that somebody sends."""
    assert "đang đọc" in await send(office, words, by=by, name=name)
    return await read(office, by)


async def send(office: OfficeInMemory, words: str, *, by: str, name: str, text: str = "") -> str:
    content = words.encode()
    ref = f"ref-{name}-{office.heard}"
    office.channel.files[ref] = content
    file = {"ref": ref, "name": name, "size": len(content)}
    return await office._receive(by, text=text, files=[file])


async def stored(office: OfficeInMemory) -> list[str]:
    return [plan.title for plan in await rows(office, plans)]


async def test_a_plan_is_read_asked_about_and_confirmed(office: OfficeInMemory) -> None:
    shown = await send_plan(office)
    assert "Chuyển đổi số năm 2026" in shown
    assert "4 nhiệm vụ của 2 đơn vị" in shown
    assert "1) chưa có hạn (đề xuất)" in shown
    assert "31/02/2026" in shown
    assert await stored(office) == ["Thực hiện nhiệm vụ năm 2026"]

    asked = await office.say("Khánh", "2")
    assert "Hạn cuối là ngày nào" in asked
    asked = await office.say("Khánh", "20/12")
    assert "đã qua hạn" in asked
    asked = await office.say("Khánh", "hỏi từng việc")
    assert "II.1.b" in asked
    asked = await office.say("Khánh", "ghi nhận đã xong, không đưa vào")
    assert "II.1.c" in asked
    ready = await office.press("Khánh", "choice")
    assert "không còn câu hỏi" in ready

    done = await office.press("Khánh", "plan_confirm")
    assert "3 nhiệm vụ (NV5–NV7)" in done
    assert "2 lãnh đạo đơn vị" in done
    due = {row.code: row.timing.get("due") for row in await rows(office, tasks)}
    assert (due["NV5"], due["NV6"], due["NV7"]) == ("2026-12-20", "2026-07-19", None)
    assert "không hoàn tác" not in await office.say("Khánh", "hoàn tác")
    assert len(await stored(office)) == 2


async def test_all_proposed_answers_at_once(office: OfficeInMemory) -> None:
    await send_plan(office)
    assert "không còn câu hỏi" in await office.say("Khánh", "đồng ý hết các đề xuất")
    assert "4 nhiệm vụ (NV5–NV8)" in await office.say("Khánh", "xác nhận kế hoạch")


async def test_other_things_are_said_in_between(office: OfficeInMemory) -> None:
    await send_plan(office)
    assert "NV4" in await office.say("Khánh", "NV4 60%")
    assert "chưa có hạn" in await office.say("Khánh", "tiếp tục kế hoạch")
    assert "giữ lại" in await office.say("Khánh", "để kế hoạch sau")
    assert "chưa có hạn" in await office.say("Khánh", "làm tiếp kế hoạch")
    assert "còn 2 câu hỏi" in await office.say("Khánh", "xác nhận kế hoạch")
    assert "đã qua hạn" in await office.say("Khánh", "câu 1: 20/12/2026")
    assert "không phải là một lựa chọn" in await office.say("Khánh", "câu 1: hình như thế")
    assert "không còn câu hỏi" in await office.say("Khánh", "bỏ qua, không đưa vào")
    assert await stored(office) == ["Thực hiện nhiệm vụ năm 2026"]


@pytest.mark.parametrize(
    ("said", "shows"),
    [
        ("sửa 2: đơn vị chủ trì Phòng Hành chính", "Phòng Hành chính · Trước ngày 15/7/2026"),
        ("sua 2: phoi hop Phong Hanh chinh", "Phòng Kế hoạch; phối hợp: Phòng Hành chính"),
        ("sửa 2: hạn 20/12/2026", "Phòng Kế hoạch · 20/12/2026"),
        ("correct 2: due 20/12/2026", "Phòng Kế hoạch · 20/12/2026"),
        ("sửa 2: hạn tháng 12/2026, chủ trì Phòng Hành chính", "Phòng Hành chính · tháng 12/2026"),
        ("sửa 2: chủ trì Phòng Hành chính; hạn 15/10/2026", "Phòng Hành chính · 15/10/2026"),
        (
            "sửa 2: chủ trì Phòng Hành chính, Phòng Kế hoạch, hạn 15/10/2026",
            "Phòng Hành chính; Phòng Kế hoạch · 15/10/2026",
        ),
        ("sửa 2: hạn 15/10/2026, chủ trì Phòng Không Có", "đơn vị nào tên “Phòng Không Có”"),
        ("sửa 2: nội dung Tập huấn kỹ năng số cho mọi người", "kỹ năng số cho mọi người"),
        ("sửa 2: chủ trì Phòng Không Có", "Không có đơn vị nào tên “Phòng Không Có”"),
        ("sửa 2: hạn khi nào cũng được", "chưa hiểu thời hạn"),
        ("sửa 9: hạn 20/12/2026", "không có mục 9"),
        ("bỏ 2", "Đã bỏ mục 2 “Tập huấn kỹ năng số cho công chức”"),
        ("bỏ 9", "không có mục 9"),
    ],
)
async def test_a_draft_is_corrected_by_number(
    office: OfficeInMemory, said: str, shows: str
) -> None:
    await send_plan(office)
    assert shows in await office.say("Khánh", said)


async def test_the_draft_is_a_list_in_pages(office: OfficeInMemory) -> None:
    more = "\n".join(
        f"{n}) Việc số hoá thứ {n}.\n\n- Phòng chủ trì: Phòng Kế hoạch\n" for n in range(5, 15)
    )
    await send_plan(office, NEW + "\n2. Việc khác\n\n" + more)
    assert "Trang 1/2" in await office.say("Khánh", "xem dự thảo")
    assert "Việc số hoá thứ 14" in await office.say("Khánh", "trang 2")


async def test_a_dropped_draft_is_gone(office: OfficeInMemory) -> None:
    await send_plan(office)
    assert "Đã hủy dự thảo" in await office.say("Khánh", "hủy dự thảo")
    for words in ("xác nhận kế hoạch", "xem dự thảo", "tiếp tục kế hoạch", "bỏ 2", "hủy dự thảo"):
        assert "Không có dự thảo" in await office.say("Khánh", words)
    assert len(await stored(office)) == 1


async def test_an_old_button_answers_nothing(office: OfficeInMemory) -> None:
    await send_plan(office)
    button = office.button("Khánh", "choice")
    await office.press_again("Khánh", button)
    assert "đã qua hạn" in await office.say("Khánh", "tiếp tục kế hoạch")
    await office.press_again("Khánh", button)
    assert "đã qua hạn" in await office.say("Khánh", "tiếp tục kế hoạch")


async def test_whoever_else_sends_a_file_sends_evidence(office: OfficeInMemory) -> None:
    said = await send(office, NEW, by="An", name="kh.txt")
    assert "Tệp này kèm việc nào?" in said
    assert await rows(office, plan_drafts) == []
    assert "Chỉ đầu mối" in await office.say("An", "nhập kế hoạch")
    assert "Chỉ đầu mối" in await office.say("An", "xác nhận kế hoạch")


async def test_what_is_no_plan_stays_a_file(office: OfficeInMemory) -> None:
    said = await send_plan(office, "Kính gửi các đơn vị, họp lúc 14h.")
    assert "Không tìm thấy nhiệm vụ nào" in said
    (file,) = await rows(office, attachments)
    assert file.state == "kept"
    assert "Kèm 1 tệp: kh.txt." in await office.say("Khánh", "NV4 60%")
    assert [row.state for row in await rows(office, plan_drafts)] == ["refused"]


async def test_the_word_may_come_with_the_file(office: OfficeInMemory) -> None:
    assert "đang đọc" in await send(office, NEW, by="Khánh", name="kh.docx", text="nhập kế hoạch")
    assert "Không mở được tệp" in await read(office, "Khánh")
    said = await send(office, NEW, by="Khánh", name="kh.odt", text="nhập kế hoạch")
    assert "Chưa đọc được loại tệp" in said
    assert "Xin gửi tệp" in await office.say("Khánh", "nhập kế hoạch")


async def test_the_same_file_again_changes_nothing(office: OfficeInMemory) -> None:
    await send_plan(office)
    await office.say("Khánh", "lấy hết đề xuất")
    await office.say("Khánh", "xác nhận kế hoạch")
    assert "không có gì thay đổi" in await send_plan(office)
    assert len(await stored(office)) == 2


async def test_a_new_file_takes_the_place_of_the_draft(office: OfficeInMemory) -> None:
    await send_plan(office)
    await send_plan(office, NEW.replace("Chuyển đổi số", "Khoa học"), name="khac.txt")
    states = [row.state for row in await rows(office, plan_drafts)]
    assert states == ["dropped", "open"]
    await office.say("Khánh", "lấy hết đề xuất")
    assert "Khoa học năm 2026" in await office.say("Khánh", "xác nhận kế hoạch")


async def test_a_draft_survives_a_restart_between_questions(office: OfficeInMemory) -> None:
    await send_plan(office)
    await office.say("Khánh", "2")

    await office.database.close()
    office.database = Database(office.database.url.render_as_string())
    office.__post_init__()

    assert "đã qua hạn" in await office.say("Khánh", "20/12")
    await office.say("Khánh", "lấy hết đề xuất")
    assert "4 nhiệm vụ (NV5–NV8)" in await office.say("Khánh", "xác nhận kế hoạch")


async def test_a_file_that_was_fetched_but_not_read_is_read_later(office: OfficeInMemory) -> None:
    async def now() -> Any:
        return office.now

    await send(office, NEW, by="Khánh", name="kh.txt")
    await fetch_all(office.database, office.org, office.channels, now, office.real_clock)
    assert "đang đọc" in await office.say("Khánh", "xác nhận kế hoạch")
    assert "Chuyển đổi số năm 2026" in await read(office, "Khánh")
    assert await read(office, "Khánh") == ""  # once


async def test_a_plan_is_no_evidence_whatever_is_said_in_between(office: OfficeInMemory) -> None:
    await send_plan(office, NEW)
    assert "Kèm" not in await office.say("Khánh", "NV4 60%")
    await office.say("Khánh", "hủy dự thảo")
    assert "Kèm" not in await office.say("Khánh", "NV4 70%")


async def test_what_turned_out_to_be_no_plan_is_evidence(office: OfficeInMemory) -> None:
    await send_plan(office, "Kính gửi Sở,\n\nĐã nhận được công văn.\n", name="cv.txt")
    assert "Kèm 1 tệp: cv.txt" in await office.say("Khánh", "NV4 60%")


TABLE = """KẾ HOẠCH
Bảng việc mẫu
| TT | Nội dung nhiệm vụ | Bộ phận | Liên quan |
|---|---|---|---|
| 1 | Rà soát quy trình giải quyết hồ sơ một cửa | Phòng Hành chính | Phòng Kế hoạch |
"""


async def test_what_a_column_holds_may_be_said(office: OfficeInMemory) -> None:
    async def units() -> tuple[list[str], list[str]]:
        (row,) = [each for each in await rows(office, plan_drafts) if each.state == "open"]
        (task,) = row.draft["tasks"]
        return task["lead"], task["support"]

    shown = await send_plan(office, TABLE.replace("Bộ phận", "Đơn vị chủ trì"))
    assert "“Đơn vị chủ trì” là chủ trì, “Liên quan” là không dùng" in shown
    assert await units() == (["Phòng Hành chính"], [])

    assert "đang đọc lại" in await office.say("Khánh", "cột lien quan là phối hợp")
    assert "“Liên quan” là phối hợp" in await read(office, "Khánh")
    assert await units() == (["Phòng Hành chính"], ["Phòng Kế hoạch"])

    await office.say("Khánh", "cột Đơn vị chủ trì: không dùng")
    assert "“Liên quan” là phối hợp" in await read(office, "Khánh"), "what was said before holds"
    assert await units() == ([], ["Phòng Kế hoạch"])

    assert "không có cột “Hạn chót”" in await office.say("Khánh", "cột Hạn chót là thời hạn")
    assert "Chỉ đầu mối" in await office.say("An", "cột Liên quan là phối hợp")
    await send_plan(office)
    assert "không có bảng" in await office.say("Khánh", "cột Liên quan là phối hợp")


async def test_a_plan_may_be_written_in_a_message(office: OfficeInMemory) -> None:
    assert "đang đọc" in await office.say("Khánh", f"nhập kế hoạch:\n{NEW}")
    assert "4 nhiệm vụ của 2 đơn vị" in await read(office, "Khánh")

    half = NEW.index("b) ")
    assert "đang đọc" in await office.say("Khánh", f"KẾ HOẠCH\n{NEW[:half]}")
    assert "đang đọc" in await office.say("Khánh", NEW[half:])  # a platform has cut it
    assert "4 nhiệm vụ của 2 đơn vị" in await read(office, "Khánh")
    await office.say("Khánh", "lấy hết đề xuất")
    assert "4 nhiệm vụ" in await office.say("Khánh", "xác nhận kế hoạch")

    assert "Xin gửi tệp" in await office.say("Khánh", "nhập kế hoạch")
    assert "đang đọc" not in await office.say("An", f"nhập kế hoạch:\n{NEW}")


WITH_TARGETS = NEW.replace(
    "II. NHIỆM VỤ",
    "I. MỤC TIÊU\n\n- Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%.\n\n"
    "- Hỗ trợ 1.200 doanh nghiệp.\n\nII. NHIỆM VỤ",
)


@pytest.mark.parametrize(
    ("said", "shows"),
    [
        ("sửa chỉ tiêu 2: 1.500", "chỉ tiêu 2: Hỗ trợ 1.200 doanh nghiệp (≥ 1.500 doanh nghiệp;"),
        ("sua chi tieu 1: khong duoi 95%", "đạt trên 98% (≥ 95%; đến 31/12/2026)"),
        ("sửa chỉ tiêu 1: hạn 30/11/2026", "(> 98%; đến 30/11/2026)"),
        ("sửa chỉ tiêu 1: chủ trì Phòng Hành chính", "Phòng Hành chính"),
        ("sửa chỉ tiêu 1: nội dung Hồ sơ đúng hạn trên 98%", "Hồ sơ đúng hạn trên 98% (> 98%"),
        ("correct target 2: at most 900", "(≤ 900 doanh nghiệp"),
        ("sửa chỉ tiêu 1: thật tốt", "chưa thấy con số nào trong “thật tốt”"),
        ("sửa chỉ tiêu 1: chủ trì Phòng Không Có", "Không có đơn vị nào tên “Phòng Không Có”"),
        ("sửa chỉ tiêu 9: 95%", "không có chỉ tiêu 9: các chỉ tiêu từ 1 đến 2"),
        ("bỏ chỉ tiêu 1", "Đã bỏ chỉ tiêu 1"),
        ("xoa chi tieu 2 khoi du thao", "còn 1 chỉ tiêu"),
        ("remove target 9", "không có chỉ tiêu 9"),
    ],
)
async def test_targets_are_corrected_by_number(
    office: OfficeInMemory, said: str, shows: str
) -> None:
    await send_plan(office, WITH_TARGETS)
    assert shows in await office.say("Khánh", said)


async def test_a_draft_without_targets_says_so(office: OfficeInMemory) -> None:
    await send_plan(office)
    assert "không có chỉ tiêu nào" in await office.say("Khánh", "bỏ chỉ tiêu 1")


MARKDOWN = """# KẾ HOẠCH MẪU

Chuyển đổi số năm 2026

## II. NHIỆM VỤ

| TT | Nhiệm vụ | Đơn vị chủ trì | Thời hạn |
|----|----------|----------------|----------|
| 1 | Xây dựng kiến trúc số của Sở. | Phòng Hành chính | 20/12/2026 |
| 2 | Tập huấn kỹ năng số cho công chức. | Phòng Kế hoạch | 15/11/2026 |
"""
HTML = """<html><body><h1>KẾ HOẠCH</h1><p>Chuyển đổi số năm 2026</p><h2>II. NHIỆM VỤ</h2><table>
<tr><th>TT</th><th>Nhiệm vụ</th><th>Đơn vị chủ trì</th><th>Thời hạn</th></tr>
<tr><td>1</td><td>Xây dựng kiến trúc số.</td><td>Phòng Hành chính</td><td>20/12/2026</td></tr>
<tr><td>2</td><td>Tập huấn kỹ năng số.</td><td>Phòng Kế hoạch</td><td>15/11/2026</td></tr>
</table></body></html>
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [("kh.md", MARKDOWN), ("KH.MARKDOWN", MARKDOWN), ("kh.html", HTML), ("kh.htm", HTML)],
)
async def test_a_page_is_read_as_the_command_line_reads_it(
    office: OfficeInMemory, name: str, content: str
) -> None:
    assert "2 nhiệm vụ của 2 đơn vị" in await send_plan(office, content, name=name)


async def test_days_without_a_year_are_one_question(office: OfficeInMemory) -> None:
    without = NEW.replace(" năm 2026", "").replace("/2026", "")
    asked = await send_plan(office, without)
    assert "không ghi năm" in asked
    assert "1) năm nay (đề xuất)" in asked
    await office.say("Khánh", "năm sau")
    listed = await office.say("Khánh", "xem dự thảo")
    assert "Trước ngày 15/7" in listed
    (row,) = [each for each in await rows(office, plan_drafts) if each.state == "open"]
    dues = [each["timing"].get("due") for each in row.draft["tasks"]]
    assert dues[1:3] == ["2027-07-14", "2027-07-19"]


PERSONS = """KẾ HOẠCH
Chuyển đổi số năm 2026

I. NHIỆM VỤ
1. Công việc chung
- Đ/c An chủ trì xây dựng kiến trúc số của Sở, xong trước ngày 15/12.
- Bà Không Có: tập huấn kỹ năng số cho công chức, xong trước ngày 15/11.
"""


async def test_a_person_who_leads_stands_for_their_unit(office: OfficeInMemory) -> None:
    asked = await send_plan(office, PERSONS)
    assert "Đ/c An được hiểu là Phòng Hành chính" in asked
    assert "“Bà Không Có” thuộc đơn vị nào?" in asked
    await office.say("Khánh", "Phòng Kế hoạch")
    assert "2 nhiệm vụ" in await office.say("Khánh", "xác nhận kế hoạch")
    (row,) = [each for each in await rows(office, plan_drafts) if each.state == "confirmed"]
    assert [each["lead"] for each in row.draft["tasks"]] == [
        *(["Phòng Hành chính"], ["Phòng Kế hoạch"]),
    ]
    assert not any("Đ/c An" in each["aliases"] for each in row.draft["units"])
