"""What `dondoc unit` does: which units there are, what became of them, and who takes over.

An open database and plain values in, plain values out; a unit is named by any of its names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from scheduler.rules.succession import BadSuccession, SuccessionKind, check_choices
from storage import orgs, succession, units
from storage.database import Database
from storage.people import load_staff
from storage.succession import Moving, Noted
from storage.units import UnitBook


@dataclass(frozen=True, kw_only=True)
class ListedUnit:
    """A unit on a day, with the names it had before and what became of it."""

    short: str
    name: str
    is_group: bool
    former: tuple[str, ...]
    valid_from: date | None
    ends: date | None  # the first day on which it is no more
    kind: str | None  # rename, merge, split, close
    became: tuple[str, ...]
    confirmed: bool | None  # None: nothing became of it
    undecided: tuple[str, ...]  # what waits for a person's choice

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.short,
            "name": self.name,
            "is_group": self.is_group,
            "former": list(self.former),
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "ends": self.ends.isoformat() if self.ends else None,
            "kind": self.kind,
            "became": list(self.became),
            "confirmed": self.confirmed,
            "undecided": list(self.undecided),
        }

    def shown(self) -> str:
        line = f"{self.short:12} {self.name}"
        if self.former:
            line += f"  (formerly {', '.join(self.former)})"
        if self.ends is not None:
            into = f" into {', '.join(self.became)}" if self.became else ""
            word = "confirmed" if self.confirmed else "not confirmed"
            line += f"  {self.kind}{into} on {self.ends}, {word}"
        if self.undecided:
            line += f"; to be chosen: {', '.join(self.undecided)}"
        return line


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a confirmation would move, or has moved: names of duties, codes, people."""

    old: str
    new: tuple[str, ...]
    on: date
    begun: bool
    duties: tuple[str, ...]
    takers: Mapping[str, str | None]  # by code of a task or cycle: who takes it
    left: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "unit": self.old,
            "into": list(self.new),
            "on": self.on.isoformat(),
            "duties": list(self.duties),
            "takers": dict(self.takers),
            "without_post": list(self.left),
        }

    def shown(self) -> str:
        when = f"since {self.on}" if self.begun else f"on {self.on}, not before"
        into = ", ".join(self.new) or "nobody: what is not given to a unit stays"
        lines = [f"{self.old} → {into} ({when})"]
        lines += [
            f"  {code}: {unit or 'nobody yet; choose with --task ' + code + '=UNIT'}"
            for code, unit in self.takers.items()
        ]
        lines.append(f"  open duties: {', '.join(self.duties) or 'none'}")
        if self.left:
            lines.append(
                f"  people without a post in the new unit: {', '.join(self.left)}; "
                "name their posts with `dondoc people import`"
            )
        return "\n".join(lines)


async def listed(database: Database, org: int, on: date | None, now: datetime) -> list[ListedUnit]:
    """`listed_in` a connection of its own."""
    async with database.read() as connection:
        return await listed_in(connection, org, on, now)


async def listed_in(
    connection: AsyncConnection, org: int, on: date | None, now: datetime
) -> list[ListedUnit]:
    """The units that there are on a day (default: those of today, and all that have ended)."""
    state = await orgs.load(connection, org)
    book = await units.load(connection, org, on or state.office.day_of(now))
    moving = await succession.all_moving(connection, state, now)
    there = [
        unit
        for unit in book.names
        if on is None or book.lineage.on_day(unit, on) == (unit,) or unit in book.groups
    ]
    return [_listed(unit, book, moving.get(unit)) for unit in there]


def _listed(unit: int, book: UnitBook, moving: Moving | None) -> ListedUnit:
    end = moving.succession if moving else None
    return ListedUnit(
        short=book.shorts[unit],
        name=book.names[unit],
        is_group=unit in book.groups,
        former=tuple(book.shorts[old] for old in book.lineage.former(unit)),
        valid_from=book.lineage.born.get(unit),
        ends=end.on if end else None,
        kind=end.kind.value if end else None,
        became=tuple(book.shorts[new] for new in end.new) if end else (),
        confirmed=end.confirmed_at is not None if end else None,
        undecided=moving.undecided if moving else (),
    )


