"""The tree of a plan: sections I., items 1. and 1.1., letters a), bullets - and +, plain
paragraphs.

Which sign is above which is not fixed: a sign seen for the first time opens a level below the
current one, and a sign already open closes everything under it. Labels are no level; they belong to
the item that they follow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.rules.words import fold
from storage.plan_import.labels import Label, Labelled, split_labels
from storage.plan_import.text import Paragraph

_SIGNS = {
    "roman": r"(?P<roman>[IVXL]+)\s?\.\s+",
    "decimal": r"(?P<decimal>\d{1,2}(?:\.\d{1,2})+)[.)]?\s+",
    "number": r"(?P<number>\d{1,2})[.)]\s+",
    "capital": r"(?P<capital>[A-H])\.\s+",
    "letter": r"(?P<letter>[a-zđ])[.)\]]\s+",
    "plus": r"(?P<plus>\+)\s*",
    "bullet": r"(?P<bullet>[-•–—*])\s*(?=[^\s\d])",
}
_SIGN = re.compile("|".join(_SIGNS.values()))
_CLOSING = re.compile(
    r"noi nhan\s*:|(?:tm|kt|tl|tuq|t/m)\.? [a-z ]+$|(?:pho )?(?:giam doc|chu tich)$|video lien quan"
)
_ENDED = re.compile(r"[.;…/]$")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One numbered, bulleted or plain paragraph, with its labels and what stands above it."""

    sign: str  # a key of _SIGNS, or "plain"
    ref: str
    text: str
    first: int
    last: int
    text_last: int  # the last line before the labels
    above: tuple[int, ...]  # places of the items above, outermost first
    heading: bool = False
    labels: tuple[Labelled, ...] = ()

    def label(self, wanted: Label) -> Labelled | None:
        return next((each for each in self.labels if each.label is wanted), None)

    @property
    def assigned(self) -> bool:
        return any(each.label is not Label.OTHER for each in self.labels)


@dataclass(frozen=True, kw_only=True)
class Outline:
    preamble: tuple[Paragraph, ...]  # all before the first numbered item
    items: tuple[Item, ...]

    def children(self, place: int) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.above[-1:] == (place,))

    def above(self, item: Item) -> tuple[Item, ...]:
        return tuple(self.items[place] for place in item.above)


def outline(paragraphs: list[Paragraph]) -> Outline:
    body = list(_until_closing(paragraphs))
    start = _start(body)
    items: list[Item] = []
    open_signs: list[tuple[str, int]] = []  # sign and place of the items now open
    counts: dict[tuple[int, ...], int] = {}
    for paragraph in body[start:]:
        sign, mark, text = _sign(paragraph.text)
        text, labels = split_labels(text)
        if labels and not text:
            _attach(items, sign, labels, paragraph)
            continue
        open_signs = _closed(open_signs, sign, items)
        above = tuple(place for _, place in open_signs)
        if not mark:
            counts[above] = counts.get(above, 0) + 1
            mark = f"/{counts[above]}"
        parent = items[above[-1]].ref if above else ""
        items.append(
            Item(
                sign=sign,
                ref=_ref(parent, sign, mark),
                text=text,
                first=paragraph.first,
                last=paragraph.last,
                text_last=paragraph.last,
                above=above,
                heading=paragraph.heading,
                labels=labels,
            )
        )
        if sign != "plain":
            open_signs.append((sign, len(items) - 1))
    return Outline(preamble=tuple(body[:start]), items=tuple(items))


def _until_closing(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """What comes before the recipients and the signature."""
    begun = False
    for paragraph in paragraphs:
        begun = begun or bool(_SIGN.match(paragraph.text))
        if begun and _CLOSING.match(fold(paragraph.text).strip("* ")):
            return
        yield paragraph


def _start(body: list[Paragraph]) -> int:
    """The first section: bullets in a preamble are not the plan's."""
    for place, paragraph in enumerate(body):
        if re.match(r"[IVX]+\s?\.\s|1[.)]\s|[AI]\.\s", paragraph.text):
            return place
    return next(
        (place for place, paragraph in enumerate(body) if _SIGN.match(paragraph.text)), len(body)
    )


def _sign(text: str) -> tuple[str, str, str]:
    """The kind of sign, what it says, and the text after it."""
    found = _SIGN.match(text)
    if not found or not found.lastgroup:
        return "plain", "", text
    sign = found.lastgroup
    mark = "" if sign in ("plus", "bullet") else found[sign]
    return sign, mark, text[found.end() :].strip()


def _closed(
    open_signs: list[tuple[str, int]], sign: str, items: list[Item]
) -> list[tuple[str, int]]:
    """The items still open above a paragraph with this sign."""
    names = [name for name, _ in open_signs]
    if sign in names:
        return open_signs[: names.index(sign)]
    if sign == "roman":
        return [each for each in open_signs if each[0] == "capital"]
    if sign == "plain":
        # It stands under the last heading: never a bullet, nor a sentence that has ended.
        still = [each for each in open_signs if each[0] not in ("bullet", "plus")]
        while still and _ENDED.search(items[still[-1][1]].text):
            still.pop()
        return still
    return open_signs


def _ref(parent: str, sign: str, mark: str) -> str:
    if mark.startswith("/"):
        return parent + mark
    if sign == "decimal":  # "2.1" under "2" of section II is II.2.1
        section = parent.split(".")[0] if parent[:1].isalpha() else ""
        return f"{section}.{mark}" if section else mark
    return f"{parent}.{mark}" if parent else mark


def _attach(
    items: list[Item], sign: str, labels: tuple[Labelled, ...], paragraph: Paragraph
) -> None:
    """Give labels to the task they follow; its own bullets in between become part of its text."""
    place = len(items) - 1
    if place < 0:
        return
    while items[place].sign in ("plain", sign) and items[place].above and not items[place].labels:
        owner = items[place].above[-1]
        takes = items[owner].sign == "letter" or items[owner].text.endswith(":")
        if not takes or items[owner].labels:
            break
        parts = [item.text for item in items[owner : place + 1]]
        items[owner] = replace(items[owner], text=" ".join(parts), text_last=items[place].last)
        del items[owner + 1 :]
        place = owner
    items[place] = replace(
        items[place], labels=(*items[place].labels, *labels), last=paragraph.last
    )
