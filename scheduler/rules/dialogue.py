"""How long what we asked or offered may be answered, before it would surprise; what settles it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.rules.calendar import WorkCalendar

ANSWERED_WITHIN = 2  # working days after the one on which we asked
PRESSED_WITHIN = timedelta(days=14)  # whoever presses later no longer knows what it said
# Asked because words were not clear: clear ones, about whatever duty, are said in their place.
UNCLEAR = ("which", "what", "reading", "report")


def is_over(asked_at: datetime, said_at: datetime, calendar: WorkCalendar) -> bool:
    """Whether a question of ours is too old for a word to be its answer."""
    last = calendar.plus(calendar.day_of(asked_at), ANSWERED_WITHIN)
    return calendar.day_of(said_at) > last


def is_too_old(offered_on: date, today: date) -> bool:
    """Whether a button was offered too long ago."""
    return today - offered_on > PRESSED_WITHIN


def is_settled(body: Mapping[str, Any], duty: int, code: str) -> bool:
    """Whether something done about a duty leaves nothing of a question to answer.

    `body`: the question as it is kept. A sentence half-finished about another duty waits on.
    """
    if body["kind"] in UNCLEAR or duty in body.get("choices", ()):
        return True
    sentences = [body.get("begins", ""), *body.get("sentences", ())]
    return any(re.search(rf"\b{code}\b", each) for each in sentences)
