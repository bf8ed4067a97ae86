from typing import Any

import pytest

from scheduler.rules.duty import Move, State
from scheduler.rules.progress import Effect, NothingToRecord, Said, effect_of
from tests.builders import a_duty, a_report, on

HALF = {"percent": 50}


@pytest.mark.parametrize(
    ("intent", "said", "state", "move", "percent"),
    [
        ("done", {}, State.OPEN, Move.REPORT, 100),
        ("done", {}, State.STARTED, Move.REPORT, 100),
        ("done", {}, State.MISSED, Move.REPORT, 100),
        ("done", {}, State.REPORTED, None, 100),  # said twice
        # Ack is not done: 100 % is not "xong".
        ("progress", {"percent": 100}, State.OPEN, Move.START, 100),
        ("progress", HALF, State.OPEN, Move.START, 50),
        ("progress", HALF, State.STARTED, Move.START, 50),
        ("progress", {}, State.OPEN, Move.START, 20),
        ("progress", {}, State.STARTED, None, 20),
        ("blocked", {}, State.OPEN, Move.START, 20),
        ("blocked", {}, State.STARTED, None, 20),
        ("not_started", {}, State.OPEN, None, 20),
        # Out of the unit's hands: recorded, and nothing moves.
        ("progress", HALF, State.WAITING, None, 20),
        ("progress", HALF, State.SUSPENDED, None, 20),
        ("progress", HALF, State.REPORTED, Move.SEND_BACK, 50),  # taken back by saying so
        ("progress", HALF, State.MISSED, None, 20),
    ],
)
def test_what_a_word_does_to_a_duty(
    intent: str, said: dict[str, Any], state: State, move: Move | None, percent: int
) -> None:
    effect = effect_of(Said(intent=intent, **said), a_duty(state=state, percent=20))

    assert effect == Effect(move=move, percent=percent, promise_on=None)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.CANCELLED])
@pytest.mark.parametrize("intent", ["done", "progress", "not_started", "blocked"])
def test_a_closed_duty_takes_no_entry(state: State, intent: str) -> None:
    with pytest.raises(NothingToRecord, match=state.value):
        effect_of(Said(intent=intent), a_duty(state=state))


@pytest.mark.parametrize("state", [State.WAITING, State.SUSPENDED])
def test_what_is_held_up_cannot_be_done(state: State) -> None:
    with pytest.raises(NothingToRecord, match=state.value):
        effect_of(Said(intent="done"), a_duty(state=state))


@pytest.mark.parametrize(
    ("state", "move"),
    [(State.OPEN, Move.START), (State.STARTED, Move.START), (State.WAITING, None)],
)
def test_done_on_an_ongoing_task_is_this_periods_entry(state: State, move: Move | None) -> None:
    effect = effect_of(Said(intent="done"), a_duty(due=None, state=state, percent=40))

    assert effect == Effect(move=move, percent=40, promise_on=None)


def test_done_about_a_report_reports_it() -> None:
    assert effect_of(Said(intent="done"), a_report()).move is Move.REPORT


def test_a_promise_is_kept_with_the_word() -> None:
    said = Said(intent="progress", percent=50, promise_on=on("2026-11-10"))

    assert effect_of(said, a_duty()).promise_on == on("2026-11-10")
