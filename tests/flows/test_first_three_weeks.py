"""A department's first three weeks, from an empty folder to a merger of two of its units.

What is said is kept as a readable transcript, docs/FIRST_THREE_WEEKS.md; this test plays it and
finds it unchanged. To make it anew: `make test ARGS="-n0 tests/flows/test_first_three_weeks.py"`,
then copy test-output/flows/FIRST_THREE_WEEKS.md over it.
"""

from datetime import datetime
from pathlib import Path

from docx import Document

from scheduler.rules.calendar import OFFICE_ZONE
from tests.flows.chronicle import Chronicle, keep
from tests.flows.test_linking_day import CODE
from tests.flows.town import TRANSCRIPTS, Homes, Town, a_new_town

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / "FIRST_THREE_WEEKS.md"
BEGINS = datetime(2026, 7, 30, 8, 0, tzinfo=OFFICE_ZONE)
HOMES: Homes = {
    "Yến": "telegram",
    "Khánh": "telegram",
    "An": "telegram",
    "Bình": "zalo_bot",
    "Chi": "zalo_oa",
    "Nga": "zalo_bot",
    "Oanh": "telegram",
    "Phúc": "telegram",
    "Quân": "zalo_bot",
    "Sơn": "zalo_oa",
    "Tâm": "telegram",
}
PEOPLE = """full_name,title,unit,parent,role,in_charge_of,contact
Yến,Quản trị (mẫu),Phòng Hành chính – Tổng hợp,Sở Mẫu,admin,,no
An,Chuyên viên (mẫu),Phòng Hành chính – Tổng hợp,Sở Mẫu,officer,,yes
Bình,Trưởng phòng (mẫu),Phòng Hành chính – Tổng hợp,Sở Mẫu,head,,no
Chi,Trưởng phòng (mẫu),Phòng Kế hoạch Khoa học,Sở Mẫu,head,,no
Khánh,Chuyên viên (mẫu),Phòng Kế hoạch Khoa học,Sở Mẫu,officer;coordinator,,yes
Nga,Chuyên viên (mẫu),Phòng Pháp chế và Thanh tra,Sở Mẫu,officer,,yes
Oanh,Trưởng phòng (mẫu),Phòng Pháp chế và Thanh tra,Sở Mẫu,head,,no
Phúc,Chuyên viên (mẫu),Phòng Tiêu chuẩn Đo lường,Sở Mẫu,officer,,yes
Quân,Trưởng phòng (mẫu),Phòng Tiêu chuẩn Đo lường,Sở Mẫu,head,,no
Sơn,Phó Giám đốc (mẫu),Sở Mẫu,,deputy,Phòng Pháp chế và Thanh tra;Phòng Tiêu chuẩn Đo lường,no
Tâm,Giám đốc (mẫu),Sở Mẫu,,leader,,no
"""
PLAN = Path(__file__).parent / "three_weeks_plan.txt"
TITLE = """# Ba tuần đầu của một sở mẫu

Mọi tên người, đơn vị, nhiệm vụ dưới đây đều là mẫu. Bản ghi này do chính Đôn Đốc làm ra khi chạy
thử qua HTTP trên ba kênh (Telegram, Zalo Bot, Zalo OA) với đồng hồ của văn phòng mẫu, và được so
lại mỗi lần kiểm thử. Mã liên kết và đường dẫn được che đi. “←” là lời của người,
“→” là lời của Đôn Đốc.
"""


async def test_the_first_three_weeks(tmp_path: Path) -> None:
    async with a_new_town(tmp_path, HOMES, BEGINS) as town:
        story = Chronicle(town=town, told=[TITLE.rstrip()])
        try:
            await the_office_is_set_up(town, story)
            await everybody_links(town, story)
            await the_plan_comes_in(town, story)
            await it_goes_live(town, story)
            await the_first_weekly_report(town, story)
            await the_second_week(town, story)
            await two_units_merge(town, story)
            await the_third_report(town, story)
        finally:
            told = await story.text()
            keep(TRANSCRIPTS, KEPT.name, told)

    assert told == KEPT.read_text(encoding="utf-8")


