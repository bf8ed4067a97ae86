"""What a report covers: the period it is for, and from when to when what is said counts in it.

Two settings of a cycle decide (DOMAIN.md §4; PLAN_FORMAT.md §8, 17):

    reading   due       the period that holds the due day: 9/9 is for September
              previous  the last period that was over by then: 9/9 is for August
    cut-off   due       entries count up to the report's deadline: the plan's own day rules
              decree    up to the 14th of the period's last month (Nghị định 09/2019/NĐ-CP, Điều 12)

A weekly, monthly, quarterly or annual report begins where the one before it ended, so each entry
counts in exactly one. Six and nine months add up the year: they begin where its annual report did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from scheduler.rules.calendar import DAY, days
from scheduler.rules.cycle import CycleKind, period_bounds, period_of
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import Opening, next_due, opening_day, previous_due
from scheduler.rules.recurrence import Recurrence, parse_rrule

UNTIMED = (CycleKind.ADHOC, CycleKind.PERIODIC_UNSPECIFIED)
CUMULATIVE = (CycleKind.SEMIANNUAL, CycleKind.NINE_MONTH)
DECREE_DAY = 14
_A_YEAR = tuple(days(date(2026, 1, 1), date(2026, 12, 31)))
_FIRST_MONTHS = {
    CycleKind.QUARTERLY: {1, 4, 7, 10},
    CycleKind.SEMIANNUAL: {1, 7},
    CycleKind.NINE_MONTH: {10},
    CycleKind.ANNUAL: {1},
}


class Reading(StrEnum):
    """Which period a report is for."""

    DUE = "due"
    PREVIOUS = "previous"


class CutOff(StrEnum):
    """Up to when entries count."""

    DUE = "due"
    DECREE = "decree"


class BadSchedule(ValueError):
    """Settings that do not go together; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a cycle's reports are due, and what each of them covers. Raises BadSchedule."""

    kind: CycleKind
    recurrence: Recurrence
    reading: Reading = Reading.DUE
    cut_off: CutOff = CutOff.DUE

    def __post_init__(self) -> None:
        if self.kind in UNTIMED:
            raise BadSchedule(f"a report {self.kind.value} has no fixed period: name its days")
        if self.kind is CycleKind.WEEKLY and self.cut_off is CutOff.DECREE:
            raise BadSchedule(
                "Nghị định 09/2019/NĐ-CP fixes no cut-off for weekly reports: use the cut-off “due”"
            )
        if self.cut_off is CutOff.DECREE and _several_a_period(self.kind, self.recurrence):
            raise BadSchedule(
                "Nghị định 09/2019/NĐ-CP fixes one cut-off a period, and several reports are due "
                "in one: use the cut-off “due”"
            )

    @property
    def settings(self) -> tuple[str, str, str, str]:
        """As it is written down: what `schedule_of` reads."""
        return self.kind.value, self.recurrence.dated(), self.reading.value, self.cut_off.value


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One report of a cycle: entries made after `begins`, up to `cut_off`, count in it."""

    period: str
    due_on: date  # the last day in time, nominal
    begins: datetime
    cut_off: datetime


@cache
def schedule_of(kind: str, rrule: str, reading: str, cut_off: str) -> Schedule:
    """A schedule as it is written down."""
    return Schedule(
        kind=CycleKind(kind),
        recurrence=parse_rrule(rrule),
        reading=Reading(reading),
        cut_off=CutOff(cut_off),
    )


def default_reading(kind: CycleKind, recurrence: Recurrence) -> Reading:
    """The period that holds the due day (PLAN_FORMAT.md §8, 17).

    But a report due each time in the first month of a quarter, half-year or year ("trước ngày 10
    tháng đầu quý sau") is for the one that has just ended.
    """
    months = {day.month for day in _A_YEAR if recurrence.names(day)}
    first = _FIRST_MONTHS.get(kind, set())
    return Reading.PREVIOUS if months and months <= first else Reading.DUE


def period_due(schedule: Schedule, due_on: date) -> str:
    """The period of the report due on a day.

    Where a period has several due days ("ngày 15 và ngày cuối tháng") the later ones are numbered:
    "2026-09", "2026-09.2".
    """
    period = period_of(schedule.kind, due_on)
    if schedule.reading is Reading.PREVIOUS:
        period = _last_over(schedule.kind, due_on)
    number, earlier = 1, schedule.recurrence.on_or_after(_first_due(schedule, period))
    while earlier < due_on:
        number, earlier = number + 1, schedule.recurrence.on_or_after(earlier + DAY)
    return period if number == 1 else f"{period}.{number}"


def due_day(schedule: Schedule, period: str) -> date:
    """The last day in time of the report for a period; raise ValueError if it has none."""
    _, _, number = period.partition(".")
    due_on = schedule.recurrence.on_or_after(_first_due(schedule, period))
    for _ in range(int(number or 1) - 1):
        due_on = schedule.recurrence.on_or_after(due_on + DAY)
    if period_due(schedule, due_on) != period:
        raise ValueError(f"no report is due for {period}")
    return due_on


def cut_off_of(schedule: Schedule, due_on: date, office: Office) -> datetime:
    """Up to when an entry counts in the report due on a day: the first instant too late."""
    if schedule.cut_off is CutOff.DUE:
        return office.closes_at(due_on)
    _, last = period_bounds(schedule.kind, period_due(schedule, due_on))
    return office.calendar.end_of(last.replace(day=DECREE_DAY))


def coverage(
    schedule: Schedule,
    due_on: date,
    office: Office,
    *,
    before: Coverage | None = None,
    annual: datetime | None = None,
) -> Coverage:
    """What the report due on a day covers.

    `before` is the cycle's report before it as it was opened: its settings may have been others.
    `annual` is the cut-off of the annual report of the year before, for reports that add up the
    year; without an annual cycle it is 14/12 (DESIGN.md §5).
    """
    period = period_due(schedule, due_on)
    if schedule.kind in CUMULATIVE:
        begins = _begins_in_year(schedule, period, due_on, office, before, annual)
    elif before is not None:
        begins = before.cut_off
    else:
        earlier = previous_due(schedule.kind, schedule.recurrence, due_on, office)
        begins = cut_off_of(schedule, earlier, office)
    # After a change of settings a cut-off may lie before the last one: then nothing is left for it.
    cut_off = max(begins, cut_off_of(schedule, due_on, office))
    return Coverage(period=period, due_on=due_on, begins=begins, cut_off=cut_off)


def following(
    schedule: Schedule, last: Coverage, office: Office, *, annual: datetime | None = None
) -> Coverage:
    """The report after one: of the next due day that opens a report for another period.

    After a change of reading a due day may name the period of the report before it again: a period
    is owed once, so that day opens none and its entries count in the next.
    """
    due_on = next_due(schedule.kind, schedule.recurrence, last.due_on, office)
    while period_due(schedule, due_on) <= last.period:  # names of periods sort by time
        due_on = next_due(schedule.kind, schedule.recurrence, due_on, office)
    return coverage(schedule, due_on, office, before=last, annual=annual)


def covered_period(
    schedule: Schedule, period: str, office: Office, *, annual: datetime | None = None
) -> Coverage:
    """What the report for a period covers, as far as the calendar and the settings tell.

    Raises ValueError if no report is due for it, or if none opens.
    """
    due_on = due_day(schedule, period)
    if opening_day(schedule.kind, due_on, office) is None:
        raise ValueError(
            f"no working day comes before the due day of {period}: what was said counts in the next"
        )
    return coverage(schedule, due_on, office, annual=annual)


def report_openings(schedule: Schedule, due_from: date, office: Office) -> Iterator[Opening]:
    """The reports whose last day in time is `due_from` or later, one after the other, for ever."""
    while True:
        due_on = schedule.recurrence.on_or_after(due_from)
        opens_on = opening_day(schedule.kind, due_on, office)
        if opens_on is not None:
            yield Opening(opens_on=opens_on, due_on=due_on, period=period_due(schedule, due_on))
        due_from = due_on + DAY


# --- parts --------------------------------------------------------------------------------------


@cache
def _several_a_period(kind: CycleKind, recurrence: Recurrence) -> bool:
    due = [period_of(kind, day) for day in _A_YEAR if recurrence.names(day)]
    return len(set(due)) < len(due)


def _last_over(kind: CycleKind, day: date) -> str:
    """The last period of a kind that was over before a day."""
    first, last = period_bounds(kind, period_of(kind, day))
    return period_of(kind, day if last < day else first - DAY)


def _first_due(schedule: Schedule, period: str) -> date:
    """The first day on which a report for a period can be due."""
    first, last = period_bounds(schedule.kind, period)
    return first if schedule.reading is Reading.DUE else last + DAY


def _begins_in_year(
    schedule: Schedule,
    period: str,
    due_on: date,
    office: Office,
    before: Coverage | None,
    annual: datetime | None,
) -> datetime:
    """Six and nine months from the annual cut-off; the second half-year from the first's."""
    year = int(period[:4])
    if period.endswith("-H2"):
        if before is not None and before.period == f"{year}-H1":
            return before.cut_off
        earlier = previous_due(schedule.kind, schedule.recurrence, due_on, office)
        if schedule.cut_off is CutOff.DUE and period_due(schedule, earlier) == f"{year}-H1":
            return cut_off_of(schedule, earlier, office)
        return office.calendar.end_of(date(year, 6, DECREE_DAY))
    if annual is None or schedule.cut_off is CutOff.DECREE:
        return office.calendar.end_of(date(year - 1, 12, DECREE_DAY))
    return annual
