"""What of a list is wanted, as it is typed behind its name: "HC > 7 ngày", "KH 12", "BC1 trang 2".

A unit and a plan are looked up; of several the person is asked which.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import offer
from bot.handlers.who import UnitMeant, unit_meant
from bot.lists.late import Late
from bot.lists.listing import Wish
from bot.texts import day, joined, text
from scheduler.rules.words import fold, fold_name
from storage import duties, plans, units
from storage.units import UnitBook

SOON = 7  # working days ahead, where nobody says how many

_PAGE = re.compile(r"(?:^|\s+)(?:trang|page)\s*(?P<page>\d{1,3})$|^(?P<only>\d{1,3})$", re.I)
_SHEET = re.compile(
    r"(?:^|\s+)(?:(?:xuất|xuat|ra|file|tệp|tep|export|as)\s+)*(?:xlsx|excel)$", re.I
)
_LATE = re.compile(
    r"(?:^|\s+)(?P<op>>=?|trên|tren|hơn|hon|quá|qua|over|more than)\s*(?P<n>\d{1,4})"
    r"(?:\s*(?:ngày|ngay|days?|(?P<weeks>tuần|tuan|weeks?)))?(?=\s|$)",
    re.I,
)
_WITHIN = re.compile(
    r"(?:^|\s+)(?:(?:trong|within|in|next)\s+)*(?P<n>\d{1,3})"
    r"(?P<work>\s*working)?\s*(?:ngày|ngay|days?)(?P<lam>\s+(?:làm việc|lam viec))?"
    r"(?:\s+(?:tới|toi|nữa|nua))?(?=\s|$)",
    re.I,
)
_CYCLE = re.compile(r"(?:^|\s+)(?P<code>bc\s?-?\d{1,3})(?=\s|$)", re.I)
_OF = re.compile(
    r"^(?:(?:của|cua|ở|tại|tai|thuộc|thuoc|of|in|for|đơn vị|don vi|unit)(?:\s+|$))+", re.I
)
_PLAN = re.compile(r"^(?:kh|kế hoạch|ke hoach|plan)(?:\s+(?:số|so|no\.?))?\s+", re.I)


@dataclass(frozen=True, kw_only=True)
class PlanMeant:
    id: int
    name: Any  # "12/KH-SKHCN", or its title


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filters of a list and the part of it; None: whatever it is."""

    wish: Wish
    unit: UnitMeant | None = None
    members: frozenset[int] = frozenset()  # the unit, or of a group its members
    plan: PlanMeant | None = None
    cycle: str | None = None
    at_least: int | None = None  # days late
    until: date | None = None

    def fits(self, each: Late) -> bool:
        return (
            (self.unit is None or each.duty.unit_id in self.members)
            and (self.plan is None or each.plan == self.plan.id)
            and (self.cycle is None or self.cycle in each.codes)
            and (self.at_least is None or each.days_late >= self.at_least)
        )

    def of(self, found: Iterable[Late]) -> list[Late]:
        return [each for each in found if self.fits(each)]

    @property
    def named(self) -> Any:
        """The filters for a title: " (HC; trên 7 ngày)"; empty if there are none."""
        said: list[Any] = [self.unit.short] if self.unit else []
        if self.plan:
            said.append(text("list.of_plan", plan=self.plan.name))
        if self.cycle:
            said.append(self.cycle)
        if self.at_least:
            said.append(text("list.late", n=self.at_least - 1))
        return text("list.filters", what=joined(said, by="; ")) if said else ""


def sees(asked: Asked, meant: Wanted) -> bool:
    """Whether the counts and people of the unit that is meant are a person's business."""
    scope = asked.scope
    return (
        meant.unit is None
        or scope.everything
        or not scope.units.isdisjoint(meant.members)
        or bool(scope.plans_of)
    )


def none(asked: Asked, meant: Wanted, key: str, **facts: Any) -> Answer:
    """What is said of an empty list: there are none, or they are not for this person to see."""
    if meant.unit is not None and not sees(asked, meant):
        return Answer(text="no.unit_access", facts={"unit": meant.unit.name})
    return Answer(text=key, facts=facts)


