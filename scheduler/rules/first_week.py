"""The first week explains itself in small doses: one line a day, each thing once.

No message is sent for it: the line ends the first slot message of a day that has something to say.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from scheduler.rules.calendar import WorkCalendar

DAYS = 5  # working days after the day somebody was first linked


def is_new(linked_on: date, today: date, calendar: WorkCalendar) -> bool:
    return calendar.between(linked_on, today) <= DAYS


def dose(
    to_explain: Sequence[str],
    said: Mapping[str, date],
    done: Collection[str],
    today: date,
) -> str | None:
    """What to explain to somebody new today; None if nothing.

    `said`: what was explained, and on which day; `done`: what the person has done by themselves.
    """
    if today in said.values() or len(said) >= DAYS:
        return None
    return next((each for each in to_explain if each not in said and each not in done), None)
