from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.duty import Duty, DutyKind
from scheduler.rules.policy import DayOffRule
from scheduler.rules.reminding import (
    Step,
    asking_steps,
    first_asking_day,
    newest,
    next_after,
    rest_when_late,
    snoozed_until,
    with_promise,
)
from tests.builders import a_duty, a_report, a_weekly_report, an_office, at, on

OFFICE = an_office()


def table(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    """Steps as (name, moment without the zone), for comparison with a table."""
    return [(step.name, f"{step.at:%Y-%m-%dT%H:%M}") for step in steps]


SHORT_TASK = [
    ("T-7", "2026-11-03T07:45"),
    ("T-3", "2026-11-09T07:45"),
    ("T-1", "2026-11-11T07:45"),
    ("T-0", "2026-11-12T07:45"),
]


@pytest.mark.parametrize(
    ("duty", "steps"),
    [
        (a_duty(), SHORT_TASK),
        (a_duty(kind=DutyKind.SUPPORT), SHORT_TASK),
        (a_duty(opens="2026-08-13"), [("T-20", "2026-10-15T07:45"), *SHORT_TASK]),
        (a_duty(opens="2026-08-14"), SHORT_TASK),  # a day short of three months
        # A yearly task's length runs from 1/1, whenever it was opened.
        (a_duty(period="2026"), [("T-20", "2026-10-15T07:45"), *SHORT_TASK]),
        (
            a_report(),
            [
                ("T-5", "2026-11-02T07:45"),
                ("T-2", "2026-11-05T07:45"),
                ("T-1", "2026-11-06T07:45"),
                ("T-0", "2026-11-09T07:45"),
            ],
        ),
        (a_weekly_report(), [("T-1", "2026-11-10T13:30"), ("T-0", "2026-11-11T07:45")]),
        # A Sunday: all steps count from the Friday before it.
        (
            a_report(due="2026-08-09"),
            [
                ("T-5", "2026-07-31T07:45"),
                ("T-2", "2026-08-05T07:45"),
                ("T-1", "2026-08-06T07:45"),
                ("T-0", "2026-08-07T07:45"),
            ],
        ),
        # Due on the first working day after Tết: asked before it begins.
        (
            a_duty(due="2026-02-23", opens="2026-01-26"),
            [
                ("T-7", "2026-02-05T07:45"),
                ("T-3", "2026-02-11T07:45"),
                ("T-1", "2026-02-13T07:45"),
                ("T-0", "2026-02-23T07:45"),
            ],
        ),
        # The worked Saturday 22/8 is a working day like any other.
        (
            a_duty(due="2026-08-24", opens="2026-08-03"),
            [
                ("T-7", "2026-08-14T07:45"),
                ("T-3", "2026-08-20T07:45"),
                ("T-1", "2026-08-22T07:45"),
                ("T-0", "2026-08-24T07:45"),
            ],
        ),
        # Wednesday 29/4 before the holidays: the day itself and the day before it.
        (
            a_weekly_report(due="2026-04-29"),
            [("T-1", "2026-04-28T13:30"), ("T-0", "2026-04-29T07:45")],
        ),
        (a_duty(due=None), []),
    ],
)
def test_the_steps_of_asking(duty: Duty, steps: list[tuple[str, str]]) -> None:
    assert table(asking_steps(duty, OFFICE)) == steps


@pytest.mark.parametrize(
    ("opens", "due", "long"),
    [
        ("2026-01-01", "2026-03-31", True),
        ("2026-02-01", "2026-04-30", True),  # the shortest three months
        ("2026-07-01", "2026-09-30", True),
        ("2026-07-01", "2026-09-29", False),
        ("2026-08-15", "2026-11-13", False),
        ("2026-11-30", "2027-02-28", True),
    ],
)
def test_three_months_are_three_months_by_the_calendar(opens: str, due: str, long: bool) -> None:
    steps = asking_steps(a_duty(opens=opens, due=due), OFFICE)

    assert (steps[0].name == "T-20") is long


@given(
    st.dates(min_value=date(2026, 3, 1), max_value=date(2026, 11, 30)),
    st.integers(min_value=1, max_value=300),
    st.sampled_from(DayOffRule),
)
def test_steps_come_in_order_in_slots_and_not_after_the_advice_day(
    due: date, length: int, rule: DayOffRule
) -> None:
    office = an_office(day_off_rule=rule)
    duty = a_duty(due=due.isoformat(), opens=(due - timedelta(days=length)).isoformat())

    moments = [step.at for step in asking_steps(duty, office)]

    assert moments == sorted(set(moments))
    assert moments[-1] == office.first_slot(office.advice_day(due))
    assert all(office.open_slot(moment) == moment for moment in moments[:-1])


def test_a_report_of_a_month_or_longer_is_first_asked_for_five_working_days_ahead() -> None:
    assert first_asking_day(on("2026-11-09"), OFFICE) == on("2026-11-02")
    assert first_asking_day(on("2026-08-09"), OFFICE) == on("2026-07-31")


@pytest.mark.parametrize(
    ("now", "said", "coming"),
    [
        ("2026-11-03T07:44", None, "2026-11-03T07:45"),
        ("2026-11-03T07:45", "T-7", "2026-11-09T07:45"),
        ("2026-11-10T09:00", "T-3", "2026-11-11T07:45"),
        ("2026-11-12T07:45", "T-0", None),
        ("2026-12-24T07:45", "T-0", None),
    ],
)
def test_only_the_newest_step_is_said(now: str, said: str | None, coming: str | None) -> None:
    steps = asking_steps(a_duty(), OFFICE)
    step = newest(steps, at(now))

    assert (step.name if step else None) == said
    assert next_after(steps, at(now)) == (at(coming) if coming else None)


@pytest.mark.parametrize(
    ("promise", "said_at", "steps"),
    [
        # Muted until the working day before the promise, then asked once.
        (
            "2026-11-10",
            "2026-11-03T08:00",
            [("before-promise-2026-11-10", "2026-11-09T07:45"), *SHORT_TASK[2:]],
        ),
        # Over a weekend.
        (
            "2026-11-09",
            "2026-11-03T08:00",
            [("before-promise-2026-11-09", "2026-11-06T07:45"), *SHORT_TASK[1:]],
        ),
        # Never past the first slot of the advice day.
        (
            "2026-11-12",
            "2026-11-03T08:00",
            [("before-promise-2026-11-12", "2026-11-11T07:45"), *SHORT_TASK[3:]],
        ),
        # Promised for tomorrow: today's slot is gone, nobody is asked again today.
        ("2026-11-04", "2026-11-03T08:00", SHORT_TASK[1:]),
        ("2026-11-03", "2026-11-03T08:00", SHORT_TASK),
        # A promise past the due day mutes nothing.
        ("2026-11-13", "2026-11-03T08:00", SHORT_TASK),
        (None, None, SHORT_TASK),
    ],
)
def test_a_promise_mutes_asking_until_the_working_day_before_it(
    promise: str | None, said_at: str | None, steps: list[tuple[str, str]]
) -> None:
    duty = a_duty(promise=promise)
    said = with_promise(asking_steps(duty, OFFICE), duty, OFFICE, at(said_at) if said_at else None)

    assert table(said) == steps


def test_a_promise_for_the_sunday_it_is_due_mutes_until_the_advice_day() -> None:
    duty = a_report(due="2026-08-09", promise="2026-08-09")
    steps = with_promise(asking_steps(duty, OFFICE), duty, OFFICE, at("2026-08-03T08:00"))

    assert table(steps) == [("before-promise-2026-08-09", "2026-08-07T07:45")]


def test_with_the_rule_next_a_promise_up_to_the_moved_due_day_counts() -> None:
    office = an_office(day_off_rule=DayOffRule.NEXT)
    duty = a_report(due="2026-08-09", promise="2026-08-10")
    steps = with_promise(asking_steps(duty, office), duty, office, at("2026-08-03T08:00"))

    assert table(steps) == [
        ("before-promise-2026-08-10", "2026-08-07T07:45"),
        ("T-0", "2026-08-10T07:45"),
    ]


@pytest.mark.parametrize(
    ("promise", "said_at", "rests_until"),
    [
        ("2026-11-18", "2026-11-13T09:00", "2026-11-17T07:45"),
        # At most five working days after the word.
        ("2026-12-18", "2026-11-13T09:00", "2026-11-20T07:45"),
        # Tomorrow: no slot is left before it.
        ("2026-11-16", "2026-11-13T09:00", None),
        # Said before the due day passed: broken, or past the due day; it mutes nothing.
        ("2026-11-18", "2026-11-12T23:59", None),
        ("2026-11-12", "2026-11-09T09:00", None),
        ("2026-11-18", None, None),
        (None, "2026-11-13T09:00", None),
    ],
)
def test_once_overdue_a_promise_rests_urges_for_five_working_days_at_most(
    promise: str | None, said_at: str | None, rests_until: str | None
) -> None:
    rest = rest_when_late(a_duty(promise=promise), OFFICE, at(said_at) if said_at else None)

    assert (rest.at if rest else None) == (at(rests_until) if rests_until else None)


@pytest.mark.parametrize(
    ("wanted", "said_at", "until"),
    [
        # Due on Thursday 12 November.
        ("2026-11-10T13:30", "2026-11-09T09:00", "2026-11-10T13:30"),
        # No later than the first slot of the advice day.
        ("2026-11-12T13:30", "2026-11-09T09:00", "2026-11-12T07:45"),
        ("2026-12-01T07:45", "2026-11-12T07:44", "2026-11-12T07:45"),
        # On that day itself: the afternoon is in time, and nothing is hidden past the due day.
        ("2026-11-12T13:30", "2026-11-12T08:00", "2026-11-12T13:30"),
        ("2026-11-16T07:45", "2026-11-12T08:00", "2026-11-13T07:45"),
        # Overdue: five working days at most.
        ("2026-11-18T07:45", "2026-11-13T09:00", "2026-11-18T07:45"),
        ("2026-12-18T07:45", "2026-11-13T09:00", "2026-11-20T07:45"),
    ],
)
def test_a_snooze_hides_no_deadline(wanted: str, said_at: str, until: str) -> None:
    assert snoozed_until(at(wanted), at(said_at), a_duty(), OFFICE) == at(until)


def test_a_due_day_that_moves_moves_the_end_of_a_snooze() -> None:
    said_at, wanted = at("2026-11-02T09:00"), at("2026-11-11T07:45")

    assert snoozed_until(wanted, said_at, a_duty(), OFFICE) == wanted
    sooner = a_duty(due="2026-11-06", opens="2026-10-12")
    assert snoozed_until(wanted, said_at, sooner, OFFICE) == at("2026-11-06T07:45")
    assert snoozed_until(wanted, said_at, a_duty(due=None), OFFICE) == wanted


@pytest.mark.parametrize("new_due", ["2026-11-06", "2026-11-30"])
def test_when_the_due_day_moves_all_steps_move_with_it(new_due: str) -> None:
    before = asking_steps(a_duty(opens="2026-10-12"), OFFICE)
    after = asking_steps(a_duty(opens="2026-10-12", due=new_due), OFFICE)

    assert [step.name for step in after] == [step.name for step in before]
    assert after[-1].at == OFFICE.first_slot(on(new_due))
    assert not {step.at for step in after} & {before[-1].at}


def test_a_new_date_may_make_a_task_long() -> None:
    for due, first in (("2026-11-12", "T-7"), ("2026-11-13", "T-20")):
        assert asking_steps(a_duty(opens="2026-08-14", due=due), OFFICE)[0].name == first


def test_the_steps_are_those_of_the_policy() -> None:
    office = an_office(short_task_steps=(2, 0), report_steps=(1,))

    assert [step.name for step in asking_steps(a_duty(), office)] == ["T-2", "T-0"]
    assert [step.name for step in asking_steps(a_report(), office)] == ["T-1"]
