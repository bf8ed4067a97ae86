"""Copying days in: a year that came into reach by itself, or a year taken over anew on request.

What was entered by hand lies above and is never touched; nor is what is past.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import DayKind
from storage import calendars, duties, journal
from storage.calendar_edits import CalendarRefused, begin
from storage.orgs import OrgState
from storage.public_days import public_year
from storage.tables import calendar_days


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """How many days of a year were copied in, and how many taken out."""

    added: int
    removed: int


async def renew(
    tx: AsyncConnection, org: int, year: int, *, now: datetime, person: int | None = None
) -> Renewed:
    """Have a year's copied days be what this version knows; what was entered stays.

    Of a year that is there already, today and what is past stay as they are.
    Raises CalendarRefused if nothing is known of the year.
    """
    office = await begin(tx, org)
    if not public_year(year).days:
        raise CalendarRefused(
            "unknown_year", f"nothing is known of {year}: set its days off one by one", year=year
        )
    kinds = await _copied(tx, org, year)
    others = differing(kinds, year, office.office.day_of(now))
    await tx.execute(
        delete(calendar_days).where(calendar_days.c.org_id == org, calendar_days.c.day.in_(others))
    )
    wanted = public_year(year).days
    rows = [
        {"org_id": org, "day": day, "kind": wanted[day][0].value, "source": wanted[day][1]}
        for day in others
        if day in wanted
    ]
    if rows:
        await tx.execute(calendar_days.insert(), rows)
    done = Renewed(added=len(rows), removed=sum(day in kinds for day in others))
    if others:
        await journal.note(tx, org, now, "calendar_filled", person, year=year, **vars(done))
        await duties.touch_all(tx, org, now)
    return done


def differing(kinds: dict[date, DayKind], year: int, today: date) -> list[date]:
    """The days of a year on which this version knows otherwise than `kinds`, those copied in.

    Only those to come, unless nothing of the year is there.
    """
    wanted = {day: kind for day, (kind, _) in public_year(year).days.items()}
    changed = sorted(
        day for day in wanted.keys() | kinds.keys() if wanted.get(day) is not kinds.get(day)
    )
    return [day for day in changed if day > today] if kinds else changed


def missing_years(org: OrgState, now: datetime) -> list[int]:
    """This year and those ahead that the org's calendar does not hold though they are known."""
    today, calendar = org.office.day_of(now), org.office.calendar
    ahead = (year for year in calendars.years_around(today) if year >= today.year)
    return [year for year in ahead if not calendar.knows(year) and public_year(year).days]


async def keep_ahead(tx: AsyncConnection, org: int, now: datetime) -> None:
    """Copy in the years that a new year has brought into reach; no day that is there changes."""
    office = await begin(tx, org)
    if years := missing_years(office, now):
        added = await calendars.fill(tx, org, years)
        await journal.note(tx, org, now, "calendar_filled", years=years, added=added)
        await duties.touch_all(tx, org, now)


async def _copied(connection: AsyncConnection, org: int, year: int) -> dict[date, DayKind]:
    rows = await connection.execute(
        select(calendar_days.c.day, calendar_days.c.kind).where(
            calendar_days.c.org_id == org,
            calendar_days.c.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
    )
    return {row.day: DayKind(row.kind) for row in rows}
