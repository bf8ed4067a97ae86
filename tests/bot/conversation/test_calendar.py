"""What people notice of the calendar: when they are spoken to, and what they are told of it."""

from datetime import date

from scheduler.rules.calendar import DayKind
from storage import calendar_edits
from tests.fakes import OfficeInMemory


async def enter(office: OfficeInMemory, day: str, kind: DayKind) -> None:
    on = date.fromisoformat(day)
    await office.database.write(
        lambda tx: calendar_edits.set_days(
            tx, office.org, on, on, kind, reason="mất điện", now=office.now
        )
    )


async def test_tomorrow_off_and_what_was_for_tomorrow_is_said_today(
    office: OfficeInMemory,
) -> None:
    """BC1 is due on Wednesday 5/8; it is asked for on Tuesday afternoon and that morning."""
    await enter(office, "2026-08-04", DayKind.OFF)
    await office.at("2026-08-03T13:30")
    assert "BC1" in office.said_to("An")

    await office.at("2026-08-04T13:30")
    assert office.said_to("An") == ""
    await office.at("2026-08-05T07:45")
    assert "BC1" in office.said_to("An")


async def test_an_afternoon_off_and_the_eve_of_a_report_is_its_morning(
    office: OfficeInMemory,
) -> None:
    await enter(office, "2026-08-04", DayKind.MORNING)
    await office.at("2026-08-04T07:45")
    assert "BC1" in office.said_to("An")
    await office.at("2026-08-04T13:30")
    assert office.said_to("An") == ""


async def test_in_a_pause_only_answers_leave(office: OfficeInMemory) -> None:
    await office.database.write(
        lambda tx: calendar_edits.add_pause(
            tx,
            office.org,
            date(2026, 8, 4),
            date(2026, 8, 7),
            reason="bão số 5",
            now=office.now,
        )
    )
    # It was due in the pause: today is the last working day before it.
    await office.at("2026-08-03T08:00")
    office.said_to("An")
    for day in range(4, 8):
        await office.at(f"2026-08-0{day}T07:45")
        await office.at(f"2026-08-0{day}T13:30")
        assert office.said_to("An") == ""
    assert "NV1" in await office.say("An", "NV1 60%")

    await office.at("2026-08-10T07:45")
    assert "BC1" in office.said_to("An")


async def test_the_coordinator_is_told_in_one_line_of_what_is_not_certain(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-10-01T07:45")
    [line] = [line for line in office.said_to("Khánh").splitlines() if "Lịch làm việc" in line]
    assert line.startswith("- Lịch làm việc có 4 điểm chưa chắc chắn: 2026: ngày 24/11 (")
    assert "; 2027: chưa có lịch nghỉ Tết; đang tính nghỉ từ 05/02 đến 10/02; 2027: " in line

    for day in ("02", "05", "06", "07"):
        await office.at(f"2026-10-{day}T07:45")
        assert "ịch làm việc" not in office.said_to("Khánh")
    await office.at("2026-10-08T07:45")  # a week later it still stands
    [line] = [line for line in office.said_to("Khánh").splitlines() if "ịch làm việc" in line]
    assert line.startswith("- Vẫn còn")
