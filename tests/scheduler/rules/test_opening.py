from itertools import islice

import pytest

from scheduler.rules.coverage import Schedule, report_openings
from scheduler.rules.cycle import CycleKind
from scheduler.rules.opening import (
    YEAR_END,
    first_opening,
    missed_at,
    opening_day,
    review_rule,
    task_openings,
)
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.timing import (
    Conditional,
    Deadline,
    NoTime,
    Ongoing,
    Timing,
    Window,
    Yearly,
)
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


# --- tasks --------------------------------------------------------------------------------------

COMMIT = "2026-08-01"
ON_DAY = Deadline(due=on("2026-09-14"))


def yearly(month_day: str = "12-31", start: str = "", end: str = "") -> Yearly:
    month, day = map(int, month_day.split("-"))
    return Yearly(
        month=month,
        day=day,
        start=on(start) if start else None,
        end=on(end) if end else None,
    )


@pytest.mark.parametrize(
    ("timing", "opened"),
    [
        # opens, due, period; up to the end of 2029
        (ON_DAY, [("2026-08-01", "2026-09-14", "")]),
        (Deadline(due=on("2026-07-31")), [("2026-08-01", "2026-07-31", "")]),  # late from the start
        (Window(start=on("2026-07-01"), due=on("2026-09-30")), [("2026-08-01", "2026-09-30", "")]),
        (Window(start=on("2026-10-01"), due=on("2026-12-31")), [("2026-10-01", "2026-12-31", "")]),
        (Ongoing(), [("2026-08-01", None, "")]),
        (Ongoing(start=on("2027-01-01")), [("2027-01-01", None, "")]),
        (Conditional(condition="Sau khi có hướng dẫn"), [("2026-08-01", None, "")]),
        (NoTime(), [("2026-08-01", None, "")]),
        (
            yearly(),
            [
                ("2026-08-01", "2026-12-31", "2026"),
                ("2027-01-01", "2027-12-31", "2027"),
                ("2028-01-01", "2028-12-31", "2028"),
                ("2029-01-01", "2029-12-31", "2029"),
            ],
        ),
        (
            yearly("02-29"),
            [
                ("2026-08-01", "2026-02-28", "2026"),
                ("2027-01-01", "2027-02-28", "2027"),
                ("2028-01-01", "2028-02-29", "2028"),
                ("2029-01-01", "2029-02-28", "2029"),
            ],
        ),
        (
            yearly("10-24", start="2028-01-01"),
            [("2028-01-01", "2028-10-24", "2028"), ("2029-01-01", "2029-10-24", "2029")],
        ),
        (  # its day of the first year lies before the start
            yearly("03-31", start="2027-07-01"),
            [("2028-01-01", "2028-03-31", "2028"), ("2029-01-01", "2029-03-31", "2029")],
        ),
        (
            yearly(start="2020-01-01", end="2027-12-31"),
            [("2026-08-01", "2026-12-31", "2026"), ("2027-01-01", "2027-12-31", "2027")],
        ),
        (yearly(end="2026-10-15"), [("2026-08-01", "2026-10-15", "2026")]),
        (yearly(end="2025-12-31"), []),
    ],
)
def test_the_duties_of_a_task(timing: Timing, opened: list[tuple[str, str | None, str]]) -> None:
    first = first_opening(timing, on(COMMIT))

    found = task_openings(timing, first, on("2029-12-31"))

    assert [
        (str(each.opens_on), each.due_on and str(each.due_on), each.period) for each in found
    ] == opened


def test_a_duty_opens_on_its_day_and_not_before() -> None:
    window = Window(start=on("2026-10-01"), due=on("2026-12-31"))

    assert list(task_openings(window, on("2026-10-01"), on("2026-09-30"))) == []
    assert len(list(task_openings(window, on("2026-10-01"), on("2026-10-01")))) == 1


def test_reports_follow_each_other_without_the_weeks_in_which_nobody_works() -> None:
    schedule = Schedule(kind=CycleKind.WEEKLY, recurrence=parse_rrule(WEEKLY))
    found = report_openings(schedule, on("2026-08-20"), an_office())

    assert [(str(each.opens_on), each.period) for each in islice(found, 3)] == [
        ("2026-08-24", "2026-W35"),
        ("2026-09-07", "2026-W37"),  # 31/8, 1/9 and 2/9 are off
        ("2026-09-14", "2026-W38"),
    ]


def test_what_goes_on_is_reviewed_on_the_day_of_the_annual_report_else_at_the_year_s_end() -> None:
    annual, reviewed = parse_rrule(ANNUAL), Ongoing(reviewed_yearly=True)

    assert review_rule(reviewed, annual) == annual
    assert review_rule(reviewed, None) == YEAR_END
    assert review_rule(Ongoing(), annual) is None
    assert review_rule(ON_DAY, annual) is None
