"""Merged duties: what of one unit is asked for as one (DESIGN.md §4.9, §3 Unit).

Reports of one unit to one receiver due on one day are a set, whatever plan they belong to, or the
org: one ask, one Submission for all. So are duties about one task for one period, once a merger of
units has made one unit owe both: one of them is asked for, and a word about it counts for all. A
set is worked out from the days in force each time, so an extension takes a duty out of it.
"""

from collections.abc import Hashable

from scheduler.rules.duty import Duty, DutyKind

Together = tuple[Hashable, ...]


def together(duty: Duty, receiver: int | None) -> Together:
    """What the duties of a set have in common; those with the same are a set, while owed."""
    if duty.kind is DutyKind.SUPPORT:
        return (duty.id,)  # each was asked for by itself
    if duty.cycle is None:
        return duty.unit_id, duty.due_on, duty.code, duty.period
    return duty.unit_id, duty.due_on, receiver


def rank(duty: Duty) -> tuple[int, int]:
    """Of a set the highest speaks: the longest period; of two as long the one opened first."""
    return (duty.cycle.length if duty.cycle else -1, -duty.id)
