import pytest

from scheduler.rules.cycle import CycleKind
from scheduler.rules.opening import missed_at, opening_day
from scheduler.rules.recurrence import parse_rrule
from tests.builders import an_office, at, on

WEEKLY, MONTHLY = "FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYMONTHDAY=9"
QUARTERLY = "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9"
ANNUAL = "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"


@pytest.mark.parametrize(
    ("kind", "due_on", "opens"),
    [
        (CycleKind.WEEKLY, "2026-08-12", "2026-08-10"),
        (CycleKind.WEEKLY, "2026-02-18", None),  # Tết: nobody works that week
        (CycleKind.WEEKLY, "2026-02-11", "2026-02-09"),
        (CycleKind.WEEKLY, "2026-02-25", "2026-02-23"),
        (CycleKind.WEEKLY, "2026-04-29", "2026-04-28"),  # Monday 27/4 is off
        (CycleKind.WEEKLY, "2026-09-02", None),  # 31/8, 1/9 and 2/9 are off
        (CycleKind.MONTHLY, "2026-10-09", "2026-10-01"),
        (CycleKind.MONTHLY, "2026-08-04", "2026-07-28"),  # its first asking step comes earlier
        (CycleKind.MONTHLY, "2026-08-09", "2026-07-31"),  # a Sunday: advised for the Friday
        (CycleKind.MONTHLY, "2026-09-09", "2026-08-28"),  # with three days off on the way
        (CycleKind.ANNUAL, "2026-11-09", "2026-11-01"),
        (CycleKind.QUARTERLY, "2027-03-02", "2027-02-23"),
    ],
)
def test_the_day_a_report_opens(kind: CycleKind, due_on: str, opens: str | None) -> None:
    found = opening_day(kind, on(due_on), an_office())

    assert found == (on(opens) if opens else None)


@pytest.mark.parametrize(
    ("kind", "rrule", "due_on", "closes"),
    [
        (CycleKind.WEEKLY, WEEKLY, "2026-08-12", "2026-08-19"),
        (CycleKind.WEEKLY, WEEKLY, "2026-12-30", "2027-01-06"),
        (CycleKind.WEEKLY, WEEKLY, "2026-02-11", "2026-02-25"),  # 18/2 is Tết: no duty
        (CycleKind.WEEKLY, WEEKLY, "2026-08-26", "2026-09-09"),  # nor on 2/9
        (CycleKind.MONTHLY, MONTHLY, "2026-08-09", "2026-09-09"),
        (CycleKind.MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31", "2027-02-28"),
        (CycleKind.MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=-1", "2027-02-28", "2027-03-28"),
        (CycleKind.QUARTERLY, QUARTERLY, "2026-09-09", "2026-10-09"),
        (CycleKind.QUARTERLY, QUARTERLY, "2026-12-09", "2027-01-09"),
        (CycleKind.ANNUAL, ANNUAL, "2026-11-09", "2026-12-09"),
    ],
)
def test_a_report_closes_as_missed_with_the_next_one_s_due_day_at_most_a_month_on(
    kind: CycleKind, rrule: str, due_on: str, closes: str
) -> None:
    found = missed_at(kind, parse_rrule(rrule), on(due_on), an_office())

    assert found == at(f"{closes}T00:00")
