"""What `dondoc people list`, `show` and `set` do; `keep` is what chat does of it as well."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_person, the_unit
from bot.texts import LANGUAGES
from scheduler.rules import choosing
from scheduler.rules.people import Person
from scheduler.rules.rhythm import ANY_SLOT, Quiet, Rhythm, checked
from scheduler.rules.staff import Staff
from storage import links, orgs, people, rhythms, units, wishes
from storage.database import Database
from storage.orgs import OrgState
from storage.people import load_staff
from storage.people_file import EMAIL
from storage.units import UnitBook


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What to change about a person; None stays as it is."""

    slots: tuple[time, ...] | None = None
    quiet: tuple[Quiet, ...] | None = None
    language: str | None = None
    channels: tuple[str, ...] | None = None
    email: str | None = None  # "": none any more


@dataclass(frozen=True, kw_only=True)
class Known:
    """A person as the command line shows one."""

    person: Person
    roles: tuple[tuple[str, str], ...]  # role, unit
    rhythm: Rhythm
    channels: tuple[str, ...]  # those wished for
    reached_by: tuple[str, ...]  # those that work, in the order they are tried
    email: str | None

    def to_json(self) -> dict[str, Any]:
        return {
            "person": self.person.name,
            "roles": [{"role": role, "unit": unit} for role, unit in self.roles],
            "language": self.person.language,
            "linked": self.person.reachable,
            "slots": [_clock(clock) for clock in self.rhythm.slots],
            "quiet": [_hours(each) for each in self.rhythm.quiet],
            "channels": list(self.channels),
            "reached_by": list(self.reached_by),
            "email": self.email,
        }

    def line(self) -> str:
        roles = ", ".join(f"{role} {unit}" for role, unit in self.roles)
        slots = ",".join(_clock(clock) for clock in self.rhythm.slots) or "all"
        quiet = ",".join(_hours(each) for each in self.rhythm.quiet) or "none"
        by = f" ({', '.join(self.reached_by)})" if self.reached_by else ""
        linked = f"linked{by}" if self.person.reachable else "not linked"
        wish = ",".join(self.channels) or "newest"
        about = f"{self.person.language}, {linked}, slots {slots}, quiet {quiet}, channels {wish}"
        if self.email:
            about += f", e-mail {self.email}"
        return f"{self.person.name}: {roles}; {about}"


async def listed(database: Database, org: int, unit: str | None) -> list[Known]:
    """Everybody, or the people of a unit, by name."""
    async with database.read() as connection:
        staff = await load_staff(connection, org)
        book = await units.load(connection, org)
        within = the_unit(book, unit) if unit is not None else None
        chosen = [
            person
            for person in staff.people.values()
            if within is None or any(r.unit_id == within for r in staff.roles_of(person.id))
        ]
        every = await _known(connection, org, staff, book, chosen)
    return sorted(every, key=lambda known: known.person.name)


async def one(database: Database, org: int, name: str) -> Known:
    async with database.read() as connection:
        return await _one(connection, org, name)


async def change(database: Database, org: int, name: str, wish: Wish, now: datetime) -> Known:
    """Change when, where or how a person is written to; raise CannotDo if it cannot be."""

    async def work(tx: AsyncConnection) -> Known:
        known = await _one(tx, org, name)
        try:
            await keep(tx, await orgs.load(tx, org), known.person.id, wish, now, by=None)
        except ValueError as error:
            raise CannotDo("cannot.because", why=str(error)) from error
        return await _one(tx, org, name)

    return await database.write(work)


async def keep(
    tx: AsyncConnection, org: OrgState, person: int, wish: Wish, now: datetime, *, by: int | None
) -> Rhythm:
    """Keep when, where or how a person is to be written to, for chat and the command line; return
    their rhythm from now on.

    `by`: who says so; None is the operator. Raises ValueError for a rhythm that cannot be, and
    NoSlotLeft for one that leaves nothing.
    """
    rhythm = was = await rhythms.of(tx, org.id, person)
    if wish.slots is not None:
        rhythm = replace(rhythm, slots=wish.slots)
    if wish.quiet is not None:
        rhythm = replace(rhythm, quiet=wish.quiet)
    if rhythm != was:
        checked(rhythm, org.office)
        await rhythms.keep(tx, org.id, person, rhythm, now, by=by)
    if wish.language is not None:
        await people.speak(tx, org.id, person, wish.language, now, by=by)
    if wish.channels is not None:
        known = await wishes.of_people(tx, org.id, [person])
        if wish.channels != known.get(person, ()):
            await wishes.keep(tx, org.id, person, wish.channels, now, by=by)
    if wish.email is not None:
        await people.mail_to(tx, org.id, person, wish.email or None, now, by=by)
    return rhythm


def read_slots(said: str) -> tuple[time, ...]:
    """ "07:45,13:30", or "all"; raise ValueError with how to write it."""
    if said.strip() == "all":
        return ()
    return tuple(sorted({_time(each) for each in said.split(",")}))


def read_quiet(said: str) -> tuple[Quiet, ...]:
    """ "12:00-14:00,16:00-17:00", or "none"; raise ValueError with how to write it."""
    if said.strip() == "none":
        return ()
    found = []
    for each in said.split(","):
        begins, dash, ends = each.partition("-")
        if not dash:
            raise ValueError(f"{each.strip()} are no hours; write them as 12:00-14:00")
        found.append((_time(begins), _time(ends)))
    return tuple(sorted(found))


def read_language(said: str) -> str:
    if said not in LANGUAGES:
        raise ValueError(f"--language is {' or '.join(LANGUAGES)}")
    return said


def read_channels(said: str) -> tuple[str, ...]:
    """ "zalo_bot,telegram", or "newest"; raise ValueError with how to write it."""
    if said.strip() == "newest":
        return ()
    return choosing.checked(each.strip() for each in said.split(","))


def read_email(said: str) -> str:
    """An e-mail address, or "none"; raise ValueError with how to write it."""
    if said.strip() == "none":
        return ""
    if not re.match(EMAIL, said.strip()):
        raise ValueError(f"{said.strip()} is no e-mail address; write it as an@so.example.vn")
    return said.strip()


async def _one(connection: AsyncConnection, org: int, name: str) -> Known:
    staff = await load_staff(connection, org)
    book = await units.load(connection, org)
    person = the_person(staff, name, book)
    (known,) = await _known(connection, org, staff, book, [person])
    return known


async def _known(
    connection: AsyncConnection,
    org: int,
    staff: Staff,
    book: UnitBook,
    chosen: Sequence[Person],
) -> list[Known]:
    ids = [person.id for person in chosen]
    own = await rhythms.of_people(connection, org, ids)
    wished = await wishes.of_people(connection, org, ids)
    orders = await links.orders_of(connection, org, ids)
    emails = await people.emails_of(connection, org, ids)
    return [
        Known(
            person=person,
            roles=tuple(
                (held.role.value, book.shorts[held.unit_id])
                for held in staff.roles_of(person.id)
                if held.unit_id is not None
            ),
            rhythm=own.get(person.id, ANY_SLOT),
            channels=wished.get(person.id, ()),
            reached_by=tuple(at.channel for at in orders.get(person.id, ())),
            email=emails.get(person.id),
        )
        for person in chosen
    ]


def _time(said: str) -> time:
    try:
        hour, _, minute = said.strip().partition(":")
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ValueError(f"{said.strip()} is no time of day; write it as 07:45") from error


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"


def _hours(quiet: Quiet) -> str:
    return f"{_clock(quiet[0])}-{_clock(quiet[1])}"
