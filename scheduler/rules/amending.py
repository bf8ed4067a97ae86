"""What a person may decide about a duty, and what keeps them from it."""

from datetime import date, datetime, time

from scheduler.rules.duty import Move, State, moved
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.office_hours import Office
from scheduler.rules.timing import Ongoing, from_json


class CannotAmend(Exception):
    """It cannot be done; the text is a clause about the duty that says why and what to do."""


def date_move(
    item: DutyRecord, due_on: date, due_time: time | None, office: Office, now: datetime
) -> Move:
    """The move with which a duty gets another last day in time, or its first one.

    Raises MoveRefused where there is none, and CannotAmend.
    """
    duty = item.duty
    step = Move.RESUME if duty.state is State.WAITING else Move.DATE
    moved(duty.state, step)
    if item.timing and isinstance(from_json(item.timing), Ongoing):
        raise CannotAmend("it goes on without a due day: close it when it ends")
    if office.closes_at(due_on, due_time) <= now:
        hour = f" {due_time:%H:%M}" if due_time else ""
        raise CannotAmend(f"{due_on}{hour} has passed: name a later one")
    if (due_on, due_time) == (duty.due_on, duty.due_time):
        raise CannotAmend("that is its due day already")
    return step
