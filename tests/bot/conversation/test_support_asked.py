"""Xin ý kiến: the head of a lead unit asks a supporter for its input by a date (DESIGN.md §3).

Hành chính, which Bình heads, leads NV3, and Kế hoạch supports it; nobody supports NV1.
"""

import pytest
from sqlalchemy import select

from storage.tables import duties
from tests.fakes import OfficeInMemory


async def asked_for(office: OfficeInMemory) -> list[str]:
    """The last days of what was asked of supporters."""
    query = select(duties.c.due_on).where(duties.c.org_id == office.org, duties.c.kind == "support")
    async with office.database.read() as connection:
        return [str(due) for due in await connection.scalars(query.order_by(duties.c.id))]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("NV3 xin ý kiến Phòng Kế hoạch trước ngày 20/8", "2026-08-19"),
        ("đề nghị Phòng Kế hoạch góp ý NV3 trước 20/8", "2026-08-19"),
        ("đề nghị KH cho ý kiến về NV3 đến ngày 20/8", "2026-08-20"),
        ("NV3 lấy ý kiến của kế hoạch trước thứ 6", "2026-08-06"),
        ("ask Phòng Kế hoạch for input on NV3 by 20/8", "2026-08-20"),
    ],
)
async def test_the_supporter_owes_it_and_hears(
    office: OfficeInMemory, words: str, due: str
) -> None:
    await office.at("2026-08-03T09:00")

    assert "Đã đề nghị Phòng Kế hoạch cho ý kiến về NV3/HC" in await office.say("Bình", words)

    assert await asked_for(office) == [due]
    await office.at("2026-08-03T13:30")
    for name in ("Chi", "Khánh"):
        assert "Phòng Hành chính đề nghị đơn vị phối hợp NV3" in office.said_to(name)


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Bình", "NV1 xin ý kiến Phòng Kế hoạch trước ngày 20/8", "không phải đơn vị phối hợp"),
        (
            "Bình",
            "NV3 xin ý kiến Phòng Kế hoạch trước ngày 1/8",
            "đã qua nên Đôn Đốc chưa ghi gì về NV3/HC",
        ),
        ("Bình", "NV3 xin ý kiến Phòng Kế hoạch trước ngày 3/8", "ngày ấy đã qua"),
        ("Bình", "NV3 xin ý kiến Phòng Thanh tra trước ngày 20/8", "Không tìm thấy đơn vị"),
        ("Bình", "BC1 xin ý kiến Phòng Kế hoạch trước 20/8", "không phải nhiệm vụ do đơn vị"),
        ("Chi", "NV3 xin ý kiến Phòng Kế hoạch trước ngày 20/8", "không có quyền"),
        ("An", "NV3 xin ý kiến Phòng Kế hoạch trước ngày 20/8", "Đã ghi: NV3"),
        ("Bình", "NV3 đã chuyển cho Phòng Kế hoạch cho ý kiến", "Đã chuyển đến Khánh"),
    ],
)
async def test_nothing_is_asked(office: OfficeInMemory, who: str, words: str, answer: str) -> None:
    await office.at("2026-08-03T09:00")

    assert answer in await office.say(who, words)

    assert await asked_for(office) == []


async def test_what_is_missing_or_ambiguous_is_asked_for(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")

    assert "1) Phòng Hành chính\n2) Phòng Kế hoạch" in await office.say(
        "Bình", "NV3 xin ý kiến Phòng"
    )
    assert "cần ý kiến của Phòng Kế hoạch đến ngày nào" in await office.say("Bình", "2")
    await office.say("Bình", "/viec")
    assert "Đã đề nghị" in await office.say("Bình", "20/8")

    assert await asked_for(office) == ["2026-08-20"]


async def test_what_is_asked_of_a_unit_is_found_by_the_name_it_was_given(
    office: OfficeInMemory,
) -> None:
    said = await office.say("Bình", "NV3 xin ý kiến Phòng Kế hoạch trước ngày 20/8")
    assert "(mã NV3/KH/PH1)" in said

    assert "Đã ghi" in await office.say("Khánh", "NV3/KH/PH1 xong")
    assert "không có quyền" in await office.say("Khánh", "NV3/KH/PH2 xong")
