"""What is decided from above about a duty: it rests, goes on, ends, is dropped (DESIGN.md §4.11).

Khánh coordinates the plan; Hành chính, which Bình heads and An works for, leads NV1 to NV3 and with
Kế hoạch NV4. NV3 goes on without a due day.
"""

import pytest
from sqlalchemy import and_, select

from storage.tables import duties, tasks
from tests.fakes import OfficeInMemory


async def states(office: OfficeInMemory, code: str) -> list[str]:
    """The states of what is owed of a task, in the order of its units."""
    query = (
        select(duties.c.state)
        .join(tasks, and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id))
        .where(duties.c.org_id == office.org, tasks.c.code == code)
        .order_by(duties.c.id)
    )
    async with office.database.read() as connection:
        return list(await connection.scalars(query))


@pytest.mark.parametrize(
    ("who", "words", "code", "state", "told"),
    [
        ("Khánh", "tạm dừng NV1: chờ hướng dẫn", "NV1", "suspended", "tạm dừng"),
        ("Khánh", "tam dung nv 1 vi cho huong dan cua Bo", "NV1", "suspended", "tạm dừng"),
        ("Sơn", "cho tạm hoãn việc NV1/HC, do chưa có kinh phí", "NV1", "suspended", "tạm dừng"),
        ("Khánh", "NV1 tạm dừng: chờ hướng dẫn", "NV1", "suspended", "tạm dừng"),
        ("Sơn", "NV1: cho tạm hoãn vì chưa có kinh phí", "NV1", "suspended", "tạm dừng"),
        ("Tâm", "put NV1 on hold: waiting for guidance", "NV1", "suspended", "tạm dừng"),
        ("Khánh", "NV1 on hold because of the budget", "NV1", "suspended", "tạm dừng"),
        ("Khánh", "NV3 kết thúc: đề án đã xong", "NV3", "accepted", "được kết thúc"),
        ("Bình", "nv3 cho ket thuc vi de an da xong", "NV3", "accepted", "được kết thúc"),
        ("Tâm", "suspend NV1: waiting for guidance", "NV1", "suspended", "tạm dừng"),
        ("Khánh", "kết thúc NV3: đề án đã xong", "NV3", "accepted", "được kết thúc"),
        ("Bình", "kết thúc NV3: đề án đã xong", "NV3", "accepted", "được kết thúc"),
        ("Sơn", "close NV3: it has ended", "NV3", "accepted", "được kết thúc"),
    ],
)
async def test_it_is_decided_and_told_and_can_be_taken_back(
    office: OfficeInMemory, who: str, words: str, code: str, state: str, told: str
) -> None:
    await office.at("2026-08-03T13:25")
    before = await states(office, code)
    answer = await office.say(who, words)

    assert f"{code}/HC" in answer
    assert "khung nhắc tới" in answer
    assert await states(office, code) == [state]
    await office.at("2026-08-03T13:30")
    assert told in office.said_to("An")

    await office.say(who, "hoàn tác")
    assert await states(office, code) == before


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Bình", "tạm dừng NV1: chờ hướng dẫn", "do đầu mối tổng hợp hoặc lãnh đạo"),
        ("Chi", "tạm dừng NV1: chờ hướng dẫn", "không có quyền"),
        ("Khánh", "tiếp tục NV1: có hướng dẫn", "không tạm dừng nên"),
        ("Khánh", "kết thúc NV1: đã xong", "có hạn"),
        ("Khánh", "hủy NV99: trùng", "Không tìm thấy việc có mã NV99"),
        ("Chi", "hủy NV1: trùng", "không có quyền"),
    ],
)
async def test_nothing_is_decided(
    office: OfficeInMemory, who: str, words: str, answer: str
) -> None:
    before = [await states(office, code) for code in ("NV1", "NV4")]

    assert answer in await office.say(who, words)

    assert [await states(office, code) for code in ("NV1", "NV4")] == before


async def test_a_missing_reason_is_asked_for(office: OfficeInMemory) -> None:
    assert "lý do tạm dừng NV1/HC" in await office.say("Khánh", "tạm dừng NV1")
    await office.say("Khánh", "/quahan")

    assert "Đã tạm dừng NV1/HC: “chờ hướng dẫn của Bộ”" in await office.say(
        "Khánh", "chờ hướng dẫn của Bộ"
    )

    assert await states(office, "NV1") == ["suspended"]


async def test_a_whole_task_is_cancelled_after_a_yes(office: OfficeInMemory) -> None:
    """NV4 is led by two units: its code alone is the task, with a unit that unit's part."""
    asked = await office.say("Sơn", "hủy NV4: trùng với NV2")
    assert "Hủy NV4 (đang mở: NV4/KH, NV4/HC)" in asked or "NV4/HC, NV4/KH" in asked
    await office.say("Sơn", "không")
    assert await states(office, "NV4") == ["open", "open"]

    await office.say("Sơn", "hủy NV4: trùng với NV2")
    assert "Đã hủy NV4" in await office.say("Sơn", "có")
    assert await states(office, "NV4") == ["cancelled", "cancelled"]

    await office.say("Sơn", "hoàn tác")
    assert await states(office, "NV4") == ["open", "open"]

    await office.say("Sơn", "hủy NV4/HC: chỉ Phòng Kế hoạch làm")
    await office.say("Sơn", "1")
    assert sorted(await states(office, "NV4")) == ["cancelled", "open"]


async def test_what_rested_past_its_day_needs_another_one(office: OfficeInMemory) -> None:
    await office.say("Khánh", "tạm dừng NV1: chờ hướng dẫn")
    await office.at("2026-08-20T09:00")

    assert "đã qua trong lúc tạm dừng" in await office.say("Khánh", "tiếp tục NV1: có hướng dẫn")
    assert "hạn Chủ nhật 20/9/2026" in await office.say("Khánh", "20/9")

    assert await states(office, "NV1") == ["started"]


async def test_who_owes_it_only_says_how_it_stands(office: OfficeInMemory) -> None:
    answer = await office.say("An", "tạm dừng NV1 vì chờ kinh phí")

    assert "NV1" in answer
    assert await states(office, "NV1") == ["started"]

    await office.say("Khánh", "tạm dừng NV4/KH: chờ hướng dẫn")  # his own as well
    assert "suspended" not in await states(office, "NV4")
