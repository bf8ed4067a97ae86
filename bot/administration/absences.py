"""What `dondoc absent` and `dondoc absences` do."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_person
from scheduler.rules.absence import Absence
from scheduler.rules.assignment import Span
from scheduler.rules.people import Person
from storage import absences, orgs, units
from storage.database import Database
from storage.orgs import OrgState
from storage.people import absences_of, load_staff


async def absent(
    database: Database,
    org: int,
    name: str,
    first: date | None,
    last: date,
    substitute: str | None,
    now: datetime,
) -> str:
    """A person is away from `first` (default today) to `last`; say so in one line."""

    async def work(tx: AsyncConnection) -> str:
        state = await orgs.load(tx, org)
        staff, book = await load_staff(tx, org), await units.load(tx, org)
        person = the_person(staff, name, book)
        instead = the_person(staff, substitute, book) if substitute else None
        begins = first or state.office.day_of(now)
        await away(tx, state, person, begins, last, instead, now, by=None)
        return f"{person.name}: away {begins} to {last}, {_by(instead.name if instead else None)}"

    return await database.write(work)


async def away(
    tx: AsyncConnection,
    org: OrgState,
    person: Person,
    first: date,
    last: date,
    instead: Person | None,
    now: datetime,
    *,
    by: int | None,
) -> list[str]:
    """Store that a person is away, for chat and the command line; the keys of what people are told.

    `by`: who says so; None is the operator. Raises CannotDo for days in the wrong order, and for
    whoever would stand in for themselves.
    """
    if last < first:
        raise CannotDo("cannot.order", first=first, last=last)
    if instead is not None and instead.id == person.id:
        raise CannotDo("cannot.own_substitute", name=person.name)
    new = Absence(
        person_id=person.id,
        span=Span(from_on=first, to_on=last),
        substitute_id=instead.id if instead else None,
    )
    return await absences.declare(tx, org, new, now, by=by)


async def back(database: Database, org: int, name: str, on: date | None, now: datetime) -> str:
    """A person is back on a day (default today); say so in one line."""

    async def work(tx: AsyncConnection) -> str:
        state = await orgs.load(tx, org)
        person = the_person(await load_staff(tx, org), name, await units.load(tx, org))
        back_on = on or state.office.day_of(now)
        await at_work(tx, state, person, back_on, now, by=None)
        return f"{person.name}: back at work on {back_on}"

    return await database.write(work)


async def at_work(
    tx: AsyncConnection, org: OrgState, person: Person, on: date, now: datetime, *, by: int | None
) -> None:
    """Store that a person is back at work on a day, for chat and the command line.

    `by`: who says so; None is the operator. Raises CannotDo for whoever is not away then.
    """
    if await absences.end(tx, org, person.id, on, now, by=by):
        return
    today = org.office.day_of(now)
    coming = [
        f"{each.first}..{each.last}"
        for each in await absences_of(tx, org.id, person.id)
        if each.last >= today
    ]
    facts = {"name": person.name, "day": on, "known": coming}
    raise CannotDo("cannot.not_away_then" if coming else "cannot.not_away", **facts)


async def listed(database: Database, org: int, now: datetime) -> list[dict[str, Any]]:
    """Who is away or will be, soonest first."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        staff, book = await load_staff(connection, org), await units.load(connection, org)
    today = state.office.day_of(now)
    found = []
    for each in staff.absences:
        if each.last < today:
            continue
        held = {post.unit_id: None for post in staff.posts if post.person_id == each.person_id}
        named = staff.people[each.substitute_id].name if each.substitute_id is not None else None
        instead = staff.away(max(today, each.first))[each.person_id]
        found.append(
            {
                "person": staff.people[each.person_id].name,
                "units": [book.shorts[unit] for unit in held],
                "from": each.first.isoformat(),
                "until": each.last.isoformat(),
                "substitute": named,
                "stands_in": instead.name if instead else None,
            }
        )
    return found


def shown(each: dict[str, Any]) -> str:
    """One absence as a line of the table."""
    units_of = ", ".join(each["units"]) or "-"
    line = f"{each['from']} to {each['until']}  {each['person']} ({units_of})  "
    line += _by(each["substitute"])
    if each["substitute"] and each["stands_in"] != each["substitute"]:
        there = f"{each['stands_in']} does" if each["stands_in"] else "nobody named can"
        line += f", who cannot be reached or is away: {there}"
    return line


def _by(name: str | None) -> str:
    return f"substitute {name}" if name else "no substitute"
