"""What waits for somebody's word is asked again, and then of whoever is above (DESIGN.md §4.7).

An speaks on Tuesday 4 August 2026 at 09:00: Bình is asked at 13:30, again on Thursday the 6th, and
Khánh, who coordinates, on Monday the 10th.
"""

import pytest
from sqlalchemy import select

from storage.tables import notices, requests
from tests.fakes import OfficeInMemory

SAID = {
    "NV1 xong": "An báo đã xong",
    "NV1 xin gia hạn đến 28/8 vì chờ số liệu": "An xin gia hạn",
}


async def heard(office: OfficeInMemory, words: str, last: int) -> list[str]:
    """Who hears the words from the 4th to a day of August, as "Bình 4 13:30"."""
    found = []
    people = ("Bình", "Chi", "Khánh", "Sơn", "Tâm")
    for day in range(4, last + 1):
        for slot in ("07:45", "13:30"):
            if f"{day:02}T{slot}" < "04T13:30":
                continue
            await office.at(f"2026-08-{day:02}T{slot}")
            found += [f"{name} {day} {slot}" for name in people if words in office.said_to(name)]
    return found


@pytest.mark.parametrize("words", list(SAID))
async def test_the_head_is_asked_again_and_then_the_coordinator(
    office: OfficeInMemory, words: str
) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", words)

    assert await heard(office, SAID[words], 12) == [
        "Bình 4 13:30",
        "Bình 6 07:45",
        "Khánh 10 07:45",
    ]
    async with office.database.read() as connection:
        keys = await connection.scalars(
            select(notices.c.key)
            .where(notices.c.org_id == office.org, notices.c.key.startswith("request:"))
            .order_by(notices.c.key)
        )
        ids = {p: int(a) - 100 for p, a in office.addresses.items()}
        assert list(keys) == [
            f"request:1.1:{ids['Bình']}",
            f"request:1.2:{ids['Bình']}",
            f"request:1.3:{ids['Khánh']}",
        ]


async def test_a_word_in_between_ends_the_asking(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 xong")
    assert await heard(office, "An báo đã xong", 6) == ["Bình 4 13:30", "Bình 6 07:45"]

    await office.say("Bình", "đồng ý NV1")

    assert await heard(office, "An báo đã xong", 12) == []


async def test_the_coordinator_decides_only_what_she_was_asked(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 xong")
    assert "lãnh đạo đơn vị quyết định" in await office.say("Khánh", "đồng ý NV1")
    await heard(office, "", 9)
    await office.at("2026-08-10T07:45")

    assert "Đã xác nhận NV1/HC" in await office.press("Khánh", "agree")
    assert await office.duty("NV1") == ("accepted", 100)


async def test_a_head_who_left_is_passed_over_at_once(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 xong")
    office.channel.blocked.add(office.addresses["Bình"])

    assert await heard(office, "An báo đã xong", 12) == ["Khánh 5 07:45"]


async def test_a_heads_own_goes_to_the_coordinator_and_above_her_to_the_deputy(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("Bình", "NV1 xin gia hạn đến 28/8 vì chờ số liệu")

    assert await heard(office, "Bình xin gia hạn", 12) == [
        "Khánh 4 13:30",
        "Khánh 6 07:45",
        "Sơn 10 07:45",
    ]


async def test_a_report_that_was_handed_in_waits_for_nobody(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "BC1 không phát sinh")

    assert await heard(office, "An đã gửi báo cáo", 12) == ["Bình 4 13:30"]


async def test_nobody_decides_more_time_for_a_report_that_was_missed(
    office: OfficeInMemory,
) -> None:
    """BC1 was due on the 5th; with the due day of the next one, the 12th, it is missed."""
    await office.at("2026-08-10T08:00")
    await office.say("An", "BC1 xin gia hạn đến 11/8 vì chờ số liệu")
    await office.at("2026-08-12T00:00")

    async with office.database.read() as connection:
        query = select(requests.c.outcome).where(requests.c.org_id == office.org)
        assert list(await connection.scalars(query)) == ["withdrawn"]


async def test_a_refusal_is_a_day_to_count_from_and_begins_no_round(
    office: OfficeInMemory,
) -> None:
    """NV1 is due on Friday the 14th. Refused on Wednesday the 19th, An hears of it on the 20th."""
    await office.at("2026-08-13T09:00")
    await office.say("An", "NV1 xin gia hạn đến 28/8 vì chờ số liệu")
    for day in (14, 17, 18, 19):
        await office.at(f"2026-08-{day}T07:45")
    await office.at("2026-08-19T09:00")
    await office.say("Bình", "không đồng ý NV1: gấp")
    office.said_to("An")
    await office.at("2026-08-19T13:30")
    assert "không đồng ý gia hạn" in office.said_to("An")
    assert "NV1" not in [line for line in office.said_to("An") if "QUÁ HẠN" in line]

    await office.at("2026-08-20T07:45")

    assert "ĐÃ QUÁ HẠN 6 ngày" in office.said_to("An")
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(requests.c.round, requests.c.outcome).where(requests.c.org_id == office.org)
        )
        assert [(row.round, row.outcome) for row in rows] == [(1, "refused")]
        keys = await connection.scalars(
            select(notices.c.key).where(
                notices.c.org_id == office.org, notices.c.step == "rung-officer"
            )
        )
        assert any(key.startswith("duty:1.1:rung-officer") for key in keys)
