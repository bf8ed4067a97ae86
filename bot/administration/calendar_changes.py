"""Days off and worked, pauses of the office, and the years that are filled in."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.calendar_shown import shown_day
from scheduler.rules.calendar import DayKind, years_in_sight
from storage import (
    calendar_edits,
    calendar_filling,
    orgs,
)
from storage.calendar_years import CalendarYear, overview
from storage.database import Database


async def calendar(
    database: Database, org: int, year: int | None, now: datetime
) -> list[CalendarYear]:
    """A year of the calendar; without one this year, and the next once it is in sight."""
    async with database.read() as connection:
        today = (await orgs.load(connection, org)).office.day_of(now)
        years = years_in_sight(today) if year is None else (year,)
        return [await overview(connection, org, each, today) for each in years]


async def set_days(
    database: Database,
    org: int,
    run: tuple[date, date],
    kind: DayKind | None,
    reason: str,
    now: datetime,
) -> str:
    """Enter what the days of a run are, or with None take that back; says what they are now."""

    async def work(tx: AsyncConnection) -> None:
        if kind is None:
            await calendar_edits.clear_days(tx, org, *run, now=now)
        else:
            await calendar_edits.set_days(tx, org, *run, kind, reason=reason, now=now)

    await database.write(work)
    async with database.read() as connection:
        works = (await orgs.load(connection, org)).office.calendar
    first = run[0]
    half = works.half_of(first)
    what = f"worked in the {half.value}" if half else "worked" if works.works_on(first) else "off"
    return f"{_shown_run(run)}: {what}"


async def pause_office(
    database: Database, org: int, run: tuple[date, date], reason: str, now: datetime
) -> str:
    await database.write(lambda tx: calendar_edits.add_pause(tx, org, *run, reason=reason, now=now))
    return f"{_shown_run(run)}: the office pauses"


async def resume_office(database: Database, org: int, day: date | None, now: datetime) -> str:
    """End a pause; a sentence that says which."""
    ended = await database.write(lambda tx: calendar_edits.end_pause(tx, org, day, now=now))
    return f"{_shown_run((ended.first, ended.last))}: this pause is over ({ended.reason})"


async def fill_year(database: Database, org: int, year: int, now: datetime) -> str:
    done = await database.write(lambda tx: calendar_filling.renew(tx, org, year, now=now))
    return f"{year}: {done.added} days taken over, {done.removed} taken out"


def _shown_run(run: tuple[date, date]) -> str:
    first, last = run
    return shown_day(first) if first == last else f"{shown_day(first)} – {shown_day(last)}"
