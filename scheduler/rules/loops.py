"""Talking in circles: two bots that answer each other must come to an end, and people must not.

Counted are answers in a row that led to nothing: words not understood, a thank-you, a stranger
asked for a code, a question, a refusal. What is asked or refused for the first time in the row is
always said; whatever is understood is always handled and
answered, at any moment, and ends the row; so does an hour in which nothing was said.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

MOST = 5  # answers in a row that led to nothing; the last of them says that silence follows
FORGOTTEN = timedelta(hours=1)


class Turn(Enum):
    SPEAK = "speak"
    LAST = "last"  # say so, and that silence follows
    SILENT = "silent"


def next_turn(led_nowhere: Sequence[datetime], warned_at: datetime | None, now: datetime) -> Turn:
    """Whether one more answer that leads to nothing is given.

    `led_nowhere`: when the answers of the row so far were given, newest first. `warned_at`: when
    one of them last said that silence follows; none is silenced without it.
    """
    row, later = 0, now
    for at in led_nowhere:
        if later - at >= FORGOTTEN:
            break
        row, later = row + 1, at
    if row < MOST - 1:
        return Turn.SPEAK
    return Turn.SILENT if warned_at is not None and warned_at >= later else Turn.LAST
