"""Who does what: giving a task to somebody, and handing over all that one person does."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.admin import CannotDo
from bot.duty_facts import iso
from bot.named import any_of, the_person, the_unit
from bot.sending.naming import due_text, last_word, title
from bot.texts import day, text
from scheduler.rules.assignment import Span
from scheduler.rules.duty import State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person
from scheduler.rules.staff import Staff, cast_of
from storage import (
    assignments,
    duties,
    events,
    orgs,
    outbox,
    progress,
    units,
)
from storage.database import Database
from storage.orgs import OrgState
from storage.people import load_staff

CLOSED = (State.ACCEPTED, State.CANCELLED, State.MISSED)


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
            raise CannotDo(f"--to {last} lies before --from {begins}")
        given = await assignments.find(tx, org, thing.partition("/")[0], begins)
        if given is None:
            raise CannotDo(f"no task or report is called {thing}: write it as NV12/HC-TH")
        code, named = given.code, thing.partition("/")[2]
        if named and the_unit(book, named) not in given.units:
            whose = any_of(book.shorts[each] for each in given.units)
            raise CannotDo(f"{code} is not of {named}; whose it is: {whose}")
        if not named and len(given.owing) != 1:
            every = any_of(f"{code}/{book.shorts[each]}" for each in given.owing)
            raise CannotDo(f"{code} may mean {every}: name one")
        unit = the_unit(book, named) if named else given.owing[0]
        chosen = the_person(await load_staff(tx, org), person, book, unit)
        span = Span(from_on=begins, to_on=last)
        await assignments.assign(
            tx,
            org,
            task=given.task,
            cycle=given.cycle,
            unit=unit,
            person=chosen.id,
            span=span,
            now=now,
        )
        name = f"{code}/{book.shorts[unit]}"
        for item in await duties.named(tx, org, name):
            if item.duty.state not in CLOSED:
                facts = {
                    "code": code,
                    "title": title(item.duty),
                    "by": book.names[unit],
                    "due": due_text(item.duty),
                }
                slot = _slot_of(state, begins, now)
                await events.tell(
                    tx, state, now, [chosen], "assigned", item=item, slot_at=slot, facts=facts
                )
        until = f" to {last}" if last else ""
        return f"{name}: {chosen.name}, from {begins}{until}"

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
            raise CannotDo(f"{giver} and {taker} are the same person")
        posts = {post.unit_id: post for post in staff.posts if post.person_id == old.id}
        wanted = [only] if only is not None else list(posts)
        contacts = [u for u in wanted if contact and posts[u].is_contact]
        if contacts and begins > state.office.day_of(now):
            raise CannotDo(f"a contact changes at once: hand that over on {begins} itself")
        before = {item.id for item in await _done_by(tx, state, staff, old, begins)}
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
            where = any_of(book.shorts[each] for each in sorted(strange))
            raise CannotDo(f"{new.name} has no post in {where}: --unit hands over one unit only")
        if not given and not moved:
            answers = [book.shorts[u] for u in wanted if posts[u].is_contact]
            hint = f"; what falls to the contact of {any_of(answers)} goes with --contact"
            raise CannotDo(
                f"nothing is assigned to {old.name} from {begins} on{hint if answers else ''}"
            )
        after = await _done_by(tx, state, await load_staff(tx, org), new, begins)
        taken = [item for item in after if item.id in before]
        await _tell_taker(tx, state, old, new, taken, begins, now)
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


async def _done_by(
    tx: AsyncConnection, org: OrgState, staff: Staff, person: Person, on: date
) -> list[DutyRecord]:
    """The duties that are not closed and are this person's on a day."""
    every = await duties.not_closed(tx, org.id)
    return [item for item in every if person in cast_of(staff, item, on).owners()]


async def _tell_taker(
    tx: AsyncConnection,
    org: OrgState,
    giver: Person,
    taker: Person,
    taken: Sequence[DutyRecord],
    begins: date,
    now: datetime,
) -> None:
    if not taken:
        return
    told = await outbox.told_about(tx, org.id, [item.id for item in taken])
    said = await progress.of_duties(tx, org.id, [item.id for item in taken])
    zone = org.office.calendar.zone
    lines = []
    for item in taken:
        words = said.get(item.id)
        asked: Any = ", ".join(told.get(item.id, ())) or text("told.handed_over_none")
        lines.append(
            text(
                "told.handed_over_line",
                code=item.duty.code,
                title=title(item.duty),
                due=due_text(item.duty),
                asked=asked,
                last=last_word((words[-1].words, words[-1].said_at) if words else None, zone),
            )
        )
    facts = {"count": len(lines), "giver": giver.name, "day": day(begins), "lines": lines}
    slot = _slot_of(org, begins, now)
    await events.tell(tx, org, now, [taker], "handed_over", slot_at=slot, facts=facts)


def _slot_of(org: OrgState, begins: date, now: datetime) -> datetime:
    """The first slot of somebody who takes something over on a day."""
    midnight = org.office.calendar.at(begins, time())
    return org.office.slot_after(max(now, midnight))
