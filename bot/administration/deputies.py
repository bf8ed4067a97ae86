"""What `dondoc deputy` and `dondoc deputies` do."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_person, the_unit
from bot.texts import text
from scheduler.rules.handover import Handover
from scheduler.rules.people import Person, Role
from storage import deputies, events, handovers, orgs, units
from storage.database import Database
from storage.people import load_staff


async def name(database: Database, org: int, who: str, unit: str | None, now: datetime) -> str:
    """Make somebody deputy head of their unit, and tell them; say so in one line."""

    async def work(tx: AsyncConnection) -> str:
        person, at, short = await _meant(tx, org, who, unit)
        state, staff = await orgs.load(tx, org), await load_staff(tx, org)
        if person in staff.holding(Role.HEAD, at):
            raise CannotDo("cannot.is_head", name=person.name, unit=short)
        if person in staff.holding(Role.DEPUTY_HEAD, at):
            return f"{person.name}: deputy head of {short} already"
        await deputies.name(tx, org, person.id, at, now, by=None)
        turn = Handover(person_id=person.id, on=state.office.day_of(now), unit=at)
        await handovers.expect(tx, org, turn)
        facts = {"who": text("who.operator")}
        await events.tell(tx, state, now, [person], "deputy", facts=facts)
        return f"{person.name}: deputy head of {short}"

    return await database.write(work)


async def end(database: Database, org: int, who: str, unit: str | None, now: datetime) -> str:
    """Let somebody be deputy head no more, and tell them; say so in one line."""

    async def work(tx: AsyncConnection) -> str:
        person, at, short = await _meant(tx, org, who, unit, deputy=True)
        state = await orgs.load(tx, org)
        await deputies.end(tx, org, person.id, at, now, by=None)
        facts = {"who": text("who.operator")}
        await events.tell(tx, state, now, [person], "deputy_ended", facts=facts)
        return f"{person.name}: no longer deputy head of {short}"

    return await database.write(work)


async def listed(database: Database, org: int, now: datetime) -> list[dict[str, Any]]:
    """The deputy heads, by unit: `unit, person, linked`."""
    async with database.read() as connection:
        staff, book = await load_staff(connection, org), await units.load(connection, org)
    held = [post for post in staff.posts if post.role is Role.DEPUTY_HEAD]
    found = [(book.shorts[post.unit_id], staff.people[post.person_id]) for post in held]
    return [
        {"unit": unit, "person": person.name, "linked": person.reachable}
        for unit, person in sorted(found, key=lambda each: (each[0], each[1].name))
    ]


def shown(each: dict[str, Any]) -> str:
    return f"{each['unit']:10} {each['person']}" + ("" if each["linked"] else "  (not linked)")


async def _meant(
    tx: AsyncConnection, org: int, who: str, unit: str | None, *, deputy: bool = False
) -> tuple[Person, int, str]:
    """The person, the unit they are of, and its short name; `deputy`: one they are deputy head
    of. Raise CannotDo where that is not one."""
    staff, book = await load_staff(tx, org), await units.load(tx, org)
    wanted = the_unit(book, unit) if unit else None
    person = the_person(staff, who, book, wanted)
    of = {
        post.unit_id
        for post in staff.posts
        if post.person_id == person.id
        and wanted in (None, post.unit_id)
        and (post.role is Role.DEPUTY_HEAD if deputy else post.role is not Role.DEPUTY)
    }
    if not of:
        if unit:
            what = "cannot.no_deputy_called" if deputy else "cannot.in_no_unit_called"
        else:
            what = "cannot.no_deputy" if deputy else "cannot.in_no_unit"
        raise CannotDo(what, name=person.name, unit=unit)
    if len(of) > 1:
        raise CannotDo("cannot.which_unit", name=person.name, known=[book.shorts[u] for u in of])
    at = of.pop()
    return person, at, book.shorts[at]
