"""On which day a duty opens, and when it is due (DESIGN.md §3, Duty).

Tasks: the later of commit and window start; yearly ones on 1/1, the first year at the commit.
Weekly reports: the first working day of their week. Longer reports: the earlier of the 1st of the
due month and the first asking step.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from scheduler.rules.calendar import days
from scheduler.rules.cycle import CycleKind
from scheduler.rules.office_hours import Office
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.reminding import first_asking_day
from scheduler.rules.timing import Deadline, Ongoing, Timing, Window, Yearly

YEAR_END = Recurrence(month_days=(31,), months=(12,))


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One duty that opens: on which day, for which period, due when (None: on no day)."""

    opens_on: date
    due_on: date | None
    period: str = ""  # of a yearly task "2026", of a report "2026-W37"


# --- tasks --------------------------------------------------------------------------------------


def first_opening(timing: Timing, commit_day: date) -> date | None:
    """When a task's first duty opens: the later of the commit and the start of its window.

    None for a yearly task whose years are over. One that starts after its day of that year first
    opens with the next.
    """
    match timing:
        case Window():
            return max(commit_day, timing.start)
        case Ongoing() if timing.start:
            return max(commit_day, timing.start)
        case Yearly():
            begins = max(commit_day, timing.start or commit_day)
            due = due_of(timing, begins)
            if timing.start and due is not None and due < timing.start:
                begins = date(begins.year + 1, 1, 1)
            return None if timing.end and begins > timing.end else begins
    return commit_day


def due_of(timing: Timing, opens_on: date) -> date | None:
    """The last day in time of the duty that opens on `opens_on`; None if it has no due day.

    29/2 is the 28th in a shorter year; a yearly task that ends within a year is due by then.
    """
    match timing:
        case Deadline() | Window():
            return timing.due
        case Yearly():
            last = calendar.monthrange(opens_on.year, timing.month)[1]
            due = date(opens_on.year, timing.month, min(timing.day, last))
            return min(due, timing.end) if timing.end else due
    return None


def next_opening(timing: Timing, opened: date) -> date | None:
    """When the duty after the one that opened on `opened` opens: only yearly tasks come back."""
    if not isinstance(timing, Yearly):
        return None
    following = date(opened.year + 1, 1, 1)
    return None if timing.end and following > timing.end else following


def task_openings(timing: Timing, opens_on: date | None, until: date) -> Iterator[Opening]:
    """The duties of each lead unit that open from `opens_on` up to `until`, both included."""
    while opens_on is not None and opens_on <= until:
        yield Opening(
            opens_on=opens_on,
            due_on=due_of(timing, opens_on),
            period=str(opens_on.year) if isinstance(timing, Yearly) else "",
        )
        opens_on = next_opening(timing, opens_on)


def review_rule(timing: Timing, annual: Recurrence | None) -> Recurrence | None:
    """On which day of each year a task that goes on is reviewed (PLAN_FORMAT.md §4, ongoing).

    The day of its plan's annual report, else 31/12; None if it is not reviewed yearly.
    """
    reviewed = isinstance(timing, Ongoing) and timing.reviewed_yearly
    return (annual or YEAR_END) if reviewed else None


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


@lru_cache(maxsize=4096)  # asked at every look at a report
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
