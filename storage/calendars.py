"""An org's calendar as rows: days copied in, days entered by hand, pauses.

What is copied in comes from `storage.public_days`, and an upgrade of that never changes a day that
is already here (DESIGN.md §3, Calendar day). What people enter lies above it, in a table of its own
(`storage.calendar_edits`), so that taking it back shows again what lies below.
"""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import OFFICE_ZONE, DayKind, WorkCalendar, days
from storage.public_days import public_year
from storage.sql import insert_all_new
from storage.tables import calendar_days, calendar_edits, pauses

YEARS_AHEAD = 2  # that are filled beside the present one


def shipped(years: Iterable[int], zone: ZoneInfo = OFFICE_ZONE) -> WorkCalendar:
    """The calendar that an org made now would begin with, for whoever has no database."""
    known = [public_year(year) for year in years]
    kinds = {day: kind for year in known for day, (kind, _) in year.days.items()}
    return WorkCalendar.of(kinds, years=(year.number for year in known), zone=zone)


def years_around(today: date) -> range:
    """The years that an org's calendar holds on a day: last year's to two years ahead."""
    return range(today.year - 1, today.year + YEARS_AHEAD + 1)


async def fill(tx: AsyncConnection, org: int, years: Iterable[int]) -> int:
    """Copy in what is known of these years; return how many days were new.

    A day that is there already stays as it is.
    """
    rows = [
        {"org_id": org, "day": day, "kind": kind.value, "source": source}
        for year in years
        for day, (kind, source) in sorted(public_year(year).days.items())
    ]
    return len(await insert_all_new(tx, calendar_days, rows))


async def load(connection: AsyncConnection, org: int, zone: ZoneInfo) -> WorkCalendar:
    """The calendar in force: pauses before what was entered by hand before what was copied in."""
    kinds: dict[date, DayKind] = {}
    years: set[int] = set()
    for table in (calendar_days, calendar_edits):
        rows = await connection.execute(
            select(table.c.day, table.c.kind).where(table.c.org_id == org)
        )
        for row in rows:
            kinds[row.day] = DayKind(row.kind)
            if table is calendar_days:
                years.add(row.day.year)
    paused = await connection.execute(
        select(pauses.c.first_day, pauses.c.last_day).where(pauses.c.org_id == org)
    )
    closed = [day for row in paused for day in days(row.first_day, row.last_day)]
    return WorkCalendar.of(kinds, closed=closed, years=years, zone=zone)
