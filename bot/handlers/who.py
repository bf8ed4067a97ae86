"""Who and which unit a name means: one, or what to ask back.

Of several each is offered as the same sentence with the whole name, so that a number finishes it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import offer
from scheduler.rules.people import Person
from scheduler.rules.staff import Staff
from scheduler.rules.words import fold
from storage import units

_HONOURED = {"anh", "chi", "em", "co", "chu", "bac", "ba", "ong", "dc", "d/c", "dong"}
_HONOURED |= {"mr", "ms", "mrs"}


@dataclass(frozen=True, kw_only=True)
class UnitMeant:
    id: int
    short: str
    name: str


def called(staff: Staff, name: str, unit: int | None = None) -> tuple[Person, ...]:
    """The people of a name, of one unit or of all, with or without words of honour before it."""
    words = name.replace(",", " ").split()
    while words:
        if found := staff.named(" ".join(words), unit):
            return found
        if fold(words[0]).strip(".") not in _HONOURED:
            return ()
        words.pop(0)
    return ()


def without_honour(name: str) -> str:
    """A name without words of honour before it: "chị Dung" is Dung."""
    words = name.split()
    while len(words) > 1 and fold(words[0]).strip(".") in _HONOURED:
        words.pop(0)
    return " ".join(words)


async def person_meant(
    asked: Asked, name: str, *, unit: int | None = None, among: Collection[int] | None = None
) -> Person | Answer:
    """The person of a name as it was typed; of several, or of none, what to answer.

    `unit`: somebody of it only; `among`: one of these people only.
    """
    found = [p for p in called(asked.staff, name, unit) if among is None or p.id in among]
    if len(found) == 1:
        return found[0]
    if not found:
        return Answer(text="no.person_named", facts={"name": name})
    choices = [(each.name, asked.words.replace(name, each.name)) for each in found]
    if name not in asked.words or len({typed for _, typed in choices}) < len(found):
        names = ", ".join(each.name for each in found)
        return Answer(text="no.people_named", facts={"name": name, "names": names})
    return await offer(asked, "ask.which_person", {"name": name}, choices)


async def unit_meant(asked: Asked, name: str) -> UnitMeant | Answer:
    """The unit of a name as it was typed, in any of its spellings; of several, what to ask."""
    book = await units.load(asked.tx, asked.org.id, asked.today)
    exact = book.find(name)
    found = [exact] if exact is not None else book.like(name)
    if len(found) == 1:
        unit = found[0]
        return UnitMeant(id=unit, short=book.shorts[unit], name=book.names[unit])
    if not found or name not in asked.words:
        return Answer(text="no.unit_named", facts={"name": name})
    choices = [(book.names[u], asked.words.replace(name, book.shorts[u])) for u in found]
    return await offer(asked, "ask.which_unit", {"name": name}, choices)
