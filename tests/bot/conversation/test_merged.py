"""Reports due on one day: one ask and one Submission, whatever plan they belong to (§4.9).

9/9/2026 is a Wednesday: week 37, September, the third quarter and nine months fall due together.
The week and the month are of the first plan, the quarter of a second, nine months of the org.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import and_, select

from bot.administration import cycle_changes
from scheduler.rules.duty_record import DutyRecord
from storage import duties, verify
from storage.tables import cycles as cycle_rows
from storage.tables import duties as duty_rows
from storage.tables import submission_duties, submissions
from tests.bot.conversation.conftest import add_plan, an_office
from tests.fakes import OfficeInMemory

SECOND_PLAN = """KẾ HOẠCH MẪU SỐ HAI

Thực hiện nhiệm vụ năm 2026

II. NHIỆM VỤ

1. Công việc khác

a) Xây dựng đề án của Sở.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 15/12/2026

IV. TỔ CHỨC THỰC HIỆN

1. Các phòng, đơn vị trực thuộc Sở báo cáo kết quả thực hiện: Báo cáo quý (trước ngày 10 của tháng
cuối quý) gửi Phòng Kế hoạch để tổng hợp, báo cáo lãnh đạo Sở.
"""
TOGETHER = {"BC1": "2026-W37", "BC2": "2026-09", "BC3": "2026-Q3", "BC4": "2026-9M"}


@pytest.fixture
async def september(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    """The first slot of Monday 7 September, with all four reports open."""
    async with an_office(tmp_path / "office.db") as office:
        stored = await add_plan(office, SECOND_PLAN)
        assert stored.cycles == 1
        await cycle_changes.add(
            office.database,
            office.org,
            "Báo cáo 9 tháng (trước ngày 10 tháng 9)",
            sender="Phòng Hành chính",
            receiver="Phòng Kế hoạch",
            reading=None,
            cut_off=None,
            now=office.now,
        )
        await office.at("2026-08-07T09:00")
        await office.say("An", "BC2 không phát sinh")
        await office.at("2026-08-12T09:00")
        await office.say("An", "NV5 20%")
        await office.at("2026-08-26T09:00")
        await office.say("An", "BC1 không phát sinh")
        for day in ("2026-08-28", "2026-09-03", "2026-09-07"):
            await office.at(f"{day}T07:45")
        yield office
        async with office.database.read() as connection:
            assert await verify.offences(connection, office.now) == []


async def reports(office: OfficeInMemory) -> dict[str, DutyRecord]:
    """The unit's four reports of that day, by their codes."""
    async with office.database.read() as connection:
        items = await duties.read(
            connection,
            office.org,
            duty_rows.c.period.in_(TOGETHER.values()),
            cycle_rows.c.id.is_not(None),
        )
    return {item.duty.code: item for item in items if item.duty.unit == "HC"}


async def states(office: OfficeInMemory) -> dict[str, str]:
    return {code: item.duty.state.value for code, item in (await reports(office)).items()}


async def test_the_four_are_open_each_in_its_period(september: OfficeInMemory) -> None:
    found = await reports(september)

    assert {code: item.duty.period for code, item in found.items()} == TOGETHER
    assert {f"{item.duty.due_on}" for item in found.values()} == {"2026-09-09"}


async def test_one_item_asks_for_all_and_names_the_longest(september: OfficeInMemory) -> None:
    said = ""
    for slot in ("2026-09-07T13:30", "2026-09-08T07:45", "2026-09-08T13:30", "2026-09-09T07:45"):
        await september.at(slot)
        said += september.said_to("An")

    assert "9 tháng" in said
    assert "BC4" in said
    asked = [line for line in said.splitlines() if line.lstrip("0123456789. ").startswith("BC")]
    assert asked
    assert all(line.lstrip("0123456789. ").startswith("BC4") for line in asked)


