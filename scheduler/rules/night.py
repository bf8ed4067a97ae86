"""The nightly check: would the pass look at each duty in time? (DESIGN.md §4.17)

Whatever changes a duty has it looked at again in the same transaction. Should a change ever forget
that, the duty would sleep for ever, and nobody would know. So each night a sample of the duties is
looked at although nothing is due, and the answer is compared with what is stored.
"""

from datetime import date, datetime, time, timedelta

from scheduler.rules.decision import Decision
from scheduler.rules.duty import Duty
from scheduler.rules.office_hours import Office

SPREAD = 60  # minutes after midnight over which the orgs of one database are spread


def check_due(org: int, office: Office, checked_on: date | None, now: datetime) -> bool:
    """Whether tonight's check is still to be made; it begins in the first hour of the office's day.

    `checked_on` is the day of the last one.
    """
    today = office.day_of(now)
    if checked_on is not None and checked_on >= today:
        return False
    begins = office.calendar.at(today, time.min) + timedelta(minutes=org * 7 % SPREAD)
    return now >= begins


def oversleeps(
    duty: Duty, look_at: datetime | None, decision: Decision, now: datetime
) -> datetime | None:
    """When a duty should be looked at, if that is before its stored `look_at`; None if all is well.

    `decision` is what a look at `now` decides, which lies before `look_at`: whatever it would say
    or do should have been said or done already. What a report asks about tasks is of their duties:
    a task that opens late is asked for with the report's next step.
    """
    says = any(notice.duty_id == duty.id for notice in decision.notices)
    acts = says or decision.skipped or decision.muted or decision.missed or decision.handed_in
    wanted = now if acts else decision.look_at
    if wanted is None or (look_at is not None and look_at <= wanted):
        return None
    return wanted
