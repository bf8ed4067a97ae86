from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.calendar import days
from scheduler.rules.recurrence import Recurrence, parse_rrule
from tests.builders import on

WEDNESDAY = 2
RULES = [
    (Recurrence(weekday=WEDNESDAY), "FREQ=WEEKLY;BYDAY=WE"),
    (Recurrence(month_day=9), "FREQ=MONTHLY;BYMONTHDAY=9"),
    (Recurrence(month_day=31), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    (
        Recurrence(month_day=9, months=(3, 6, 9, 12)),
        "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9",
    ),
    (Recurrence(month_day=31, months=(6,)), "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1"),
    (Recurrence(month_day=9, months=(11,)), "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"),
]
# Days 29 and 30 are left out: a standard rule skips February, an office means its last day.
recurrences = st.one_of(
    st.builds(Recurrence, weekday=st.integers(min_value=0, max_value=6)),
    st.builds(
        Recurrence,
        month_day=st.one_of(st.integers(min_value=1, max_value=28), st.just(31)),
        months=st.sets(st.integers(min_value=1, max_value=12), max_size=12).map(
            lambda months: tuple(sorted(months))
        ),
    ),
)
DAYS = st.dates(min_value=date(2023, 1, 1), max_value=date(2028, 12, 31))


@pytest.mark.parametrize(("recurrence", "rule"), RULES)
def test_a_recurrence_is_written_as_a_standard_rule(recurrence: Recurrence, rule: str) -> None:
    assert recurrence.rrule() == rule
    assert parse_rrule(rule) == recurrence


@given(recurrences)
def test_what_is_written_is_read_back(recurrence: Recurrence) -> None:
    assert parse_rrule(recurrence.rrule()) == recurrence


@given(recurrences, DAYS)
@settings(deadline=None)
def test_a_standard_reader_finds_the_same_days_for_two_years(
    recurrence: Recurrence, start: date
) -> None:
    end = start + timedelta(days=730)
    first, last = (datetime.combine(day, time.min) for day in (start, end))
    standard = rrulestr(recurrence.rrule(), dtstart=first).between(first, last, inc=True)

    assert [day for day in days(start, end) if recurrence.names(day)] == [
        moment.date() for moment in standard
    ]


@given(recurrences, DAYS)
@settings(deadline=None)
def test_the_next_due_day_is_the_first_one_named(recurrence: Recurrence, day: date) -> None:
    due = recurrence.on_or_after(day)

    assert recurrence.names(due)
    assert not any(recurrence.names(earlier) for earlier in days(day, due - timedelta(days=1)))


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-02-01", "2026-02-28"), ("2028-02-01", "2028-02-29"), ("2026-04-30", "2026-04-30")],
)
def test_the_thirtieth_is_the_last_day_of_a_shorter_month(day: str, due: str) -> None:
    assert Recurrence(month_day=30).on_or_after(on(day)) == on(due)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "FREQ=MONTHLY;BYMONTHDAY=9;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=9;JUNK",
    ],
)
def test_any_other_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_rrule(rule)


@pytest.mark.parametrize(("weekday", "month_day"), [(None, None), (2, 9)])
def test_a_recurrence_has_a_weekday_or_a_day_of_the_month(
    weekday: int | None, month_day: int | None
) -> None:
    with pytest.raises(ValueError, match="either"):
        Recurrence(weekday=weekday, month_day=month_day)


def test_a_day_that_no_year_has_is_never_due() -> None:
    with pytest.raises(ValueError, match="names no day"):
        Recurrence(month_day=9, months=(13,)).on_or_after(on("2026-01-01"))
