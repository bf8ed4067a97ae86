"""When a conversation that goes in circles comes to an end."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.rules.loops import Turn, next_turn

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


def ago(*minutes: int) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("answered", "warned", "turn"),
    [
        (ago(), None, Turn.SPEAK),
        (ago(1, 2, 3), None, Turn.SPEAK),
        (ago(1, 2, 3, 4), None, Turn.LAST),
        (ago(1, 2, 3, 4, 5), 1, Turn.SILENT),
        (ago(1, 2, 3, 4, 5), None, Turn.LAST),  # what was asked in between was always said
        (ago(1, 2, 3, 4, 5, 6, 7), 3, Turn.SILENT),
        (ago(59, 110, 160, 200, 250), 110, Turn.SILENT),  # each within an hour of the next
        (ago(60, 61, 62, 63, 64), 60, Turn.SPEAK),  # an hour of silence
        (ago(1, 2, 62, 63, 64), 62, Turn.SPEAK),  # begun anew
        (ago(1, 2, 3, 4, 64), 64, Turn.LAST),  # and come to an end again
    ],
)
def test_five_answers_in_a_row_lead_nowhere_and_no_more(
    answered: list[datetime], warned: int | None, turn: Turn
) -> None:
    warned_at = None if warned is None else NOW - timedelta(minutes=warned)

    assert next_turn(answered, warned_at, NOW) is turn
