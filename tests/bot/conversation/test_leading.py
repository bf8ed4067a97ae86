"""Another unit leads a task, one more supports it, one supports it no more (DESIGN.md §3, §4.11).

Hành chính, which Bình heads and An works for, leads NV1 to NV3 and with Kế hoạch NV4; Kế hoạch,
which Chi heads and whose contact Khánh is, supports NV3. Khánh coordinates the plan.
"""

import pytest
from sqlalchemy import and_, select

from storage.tables import duties, task_units, tasks, units
from tests.bot.conversation.test_plan_by_chat import send_plan
from tests.fakes import OfficeInMemory


async def owed(office: OfficeInMemory, code: str) -> dict[str, tuple[str, str]]:
    """The unit's short name -> state and due day of what it owes of a task."""
    query = (
        select(units.c.short, duties.c.state, duties.c.due_on)
        .join(units, and_(units.c.org_id == duties.c.org_id, units.c.id == duties.c.unit_id))
        .join(tasks, and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id))
        .where(duties.c.org_id == office.org, tasks.c.code == code)
    )
    async with office.database.read() as connection:
        rows = (await connection.execute(query)).all()
    return {row.short: (row.state, str(row.due_on)) for row in rows}


async def sides(office: OfficeInMemory, code: str) -> dict[str, list[str]]:
    """Which units lead a task, and which support it."""
    query = (
        select(task_units.c.side, units.c.short)
        .join(
            units, and_(units.c.org_id == task_units.c.org_id, units.c.id == task_units.c.unit_id)
        )
        .join(
            tasks, and_(tasks.c.org_id == task_units.c.org_id, tasks.c.id == task_units.c.task_id)
        )
        .where(task_units.c.org_id == office.org, tasks.c.code == code)
        .order_by(units.c.short)
    )
    found: dict[str, list[str]] = {"lead": [], "support": []}
    async with office.database.read() as connection:
        for row in await connection.execute(query):
            found[row.side].append(row.short)
    return found


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("Khánh", "đổi chủ trì NV1 sang Phòng Kế hoạch"),
        ("Khánh", "doi chu tri nv1 sang phong ke hoach"),
        ("Tâm", "đổi chủ trì NV1/HC sang KH: đúng chức năng hơn"),
        ("Sơn", "NV1 đổi chủ trì từ HC sang KH vì đúng chức năng hơn"),
        ("Khánh", "chuyển NV1 sang Phòng Kế hoạch chủ trì nhé"),
        ("Tâm", "change lead of NV1 to KH"),
        ("Tâm", "NV1: change lead to KH because it is their field"),
    ],
)
async def test_another_unit_leads_after_a_yes_and_it_can_be_taken_back(
    office: OfficeInMemory, who: str, words: str
) -> None:
    await office.at("2026-08-03T10:00")
    await office.say("An", "NV1 30%, đang lấy ý kiến")
    await office.say("Sơn", "gia hạn NV1 đến 20/8")
    before = await owed(office, "NV1"), await sides(office, "NV1")

    asked = await office.say(who, words)
    assert "Đổi chủ trì NV1 từ Phòng Hành chính sang Phòng Kế hoạch?" in asked
    assert (await owed(office, "NV1"), await sides(office, "NV1")) == before
    answer = await office.say(who, "có")

    assert (
        "Đã đổi chủ trì NV1 từ Phòng Hành chính sang Phòng Kế hoạch, hạn thứ Năm 20/8/2026"
        in answer
    )
    assert await owed(office, "NV1") == {
        "HC": ("cancelled", "2026-08-20"),
        "KH": ("open", "2026-08-20"),
    }
    assert await sides(office, "NV1") == {"lead": ["KH"], "support": []}
    await office.say(who, "hoàn tác")
    assert await sides(office, "NV1") == before[1]
    after = await owed(office, "NV1")
    assert after == {**before[0], "KH": ("cancelled", "2026-08-20")}


async def test_both_units_hear_of_it_and_the_new_one_sees_what_was_said(
    office: OfficeInMemory,
) -> None:
    await office.say("Bình", "giao NV1 cho Dung")
    await office.at("2026-08-03T10:00")
    await office.say("Dung", "NV1 30%, đang lấy ý kiến các phòng")
    await office.say("Tâm", "đổi chủ trì NV1 sang KH: đúng chức năng hơn")
    await office.say("Tâm", "có")
    await office.at("2026-08-03T13:30")

    for name in ("Bình", "Dung"):
        said = office.said_to(name)
        assert "từ nay Phòng Kế hoạch chủ trì thay Phòng Hành chính" in said
        assert "không phải làm tiếp" in said
    for name in ("Chi", "Khánh"):
        assert "kết quả đã báo đến nay" in office.said_to(name).lower()
    shown = await office.say("Chi", "/nv NV1")
    assert "đang lấy ý kiến các phòng" in shown
    assert "chuyển chủ trì từ HC" in shown
    assert "NV1" in await office.say("Chi", "giao NV1 cho Khánh")


