"""Bàn giao: a head gives all that one of the unit's people does to another, from a day on."""

from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.day_slots import from_day
from bot.handlers.dialogues import ask_if_sure
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
    begins = await from_day(
        asked,
        since,
        what=text("who.work_of", who=old.name),
        begins=f"bàn giao việc của {old.name} cho {new.name} từ ",
    )
    if isinstance(begins, Answer):
        return begins
    of_both = {post.unit_id for post in posts if post.person_id == new.id} & headed
    held = await assignments.held(asked.tx, asked.org.id, old.id, begins, of_both)
    facts: dict[str, Any] = {"giver": old.name, "taker": new.name, "day": day(begins)}
    stays = await _stays_with_the_post(asked, old, new, of_both)
    if not held:
        return Answer(text="no.nothing_to_hand_over", facts=facts | {"stays": stays})
    codes = list(dict.fromkeys(each.code for each in held))
    facts |= {"n": len(codes), "codes": _some(codes)}
    if not asked.is_sure:
        return await ask_if_sure(asked, "ask.sure_hand_over", facts | {"stays": stays})
    await asked.changes("hand_over", old.name)  # each duty can be given back by itself
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
    return Answer(text="head.handed_over", facts=facts | {"stays": stays})


async def _stays_with_the_post(asked: Asked, old: Person, new: Person, within: set[int]) -> Any:
    """What the giver does as contact or head, because nobody is assigned to it: it goes with the
    post, so that is said with how to give it as well."""
    found = await duties.visible(
        asked.tx, asked.org.id, asked.scope, asked.staff, asked.today, duties.IS_OWED
    )
    codes = [
        item.duty.code
        for item in found
        if item.duty.unit_id in within
        and not asked.cast(item).assignees
        and old in asked.cast(item).owners()
    ]
    if not codes:
        return ""
    codes = list(dict.fromkeys(codes))
    facts = {"giver": old.name, "n": len(codes), "codes": _some(codes)}
    return text("head.stays_with_post", **facts, code=codes[0], taker=new.name)


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:SHOWN] + (["…"] if len(codes) > SHOWN else []))
