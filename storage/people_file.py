"""The people file: an XLSX or CSV that says who works where, in which role (DESIGN.md §7).

Columns: full_name, title, unit, parent, role, in_charge_of (units, `;`), contact (yes/no), email,
language, or the same in Vietnamese. Roles by their English names or Vietnamese titles. Rows are
checked before one is stored.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Annotated
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.people import Role
from scheduler.rules.words import fold
from storage import people, units

TITLES = {
    "cong chuc": Role.OFFICER,
    "vien chuc": Role.OFFICER,
    "chuyen vien": Role.OFFICER,
    "can bo": Role.OFFICER,
    "truong phong": Role.HEAD,
    "giam doc trung tam": Role.HEAD,
    "chi cuc truong": Role.HEAD,
    "pho phong": Role.DEPUTY_HEAD,
    "pho truong phong": Role.DEPUTY_HEAD,
    "pho giam doc trung tam": Role.DEPUTY_HEAD,
    "dau moi": Role.COORDINATOR,
    "dau moi tong hop": Role.COORDINATOR,
    "pho giam doc": Role.DEPUTY,
    "giam doc": Role.LEADER,
    "lanh dao": Role.LEADER,
    "quan tri": Role.ADMIN,
    "quan tri vien": Role.ADMIN,
    "quan tri he thong": Role.ADMIN,
    "quan tri vien he thong": Role.ADMIN,
}
COLUMNS = {
    "ho va ten": "full_name",
    "ho ten": "full_name",
    "chuc danh": "title",
    "chuc vu": "title",
    "don vi": "unit",
    "truc thuoc": "parent",
    "don vi cap tren": "parent",
    "vai tro": "role",
    "phu trach": "in_charge_of",
    "dau moi lien he": "contact",
    "thu dien tu": "email",
    "ngon ngu": "language",
}
NEEDED = ("full_name", "unit", "role")
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
YES = {"yes", "y", "x", "co", "1", "true"}


class BadPeopleFile(ValueError):
    """The file cannot be read; the text says which row and what to do.

    `reason`: of a whole file "nobody", "columns", "utf8", "format"; of one row "row".
    """

    def __init__(self, line: str, reason: str) -> None:
        super().__init__(line)
        self.reason = reason


def _roles(value: object) -> list[Role]:
    found = []
    for word in str(value or "").split(";"):
        folded = fold(word).replace(" ", "_")
        role = next((r for r in Role if r.value == folded), TITLES.get(fold(word)))
        if role is None:
            raise ValueError(f"unknown role “{word.strip()}”")
        found.append(role)
    return found


def _names(value: object) -> list[str]:
    return [name.strip() for name in str(value or "").split(";") if name.strip()]


class PersonRow(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    full_name: str = Field(min_length=2, max_length=120)
    title: str = ""
    unit: str = Field(min_length=2)
    parent: str = ""
    role: Annotated[list[Role], BeforeValidator(_roles)]
    in_charge_of: Annotated[list[str], BeforeValidator(_names)] = []
    contact: Annotated[bool, BeforeValidator(lambda v: fold(str(v or "")) in YES)] = False
    email: str | None = Field(default=None, pattern=EMAIL)
    language: str = Field(default="vi", pattern="^(vi|en)$")


@dataclass(frozen=True, kw_only=True)
class WrongRow:
    """A row that cannot be read: its number as a spreadsheet shows it, in which column what stands,
    and what is wrong with that."""

    number: int
    column: str
    said: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The rows of a file by their numbers, and those that cannot be read."""

    rows: Mapping[int, PersonRow]
    wrong: tuple[WrongRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Imported:
    people: int
    new: int
    moved: int  # were known, and got a post in a unit where they had none
    changed: int  # were known, and got another role where they had one
    namesakes: tuple[tuple[str, str], ...]  # new people called as others are, and their units
    new_units: tuple[str, ...]
    posted: tuple[tuple[int, int], ...]  # (person, unit) of each new post
    former_names: tuple[tuple[str, str], ...] = ()  # units the file names, and what they are now


def read(name: str, content: bytes) -> list[PersonRow]:
    """Read and check every row; raise BadPeopleFile naming the first that is wrong."""
    sheet = look(name, content)
    for wrong in sheet.wrong[:1]:
        line = f"{name}, row {wrong.number}, column {wrong.column}: {wrong.why}."
        raise BadPeopleFile(f"{line} Correct it and try again.", "row")
    return list(sheet.rows.values())


def look(name: str, content: bytes) -> Sheet:
    """Read every row that can be read; raise BadPeopleFile if the file as a whole cannot be."""
    rows, wrong = {}, []
    missing: set[str] = set()
    for number, cells in enumerate(_table(name, content), start=2):
        filled = {key: value for key, value in cells.items() if value not in (None, "")}
        if not filled:
            continue
        missing = set(NEEDED) - cells.keys()
        try:
            rows[number] = PersonRow.model_validate(filled)
        except ValidationError as error:
            first = error.errors()[0]
            column = ".".join(str(part) for part in first["loc"])
            said = str(cells.get(column) or "")
            wrong.append(WrongRow(number=number, column=column, said=said, why=first["msg"]))
    if missing:
        columns = ", ".join(each for each in NEEDED if each in missing)
        raise BadPeopleFile(f"{name} has no column {columns}: the first row names them.", "columns")
    if not rows and not wrong:
        raise BadPeopleFile(
            f"{name} names nobody: it needs a heading row and one row per person.", "nobody"
        )
    return Sheet(rows=rows, wrong=tuple(wrong))


async def store(
    tx: AsyncConnection, org: int, rows: Sequence[PersonRow], on: date | None = None
) -> Imported:
    """Add the people, and the units nobody has named before.

    With a day, whoever is named in a unit that has ended by then goes to its successor.
    """
    book = await units.load(tx, org, on)
    known = set(book.names)
    there = await _known(tx, org)
    new = moved = changed = 0
    namesakes: list[tuple[str, str]] = []
    posted: list[tuple[int, int]] = []
    for row in rows:
        parent = await units.find_or_make(tx, book, row.parent) if row.parent else None
        home = await units.find_or_make(tx, book, row.unit, parent=parent)
        posts: list[tuple[int, Role, bool]] = [
            (home, role, row.contact) for role in row.role if role is not Role.DEPUTY
        ]
        charge = [await units.find_or_make(tx, book, name) for name in row.in_charge_of]
        posts += [(unit, Role.DEPUTY, False) for unit in charge if Role.DEPUTY in row.role]
        person, is_new, got = await people.add(
            tx,
            org,
            full_name=row.full_name,
            title=row.title,
            email=row.email,
            language=row.language,
            posts=posts or [(home, row.role[0], row.contact)],
            former=book.lineage.former(home),
        )
        if is_new:
            new += 1
            if row.full_name in there.names:
                namesakes.append((row.full_name, book.names[home]))
        elif set(got) - there.units.get(person, set()):
            moved += 1
        elif got:
            changed += 1
        posted += [(person, unit) for unit in got]
    made = tuple(name for unit, name in book.names.items() if unit not in known)
    return Imported(
        people=len(rows),
        new=new,
        moved=moved,
        changed=changed,
        namesakes=tuple(namesakes),
        new_units=made,
        posted=tuple(posted),
        former_names=_former_names(book, rows),
    )


@dataclass(frozen=True)
class _Known:
    names: frozenset[str]
    units: Mapping[int, set[int]]  # by person: where they have a post


async def _known(tx: AsyncConnection, org: int) -> _Known:
    """Who was there before."""
    named = await people.load_named(tx, org)
    posted: dict[int, set[int]] = {}
    for post in named.posts:
        posted.setdefault(post.person_id, set()).add(post.unit_id)
    return _Known(frozenset(named.people[person].name for person in posted), posted)


def _former_names(book: units.UnitBook, rows: Sequence[PersonRow]) -> tuple[tuple[str, str], ...]:
    named = dict.fromkeys(name for row in rows for name in (row.unit, *row.in_charge_of))
    became = {name: book.became(name) for name in named}
    return tuple((name, "; ".join(is_now[1])) for name, is_now in became.items() if is_now)


def _table(name: str, content: bytes) -> Iterator[dict[str, object]]:
    if name.lower().endswith(".csv"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadPeopleFile(f"{name} is not UTF-8: save it as CSV UTF-8.", "utf8") from error
        if "\0" in text:  # UTF-16 of plain letters
            raise BadPeopleFile(f"{name} is not UTF-8: save it as CSV UTF-8.", "utf8")
        try:
            yield from _by_heading(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
        except csv.Error as error:  # a quotation mark that nobody closed
            line = f"{name} cannot be read as CSV ({error}): save it again as CSV UTF-8."
            raise BadPeopleFile(line, "format") from error
        return
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(values_only=True))
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, ParseError, LookupError, OSError) as error:
        line = f"{name} is neither XLSX nor CSV: save it again as one."
        raise BadPeopleFile(line, "format") from error
    yield from _by_heading(iter(lines))


def _by_heading(lines: Iterator[Sequence[object]]) -> Iterator[dict[str, object]]:
    named = [str(cell or "").strip() for cell in next(lines, ())]
    heading = [COLUMNS.get(fold(name), name) for name in named]
    for line in lines:
        yield dict(zip_longest(heading, line[: len(heading)]))


def _delimiter(text: str) -> str:
    """Excel writes ";" between columns where the decimal sign is a comma, as in Vietnam."""
    heading = text.split("\n", 1)[0]
    return ";" if heading.count(";") > heading.count(",") else ","
