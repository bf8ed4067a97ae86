from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.cycle import (
    CycleKind,
    due_day,
    period_bounds,
    period_of,
)
from scheduler.rules.recurrence import Recurrence, parse_rrule
from tests.builders import on

DAYS = st.dates(min_value=date(2023, 1, 1), max_value=date(2028, 12, 31))


@pytest.mark.parametrize(
    ("kind", "due", "period", "first", "last"),
    [
        (CycleKind.WEEKLY, "2026-09-09", "2026-W37", "2026-09-07", "2026-09-13"),
        (CycleKind.WEEKLY, "2026-12-30", "2026-W53", "2026-12-28", "2027-01-03"),
        (CycleKind.WEEKLY, "2027-01-01", "2026-W53", "2026-12-28", "2027-01-03"),
        (CycleKind.MONTHLY, "2026-09-09", "2026-09", "2026-09-01", "2026-09-30"),
        (CycleKind.MONTHLY, "2028-02-09", "2028-02", "2028-02-01", "2028-02-29"),
        (CycleKind.QUARTERLY, "2026-09-09", "2026-Q3", "2026-07-01", "2026-09-30"),
        (CycleKind.SEMIANNUAL, "2026-06-09", "2026-H1", "2026-01-01", "2026-06-30"),
        (CycleKind.SEMIANNUAL, "2026-07-01", "2026-H2", "2026-07-01", "2026-12-31"),
        (CycleKind.NINE_MONTH, "2026-09-09", "2026-9M", "2026-01-01", "2026-09-30"),
        (CycleKind.ANNUAL, "2026-11-09", "2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_report_is_for_the_period_with_its_due_day(
    kind: CycleKind, due: str, period: str, first: str, last: str
) -> None:
    assert period_of(kind, on(due)) == period
    assert period_bounds(kind, period) == (on(first), on(last))


@given(st.sampled_from(list(CycleKind)[:6]), DAYS)
def test_a_day_lies_within_its_period(kind: CycleKind, day: date) -> None:
    first, last = period_bounds(kind, period_of(kind, day))

    assert first <= day
    assert day <= last or kind is CycleKind.NINE_MONTH


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        (CycleKind.WEEKLY, "2026-W54"),
        (CycleKind.WEEKLY, "2026-09"),
        (CycleKind.MONTHLY, "2026-13"),
        (CycleKind.MONTHLY, "2026-00"),
        (CycleKind.QUARTERLY, "2026-Q5"),
        (CycleKind.ANNUAL, "26"),
        (CycleKind.ADHOC, "2026"),
    ],
)
def test_what_is_no_period_of_a_cycle_is_refused(kind: CycleKind, period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        period_bounds(kind, period)


@pytest.mark.parametrize("kind", [CycleKind.ADHOC, CycleKind.PERIODIC_UNSPECIFIED])
def test_a_report_without_a_fixed_cycle_has_no_period(kind: CycleKind) -> None:
    with pytest.raises(ValueError, match="no fixed period"):
        period_of(kind, on("2026-09-09"))


@pytest.mark.parametrize(
    ("kind", "rule", "period", "due"),
    [
        (CycleKind.WEEKLY, "FREQ=WEEKLY;BYDAY=WE", "2026-W37", "2026-09-09"),
        (CycleKind.MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=9", "2026-09", "2026-09-09"),
        (CycleKind.MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-02", "2026-02-28"),
        (
            CycleKind.QUARTERLY,
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9",
            "2026-Q3",
            "2026-09-09",
        ),
        (CycleKind.NINE_MONTH, "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9", "2026-9M", "2026-09-09"),
        (CycleKind.ANNUAL, "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9", "2026", "2026-11-09"),
    ],
)
def test_the_due_day_of_a_period(kind: CycleKind, rule: str, period: str, due: str) -> None:
    assert due_day(kind, parse_rrule(rule), period) == on(due)


def test_a_period_in_which_nothing_is_due_is_refused() -> None:
    with pytest.raises(ValueError, match="no report is due in 2026-10"):
        due_day(CycleKind.MONTHLY, Recurrence(month_days=(9,), months=(3, 6, 9, 12)), "2026-10")


def test_the_longer_period_speaks_for_a_merged_set() -> None:
    together = [CycleKind.WEEKLY, CycleKind.NINE_MONTH, CycleKind.QUARTERLY, CycleKind.MONTHLY]

    assert max(together, key=lambda kind: kind.length) is CycleKind.NINE_MONTH
