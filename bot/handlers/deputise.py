"""Phó phòng: a head names a deputy head of the unit, or ends it.

A deputy head's word is as good as the head's, and stands in for it while the head is away.
"""

from bot.handlers.asked import Answer, Asked
from bot.handlers.who import person_meant
from scheduler.rules.handover import Handover
from scheduler.rules.people import Person, Role
from storage import deputies, handovers


async def name(asked: Asked, who: str) -> Answer:
    """Make somebody of the unit its deputy head."""
    units = _headed(asked)
    found = await _meant(asked, who, units)
    if isinstance(found, Answer):
        return found
    unit = min(
        p.unit_id for p in asked.staff.posts if p.person_id == found.id and p.unit_id in units
    )
    if found in asked.staff.holding(Role.HEAD, unit):
        return Answer(text="no.deputy_is_head", facts={"who": found.name})
    if found in asked.staff.holding(Role.DEPUTY_HEAD, unit):
        return Answer(text="head.deputy_already", facts={"who": found.name})
    await asked.changes("deputy", found.name)
    await deputies.name(asked.tx, asked.org.id, found.id, unit, asked.now, by=asked.person.id)
    turn = Handover(person_id=found.id, on=asked.today, unit=unit)
    await handovers.expect(asked.tx, asked.org.id, turn)
    await asked.tell([found], "deputy", who=asked.person.name)
    return Answer(text="head.deputy", facts={"who": found.name})


async def end(asked: Asked, who: str) -> Answer:
    """Let a deputy head of the unit be none any more."""
    units = _headed(asked)
    found = await _meant(asked, who, units)
    if isinstance(found, Answer):
        return found
    held = [u for u in sorted(units) if found in asked.staff.holding(Role.DEPUTY_HEAD, u)]
    if not held:
        return Answer(text="no.deputy", facts={"who": found.name})
    await asked.changes("end_deputy", found.name)
    for unit in held:
        await deputies.end(asked.tx, asked.org.id, found.id, unit, asked.now, by=asked.person.id)
    await asked.tell([found], "deputy_ended", who=asked.person.name)
    return Answer(text="head.deputy_ended", facts={"who": found.name})


def _headed(asked: Asked) -> set[int]:
    """The units whose head the person is, of an administrator all; a deputy head names no other."""
    held = asked.staff.posts
    if asked.staff.has(asked.person.id, Role.ADMIN):
        return {p.unit_id for p in held if p.role is not Role.DEPUTY}
    return {p.unit_id for p in held if p.person_id == asked.person.id and p.role is Role.HEAD}


async def _meant(asked: Asked, who: str, units: set[int]) -> Person | Answer:
    if not units:
        return Answer(text="no.only_head_names")
    own = {post.person_id for post in asked.staff.posts if post.unit_id in units}
    return await person_meant(asked, who, among=own)
