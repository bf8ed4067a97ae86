"""Who and which unit a name means: one, or what to ask back.

Of several each is offered as the same sentence with the whole name, so that a number finishes it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import offer
from scheduler.rules.people import Person
from scheduler.rules.staff import Staff
from scheduler.rules.words import fold, fold_name
from storage import units
from storage.units import UnitBook

_HONOURED = {
    "anh",
    "chi",
    "em",
    "co",
    "chu",
    "bac",
    "ba",
    "ong",
    "thay",
    "sep",
    "dc",
    "d/c",
    "dong",
}
_HONOURED |= {"mr", "ms", "mrs"}
# With these accents they are never a name: "Chi" may be one, "chị" is not.
_NO_NAME = {"chị", "cô", "chú", "bác", "bà", "ông", "thầy", "sếp", "đồng", "đ/c", "đc"}
_KIND = re.compile(r"^(?:phòng|phong|ban|p\.)\s*(?=\w)", re.IGNORECASE)  # "phòng HC"
_LISTED = re.compile(r"\s*[,;&+]\s*")
_AND = re.compile(r"\s+(?:và|va|and|cùng|cung)\s+", re.IGNORECASE)
MOST_WORDS = 12  # of a unit's name
_POLITE = {"a", "nhe", "nha", "oi", "voi", "giup"}  # behind a name


@dataclass(frozen=True, kw_only=True)
class UnitMeant:
    id: int
    short: str
    name: str


def called(
    staff: Staff, name: str, unit: int | None = None, among: Collection[int] | None = None
) -> tuple[Person, ...]:
    """The people of a name, of one unit or of all, or `among` these.

    With or without words of honour before it. "anh Minh" may be Trần Minh as well as Nguyễn Anh
    Minh; "Anh Minh", if there is one, is the latter. Who is called just so and no more is meant.
    """
    words = name.replace(",", " ").split()
    found = _called(staff, words, unit, among)
    while not found and len(words) > 1 and _bare(words[-1]) in _POLITE:
        words.pop()
        found = _called(staff, words, unit, among)
    return found


def _called(
    staff: Staff, words: Sequence[str], unit: int | None, among: Collection[int] | None
) -> tuple[Person, ...]:
    found: dict[int, Person] = {}
    for n, word in enumerate(words):
        if unicodedata.normalize("NFC", word.lower()).strip(".") in _NO_NAME:
            continue
        rest = " ".join(words[n:])
        named = [p for p in staff.named(rest, unit) if among is None or p.id in among]
        if exact := [p for p in named if fold_name(p.name) == fold_name(rest)]:
            return tuple(exact)
        found |= {person.id: person for person in named}
        if _bare(word) not in _HONOURED or (found and word[0].isupper()):
            break
    return tuple(found.values())


def _bare(word: str) -> str:
    return fold(word).strip(".")


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
    found = called(asked.staff, name, unit, among)
    if len(found) == 1:
        return found[0]
    if not found:
        return Answer(text="no.person_named", facts={"name": name})
    place = _place(asked.words, name, [each.name for each in found])
    choices = [(each.name, _with(asked.words, place, each.name)) for each in found]
    if place is None or len({typed for _, typed in choices}) < len(found):
        names = ", ".join(each.name for each in found)
        return Answer(text="no.people_named", facts={"name": name, "names": names})
    return await offer(asked, "ask.which_person", {"name": name}, choices)


def _place(words: str, name: str, whole: Sequence[str]) -> tuple[int, int] | None:
    """Where a name stands by itself in the words: not the "An" of "Anh".

    Nor where it ends a whole name already, as in "của Nguyễn Văn An cho An".
    """
    longer = tuple(each for each in whole if len(each) > len(name))
    for at in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", words):
        if not words[: at.end()].endswith(longer):
            return at.span()
    return None


def _with(words: str, place: tuple[int, int] | None, whole: str) -> str:
    return f"{words[: place[0]]}{whole}{words[place[1] :]}" if place else words


def unit_at_head(book: UnitBook, words: Sequence[str]) -> tuple[int, int] | None:
    """The unit whose name begins the words, and of how many words that name is: the longest."""
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        name = " ".join(words[:count]).strip(" ,;:?.!")
        unit = book.find(name) or book.find(_KIND.sub("", name))
        if unit is not None:
            return unit, count
    return None


async def unit_meant(asked: Asked, name: str) -> UnitMeant | Answer:
    """The unit of a name as it was typed, in any of its spellings; of several, what to ask."""
    book = await units.load(asked.tx, asked.org.id, asked.today)
    exact = book.find(name) or book.find(_KIND.sub("", name))
    found = [exact] if exact is not None else book.like(name)
    if len(found) == 1:
        unit = found[0]
        return UnitMeant(id=unit, short=book.shorts[unit], name=book.names[unit])
    if not found or name not in asked.words:
        return Answer(text="no.unit_named", facts={"name": name})
    choices = [(book.names[u], asked.words.replace(name, book.shorts[u])) for u in found]
    return await offer(asked, "ask.which_unit", {"name": name}, choices)


async def units_meant(asked: Asked, names: str) -> list[UnitMeant] | Answer:
    """The units of several names ("Phòng A, P.B và HC"), each once; else what to answer.

    A name may hold an "và" of its own: "Phòng Kế hoạch và Tài chính", if there is such a one.
    """
    book = await units.load(asked.tx, asked.org.id, asked.today)
    found: dict[int, UnitMeant] = {}
    for listed in filter(None, _LISTED.split(names)):
        for name in _apart(book, [piece.strip() for piece in _AND.split(listed) if piece.strip()]):
            unit = await unit_meant(asked, name)
            if isinstance(unit, Answer):
                return unit
            found[unit.id] = unit
    return list(found.values())


def _apart(book: UnitBook, pieces: Sequence[str]) -> Iterator[str]:
    """The names in what stood between "và" and "và": each time the longest that a unit bears."""
    at = 0
    while at < len(pieces):
        ends = range(len(pieces), at, -1)
        names = ((" và ".join(pieces[at:end]), end) for end in ends)
        known = ((n, e) for n, e in names if book.find(n) or book.find(_KIND.sub("", n)))
        name, at = next(known, (pieces[at], at + 1))
        yield name
