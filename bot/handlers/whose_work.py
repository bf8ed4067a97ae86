"""Whose work it is, once somebody has said "not ours" or "I passed it on": another's, or theirs."""

from bot.handlers.asked import Answer, Asked
from bot.handlers.assign import give
from bot.handlers.decided import nothing_waits
from bot.handlers.dialogues import offer
from bot.handlers.passing_on import WHOSE_WORK, may_give, settle, waiting
from bot.sending.naming import managers_code, title
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person


async def let_have(asked: Asked, item: DutyRecord) -> Answer:
    """Agree that it is another's: given to whom it was passed on, else we ask to whom."""
    row = await waiting(asked, item, *WHOSE_WORK)
    if row is None:
        return await nothing_waits(asked, item)
    if not await may_give(asked, item):
        return Answer(text="no.only_head")
    await asked.settle_question(item)
    if row.for_id is not None:
        return await give(asked, item, [asked.staff.people[row.for_id]], asked.today)
    code = managers_code(item.duty)
    people = [person for person in _of_unit(asked, item) if person.id != row.asked_by]
    choices = [(person.name, f"giao {code} cho {person.name}") for person in people]
    facts = {"code": code, "title": title(item.duty)}
    return await offer(asked, "ask.give_to", facts, choices)


async def keep(asked: Asked, item: DutyRecord) -> Answer:
    """It stays with whom it is; whoever wanted it elsewhere is told."""
    if await waiting(asked, item, *WHOSE_WORK) is None:
        return await nothing_waits(asked, item)
    if not await may_give(asked, item):
        return Answer(text="no.only_head")
    await asked.settle_question(item)
    await asked.changes("keep", item)
    await settle(asked, item, "kept")
    return Answer(text="head.kept", facts={"code": managers_code(item.duty)})


def _of_unit(asked: Asked, item: DutyRecord) -> list[Person]:
    """The unit's people: those who do the work, not those who head it."""
    unit, cast = item.duty.unit_id, asked.cast(item)
    heads = {head.id for head in (*cast.heads, *cast.deputy_heads)}
    return [
        person
        for person in asked.staff.people.values()
        if person.id not in heads
        and any(role.unit_id == unit for role in asked.staff.roles_of(person.id, asked.today))
    ]
