"""A count of working days laid out so that a reader can count after us (DESIGN.md §4.4, §4.5).

    28/8/2026, 1 ngày làm việc sau là 03/9/2026, không tính Quốc khánh (29/8–02/9)

A tally says from which day to which, how many steps, which days off it passed over, by name where
they have one, and which Saturdays or Sundays it counted because they are worked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scheduler.rules.calendar import DAY, WorkCalendar, days

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, kw_only=True)
class Rest:
    """Days off in a row under one name; the name is empty if nobody gave one."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Tally:
    """`steps` working days after `start` (before it, if negative) is `end`."""

    start: date
    steps: int
    end: date
    weekend: tuple[int, ...] = ()  # the weekdays skipped as such: 5 Saturday, 6 Sunday
    rests: tuple[Rest, ...] = ()  # the other days off, in order
    worked: tuple[date, ...] = ()  # the Saturdays and Sundays that were counted


def tally(start: date, steps: int, calendar: WorkCalendar, names: Mapping[date, str]) -> Tally:
    """Count working days from `start`; `names`: what the office calls its days off, by day.

    A Saturday or Sunday within a named rest belongs to that rest.
    """
    end = calendar.plus(start, steps)
    passed = tuple(days(start + DAY, end) if steps > 0 else days(end, start - DAY))
    off = [day for day in passed if not calendar.works_on(day)]
    named = [day for day in off if names.get(day) or day.weekday() < SATURDAY]
    return Tally(
        start=start,
        steps=steps,
        end=end,
        weekend=tuple(sorted({day.weekday() for day in off if day not in named})),
        rests=tuple(_rests(named, names)),
        worked=tuple(d for d in passed if d.weekday() >= SATURDAY and calendar.works_on(d)),
    )


def _rests(off: list[date], names: Mapping[date, str]) -> list[Rest]:
    """Days off joined where they follow each other under one name."""

    def run(numbered: tuple[int, date]) -> tuple[str, int]:
        n, day = numbered
        return names.get(day, ""), day.toordinal() - n

    found = []
    for (name, _), group in groupby(enumerate(off), key=run):
        together = [day for _, day in group]
        found.append(Rest(name=name, first=together[0], last=together[-1]))
    return found