async def test_it_goes_back_and_forth(office: OfficeInMemory) -> None:
    """The duty that a unit had before is taken up again: there is one of each unit."""
    for unit, until in (("KH", "20/8"), ("HC", "25/8"), ("KH", "28/8")):
        await office.say("Tâm", f"đổi chủ trì NV1 sang {unit}")
        assert "Đã đổi chủ trì" in await office.say("Tâm", "có")
        await office.say("Tâm", f"gia hạn NV1 đến {until}")

    assert await owed(office, "NV1") == {
        "HC": ("cancelled", "2026-08-25"),
        "KH": ("open", "2026-08-28"),
    }


async def test_one_of_several_leads_is_replaced_by_name(office: OfficeInMemory) -> None:
    """Kế hoạch leads NV4 already; NV3 goes to who supported it."""
    assert "đang chủ trì NV4 rồi" in await office.say("Tâm", "đổi chủ trì NV4 từ HC sang KH")
    assert "Phòng Hành chính đang chủ trì NV4" in await office.say("Tâm", "đổi chủ trì NV4 sang HC")
    asked = await office.say("Tâm", "đổi chủ trì NV4 sang Sở Mẫu")
    assert "1) Phòng" in asked
    await office.say("Tâm", "2")
    assert "Đã đổi chủ trì NV4" in await office.say("Tâm", "có")
    assert len((await sides(office, "NV4"))["lead"]) == 2

    await office.say("Tâm", "đổi chủ trì NV3 sang KH")
    await office.say("Tâm", "có")
    assert await sides(office, "NV3") == {"lead": ["KH"], "support": []}


async def test_what_is_reported_stays(office: OfficeInMemory) -> None:
    await office.say("Bình", "NV1 xong")

    answer = await office.say("Tâm", "đổi chủ trì NV1 sang KH")

    assert "kết quả đã báo giữ nguyên" in answer
    assert await sides(office, "NV1") == {"lead": ["HC"], "support": []}


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Bình", "đổi chủ trì NV1 sang KH", "không ai tự chuyển việc của mình"),
        ("An", "đổi chủ trì NV1 sang KH", "không ai tự chuyển việc của mình"),
        ("Chi", "đổi chủ trì NV1 sang KH", "không có quyền"),
        ("Khánh", "đổi chủ trì NV4 từ KH sang Sở Mẫu", "không ai tự chuyển việc của mình"),
        ("Khánh", "đổi chủ trì NV99 sang KH", "Không tìm thấy việc có mã NV99"),
        ("Khánh", "đổi chủ trì NV1 sang Phòng Lạ", "Phòng Lạ"),
        ("Khánh", "đổi chủ trì NV1 từ KH sang HC", "Phòng Kế hoạch không chủ trì NV1"),
        ("Bình", "thêm KH phối hợp NV1", "không ai tự chuyển việc của mình"),
        ("Chi", "bỏ KH khỏi phối hợp NV3", "không"),
        ("Khánh", "thêm KH phối hợp NV3", "rồi nên không cần thêm"),
        ("Khánh", "bỏ KH khỏi phối hợp NV1", "không phải đơn vị phối hợp"),
    ],
)
async def test_nothing_changes(office: OfficeInMemory, who: str, words: str, answer: str) -> None:
    before = [(await owed(office, c), await sides(office, c)) for c in ("NV1", "NV3", "NV4")]

    assert answer in await office.say(who, words)

    after = [(await owed(office, c), await sides(office, c)) for c in ("NV1", "NV3", "NV4")]
    assert after == before


