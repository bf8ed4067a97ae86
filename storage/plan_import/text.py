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

from storage.plan_import.label_slips import with_its_label
from storage.plan_import.labels import begins_with_label, names_units
from storage.plan_import.names import is_unit

UNWRAPPED = 130  # characters: longer lines than these are whole paragraphs, not wrapped ones


@dataclass(frozen=True, kw_only=True)
class Line:
    number: int  # as an editor counts, from 1
    text: str
    heading: bool = False  # marked as one by the file itself
    whole: bool = False  # of a table: it goes on with no other
    after_break: bool = False  # a page ended before it: how many lines were left there says nothing


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a whole file sets its lines."""

    width: int | None  # of a full line; None: the file does not wrap its lines
    reach: int  # a line that goes on below would, with one word more, be at least as long
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
_PAGE_NUMBER = re.compile(
    r"[-–]?\s*\d{1,3}\s*[-–]?|(?:trang|page)(?: số)?\s*:?\s*\d{1,4}(?:\s*[/-]\s*\d{1,4})?",
    re.IGNORECASE,
)
# The hyphen in other encodings. Dashes stay: names of units are shown as they are written.
_HYPHENS = re.compile("[\u2010\u2011\u2212\ufe58\ufe63\uff0d]")
_ODD_BULLET = re.compile(r"^[•●▪◦‣·►➢➤❖✓✔○■□]\s*(?=\w)")
# The number of a document is one word: "1570 / KH - UBND".
_DOCUMENT_NUMBER = re.compile(r"\b(\d{1,5})\s?/\s?([A-ZĐ]{1,6})\s?[-–]\s?([A-ZĐ]{2,6})\b")
_PARTY_NUMBER = re.compile(r"\b(\d{1,5})\s?[-–]\s?(NQ|KL|CTr|CT|KH|QĐ|CV|HD|TB)\s?/\s?(TW|TU|HU)\b")
_MARK = re.compile(
    r"\(?(?:[IVXL]+(?:\s?\.|[-/])|[A-H]\.|(?:\d{1,2}\.)*\d{1,2}(?:[.)/]|-(?=\s+[^\W\d_]))"
    r"|\d{1,2}(?:\.\d{1,2})+|[a-zđ][)\]]|[a-zđ]\.|Điều \d{1,3}[.:])\s+\S|[-+•–—*]\s*[^\s\d]"
    r"|[-+•–—*]\s+\d+(?:[.,/]\d+)*\s?%?\s+[^\W\d_]"
    r"|[IVXL]+ - [^\W\d_]{2}|PHỤ LỤC\b|APPENDIX\b|ANNEX\b"
)
_COUNTED = re.compile(r"[-+•–—*]\s+\d")  # "- 03 sở …"; but "từ ngày 15" + "- 20 tháng 6"
_ROMAN = re.compile(r"[IVXL]+[.,;]?")
_CLOSING_BRACKET = re.compile(r"[^\s()]{1,6}\)")  # "(khóa" + "XII) về …" is no twelfth section
_SPLIT_NUMBER = re.compile(r"\d-$")
_OPEN_END = re.compile(
    r"(?:[,(–/-]|\b(?:và|của|về|cho|với|các|tại|trong|(?<!tiếp )theo|từ|đến|hoặc|là|bởi"
    r"|do|để|như|trên|cùng))$",
    re.IGNORECASE,
)
_OPENS_A_PARAGRAPH = re.compile(r"(?:Căn cứ|Thực hiện|Nhằm|Để|Trên cơ sở|Trong quá trình) ")
# "ngày 10 tháng" + "11. …"; but "Hằng tháng" and "03 tháng" end there, and "2." begins a task.
_BROKEN_DATE = re.compile(
    r"(?:\bngày \d{1,2}(?: tháng)?|\b(?:trước|đến|từ|hết|trong|vào) (?:ngày|tháng))$", re.IGNORECASE
)
_CLOSED_END = re.compile(r"[.:;!?…]$")
# The recipients, the signature and the number of the document follow nothing.
_FOOT = re.compile(r"(?i:nơi nhận|recipients)\s*:|Số\s*:\s*\d|(?:TM|KT|TL|TUQ|T/M)\.? ?[A-ZĐỦ]")
_FEWEST_WRAPPED = 5  # lines that begin in lower case: fewer do not say how a file is set


def lines_of(text: str) -> list[Line]:
    """The lines that say something, numbered; form feeds do not count as ends of lines."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [
        line
        for number, raw in enumerate(unified.split("\n"), start=1)
        if (line := clean_line(number, raw))
    ]


def clean_line(number: int, raw: str, *, heading: bool = False, whole: bool = False) -> Line | None:
    """One line without Markdown signs, odd spaces and page numbers; None if nothing is left."""
    text = _HYPHENS.sub("-", unicodedata.normalize("NFC", _LITTER.sub("", raw)))
    if _RULE.fullmatch(text.strip()) or _PAGE_NUMBER.fullmatch(text.strip()):
        return None
    marked = text.lstrip().startswith("#")
    text = text.replace("**", "").strip().lstrip("#").strip()
    text = re.sub(r"^\*(\S.*\S)\*$", r"\1", text)
    text = _ODD_BULLET.sub("- ", " ".join(text.replace("|", " ").split()), count=1)
    if not text:
        return None
    return Line(number=number, text=with_its_label(text), heading=heading or marked, whole=whole)


