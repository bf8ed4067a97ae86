"""Units that are new, are called otherwise as well, or belong to a group; by chat and command line.

Each takes the transaction and names. `by`: who says so; None is the operator. What becomes of units
that are there is in `reorganising.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_unit
from storage import journal, orgs, units
from storage.units import UnitBook

LONGEST = 120  # letters of a name
_NO_NAME = frozenset('"“”:;?/')  # would end a sentence that names the unit


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit or group that was made or changed; `members` by their short names."""

    id: int
    short: str
    name: str
    members: tuple[str, ...] = ()


async def add(
    tx: AsyncConnection, org: int, name: str, parent: str | None, now: datetime, *, by: int | None
) -> Unit:
    """A new unit, below another one or at the top. Raises CannotDo for a name that one bears."""
    book = await _book(tx, org, now)
    above = the_unit(book, parent) if parent else None
    if above in book.groups:
        raise CannotDo("cannot.is_group", name=book.names[above])
    unit = await units.find_or_make(tx, book, _free(book, name), parent=above)
    await units.begins(tx, org, unit, (await orgs.load(tx, org)).office.day_of(now))
    await journal.note(tx, org, now, "unit_added", by, unit=book.shorts[unit], parent=parent)
    return Unit(id=unit, short=book.shorts[unit], name=book.names[unit])


async def call(
    tx: AsyncConnection, org: int, name: str, also: str, now: datetime, *, by: int | None
) -> Unit:
    """A unit is found by another name as well. Raises CannotDo for one that is a unit's already."""
    book = await _book(tx, org, now)
    unit = the_unit(book, name)
    await units.find_or_make(tx, book, book.names[unit], aliases=[_free(book, also)])
    await journal.note(tx, org, now, "unit_alias", by, unit=book.shorts[unit], alias=also)
    return Unit(id=unit, short=book.shorts[unit], name=book.names[unit])


async def group(
    tx: AsyncConnection,
    org: int,
    name: str,
    members: Sequence[str],
    now: datetime,
    *,
    by: int | None,
) -> Unit:
    """A group of units, made if it is new, has these members and no other from now on.

    What has opened keeps the units it was opened for (DESIGN.md §3, Unit). Raises CannotDo for a
    unit that is no group, and for a group within a group.
    """
    book = await _book(tx, org, now)
    found = book.named(name)
    if found is not None and found not in book.groups:
        raise CannotDo("cannot.no_group", name=book.names[found])
    within = [the_unit(book, each) for each in members]
    if inner := next((each for each in within if each in book.groups), None):
        raise CannotDo("cannot.is_group", name=book.names[inner])
    if found is None:
        found = await units.find_or_make(tx, book, _free(book, name), is_group=True)
    await units.replace_members(tx, org, found, within)
    shorts = tuple(book.shorts[each] for each in dict.fromkeys(within))
    await journal.note(tx, org, now, "unit_group", by, unit=book.shorts[found], members=shorts)
    return Unit(id=found, short=book.shorts[found], name=book.names[found], members=shorts)


async def _book(tx: AsyncConnection, org: int, now: datetime) -> UnitBook:
    state = await orgs.load(tx, org)
    return await units.load(tx, org, state.office.day_of(now))


def _free(book: UnitBook, name: str) -> str:
    """A name as it is kept, if no unit bears it or bore it."""
    name = " ".join(name.split())
    if not 2 <= len(name) <= LONGEST or _NO_NAME & set(name):
        raise CannotDo("cannot.unit_name", name=name[:40])
    if (taken := book.named(name)) is not None:
        raise CannotDo("cannot.unit_there", name=name, unit=book.names[taken])
    return name
