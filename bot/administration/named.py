"""What a name on the command line means: a duty, a person, a unit; else a sentence that helps."""

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person
from scheduler.rules.staff import Staff
from storage import duties
from storage.units import UnitBook


async def the_duty(connection: AsyncConnection, org: int, name: str) -> DutyRecord:
    """The one duty of this name; raise CannotDo with what it may mean."""
    found = await duties.named(connection, org, name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotDo("cannot.no_duty", name=name)
    raise CannotDo("cannot.which_duty", name=name, known=[item.duty.name for item in found])


def the_person(staff: Staff, name: str, book: UnitBook, unit: int | None = None) -> Person:
    """The one person of this name, in the unit if one is named; raise CannotDo with candidates."""
    found = staff.named(name, unit)
    if len(found) == 1:
        return found[0]
    if not found:
        if unit is not None:
            raise CannotDo("cannot.nobody_in", name=name, unit=book.shorts[unit])
        raise CannotDo("cannot.nobody", name=name)
    known = [f"{each.name} ({_units_of(staff, each, book)})" for each in found]
    raise CannotDo("cannot.which_person", name=name, known=known)


def the_unit(book: UnitBook, name: str) -> int:
    """The unit or group of this name, whole or short; raise CannotDo with the units there are.

    An old name means the unit that has succeeded it; standard error says so.
    """
    found = book.find(name)
    if found is None:
        raise CannotDo("cannot.no_unit", name=name, known=list(book.shorts.values()))
    became = book.became(name)
    if became is not None:
        old, new = became
        typer.echo(f"{old} is no more; it is now: {', '.join(new) or 'no unit'}", err=True)
    return found


def _units_of(staff: Staff, person: Person, book: UnitBook) -> str:
    held = {post.unit_id: None for post in staff.posts if post.person_id == person.id}
    return ", ".join(book.shorts[unit] for unit in held)
