"""Asking before a duty is due: at each step, once, the newest step only (DESIGN.md §4.4).

Steps count working days back from the advice day. All fall in the first slot of their day, but the
day-before step of a weekly report, which falls in the last.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.rules.calendar import DAY
from scheduler.rules.duty import Duty, DutyKind, closes_at
from scheduler.rules.office_hours import Office
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.rhythm import Rhythm, own_slot

LONG_MONTHS = 3  # a task of three months or more is asked for earlier
MUTED_AT_MOST = 5  # working days, once the duty is overdue


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str  # "T-7"
    at: datetime


def asking_steps(duty: Duty, office: Office) -> tuple[Step, ...]:
    """When a duty is asked for, oldest first; none if it has no due day."""
    if duty.due_on is None:
        return ()
    advice, policy = office.advice_day(duty.due_on), office.policy
    if duty.is_weekly:
        eve = office.calendar.plus(advice, -1)
        return (
            Step(name="T-1", at=office.last_slot(eve)),
            Step(name="T-0", at=office.first_slot(advice)),
        )
    if duty.kind is DutyKind.REPORT:
        back = policy.report_steps
    elif is_long(duty):
        back = policy.long_task_steps
    else:
        back = policy.short_task_steps
    return tuple(
        Step(name=f"T-{n}", at=office.first_slot(office.calendar.plus(advice, -n)))
        for n in sorted(back, reverse=True)
    )


def review_steps(reviews: Recurrence, today: date, office: Office) -> tuple[Step, ...]:
    """When a task that goes on is asked for, once a year: around `today`, oldest first."""
    years = range(today.year - 1, today.year + 2)
    days = [reviews.on_or_after(date(year, 1, 1)) for year in years]
    return tuple(
        Step(name=f"review-{day.year}", at=office.first_slot(office.advice_day(day)))
        for day in days
    )


def length_from(duty: Duty) -> date:
    """Where a task's length runs from: its opening; of a yearly task (period "2026"), 1/1."""
    yearly = duty.kind is DutyKind.TASK and duty.period
    return date(int(duty.period), 1, 1) if yearly else duty.opens_on


def is_long(duty: Duty) -> bool:
    """Whether a task has three months or more: 1/2 to 30/4 are three, 15/8 to 13/11 are not."""
    first = length_from(duty)
    year, month = divmod(first.year * 12 + first.month - 1 + LONG_MONTHS, 12)
    last_day = monthrange(year, month + 1)[1]
    months_on = date(year, month + 1, min(first.day, last_day))
    return duty.due_on is not None and duty.due_on >= months_on - DAY


def first_asking_day(due_on: date, office: Office) -> date:
    """The day of the first asking step of a report of a month or longer."""
    advice = office.advice_day(due_on)
    return office.calendar.plus(advice, -max(office.policy.report_steps))


def with_promise(
    steps: Sequence[Step], duty: Duty, office: Office, said_at: datetime | None = None
) -> tuple[Step, ...]:
    """The steps once a promise, made at `said_at`, mutes those before it.

    A promised day mutes asking until the working day before it, never past the first slot of the
    advice day; on that day it is asked once, unless that slot was gone when the promise was made.
    A promise past the due day mutes nothing.
    """
    if duty.promise_on is None or duty.due_on is None:
        return tuple(steps)
    if duty.promise_on > office.effective_due(duty.due_on):
        return tuple(steps)
    advised = office.first_slot(office.advice_day(duty.due_on))
    reminder = _before_promise(duty.promise_on, office)
    wakes = min(reminder.at, advised)
    later = tuple(step for step in steps if step.at > wakes)
    if said_at is not None and wakes <= said_at:
        return later
    return (Step(name=reminder.name, at=wakes), *later)


def rest_when_late(duty: Duty, office: Office, said_at: datetime | None) -> Step | None:
    """The reminder with which a promise made once the duty was overdue ends the rest from urges.

    At most five working days after the word; None if there was no such promise, or no slot is left
    before it: a promise made before the due day passed has been broken and mutes nothing.
    """
    if duty.promise_on is None or said_at is None or said_at < closes_at(duty, office):
        return None
    longest = office.first_slot(office.calendar.plus(office.day_of(said_at), MUTED_AT_MOST))
    reminder = _before_promise(duty.promise_on, office)
    wakes = min(reminder.at, longest)
    return Step(name=reminder.name, at=wakes) if wakes > said_at else None


def snoozed_until(wanted: datetime, said_at: datetime, duty: Duty, office: Office) -> datetime:
    """When a snooze until `wanted`, asked for at `said_at`, ends: it must not hide a deadline.

    At the first slot of the advice day; asked for after that, at the first slot once the duty is
    late; once it is late, five working days on (DESIGN.md §4.4). A duty without a due day hides
    none. It is asked anew at each look, since due days and calendars move.
    """
    if duty.due_on is None:
        return wanted
    advised = office.first_slot(office.advice_day(duty.due_on))
    closes = closes_at(duty, office)
    if said_at < advised:
        longest = advised
    elif said_at < closes:
        longest = office.slot_on_or_after(closes)
    else:
        longest = office.first_slot(office.calendar.plus(office.day_of(said_at), MUTED_AT_MOST))
    return min(wanted, longest)


def rests_until(
    wanted: datetime, said_at: datetime, duty: Duty, rhythm: Rhythm, office: Office
) -> tuple[datetime, datetime]:
    """The slots of the person's own in which a snooze until `wanted` would end, and does."""
    named = own_slot(wanted, rhythm, office)
    longest = snoozed_until(named, said_at, duty, office)
    if longest >= named:
        return named, named
    before = None if duty.due_on is None else closes_at(duty, office)
    in_time = before is not None and longest < before
    return named, own_slot(longest, rhythm, office, before=before if in_time else None)


def _before_promise(promise_on: date, office: Office) -> Step:
    eve = office.calendar.plus(promise_on, -1)
    return Step(name=f"before-promise-{promise_on}", at=office.first_slot(eve))


def newest(steps: Sequence[Step], now: datetime) -> Step | None:
    """The newest step whose moment has come: after a long sleep the older ones are not said."""
    passed = [step for step in steps if step.at <= now]
    return passed[-1] if passed else None


def next_after(steps: Sequence[Step], now: datetime) -> datetime | None:
    return next((step.at for step in steps if step.at > now), None)
