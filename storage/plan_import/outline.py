"""The tree of a plan: sections I., items 1. and 1.1., letters a), bullets - and +, plain
paragraphs.

Which sign is above which is not fixed: a sign seen for the first time opens a level below the
current one, and a sign already open closes everything under it. Labels are no level; they belong to
the item that they follow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.rules.words import fold
from storage.plan_import.assignment import read_assignment, time_alone
from storage.plan_import.labels import Label, Labelled, split_labels
from storage.plan_import.names import is_unit
from storage.plan_import.text import Paragraph

_SIGNS = {
    "appendix": r"(?P<appendix>(?:PHỤ LỤC|Phụ lục|ANNEX|Annex|APPENDIX|Appendix)"
    r"(?: (?:số )?(?:\d{1,2}|[IVX]{1,4})\b)?)(?=[\s.:]*$|[.:]\s|\s+[A-ZĐ(])[\s.:]*",
    "article": r"(?P<article>Điều \d{1,3})\s?[.:]\s+",
    "roman": r"(?P<roman>[IVXL]+)(?:\s?\.|[-/]| -(?=\s+[^\W\d_]{2}))\s+",
    "decimal": r"(?P<decimal>\d{1,2}(?:\.\d{1,2})+)[.)/-]?\s+",
    "number": r"\(?(?P<number>\d{1,2})(?:[.)/]|-(?=\s+[^\W\d_]))\s+",
    "capital": r"(?P<capital>[A-H])\.\s+",
    "letter": r"\(?(?P<letter>[a-zđ])[.)\]]\s+",
    "plus": r"(?P<plus>\+)\s*",
    "bullet": r"(?P<bullet>[-•–—*])(?:\s*(?=[^\s\d])|\s+(?=\d))",
}
_SIGN = re.compile("|".join(_SIGNS.values()))
PLAIN, TITLE = "plain", "title"
_SECTIONS = ("roman", "article", "capital")
_LONGEST_TITLE = 8  # words
_TITLES = re.compile(
    r"(?:cac |nhung |mot so )?(?:muc (?:dich|tieu)|yeu cau|quan diem|chi tieu|nhiem vu|giai phap"
    r"|noi dung|cong viec|hoat dong|to chuc thuc hien|phan cong|trach nhiem|kinh phi|che do bao cao"
    r"|bao cao|kiem tra|tasks?|activities|objectives|purpose|targets|implementation|reporting"
    r"|budget)(?:[ ,]+(?:va |and )?(?:chu yeu|trong tam|cu the|cong viec|thuc hien|yeu cau|muc tieu"
    r"|chi tieu|giai phap|noi dung|nhiem vu|giam sat|bao cao|to chuc|phan cong))*"
)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")  # what titles count as
_NUMBERED = ("capital", "number", "decimal")
# What may stay open above these signs; the others stand under whatever is open.
_ABOVE = {
    "appendix": (),
    "article": ("appendix",),
    "roman": ("appendix", "article", "capital"),
}
_CLOSING = re.compile(
    r"noi nhan\s*:|(?:tm|kt|tl|tuq|t/m)\.? [a-z ]+$|(?:pho )?(?:giam doc|chu tich)$|video lien quan"
)
_DITTO = re.compile(r"\W*(?:n\.?t|nhu tren|ditto|as above|same as above)\W*|[\"'”“〃]+|''")
_WHEN_AND_WHERE = re.compile(r"(?:thoi gian|dia diem)(?: va|,) ")  # of an event, not of work
_ENDED = re.compile(r"[.;…/]$")
# What a decision issues comes after its signature, with numbers of its own.
_ATTACHED = re.compile(
    r"\W*(?:KẾ HOẠCH|CHƯƠNG TRÌNH|QUY CHẾ|ĐỀ ÁN|DANH MỤC|BẢNG|BIỂU)\b[^a-zà-ỹ.;]*"
)
_ORDERS = re.compile(r"\W*(?:CÔNG ĐIỆN|CHỈ THỊ|THÔNG BÁO|KẾT LUẬN|QUYẾT ĐỊNH)(?!\w)")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One numbered, bulleted or plain paragraph, with its labels and what stands above it."""

    sign: str  # a key of _SIGNS, TITLE or PLAIN
    ref: str
    text: str
    first: int
    last: int
    text_last: int  # the last line before the labels
    above: tuple[int, ...]  # places of the items above, outermost first
    heading: bool = False
    labels: tuple[Labelled, ...] = ()

    def label(self, wanted: Label) -> Labelled | None:
        """What a label says; of several the first that names a unit: "Lãnh đạo phụ trách: đ/c A"
        may stand above "Đơn vị chủ trì: Phòng B"."""
        found = [each for each in self.labels if each.label is wanted]
        return next((each for each in found if is_unit(each.value)), found[0] if found else None)

    @property
    def assigned(self) -> bool:
        return any(each.label is not Label.OTHER for each in self.labels)


@dataclass(frozen=True, kw_only=True)
class Outline:
    preamble: tuple[Paragraph, ...]  # all before the first numbered item
    items: tuple[Item, ...]

    @cached_property
    def orders(self) -> bool:
        """Whether it is no plan but an order: a telegram, a directive, the conclusion of a meeting,
        whose items are work for whom they name without a heading that says so."""
        return any(_ORDERS.match(each.text) for each in self.preamble)

    @cached_property
    def parents(self) -> frozenset[int]:
        """The places of the items that others stand under."""
        return frozenset(item.above[-1] for item in self.items if item.above)

    @cached_property
    def assigning(self) -> frozenset[tuple[int, ...]]:
        """The top sections that assign work by labels."""
        return frozenset(item.above[:1] for item in self.items if item.assigned)

    def above(self, item: Item) -> tuple[Item, ...]:
        return tuple(self.items[place] for place in item.above)


