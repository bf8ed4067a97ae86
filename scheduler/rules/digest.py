"""Digests: what a coordinator is told in the morning (DESIGN.md §4.7).

Who has not reported is told on the first working morning after a report's due day.
"""

from datetime import date, timedelta

from scheduler.rules.calendar import WorkCalendar, days


def due_days_told_on(morning: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """The due days whose first working morning after is `morning`; none if it is a day off.

    On a Monday these are Friday, Saturday and Sunday; after Tết all the days of it.
    """
    if not calendar.works_on(morning):
        return ()
    last_worked = calendar.plus(morning, -1)
    return tuple(days(last_worked, morning - timedelta(days=1)))


def digest_key(kind: str, slot: str, person_id: int) -> str:
    """The key of a digest notice: one per kind, slot ("2026-09-10T0745") or week, and person."""
    return f"digest:{kind}:{slot}:{person_id}"
