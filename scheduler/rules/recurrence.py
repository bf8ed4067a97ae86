"""A recurrence: the last days in time of a report, as the words of a plan give them.

    "trước thứ 5 hàng tuần"              FREQ=WEEKLY;BYDAY=WE
    "hai tuần một lần, vào thứ Hai"      FREQ=WEEKLY;INTERVAL=2;BYDAY=MO
    "trước ngày 10 hàng tháng"           FREQ=MONTHLY;BYMONTHDAY=9
    "ngày 15 và ngày 30 hằng tháng"      FREQ=MONTHLY;BYMONTHDAY=15,30 (28 or 29 in February)
    "trước ngày 10 của tháng cuối quý"   FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9
    "ngày làm việc cuối cùng của tháng"  FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1

`trước X` excludes X, so the rule already names the day before (PLAN_FORMAT.md §5). Days are
nominal: a day off moves reminders, never the rule. So a "working day" of a rule is one from Monday
to Friday; if it is a holiday, the advice day is the working day before it.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.rules.calendar import DAY

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = (0, 1, 2, 3, 4)
ALL_DAYS = (*WORKDAYS, 5, 6)
HORIZON = timedelta(days=366 * 8 + 10)  # past any 29/2
A_MONDAY = date(2001, 1, 1)  # weeks are counted from here when nobody says from where
_SHORTEST = 28


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """The part of RFC 5545 that reporting cycles need.

    Either weekdays of every week (or every `interval` weeks, counted from the week of `anchor`),
    or the `position`-th of some weekdays in a month (-1: the last), or days of the month.
    """

    weekdays: tuple[int, ...] = ()  # Monday is 0; these and the next two in ascending order
    interval: int = 1  # weeks
    anchor: date = A_MONDAY
    position: int | None = None
    month_days: tuple[int, ...] = ()  # a day that a month does not have is its last one
    months: tuple[int, ...] = ()  # empty: every month

    def __post_init__(self) -> None:
        if bool(self.weekdays) == bool(self.month_days):
            raise ValueError("a recurrence has either weekdays or days of the month")
        for name, numbers, allowed in (
            ("weekday", self.weekdays, range(7)),
            ("day of the month", self.month_days, range(1, 32)),
            ("month", self.months, range(1, 13)),
        ):
            if wrong := set(numbers) - set(allowed):
                raise ValueError(f"there is no {name} {min(wrong)}")
            if list(numbers) != sorted(set(numbers)):
                raise ValueError(f"each {name} once and in its order, not {numbers}")
        if self.position == 0 or abs(self.position or 1) > 5 * len(self.weekdays or (0,)):
            raise ValueError(f"no month has a weekday number {self.position}")
        if self.interval < 1 or (self.interval > 1 and not self.is_weekly):
            raise ValueError("only weeks may be counted by more than one")
        if self.months and self.is_weekly:
            raise ValueError("a weekly recurrence knows no months")
        if any(day > _SHORTEST for day in self.month_days[:-1]):
            raise ValueError("only one day may be missing from a short month")

    @property
    def is_weekly(self) -> bool:
        return bool(self.weekdays) and self.position is None

    def names(self, day: date) -> bool:
        """Whether `day` is one of the last days in time."""
        if self.is_weekly:
            weeks = (day - _monday(self.anchor)).days // 7
            return day.weekday() in self.weekdays and weeks % self.interval == 0
        if self.months and day.month not in self.months:
            return False
        last = calendar.monthrange(day.year, day.month)[1]
        if self.position is None:
            return any(day.day == min(number, last) for number in self.month_days)
        if day.weekday() not in self.weekdays:
            return False
        first, end = (1, day.day) if self.position > 0 else (day.day, last)
        weekday = day.weekday() - day.day
        up_to_it = sum((weekday + n) % 7 in self.weekdays for n in range(first, end + 1))
        return up_to_it == abs(self.position)

    def on_or_after(self, day: date) -> date:
        """The first last-day-in-time on or after `day`; ValueError if there is none."""
        end = day + HORIZON
        while day <= end:
            if self.months and day.month not in self.months:
                day = (day.replace(day=_SHORTEST) + 4 * DAY).replace(day=1)
                continue
            if self.names(day):
                return day
            day += DAY
        raise ValueError(f"{self.rrule()} names no day")

    def beginning(self, day: date) -> "Recurrence":
        """The same, with its first day on or after `day`: "every two weeks" does not say from when.

        A recurrence of every week, month or year has no need of a beginning and stays as it is.
        """
        if self.interval == 1:
            return self
        return replace(self, anchor=replace(self, interval=1).on_or_after(day))

    def rrule(self) -> str:
        """The rule in RFC 5545. A standard reader also needs a DTSTART: any of its days will do."""
        if self.is_weekly:
            every = f";INTERVAL={self.interval}" if self.interval > 1 else ""
            return f"FREQ=WEEKLY{every};BYDAY={_names(self.weekdays)}"
        months = f";BYMONTH={_listed(self.months)}" if self.months else ""
        if self.position is not None:
            return f"FREQ=MONTHLY{months};BYDAY={_names(self.weekdays)};BYSETPOS={self.position}"
        *earlier, last = self.month_days
        shortest = min(_shortest(month) for month in self.months or (2,))
        if shortest < last < 31:
            # A standard reader skips a month that has no day 30; an office means its last day.
            days = [*earlier, *range(shortest, last + 1)]
            places = [*range(1, len(earlier) + 1), -1]
            return f"FREQ=MONTHLY{months};BYMONTHDAY={_listed(days)};BYSETPOS={_listed(places)}"
        days = [*earlier, -1 if last == 31 else last]
        return f"FREQ={'YEARLY' if months else 'MONTHLY'}{months};BYMONTHDAY={_listed(days)}"

    def dated(self) -> str:
        """The rule to be stored: with its DTSTART if what it names depends on it."""
        rule = self.rrule()
        return rule if self.interval == 1 else f"DTSTART:{self.anchor:%Y%m%d}\nRRULE:{rule}"


def parse_rrule(rule: str) -> Recurrence:
    """Read what `rrule` or `dated` writes; raise ValueError for any other rule."""
    anchor = A_MONDAY
    if rule.startswith("DTSTART:"):
        start, _, rule = rule.partition("\nRRULE:")
        anchor = datetime.strptime(start, "DTSTART:%Y%m%d").date()  # noqa: DTZ007  a day has no zone
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    places = _numbers(parts.get("BYSETPOS", ""))
    days = _numbers(parts.get("BYMONTHDAY", ""))
    if days and places:
        days = (*days[: len(places) - 1], days[-1])
    by_weekday = "BYDAY" in parts and places
    read = Recurrence(
        weekdays=tuple(map(WEEKDAYS.index, parts["BYDAY"].split(","))) if "BYDAY" in parts else (),
        interval=int(parts.get("INTERVAL", 1)),
        anchor=anchor,
        position=places[0] if by_weekday else None,
        month_days=tuple(31 if day == -1 else day for day in days),
        months=_numbers(parts.get("BYMONTH", "")),
    )
    if read.rrule() != rule:
        raise ValueError(f"not a rule of a reporting cycle: {rule}")
    return read


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _shortest(month: int) -> int:
    return calendar.monthrange(2001, month)[1]


def _names(weekdays: Iterable[int]) -> str:
    return ",".join(WEEKDAYS[day] for day in weekdays)


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _numbers(listed: str) -> tuple[int, ...]:
    return tuple(int(number) for number in listed.split(",") if number)
