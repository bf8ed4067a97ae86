"""A recurrence: the last days in time of a report, as the words of a plan give them.

    "trước thứ 5 hàng tuần"            FREQ=WEEKLY;BYDAY=WE
    "trước ngày 10 hàng tháng"         FREQ=MONTHLY;BYMONTHDAY=9
    "trước ngày 10 của tháng cuối quý" FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9

`trước X` excludes X, so the rule already names the day before (PLAN_FORMAT.md §5). Days are
nominal: a day off moves reminders, never the rule.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.rules.calendar import DAY

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HORIZON = timedelta(days=366 * 8 + 10)  # past any 29/2


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
