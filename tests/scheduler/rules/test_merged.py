"""Which reports are one set, and which of it speaks (DESIGN.md §4.9)."""

import pytest

from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import Duty
from scheduler.rules.merged import rank, together
from tests.builders import a_report

RECEIVER = 20
WEEK = a_report(id=1, cycle=CycleKind.WEEKLY, due="2026-09-09")
MONTH = a_report(id=2, cycle=CycleKind.MONTHLY, due="2026-09-09")
NINE_MONTHS = a_report(id=3, cycle=CycleKind.NINE_MONTH, due="2026-09-09")
NINE_MONTHS_OF_ANOTHER_PLAN = a_report(id=4, cycle=CycleKind.NINE_MONTH, due="2026-09-09")


def test_reports_of_one_unit_to_one_receiver_on_one_day_are_a_set() -> None:
    every = (WEEK, MONTH, NINE_MONTHS, NINE_MONTHS_OF_ANOTHER_PLAN)

    assert len({together(duty, RECEIVER) for duty in every}) == 1


@pytest.mark.parametrize(
    ("other", "receiver"),
    [
        (a_report(id=5, due="2026-09-10"), RECEIVER),
        (a_report(id=5, due="2026-09-09", unit_id=11), RECEIVER),
        (a_report(id=5, due="2026-09-09"), 21),
    ],
    ids=["another day", "another unit", "another receiver"],
)
def test_what_differs_in_one_of_the_three_is_no_part_of_it(other: Duty, receiver: int) -> None:
    assert together(other, receiver) != together(MONTH, RECEIVER)


@pytest.mark.parametrize(
    ("owed", "speaks"),
    [
        ((WEEK, MONTH), MONTH),
        ((NINE_MONTHS, WEEK, MONTH), NINE_MONTHS),
        ((NINE_MONTHS_OF_ANOTHER_PLAN, NINE_MONTHS), NINE_MONTHS),  # the one opened first
    ],
)
def test_the_longest_period_speaks_and_of_two_as_long_the_first(
    owed: tuple[Duty, ...], speaks: Duty
) -> None:
    assert max(owed, key=rank) is speaks
