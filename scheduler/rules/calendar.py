"""Office time: the zone every deadline is read in, and which days are worked (DOMAIN.md §5).

Monday to Friday are worked unless a day off says otherwise; a Saturday swapped in by decree works.
Working-day arithmetic walks day by day: at most a few hundred steps, and never wrong about Tết.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
LONGEST_REST = 60  # days; a calendar with no working day in two months is a mistake


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


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Which days are worked. `off` and `worked` are the exceptions from Monday to Friday."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    zone: ZoneInfo = OFFICE_ZONE

    def works_on(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def day_of(self, moment: datetime) -> date:
        """The office's date at a moment."""
        return require_aware(moment).astimezone(self.zone).date()

    def at(self, day: date, clock: time) -> datetime:
        """The moment at which the office's clock shows `clock` on `day`."""
        return datetime.combine(day, clock, tzinfo=self.zone)

    def end_of(self, day: date, clock: time | None = None) -> datetime:
        """The first instant after the day (or after `clock` on it): what is due then is late."""
        return self.at(day + DAY, time.min) if clock is None else self.at(day, clock)

    def on_or_after(self, day: date) -> date:
        return self._walk(day, 1)

    def on_or_before(self, day: date) -> date:
        return self._walk(day, -1)

    def plus(self, day: date, count: int) -> date:
        """The count-th working day after `day` (before it, if negative); 0 is `day` itself."""
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day = self._walk(day + step * DAY, step)
        return day

    def between(self, earlier: date, later: date) -> int:
        """How many working days lie after `earlier`, up to and with `later`."""
        return sum(self.works_on(day) for day in days(earlier + DAY, later))

    def _walk(self, day: date, step: int) -> date:
        for _ in range(LONGEST_REST):
            if self.works_on(day):
                return day
            day += step * DAY
        raise CalendarHasNoWorkingDay(f"no working day within {LONGEST_REST} days of {day}")
