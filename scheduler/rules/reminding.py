"""Asking before a duty is due: at each step, once, the newest step only (DESIGN.md §4.4).

Steps count working days back from the advice day. All fall in the first slot of their day, but the
day-before step of a weekly report, which falls in the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.rules.duty import Duty, DutyKind
from scheduler.rules.office_hours import Office

LONG = timedelta(days=89)  # "three months or more": the shortest three months, of a common year


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
    elif duty.due_on - length_from(duty) >= LONG:
        back = policy.long_task_steps
    else:
        back = policy.short_task_steps
    return tuple(
        Step(name=f"T-{n}", at=office.first_slot(office.calendar.plus(advice, -n)))
        for n in sorted(back, reverse=True)
    )


def length_from(duty: Duty) -> date:
    """Where a task's length runs from: its opening; of a yearly task (period "2026"), 1/1."""
    return date(int(duty.period), 1, 1) if duty.period else duty.opens_on


def first_asking_day(due_on: date, office: Office) -> date:
    """The day of the first asking step of a report of a month or longer."""
    advice = office.advice_day(due_on)
    return office.calendar.plus(advice, -max(office.policy.report_steps))


def with_promise(steps: Sequence[Step], duty: Duty, office: Office) -> tuple[Step, ...]:
    """The steps once a promise mutes those before it.

    A promised day mutes asking until the working day before it, never past the first slot of the
    advice day; on that day it is asked once. A promise past the due day mutes nothing.
    """
    if duty.promise_on is None or duty.due_on is None or duty.promise_on > duty.due_on:
        return tuple(steps)
    eve = office.first_slot(office.calendar.plus(duty.promise_on, -1))
    advised = office.first_slot(office.advice_day(duty.due_on))
    wakes = min(eve, advised)
    reminder = Step(name=f"before-promise-{duty.promise_on}", at=wakes)
    return (reminder, *(step for step in steps if step.at > wakes))


def newest(steps: Sequence[Step], now: datetime) -> Step | None:
    """The newest step whose moment has come: after a long sleep the older ones are not said."""
    passed = [step for step in steps if step.at <= now]
    return passed[-1] if passed else None


def next_after(steps: Sequence[Step], now: datetime) -> datetime | None:
    return next((step.at for step in steps if step.at > now), None)
