"""The lines of a DOCX as a reader sees them: paragraphs, tables and text boxes in their order.

Word keeps apart what it shows together: the numbers of lists are counted here (`word_numbers`);
tracked changes are taken as accepted; footnotes come last, in brackets.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn

from storage.plan_import.labels import begins_with_label
from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers import legacy
from storage.plan_import.readers.tables import Tables
from storage.plan_import.readers.word_numbers import Numbers
from storage.plan_import.text import Line, begins_with_mark, clean_line

# SyntaxError is what the XML parser raises.
_DAMAGED = (
    OpcError,
    InvalidXmlError,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
)
_DEEPEST = 8  # tables in tables

_WRAPPERS = {
    qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")
}
_GONE = {
    qn(name)
    for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:footnoteReference")
}
_BOXES = {qn(name) for name in ("w:drawing", "w:pict", "w:object")}
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_SHOWN = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_P, _TABLE, _RUN, _T = qn("w:p"), qn("w:tbl"), qn("w:r"), qn("w:t")
_VAL = qn("w:val")

Element = Any  # lxml has no types
Said = tuple[str, bool]  # a line, and whether the document marks it as a heading


def docx_lines(content: bytes, name: str, tables: Tables) -> list[Line]:
    """The lines of a document, counted from 1 as they come. Raises NotAPlan."""
    try:
        document = docx.Document(io.BytesIO(content))
        said = list(_Reader(document, tables).lines())
    except _DAMAGED as problem:
        raise NotAPlan("damaged", name) from problem
    return [
        line
        for number, (text, heading) in enumerate(said, start=1)
        if (line := clean_line(number, text, heading=heading))
    ]


class _Reader:
    """One reading of a document: how far its lists have counted, and its tables."""

    def __init__(self, document: Document, tables: Tables) -> None:
        self._document = document
        self._numbers = Numbers(document)
        self._tables = tables
        self._headings = {
            style.style_id for style in document.styles if (style.name or "").startswith("Heading")
        }
        self._carried = ""  # of a paragraph whose end was deleted

    def lines(self) -> Iterator[Said]:
        yield from self._blocks(self._document.element.body, 0)
        for n, note in enumerate(_footnotes(self._document), 1):
            if said := " ".join(_text(note).split()):
                yield f"(Chú thích {n}) {said}", False

    def _blocks(self, parent: Element, depth: int) -> Iterator[Said]:
        if depth > _DEEPEST:
            raise ValueError("tables in tables without end")
        for element in parent:
            if element.tag == _P:
                yield from self._paragraph(element, in_a_cell=depth > 0)
                for box in _boxes(element):
                    yield from self._blocks(box, depth + 1)
            elif element.tag == _TABLE:
                for _, text in self._tables.lines(self._rows(element, depth)):
                    yield text, False
            elif element.tag in _WRAPPERS:
                yield from self._blocks(element, depth)

    def _paragraph(self, paragraph: Element, *, in_a_cell: bool) -> Iterator[Said]:
        text = self._carried + _text(paragraph)
        self._carried = ""
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None:
            self._carried = text
            return
        heading = self._is_heading(paragraph)
        number = self._numbers.before(paragraph)  # an empty paragraph has one, too
        if not text.strip():
            yield "", False  # lines are counted with the empty ones
            return
        broken = [line for line in map(_flat, text.split("\n")) if line]
        first, *others = broken if in_a_cell else _parts(broken)  # in a cell it is a list
        yield first if begins_with_mark(first) else f"{number} {first}".strip(), heading
        for part in others:
            yield part, heading

    def _is_heading(self, paragraph: Element) -> bool:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if level is not None:
            return int(level.get(_VAL)) < 9  # 9 is body text
        return style is not None and style.get(_VAL) in self._headings

    def _rows(self, table: Element, depth: int) -> list[list[str]]:
        """The cells of each row; a merged one is repeated wherever it reaches."""
        rows: list[list[str]] = []
        for row in _inside(table, qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            cells: list[str] = []
            for cell in _inside(row, qn("w:tc")):
                merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                goes_on = merged is not None and merged.get(_VAL) != "restart"
                above = rows[-1][len(cells)] if rows and len(cells) < len(rows[-1]) else ""
                text = above if goes_on else self._cell(cell, depth)
                cells += [text] * _span(cell)
            rows.append(cells)
        width = max(map(len, rows), default=0)
        return [[*cells, *[""] * (width - len(cells))] for cells in rows]

    def _cell(self, cell: Element, depth: int) -> str:
        return "\n".join(text for text, _ in self._blocks(cell, depth + 1) if text)


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _inside(element, tag)


def _span(cell: Element) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return min(max(int(span.get(_VAL)), 1), 63) if span is not None else 1  # Word's own limit


def _text(element: Element) -> str:
    """What a paragraph says once tracked changes are accepted; "\\n" where a line is broken."""
    said = ""
    for child in element:
        if child.tag in _GONE or child.tag in _BOXES or child.tag == _ALTERNATIVES:
            continue
        if child.tag == _RUN:
            said += legacy.in_font(_text(child), _font(child))
        elif child.tag == _T:
            said += child.text or ""
        else:
            said += _SHOWN.get(child.tag) or _text(child)
    return said


def _font(run: Element) -> str:
    fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    return (fonts.get(qn("w:ascii")) or "") if fonts is not None else ""


def _flat(line: str) -> str:
    return " ".join(line.split())


def _parts(lines: list[str]) -> list[str]:
    """A paragraph parted where a broken line begins an item of its own; elsewhere it goes on."""
    parts = [""]
    for line in lines:
        if parts[-1] and (begins_with_mark(line) or begins_with_label(line)):
            parts.append(line)
        else:
            parts[-1] = f"{parts[-1]} {line}".strip()
    return parts


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes that hang on a paragraph; of two alternatives of one only the first."""
    for box in paragraph.iter(qn("w:txbxContent")):
        above = (each.tag for each in box.iterancestors())
        fallback = _ALTERNATIVES.replace("AlternateContent", "Fallback")
        if fallback not in above and next(box.iterancestors(_P)) is paragraph:
            yield box


def _footnotes(document: Document) -> Iterator[Element]:
    for related in document.part.rels.values():
        if related.reltype == RELATIONSHIP_TYPE.FOOTNOTES and not related.is_external:
            for note in parse_xml(related.target_part.blob):
                if note.get(qn("w:type")) is None:  # not the line that parts them from the text
                    yield note
