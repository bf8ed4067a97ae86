"""Who does what: giving a task to somebody, and handing over all that one person does."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.duty_facts import iso
from bot.administration.named import the_person, the_unit
from scheduler.rules.assignment import Span
from scheduler.rules.handover import Handover
from storage import assignments, handovers, orgs, units
from storage.database import Database
from storage.people import load_staff


async def assign(
    database: Database,
    org: int,
    thing: str,
    person: str,
    first: date | None,
    last: date | None,
    now: datetime,
) -> str:
    """Give a unit's task or report to one of its people from `first` (default today)."""

    async def work(tx: AsyncConnection) -> str:
        state = await orgs.load(tx, org)
        book = await units.load(tx, org, state.office.day_of(now))
        begins = first or state.office.day_of(now)
        if last is not None and last < begins:
            raise CannotDo("cannot.order", first=begins, last=last)
        given = await assignments.find(tx, org, thing.partition("/")[0], begins)
        if given is None:
            raise CannotDo("cannot.no_thing", name=thing)
        code, named = given.code, thing.partition("/")[2]
        if named and the_unit(book, named) not in given.units:
            whose = [book.shorts[each] for each in given.units]
            raise CannotDo("cannot.not_theirs", code=code, unit=named, known=whose)
        if not named and len(given.owing) != 1:
            every = [f"{code}/{book.shorts[each]}" for each in given.owing]
            raise CannotDo("cannot.which_duty", name=code, known=every)
        unit = the_unit(book, named) if named else given.owing[0]
        chosen = the_person(await load_staff(tx, org), person, book, unit)
        span = Span(from_on=begins, to_on=last)
        await assignments.assign(
            tx,
            org,
            task=given.task,
            cycle=given.cycle,
            unit=unit,
            people=[chosen.id],
            span=span,
            now=now,
        )
        await handovers.expect(tx, org, Handover(person_id=chosen.id, on=begins))
        until = f" to {last}" if last else ""
        return f"{code}/{book.shorts[unit]}: {chosen.name}, from {begins}{until}"

    return await database.write(work)


async def hand_over(
    database: Database,
    org: int,
    giver: str,
    taker: str,
    begins: date,
    unit: str | None,
    now: datetime,
    *,
    contact: bool = False,
) -> list[dict[str, Any]]:
    """Give all that one person does to another from a day on; return what changed hands.

    The taker gets one list in their first slot: what is open, and who was told what.
    """

    async def work(tx: AsyncConnection) -> list[dict[str, Any]]:
        state = await orgs.load(tx, org)
        staff = await load_staff(tx, org)
        book = await units.load(tx, org, state.office.day_of(now))
        only = the_unit(book, unit) if unit else None
        old, new = (the_person(staff, name, book, only) for name in (giver, taker))
        if old.id == new.id:
            raise CannotDo("cannot.same_person", giver=giver, taker=taker)
        posts = {post.unit_id: post for post in staff.posts if post.person_id == old.id}
        wanted = [only] if only is not None else list(posts)
        contacts = [u for u in wanted if contact and posts[u].is_contact]
        if contacts and begins > state.office.day_of(now):
            raise CannotDo("cannot.contact_at_once", day=begins)
        given = await assignments.hand_over(
            tx,
            org,
            giver=old.id,
            taker=new.id,
            day=begins,
            within=[only] if only else None,
            now=now,
        )
        moved = await assignments.hand_over_contact(
            tx, org, giver=old.id, taker=new.id, within=contacts, now=now
        )
        needed = {each.unit_id for each in given} | {*moved}
        strange = needed - {post.unit_id for post in staff.posts if post.person_id == new.id}
        if strange:
            where = [book.shorts[each] for each in sorted(strange)]
            raise CannotDo("cannot.no_post", name=new.name, units=where)
        if not given and not moved:
            answers = [book.shorts[u] for u in wanted if posts[u].is_contact]
            facts = {"name": old.name, "day": begins, "units": answers}
            raise CannotDo("cannot.as_contact" if answers else "cannot.nothing_given", **facts)
        if given:
            await handovers.expect(tx, org, Handover(person_id=new.id, on=begins))
        for unit_moved in moved:
            turn = Handover(person_id=new.id, on=begins, unit=unit_moved)
            await handovers.expect(tx, org, turn)
        lines = [
            {
                "what": each.code,
                "unit": book.shorts[each.unit_id],
                "from": iso(each.span.from_on),
                "to": iso(each.span.to_on),
            }
            for each in given
        ]
        return lines + [
            {"what": "contact", "unit": book.shorts[each], "from": iso(begins), "to": None}
            for each in moved
        ]

    return await database.write(work)
