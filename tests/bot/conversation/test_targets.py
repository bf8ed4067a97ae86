"""Targets of a plan in chat: shown, stored, amended, and what officers say was reached of them."""

import pytest
from sqlalchemy import select

from scheduler.rules.snapshot import loads
from storage.tables import reports, target_figures
from tests.bot.conversation.conftest import PLAN
from tests.bot.conversation.test_plan_by_chat import send_plan
from tests.bot.conversation.test_plan_versions import amended
from tests.fakes import OfficeInMemory

AIMS = """II. MỤC TIÊU
- Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%.
- Hỗ trợ 1.200 doanh nghiệp.
- Tỷ lệ hồ sơ trễ hạn không quá 2%.
- Nâng cao chất lượng phục vụ người dân, doanh nghiệp.

"""
HEADING = PLAN[PLAN.index("II. ") :].splitlines()[0]
WITH_AIMS = (HEADING, AIMS + HEADING.replace("II. ", "III. "))
ONLY_HC = (
    ("Phòng chủ trì: Phòng Kế hoạch; Phòng", "Phòng chủ trì: Phòng"),
    (PLAN[PLAN.index("IV. TỔ") :], ""),
    ("Thực hiện nhiệm vụ năm 2026", "Chuyển đổi số năm 2026"),
)
LOWER = (HEADING, AIMS.replace("trên 98", "trên 95") + HEADING.replace("II. ", "III. "))


async def store(office: OfficeInMemory, *changes: tuple[str, str]) -> str:
    await send_plan(office, amended(*changes), name=f"{office.heard}.txt")
    await office.say("Khánh", "lấy hết đề xuất")
    return await office.say("Khánh", "xác nhận kế hoạch")


async def test_a_preview_counts_and_lists_them(office: OfficeInMemory) -> None:
    said = await send_plan(office, amended(WITH_AIMS))
    assert "4 chỉ tiêu" in said
    listed = await office.say("Khánh", "xem dự thảo")
    assert "Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98% (> 98%; đến 31/12/2026)" in listed
    assert "Nâng cao chất lượng phục vụ người dân, doanh nghiệp (định tính" in listed