@pytest.mark.parametrize(
    ("who", "words", "code", "supporting"),
    [
        ("Khánh", "thêm Phòng Kế hoạch phối hợp NV1", "NV1", ["KH"]),
        ("Tâm", "them phong ke hoach vao phoi hop nv1", "NV1", ["KH"]),
        ("Sơn", "NV1: thêm KH cùng phối hợp nhé", "NV1", ["KH"]),
        ("Tâm", "add KH to support NV1", "NV1", ["KH"]),
        ("Khánh", "bỏ Phòng Kế hoạch khỏi phối hợp NV3", "NV3", []),
        ("Sơn", "bo KH ra khoi phoi hop nv3", "NV3", []),
        ("Tâm", "remove KH from supporting NV3", "NV3", []),
    ],
)
async def test_who_supports_changes_and_is_told(
    office: OfficeInMemory, who: str, words: str, code: str, supporting: list[str]
) -> None:
    await office.at("2026-08-03T13:25")
    before = await sides(office, code)

    answer = await office.say(who, words)

    assert "Phòng Kế hoạch" in answer
    assert (await sides(office, code))["support"] == supporting
    await office.at("2026-08-03T13:30")
    for head in ("Bình", "Chi"):
        assert "phối hợp" in office.said_to(head)
    await office.say(who, "hoàn tác")
    assert await sides(office, code) == before


async def test_what_a_dropped_supporter_was_asked_for_is_dropped(office: OfficeInMemory) -> None:
    await office.say("Bình", "NV3 xin ý kiến KH đến ngày 20/8")
    assert "KH" in await owed(office, "NV3")

    await office.say("Khánh", "bỏ KH khỏi phối hợp NV3")

    assert (await owed(office, "NV3"))["KH"][0] == "cancelled"
    await office.say("Khánh", "hoàn tác")
    assert (await owed(office, "NV3"))["KH"][0] == "open"


@pytest.mark.parametrize(
    "said",
    [
        "NV3: Phòng Kế hoạch không phối hợp",
        "nv3 phong ke hoach van chua chiu phoi hop a",
        "NV4: KH không hợp tác, đã gửi hai lần",
        "NV3: KH does not cooperate",
    ],
)
async def test_a_unit_that_does_not_do_its_part_is_the_coordinators_to_decide(
    office: OfficeInMemory, said: str
) -> None:
    code = said[:3].upper()
    assert "Khánh" in await office.say("An", said)

    await office.at("2026-08-03T13:30")
    heard = office.said_to("Khánh")
    assert said.removesuffix(" a") in heard
    assert "Đã ghi câu trả lời" in await office.say(
        "Khánh", f"trả lời {code}: đã nhắc Phòng Kế hoạch"
    )
    await office.at("2026-08-04T07:45")
    assert "đã nhắc Phòng Kế hoạch" in office.said_to("An")


@pytest.mark.parametrize(
    ("person", "said", "answered"),
    [
        ("An", "NV1: Phòng Kế hoạch không phối hợp", "khó khăn"),  # which has no part in it
        ("An", "NV1: xã không phối hợp", "khó khăn"),
        ("Dung", "NV3: Phòng Kế hoạch không phối hợp", "NV3"),
    ],
)
async def test_of_others_the_words_say_how_it_stands(
    office: OfficeInMemory, person: str, said: str, answered: str
) -> None:
    shown = await office.say(person, said)

    assert answered in shown
    assert "đã chuyển" not in shown.lower()


NOBODY_LEADS = """KẾ HOẠCH
Tổng kết công tác năm 2026

II. NHIỆM VỤ
1. Phòng Hành chính chủ trì xây dựng báo cáo tổng kết, xong trước ngày 30/9/2026.
2. Tổ chức lấy ý kiến góp ý của cán bộ, hoàn thành trong tháng 8/2026.
"""


async def test_a_task_for_which_a_plan_names_nobody_waits_until_somebody_leads_it(
    office: OfficeInMemory, caplog: pytest.LogCaptureFixture
) -> None:
    await send_plan(office, NOBODY_LEADS, name="tong-ket.txt")
    await office.say("Khánh", "lấy hết đề xuất")
    stored = await office.say("Khánh", "xác nhận kế hoạch")
    assert "1 nhiệm vụ chưa có đơn vị chủ trì nên chưa giao cho ai: NV6" in stored
    assert "đổi chủ trì NV6 sang …" in stored
    await office.at("2026-08-04T07:45")
    assert await owed(office, "NV6") == {}
    assert not caplog.records, "nothing is wrong with it"

    assert "không có quyền" in await office.say("An", "đổi chủ trì NV6 sang Phòng Kế hoạch")
    said = await office.say("Tâm", "đổi chủ trì NV6 sang Phòng Kế hoạch")
    assert "Từ nay Phòng Kế hoạch chủ trì NV6" in said
    assert await owed(office, "NV6") == {"KH": ("open", "2026-08-31")}
    await office.at("2026-08-04T14:00")
    assert "NV6" in office.said_to("Chi")
