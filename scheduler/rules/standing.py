"""Where a task stands at one moment: the cell it is counted in, and the office's word for it.

Every task stands in exactly one cell. With a due date it is done on time, done late, open in time
or open overdue; without one, or while something holds it up, it has a line of its own: ongoing,
waiting, undated, suspended. "Reported" is done until it is returned; what was reported after the
moment is not yet done.

A co-led task stands where its duties together put it: done when all are, late if one was, overdue
if one is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.rules.report_facts import HANDED_IN, TaskFacts
from scheduler.rules.snapshot import Status

SOON = timedelta(days=7)  # "sắp đến hạn": closes within a week of the cut-off


class Cell(StrEnum):
    """Where a task is counted, named as in `Figures`.

    The order decides co-led tasks: theirs is the first cell that one of their duties stands in.
    """

    OPEN_OVERDUE = "open_overdue"
    OPEN_IN_TIME = "open_in_time"
    ONGOING = "ongoing"
    UNDATED = "undated"
    WAITING = "waiting"
    SUSPENDED = "suspended"
    DONE_LATE = "done_late"
    DONE_ON_TIME = "done_on_time"


FOUR_CELLS = (Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_IN_TIME, Cell.OPEN_OVERDUE)


def cell_of(duties: Iterable[TaskFacts], moment: datetime) -> Cell:
    """The cell of a task, from the duties of all its lead units."""
    stands = {_cell_of_duty(duty, moment) for duty in duties}
    return next(cell for cell in Cell if cell in stands)


def _cell_of_duty(duty: TaskFacts, moment: datetime) -> Cell:
    if duty.state == "suspended":
        return Cell.SUSPENDED
    if duty.state == "waiting":
        return Cell.WAITING
    if duty.ongoing:
        return Cell.ONGOING
    if duty.closes_at is None:
        return Cell.UNDATED
    if (done := done_at(duty, moment)) is not None:
        return Cell.DONE_LATE if (duty.counts_from or done) >= duty.closes_at else Cell.DONE_ON_TIME
    return Cell.OPEN_OVERDUE if moment >= duty.closes_at else Cell.OPEN_IN_TIME


def status_of(duties: Sequence[TaskFacts], moment: datetime) -> Status:
    """The office's word for a task."""
    match cell_of(duties, moment):
        case Cell.UNDATED:
            # No day, so none was missed; the office has no other word for it.
            done = all(done_at(duty, moment) for duty in duties)
            return Status.DONE_ON_TIME if done else Status.NOT_DUE
        case Cell.OPEN_IN_TIME:
            waited_for = [duty for duty in duties if done_at(duty, moment) is None]
            closes = [duty.closes_at for duty in waited_for if duty.closes_at]
            if closes and min(closes) <= moment + SOON:
                return Status.DUE_SOON
            extended = any(duty.extended_from for duty in waited_for)
            return Status.EXTENDED if extended else Status.NOT_DUE
        case cell:
            return _STATUS_OF_CELL[cell]


_STATUS_OF_CELL = {
    Cell.DONE_ON_TIME: Status.DONE_ON_TIME,
    Cell.DONE_LATE: Status.DONE_LATE,
    Cell.OPEN_OVERDUE: Status.OVERDUE,
    Cell.ONGOING: Status.ONGOING,
    Cell.WAITING: Status.WAITING,
    Cell.SUSPENDED: Status.SUSPENDED,
}


def done_at(duty: TaskFacts, moment: datetime) -> datetime | None:
    """When the duty was done, as far as the moment knows."""
    if duty.state in HANDED_IN and duty.reported_at and duty.reported_at <= moment:
        return duty.reported_at
    return None
