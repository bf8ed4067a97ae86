"""Days off and swapped Saturdays as rows: copied in from the `holidays` package, then editable.

An upgrade of that package never changes a day that is already here (DESIGN.md §3, Calendar day).
"""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import WorkCalendar
from storage.sql import insert_new
from storage.tables import calendar_days


async def fill(tx: AsyncConnection, org: int, years: Iterable[int]) -> int:
    """Copy the public holidays of Vietnam for these years; return how many days were new."""
    source = holidays.country_holidays("VN", years=sorted(years))
    worked: set[date] = getattr(source, "weekend_workdays", set())
    days = [(day, "off") for day in source]
    days += [(day, "worked") for day in worked if day.year in source.years]
    added = 0
    for day, kind in sorted(days):
        new = await insert_new(
            tx, calendar_days, org_id=org, day=day, kind=kind, source="holidays package"
        )
        added += new is not None
    return added


async def load(connection: AsyncConnection, org: int, zone: ZoneInfo) -> WorkCalendar:
    rows = await connection.execute(
        select(calendar_days.c.day, calendar_days.c.kind).where(calendar_days.c.org_id == org)
    )
    days = [(row.day, row.kind) for row in rows]
    return WorkCalendar(
        off=frozenset(day for day, kind in days if kind == "off"),
        worked=frozenset(day for day, kind in days if kind == "worked"),
        zone=zone,
    )
