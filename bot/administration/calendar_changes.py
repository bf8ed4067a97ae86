"""Days off and worked, pauses of the office, and the years that are filled in."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.calendar_shown import shown_day
from bot.administration.cannot import CannotDo
from scheduler.rules.calendar import DayKind, WorkCalendar, years_in_sight
from storage import (
    calendar_edits,
    calendar_filling,
    duties,
    orgs,
)
from storage.calendar_edits import CalendarRefused, Pause
from storage.calendar_years import CalendarYear, overview
from storage.database import Database
from storage.tables import duties as duty_rows


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A duty whose working day to be done by is another now; its due day stays."""

    name: str
    old: date
    new: date


async def calendar(
    database: Database, org: int, year: int | None, now: datetime
) -> list[CalendarYear]:
    """A year of the calendar; without one this year, and the next once it is in sight."""
    async with database.read() as connection:
        today = (await orgs.load(connection, org)).office.day_of(now)
        years = years_in_sight(today) if year is None else (year,)
        return [await overview(connection, org, each, today) for each in years]


async def set_days(
    tx: AsyncConnection,
    org: int,
    run: tuple[date, date],
    kind: DayKind | None,
    reason: str,
    now: datetime,
    *,
    by: int | None = None,
) -> list[Moved]:
    """Enter what the days of a run are, or with None take that back. Raises CannotDo."""
    if kind is None:
        work: Awaitable[object] = calendar_edits.clear_days(tx, org, *run, now=now, person=by)
    else:
        work = calendar_edits.set_days(tx, org, *run, kind, reason=reason, now=now, person=by)
    return await _changed(tx, org, work)


async def pause_office(
    tx: AsyncConnection,
    org: int,
    run: tuple[date, date],
    reason: str,
    now: datetime,
    *,
    by: int | None = None,
) -> list[Moved]:
    """Close the whole office for some days: only answers leave, due days stay. Raises CannotDo."""
    work = calendar_edits.add_pause(tx, org, *run, reason=reason, now=now, person=by)
    return await _changed(tx, org, work)


async def resume_office(
    tx: AsyncConnection, org: int, day: date | None, now: datetime, *, by: int | None = None
) -> Pause:
    """End a pause, the running one or the one of a day; returns it. Raises CannotDo."""
    try:
        return await calendar_edits.end_pause(tx, org, day, now=now, person=by)
    except CalendarRefused as refusal:
        raise CannotDo.because(refusal) from refusal


async def _changed(tx: AsyncConnection, org: int, change: Awaitable[object]) -> list[Moved]:
    """Make a change, and say of which duties the day to be done by is now another."""
    before = (await orgs.load(tx, org)).office
    try:
        async with tx.begin_nested():  # what is refused half-way leaves nothing behind
            await change
    except CalendarRefused as refusal:
        raise CannotDo.because(refusal) from refusal
    after = (await orgs.load(tx, org)).office
    owed = await duties.read(tx, org, duties.IS_OWED, duty_rows.c.due_on.is_not(None))
    days = {item.duty.due_on for item in owed if item.duty.due_on is not None}
    advised = {day: (before.advice_day(day), after.advice_day(day)) for day in days}
    return [
        Moved(name=item.duty.name, old=old, new=new)
        for item in owed
        if item.duty.due_on is not None
        for old, new in (advised[item.duty.due_on],)
        if old != new
    ]


def what_is(works: WorkCalendar, run: tuple[date, date]) -> str:
    """What the days of a run are, in English: "Mon 04/01/2027: off"."""
    first = run[0]
    half = works.half_of(first)
    what = f"worked in the {half.value}" if half else "worked" if works.works_on(first) else "off"
    return f"{shown_run(run)}: {what}"


async def fill_year(database: Database, org: int, year: int, now: datetime) -> str:
    done = await database.write(lambda tx: calendar_filling.renew(tx, org, year, now=now))
    return f"{year}: {done.added} days taken over, {done.removed} taken out"


def shown_run(run: tuple[date, date]) -> str:
    first, last = run
    return shown_day(first) if first == last else f"{shown_day(first)} – {shown_day(last)}"
