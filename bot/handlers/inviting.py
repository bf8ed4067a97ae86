"""Mã liên kết: one-time linking codes for a person, or for whoever of a unit has none yet."""

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_for
from bot.handlers.who import called, person_meant, unit_meant
from scheduler.rules.people import Person, Role
from storage import links, units


def may_link(asked: Asked) -> bool:
    """Whether the person may give codes to others and end their links."""
    return asked.staff.has(asked.person.id, Role.COORDINATOR, Role.ADMIN)


async def invite(asked: Asked, name: str) -> Answer:
    """Codes for the person of a name, or for the people of a unit who are not linked.

    They are made when the answer leaves (`bot/sending/codes.py`): here they have only an id.
    """
    if not may_link(asked):
        return Answer(text="link.only_by_coordinator")
    if not name:
        return await ask_for(asked, "link.for_whom", {}, begins="mã liên kết cho ")
    if called(asked.staff, name):
        person = await person_meant(asked, name)
        return person if isinstance(person, Answer) else await _codes(asked, [person])
    unit = await unit_meant(asked, name)
    if isinstance(unit, Answer):
        return Answer(text="link.nobody", facts={"name": name}) if not unit.buttons else unit
    people = [each for each in asked.staff.people.values() if not each.reachable]
    theirs = [each for each in people if asked.staff.home(each.id) == unit.id]
    if not theirs:
        return Answer(text="link.all_linked", facts={"unit": unit.name})
    return await _codes(asked, theirs)


async def _codes(asked: Asked, people: list[Person]) -> Answer:
    """Reserve them; whoever is linked already is told that somebody could speak as them."""
    await asked.changes("invite", ", ".join(each.name for each in people))
    made = [
        await links.reserve_code(asked.tx, asked.org.id, each.id, asked.now, by=asked.person.id)
        for each in people
    ]
    linked = [each for each in people if each.reachable]
    if linked:
        await asked.tell(linked, "link_code_made", who=asked.person.name)
    return Answer(text="link.codes", facts={"n": len(made)}, codes=made)


async def unlinked(asked: Asked) -> Answer:
    """Who cannot be written to, by unit: of the office, or of the units one may see."""
    scope = asked.scope
    sees_all = may_link(asked) or scope.everything
    if not sees_all and not scope.units:
        return Answer(text="link.only_by_coordinator")
    book = await units.load(asked.tx, asked.org.id, asked.today)
    by_unit: dict[int, list[str]] = {}
    for person in asked.staff.people.values():
        home = asked.staff.home(person.id)  # who is in charge of a unit from above is not of it
        unit = home or _in_charge(asked, person)
        if unit is not None and not person.reachable and (sees_all or home in scope.units):
            by_unit.setdefault(unit, []).append(person.name)
    if not by_unit:
        return Answer(text="link.nobody_unlinked")
    lines = [
        f"- {book.shorts[unit]}: {', '.join(sorted(names))}"
        for unit, names in sorted(by_unit.items(), key=lambda each: book.shorts[each[0]])
    ]
    count = sum(len(names) for names in by_unit.values())
    key = "link.unlinked_codes" if may_link(asked) else "link.unlinked"
    return Answer(text=key, facts={"count": count, "lines": lines})


def _in_charge(asked: Asked, person: Person) -> int | None:
    """A leader's unit, or one that a deputy is in charge of."""
    return next((r.unit_id for r in asked.staff.roles_of(person.id)), None)
