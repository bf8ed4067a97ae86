"""Taking charge of what is late, at the command line: it finds what is meant, and tells of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_duty, the_person
from bot.sending.naming import title
from bot.texts import day
from scheduler.rules.amending import CannotAmend
from scheduler.rules.charge import ChargeRefused, may_take
from scheduler.rules.staff import cast_of
from storage import charges, events, orgs, units
from storage.database import Database
from storage.people import load_staff


async def take(
    database: Database, org: int, name: str, person: str, wanted: date | None, now: datetime
) -> str:
    """Put somebody in charge of an overdue duty until a day, and tell whose it is."""

    async def work(tx: AsyncConnection) -> str:
        state = await orgs.load(tx, org)
        item = await the_duty(tx, org, name)
        staff = await load_staff(tx, org)
        chosen = the_person(staff, person, await units.load(tx, org))
        cast = cast_of(staff, item, state.office.day_of(now))
        if not may_take(cast, chosen.id):
            raise CannotDo("cannot.not_above", name=name, who=chosen.name)
        until = await charges.take(tx, state, item, chosen.id, wanted, now)
        facts = {"code": item.duty.code, "title": title(item.duty), "who": chosen.name}
        told: dict[str, Any] = {**facts, "day": day(until)}
        readers = [*cast.owners(), chosen]
        await events.tell(tx, state, now, readers, "charge_taken", item=item, facts=told)
        return f"{item.duty.name}: {chosen.name} is in charge until {until}"

    try:
        return await database.write(work)
    except (CannotAmend, ChargeRefused) as error:
        raise CannotDo.because(error, name) from error


async def end(database: Database, org: int, name: str, now: datetime) -> str:
    """Hand back what somebody is in charge of, and tell them and whose it is."""

    async def work(tx: AsyncConnection) -> str:
        state = await orgs.load(tx, org)
        item = await the_duty(tx, org, name)
        held = await charges.give_back(tx, state, item, now)
        cast = cast_of(await load_staff(tx, org), item, state.office.day_of(now))
        who = held.person.name
        facts: dict[str, Any] = {
            "code": item.duty.code,
            "title": title(item.duty),
            "who": who,
        }
        readers = [*cast.owners(), held.person]
        await events.tell(tx, state, now, readers, "charge_ended", item=item, facts=facts)
        return f"{item.duty.name}: {who} is no longer in charge"

    try:
        return await database.write(work)
    except CannotAmend as error:
        raise CannotDo.because(error, name) from error
