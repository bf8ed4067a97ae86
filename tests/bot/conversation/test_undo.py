"""Ten minutes to take back the newest thing one did; what was told of it is told as taken back."""

from typing import Any

import pytest
from sqlalchemy import select

from storage import tables
from tests.fakes import OfficeInMemory

# What people's acts change; what only notes that they happened is not here.
FACTS = ("snoozes", "assignments", "absences", "handovers")
OF_DUTIES = ("state", "percent", "due_on", "promise_on", "reported_at", "accepted_at")
OF_PEOPLE = ("id", "slots", "quiet", "channels")
OF_REQUESTS = ("id", "decided_by", "decided_at", "outcome")


async def stands(office: OfficeInMemory) -> dict[str, Any]:
    """All that acts may change, as it stands now."""
    every: dict[str, Any] = {
        "duties": [tables.duties.c[name] for name in OF_DUTIES],
        "people": [tables.people.c[name] for name in OF_PEOPLE],
        "requests": [tables.requests.c[name] for name in OF_REQUESTS],
        "submissions": [tables.submissions.c.id, tables.submissions.c.state],
        "moves": [tables.moves.c.duty_id, tables.moves.c.move],
        "charges": [tables.charges.c.person_id, tables.charges.c.until, tables.charges.c.ended_at],
    }
    for name in FACTS:
        table = tables.metadata.tables[name]
        every[name] = [column for column in table.c if column.name != "id"]
    found: dict[str, Any] = {}
    async with office.database.read() as connection:
        for name, columns in every.items():
            table = tables.metadata.tables[name]
            rows = await connection.execute(
                select(*columns).where(table.c.org_id == office.org).order_by(*table.primary_key)
            )
            found[name] = [tuple(row) for row in rows]
    return found


@pytest.mark.parametrize(
    ("before", "who", "act", "shown"),
    [
        ((), "An", "NV2 nhắc lại", "nhắc lại NV2"),
        ((("An", "NV2 nhắc lại thứ 6"),), "An", "NV2 nhắc lại mai", "nhắc lại NV2"),
        ((), "Bình", "giao NV2 cho Dung", "giao việc NV2"),
        ((("Bình", "giao NV2 cho Dung"),), "Bình", "giao NV2 cho An", "giao việc NV2"),
        ((("An", "NV1 xong"),), "Bình", "đồng ý NV1", "xác nhận NV1"),
        ((("An", "NV1 xong"),), "Bình", "trả lại NV1: thiếu phụ lục", "trả lại NV1"),
        ((("An", "NV1 xong"), ("Bình", "đồng ý NV1")), "Bình", "mở lại NV1", "mở lại NV1"),
        (
            (("An", "NV1 xin gia hạn đến 20/9 vì chờ số liệu"),),
            "Bình",
            "đồng ý NV1",
            "đồng ý gia hạn NV1",
        ),
        (
            (("An", "NV1 xin gia hạn đến 20/9 vì chờ số liệu"),),
            "Bình",
            "từ chối NV1",
            "từ chối gia hạn NV1",
        ),
        ((("An", "BC1 không phát sinh"),), "Bình", "đồng ý BC1", "xem báo cáo BC1"),
        ((("An", "BC1 không phát sinh"),), "Bình", "trả lại BC1: thiếu NV1", "trả lại BC1"),
        ((), "An", "nghỉ 5/8–6/8, thay: Dung", "ngày nghỉ của An"),
        ((("An", "nghỉ 3/8–6/8"),), "An", "đã đi làm lại", "ngày nghỉ của An"),
        ((), "An", "chỉ nhắc buổi chiều", "giờ nhận tin"),
        ((), "An", "không nhắn từ 12h đến 14h", "giờ nhận tin"),
        ((), "An", "NV1 60%", "NV1"),
        ((("An", "NV1 60%"),), "An", "NV1 xong", "NV1"),
        ((), "An", "BC1 không phát sinh", "BC1"),
    ],
)
async def test_an_act_is_taken_back(
    office: OfficeInMemory, before: tuple[tuple[str, str], ...], who: str, act: str, shown: str
) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV3 20%")
    await office.say("Bình", "NV4 10%")
    for person, words in before:
        await office.say(person, words)
    stood = await stands(office)
    await office.say(who, act)
    assert await stands(office) != stood

    assert f"Đã hoàn tác: {shown}." in await office.say(who, "hoàn tác")

    assert await stands(office) == stood
