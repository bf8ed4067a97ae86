from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.calendar import (
    DAY,
    CalendarHasNoWorkingDay,
    DayKind,
    WorkCalendar,
    days,
    require_aware,
    years_in_sight,
)
from tests.builders import YEAR_2026, at, on

IN_2026 = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-09", True),  # a Monday
        ("2026-11-14", False),  # a Saturday
        ("2026-11-15", False),
        ("2026-02-13", True),  # the last day before Tết
        ("2026-02-16", False),
        ("2026-02-23", True),
        ("2026-04-30", False),
        ("2026-05-04", True),
        ("2026-08-22", True),  # a Saturday, worked for Monday 31/8
        ("2026-08-31", False),
        ("2026-09-02", False),
        ("2026-09-03", True),
    ],
)
def test_days_off_and_worked_saturdays_of_2026(day: str, works: bool) -> None:
    assert YEAR_2026.works_on(on(day)) is works


@pytest.mark.parametrize(
    ("day", "count", "lands"),
    [
        ("2026-11-12", 0, "2026-11-12"),
        ("2026-11-12", 1, "2026-11-13"),
        ("2026-11-13", 1, "2026-11-16"),  # over a weekend
        ("2026-11-15", 1, "2026-11-16"),  # from a Sunday
        ("2026-11-15", 0, "2026-11-15"),
        ("2026-02-12", 3, "2026-02-24"),  # over Tết
        ("2026-02-24", -3, "2026-02-12"),
        ("2026-04-29", 1, "2026-05-04"),
        ("2026-08-21", 1, "2026-08-22"),  # the worked Saturday counts
        ("2026-08-28", 1, "2026-09-03"),
        ("2026-09-03", -5, "2026-08-24"),
    ],
)
def test_counting_working_days(day: str, count: int, lands: str) -> None:
    assert YEAR_2026.plus(on(day), count) == on(lands)


@given(IN_2026, st.integers(min_value=1, max_value=40))
def test_going_forth_and_back_returns_to_a_working_day(day: date, count: int) -> None:
    start = YEAR_2026.on_or_after(day)

    there = YEAR_2026.plus(start, count)

    assert YEAR_2026.works_on(there)
    assert YEAR_2026.plus(there, -count) == start
    assert YEAR_2026.between(start, there) == count


@given(IN_2026)
def test_the_nearest_working_days_lie_around_a_day(day: date) -> None:
    before, after = YEAR_2026.on_or_before(day), YEAR_2026.on_or_after(day)

    assert before <= day <= after
    assert (before == after) is YEAR_2026.works_on(day)
    assert YEAR_2026.plus(before, 1) >= after


def test_a_deadline_ends_with_its_day_or_with_its_hour() -> None:
    due = on("2026-11-12")

    assert YEAR_2026.end_of(due) == at("2026-11-13T00:00")
    assert YEAR_2026.end_of(due, time(17)) == at("2026-11-12T17:00")


def test_the_offices_day_begins_at_five_in_the_afternoon_of_utc() -> None:
    assert YEAR_2026.day_of(datetime(2026, 11, 11, 16, 59, tzinfo=UTC)) == on("2026-11-11")
    assert YEAR_2026.day_of(datetime(2026, 11, 11, 17, 0, tzinfo=UTC)) == on("2026-11-12")


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = at("2026-11-12T08:00").replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive"):
        require_aware(naive)
    with pytest.raises(ValueError, match="naive"):
        YEAR_2026.day_of(naive)


def test_a_calendar_without_a_working_day_says_so() -> None:
    start = on("2026-06-01")
    closed = WorkCalendar(off=frozenset(days(start, start + timedelta(days=90))))

    with pytest.raises(CalendarHasNoWorkingDay):
        closed.on_or_after(start)


# --- any calendar, against counting by hand -----------------------------------------------------

SPRING = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 4, 30))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Days off, swapped Saturdays, half days and a pause, wherever they fall."""
    kinds = draw(st.dictionaries(SPRING, st.sampled_from(DayKind), max_size=25))
    first = draw(SPRING)
    pause = days(first, first + timedelta(days=draw(st.integers(0, 20))))
    return WorkCalendar.of(kinds, closed=pause)


def worked(calendar: WorkCalendar, first: date, last: date) -> list[date]:
    return [day for day in days(first, last) if calendar.works_on(day)]


@given(calendars(), SPRING, st.integers(1, 25))
def test_no_working_day_is_skipped_or_counted_twice(
    calendar: WorkCalendar, day: date, count: int
) -> None:
    later = worked(calendar, day + DAY, day + timedelta(days=150))
    earlier = worked(calendar, day - timedelta(days=150), day - DAY)

    assert calendar.plus(day, count) == later[count - 1]
    assert calendar.plus(day, -count) == earlier[-count]
    assert calendar.between(day, later[count - 1]) == count
    assert calendar.between(earlier[-count], day) == count - 1 + calendar.works_on(day)
    assert [calendar.plus(day, n) for n in range(1, count + 1)] == later[:count]


@given(calendars(), SPRING, st.integers(1, 25))
def test_whoever_goes_back_as_many_days_is_where_he_was(
    calendar: WorkCalendar, day: date, count: int
) -> None:
    there = calendar.plus(day, count)
    back = calendar.plus(there, -count)

    assert back == (day if calendar.works_on(day) else calendar.on_or_before(day))


@given(calendars(), SPRING)
def test_a_day_is_worked_or_lies_in_a_rest(calendar: WorkCalendar, day: date) -> None:
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)

    assert worked(calendar, before, after) == sorted({before, after})
    assert calendar.rest_around(day) == (0 if before == after else (after - before).days - 1)


@given(calendars(), SPRING)
def test_a_half_day_is_a_working_day(calendar: WorkCalendar, day: date) -> None:
    if calendar.half_of(day) is not None:
        assert calendar.works_on(day)
        assert day in calendar.extra_days


def test_in_a_pause_nobody_works_whatever_the_day_was() -> None:
    kinds = {
        on("2026-08-21"): DayKind.MORNING,
        on("2026-08-22"): DayKind.WORKED,
        on("2026-08-24"): DayKind.AFTERNOON,
    }
    calendar = WorkCalendar.of(kinds, closed=days(on("2026-08-21"), on("2026-08-23")))

    assert worked(calendar, on("2026-08-20"), on("2026-08-25")) == [
        on("2026-08-20"),
        on("2026-08-24"),
        on("2026-08-25"),
    ]
    assert calendar.half_of(on("2026-08-21")) is None
    assert calendar.half_of(on("2026-08-24")) is DayKind.AFTERNOON
    assert calendar.rest_around(on("2026-08-22")) == 3


def test_of_a_year_nobody_told_it_about_a_calendar_knows_the_weekends() -> None:
    calendar = WorkCalendar(years=frozenset({2026}))

    assert calendar.knows(2026)
    assert not calendar.knows(2031)
    assert calendar.plus(on("2030-12-31"), 1) == on("2031-01-01")
    assert calendar.on_or_before(on("2031-02-02")) == on("2031-01-31")


@pytest.mark.parametrize(
    ("today", "years"),
    [
        ("2026-01-01", (2026,)),
        ("2026-09-30", (2026,)),
        ("2026-10-01", (2026, 2027)),
        ("2026-12-31", (2026, 2027)),
    ],
)
def test_the_next_year_is_in_sight_from_october(today: str, years: tuple[int, ...]) -> None:
    assert years_in_sight(on(today)) == years
