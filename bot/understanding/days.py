"""What day a matched phrase means (LABELS.md §4): the arithmetic behind the table in dates.py.

Weeks are ISO weeks, and a day of the year that has passed means next year's. Each answer takes the
match and the calendar of the moment and gives a day, or None where the phrase names none.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.numbers import value
from scheduler.rules.calendar import WorkCalendar

# First day of the lunar year (mùng 1 Tết).
TET = {
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3),
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "sáu": 4, "bay": 5, "mon": 0,
             "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}  # fmt: skip


@dataclass(frozen=True)
class Days:
    """What a rule may ask of the calendar and of today."""

    today: date
    calendar: WorkCalendar

    def week(self, which: str | None, weekday: int) -> date:
        ahead = 0
        if which:
            ahead = 2 if which.endswith("nua") else 0 if which.endswith("nay") else 1
        return self.today - timedelta(days=self.today.weekday()) + timedelta(7 * ahead + weekday)

    def month(self, which: str | None, year: str | None, day: int) -> date | None:
        """A day of a month; 0 is its last."""
        y, m = self.today.year, self.today.month
        if which in ("sau", "toi"):
            y, m = (y, m + 1) if m < 12 else (y + 1, 1)
        elif which and which != "nay":
            m = int(value(which))
            if not 1 <= m <= 12:
                return None
            y = int(year) if year else y if m >= self.today.month else y + 1
        last = calendar.monthrange(y, m)[1]
        return date(y, m, min(day or last, last))

    def ahead(self, day: int, month: int, year: int | None = None) -> date | None:
        """dd/mm in the stated year, or the next one to come."""
        years = [year] if year else [self.today.year, self.today.year + 1]
        for y in years:
            try:
                found = date(y, month, day)
            except ValueError:
                continue
            if found >= self.today:
                return found
        return None

    def month_day(self, day: int) -> date | None:
        """That day this month, or next month if past."""
        for which in ("nay", "sau"):
            found = self.month(which, None, day)
            if found and found.day == day and found >= self.today:
                return found
        return None


Answer = Callable[[re.Match[str], Days], date | None]


def of(match: re.Match[str], name: str) -> str | None:
    """A group's text; None also where the pattern has no such group."""
    return match.groupdict().get(name)


def nothing(_: re.Match[str], __: Days) -> date | None:
    return None


def dd_mm(match: re.Match[str], days: Days) -> date | None:
    parts = [int(n) for n in re.findall("[0-9]+", match["date"])]
    year = parts[2] if len(parts) > 2 else None
    if year is not None and year < 100:
        year += 2000
    return days.ahead(parts[0], parts[1], year)


def day_of_month(match: re.Match[str], days: Days) -> date | None:
    which = of(match, "month")
    day = int(value(match["day"]))
    if not 1 <= day <= 31:
        return None
    if which is None:
        return days.month_day(day)
    if which[0].isdigit() or which not in ("nay", "sau", "toi"):
        stated = of(match, "year")
        year = int(stated) if stated else None
        return days.ahead(day, int(value(which)), year)
    return days.month(which, None, day)


def tet_day(match: re.Match[str], days: Days) -> date | None:
    day = int(value(match["day"]))
    coming = [first + timedelta(day - 1) for first in TET.values()]
    return next((found for found in sorted(coming) if found >= days.today), None)


def weekday(match: re.Match[str], days: Days) -> date:
    name = of(match, "name")
    weekday = 6 if name is None else int(name) - 2 if name.isdigit() else _WEEKDAYS[name]
    if week := of(match, "week"):
        return days.week(week, weekday)
    ahead = (weekday - days.today.weekday()) % 7
    return days.today + timedelta(ahead)


def count(match: re.Match[str], days: Days) -> date:
    amount = int(value(of(match, "high") or match["low"]))
    match match["unit"]:
        case "gio" | "tieng" | "h":
            return days.today + timedelta(days=amount // 24)
        case "ngay lam viec":
            return days.calendar.plus(days.today, min(amount, 366))
        case "tuan":
            return days.today + timedelta(days=7 * amount)
        case "thang":
            month = days.today.month - 1 + amount
            year, month = days.today.year + month // 12, month % 12 + 1
            last = calendar.monthrange(year, month)[1]
            return date(year, month, min(days.today.day, last))
        case _:
            return days.today + timedelta(days=amount)


def month_part(match: re.Match[str], days: Days) -> date | None:
    part, which = of(match, "part"), of(match, "month")
    day = {"dau": 1, "giua": 15, "trung tuan": 20, "thuong tuan": 10}.get(part or "", 0)
    found = days.month(which, of(match, "year"), day)
    if found and found < days.today and which in (None, "nay"):
        return days.month("sau", None, day)  # "đầu tháng" said on the 20th
    return found


def quarter_end(match: re.Match[str], days: Days) -> date:
    which, stated_year = of(match, "quarter"), of(match, "year")
    year = days.today.year
    quarter = (days.today.month + 2) // 3
    if which in ("sau", "toi"):
        quarter += 1
    elif which not in (None, "nay"):
        stated = _ROMAN.get(which) or int(which)
        if stated_year is None and stated < quarter:
            year += 1
        quarter = stated
    if stated_year == "sau":
        year += 1
    elif stated_year and stated_year.isdigit():
        year = int(stated_year)
    year, quarter = (year + 1, 1) if quarter > 4 else (year, quarter)
    return date(year, 3 * quarter, calendar.monthrange(year, 3 * quarter)[1])


def quarter_start(match: re.Match[str], days: Days) -> date:
    end = quarter_end(match, days)
    return date(end.year, end.month - 2, 1)


def plain(days_ahead: int) -> Answer:
    return lambda _, days: days.today + timedelta(days_ahead)


def in_week(weekday: int) -> Answer:
    return lambda match, days: days.week(of(match, "week"), weekday)


def year_end(match: re.Match[str], days: Days) -> date:
    return date(days.today.year + (of(match, "year") is not None), 12, 31)
