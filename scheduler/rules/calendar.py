"""Office time: the zone every deadline is read in, and which days are worked (DOMAIN.md §5).

Monday to Friday are worked unless a day off says otherwise; a Saturday swapped in by decree works.
A day of which only a half is worked is a working day. In a pause the office is closed as on a day
off. Of a year nobody has told it about, a calendar knows the weekends only.

Working-day arithmetic walks day by day: at most a few hundred steps, and never wrong about Tết.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
LONGEST_REST = 60  # days; a calendar with no working day in two months is a mistake
UNCERTAIN_FOR = timedelta(weeks=8)
ANNOUNCED_FROM = (10, 1)  # month and day from which the next year's days off should be known


class DayKind(StrEnum):
    """What a day is, where it is not what its weekday says."""

    OFF = "off"
    WORKED = "worked"
    MORNING = "morning"  # only the morning is worked
    AFTERNOON = "afternoon"  # only the afternoon is worked


class CalendarHasNoWorkingDay(ValueError):
    """The calendar marks every day of two months as off."""


def require_aware(moment: datetime) -> datetime:
    """Refuse a datetime without a zone: "08:00" alone is seven hours of doubt."""
    if moment.utcoffset() is None:
        raise ValueError(f"naive datetime {moment!r}")
    return moment


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    while first <= last:
        yield first
        first += DAY


def years_in_sight(today: date) -> tuple[int, ...]:
    """The years whose calendar matters now: this one, and from 1 October the next.

    The Government announces Tết and the swapped Saturdays one to three months ahead (DOMAIN.md §5).
    """
    ahead = (today.month, today.day) >= ANNOUNCED_FROM
    return (today.year, today.year + 1) if ahead else (today.year,)


def in_sight(year: int, about: Collection[date], today: date) -> bool:
    """Whether something uncertain about a year matters now; `about` are the days it is about.

    The next year's from 1 October. This year's from eight weeks before the first of its days that
    is still to come, at any time if it is about no day in particular.
    """
    if year != today.year or not about:
        return year in years_in_sight(today)
    coming = [day for day in about if day >= today]
    return bool(coming) and min(coming) - today <= UNCERTAIN_FOR


@lru_cache(maxsize=1 << 14)  # the same slots are asked for by every look at every duty
def _at(zone: ZoneInfo, day: date, clock: time) -> datetime:
    shown = datetime.combine(day, clock, tzinfo=zone)
    return shown.astimezone(UTC).astimezone(zone)


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Which days are worked: the exceptions from Monday to Friday, each day in one set at most."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    mornings: frozenset[date] = frozenset()  # worked in the morning only
    afternoons: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()  # whose days off are known
    zone: ZoneInfo = OFFICE_ZONE

    @classmethod
    def of(
        cls,
        kinds: Mapping[date, DayKind],
        *,
        closed: Iterable[date] = (),
        years: Iterable[int] = (),
        zone: ZoneInfo = OFFICE_ZONE,
    ) -> Self:
        """The calendar in which days are what `kinds` says; the office is `closed` in pauses."""
        paused = frozenset(closed)

        def days_of(kind: DayKind) -> frozenset[date]:
            return frozenset(day for day, its in kinds.items() if its is kind) - paused

        return cls(
            off=days_of(DayKind.OFF) | paused,
            worked=days_of(DayKind.WORKED),
            mornings=days_of(DayKind.MORNING),
            afternoons=days_of(DayKind.AFTERNOON),
            years=frozenset(years),
            zone=zone,
        )

    def works_on(self, day: date) -> bool:
        if day.weekday() < 5 and day not in self.off:
            return True
        return day in self.worked or day in self.mornings or day in self.afternoons

    def half_of(self, day: date) -> DayKind | None:
        """Which half of the day alone is worked; None if it is a whole day, or a day off."""
        if day in self.mornings:
            return DayKind.MORNING
        return DayKind.AFTERNOON if day in self.afternoons else None

    @property
    def extra_days(self) -> frozenset[date]:
        """Every day named as worked, wholly or by half: the Saturdays among them."""
        return self.worked | self.mornings | self.afternoons

    def knows(self, year: int) -> bool:
        """Whether somebody has said which days of the year are off; else only weekends are."""
        return year in self.years

    def day_of(self, moment: datetime) -> date:
        """The office's date at a moment."""
        return require_aware(moment).astimezone(self.zone).date()

    def at(self, day: date, clock: time) -> datetime:
        """The moment at which the office's clock shows `clock` on `day`.

        Where clocks change: the first time, if it is shown twice; if it is skipped, the moment at
        which it would have been shown (02:30 becomes 03:30).
        """
        return _at(self.zone, day, clock)

    def end_of(self, day: date, clock: time | None = None) -> datetime:
        """The first instant after the day (or after `clock` on it): what is due then is late."""
        return self.at(day + DAY, time.min) if clock is None else self.at(day, clock)

    def on_or_after(self, day: date) -> date:
        return self._walk(day, DAY)

    def on_or_before(self, day: date) -> date:
        return self._walk(day, -DAY)

    def plus(self, day: date, count: int) -> date:
        """The count-th working day after `day` (before it, if negative); 0 is `day` itself."""
        step = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day = self._walk(day + step, step)
        return day

    def between(self, earlier: date, later: date) -> int:
        """How many working days lie after `earlier`, up to and with `later`."""
        return sum(self.works_on(day) for day in days(earlier + DAY, later))

    def rest_around(self, day: date) -> int:
        """How many days in a row nobody works, `day` among them; 0 if it is worked.

        Raises CalendarHasNoWorkingDay.
        """
        if self.works_on(day):
            return 0
        return (self.on_or_after(day) - self.on_or_before(day)).days - 1

    def _walk(self, day: date, step: timedelta) -> date:
        for _ in range(LONGEST_REST):
            if self.works_on(day):
                return day
            day += step
        raise CalendarHasNoWorkingDay(f"no working day within {LONGEST_REST} days of {day}")
