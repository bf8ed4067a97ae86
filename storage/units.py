"""Units of an office, found by any of their spellings, and by the names they had before."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.succession import Lineage
from scheduler.rules.unit import abbreviate
from scheduler.rules.words import fold_name
from storage import lineage
from storage.sql import insert_new, insert_one
from storage.tables import group_members, units

_KIND = re.compile(r"^(?:phong|ban|don vi|trung tam|chi cuc|unit) ")


@dataclass(kw_only=True)
class UnitBook:
    """All units of an org while they are being read or made; `find` folds case and accents.

    Read for a day (`on`), an old name finds the one unit that has succeeded it by then.
    """

    org: int
    lineage: Lineage = field(default_factory=Lineage)
    on: date | None = None
    by_spelling: dict[str, int] = field(default_factory=dict)
    shorts: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    groups: set[int] = field(default_factory=set)

    def find(self, name: str) -> int | None:
        """The unit of a name; of an old one its successor, unless there are several or none."""
        named = self.named(name)
        if named is None or self.on is None:
            return named
        today = self.lineage.today(named, self.on)
        return today[0] if len(today) == 1 else named

    def named(self, name: str) -> int | None:
        """The unit that bears a name, or bore it."""
        return self.by_spelling.get(fold_name(name))

    def like(self, name: str) -> list[int]:
        """The units now in being in whose name each word of `name` stands, by their names.

        "Phòng KH" is KH, if no name holds both words.
        """
        wanted = set(fold_name(name).split())
        found = {
            unit
            for spelling, unit in self.by_spelling.items()
            if wanted and wanted <= set(spelling.split()) and unit not in self.groups
        }
        short = self.by_spelling.get(_KIND.sub("", fold_name(name)))
        found = found or ({short} if short is not None and short not in self.groups else set())
        there = [u for u in found if self.on is None or self.lineage.today(u, self.on) == (u,)]
        return sorted(there, key=lambda unit: self.names[unit])

    def became(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        """Of a name that is no more, the unit that bore it and what it is now; else None."""
        named = self.named(name)
        if named is None or self.on is None:
            return None
        today = self.lineage.today(named, self.on)
        if today == (named,):
            return None
        return self.names[named], tuple(self.names[unit] for unit in today)

    def shown(self, unit: int) -> str:
        """Its short name, and in brackets what it is now: "HC-TH (nay: VP)"."""
        today = self.lineage.today(unit, self.on) if self.on else (unit,)
        if today == (unit,):
            return self.shorts[unit]
        now = ", ".join(self.shorts[each] for each in today) or "—"
        return f"{self.shorts[unit]} (nay: {now})"

    def learn(self, unit: int, spellings: Iterable[str]) -> None:
        for spelling in spellings:
            self.by_spelling.setdefault(fold_name(spelling), unit)


async def load(connection: AsyncConnection, org: int, on: date | None = None) -> UnitBook:
    """The units of an org; with a day, as they are named on it."""
    book = UnitBook(org=org, lineage=await lineage.load(connection, org), on=on)
    for row in await connection.execute(select(units).where(units.c.org_id == org)):
        book.learn(row.id, (row.name, row.short, *row.aliases))
        book.shorts[row.id] = row.short
        book.names[row.id] = row.name
        if row.is_group:
            book.groups.add(row.id)
    return book


async def find_or_make(
    tx: AsyncConnection,
    book: UnitBook,
    name: str,
    *,
    aliases: Iterable[str] = (),
    is_group: bool = False,
    parent: int | None = None,
) -> int:
    """The unit with this name or alias; a new one if there is none."""
    spellings = [name, *aliases]
    found = next((unit for s in spellings if (unit := book.find(s)) is not None), None)
    if found is None:
        short = abbreviate(name, taken=set(book.shorts.values()))
        found = await insert_one(
            tx,
            units,
            org_id=book.org,
            name=name,
            short=short,
            parent_id=parent,
            is_group=is_group,
            aliases=[],
        )
        book.shorts[found], book.names[found] = short, name
        if is_group:
            book.groups.add(found)
        book.learn(found, (short,))
    new = [s for s in spellings if book.named(s) is None]
    book.learn(found, spellings)
    if new:
        row = await tx.scalar(
            select(units.c.aliases).where(units.c.org_id == book.org, units.c.id == found)
        )
        await tx.execute(
            update(units)
            .where(units.c.org_id == book.org, units.c.id == found)
            .values(aliases=[*(row or []), *(s for s in new if s != book.names[found])])
        )
    return found


async def set_members(tx: AsyncConnection, org: int, group: int, members: Iterable[int]) -> None:
    for member in members:
        if member != group:
            await insert_new(tx, group_members, org_id=org, group_id=group, unit_id=member)


async def replace_members(
    tx: AsyncConnection, org: int, group: int, members: Iterable[int]
) -> None:
    """Let a group have these members and no other."""
    of_group = group_members.c.org_id == org, group_members.c.group_id == group
    await tx.execute(group_members.delete().where(*of_group))
    await set_members(tx, org, group, members)


async def begins(tx: AsyncConnection, org: int, unit: int, on: date) -> None:
    """A unit is there from a day on."""
    this = units.c.org_id == org, units.c.id == unit
    await tx.execute(update(units).where(*this).values(valid_from=on))


async def members(connection: AsyncConnection, org: int, unit: int) -> list[int]:
    """The member units of a group; a unit that is no group is its own only member."""
    is_group = await connection.scalar(
        select(units.c.is_group).where(units.c.org_id == org, units.c.id == unit)
    )
    if not is_group:
        return [unit]
    found = await connection.scalars(
        select(group_members.c.unit_id)
        .where(group_members.c.org_id == org, group_members.c.group_id == unit)
        .order_by(group_members.c.unit_id)
    )
    return list(found)


async def today(
    connection: AsyncConnection, org: int, unit: int, line: Lineage, on: date, code: str
) -> list[int]:
    """For whom a new duty of a unit, or of the members of a group, opens on a day; each once.

    `code`: of the task or cycle it is of, since after a split each has its own taker.
    """
    return list(line.open_for(await members(connection, org, unit), on, code))
