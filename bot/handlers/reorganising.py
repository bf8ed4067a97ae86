"""What becomes of units, by chat: an administrator notes it, and confirms who takes over.

What is done is done in `bot/administration/reorganising.py`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.administration import reorganising
from bot.administration.cannot import CannotDo
from bot.administration.reorganising import Preview
from bot.handlers.appointing import may_administer
from bot.handlers.asked import MOST_CHOICES, Answer, Asked
from bot.handlers.attempt import attempt, refusal
from bot.handlers.day_slots import from_day, up_to_day
from bot.handlers.dialogues import ask_if_sure, offer
from bot.handlers.who import units_meant
from bot.texts import day, text
from scheduler.rules.succession import SuccessionKind
from scheduler.rules.words import fold
from storage import units

_SEVERAL = re.compile(  # a name may hold an "và" of its own: "Phòng Kế hoạch và Tài chính"
    r"\s*(?:[,;]| và| va| and)\s+(?=(?:phòng|phong|trung tâm|trung tam|chi cục|chi cuc|ban"
    r"|văn phòng|van phong|đơn vị|don vi)\s)",
    re.IGNORECASE,
)
_IS_CODE = re.compile(r"\w{2,4}(?:-\w{2,4})?")  # "HC-TH": no kind of unit before it
_EACH = re.compile(r"\s*[;,]\s*")
_TAKES = re.compile(r"\s*(?:=|(?: cho | to | → ))\s*", re.IGNORECASE)
_REST = ("con lai", "tat ca", "the rest", "all")
_LATER = ("de sau", "later", "")


async def note(
    asked: Asked, kind: SuccessionKind, old: str, new: str, since: str, why: str
) -> Answer:
    """Note what becomes of units from a day on, after a yes."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    olds = await units_meant(asked, old)
    if isinstance(olds, Answer):
        return olds
    names = ", ".join(unit.name for unit in olds)
    book = await units.load(asked.tx, asked.org.id, asked.today)
    into = [name.strip() for name in _SEVERAL.split(new)] if new else []
    for n, name in enumerate(into):  # named as the office names them; a code names no new unit
        known = book.find(name)
        if known is None and _IS_CODE.fullmatch(name):
            return Answer(text="no.unit_named", facts={"name": name})
        into[n] = book.names[known] if known is not None else name
    begins = await from_day(asked, since, what=names, begins=f"{up_to_day(asked.words, since)} từ ")
    if isinstance(begins, Answer):
        return begins
    facts = {"old": names, "new": ", ".join(into) or text("cannot.none"), "day": day(begins)}
    facts |= {"kind": text(f"succession.{kind.value}")}
    if not asked.is_sure:
        return await ask_if_sure(asked, "succession.sure", facts)
    try:
        async with attempt(asked):
            await asked.changes("succession", names)  # what has begun is not put back by itself
            made = await reorganising.note_in(
                asked.tx, asked.org.id, [u.short for u in olds], into, kind, begins, why, asked.now
            )
    except CannotDo as error:
        return refusal(error)
    example = made[0].old
    return Answer(text="succession.noted", facts=facts | {"example": example})


async def confirm(asked: Asked, old: str, chosen: str = "") -> Answer:
    """Let what is open of a unit go to its successor, after a yes to what would go.

    Who takes what of a unit that was split is asked one by one: `chosen` says it ("NV1=PMM;
    còn lại=để sau"), and each answer is the whole sentence with one more.
    """
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    try:
        seen = await reorganising.preview_in(asked.tx, asked.org.id, old, {}, asked.now)
        choices, is_settled = read_choices(chosen, _open(seen))
        seen = await reorganising.preview_in(asked.tx, asked.org.id, old, choices, asked.now)
        if not is_settled and (left := _open(seen)):
            return await _ask_who_takes(asked, seen, choices, left)
        if not asked.is_sure:
            facts = {
                "old": seen.old,
                "new": ", ".join(seen.new) or text("cannot.none"),
                "day": day(seen.on),
                "duties": ", ".join(seen.duties) or text("cannot.none"),
                "left": ", ".join(seen.left) or text("cannot.none"),
            }
            return await ask_if_sure(asked, "succession.sure_confirm", facts)
        async with attempt(asked):
            await asked.changes("succession", old)
            gone = await reorganising.confirm_in(
                asked.tx, asked.org.id, old, choices, asked.now, by=asked.person.id
            )
    except CannotDo as error:
        return refusal(error)
    codes = ", ".join(gone) or text("cannot.none")
    return Answer(text="succession.confirmed", facts={"old": old, "codes": codes})


def read_choices(said: str, still_open: Sequence[str]) -> tuple[dict[str, str], bool]:
    """Who takes what, by code, of "NV1=PMM; còn lại=để sau"; and whether that is all.

    "còn lại" stands for all that is still open, "để sau" for nobody yet.
    """
    chosen: dict[str, str] = {}
    is_settled = False
    for each in filter(None, _EACH.split(said.strip(" ;,"))):
        what, _, unit = _TAKES.sub("=", each, count=1).partition("=")
        later = fold(unit.strip()) in _LATER
        if fold(what.strip()) in _REST:
            is_settled = True
            rest = () if later else [code for code in still_open if code not in chosen]
            chosen |= {code: unit.strip() for code in rest}
        elif unit.strip() and not later:
            chosen[what.strip().upper().replace(" ", "")] = unit.strip()
    return chosen, is_settled


def _open(seen: Preview) -> list[str]:
    return [code for code, unit in seen.takers.items() if unit is None]


async def _ask_who_takes(
    asked: Asked, seen: Preview, choices: Mapping[str, str], left: Sequence[str]
) -> Answer:
    """Offer the new units for the first code that waits, and for all that wait at once."""
    so_far = "; ".join(f"{code}={unit}" for code, unit in choices.items())
    begins = f"xác nhận tách {seen.old}: {so_far + '; ' if so_far else ''}"
    book = await units.load(asked.tx, asked.org.id, asked.today)
    names = {book.shorts[unit]: book.names[unit] for unit in book.shorts}
    among = (seen.new or _others(book, asked.today, seen.old))[: MOST_CHOICES // 2 - 1]
    code = left[0]
    offered: list[tuple[Any, str]] = [(names[unit], f"{begins}{code}={unit}") for unit in among]
    if len(left) > 1:
        offered += [
            (text("succession.all_to", unit=names[unit]), f"{begins}còn lại={unit}")
            for unit in among
        ]
    offered.append((text("succession.later"), f"{begins}còn lại=để sau"))
    facts = {"code": code, "old": seen.old, "left": ", ".join(left)}
    key = "succession.who_takes" if seen.new else "succession.who_takes_closed"
    return await offer(asked, key, facts, offered)


def _others(book: units.UnitBook, today: date, old: str) -> tuple[str, ...]:
    """The units there are today, but for one and for groups."""
    there = (u for u in book.shorts if book.lineage.today(u, today) == (u,))
    shorts = (book.shorts[unit] for unit in there if unit not in book.groups)
    return tuple(short for short in shorts if short != old)
