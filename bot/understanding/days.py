"""What day a phrase means (LABELS.md §4): the arithmetic behind the table in day_words.py.

Weeks are ISO weeks, and a day of the year that has passed means next year's. Each answer takes the
match and the calendar of the moment and gives a day, or None where the phrase names none; a day
that is on no calendar ("31/2") raises ValueError.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.numbers import value
from scheduler.rules.calendar import DAY, WorkCalendar
from scheduler.rules.counted import months_on
from scheduler.rules.named_days import TET, named_day, stated_year
from scheduler.rules.span_words import weekday_number

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ABROAD = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS_ABROAD = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_LATER = re.compile(r"(?<!\w)(?:sau|toi|ke|tiep|next)(?!\w)")
_DAY_OF_PART = {
    "dau": 1, "early": 1, "giua": 15, "mid": 15, "thuong tuan": 10, "trung tuan": 20,
}  # fmt: skip
_WEEKDAY_OF_PART = {"dau": 0, "early": 0, "giua": 2, "mid": 2}
HALF_MONTH = 15  # days


@dataclass(frozen=True)
class Days:
    """What a rule may ask of the calendar and of today."""

    today: date
    calendar: WorkCalendar

    def in_week(self, which: str | None, weekday: int) -> date:
        """A weekday (Monday is 0) of this week, the next ("sau") or the one after ("sau nữa")."""
        monday = self.today - self.today.weekday() * DAY
        return monday + timedelta(days=7 * _ahead(which) + weekday)

    def in_month(self, which: str | None, year: str | None, day: int) -> date | None:
        """A day of a month; 0 is its last."""
        first = self.today.replace(day=1)
        if which in ("nay", "this"):
            which = None
        if which and not _ahead(which):
            month = _month_number(which)
            if not 1 <= month <= 12:
                return None
            y = first.year + (month < first.month)
            if year:
                y = int(year) if year.isdigit() else first.year + _ahead(year)
            first = date(y, month, 1)
        elif which:
            first = months_on(first, _ahead(which))
        last = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=min(day or last, last))

    def coming(self, day: int, month: int, year: int | None = None) -> date | None:
        """dd/mm in the stated year, or the next one to come."""
        for y in [year] if year else [self.today.year, self.today.year + 1]:
            found = date(y, month, day)
            if found >= self.today:
                return found
        return None

    def counted(self, amount: int, unit: str, origin: date) -> date:
        """So many days, working days, weeks or months after a day (before it, if negative)."""
        if unit in ("gio", "tieng", "h", "hour", "hours"):
            return origin + timedelta(days=amount // 24)
        if "lam viec" in unit or "working" in unit or "business" in unit:
            return self.calendar.plus(origin, max(-366, min(amount, 366)))
        if "nua thang" in unit:
            return origin + timedelta(days=amount * HALF_MONTH)
        if unit.startswith(("tuan", "week")):
            return origin + timedelta(weeks=amount)
        if unit.startswith(("thang", "month")):
            return months_on(origin, amount)
        return origin + timedelta(days=amount)


Answer = Callable[[re.Match[str], Days], date | None]


def _ahead(which: str | None) -> int:
    """How many weeks, months or years ahead: "này" 0, "sau" 1, "sau nữa" 2."""
    if not which:
        return 0
    return 2 if which.endswith(("nua", "after next")) else int(bool(_LATER.search(which)))


def _month_number(which: str) -> int:
    named = which[:3]
    return _MONTHS_ABROAD.index(named) + 1 if named in _MONTHS_ABROAD else int(value(which))


def _of(match: re.Match[str], name: str) -> str | None:
    """A group's text; None also where the pattern has no such group."""
    return match.groupdict().get(name)


def nothing(_: re.Match[str], __: Days) -> date | None:
    return None


def plain(days_ahead: int) -> Answer:
    return lambda _, days: days.today + days_ahead * DAY


def dd_mm(match: re.Match[str], days: Days) -> date | None:
    parts = [int(n) for n in re.findall("[0-9]+", match["date"])]
    year = parts[2] if len(parts) > 2 else None
    if year is not None and year < 100:
        year += 2000
    if _of(match, "year"):
        year = days.today.year + 1
    return days.coming(parts[0], parts[1], year)


