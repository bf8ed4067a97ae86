"""A reporting cycle: how often a report is owed, and the period each report is for.

A report is for the period that holds its due day: what is due on 9/9/2026 is of week 37, of
September, of the third quarter, of the first nine months (PLAN_FORMAT.md §8, 17).
"""

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum

from scheduler.rules.recurrence import Recurrence


class CycleKind(StrEnum):
    """How often (PLAN_FORMAT.md §5), shortest period first: the order decides merged reports."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    NINE_MONTH = "nine_month"
    ANNUAL = "annual"
    ADHOC = "adhoc"
    PERIODIC_UNSPECIFIED = "periodic_unspecified"

    @property
    def length(self) -> int:
        """Rank by length of the period; the longest of a merged set speaks for it."""
        return list(CycleKind).index(self)


_PERIODS = {
    CycleKind.WEEKLY: re.compile(r"(?P<year>\d{4})-W(?P<n>\d{2})"),
    CycleKind.MONTHLY: re.compile(r"(?P<year>\d{4})-(?P<n>\d{2})"),
    CycleKind.QUARTERLY: re.compile(r"(?P<year>\d{4})-Q(?P<n>[1-4])"),
    CycleKind.SEMIANNUAL: re.compile(r"(?P<year>\d{4})-H(?P<n>[12])"),
    CycleKind.NINE_MONTH: re.compile(r"(?P<year>\d{4})-9M"),
    CycleKind.ANNUAL: re.compile(r"(?P<year>\d{4})"),
}


def period_of(kind: CycleKind, due_on: date) -> str:
    """The period that holds a report's due day: "2026-W37", "2026-09", "2026-Q3"."""
    match kind:
        case CycleKind.WEEKLY:
            year, week, _ = due_on.isocalendar()
            return f"{year}-W{week:02}"
        case CycleKind.MONTHLY:
            return f"{due_on.year}-{due_on.month:02}"
        case CycleKind.QUARTERLY:
            return f"{due_on.year}-Q{(due_on.month + 2) // 3}"
        case CycleKind.SEMIANNUAL:
            return f"{due_on.year}-H{1 if due_on.month <= 6 else 2}"
        case CycleKind.NINE_MONTH:
            return f"{due_on.year}-9M"
        case CycleKind.ANNUAL:
            return f"{due_on.year}"
    raise ValueError(f"a report {kind.value} has no fixed period")


def period_bounds(kind: CycleKind, period: str) -> tuple[date, date]:
    """First and last day of a period; raise ValueError if it is not one of this cycle."""
    pattern = _PERIODS.get(kind)
    found = pattern.fullmatch(period) if pattern else None
    if not found:
        raise ValueError(f"{period!r} is not a period of a report {kind.value}")
    year, number = int(found["year"]), int(found.groupdict().get("n") or 0)
    match kind:
        case CycleKind.WEEKLY:
            monday = date.fromisocalendar(year, number, 1)
            return monday, monday + timedelta(days=6)
        case CycleKind.MONTHLY:
            return _months(year, number, number)
        case CycleKind.QUARTERLY:
            return _months(year, 3 * number - 2, 3 * number)
        case CycleKind.SEMIANNUAL:
            return _months(year, 6 * number - 5, 6 * number)
        case CycleKind.NINE_MONTH:
            return _months(year, 1, 9)
        case _:
            return _months(year, 1, 12)


def due_day(kind: CycleKind, recurrence: Recurrence, period: str) -> date:
    """The last day in time of the report for a period; raise ValueError if it has none."""
    first, last = period_bounds(kind, period)
    due = recurrence.on_or_after(first)
    if due > last:
        raise ValueError(f"no report is due in {period}")
    return due


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
