"""The names of a plan are held against the office's units: taken, asked about, or left."""

from sqlalchemy import select

from storage.tables import task_units, tasks, units
from tests.bot.conversation.test_plan_by_chat import NEW, rows, send_plan
from tests.fakes import OfficeInMemory

WRITTEN = NEW.replace("Trước ngày 31/02/2026", "Trước ngày 20/12/2026")
LATE = ("Trước ngày 15/7/2026", "Trước ngày 20/7/2026")
for each in LATE:
    WRITTEN = WRITTEN.replace(each, "Trước ngày 15/11/2026")


async def leads(office: OfficeInMemory) -> dict[str, set[str]]:
    """Who leads each task, by the office's names."""
    codes = {row.id: row.code for row in await rows(office, tasks)}
    called = {row.id: row.name for row in await rows(office, units)}
    found: dict[str, set[str]] = {}
    query = select(task_units).where(task_units.c.org_id == office.org)
    async with office.database.read() as connection:
        led = [row for row in await connection.execute(query) if row.side == "lead"]
    for row in led:
        found.setdefault(codes[row.task_id], set()).add(called[row.unit_id])
    return found


async def names(office: OfficeInMemory) -> set[str]:
    return {row.name for row in await rows(office, units)}


async def test_a_misspelled_unit_is_asked_about_once(office: OfficeInMemory) -> None:
    before = await names(office)
    words = WRITTEN.replace("Phòng Hành chính", "Phòng Hành chánh")
    shown = await send_plan(office, words)
    assert "Còn 1 câu hỏi. Phòng Hành chánh: “Phòng Hành chánh” là đơn vị nào của cơ quan?" in shown
    assert "1) Phòng Hành chính (đề xuất)" in shown
    assert "đơn vị khác, giữ tên như trong kế hoạch" in shown

    assert "không còn câu hỏi" in await office.say("Khánh", "1")
    assert "4 nhiệm vụ (NV5–NV8)" in await office.say("Khánh", "xác nhận kế hoạch")
    assert (await leads(office))["NV5"] == {"Phòng Hành chính"}
    assert await names(office) == before

    again = await send_plan(office, words.replace("Số hóa hồ sơ", "Số hóa toàn bộ hồ sơ"))
    assert "Phòng Hành chánh” là đơn vị nào" not in again, "the answer is kept"


async def test_another_unit_keeps_its_name(office: OfficeInMemory) -> None:
    await send_plan(office, WRITTEN.replace("Phòng Hành chính", "Phòng Hành chánh"))
    assert "không phải là một lựa chọn" in await office.say("Khánh", "câu 1: Phòng Nào Đó")
    assert "không còn câu hỏi" in await office.say("Khánh", "câu 1: đơn vị khác")
    await office.say("Khánh", "xác nhận kế hoạch")
    assert (await leads(office))["NV5"] == {"Phòng Hành chánh"}


async def test_abbreviations_are_taken_and_said_and_others_are_outside(
    office: OfficeInMemory,
) -> None:
    words = WRITTEN.replace("Phòng Hành chính", "P. HC").replace("Phòng Kế hoạch", "Sở Y tế")
    shown = await send_plan(office, words)
    assert "Cơ quan chưa có đơn vị Sở Y tế" in shown
    assert "0 câu hỏi" in shown
    await office.say("Khánh", "xác nhận kế hoạch")
    found = await leads(office)
    assert (found["NV5"], found["NV6"]) == ({"Phòng Hành chính"}, {"Sở Y tế"})
