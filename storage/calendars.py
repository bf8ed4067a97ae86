"""Days off and swapped Saturdays as rows: copied in from the `holidays` package, then editable.

An upgrade of that package never changes a day that is already here (DESIGN.md §3, Calendar day).
"""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar
from storage.sql import insert_new
from storage.tables import calendar_days


def shipped(years: Iterable[int], zone: ZoneInfo = OFFICE_ZONE) -> WorkCalendar:
    """The calendar that an org made now would begin with, for whoever has no database."""
    return _calendar(_public_days(years), zone)


async def fill(tx: AsyncConnection, org: int, years: Iterable[int]) -> int:
    """Copy the public holidays of Vietnam for these years; return how many days were new."""
    added = 0
    for day, kind in sorted(_public_days(years)):
        new = await insert_new(
            tx, calendar_days, org_id=org, day=day, kind=kind, source="holidays package"
        )
        added += new is not None
    return added


async def load(connection: AsyncConnection, org: int, zone: ZoneInfo) -> WorkCalendar:
    rows = await connection.execute(
        select(calendar_days.c.day, calendar_days.c.kind).where(calendar_days.c.org_id == org)
    )
    return _calendar([(row.day, row.kind) for row in rows], zone)


def _public_days(years: Iterable[int]) -> list[tuple[date, str]]:
    source = holidays.country_holidays("VN", years=sorted(years))
    worked: set[date] = getattr(source, "weekend_workdays", set())
    days = [(day, "off") for day in source]
    return days + [(day, "worked") for day in worked if day.year in source.years]


def _calendar(days: Iterable[tuple[date, str]], zone: ZoneInfo) -> WorkCalendar:
    kinds = dict(days)
    return WorkCalendar(
        off=frozenset(day for day, kind in kinds.items() if kind == "off"),
        worked=frozenset(day for day, kind in kinds.items() if kind == "worked"),
        zone=zone,
    )
