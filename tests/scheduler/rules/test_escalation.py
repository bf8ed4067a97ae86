from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.duty import Duty
from scheduler.rules.escalation import (
    base_day,
    ladder_of,
    next_rung,
    next_week_slot,
    week_slot,
    week_step,
)
from scheduler.rules.people import Role
from scheduler.rules.policy import TASK_LADDER, WEEKLY_LADDER, DayOffRule
from tests.builders import YEAR_2026, a_duty, a_report, a_weekly_report, an_office, at, on

OFFICE = an_office()
THURSDAY = on("2026-11-12")
LADDERS = [rung.role for rung in TASK_LADDER]


def told_at_once(duty: Duty) -> list[tuple[str, str]]:
    """The whole climb if every rung is told on the day it is due."""
    reached: dict[Role, date] = {}
    base = base_day(duty, OFFICE)
    while climb := next_rung(ladder_of(duty, OFFICE), base, reached, OFFICE):
        reached[climb.rung.role] = climb.on
    return [(role.value, day.isoformat()) for role, day in reached.items()]


TASK_CLIMB = [
    ("officer", "2026-11-13"),
    ("head", "2026-11-17"),
    ("coordinator", "2026-11-19"),
    ("deputy", "2026-11-23"),
    ("leader", "2026-11-26"),
]


@pytest.mark.parametrize(
    ("duty", "climb"),
    [
        (a_duty(), TASK_CLIMB),
        (a_report(due="2026-11-12"), TASK_CLIMB),
        (a_weekly_report(), [("officer", "2026-11-12"), ("head", "2026-11-13")]),
        # Due on a Sunday: the first working day after it is the first day late.
        (
            a_duty(due="2026-08-09"),
            [
                ("officer", "2026-08-10"),
                ("head", "2026-08-12"),
                ("coordinator", "2026-08-14"),
                ("deputy", "2026-08-18"),
                ("leader", "2026-08-21"),
            ],
        ),
        # Over Tết.
        (
            a_duty(due="2026-02-12", opens="2026-01-12"),
            [
                ("officer", "2026-02-13"),
                ("head", "2026-02-24"),
                ("coordinator", "2026-02-26"),
                ("deputy", "2026-03-02"),
                ("leader", "2026-03-05"),
            ],
        ),
        # Over the worked Saturday and Quốc khánh.
        (
            a_duty(due="2026-08-20", opens="2026-07-20"),
            [
                ("officer", "2026-08-21"),
                ("head", "2026-08-24"),
                ("coordinator", "2026-08-26"),
                ("deputy", "2026-08-28"),
                ("leader", "2026-09-07"),
            ],
        ),
    ],
)
def test_the_table_of_climbing(duty: Duty, climb: list[tuple[str, str]]) -> None:
    assert told_at_once(duty) == climb


@pytest.mark.parametrize(
    ("due", "began", "live", "grace", "base"),
    [
        ("2026-11-12", "2026-10-12", "2026-01-05", 0, "2026-11-12"),
        ("2026-11-12", "2026-10-12", "2026-01-05", 2, "2026-11-16"),
        # The day the round began: returned late, the climb counts anew.
        ("2026-11-12", "2026-11-20", "2026-01-05", 0, "2026-11-20"),
        ("2026-11-12", "2026-11-13", "2026-01-05", 2, "2026-11-16"),
        # Nobody is told of a delay on the first day live.
        ("2026-11-12", "2026-11-12", "2026-11-25", 0, "2026-11-25"),
        ("2026-11-12", "2026-11-12", None, 0, "2026-11-12"),
    ],
)
def test_the_base_day_is_the_latest_of_its_reasons(
    due: str, began: str, live: str | None, grace: int, base: str
) -> None:
    office = an_office(live_from=live, grace_days=grace)

    assert base_day(a_duty(due=due, began=began), office) == on(base)


@pytest.mark.parametrize(
    ("refused", "base"), [("2026-11-10", "2026-11-12"), ("2026-11-18", "2026-11-18")]
)
def test_the_day_more_time_was_refused_is_one_of_them(refused: str, base: str) -> None:
    assert base_day(a_duty(), OFFICE, refused_on=on(refused)) == on(base)


@pytest.mark.parametrize(
    ("reached", "stood_still", "role", "day"),
    [
        ({}, "2026-11-20", Role.OFFICER, "2026-11-13"),  # nothing holds the officer's
        ({Role.OFFICER: "2026-11-13"}, "2026-11-20", Role.HEAD, "2026-11-24"),
        ({Role.OFFICER: "2026-11-13"}, "2026-11-13", Role.HEAD, "2026-11-17"),
        ({Role.OFFICER: "2026-11-13"}, "2026-11-22", Role.HEAD, "2026-11-24"),  # a Sunday
    ],
)
def test_after_a_charge_the_next_rung_waits_its_grace(
    reached: dict[Role, str], stood_still: str, role: Role, day: str
) -> None:
    days = {below: on(told) for below, told in reached.items()}
    climb = next_rung(TASK_LADDER, THURSDAY, days, OFFICE, on(stood_still))

    assert climb is not None
    assert (climb.rung.role, climb.on) == (role, on(day))


