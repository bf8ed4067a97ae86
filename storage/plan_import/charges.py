"""Whom a sentence of a plan puts in charge (PLAN_FORMAT.md §3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storage.plan_import import english
from storage.plan_import.names import HEAD, kind_of, leading_units, partners, split_names
from storage.plan_import.outline import Item, Outline
from storage.plan_import.persons import leading_person

_ABOUT = re.compile(r"^(?:Về|Đối với|Liên quan đến) [^:.]{3,100}:\s*")  # "Về an sinh: Sở Nội vụ …"
SURE = 0.9  # of a sentence that says who leads


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Who a sentence puts in charge."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    confidence: float = 0.4


def charge_of(text: str, known: Sequence[str]) -> Charge:
    """Who the sentence itself names: "Giao X …", "X chủ trì, phối hợp với Y …", "X: …"."""
    if in_english := english.charge(text):
        return Charge(lead=in_english[0], support=in_english[1], confidence=SURE)
    found = leading_units(_ABOUT.sub("", text), known)
    if not found:
        in_midst = re.search(
            rf"(?:\bgiao(?! ban\b)|[.;:] (?:Giao|Yêu cầu|Đề nghị))(?: cho)? (?P<rest>{HEAD}.*)"
            rf"|(?:\bdo|[.;(]) (?P<by>{HEAD}[^.;()]{{0,80}}? (?:chủ trì|đầu mối|phụ trách)\b.*)",
            text,
        )
        found = leading_units(in_midst["rest"] or in_midst["by"], known) if in_midst else None
    if not found and (person := leading_person(text)):
        return Charge(lead=(person[0],), support=partners(person[1]), confidence=0.6)
    if not found:
        return Charge(support=partners(text))
    written, rest = found
    if (inner := leading_units(rest, known)) and inner[1].startswith("chủ trì"):
        written, rest = inner  # "Đề nghị các đoàn thể: Hội Phụ nữ xã chủ trì …"
    if rest.startswith(("lãnh đạo ", "chỉ đạo ")):
        return _directed(written, rest, known)
    leads = rest.startswith(("chủ trì", "Chủ trì")) or text.startswith("Giao ")
    return Charge(
        lead=split_names(written), support=partners(rest), confidence=SURE if leads else 0.6
    )


def _directed(by: str, rest: str, known: Sequence[str]) -> Charge:
    """ "A lãnh đạo B chỉ đạo C …": C answers if it is a named unit, else A with C's help."""
    last = re.split(r"\b(?:lãnh đạo|chỉ đạo) ", rest)[-1]
    named = leading_units(last, known)
    bodies = split_names(named[0]) if named else ()
    if bodies and all(kind_of(body) != "nhom" for body in bodies):
        return Charge(lead=bodies, confidence=0.6)
    return Charge(lead=split_names(by), support=bodies, confidence=0.6)


def inherited(item: Item, outline: Outline, known: Sequence[str], own: Charge) -> Charge:
    """A sentence's own charge; without a lead that of the nearest line above it that names one."""
    for each in () if own.lead else reversed(outline.above(item)):
        above = charge_of(each.text, known)
        if above.lead:
            return Charge(lead=above.lead, support=own.support or above.support, confidence=0.7)
    return own
