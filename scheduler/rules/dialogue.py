"""How long what we asked or offered may be answered, before it would surprise."""

from datetime import date, datetime, timedelta

from scheduler.rules.calendar import WorkCalendar

ANSWERED_WITHIN = 2  # working days after the one on which we asked
PRESSED_WITHIN = timedelta(days=14)  # whoever presses later no longer knows what it said


def is_over(asked_at: datetime, said_at: datetime, calendar: WorkCalendar) -> bool:
    """Whether a question of ours is too old for a word to be its answer."""
    last = calendar.plus(calendar.day_of(asked_at), ANSWERED_WITHIN)
    return calendar.day_of(said_at) > last


def is_too_old(offered_on: date, today: date) -> bool:
    """Whether a button was offered too long ago."""
    return today - offered_on > PRESSED_WITHIN
