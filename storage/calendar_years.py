"""How a year of an org's calendar stands: what is off, since when and why, and what is not certain.

A year that is missing, or of which the Government has not announced all, is a warning weeks before
it begins, never an error.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import DAY, DayKind, in_sight, years_in_sight
from storage.calendar_edits import Pause, all_pauses
from storage.calendar_filling import differing
from storage.public_days import OpenPoint, public_year, says
from storage.tables import calendar_days, calendar_edits


@dataclass(frozen=True, kw_only=True)
class Run:
    """Days in a row that are of one kind for one reason."""

    first: date
    last: date
    kind: DayKind
    source: str
    by_hand: bool


@dataclass(frozen=True, kw_only=True)
class CalendarYear:
    year: int
    known: bool  # else only weekends are off
    runs: tuple[Run, ...]
    pauses: tuple[Pause, ...]
    doubts: tuple[OpenPoint, ...]

    def of_kind(self, *kinds: DayKind) -> list[Run]:
        return [run for run in self.runs if run.kind in kinds]

    def to_json(self) -> dict[str, Any]:
        def run_form(run: Run) -> dict[str, Any]:
            form = asdict(run) | {"first": run.first.isoformat(), "last": run.last.isoformat()}
            del form["kind"]
            return form

        return {
            "year": self.year,
            "known": self.known,
            **{kind.value: [run_form(run) for run in self.of_kind(kind)] for kind in DayKind},
            "pauses": [
                asdict(p) | {"first": p.first.isoformat(), "last": p.last.isoformat()}
                for p in self.pauses
            ],
            "warnings": [point.says["en"] for point in self.doubts],
        }


async def overview(connection: AsyncConnection, org: int, number: int, today: date) -> CalendarYear:
    """A year of the calendar as it is in force; a pause lies above it."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    copied = {
        row.day: Run(
            first=row.day,
            last=row.day,
            kind=DayKind(row.kind),
            source=row.source,
            by_hand=False,
        )
        for row in await connection.execute(
            select(calendar_days).where(
                calendar_days.c.org_id == org, calendar_days.c.day.between(first, last)
            )
        )
    }
    entered = {
        row.day: Run(
            first=row.day,
            last=row.day,
            kind=DayKind(row.kind),
            source=row.reason,
            by_hand=True,
        )
        for row in await connection.execute(
            select(calendar_edits).where(
                calendar_edits.c.org_id == org, calendar_edits.c.day.between(first, last)
            )
        )
    }
    in_force = copied | entered
    paused = await all_pauses(connection, org)
    return CalendarYear(
        year=number,
        known=bool(copied),
        runs=tuple(_joined(in_force[day] for day in sorted(in_force))),
        pauses=tuple(p for p in paused if p.first <= last and p.last >= first),
        doubts=tuple(_doubts(number, {d: r.kind for d, r in copied.items()}, set(entered), today)),
    )


async def doubts_in_sight(
    connection: AsyncConnection, org: int, today: date
) -> list[tuple[int, OpenPoint]]:
    """What is not certain of the years that matter now, each with its year."""
    years = [await overview(connection, org, number, today) for number in years_in_sight(today)]
    return [
        (year.year, point)
        for year in years
        for point in year.doubts
        if in_sight(year.year, point.days, today)
    ]


def _doubts(
    number: int, copied: dict[date, DayKind], entered: set[date], today: date
) -> Iterable[OpenPoint]:
    if not copied:
        yield OpenPoint(days=frozenset(), says=says("missing"))
        return
    for point in public_year(number).open:
        settled = point.days & entered if point.days else entered
        over = max(point.days, default=date.max) < today
        if not settled and not over:
            yield point
    others = [day for day in differing(copied, number, today) if day not in entered]
    if others:
        named = ", ".join(f"{day:%d/%m}" for day in others)
        yield OpenPoint(days=frozenset(others), says=says("otherwise", days=named))


def _joined(each: Iterable[Run]) -> Iterable[Run]:
    """Neighbouring days of one kind and source as one run."""
    run: Run | None = None
    for day in each:
        if run is not None and _continues(run, day):
            run = replace(run, last=day.last)
            continue
        if run is not None:
            yield run
        run = day
    if run is not None:
        yield run


def _continues(run: Run, day: Run) -> bool:
    alike = (run.kind, run.source, run.by_hand) == (day.kind, day.source, day.by_hand)
    return alike and run.last + DAY == day.first
