"""What a person may decide about a duty, and what keeps them from it."""

from datetime import date, datetime, time

from scheduler.rules.duty import Move, State, moved
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.office_hours import Office
from scheduler.rules.refusal import Refusal
from scheduler.rules.timing import Ongoing, from_json


class CannotAmend(Refusal):
    """It cannot be done with this duty."""


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
        raise CannotAmend("ongoing", "it goes on without a due day: close it when it ends")
    if office.closes_at(due_on, due_time) <= now:
        hour = f" {due_time:%H:%M}" if due_time else ""
        raise CannotAmend("past", f"{due_on}{hour} has passed: name a later one", day=due_on)
    if (due_on, due_time) == (duty.due_on, duty.due_time):
        raise CannotAmend("same_day", "that is its due day already")
    return step