async def note(
    database: Database,
    org: int,
    olds: Sequence[str],
    into: Sequence[str],
    kind: SuccessionKind,
    on: date,
    why: str,
    now: datetime,
) -> list[Preview]:
    """`note_in` a transaction of its own."""
    return await database.write(lambda tx: note_in(tx, org, olds, into, kind, on, why, now))


async def note_in(
    tx: AsyncConnection,
    org: int,
    olds: Sequence[str],
    into: Sequence[str],
    kind: SuccessionKind,
    on: date,
    why: str,
    now: datetime,
) -> list[Preview]:
    """Note what becomes of units from a day on; return what waits for the confirmation of each."""
    state = await orgs.load(tx, org)
    book = await units.load(tx, org)
    old = tuple(_unit(book, name) for name in olds)
    noted = Noted(old=old, into=tuple(into), kind=kind, on=on, why=why)
    try:
        await succession.note(tx, state, noted, now)
    except BadSuccession as error:
        raise CannotDo.because(error) from error
    return [await _preview(tx, state, each, {}, now) for each in old]


async def preview(
    database: Database, org: int, old: str, choices: Mapping[str, str], now: datetime
) -> Preview:
    """What a confirmation with these choices (code -> unit) would move; changes nothing."""
    async with database.read() as connection:
        return await preview_in(connection, org, old, choices, now)


async def preview_in(
    connection: AsyncConnection, org: int, old: str, choices: Mapping[str, str], now: datetime
) -> Preview:
    """The same on a connection that is open."""
    state = await orgs.load(connection, org)
    book = await units.load(connection, org)
    return await _preview(connection, state, _unit(book, old), choices, now)


async def confirm(
    database: Database, org: int, old: str, choices: Mapping[str, str], now: datetime
) -> list[str]:
    """`confirm_in` a transaction of its own, as the operator."""
    return await database.write(lambda tx: confirm_in(tx, org, old, choices, now, by=None))


async def confirm_in(
    tx: AsyncConnection,
    org: int,
    old: str,
    choices: Mapping[str, str],
    now: datetime,
    *,
    by: int | None,
) -> list[str]:
    """Confirm the successors of a unit; return the names of the duties that went over now."""
    state = await orgs.load(tx, org)
    book = await units.load(tx, org)
    chosen = {code.upper(): _unit(book, name) for code, name in choices.items()}
    try:
        gone = await succession.confirm(tx, state, _unit(book, old), chosen, now, person=by)
    except BadSuccession as error:
        raise CannotDo.because(error, old) from error
    return [item.duty.name for item in gone]


async def _preview(
    connection: AsyncConnection,
    state: orgs.OrgState,
    old: int,
    choices: Mapping[str, str],
    now: datetime,
) -> Preview:
    book = await units.load(connection, state.id)
    try:
        moving = await succession.moving_from(connection, state, old, now)
        chosen = {code.upper(): _unit(book, name) for code, name in choices.items()}
        check_choices(moving.succession, moving.takers, chosen)
    except BadSuccession as error:
        raise CannotDo.because(error, book.shorts[old]) from error
    takers = {**moving.takers, **chosen}
    staff = await load_staff(connection, state.id)
    return Preview(
        old=book.shorts[old],
        new=tuple(book.shorts[new] for new in moving.succession.new),
        on=moving.succession.on,
        begun=moving.begun,
        duties=tuple(item.duty.name for item in moving.open if takers[item.duty.code] is not None),
        takers={code: book.shorts[unit] if unit else None for code, unit in takers.items()},
        left=tuple(staff.people[person].name for person in moving.left),
    )


def _unit(book: UnitBook, name: str) -> int:
    """The unit that bears or bore a name: here an old name means the old unit."""
    found = book.named(name)
    if found is None:
        raise CannotDo("cannot.no_unit", name=name, known=list(book.shorts.values()))
    return found