def paragraphs(lines: Iterable[Line]) -> list[Paragraph]:
    """The paragraphs that lines make up, in their order."""
    kept = list(lines)
    layout = _layout(kept)
    return [_paragraph(group) for group in _groups(kept, layout)]


def _begins(text: str) -> bool:
    return begins_with_mark(text) or begins_with_label(text)


def begins_with_mark(text: str) -> bool:
    return bool(_MARK.match(text))


def _layout(lines: list[Line]) -> Layout:
    pairs = [(a, b) for a, b in pairwise(lines) if not b.after_break]
    gaps = sorted(b.number - a.number for a, b in pairs)
    wide = sum(gap > 1 for gap in gaps)
    wrapped = [(a, b) for a, b in pairs if b.text[0].islower() and not _begins(b.text)]
    many = len(wrapped) >= _FEWEST_WRAPPED
    parted = many and 20 * sum(b.number - a.number > 1 for a, b in wrapped) <= len(wrapped)
    reaches = sorted(_reach(a.text, b.text) for a, b in wrapped)
    return Layout(
        width=_width(lines),
        reach=reaches[len(reaches) // 10] if many else 0,
        usual_gap=gaps[len(gaps) * 3 // 4] if gaps else 1,
        spaced=wide > 0 and (parted or 10 * wide > len(gaps) > 3 * wide),
    )


def _width(lines: list[Line]) -> int | None:
    lengths = sorted(len(line.text) for line in lines)
    if not lengths or lengths[int(len(lengths) * 0.97)] > UNWRAPPED:
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
    if line.whole or group[-1].whole:
        return False
    gap = 1 if line.after_break else line.number - group[-1].number
    if begins_with_label(text) or _FOOT.match(text):
        return False
    if last.endswith("./."):  # the sign that a document ends
        return False
    if _SPLIT_NUMBER.search(last) and text[0].isupper():
        return True
    if _CLOSING_BRACKET.match(text) and _in_brackets(group):
        return True
    left_open = width is not None and bool(_OPEN_END.search(last))
    if begins_with_mark(text) and (_CLOSED_END.search(last) or not _COUNTED.match(text)):
        # "ngày 10 tháng" + "11. …" and "kinh tế" + "- xã hội" are one phrase broken in two.
        in_a_date = text[0].isdigit() and bool(_BROKEN_DATE.search(last))
        hyphen = width is not None and text[0] in "-–" and not _CLOSED_END.search(last)
        parted = layout.spaced and gap > 1
        full = width is not None and len(last) >= 0.85 * width
        if hyphen and not parted and names_units(group[0].text):
            return _reach(last, text) >= max(0.85 * (width or 0), layout.reach)
        return in_a_date or (hyphen and not parted and _is_a_second_half(text[1:].lstrip(), full))
    if text[0].islower():
        return True
    if last.endswith(";") and is_unit(text) and names_units(group[0].text):
        return gap <= layout.usual_gap
    shouted = text.isupper() and not _ROMAN.fullmatch(text)
    if width is None or line.heading or group[-1].heading or shouted:
        return False
    if left_open or (text[0].isdigit() and not _CLOSED_END.search(last)):
        return True
    opens = _OPENS_A_PARAGRAPH.match(text) and not _CLOSED_END.search(last)
    under_way = layout.spaced and gap == 1 and len(last) >= 0.85 * width
    if opens or (last.endswith(":") and not under_way):
        return False
    if gap > (1 if layout.spaced else layout.usual_gap):
        return False
    # A name of a unit may be cut after few letters; a paragraph under way may have a shorter line.
    share = 0.6 if names_units(group[0].text) else 0.75 if len(group) > 1 else 0.85
    if last.isupper() and not text.isupper():
        return False
    closed = bool(_CLOSED_END.search(last))
    if closed:
        share = 0.9
    strict = closed or not (layout.spaced or share == 0.6)
    return _reach(last, text) >= max(share * width, layout.reach if strict else 0)


def _in_brackets(group: list[Line]) -> bool:
    said = " ".join(line.text for line in group)
    return said.count("(") > said.count(")")


def _is_a_second_half(text: str, full: bool) -> bool:
    """ "kinh tế" + "- xã hội", "Lam Sơn" + "- Sao Vàng": what a hyphen joins to the line above."""
    capitals = [word[0].isupper() for word in text.split()[:2]]
    return text[:1].islower() or (full and capitals == [True, True] and not is_unit(text))


def _reach(first: str, second: str) -> int:
    """How long the first line were, had it taken one more word of the second."""
    return len(first) + 1 + len(second.split(maxsplit=1)[0])


def _paragraph(group: list[Line]) -> Paragraph:
    text = ""
    for line in group:
        glue = "" if not text or _SPLIT_NUMBER.search(text) else " "
        text += glue + line.text
    text = _DOCUMENT_NUMBER.sub(r"\1/\2-\3", text)
    text = _PARTY_NUMBER.sub(r"\1-\2/\3", text)
    return Paragraph(
        text=text, first=group[0].number, last=group[-1].number, heading=group[0].heading
    )
