"""A day gone by is said to be so, nothing is recorded, and another day finishes the sentence."""

import pytest
from sqlalchemy import func, select

from storage.tables import assignments, charges, progress, requests, snoozes, supports
from tests.fakes import OfficeInMemory

SAID = "2026-08-05T08:00"  # a Wednesday
RECORDS = (assignments, charges, progress, requests, snoozes, supports)


async def recorded(office: OfficeInMemory) -> dict[str, int]:
    """How many rows stand of whatever a day is recorded in."""
    async with office.database.read() as connection:
        return {
            table.name: await connection.scalar(
                select(func.count()).select_from(table).where(table.c.org_id == office.org)
            )
            or 0
            for table in RECORDS
        }


@pytest.mark.parametrize(
    ("who", "words", "what", "day", "answer"),
    [
        ("An", "NV1 hẹn 1/8 xong", "NV1", "10/8", "NV1 đang thực hiện, hẹn thứ Hai 10/8/2026"),
        ("An", "NV1 hẹn 1/8/2026 xong", "NV1", "ngày mai", "hẹn thứ Năm 06/8/2026"),
        ("An", "NV1 sẽ xong trước ngày 1/8", "NV1", "10/8", "hẹn thứ Hai 10/8/2026"),
        ("An", "NV1 đến 1/8 xong", "NV1", "10/8", "hẹn thứ Hai 10/8/2026"),
        ("An", "NV2 60%, hẹn 1/8", "NV2", "10/8", "NV2 đang thực hiện, 60%, hẹn thứ Hai 10/8"),
        ("An", "NV2 vướng kinh phí, hẹn 1/8", "NV2", "10/8", "khó khăn: “vướng kinh phí”"),
        ("An", "NV1 nhắc lại 1/8", "NV1", "10/8", "sẽ nhắc lại NV1 vào 07:45 thứ Hai 10/8/2026"),
        ("An", "NV1 để ngày 1/8/2026 nhắc", "NV1", "10/8", "vào 07:45 thứ Hai 10/8/2026"),
        ("An", "NV1 xin gia hạn đến 1/8", "NV1", "20/9", "gia hạn NV1 đến Chủ nhật 20/9/2026"),
        ("Bình", "giao NV1 cho Dung từ 1/8", "NV1/HC", "10/8", "Đã giao NV1 cho Dung từ thứ Hai"),
        ("Bình", "giao NV1 cho Dung từ hôm qua", "NV1/HC", "10/8", "cho Dung từ thứ Hai 10/8"),
        (
            "Bình",
            "bàn giao việc của An cho Dung từ 1/8",
            "công việc của An",
            "10/8",
            "Từ thứ Hai 10/8/2026, An không có việc nào được giao",
        ),
        (
            "Bình",
            "NV3 xin ý kiến Phòng Kế hoạch trước 1/8",
            "NV3/HC",
            "20/8",
            "chậm nhất hết thứ Tư 19/8/2026",
        ),
        (
            "Bình",
            "xin ý kiến Phòng Kế hoạch về NV3 đến ngày 1/8",
            "NV3/HC",
            "20/8",
            "chậm nhất hết thứ Năm 20/8/2026",
        ),
    ],
)
async def test_nothing_is_recorded_and_another_day_finishes_the_sentence(
    office: OfficeInMemory, who: str, words: str, what: str, day: str, answer: str
) -> None:
    await office.at(SAID)
    before = await recorded(office)

    said = await office.say(who, words)
    assert "đã qua nên Đôn Đốc chưa ghi gì về " + what + ". Xin cho biết một ngày" in said
    assert await recorded(office) == before

    assert answer in await office.say(who, day)


async def test_a_charge_until_a_past_day_waits_for_another(office: OfficeInMemory) -> None:
    for day in range(14, 28):
        await office.at(f"2026-08-{day}T07:45")
    said = await office.say("Khánh", "nhận xử lý NV1 đến 1/8")
    assert "Ngày thứ Bảy 01/8/2026 đã qua nên Đôn Đốc chưa ghi gì về NV1/HC." in said
    assert (await recorded(office))["charges"] == 0
    assert "31/8/2026" in await office.say("Khánh", "31/8")


@pytest.mark.parametrize(
    "words",
    [
        "NV1 hẹn 1/8 mà chưa xong",
        "NV1 60%, Sở Tài chính hẹn 1/8 trả lời",
        "NV1 60%, đã họp ngày 1/8",
        "NV1 60%, hẹn 10/8",
    ],
)
async def test_what_is_no_promise_of_a_past_day_is_recorded(
    office: OfficeInMemory, words: str
) -> None:
    await office.at(SAID)
    assert "Đã ghi: NV1 đang thực hiện" in await office.say("An", words)
