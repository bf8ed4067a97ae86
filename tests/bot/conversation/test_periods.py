"""What counts in which report: finished tasks, late hand-ins, and reports made again (§5)."""

import pytest

from scheduler.rules.snapshot import HandIn, Snapshot, TaskLine
from storage import cycles, duties, orgs, people, reports, watch
from storage.tables import cycles as cycle_rows
from tests.fakes import OfficeInMemory


async def snapshot_of(office: OfficeInMemory, cycle: str, period: str) -> Snapshot:
    """The report as it would be made now."""
    async with office.database.read() as connection:
        state = await orgs.load(connection, office.org)
        found = await cycles.find(connection, office.org, cycle)
        return await reports.snapshot(connection, state, found, period, as_of=office.now, version=1)


def line_of(snapshot: Snapshot, code: str) -> TaskLine:
    return next(task for task in snapshot.tasks if task.code == code)


def said_in(snapshot: Snapshot, code: str) -> list[str]:
    return [said.text for said in line_of(snapshot, code).said]


async def test_a_task_done_and_accepted_in_the_period_stands_in_the_units_report(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 xong")
    await office.say("Bình", "NV1 đồng ý")

    said = await office.say("An", "gửi BC1")

    assert "không phát sinh" not in said
    assert "NV1" in said
    assert "NV2" in said  # open, nothing said about it


async def test_a_task_accepted_before_the_period_does_not_stand_in_it(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 xong")
    await office.say("Bình", "NV1 đồng ý")
    await office.at("2026-08-10T09:00")
    await office.say("An", "NV2 30%")

    said = await office.say("An", "gửi BC1 tuần 33")

    assert "NV2" in said
    assert "NV1" not in said


async def test_a_late_report_leaves_to_a_later_one_what_that_has_sent(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 10%")
    await office.at("2026-08-10T09:00")
    await office.say("An", "NV1 50% vướng kinh phí")
    await office.say("An", "gửi BC1 tuần 33")
    await office.at("2026-08-13T09:00")

    said = await office.say("An", "gửi BC1 tuần 32")

    assert "10%" in said
    assert "50%" not in said
    assert said_in(await snapshot_of(office, "BC1", "2026-W32"), "NV1") == ["10%"]
    assert said_in(await snapshot_of(office, "BC1", "2026-W33"), "NV1") == ["50% vướng kinh phí"]


async def test_a_late_report_takes_nothing_said_after_the_next_cut_off(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-13T09:00")  # week 33 was over on the 12th
    await office.say("An", "NV1 60%")

    said = await office.say("An", "gửi BC1 tuần 32")

    assert "không phát sinh" in said
    await office.say("An", "1")
    assert said_in(await snapshot_of(office, "BC1", "2026-W32"), "NV1") == []
    assert said_in(await snapshot_of(office, "BC1", "2026-W34"), "NV1") == ["60%"]
    await office.at("2026-08-20T09:00")
    assert said_in(await snapshot_of(office, "BC1", "2026-W34"), "NV1") == ["60%"]


async def test_a_late_report_takes_nothing_from_a_report_already_made(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-10T09:00")
    await office.say("An", "NV1 50%")
    await office.at("2026-08-13T09:00")
    assert "(bản 1" in await office.say("Khánh", "tổng hợp BC1 tuần 33")

    assert "không phát sinh" in await office.say("An", "gửi BC1 tuần 32")
    assert "Không có gì mới" in await office.say("Khánh", "tổng hợp BC1 tuần 33")


async def test_an_entry_named_late_counts_where_it_was_named_first(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-06T09:00")
    await office.say("An", "NV1 40%")
    await office.say("An", "gửi BC1 tuần 32")
    await office.at("2026-08-10T09:00")
    await office.say("An", "NV2 20%")
    await office.say("An", "gửi BC1 tuần 33")
    await office.at("2026-08-13T09:00")

    first = await snapshot_of(office, "BC1", "2026-W32")
    second = await snapshot_of(office, "BC1", "2026-W33")

    assert (said_in(first, "NV1"), said_in(second, "NV1")) == (["40%"], [])
    assert (said_in(first, "NV2"), said_in(second, "NV2")) == ([], ["20%"])
    assert line_of(first, "NV1").percent == 40


async def test_what_happens_in_a_later_week_leaves_an_earlier_report_as_it_was(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 30% vướng kinh phí")
    await office.say("An", "NV2 xong")
    await office.at("2026-08-06T09:00")
    assert "(bản 1" in await office.say("Khánh", "tổng hợp BC1 tuần 32")
    before = await snapshot_of(office, "BC1", "2026-W32")

    assert "Đã trả lại" in await office.say("Bình", "trả lại NV2: thiếu phụ lục")
    await office.say("An", "NV2 xong")
    await office.say("An", "NV1 80%")
    await office.say("An", "NV3 vướng nhân sự")
    await office.say("An", "xin gia hạn NV1 đến 30/8")
    assert "Đã đồng ý gia hạn" in await office.say("Bình", "đồng ý NV1")
    await office.at("2026-08-07T09:00")
    await office.say("An", "NV1 xong")
    await office.say("Bình", "NV1 đồng ý")

    assert "Không có gì mới so với bản 1" in await office.say("Khánh", "tổng hợp BC1 tuần 32")
    after = await snapshot_of(office, "BC1", "2026-W32")
    assert after.tasks == before.tasks
    assert after.figures == before.figures
    assert line_of(after, "NV1").percent == 30
    assert line_of(after, "NV1").blocker == "vướng kinh phí"
    assert line_of(after, "NV1").extended_from is None
    assert len(after.figures.done_on_time.duties) == 1
    now = await snapshot_of(office, "BC1", "2026-W33")
    assert line_of(now, "NV1").extended_from is not None
    assert len(now.figures.done_on_time.duties) == 2


@pytest.mark.parametrize(
    ("again", "standing"),
    [("2026-08-07T16:00", HandIn.ON_TIME), ("2026-08-10T08:00", HandIn.LATE)],
)
async def test_a_returned_report_sent_again_by_the_next_working_day_is_on_time(
    office: OfficeInMemory, again: str, standing: HandIn
) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 30%")
    await office.say("An", "gửi BC1 tuần 32")
    await office.at("2026-08-06T09:00")  # a day late by itself
    assert "Đã trả lại" in await office.say("Bình", "trả lại BC1 tuần 32: thiếu số liệu")
    await office.at(again)
    await office.say("An", "gửi BC1 tuần 32")

    found = (await snapshot_of(office, "BC1", "2026-W32")).punctuality

    assert {line.unit: line.standing for line in found}["HC"] is standing


async def test_a_report_handed_in_is_a_word_of_the_unit(office: OfficeInMemory) -> None:
    """Three asks without a word tell the head; whoever sends a report is not silent."""

    async def asks() -> int:
        async with office.database.read() as connection:
            state = await orgs.load(connection, office.org)
            staff = await people.load_staff(connection, office.org)
            items = await duties.read(connection, office.org, cycle_rows.c.code == "BC2")
            ids = [item.id for item in items if item.duty.unit == "HC"]
            [seen] = await watch.of_duties(connection, state, staff, ids, office.now)
        return seen.item.asks_sent

    for day in (3, 4, 5):
        await office.at(f"2026-08-0{day}T07:45")
    await office.at("2026-08-05T09:00")
    assert await asks() > 0

    await office.say("An", "BC1 không phát sinh")

    assert await asks() == 0
