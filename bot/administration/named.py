"""What a name on the command line means: a duty, a person, a unit; else a sentence that helps."""

from collections.abc import Iterable

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person
from scheduler.rules.staff import Staff
from storage import duties
from storage.units import UnitBook

MOST_NAMED = 10


async def the_duty(connection: AsyncConnection, org: int, name: str) -> DutyRecord:
    """The one duty of this name; raise CannotDo with what it may mean."""
    found = await duties.named(connection, org, name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotDo(f"no duty is called {name}: write it as NV12/HC-TH or BC1/HC-TH/2026-W37")
    raise CannotDo(f"{name} may mean {any_of(item.duty.name for item in found)}: name one")


def the_person(staff: Staff, name: str, book: UnitBook, unit: int | None = None) -> Person:
    """The one person of this name, in the unit if one is named; raise CannotDo with candidates."""
    found = staff.named(name, unit)
    if len(found) == 1:
        return found[0]
    among = f" in {book.shorts[unit]}" if unit is not None else ""
    if not found:
        raise CannotDo(f"nobody{among} is called {name}: give the name as the people file has it")
    known = [f"{each.name} ({_units_of(staff, each, book)})" for each in found]
    raise CannotDo(f"“{name}” may mean {any_of(known)}: give the full name, or the unit")


def the_unit(book: UnitBook, name: str) -> int:
    """The unit or group of this name, whole or short; raise CannotDo with the units there are.

    An old name means the unit that has succeeded it; standard error says so.
    """
    found = book.find(name)
    if found is None:
        raise CannotDo(f"no unit is called {name}; there are {any_of(book.shorts.values())}")
    became = book.became(name)
    if became is not None:
        old, new = became
        typer.echo(f"{old} is no more; it is now: {any_of(new) if new else 'no unit'}", err=True)
    return found


def _units_of(staff: Staff, person: Person, book: UnitBook) -> str:
    held = {post.unit_id: None for post in staff.posts if post.person_id == person.id}
    return ", ".join(book.shorts[unit] for unit in held)


def any_of(names: Iterable[str]) -> str:
    """Names for a sentence, the first ten of them."""
    every = list(names)
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return ", ".join(every[:MOST_NAMED]) + more
