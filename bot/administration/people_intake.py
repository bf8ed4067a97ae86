"""A people file comes in, by chat or by command line: looked at, foreseen, taken in."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.files import content
from scheduler.rules.handover import Handover
from scheduler.rules.words import fold_name
from storage import duties, handovers, journal, orgs, people_file
from storage.database import Database
from storage.people_file import BadPeopleFile, Imported, PersonRow, Sheet, WrongRow

LARGEST = 1024 * 1024  # bytes of a file by chat: its rows are read while others wait
LARGEST_UNPACKED = 16 * LARGEST  # a workbook is a ZIP
MOST = 2000  # people in it
TWICE = "twice"  # why a row is left out that names somebody of an earlier one


async def import_people(database: Database, org: int, path: Path, now: datetime) -> Imported:
    """Read a people file and store it whole, or not at all; whose duty it is may change."""
    rows = people_file.read(path.name, content(path))
    return await database.write(lambda tx: take_in(tx, org, rows, now, by=None))


async def take_in(
    tx: AsyncConnection, org: int, rows: Sequence[PersonRow], now: datetime, *, by: int | None
) -> Imported:
    """Store the people of a file and the units they name, for chat and the command line.

    `by`: who says so; None is the operator. Whoever got a post gets the list of what is open in it.
    """
    state = await orgs.load(tx, org)
    today = state.office.day_of(now)
    done = await people_file.store(tx, org, rows, today)
    await duties.touch(tx, org, now)
    for person, unit in done.posted if state.is_live else ():
        await handovers.expect(tx, org, Handover(person_id=person, on=today, unit=unit))
    counts = {"people": done.people, "new": done.new, "new_units": list(done.new_units)}
    await journal.note(tx, org, now, "people_imported", by, **counts)
    return done


async def foresee(
    tx: AsyncConnection, org: int, rows: Sequence[PersonRow], now: datetime
) -> Imported:
    """What taking these rows in would do; nothing of it stays."""
    today = (await orgs.load(tx, org)).office.day_of(now)
    attempt = await tx.begin_nested()
    try:
        return await people_file.store(tx, org, rows, today)
    finally:
        await attempt.rollback()


def look(name: str, file: bytes) -> Sheet:
    """What a file says that came by chat; who stands in it twice is read once.

    Raises BadPeopleFile, with the reasons "large" and "long" besides those of any file.
    """
    if len(file) > LARGEST or _unpacked(file) > LARGEST_UNPACKED:
        raise BadPeopleFile(f"{name} is larger than {LARGEST} bytes.", "large")
    sheet = people_file.look(name, file)
    if len(sheet.rows) + len(sheet.wrong) > MOST:
        raise BadPeopleFile(f"{name} has more than {MOST} rows.", "long")
    first: dict[tuple[str, str], int] = {}
    wrong = list(sheet.wrong)
    for number, row in sheet.rows.items():
        before = first.setdefault((fold_name(row.full_name), fold_name(row.unit)), number)
        if before != number:
            who = f"{row.full_name} ({row.unit})"
            wrong.append(WrongRow(number=number, column=TWICE, said=who, why=str(before)))
    wrong.sort(key=lambda each: each.number)
    once = {number: sheet.rows[number] for number in first.values()}
    return replace(sheet, rows=once, wrong=tuple(wrong))


def _unpacked(file: bytes) -> int:
    """How many bytes a workbook says it holds; 0 for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            return sum(each.file_size for each in archive.infolist())
    except zipfile.BadZipFile:
        return 0
