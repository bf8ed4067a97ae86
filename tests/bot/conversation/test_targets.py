"""Targets of a plan in chat: shown, stored, amended, and what officers say was reached of them."""

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