def day_of_month(match: re.Match[str], days: Days) -> date | None:
    """ "ngày 20", "20 tháng 11", "mùng 5 tháng sau", "Nov 20"."""
    which, day = _of(match, "month"), int(value(match["day"]))
    if not 1 <= day <= 31:
        return None
    if which is None:
        found = days.in_month("nay", None, day)
        if not found or found < days.today or found.day != day:
            found = days.in_month("sau", None, day)
        return found if found and found.day == day else None
    if which == "nay" or _ahead(which):
        found = days.in_month(which, None, day)
        return found if found and found.day == day else None
    year = _of(match, "year")
    if year and not year.isdigit():
        return date(days.today.year + _ahead(year), _month_number(which), day)
    return days.coming(day, _month_number(which), int(year) if year else None)


def tet_day(match: re.Match[str], days: Days) -> date | None:
    """ "mùng 6 Tết"."""
    after = (int(value(match["day"])) - 1) * DAY
    return min(
        (first + after for first in TET.values() if first + after >= days.today), default=None
    )


def holiday(match: re.Match[str], days: Days) -> date | None:
    """The next day of that name, but for Tết itself, which is a season to those who say it."""
    if match["tet"]:
        return None
    stated = stated_year(match)
    years = [stated] if stated else [days.today.year, days.today.year + 1]
    named = (named_day(match, year) for year in years)
    return next((day for day in named if day and day >= days.today), None)


def next_period(match: re.Match[str], days: Days) -> date | None:
    """ "sang tuần", "sang tháng": some time in the next one."""
    return days.in_week("sau", 4) if match["unit"] == "tuan" else days.in_month("sau", None, 0)


def weekday(match: re.Match[str], days: Days) -> date:
    name = match["name"].replace("sáu", "sau")
    abroad = name[:3] if name[:3] in _ABROAD and not name.startswith("thu ") else None
    number = _ABROAD.index(abroad) if abroad else weekday_number(name)
    if week := _of(match, "week") or _of(match, "before"):
        return days.in_week(week, number)
    return days.today + (number - days.today.weekday()) % 7 * DAY


def count(match: re.Match[str], days: Days) -> date:
    """So much time from today: the later bound of a range."""
    amount = int(value(_of(match, "high") or match["low"]))
    return days.counted(amount, match["unit"], days.today)


def part_of_week(match: re.Match[str], days: Days) -> date:
    """The last working weekday of the week, its Monday ("đầu") or its Wednesday ("giữa")."""
    return days.in_week(_of(match, "week"), _WEEKDAY_OF_PART.get(_of(match, "part") or "", 4))


def part_of_month(match: re.Match[str], days: Days) -> date | None:
    which, day = _of(match, "month"), _DAY_OF_PART.get(_of(match, "part") or "", 0)
    found = days.in_month(which, _of(match, "year"), day)
    if found and found < days.today and which in (None, "nay"):
        return days.in_month("sau", None, day)  # "đầu tháng", said on the 20th
    return found


def quarter(match: re.Match[str], days: Days) -> date:
    """The last day of the quarter; its first of "đầu", the middle of "giữa"."""
    which, stated = _of(match, "quarter"), _of(match, "year")
    year, number = days.today.year, (days.today.month + 2) // 3
    if which and which != "nay":
        if later := _ahead(which):
            number += later
        else:
            named = _ROMAN.get(which) or int(which)
            year += stated is None and named < number
            number = named
    if stated:
        year = int(stated) if stated.isdigit() else days.today.year + _ahead(stated)
    first = months_on(date(year, 1, 1), 3 * (number - 1))
    match _of(match, "part"):
        case "dau" | "early":
            return first
        case "giua" | "mid":
            return months_on(first, 1).replace(day=15)
        case _:
            return months_on(first, 3) - DAY


def part_of_year(match: re.Match[str], days: Days) -> date:
    year = days.today.year + _ahead(_of(match, "year"))
    match _of(match, "part"):
        case "dau" | "early":
            return date(year, 1, 1)
        case "giua" | "mid":
            return date(year, 6, 30)
        case _:
            return date(year, 12, 31)


def eve_of_period(match: re.Match[str], days: Days) -> date | None:
    """ "trước tháng 12", "trước quý IV": the day before its first."""
    if _of(match, "quarter"):
        last = quarter(match, days)
        return date(last.year, last.month - 2, 1) - DAY
    found = days.in_month(match["month"], _of(match, "year"), 1)
    return found - DAY if found else None
