"""The days that reports are owed on, as words name them, before it is known for which cycle.

What the words are is in `report_day_words`; here is what they mean.

"thứ 2, 4 và 6", "thứ Sáu cuối cùng của tháng"      weekdays
"ngày 15 và 30", "ngày cuối cùng của tháng"         days of the month
"ngày 10 của tháng cuối quý", "tháng đầu quý sau"   a day of some months
"ngày 15/6 và 15/12", "ngày 15 các tháng 6, 12"     the same
"ngày làm việc cuối cùng của quý"                   the last day from Monday to Friday
"""

from dataclasses import dataclass, replace
from datetime import date

from scheduler.rules.cycle import CycleKind
from scheduler.rules.recurrence import ALL_DAYS, Recurrence

QUARTER_ENDS = (3, 6, 9, 12)
QUARTER_STARTS = (1, 4, 7, 10)
SECOND_MONTHS = (2, 5, 8, 11)
_OF_CYCLE: dict[tuple[int, ...], dict[CycleKind, tuple[int, ...]]] = {
    # "tháng cuối quý", "tháng cuối kỳ" for the cycles that stand in one bracket.
    QUARTER_ENDS: {
        CycleKind.MONTHLY: (),
        CycleKind.QUARTERLY: QUARTER_ENDS,
        CycleKind.SEMIANNUAL: (6,),
        CycleKind.NINE_MONTH: (9,),
        CycleKind.ANNUAL: (12,),
    },
    QUARTER_STARTS: {
        CycleKind.MONTHLY: (),
        CycleKind.QUARTERLY: QUARTER_STARTS,
        CycleKind.SEMIANNUAL: (7,),
        CycleKind.NINE_MONTH: (10,),
        CycleKind.ANNUAL: (1,),
    },
}


@dataclass(frozen=True, kw_only=True)
class ReportDay:
    """The days that some words name. Nothing but its place: a day that no calendar has."""

    begin: int
    end: int
    before: bool
    weekdays: tuple[int, ...] = ()
    position: int | None = None
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    dates: tuple[tuple[int, int], ...] = ()  # (day, month) as they stand, when there are several
    says: CycleKind | None = None  # the cycle the words name by themselves: "cuối cùng của tháng"
    impossible: bool = False

    def apart(self) -> tuple["ReportDay", ...]:
        """ "15/6 và 15/12": each of its dates alone."""
        return tuple(replace(self, days=(d,), months=(m,), dates=()) for d, m in self.dates)

    def recurrence(self, kind: CycleKind, *, weeks: int, twice: bool) -> Recurrence | None:
        """When a report of this cycle falls due; None if the words do not say."""
        if self.impossible or not (self.weekdays or self.days):
            return None
        if kind is CycleKind.WEEKLY:
            fits = self.weekdays and self.position is None
            return Recurrence(weekdays=self.weekdays, interval=weeks) if fits else None
        months = _OF_CYCLE.get(self.months, {}).get(kind, self.months)
        if twice and self.months in _OF_CYCLE:
            months = tuple(sorted({months[0], (months[0] + 5) % 12 + 1}))
        if (self.weekdays and self.position is None) or bool(months) is (kind is CycleKind.MONTHLY):
            return None  # "năm (trước ngày 10)": of which month?
        try:
            return Recurrence(
                weekdays=self.weekdays, position=self.position, month_days=self.days, months=months
            )
        except ValueError:
            return None


def excluded(day: ReportDay) -> ReportDay:
    """Leave out the day that "trước" names: the one before it is the last in time."""
    if not day.before or day.impossible:
        return day
    if day.weekdays and day.position is None:
        return replace(day, weekdays=tuple(sorted((n - 1) % 7 for n in day.weekdays)))
    if day.weekdays:
        return _working_day_before(day)
    if day.days == (31,) and day.says:  # before the last day of a month that has any length
        return replace(day, days=(), weekdays=ALL_DAYS, position=-2)
    return _day_before(day)


def ordered(
    place: ReportDay,
    weekdays: tuple[int, ...],
    position: int,
    months: tuple[int, ...],
    says: CycleKind,
) -> ReportDay:
    too_far = not 1 <= abs(position) <= 4 * len(weekdays)
    return replace(
        place, weekdays=weekdays, position=position, months=months, says=says, impossible=too_far
    )


def of_months(day: ReportDay) -> ReportDay:
    """Dates of every year: the cycle is told by how many there are, and how far apart."""
    months = tuple(sorted(month for _, month in day.dates))
    if not all(_exists(*each) for each in day.dates):
        return replace(day, impossible=True, says=CycleKind.ANNUAL)
    first = {number for number, _ in day.dates}
    same = len(first) == 1 or first <= {30, 31}  # "31/3, 30/6, 30/9, 31/12": the last days
    return replace(
        day,
        days=(max(first),) if same else (),
        months=months,
        dates=() if len(months) == 1 else _earlier_dates(day),
        says=by_gaps(months),
    )


def by_gaps(months: tuple[int, ...]) -> CycleKind | None:
    """The cycle that months as far apart as these make; None if they come unevenly."""
    apart = {(b - a) % 12 or 12 for a, b in zip(months, [*months[1:], months[0]], strict=True)}
    if apart == {3}:
        return CycleKind.QUARTERLY
    return CycleKind.SEMIANNUAL if apart == {6} else None


def _earlier_dates(day: ReportDay) -> tuple[tuple[int, int], ...]:
    if not day.before:
        return day.dates
    return tuple((d - 1, m) if d > 1 else (31, m - 1 or 12) for d, m in day.dates)


def checked(day: ReportDay, says: CycleKind | None) -> ReportDay:
    return replace(day, says=says, impossible=not all(1 <= number <= 31 for number in day.days))


def _exists(day: int, month: int) -> bool:
    try:
        return bool(date(2028, month, day))  # a leap year: 29/2 comes back, if rarely
    except ValueError:
        return False


def _day_before(day: ReportDay) -> ReportDay:
    """The day before the 1st is the last day (31, as `Recurrence` reads it) of the month before."""
    if 1 not in day.days:
        return replace(day, days=tuple(number - 1 for number in day.days))
    if len(day.days) > 1 and day.months:
        return replace(day, days=())
    days = tuple(sorted(number - 1 or 31 for number in day.days))
    return replace(day, days=days, months=month_before(day.months))


def _working_day_before(day: ReportDay) -> ReportDay:
    """Nobody hands in on the day between: before the last working day is the one before it."""
    if len(day.weekdays) == 1 or day.position is None:
        return replace(day, weekdays=())
    if day.position == 1:
        return replace(day, position=-1, months=month_before(day.months))
    return replace(day, position=day.position - 1)


def month_before(months: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(month - 1 or 12 for month in months))
