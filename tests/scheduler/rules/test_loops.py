"""When a conversation that goes in circles comes to an end."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.rules.loops import Turn, next_turn

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


def ago(*minutes: int) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("answered", "turn"),
    [
        (ago(), Turn.SPEAK),
        (ago(1, 2, 3), Turn.SPEAK),
        (ago(1, 2, 3, 4), Turn.LAST),
        (ago(1, 2, 3, 4, 5), Turn.SILENT),
        (ago(59, 110, 160, 200, 250), Turn.SILENT),  # each within an hour of the next
        (ago(60, 61, 62, 63, 64), Turn.SPEAK),  # an hour of silence
        (ago(1, 2, 62, 63, 64), Turn.SPEAK),  # begun anew
    ],
)
def test_five_answers_in_a_row_lead_nowhere_and_no_more(
    answered: list[datetime], turn: Turn
) -> None:
    assert next_turn(answered, NOW) is turn
