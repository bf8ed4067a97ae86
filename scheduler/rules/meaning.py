"""What a deadline phrase means on a day: its normal form, the next last days in time, and why.

    "trước thứ 5 hàng tuần", on 3/8/2026     cycle weekly, FREQ=WEEKLY;BYDAY=WE; 5/8, 12/8, …

`next` are the last days in time themselves, days off or not; `advise` are the days by which it is
wise to hand in: on a day off, the working day before it (DESIGN.md §4.3). What is due once and
past, ongoing, waiting or unknown has no next day. A yearly task without a day is due on 31/12 of
each year; an ongoing one that is looked at each year still falls due on no day.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

from scheduler.rules.cycle import CycleKind
from scheduler.rules.office_hours import Office
from scheduler.rules.phrases import TimePhrase, Unknown
from scheduler.rules.prepared import time_of_day
from scheduler.rules.reasons import reason
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.report_phrases import ReportPhrase, read_phrase
from scheduler.rules.timing import Deadline, Timing, Window, Yearly, to_json

LAST_YEAR = 2199  # no phrase means a day after this year


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One obligation: a time of a task, or a reporting cycle (`recurrence`: if it has days)."""

    means: Timing | Unknown | CycleKind
    recurrence: Recurrence | None
    clock: time | None
    next: tuple[date, ...]
    advise: tuple[date, ...]
    why: str

    def to_json(self) -> dict[str, Any]:
        """DESIGN.md §7: exactly one of `kind` and `cycle`."""
        if isinstance(self.means, CycleKind):
            rule = self.recurrence.rrule() if self.recurrence else None
            form: dict[str, Any] = {"cycle": self.means.value, "rrule_due": rule}
        elif isinstance(self.means, Unknown):
            form = {"kind": "unknown"}
        else:
            form = to_json(self.means)
        if self.clock:
            form["time"] = f"{self.clock:%H:%M}"
        return {
            **form,
            "next": [day.isoformat() for day in self.next],
            "advise": [day.isoformat() for day in self.advise],
            "why": self.why,
        }


def meanings(phrase: str, on: date, office: Office, count: int = 4) -> tuple[Meaning, ...]:
    """Everything that a phrase read on the day `on` asks for, each with its first `count` days.

    Never raises for any text: what cannot be read is unknown, and says so.
    """
    phrase = " ".join(phrase.split())
    read = read_phrase(phrase, on, office.calendar)
    if len(read) == 1 and isinstance(cycle := read[0], ReportPhrase) and not cycle.clock:
        # "hằng tuần, thứ Năm, không quá 16h30": the clock may stand apart from the day.
        read = (replace(cycle, clock=time_of_day(phrase)),)
    # "trước ngày 10 hằng tháng, ngày 9 hằng tháng": what is said twice is owed once.
    return tuple(dict.fromkeys(_meaning(each, phrase, on, office, count) for each in read))


def _meaning(
    found: ReportPhrase | TimePhrase, phrase: str, on: date, office: Office, count: int
) -> Meaning:
    means, recurrence, clock = _normal_form(found, phrase, on)
    days = recurrence_days(recurrence, on) if recurrence else _days(means, on)
    following = tuple(islice(days, count))
    advise = tuple(office.advice_day(day) for day in following)
    return Meaning(
        means=means,
        recurrence=recurrence,
        clock=clock,
        next=following,
        advise=advise,
        why=reason(found, recurrence, following, advise),
    )


def _normal_form(
    found: ReportPhrase | TimePhrase, phrase: str, on: date
) -> tuple[Timing | Unknown | CycleKind, Recurrence | None, time | None]:
    if isinstance(found, TimePhrase):
        timed = isinstance(found.timing, Deadline | Window | Yearly)
        return found.timing, None, found.clock if timed else None
    if found.impossible:
        return Unknown(phrase=phrase), None, None
    # "Every two weeks" does not say from which: the first one on or after the day of reading.
    recurrence = found.recurrence.beginning(on) if found.recurrence else None
    return found.kind, recurrence, found.clock if recurrence else None


def recurrence_days(recurrence: Recurrence, on: date) -> Iterator[date]:
    """The last days in time of a cycle, from `on` on."""
    while on.year < LAST_YEAR:
        on = recurrence.on_or_after(on)
        yield on
        on += timedelta(days=1)


def _days(means: Timing | Unknown | CycleKind, on: date) -> Iterator[date]:
    match means:
        case Deadline() | Window() if means.due >= on:
            yield means.due
        case Yearly():
            first = max(on.year, means.start.year if means.start else on.year)
            last = min(LAST_YEAR, means.end.year if means.end else LAST_YEAR)
            for year in range(first, last + 1):
                length = calendar.monthrange(year, means.month)[1]
                day = date(year, means.month, min(means.day, length))
                if day >= on:
                    yield day