async def wanted(asked: Asked, words: str, *, ahead: bool = False) -> Wanted | Answer:
    """Read what is typed behind the name of a list; or what to ask back.

    `ahead`: days are those until which something falls due, not those it is late.
    """
    typed = unicodedata.normalize("NFC", words).strip()
    asked = asked.saying(unicodedata.normalize("NFC", asked.words))
    wish, rest = _wish(asked.words, typed)
    found = Wanted(wish=wish)
    if ahead:
        said, rest = _taken(_WITHIN, rest)
        found = replace(found, until=_until(asked, said))
    else:
        said, rest = _taken(_LATE, rest)
        if said:
            over = int(said["n"]) * (7 if said["weeks"] else 1) + (said["op"] != ">=")
            found = replace(found, at_least=over)
    said, rest = _taken(_CYCLE, rest)
    if said:
        code = re.sub(r"[\s-]", "", said["code"]).upper()
        found = replace(found, cycle=code)
    rest = _OF.sub("", rest.strip(" ,;:?.!")).strip()
    return await _narrowed(asked, found, rest) if rest else found


def _wish(sentence: str, typed: str) -> tuple[Wish, str]:
    """The page or workbook that is wanted, and the words without it."""
    as_sheet, rest = _taken(_SHEET, typed)
    paged, rest = _taken(_PAGE, rest)
    page = int(paged["page"] or paged["only"]) if paged else 1
    begins = sentence[: len(sentence) - len(typed)] if sentence.endswith(typed) else sentence
    return Wish(sentence=f"{begins}{rest}".strip(), page=page, as_sheet=bool(as_sheet)), rest


def _taken(pattern: re.Pattern[str], words: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(words)
    return (found, words[: found.start()] + words[found.end() :]) if found else (None, words)


def _until(asked: Asked, said: re.Match[str] | None) -> date:
    """The last day of what falls due: days as people say them, or working days."""
    count = int(said["n"]) if said else SOON
    if said is None or said["work"] or said["lam"]:
        return asked.org.office.calendar.plus(asked.today, count)
    return date.fromordinal(asked.today.toordinal() + count)


async def _narrowed(asked: Asked, found: Wanted, rest: str) -> Wanted | Answer:
    """With the unit and the plan that the rest of the words names."""
    book = await units.load(asked.tx, asked.org.id, asked.today)
    tokens = rest.split()
    for first in range(len(tokens), -1, -1):
        unit_words, plan_words = " ".join(tokens[:first]), " ".join(tokens[first:])
        if unit_words and not _is_unit(book, unit_words):
            continue
        if plan_words and first and not _PLAN.match(f"{plan_words} "):
            continue
        if plan_words and not unit_words and not await _like(asked, plan_words):
            continue
        return await _with(asked, found, unit_words, plan_words)
    if _PLAN.match(rest):
        return Answer(text="no.plan_named", facts={"name": rest})
    return await _with(asked, found, rest, "")


async def _with(asked: Asked, found: Wanted, unit_words: str, plan_words: str) -> Wanted | Answer:
    if unit_words:
        unit = await unit_meant(asked, unit_words)
        if isinstance(unit, Answer):
            return unit
        members = await units.members(asked.tx, asked.org.id, unit.id)
        found = replace(found, unit=unit, members=frozenset((unit.id, *members)))
    if plan_words:
        plan = await plan_meant(asked, plan_words)
        if isinstance(plan, Answer):
            return plan
        found = replace(found, plan=plan)
    return found


def _is_unit(book: UnitBook, name: str) -> bool:
    return book.find(name) is not None or bool(book.like(name))


async def _like(asked: Asked, words: str) -> list[PlanMeant]:
    """The plans of which the person may see something, by number or by words of their title."""
    items = await duties.visible(asked.tx, asked.org.id, asked.scope, asked.staff, asked.today)
    seen = {item.plan_id for item in items if item.plan_id is not None}
    every = [row for row in await plans.read(asked.tx, asked.org.id) if row.id in seen]
    bare = fold(_PLAN.sub("", words).strip())
    exact = [
        row
        for row in every
        if bare == f"#{row.id}"
        or (row.number and bare in (fold(row.number), fold(row.number).split("/")[0]))
    ]
    meant = set(fold_name(bare).split())
    found = exact or [row for row in every if meant and meant <= set(fold_name(row.title).split())]
    return [PlanMeant(id=row.id, name=row.number or row.title) for row in found]


async def plan_meant(asked: Asked, words: str) -> PlanMeant | Answer:
    """The plan of a number or of words of its title; of several, or of none, what to answer."""
    found = await _like(asked, words)
    if len(found) == 1:
        return found[0]
    if not found or words not in asked.words:
        return Answer(text="no.plan_named", facts={"name": words})
    choices = [(plan.name, asked.words.replace(words, f"KH #{plan.id}")) for plan in found]
    return await offer(asked, "ask.which_plan", {"name": words}, choices)


def last_day(wanted: Wanted) -> Any:
    return day(wanted.until) if wanted.until else ""


def seen_units(found: Collection[Late]) -> bool:
    """Whether a list is about more than one unit."""
    return len({each.duty.unit for each in found}) > 1
