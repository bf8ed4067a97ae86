"""Persons whom a plan puts in charge by name: "Thầy A - Phó Hiệu trưởng: …", "Đ/c Nguyễn Văn A, Phó
Chủ tịch, chủ trì …". A duty is a unit's, so a person stands for the unit that they work in."""

import re
from dataclasses import replace

from storage.plan_import.draft import Draft
from storage.plan_import.renaming import with_unit_as

_ADDRESS = r"(?:Thầy|Cô|Ông|Bà|Đ/c|[Đđ]ồng chí|Mr\.?|Mrs\.?|Ms\.?)"
_WORD = r"[A-ZÀ-ỸĐ][^\W\d_]*"
_NAME = rf"{_ADDRESS}\s+{_WORD}(?:\s+{_WORD}){{0,4}}"
_POST = r"\s*(?:[-–,(]\s*[^:,()]{3,60}?\)?)?,?\s*"
_LEADS = re.compile(
    rf"(?P<name>{_NAME}){_POST}(?P<rest>:|chủ trì\b|phụ trách\b|chịu trách nhiệm\b"
    r"|leads?\b|is (?:responsible|in charge)\b)"
    rf"|(?:Giao|Phân công)(?: cho)? (?P<given>{_NAME})(?P<then>{_POST}[^\W\d_])"
)


def leading_person(text: str) -> tuple[str, str] | None:
    """The person whom a sentence puts in charge, as written, and the rest of it; None: nobody."""
    found = _LEADS.match(text)
    if not found:
        return None
    if found["given"]:
        return found["given"], text[found.end("given") :]
    return found["name"], text[found.start("rest") :]


def is_person(name: str) -> bool:
    """Whether what leads a task is a person."""
    return bool(re.fullmatch(_NAME, name))


def bare(name: str) -> str:
    """The name of a person without how they are addressed."""
    return re.sub(rf"^{_ADDRESS}\s+", "", name)


def with_unit_of(draft: Draft, person: str, unit: str) -> Draft:
    """The draft with the unit wherever it says the person, who is no other name of it."""
    draft = with_unit_as(draft, person, unit)
    return replace(
        draft,
        units=tuple(
            replace(each, aliases=tuple(name for name in each.aliases if name != person))
            for each in draft.units
        ),
    )
