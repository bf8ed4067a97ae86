"""Cycles walk days; python-dateutil, which expands rules another way, is the oracle."""

from datetime import date, datetime, time
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.calendar import DAY, days
from scheduler.rules.recurrence import WORKDAYS, Recurrence, parse_rrule
from tests.builders import on

WEDNESDAY, FRIDAY = 2, 4
QUARTER_ENDS = (3, 6, 9, 12)
EVERY_KIND = [
    (Recurrence(weekdays=(WEDNESDAY,)), "FREQ=WEEKLY;BYDAY=WE"),
    (Recurrence(weekdays=(0, WEDNESDAY, FRIDAY)), "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
    (
        Recurrence(weekdays=(WEDNESDAY,), interval=2, anchor=date(2024, 1, 3)),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    ),
    (Recurrence(month_days=(9,)), "FREQ=MONTHLY;BYMONTHDAY=9"),
    (Recurrence(month_days=(31,)), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    (Recurrence(month_days=(10, 25)), "FREQ=MONTHLY;BYMONTHDAY=10,25"),
    (Recurrence(month_days=(15, 31)), "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
    (Recurrence(month_days=(30,)), "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
    (Recurrence(month_days=(15, 30)), "FREQ=MONTHLY;BYMONTHDAY=15,28,29,30;BYSETPOS=1,-1"),
    (
        Recurrence(month_days=(9,), months=QUARTER_ENDS),
        "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9",
    ),
    (Recurrence(month_days=(31,), months=(6,)), "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1"),
    (Recurrence(month_days=(30,), months=(6, 12)), "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=30"),
    (
        Recurrence(month_days=(29,), months=(2,)),
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
    ),
    (Recurrence(month_days=(9,), months=(11,)), "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"),
    (
        Recurrence(weekdays=WORKDAYS, position=-1),
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ),
    (Recurrence(weekdays=WORKDAYS, position=5), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5"),
    (
        Recurrence(weekdays=WORKDAYS, position=1, months=(1, 4, 7, 10)),
        "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
    ),
    (Recurrence(weekdays=(FRIDAY,), position=-1), "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1"),
]
TEN_YEARS = (date(2024, 1, 1), date(2033, 12, 31))

weekdays = st.sets(st.integers(min_value=0, max_value=6), min_size=1).map(
    lambda days: tuple(sorted(days))
)
months = st.sets(st.integers(min_value=1, max_value=12)).map(lambda months: tuple(sorted(months)))
month_days = st.tuples(
    st.sets(st.integers(min_value=1, max_value=28), max_size=3),
    st.integers(min_value=1, max_value=31),
).map(lambda drawn: tuple(sorted({*drawn[0], drawn[1]})))
recurrences = st.one_of(
    st.builds(Recurrence, weekdays=weekdays),
    st.builds(
        Recurrence,
        weekdays=weekdays,
        interval=st.just(2),
        anchor=st.dates(min_value=date(2024, 1, 1), max_value=date(2024, 2, 1)),
    ),
    st.builds(Recurrence, month_days=month_days, months=months),
    st.builds(
        Recurrence,
        weekdays=weekdays,
        position=st.sampled_from((-2, -1, 1, 2, 4)),
        months=months,
    ),
)
DAYS = st.dates(min_value=date(2024, 3, 1), max_value=date(2032, 12, 31))


def expanded(recurrence: Recurrence, first: date, last: date) -> list[date]:
    """The days of the written rule, as a standard reader finds them."""
    # A rule of every second week is counted from the week of its DTSTART; others from anywhere.
    start = recurrence.anchor if recurrence.interval > 1 else first
    found = rrulestr(recurrence.rrule(), dtstart=datetime.combine(start, time.min)).between(
        datetime.combine(first, time.min), datetime.combine(last, time.min), inc=True
    )
    return [moment.date() for moment in found]


@pytest.mark.parametrize(("recurrence", "rule"), EVERY_KIND)
def test_a_recurrence_is_written_as_a_standard_rule(recurrence: Recurrence, rule: str) -> None:
    assert recurrence.rrule() == rule
    assert parse_rrule(recurrence.dated()) == recurrence


@pytest.mark.parametrize(("recurrence", "rule"), EVERY_KIND)
def test_ten_years_are_those_of_a_standard_reader(recurrence: Recurrence, rule: str) -> None:
    walked = [day for day in days(*TEN_YEARS) if recurrence.names(day)]

    assert len(walked) >= 10
    assert walked == expanded(recurrence, *TEN_YEARS)


@given(recurrences, DAYS)
@settings(deadline=None)
def test_any_rule_means_the_same_to_a_standard_reader(recurrence: Recurrence, start: date) -> None:
    end = start + 400 * DAY

    assert parse_rrule(recurrence.dated()) == recurrence
    assert [day for day in days(start, end) if recurrence.names(day)] == expanded(
        recurrence, start, end
    )


@given(recurrences, DAYS)
@settings(deadline=None)
def test_the_next_due_day_is_the_first_one_named(recurrence: Recurrence, day: date) -> None:
    due = recurrence.on_or_after(day)

    assert recurrence.names(due)
    assert not any(recurrence.names(earlier) for earlier in days(day, due - DAY))


def test_every_two_weeks_begin_with_the_first_day_after_somebody_says_so() -> None:
    mondays = Recurrence(weekdays=(0,), interval=2).beginning(on("2026-08-05"))

    assert [day for day in days(on("2026-08-01"), on("2026-09-10")) if mondays.names(day)] == [
        on("2026-08-10"),
        on("2026-08-24"),
        on("2026-09-07"),
    ]
    assert mondays.dated() == "DTSTART:20260810\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"


def test_only_what_is_counted_by_two_needs_a_beginning() -> None:
    monthly = Recurrence(month_days=(9,))

    assert monthly.beginning(on("2026-08-05")) == monthly
    assert monthly.dated() == monthly.rrule()


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-02-01", "2026-02-28"), ("2028-02-01", "2028-02-29"), ("2026-04-30", "2026-04-30")],
)
def test_the_thirtieth_is_the_last_day_of_a_shorter_month(day: str, due: str) -> None:
    assert Recurrence(month_days=(30,)).on_or_after(on(day)) == on(due)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=WE,MO",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=9",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "FREQ=MONTHLY;BYMONTHDAY=9;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=9;JUNK",
        "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=0",
        "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=9",
        "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=9",
        "DTSTART:2026\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    ],
)
def test_any_other_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_rrule(rule)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "either"),
        ({"weekdays": (2,), "month_days": (9,)}, "either"),
        ({"weekdays": (7,)}, "no weekday 7"),
        ({"month_days": (0,)}, "no day of the month 0"),
        ({"month_days": (9,), "months": (13,)}, "no month 13"),
        ({"month_days": (29, 30)}, "only one day"),
        ({"month_days": (9,), "interval": 2}, "only weeks"),
        ({"weekdays": (2,), "months": (3,)}, "knows no months"),
    ],
)
def test_what_no_calendar_has_is_no_recurrence(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Recurrence(**fields)