def test_with_the_rule_next_the_base_day_is_the_moved_due_day() -> None:
    office = an_office(day_off_rule=DayOffRule.NEXT)

    assert base_day(a_duty(due="2026-08-09"), office) == on("2026-08-10")


def test_a_grace_frozen_with_the_ladder_outlives_the_policy() -> None:
    assert base_day(a_duty(), an_office(grace_days=5), 0) == THURSDAY
    assert base_day(a_duty(), an_office(), 2) == on("2026-11-16")


@pytest.mark.parametrize(
    ("reached", "role", "day"),
    [
        # On time: the table.
        ({Role.OFFICER: "2026-11-13"}, Role.HEAD, "2026-11-17"),
        # The officer was told two working days late: so is the head.
        ({Role.OFFICER: "2026-11-17"}, Role.HEAD, "2026-11-19"),
        ({Role.OFFICER: "2026-11-13", Role.HEAD: "2026-11-24"}, Role.COORDINATOR, "2026-11-26"),
        # The grace of the leader is three.
        (
            {
                Role.OFFICER: "2026-11-13",
                Role.HEAD: "2026-11-17",
                Role.COORDINATOR: "2026-11-19",
                Role.DEPUTY: "2026-11-25",
            },
            Role.LEADER,
            "2026-11-30",
        ),
    ],
)
def test_a_rung_waits_its_grace_after_the_one_below(
    reached: dict[Role, str], role: Role, day: str
) -> None:
    days_reached = {below: on(told) for below, told in reached.items()}
    climb = next_rung(TASK_LADDER, THURSDAY, days_reached, OFFICE)

    assert climb is not None
    assert (climb.rung.role, climb.on) == (role, on(day))


def test_above_the_last_rung_there_is_none() -> None:
    assert next_rung(WEEKLY_LADDER, THURSDAY, dict.fromkeys(LADDERS, THURSDAY), OFFICE) is None


@given(
    st.dates(min_value=date(2026, 1, 5), max_value=date(2026, 11, 1)),
    st.lists(st.integers(min_value=0, max_value=6), min_size=5, max_size=5),
)
@settings(deadline=None)
def test_a_climb_is_later_than_the_table_at_times_and_never_earlier(
    base: date, delays: list[int]
) -> None:
    reached: dict[Role, date] = {}
    told = []
    for delay in delays:
        climb = next_rung(TASK_LADDER, base, reached, OFFICE)
        assert climb is not None
        assert climb.on >= YEAR_2026.plus(base, climb.rung.after)
        assert YEAR_2026.works_on(climb.on)
        told.append(YEAR_2026.on_or_after(climb.on + timedelta(days=delay)))
        reached[climb.rung.role] = told[-1]

    graces = [above.after - below.after for below, above in pairwise(TASK_LADDER)]
    for (below, above), grace in zip(pairwise(told), graces, strict=True):
        assert YEAR_2026.between(below, above) >= grace


@pytest.mark.parametrize(
    ("moment", "step", "slot", "following"),
    [
        ("2026-10-05T07:45", "week-2026-W41", "2026-10-05T07:45", "2026-10-12T07:45"),
        ("2026-10-11T23:00", "week-2026-W41", "2026-10-05T07:45", "2026-10-12T07:45"),
        ("2026-10-12T07:44", "week-2026-W42", "2026-10-12T07:45", "2026-10-12T07:45"),
        # Monday 31/8 to Wednesday 2/9 are off: the week begins on Thursday.
        ("2026-08-30T09:00", "week-2026-W35", "2026-08-24T07:45", "2026-09-03T07:45"),
        ("2026-09-01T09:00", "week-2026-W36", "2026-09-03T07:45", "2026-09-03T07:45"),
        ("2026-09-03T07:45", "week-2026-W36", "2026-09-03T07:45", "2026-09-07T07:45"),
        # The worked Saturday belongs to the week before it.
        ("2026-08-22T09:00", "week-2026-W34", "2026-08-17T07:45", "2026-08-24T07:45"),
        # The week of Tết has no working day: it has no slot of its own.
        ("2026-02-13T14:00", "week-2026-W07", "2026-02-09T07:45", "2026-02-23T07:45"),
        ("2026-02-18T09:00", "week-2026-W08", "2026-02-23T07:45", "2026-02-23T07:45"),
        ("2026-02-23T07:45", "week-2026-W09", "2026-02-23T07:45", "2026-03-02T07:45"),
        ("2026-12-31T09:00", "week-2026-W53", "2026-12-28T07:45", "2027-01-04T07:45"),
    ],
)
def test_the_first_slot_of_a_week(moment: str, step: str, slot: str, following: str) -> None:
    assert week_step(at(moment), OFFICE) == step
    assert week_slot(at(moment), OFFICE) == at(slot)
    assert next_week_slot(at(moment), OFFICE) == at(following)
