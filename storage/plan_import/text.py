"""From the lines of a file to whole paragraphs, each knowing the lines it came from.

Plans come out of Word and PDF with their lines broken: a blank line after every line, page numbers
in between, "57-" on one line and "NQ/TW" on the next. So a blank line alone ends nothing. A line
goes on with the one before it when that one was full or left open, or when it starts in lower case;
it begins a new paragraph when it carries a number, a bullet or a label of its own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from storage.plan_import.labels import begins_with_label, names_units

UNWRAPPED = 130  # characters: longer lines than these are whole paragraphs, not wrapped ones


@dataclass(frozen=True, kw_only=True)
class Line:
    number: int  # as an editor counts, from 1
    text: str
    heading: bool = False  # marked as one by the file itself


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a whole file sets its lines."""

    width: int | None  # of a full line; None: the file does not wrap its lines
    usual_gap: int  # from a line to the next
    spaced: bool  # paragraphs, and they alone, are parted by more than that


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    text: str
    first: int
    last: int
    heading: bool = False


_LITTER = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_RULE = re.compile(r"[-_=*~ ]{3,}|\|?[-:| ]{3,}\|?")
_PAGE_NUMBER = re.compile(r"-?\s*\d{1,3}\s*-?")
_MARK = re.compile(
    r"\(?(?:[IVXL]+(?:\s?\.|[-/)])|[A-H]\.|(?:\d{1,2}\.)*\d{1,2}(?:[.)/]|-(?=\s+[^\W\d_]))"
    r"|\d{1,2}(?:\.\d{1,2})+|[a-zđ][)\]]|[a-zđ]\.|Điều \d{1,3}[.:])\s+\S|[-+•–—*]\s*[^\s\d]"
    r"|[IVXL]+ - [^\W\d_]{2}|PHỤ LỤC\b|APPENDIX\b|ANNEX\b"
)
_SPLIT_NUMBER = re.compile(r"\d-$")
_OPEN_END = re.compile(
    r"(?:[,(–/-]|\b(?:và|của|về|cho|với|các|tại|trong|(?<!tiếp )theo|từ|đến|hoặc|là|bởi"
    r"|do|để|như|trên|cùng))$",
    re.IGNORECASE,
)
_OPENS_A_PARAGRAPH = re.compile(r"(?:Căn cứ|Thực hiện|Nhằm|Để|Trên cơ sở|Trong quá trình) ")
_ENDS_HERE = re.compile(r"Nơi nhận\s*:|Recipients\s*:", re.IGNORECASE)
_CLOSED_END = re.compile(r"[.:;!?…]$")


def lines_of(text: str) -> list[Line]:
    """The lines that say something, numbered; form feeds do not count as ends of lines."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [
        line
        for number, raw in enumerate(unified.split("\n"), start=1)
        if (line := clean_line(number, raw))
    ]


def clean_line(number: int, raw: str, *, heading: bool = False) -> Line | None:
    """One line without Markdown signs, odd spaces and page numbers; None if nothing is left."""
    text = unicodedata.normalize("NFC", _LITTER.sub("", raw))
    if _RULE.fullmatch(text.strip()) or _PAGE_NUMBER.fullmatch(text.strip()):
        return None
    marked = text.lstrip().startswith("#")
    text = text.replace("**", "").strip().lstrip("#").strip()
    text = re.sub(r"^\*(\S.*\S)\*$", r"\1", text)
    text = " ".join(text.replace("|", " ").split())
    return Line(number=number, text=text, heading=heading or marked) if text else None


def paragraphs(lines: Iterable[Line]) -> list[Paragraph]:
    """The paragraphs that lines make up, in their order."""
    kept = list(lines)
    layout = _layout(kept)
    return [_paragraph(group) for group in _groups(kept, layout)]


def begins_with_mark(text: str) -> bool:
    return bool(_MARK.match(text))


def _layout(lines: list[Line]) -> Layout:
    gaps = sorted(b.number - a.number for a, b in pairwise(lines))
    wide = sum(gap > 1 for gap in gaps)
    return Layout(
        width=_width(lines),
        usual_gap=gaps[len(gaps) * 3 // 4] if gaps else 1,
        spaced=10 * wide > len(gaps) > 3 * wide,
    )


def _width(lines: list[Line]) -> int | None:
    lengths = sorted(len(line.text) for line in lines)
    if not lengths or lengths[-1] > UNWRAPPED:
        return None
    return lengths[int(len(lengths) * 0.9)]


def _groups(lines: list[Line], layout: Layout) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group, line, layout):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(group: list[Line], line: Line, layout: Layout) -> bool:
    last, text, width = group[-1].text, line.text, layout.width
    gap = line.number - group[-1].number
    if begins_with_label(text) or _ENDS_HERE.match(text) or last.endswith("./."):
        return False
    if _SPLIT_NUMBER.search(last) and text[0].isupper():
        return True
    left_open = width is not None and bool(_OPEN_END.search(last))
    if begins_with_mark(text):
        # "ngày 10 tháng" + "11. …" and "kinh tế" + "- xã hội" are one phrase broken in two.
        in_a_date = text[0].isdigit() and bool(re.search(r"\b(?:ngày|tháng|ngày \d+)$", last))
        hyphen = width is not None and text[0] in "-–" and text[2:3].islower()
        return in_a_date or (hyphen and not _CLOSED_END.search(last))
    if text[0].islower():
        return True
    if width is None or line.heading or group[-1].heading or text.isupper():
        return False
    if left_open or (text[0].isdigit() and not _CLOSED_END.search(last)):
        return True
    opens = _OPENS_A_PARAGRAPH.match(text) and not _CLOSED_END.search(last)
    under_way = layout.spaced and gap == 1 and len(last) >= 0.85 * width
    if opens or (last.endswith(":") and not under_way):
        return False
    if gap > layout.usual_gap:
        return False
    # A name of a unit may be cut after few letters; a paragraph under way may have a shorter line.
    share = 0.6 if names_units(group[0].text) else 0.75 if len(group) > 1 else 0.85
    if last.isupper() and not text.isupper():
        return False
    if _CLOSED_END.search(last):
        share = 0.9
    return len(last) + 1 + len(text.split()[0]) >= share * width


def _paragraph(group: list[Line]) -> Paragraph:
    text = ""
    for line in group:
        glue = "" if not text or _SPLIT_NUMBER.search(text) else " "
        text += glue + line.text
    return Paragraph(
        text=text, first=group[0].number, last=group[-1].number, heading=group[0].heading
    )
