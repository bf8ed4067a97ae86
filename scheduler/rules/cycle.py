"""How often a report is owed, and the periods of each kind: their names and their bounds.

9/9/2026 lies in week 37, in September, in the third quarter, in the first nine months. Which period
a report due on a day is for, and what counts in it, says `coverage`.
"""

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum


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
_SEVERAL = re.compile(r"\.[2-9]\d*$")  # which one, where several reports are due in one period


def period_of(kind: CycleKind, day: date) -> str:
    """The period of a kind that holds a day: "2026-W37", "2026-09", "2026-Q3".

    The nine months of a year are the period of all its days. Raises ValueError for a kind without
    fixed periods.
    """
    match kind:
        case CycleKind.WEEKLY:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case CycleKind.MONTHLY:
            return f"{day.year}-{day.month:02}"
        case CycleKind.QUARTERLY:
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case CycleKind.SEMIANNUAL:
            return f"{day.year}-H{1 if day.month <= 6 else 2}"
        case CycleKind.NINE_MONTH:
            return f"{day.year}-9M"
        case CycleKind.ANNUAL:
            return f"{day.year}"
    raise ValueError(f"a report {kind.value} has no fixed period")


def period_bounds(kind: CycleKind, period: str) -> tuple[date, date]:
    """First and last day of a period; raise ValueError if it is not one of this cycle.

    "2026-09.2", the second report of a month with several, has the bounds of its month.
    """
    pattern = _PERIODS.get(kind)
    found = pattern.fullmatch(_SEVERAL.sub("", period)) if pattern else None
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


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
