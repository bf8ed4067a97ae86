"""Wednesday 14 October 2026, nine o'clock: the moment every case of this folder is read at."""

from datetime import date, datetime

from bot.understanding.dates import PromisedDay, find_date
from bot.understanding.normalise import normalise
from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar

NOW = datetime(2026, 10, 14, 9, 0, tzinfo=OFFICE_ZONE)
TODAY = NOW.date()


def promised_in(
    text: str,
    today: date = TODAY,
    *,
    off: frozenset[date] = frozenset(),
    worked: frozenset[date] = frozenset(),
    due_on: date | None = None,
) -> PromisedDay | None:
    """What a text promises, once normalised."""
    return find_date(normalise(text).text, today, WorkCalendar(off=off, worked=worked), due_on)


def day_in(
    text: str,
    today: date = TODAY,
    *,
    off: frozenset[date] = frozenset(),
    worked: frozenset[date] = frozenset(),
    due_on: date | None = None,
) -> str | None:
    """The day a text promises, as ISO text for tables."""
    found = promised_in(text, today, off=off, worked=worked, due_on=due_on)
    return found.day.isoformat() if found else None