async def test_another_version_shows_old_and_new(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    said = await send_plan(office, amended(LOWER), name="b.txt")
    assert "~ CT1 Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 95%: > 98%" in said
    assert "CT2" not in said


# --- what was reached ---------------------------------------------------------------------------


async def figures(office: OfficeInMemory) -> list[tuple[float, str, bool]]:
    """(value, the day it counts for, whether it stands) of every figure that was given."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(target_figures)
            .where(target_figures.c.org_id == office.org)
            .order_by(target_figures.c.id)
        )
        return [(row.value, str(row.stands_on), row.undone_at is None) for row in rows]


TODAY, JUNE = "2026-08-03", "2026-06-30"


@pytest.mark.parametrize(
    ("words", "value", "day"),
    [
        ("CT1 đạt 85%", 85, TODAY),
        ("ct1 85%", 85, TODAY),
        ("CT-1: 85,5%", 85.5, TODAY),
        ("CT1 = 97", 97, TODAY),
        ("chỉ tiêu 1: 85%", 85, TODAY),
        ("chi tieu so 1 dat 85 phan tram", 85, TODAY),
        ("dạ em báo CT1 hiện đạt 85% ạ", 85, TODAY),
        ("cập nhật CT1: 85%", 85, TODAY),
        ("CT1 85% đến 30/6", 85, JUNE),
        ("CT1 đạt 85% tính đến ngày 30/6/2026", 85, JUNE),
        ("CT1 85% quý II/2026", 85, JUNE),
        ("CT2 = 1.250 doanh nghiệp", 1250, TODAY),
        ("CT2 đạt 900 doanh nghiệp mới", 900, TODAY),
        ("target 1 is 85%", 85, TODAY),
        ("CT1 85% as of 30/6/2026", 85, JUNE),
    ],
)
async def test_a_figure_as_people_say_it(
    office: OfficeInMemory, words: str, value: float, day: str
) -> None:
    await store(office, WITH_AIMS)
    said = await office.say("An", words)
    assert await figures(office) == [(value, day, True)], said


async def test_a_figure_is_answered_with_plan_and_percent(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    said = await office.say("An", "CT2 300 doanh nghiệp")
    assert "thực hiện 300 doanh nghiệp / kế hoạch ≥ 1.200 doanh nghiệp, 25%, chưa đạt" in said
    said = await office.say("An", "CT2 600")
    assert "600 doanh nghiệp / kế hoạch ≥ 1.200 doanh nghiệp, 50%" in said
    assert "Số trước: 300 doanh nghiệp" in said


async def test_undo_keeps_what_was_said_as_taken_back(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    await office.say("An", "CT1 70%")
    await office.say("An", "CT1 85%")
    assert "CT1" in await office.say("An", "hoàn tác")
    assert await figures(office) == [(70, TODAY, True), (85, TODAY, False)]
    assert "70%" in await office.say("An", "CT1")


@pytest.mark.parametrize(
    ("before", "words", "why"),
    [
        ("", "CT2 30000 doanh nghiệp", "2500% kế hoạch"),
        ("", "CT2 đạt 85%", "tính bằng doanh nghiệp"),
        ("CT2 500 đến 30/6/2026", "CT2 400", "ít hơn số trước (500 doanh nghiệp)"),
    ],
)
async def test_an_odd_figure_is_asked_about(
    office: OfficeInMemory, before: str, words: str, why: str
) -> None:
    await store(office, WITH_AIMS)
    if before:
        await office.say("An", before)
    kept = await figures(office)
    assert why in await office.say("An", words)
    assert await figures(office) == kept
    assert "Đã ghi CT2" in await office.say("An", "có")
    assert len(await figures(office)) == len(kept) + 1


async def test_less_is_not_odd_where_little_is_wanted(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    await office.say("An", "CT3 5% đến 30/6/2026")
    assert "1,5% / kế hoạch ≤ 2%, 75%, đạt" in await office.say("An", "CT3 1,5%")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("CT1 85% đến 31/12/2026", "chưa tới"),
        ("CT1 85% đến 31/6", "Không có ngày 31/6"),
        ("CT4 85%", "không có con số trong kế hoạch"),
        ("CT9 85%", "Không có chỉ tiêu CT9"),
        ("CT1: 85%, CT3: 250", "nhiều chỉ tiêu"),
        ("CT1 tháng 6/2026", "đạt bao nhiêu"),
    ],
)
async def test_what_is_no_figure(office: OfficeInMemory, words: str, answer: str) -> None:
    await store(office, WITH_AIMS)
    assert answer in await office.say("An", words)
    assert await figures(office) == []


@pytest.mark.parametrize(
    ("person", "may"), [("An", True), ("Bình", True), ("Chi", False), ("Khánh", True)]
)
async def test_who_may_say_a_figure(office: OfficeInMemory, person: str, may: bool) -> None:
    await store(office, *ONLY_HC, WITH_AIMS)
    await office.say(person, "CT1 85%")
    assert bool(await figures(office)) is may


async def test_the_list_says_who_and_names_those_without(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    await office.say("An", "CT1 85% đến 30/6/2026")
    said = await office.say("Bình", "/chitieu")
    assert "Chỉ tiêu (4): chưa có số liệu CT2, CT3" in said
    assert "thực hiện 85% (87%, chưa đạt), tính đến 30/6/2026 – An" in said
    assert "CT2 Hỗ trợ 1.200 doanh nghiệp: kế hoạch ≥ 1.200 doanh nghiệp" in said
    assert said == await office.say("Bình", "xem các chỉ tiêu")


async def test_an_office_without_targets_says_so(office: OfficeInMemory) -> None:
    assert "chưa có chỉ tiêu" in await office.say("An", "chỉ tiêu")


async def test_of_a_plan_of_codes_no_words_are_shown(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    await office.say("Khánh", "bảo mật kế hoạch 1: chỉ mã")
    said = await office.say("An", "/chitieu")
    assert "CT1" in said
    assert "hồ sơ" not in said


async def test_a_report_counts_them_and_carries_what_was_known(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    await office.say("An", "CT3 1,5%")
    said = await office.say("Khánh", "tổng hợp BC1")
    assert "Chỉ tiêu: 3 có con số, 1 đã có số liệu, 1 đạt." in said
    async with office.database.read() as connection:
        frozen = await connection.scalar(
            select(reports.c.snapshot).where(reports.c.org_id == office.org)
        )
    lines = {each.code: (each.actual, each.is_met) for each in loads(str(frozen)).targets}
    assert lines == {
        "CT1": (None, None),
        "CT2": (None, None),
        "CT3": ("1,5%", True),
        "CT4": (None, None),
    }


async def test_the_head_hears_of_a_figure_in_the_next_slot(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    await office.say("An", "CT1 85% đến 30/6/2026")
    await office.at("2026-08-03T14:00")
    told = "CT1 Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%: An báo 85% / kế hoạch > 98%, 87%"
    assert told in " ".join(office.said_to("Bình").split())
    assert "An báo 85%" not in office.said_to("Chi")
    await office.say("An", "CT1 86%")
    await office.say("An", "hoàn tác")
    await office.at("2026-08-04T07:50")
    assert "86%" not in office.said_to("Bình"), "what was taken back is not told"


async def test_a_head_is_not_told_what_they_said(office: OfficeInMemory) -> None:
    await store(office, WITH_AIMS)
    await office.say("Bình", "CT1 85%")
    await office.at("2026-08-03T14:00")
    assert "Bình báo 85%" not in office.said_to("Bình")
