"""A reporting cycle: how often a report is owed, and the last day on which it is in time.

    "trước thứ 5 hàng tuần"            FREQ=WEEKLY;BYDAY=WE
    "trước ngày 10 hàng tháng"         FREQ=MONTHLY;BYMONTHDAY=9
    "trước ngày 10 của tháng cuối quý" FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9

`trước X` excludes X, so the rule already names the day before (PLAN_FORMAT.md §5). Days are
nominal: a day off moves reminders, never the rule. A report is for the period with its due day.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scheduler.rules.calendar import DAY

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HORIZON = timedelta(days=366 * 8 + 10)  # past any 29/2


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


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """The part of RFC 5545 that reporting cycles need: a weekday, or a day of some months."""

    weekday: int | None = None  # Monday is 0
    month_day: int | None = None  # 31 means the last day of a shorter month
    months: tuple[int, ...] = ()  # empty: every month

    def __post_init__(self) -> None:
        if (self.weekday is None) == (self.month_day is None):
            raise ValueError("a recurrence has either a weekday or a day of the month")
        if self.month_day is not None and not 1 <= self.month_day <= 31:
            raise ValueError(f"no month has a day {self.month_day}")

    def names(self, day: date) -> bool:
        if self.weekday is not None:
            return day.weekday() == self.weekday
        assert self.month_day is not None
        last = calendar.monthrange(day.year, day.month)[1]
        in_month = not self.months or day.month in self.months
        return in_month and day.day == min(self.month_day, last)

    def on_or_after(self, day: date) -> date:
        """The first last-day-in-time on or after `day`."""
        end = day + HORIZON
        while day <= end:
            if self.names(day):
                return day
            day += DAY
        raise ValueError(f"{self.rrule()} names no day")

    def rrule(self) -> str:
        if self.weekday is not None:
            return f"FREQ=WEEKLY;BYDAY={WEEKDAYS[self.weekday]}"
        # A standard reader skips months that have no day 31; -1 says what is meant.
        month_day = -1 if self.month_day == 31 else self.month_day
        if not self.months:
            return f"FREQ=MONTHLY;BYMONTHDAY={month_day}"
        months = ",".join(map(str, self.months))
        return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={month_day}"


def parse_rrule(rule: str) -> Recurrence:
    """Read what `Recurrence.rrule` writes; raise ValueError for any other rule."""
    parts = {name: value for name, _, value in (part.partition("=") for part in rule.split(";"))}
    if parts.get("FREQ") == "WEEKLY" and set(parts) == {"FREQ", "BYDAY"}:
        return Recurrence(weekday=WEEKDAYS.index(parts["BYDAY"]))
    by_month_day = {"FREQ", "BYMONTHDAY"} <= set(parts) <= {"FREQ", "BYMONTH", "BYMONTHDAY"}
    if parts.get("FREQ") in ("MONTHLY", "YEARLY") and by_month_day:
        months = tuple(int(month) for month in parts.get("BYMONTH", "").split(",") if month)
        month_day = int(parts["BYMONTHDAY"])
        return Recurrence(month_day=31 if month_day == -1 else month_day, months=months)
    raise ValueError(f"not a rule of a reporting cycle: {rule}")


# --- periods ------------------------------------------------------------------------------------

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
