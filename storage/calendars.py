"""An org's calendar as rows: days copied in, days entered by hand, pauses.

What is copied in comes from `storage.public_days`, and an upgrade of that never changes a day that
is already here (DESIGN.md §3, Calendar day). What people enter lies above it, in a table of its own
(`storage.calendar_edits`), so that taking it back shows again what lies below.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CompoundSelect, Row, bindparam, literal, select, union_all
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


async def names(connection: AsyncConnection, org: int) -> dict[date, str]:
    """What the days off are called: by the pause or the entry that made them, else as announced."""
    called: dict[date, str] = {}
    copied, entered, pause = calendar_days.c, calendar_edits.c, pauses.c
    for row in await connection.execute(
        select(copied.day, copied.source).where(copied.org_id == org)
    ):
        called[row.day] = name_of(row.source)
    for row in await connection.execute(
        select(entered.day, entered.reason).where(entered.org_id == org)
    ):
        called[row.day] = row.reason
    for row in await connection.execute(
        select(pause.first_day, pause.last_day, pause.reason).where(pause.org_id == org)
    ):
        called |= dict.fromkeys(days(row.first_day, row.last_day), row.reason)
    return called


def name_of(source: str) -> str:
    """The name of a day in its source: "Quốc khánh" of "Quốc khánh (lịch nghỉ đã công bố …)"."""
    return source.partition(" (")[0]


def _in_force() -> CompoundSelect[tuple[Any, ...]]:
    """One question for all three layers of an org's calendar."""
    copied, entered, pause = calendar_days.c, calendar_edits.c, pauses.c
    none, org = literal(""), bindparam("org", type_=copied.org_id.type)
    return union_all(
        select(literal(0).label("layer"), copied.day, copied.day.label("last"), copied.kind).where(
            copied.org_id == org
        ),
        select(literal(1), entered.day, entered.day, entered.kind).where(entered.org_id == org),
        select(literal(2), pause.first_day, pause.last_day, none).where(pause.org_id == org),
    )


_IN_FORCE = _in_force()  # asked at every wake, and put together once: that took longest


async def load(connection: AsyncConnection, org: int, zone: ZoneInfo) -> WorkCalendar:
    """The calendar in force: pauses before what was entered by hand before what was copied in."""
    rows = await connection.execute(_IN_FORCE, {"org": org})
    layers: tuple[list[Row[Any]], ...] = ([], [], [])
    for row in rows:
        layers[row.layer].append(row)
    copied_in, by_hand, paused = layers
    return WorkCalendar.of(
        {row.day: DayKind(row.kind) for row in (*copied_in, *by_hand)},
        closed=[day for row in paused for day in days(row.day, row.last)],
        years={row.day.year for row in copied_in},
        zone=zone,
    )
