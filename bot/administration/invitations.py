"""What `dondoc invite` and `dondoc people unlink` do: linking codes, their sheets, ended links."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_person, the_unit
from bot.paper.code_sheet import CodeSheet, Strip, code_sheet
from scheduler.rules.choosing import Address
from storage import bots, duties, links, orgs, units
from storage.database import Database
from storage.links import CODE_LIVES, in_print
from storage.people import load_staff

NO_UNIT = "khac"  # the sheet of those who are in no unit


@dataclass(frozen=True, kw_only=True)
class Invitation:
    person: str
    unit: str  # its short name
    unit_name: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Invitations:
    """The codes that were made, and what their sheets say besides."""

    made: tuple[Invitation, ...]
    org: str
    until: datetime
    zone: ZoneInfo
    bots: Mapping[str, str]

    def sheets(self) -> dict[str, bytes]:
        """A DOCX for each unit, by file name."""
        by_unit: dict[tuple[str, str], list[Invitation]] = defaultdict(list)
        for each in self.made:
            by_unit[each.unit, each.unit_name].append(each)
        return {
            f"ma-lien-ket_{short.replace('/', '-') or NO_UNIT}.docx": code_sheet(
                CodeSheet(
                    org=self.org,
                    unit=name or self.org,
                    strips=tuple(
                        Strip(person=each.person, code=in_print(each.code)) for each in people
                    ),
                    until=self.until,
                    zone=self.zone,
                    bots=self.bots,
                )
            )
            for (short, name), people in by_unit.items()
        }

    def write_to(self, folder: Path) -> list[Path]:
        """Write the sheets, readable by their owner only; raise CannotDo if that cannot be."""
        written = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in self.sheets().items():
                path = folder / name
                path.touch(mode=0o600)
                path.write_bytes(content)
                written.append(path)
        except OSError as error:
            raise CannotDo("cannot.write", path=str(folder), why=error.strerror) from error
        return written


async def invite(
    database: Database, org: int, names: Sequence[str], unit: str | None, now: datetime
) -> Invitations:
    """New one-time codes for the people named, else for all (of a unit) who are not linked yet."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        staff = await load_staff(connection, org)
        book = await units.load(connection, org)
        known = await bots.names(connection, org)
    within = the_unit(book, unit) if unit is not None else None
    if names:
        chosen = [the_person(staff, name, book, within) for name in names]
    else:
        unlinked = (person for person in staff.people.values() if not person.reachable)
        chosen = [p for p in unlinked if within is None or staff.home(p.id) == within]

    async def work(tx: AsyncConnection) -> tuple[Invitation, ...]:
        made = []
        for person in chosen:
            home = staff.home(person.id)
            code = await links.make_code(tx, org, person.id, now)
            made.append(
                Invitation(
                    person=person.name,
                    unit=book.shorts[home] if home is not None else "",
                    unit_name=book.names[home] if home is not None else "",
                    code=code,
                )
            )
        return tuple(made)

    return Invitations(
        made=await database.write(work),
        org=state.name,
        until=now + CODE_LIVES,
        zone=state.office.calendar.zone,
        bots=known,
    )


async def unlink(database: Database, org: int, name: str, now: datetime) -> tuple[str, list[str]]:
    """End all links of a person; return the name and the channels of those ended."""

    async def work(tx: AsyncConnection) -> tuple[str, list[str]]:
        staff = await load_staff(tx, org)
        person = the_person(staff, name, await units.load(tx, org))
        ended = await end_links(tx, org, person.id, now, by=None)
        if not ended:
            raise CannotDo("cannot.no_link", name=person.name)
        return person.name, ended

    return await database.write(work)


async def end_links(
    tx: AsyncConnection,
    org: int,
    person: int,
    now: datetime,
    *,
    by: int | None,
    at: Address | None = None,
) -> list[str]:
    """End all links of a person, or the one at an address; return the channels of those ended.

    What was asked of the person goes to whoever speaks for them.
    """
    ended = await links.unlink(tx, org, person, now, by=by, at=at)
    await duties.touch_those_of(tx, org, await load_staff(tx, org), person, now)
    return ended
