from datetime import time

import pytest

from scheduler.rules.duty import (
    BEGINS_ROUND,
    OWED,
    Move,
    MoveRefused,
    State,
    days_late,
    is_overdue,
    moved,
)
from scheduler.rules.policy import DayOffRule
from tests.builders import a_duty, a_report, a_weekly_report, an_office, at

# What each move makes of each state it starts from; every other pair is refused.
TABLE = {
    Move.START: {State.OPEN: State.STARTED, State.STARTED: State.STARTED},
    Move.REPORT: dict.fromkeys((State.OPEN, State.STARTED, State.MISSED), State.REPORTED),
    Move.SEND_BACK: {State.REPORTED: State.STARTED},
    Move.ACCEPT: {State.REPORTED: State.ACCEPTED},
    Move.REOPEN: {State.ACCEPTED: State.STARTED},
    Move.WAIT: dict.fromkeys((State.OPEN, State.STARTED), State.WAITING),
    Move.SUSPEND: dict.fromkeys((State.OPEN, State.STARTED), State.SUSPENDED),
    Move.RESUME: dict.fromkeys((State.WAITING, State.SUSPENDED), State.STARTED),
    Move.MISS: dict.fromkeys((State.OPEN, State.STARTED), State.MISSED),
    Move.CANCEL: dict.fromkeys(set(State) - {State.ACCEPTED, State.CANCELLED}, State.CANCELLED),
    Move.DATE: {state: state for state in (State.OPEN, State.STARTED, State.SUSPENDED)},
}


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", State)
def test_a_move_starts_from_its_states_only(state: State, move: Move) -> None:
    to = TABLE[move].get(state)

    if to is None:
        with pytest.raises(MoveRefused):
            moved(state, move)
    else:
        assert moved(state, move) is to


@pytest.mark.parametrize(
    ("state", "move", "said"),
    [
        (
            State.ACCEPTED,
            Move.CANCEL,
            "it is accepted and cannot be cancelled: it can be reopened",
        ),
        (
            State.SUSPENDED,
            Move.REPORT,
            "it is suspended and cannot be reported: "
            "it can be resumed or cancelled or given another date",
        ),
        (
            State.CANCELLED,
            Move.REOPEN,
            "it is cancelled and cannot be reopened: nothing more can be done with it",
        ),
    ],
)
def test_a_refusal_says_how_it_stands_and_what_can_be_done(
    state: State, move: Move, said: str
) -> None:
    with pytest.raises(MoveRefused) as refused:
        moved(state, move)

    assert str(refused.value) == said


def test_a_round_begins_with_each_return_reopening_and_change_of_date() -> None:
    assert {*BEGINS_ROUND} == {Move.SEND_BACK, Move.REOPEN, Move.RESUME, Move.DATE}


@pytest.mark.parametrize(
    ("due", "clock", "now", "late"),
    [
        ("2026-11-12", None, "2026-11-12T23:59", False),
        ("2026-11-12", None, "2026-11-13T00:00", True),
        ("2026-11-12", time(17), "2026-11-12T16:59", False),
        ("2026-11-12", time(17), "2026-11-12T17:00", True),
        ("2026-08-09", None, "2026-08-09T23:59", False),  # a Sunday stays the yardstick
        ("2026-08-09", None, "2026-08-10T00:00", True),
        (None, None, "2030-01-01T00:00", False),
    ],
)
def test_overdue_begins_with_the_first_instant_after_the_deadline(
    due: str | None, clock: time | None, now: str, late: bool
) -> None:
    assert is_overdue(a_duty(due=due, clock=clock), an_office(), at(now)) is late


def test_with_the_rule_next_a_sunday_is_late_on_tuesday() -> None:
    office, duty = an_office(day_off_rule=DayOffRule.NEXT), a_duty(due="2026-08-09")

    assert not is_overdue(duty, office, at("2026-08-10T23:59"))
    assert is_overdue(duty, office, at("2026-08-11T00:00"))


@pytest.mark.parametrize("state", sorted(set(State) - OWED))
def test_what_is_not_owed_is_not_overdue(state: State) -> None:
    duty = a_duty(state=state)

    assert not is_overdue(duty, an_office(), at("2026-12-01"))
    assert days_late(duty, an_office(), at("2026-12-01")) == 0


@pytest.mark.parametrize(
    ("now", "count"),
    [("2026-11-12T23:59", 0), ("2026-11-13T00:00", 1), ("2026-11-16T08:00", 4)],
)
def test_days_late_are_counted_by_the_calendar(now: str, count: int) -> None:
    assert days_late(a_duty(), an_office(), at(now)) == count


def test_an_hour_late_is_a_day_late() -> None:
    assert days_late(a_duty(clock=time(16)), an_office(), at("2026-11-12T17:00")) == 1


def test_duties_have_a_name_for_managers() -> None:
    assert a_duty().name == "NV12/HC-TH"
    assert a_weekly_report().name == "BC1/HC-TH/2026-W46"


def test_only_a_weekly_report_is_weekly() -> None:
    assert a_weekly_report().is_weekly
    assert not a_report().is_weekly
    assert not a_duty().is_weekly


def test_a_duty_without_a_zone_in_its_round_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        a_duty(round_began_at=at("2026-11-12").replace(tzinfo=None))