def outline(paragraphs: list[Paragraph]) -> Outline:
    body = list(until_closing(paragraphs))
    start = _start(body)
    items: list[Item] = []
    open_signs: list[tuple[str, int]] = []  # sign and place of the items now open
    counts: dict[tuple[int, ...], int] = {}
    titled = not any(sign_of(each.text)[0] in _SECTIONS for each in body)
    for paragraph in body[start:]:
        if _ATTACHED.fullmatch(paragraph.text):
            open_signs = []
        sign, mark, text = sign_of(paragraph.text)
        if titled and _is_title(paragraph):
            sign, open_signs = TITLE, []
            mark = _ROMANS[min(sum(item.sign == TITLE for item in items), len(_ROMANS) - 1)]
        text, labels = _labels(sign, text)
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
        if sign != PLAIN or text.endswith(":"):  # a sentence may govern the bullets after it
            open_signs.append((sign, len(items) - 1))
    return Outline(preamble=tuple(body[:start]), items=tuple(_without_dittos(items)))


def _labels(sign: str, text: str) -> tuple[str, tuple[Labelled, ...]]:
    """The text up to its first label, and the labels; a line under a task that only says who or by
    when ("- Phòng A chủ trì.", "- Hoàn thành trước 30/9.") is one without its colon."""
    rest, labels = split_labels(text)
    if labels or sign not in (PLAIN, "bullet", "plus") or text.endswith(":"):
        return rest, labels
    if when := time_alone(text):
        return "", (Labelled(label=Label.TIME, value=when),)
    said = read_assignment(text)
    if said and said.lead and not said.is_plain:
        return "", (Labelled(label=Label.LEAD, value=text),)
    return rest, labels


def _without_dittos(items: list[Item]) -> Iterator[Item]:
    """The items, with what "nt", "như trên" or a ditto mark under a label stands for."""
    last: dict[Label, Labelled] = {}
    for item in items:
        labels = tuple(
            last.get(each.label, each) if _DITTO.fullmatch(fold(each.value)) else each
            for each in item.labels
        )
        last |= {each.label: each for each in labels if each.value}
        yield replace(item, labels=labels) if item.labels else item


def until_closing(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """What comes before the recipients and the signature, and the appendices after them."""
    begun = closed = False
    for paragraph in paragraphs:
        sign = sign_of(paragraph.text)[0]
        begun = begun or sign != PLAIN
        closed = closed and sign != "appendix" and not _ATTACHED.fullmatch(paragraph.text)
        if begun and _CLOSING.match(fold(paragraph.text).strip("* ")):
            closed = True
        if not closed:
            yield paragraph


def _start(body: list[Paragraph]) -> int:
    """The first section: bullets in a preamble are not the plan's. A heading without a number
    stands above the first number."""
    found = _first_number(body)
    return found - 1 if found and _is_title(body[found - 1]) else found


def _is_title(paragraph: Paragraph) -> bool:
    """Whether it is a heading of a section without a number: "NHIỆM VỤ", "Tổ chức thực hiện"."""
    text = paragraph.text
    return (
        sign_of(text)[0] == PLAIN
        and len(text.split()) <= _LONGEST_TITLE
        and bool(_TITLES.fullmatch(fold(text).strip(" .:*")))
    )


def _first_number(body: list[Paragraph]) -> int:
    for place, paragraph in enumerate(body):
        sign, mark, _ = sign_of(paragraph.text)
        if sign in ("roman", "article") or mark in ("1", "A", "1.1"):
            return place
    return next(
        (place for place, paragraph in enumerate(body) if _SIGN.match(paragraph.text)), len(body)
    )


def sign_of(text: str) -> tuple[str, str, str]:
    """The kind of sign, what it says, and the text after it."""
    found = _SIGN.match(text)
    if not found or not found.lastgroup:
        return PLAIN, "", text
    sign = found.lastgroup
    mark = "" if sign in ("plus", "bullet") else _short(found[sign])
    return sign, mark, text[found.end() :].strip()


def _closed(
    open_signs: list[tuple[str, int]], sign: str, items: list[Item]
) -> list[tuple[str, int]]:
    """The items still open above a paragraph with this sign."""
    names = [name for name, _ in open_signs]
    if PLAIN in names and sign in _NUMBERED:
        open_signs = open_signs[: names.index(PLAIN)]
        names = [name for name, _ in open_signs]
    if sign in names:
        return open_signs[: names.index(sign)]
    if sign in _ABOVE:
        return [each for each in open_signs if each[0] in _ABOVE[sign]]
    if sign == PLAIN:
        # It stands under the last heading: never a bullet, nor a sentence that has ended.
        still = [each for each in open_signs if each[0] not in ("bullet", "plus")]
        while still and _ENDED.search(items[still[-1][1]].text):
            still.pop()
        return still
    return open_signs


def _short(mark: str) -> str:
    """How a mark stands in a reference: "PL2" of "PHỤ LỤC 2", "Đ3" of "Điều 3"."""
    last = mark.split()[-1]
    if mark.startswith("Điều "):
        return f"Đ{last}"
    if re.match(r"ph. l.c|annex|appendix", mark, re.IGNORECASE):
        return f"PL{last}" if re.fullmatch(r"\d+|[IVX]+", last) else "PL"
    return mark


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
    if place < 0 or _WHEN_AND_WHERE.match(fold(items[place].text)):
        return
    while items[place].sign in (PLAIN, sign) and items[place].above and not items[place].labels:
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