@pytest.mark.parametrize("words", ["gửi", "gửi BC1", "BC4 gửi", "gửi BC2 tháng 9"])
async def test_one_word_hands_in_all_four_as_one(september: OfficeInMemory, words: str) -> None:
    await september.say("An", "NV1 60%")

    said = await september.say("An", words)

    assert "NV1" in said
    assert set((await states(september)).values()) == {"reported"}
    async with september.database.read() as connection:
        named = await connection.execute(
            select(submission_duties.c.submission_id, submission_duties.c.duty_id)
            .join(
                submissions,
                and_(
                    submissions.c.org_id == submission_duties.c.org_id,
                    submissions.c.id == submission_duties.c.submission_id,
                ),
            )
            .where(submissions.c.org_id == september.org, submissions.c.text == words)
        )
        rows = named.all()
    assert len({row.submission_id for row in rows}) == 1
    assert {row.duty_id for row in rows} == {
        item.id for item in (await reports(september)).values()
    }


async def test_an_extension_takes_one_out_and_the_next_longest_speaks(
    september: OfficeInMemory,
) -> None:
    await september.say("An", "BC4 xin gia hạn đến 16/9 vì chờ số liệu")
    await september.say("Bình", "đồng ý BC4")
    september.said_to("An")
    await september.at("2026-09-08T07:45")

    said = september.said_to("An")

    assert "BC3" in said
    await september.say("An", "NV1 60%")
    await september.say("An", "gửi BC3")
    assert await states(september) == {
        "BC1": "reported",
        "BC2": "reported",
        "BC3": "reported",
        "BC4": "open",
    }


async def test_an_extension_after_the_day_lets_another_climb(september: OfficeInMemory) -> None:
    """Nine months speak for the set when it is late; once they may come later, the quarter does."""
    await september.at("2026-09-10T07:45")
    september.said_to("An")
    await september.say("An", "BC4 xin gia hạn đến 30/9 vì chờ số liệu")
    await september.say("Bình", "đồng ý BC4")
    september.said_to("An")

    await september.at("2026-09-10T13:30")
    await september.at("2026-09-11T07:45")

    assert "BC3" in september.said_to("An") + september.said_to("Bình")


async def test_missed_takes_the_week_out(september: OfficeInMemory) -> None:
    """At 00:00 of the next Wednesday; the others stay owed and late together."""
    await september.at("2026-09-16T07:45")
    assert await states(september) == {
        "BC1": "missed",
        "BC2": "open",
        "BC3": "open",
        "BC4": "open",
    }

    await september.say("An", "NV1 60%")
    await september.say("An", "gửi BC4")

    assert await states(september) == {
        "BC1": "missed",
        "BC2": "reported",
        "BC3": "reported",
        "BC4": "reported",
    }


async def test_once_the_week_joins_a_line_must_be_of_this_week(september: OfficeInMemory) -> None:
    """What was said on 12 August is in the month and the longer reports, not in week 37."""
    sent = [part.text for to, _, part in september.channel.sent if to == september.addresses["An"]]
    asked = [text for text in sent if "Báo cáo 9 tháng" in text]

    assert ["NV5 Xây dựng đề án" in text for text in asked] == [False, True]


async def test_an_entry_named_late_by_a_set_is_left_to_a_week_already_made(
    september: OfficeInMemory,
) -> None:
    await september.at("2026-09-14T09:00")
    await september.say("An", "NV1 60%")
    await september.at("2026-09-17T09:00")
    assert "(bản 1" in await september.say("Khánh", "tổng hợp BC1 tuần 38")

    await september.say("An", "gửi BC4")
    await september.say("An", "1")

    assert "Không có gì mới" in await september.say("Khánh", "tổng hợp BC1 tuần 38")


async def test_lists_show_the_set_as_one_line(september: OfficeInMemory) -> None:
    await september.at("2026-09-10T09:00")

    said = await september.say("Khánh", "/missing")

    [line] = [line for line in said.splitlines() if "HC" in line and "9 tháng" in line]
    assert all(code in line for code in ("BC1", "BC2", "BC3"))
