"""Bàn giao: a head gives all that one of the unit's people does to another, from a day on."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_if_sure
from bot.handlers.from_day import from_day
from bot.handlers.who import person_meant
from bot.texts import day, text
from scheduler.rules.handover import Handover
from scheduler.rules.people import Person
from storage import assignments, duties, handovers

SHOWN = 10


async def hand_over(asked: Asked, giver: str, taker: str, since: str) -> Answer:
    """Show what would change hands, and after a yes hand it over.

    `since`: the day as it was typed, empty for today.
    """
    posts, today = asked.staff.posts, asked.today
    headed = {p.unit_id for p in posts if asked.staff.heads(asked.person.id, p.unit_id, today)}
    if not headed:
        return Answer(text="no.only_head")
    own = {post.person_id for post in posts if post.unit_id in headed}
    old = await person_meant(asked, giver, among=own)
    if isinstance(old, Answer):
        return old
    new = await person_meant(asked, taker, among=own)
    if isinstance(new, Answer):
        return new
    if old.id == new.id:
        return Answer(text="no.hand_over_to_oneself", facts={"who": old.name})
    begins = from_day(asked, since)
    if isinstance(begins, Answer):
        return begins
    of_both = {post.unit_id for post in posts if post.person_id == new.id} & headed
    held = await assignments.held(asked.tx, asked.org.id, old.id, begins, of_both)
    facts: dict[str, Any] = {"giver": old.name, "taker": new.name, "day": day(begins)}
    facts["stays"] = await _stays(asked, old, of_both, begins)
    if not held:
        return Answer(text="no.nothing_to_hand_over", facts=facts)
    codes = list(dict.fromkeys(each.code for each in held))
    facts |= {"n": len(codes), "codes": _shown(codes)}
    if not asked.is_sure:
        return await ask_if_sure(asked, "ask.sure_hand_over", facts)
    await assignments.hand_over(
        asked.tx,
        asked.org.id,
        giver=old.id,
        taker=new.id,
        day=begins,
        within=of_both,
        now=asked.now,
        by=asked.person.id,
    )
    await handovers.expect(asked.tx, asked.org.id, Handover(person_id=new.id, on=begins))
    await asked.tell([old], "handed_over", **facts)
    return Answer(text="head.handed_over", facts=facts)


async def _stays(asked: Asked, giver: Person, units: Collection[int], begins: date) -> Any:
    """What is open and given to nobody comes to the unit's contact, and goes on doing so."""
    free = [
        item.duty.code
        for item in await duties.not_closed(asked.tx, asked.org.id)
        if item.duty.unit_id in units
        and asked.staff.contact(item.duty.unit_id) == giver
        and not asked.staff.assignees(item.duty.unit_id, item.task_id, item.cycle_id, begins)
    ]
    if not free:
        return ""
    codes = list(dict.fromkeys(free))
    return text("head.stays_with_contact", who=giver.name, codes=_shown(codes), code=codes[0])


def _shown(codes: Sequence[str]) -> str:
    return ", ".join([*codes[:SHOWN], *(["…"] if len(codes) > SHOWN else [])])
