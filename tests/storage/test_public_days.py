"""The years laid down here, against DOMAIN.md §5 written out by hand."""

from datetime import date

import pytest

from scheduler.rules.calendar import WorkCalendar, days
from scheduler.rules.office_hours import Office
from scheduler.rules.policy import DayOffRule, Policy
from storage.calendars import shipped
from storage.public_days import public_year
from tests.builders import on

CALENDAR = shipped([2024, 2025, 2026, 2027])
OFFICE = Office(calendar=CALENDAR)

OFF = {
    2024: (
        ("2024-01-01", "2024-01-01"),
        ("2024-02-08", "2024-02-14"),
        ("2024-04-18", "2024-04-18"),
        ("2024-04-29", "2024-05-01"),  # Monday 29/4 for Saturday 4/5
        ("2024-09-02", "2024-09-03"),
    ),
    2025: (
        ("2025-01-01", "2025-01-01"),
        ("2025-01-25", "2025-02-02"),
        ("2025-04-07", "2025-04-07"),
        ("2025-04-30", "2025-05-04"),
        ("2025-08-30", "2025-09-02"),
    ),
    2026: (
        ("2026-01-01", "2026-01-04"),
        ("2026-02-14", "2026-02-22"),
        ("2026-04-25", "2026-04-27"),
        ("2026-04-30", "2026-05-03"),
        ("2026-08-29", "2026-09-02"),
    ),
    2027: (
        ("2027-01-01", "2027-01-01"),
        ("2027-02-05", "2027-02-10"),
        ("2027-04-16", "2027-04-16"),
        ("2027-04-30", "2027-05-03"),
        ("2027-09-02", "2027-09-02"),
    ),
}
SATURDAYS = {
    2024: {on("2024-05-04")},
    2025: {on("2025-04-26")},
    2026: {on("2026-01-10"), on("2026-08-22")},
    2027: set(),
}


@pytest.mark.parametrize("year", OFF)
def test_every_day_of_the_year_is_as_it_was_announced(year: int) -> None:
    off = {day for first, last in OFF[year] for day in days(on(first), on(last))}

    differ = [
        day.isoformat()
        for day in days(date(year, 1, 1), date(year, 12, 31))
        if CALENDAR.works_on(day)
        is not (day in SATURDAYS[year] or (day.weekday() < 5 and day not in off))
    ]
    assert differ == []


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_package_has_no_say_in_a_year_laid_down_here(year: int) -> None:
    known = public_year(year)

    assert known.number == year
    assert {day.year for day in known.days} == {year}
    assert not any("holidays" in source for _, source in known.days.values())
    assert all(day.year == year for point in known.open for day in point.days)


@pytest.mark.parametrize(
    ("year", "open_days"),
    [
        (2024, []),
        (2025, []),
        (2026, [{"2026-11-24"}]),
        (
            2027,
            [
                {"2027-02-04", "2027-02-11", "2027-02-12"},
                {"2027-09-01", "2027-09-03"},
                {"2027-11-24"},
            ],
        ),
        (2028, [set(), {"2028-11-24"}]),  # computed: any day of it
        (2030, [set(), {"2030-11-24", "2030-11-25"}]),  # a Sunday, and the day off in its place
        (2150, [set()]),  # so far the package cannot compute
    ],
)
def test_what_is_not_certain_of_a_year(year: int, open_days: list[set[str]]) -> None:
    found = public_year(year).open

    assert [{day.isoformat() for day in point.days} for point in found] == open_days
    assert all(set(point.says) == {"vi", "en"} for point in found)


def test_of_a_later_year_what_the_law_says_is_computed() -> None:
    calendar = shipped([2028])

    assert not calendar.works_on(on("2028-01-26"))  # mùng 1
    assert not calendar.works_on(on("2028-04-04"))  # Giỗ Tổ
    assert not calendar.works_on(on("2028-05-01"))
    assert calendar.works_on(on("2028-11-24"))  # not known to be in force: DOMAIN.md §5


@pytest.mark.parametrize(
    ("due", "advice"),
    [
        ("2025-11-09", "2025-11-07"),  # a Sunday
        ("2025-12-14", "2025-12-12"),  # a Sunday
        ("2026-05-09", "2026-05-08"),  # a Saturday
        ("2026-08-09", "2026-08-07"),  # a Sunday
        ("2026-08-22", "2026-08-22"),  # a worked Saturday
        ("2026-09-09", "2026-09-09"),  # a Wednesday
        ("2026-10-24", "2026-10-23"),  # a Saturday
        ("2027-01-09", "2027-01-08"),  # a Saturday
        ("2026-02-18", "2026-02-13"),  # Tết
        ("2026-01-02", "2025-12-31"),  # swapped out
        ("2026-04-26", "2026-04-24"),
    ],
)
def test_by_when_it_is_wise_to_hand_in(due: str, advice: str) -> None:
    assert OFFICE.advice_day(on(due)) == on(advice)


@pytest.mark.parametrize(
    ("due", "moves_to"),
    [
        ("2025-11-09", "2025-11-10"),
        ("2026-05-09", "2026-05-11"),
        ("2026-09-02", "2026-09-03"),
        ("2026-02-18", "2026-02-23"),
        ("2027-05-01", "2027-05-04"),
    ],
)
def test_where_a_due_day_moves_by_the_other_rule(due: str, moves_to: str) -> None:
    office = Office(calendar=CALENDAR, policy=Policy(day_off_rule=DayOffRule.NEXT))

    assert office.effective_due(on(due)) == office.advice_day(on(due)) == on(moves_to)


@pytest.mark.parametrize("wednesday", ["2026-02-18", "2026-09-02"])
def test_weeks_without_a_working_day_up_to_wednesday(wednesday: str) -> None:
    monday = date.fromisocalendar(*on(wednesday).isocalendar()[:2], 1)

    assert not any(CALENDAR.works_on(day) for day in days(monday, on(wednesday)))


def test_a_year_that_is_missing_has_its_weekends() -> None:
    nothing = WorkCalendar()

    assert not nothing.knows(2026)
    assert nothing.works_on(on("2026-09-02"))
    assert CALENDAR.knows(2027)
    assert not CALENDAR.knows(2028)