async def the_office_is_set_up(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Năm 30/7: cài đặt", "Yến, quản trị, có một buổi chiều.")
    people = town.folder / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    answers = ["Sở Mẫu; UBND tỉnh Mẫu", "Yến", "people.csv", "3", "", "c"]
    said = await story.asked_at_a_terminal("init", answers)
    assert "11 người" in said


async def everybody_links(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Sáu 31/7: phát phiếu liên kết")
    await town.day("2026-07-31 08:00")
    await town.offer_menus()
    sheets = town.folder / "sheets"
    await story.dondoc("invite", "--sheet", str(sheets))
    codes = codes_on(sheets)
    assert set(codes) == set(HOMES)
    for name in HOMES:
        said = await town.says(name, codes[name])
        assert f"Chào {name}" in said
    assert "Mọi người" in await town.says("Khánh", "ai chưa liên kết?")


async def the_plan_comes_in(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Sáu 31/7: nhập kế hoạch", "Khánh, đầu mối, gửi tệp cho bot.")
    await town.day("2026-07-31 14:00")
    said = await town.sends("Khánh", "ke-hoach.txt", PLAN.read_bytes())
    assert "6 nhiệm vụ" in said
    await town.says("Khánh", "1")
    await town.says("Khánh", "xem dự thảo")
    await town.says("Khánh", "sửa 3: hạn 24/8")
    await town.says("Khánh", "xác nhận kế hoạch")


async def it_goes_live(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Hai 03/8: bắt đầu nhắc việc")
    await town.day("2026-08-03 08:00")
    await town.says("Yến", "/chaythu")
    await town.says("Yến", "/batdau")
    await town.says("Yến", "có")
    await town.slot("2026-08-03 13:30")
    assert "NV1" in await town.reads("Bình")
    assert "Đã giao NV3 cho An" in await town.says("Bình", "giao NV3 cho An")
    assert "Đã giao NV5 cho Phúc" in await town.says("Quân", "giao nv5 cho phuc")
    await town.says("An", "/trogiup")


async def the_first_weekly_report(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Ba 04/8 đến thứ Năm 06/8: báo cáo tuần đầu tiên")
    await town.slot("2026-08-04 07:45")
    await town.slot("2026-08-04 13:30")
    await town.says("An", "NV3 dang lam 40%, da co tai lieu")
    await town.says("An", "nv1 đã đăng 3 bài")
    await town.says("Phúc", "nv5 60% vướng kinh phí")
    await town.slot("2026-08-05 07:45")
    await town.says("An", "NV2 xong, công văn số 12/HC-TH ngày 31/7")
    await town.says("An", "BC1 gửi")
    await town.says("Phúc", "BC1 gửi")
    await town.slot("2026-08-05 13:30")
    assert "NV2" in await town.reads("Bình")
    await town.says("Bình", "đồng ý NV2")
    await town.slot("2026-08-06 07:45")
    assert "PC&TT" in await town.says("Khánh", "/chuabaocao BC1")
    await town.says("Khánh", "nhắc")
    await town.slot("2026-08-06 13:30")
    await town.says("Nga", "BC1 không phát sinh")
    await town.says("Khánh", "tổng hợp BC1")
    await town.says("Khánh", "trình BC1")
    await town.slot("2026-08-07 07:45")
    assert "BC1" in await town.reads("Tâm")


async def the_second_week(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Sáu 07/8 đến thứ Sáu 14/8: một việc sắp đến hạn")
    await town.slot("2026-08-10 07:45")
    await town.slot("2026-08-11 13:30")
    await town.says("Phúc", "nv5 xin gia hạn đến 28/8 vì chờ kinh phí")
    await town.slot("2026-08-12 07:45")
    await town.says("Quân", "1 đồng ý")
    for name in ("An", "Phúc", "Nga"):
        await town.says(name, "BC1 không phát sinh")
    await town.slot("2026-08-13 07:45")
    await town.says("Tâm", "/quahan")


async def two_units_merge(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Sáu 14/8 đến thứ Ba 18/8: hai phòng sáp nhập")
    await town.day("2026-08-14 09:00")
    both = "Phòng Pháp chế và Thanh tra và Phòng Tiêu chuẩn Đo lường"
    await town.says("Yến", f"sáp nhập {both} thành Phòng Thanh tra – Đo lường từ 17/8")
    await town.says("Yến", "có")
    await town.slot("2026-08-17 07:45")
    for unit in ("Phòng Pháp chế và Thanh tra", "Phòng Tiêu chuẩn Đo lường"):
        await town.says("Yến", f"xác nhận sáp nhập {unit}")
        await town.says("Yến", "có")
    await town.says("Yến", "bổ nhiệm Quân làm phó phòng Phòng Thanh tra – Đo lường")
    await town.slot("2026-08-17 13:30")


async def the_third_report(town: Town, story: Chronicle) -> None:
    await story.chapter("Thứ Tư 19/8 đến thứ Sáu 21/8: báo cáo của phòng mới")
    await town.slot("2026-08-18 13:30")
    await town.says("Phúc", "nv5 đã kiểm tra 4 chợ, 80%")
    await town.says("An", "nv3 70%")
    await town.slot("2026-08-19 07:45")
    await town.says("Nga", "BC1 gửi")
    await town.says("An", "BC1 gửi")
    await town.slot("2026-08-20 07:45")
    await town.says("Khánh", "tổng hợp BC1")
    await town.says("Tâm", "/tonghop")


def codes_on(sheets: Path) -> dict[str, str]:
    """The codes on printed sheets, by person."""
    found = {}
    for path in sorted(sheets.glob("*.docx")):
        for row in Document(str(path)).tables[0].rows:
            (code,) = CODE.findall(row.cells[1].text)
            found[row.cells[1].text.splitlines()[0]] = code
    return found
