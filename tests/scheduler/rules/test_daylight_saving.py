"""An office in a zone whose clocks change: its days, deadlines and slots around that night."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.rules.calendar import DayKind, WorkCalendar
from scheduler.rules.office_hours import Office
from scheduler.rules.policy import Policy
from tests.builders import on

# Zone, the day on which its clocks change; in some the change falls on midnight itself.
CHANGES = [
    ("Asia/Ho_Chi_Minh", "2026-03-29"),
    ("Europe/Paris", "2026-03-29"),
    ("Europe/Paris", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("America/Havana", "2026-03-08"),
    ("America/Havana", "2026-11-01"),
    ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-29"),
]


def an_office(zone: str, **policy: object) -> Office:
    """An office that works at weekends too: clocks change on a Sunday."""
    around = {on(day) + timedelta(days=n) for _, day in CHANGES for n in range(-3, 4)}
    calendar = WorkCalendar.of(dict.fromkeys(around, DayKind.WORKED), zone=ZoneInfo(zone))
    return Office(calendar=calendar, policy=Policy(**policy))  # type: ignore[arg-type]


def minutes(day: date) -> list[datetime]:
    """Every minute of UTC from the day before to the day after."""
    begins = datetime.combine(day - timedelta(days=1), time(), tzinfo=UTC)
    return [begins + timedelta(minutes=n) for n in range(3 * 24 * 60)]


@pytest.mark.parametrize(("zone", "changes"), CHANGES)
@pytest.mark.parametrize("later", [-1, 0, 1])
def test_a_day_ends_with_the_first_minute_of_the_next(zone: str, changes: str, later: int) -> None:
    office, day = an_office(zone), on(changes) + timedelta(days=later)
    local = ZoneInfo(zone)
    following = next(
        m for m in minutes(day + timedelta(days=1)) if m.astimezone(local).date() > day
    )

    assert office.closes_at(day).astimezone(UTC) == following
    assert office.day_of(following) == day + timedelta(days=1)
    assert office.day_of(following - timedelta(minutes=1)) == day


@pytest.mark.parametrize(("zone", "changes"), CHANGES)
def test_slots_keep_to_the_clock_on_the_wall(zone: str, changes: str) -> None:
    office, local = an_office(zone), ZoneInfo(zone)

    for minute in minutes(on(changes)):
        slot = office.open_slot(minute)
        wall = minute.astimezone(local).time()
        if slot is not None:
            assert slot <= minute
            assert (slot.hour, slot.minute) in {(7, 45), (13, 30)}
        assert (slot is not None) is (
            time(7, 45) <= wall < time(11, 30) or time(13) <= wall < time(17)
        )
        following = office.slot_after(minute)
        assert minute < following <= minute + timedelta(hours=19, minutes=15)


def test_an_hour_that_is_skipped_counts_from_when_it_would_have_been() -> None:
    paris = an_office("Europe/Paris")

    skipped = paris.closes_at(on("2026-03-29"), time(2, 30))

    assert skipped.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert (skipped.hour, skipped.minute) == (3, 30)


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    paris = an_office("Europe/Paris")

    doubled = paris.closes_at(on("2026-10-25"), time(2, 30))

    assert doubled.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_in_the_doubled_hour_a_slot_is_spoken_in_from_its_first_time_on() -> None:
    night = an_office(
        "Europe/Paris", slots=(time(2, 30), time(13, 30)), hours=((time(2), time(17)),)
    )
    slot = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 for the first time
    paris = ZoneInfo("Europe/Paris")

    for moment, opened in (
        (slot - timedelta(minutes=1), False),
        (slot, True),
        (slot + timedelta(minutes=40), True),  # 02:10 for the second time
        (slot + timedelta(minutes=60), True),
    ):
        found = night.open_slot(moment.astimezone(paris))
        assert (found is not None and found.astimezone(UTC) == slot) is opened
    after = night.slot_after((slot + timedelta(minutes=40)).astimezone(paris))
    assert after.astimezone(UTC) == datetime(2026, 10, 25, 12, 30, tzinfo=UTC)
