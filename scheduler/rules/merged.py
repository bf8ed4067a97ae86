"""Merged reports: those of one unit to one receiver due on one day are one set (DESIGN.md §4.9).

Whatever plan they belong to, or the org: one ask, one Submission for all. A set is worked out from
the days in force each time, so an extension takes a report out of it.
"""

from datetime import date

from scheduler.rules.duty import Duty

Together = tuple[int, date | None, int | None]  # unit, due day in force, receiving unit


def together(duty: Duty, receiver: int | None) -> Together:
    """What the reports of a set have in common; those with the same are a set, while owed."""
    return duty.unit_id, duty.due_on, receiver


def rank(duty: Duty) -> tuple[int, int]:
    """Of a set the highest speaks: the longest period; of two as long the one opened first."""
    return (duty.cycle.length if duty.cycle else -1, -duty.id)
