"""On which day a duty opens, and when it is due (DESIGN.md §3, Duty).

Tasks: the later of commit and window start; yearly ones on 1/1, the first year at the commit.
Weekly reports: the first working day of their week. Longer reports: the earlier of the 1st of the
due month and the first asking step.
"""

import calendar
from datetime import date, datetime, timedelta

from scheduler.rules.calendar import days
from scheduler.rules.cycle import CycleKind
from scheduler.rules.office_hours import Office
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.reminding import first_asking_day
from scheduler.rules.timing import Deadline, Ongoing, Timing, Window, Yearly

# --- tasks --------------------------------------------------------------------------------------


def first_opening(timing: Timing, commit_day: date) -> date:
    """When a task's first duty opens: the later of the commit and the start of its window."""
    match timing:
        case Window():
            return max(commit_day, timing.start)
        case Ongoing() | Yearly() if timing.start:
            return max(commit_day, timing.start)
    return commit_day


def due_of(timing: Timing, opens_on: date) -> date | None:
    """The last day in time of the duty that opens on `opens_on`; None if it has no due day."""
    match timing:
        case Deadline() | Window():
            return timing.due
        case Yearly():
            last = calendar.monthrange(opens_on.year, timing.month)[1]
            return date(opens_on.year, timing.month, min(timing.day, last))
    return None


def next_opening(timing: Timing, opened: date) -> date | None:
    """When the duty after the one that opened on `opened` opens: only yearly tasks come back."""
    if not isinstance(timing, Yearly):
        return None
    following = date(opened.year + 1, 1, 1)
    return None if timing.end and following > timing.end else following


# --- reports ------------------------------------------------------------------------------------


def opening_day(kind: CycleKind, due_on: date, office: Office) -> date | None:
    """When a report due on `due_on` opens; None for a week without a working day up to it."""
    if kind is CycleKind.WEEKLY:
        monday = due_on - timedelta(days=due_on.weekday())
        return next((day for day in days(monday, due_on) if office.calendar.works_on(day)), None)
    return min(due_on.replace(day=1), first_asking_day(due_on, office))


def previous_due(kind: CycleKind, recurrence: Recurrence, due_on: date, office: Office) -> date:
    """The last day in time of the period before the one due on `due_on`.

    A week that opens no report is passed over: what was said in it counts in the next one.
    """
    back = due_on - timedelta(days=1)
    while not recurrence.names(back) or opening_day(kind, back, office) is None:
        back -= timedelta(days=1)
    return back


def next_due(kind: CycleKind, recurrence: Recurrence, due_on: date, office: Office) -> date:
    """The last day in time of the period after the one due on `due_on`."""
    following = recurrence.on_or_after(due_on + timedelta(days=1))
    while opening_day(kind, following, office) is None:
        following = recurrence.on_or_after(following + timedelta(days=1))
    return following


def missed_at(kind: CycleKind, recurrence: Recurrence, due_on: date, office: Office) -> datetime:
    """When a report never handed in closes as missed (DESIGN.md §4.10).

    At 00:00 of the due day of the cycle's next duty, at the latest one month after its own. A week
    that opens no report has no duty: the report before it stays owed until the next that does.
    """
    following = next_due(kind, recurrence, due_on, office)
    year, month = divmod(due_on.year * 12 + due_on.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    a_month_on = date(year, month + 1, min(due_on.day, last))
    return office.calendar.end_of(min(following, a_month_on) - timedelta(days=1))
