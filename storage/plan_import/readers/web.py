"""The lines of a web page: what is said in it, without what the site shows around it."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import html
from lxml.etree import LxmlError

from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers.legacy import to_unicode
from storage.plan_import.readers.tables import Tables
from storage.plan_import.readers.word_numbers import written
from storage.plan_import.text import Line, begins_with_mark, clean_line

_AROUND = {
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select",
    "iframe", "svg", "head", "dialog", "figcaption",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "blockquote", "center", "dd", "dt", "dl",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "ul", "li", "pre", "table", "tr", "td", "th",
    "body", "html", "address", "figure", "fieldset", "br",
}  # fmt: skip
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HEADING = re.compile("h[1-6]")
_DEEPEST = 200

Element = Any  # lxml has no types
Said = tuple[str, bool]  # a line, and whether the page marks it as a heading


def html_lines(text: str, name: str, tables: Tables) -> list[Line]:
    """The lines of a page, counted from 1 as they come. Raises NotAPlan."""
    try:
        page = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text))
    except (LxmlError, ValueError) as problem:
        raise NotAPlan("damaged", name) from problem
    said = list(_Reader(tables).blocks(_of_the_text(page), 0))
    texts = to_unicode([line for line, _ in said])
    return [
        line
        for number, (text, (_, heading)) in enumerate(zip(texts, said, strict=True), 1)
        if (line := clean_line(number, text, heading=heading))
    ]


def _of_the_text(page: Element) -> Element:
    """The part that a page calls its article, if most of its words stand there."""
    whole = len(page.text_content().split())
    parts = page.xpath("//article | //main | //*[@role='main']")
    longest = max(parts, key=lambda part: len(part.text_content().split()), default=None)
    if longest is None or 2 * len(longest.text_content().split()) < whole:
        return page
    return longest


class _Reader:
    """One reading of a page: the words of the line under way, and the last table's columns."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._words = ""

    def blocks(self, parent: Element, depth: int) -> Iterator[Said]:
        """The lines in an element, in their order."""
        if depth > _DEEPEST:
            return
        self._words += parent.text or ""
        for child in parent:
            if isinstance(child.tag, str) and child.tag not in _AROUND:
                yield from self._child(child, depth)
            self._words += child.tail or ""
        if depth == 0 or parent.tag in _BLOCKS:
            yield from self._ended(parent)

    def _child(self, child: Element, depth: int) -> Iterator[Said]:
        if child.tag in _BLOCKS:
            yield from self._ended(child.getparent())
        if child.tag == "table":
            for _, text in self._tables.lines(_rows(child, depth)):
                yield text, False
            return
        if child.tag == "li":
            self._words = _mark(child)
        yield from self.blocks(child, depth + 1)

    def _ended(self, element: Element) -> Iterator[Said]:
        """The line so far; a mark that nothing follows waits for what does."""
        words = " ".join(self._words.split())
        if not words or words == "-" or re.fullmatch(r"\w{1,4}\.", words):
            return
        self._words = ""
        first, _, rest = words.partition(" ")
        twice = rest and begins_with_mark(f"{first} x") and begins_with_mark(rest)
        yield rest if twice else words, bool(_HEADING.fullmatch(element.tag))


def _mark(item: Element) -> str:
    """What a browser shows before an item of a list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    place = [each for each in parent if each.tag == "li"].index(item)
    start = parent.get("start", "1")
    count = place + (int(start) if start.isdecimal() else 1)
    return f"{written(count, _FORMS.get(parent.get('type', '1'), 'decimal'))}. "


def _rows(table: Element, depth: int) -> list[list[str]]:
    """The cells of each row; a merged one is repeated wherever it reaches."""
    below: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, with what
    rows = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[str] = []
        for cell in (each for each in row if each.tag in ("td", "th")):
            _from_above(cells, below)
            text = "\n".join(line for line, _ in _Reader(Tables()).blocks(cell, depth + 1))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(wide):
                if high > 1:
                    below[len(cells)] = (high - 1, text)
                cells.append(text)
        _from_above(cells, below)
        rows.append(cells)
    width = max(map(len, rows), default=0)
    return [[*cells, *[""] * (width - len(cells))] for cells in rows]


def _from_above(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    while (found := below.pop(len(cells), None)) is not None:
        still, text = found
        if still > 1:
            below[len(cells)] = (still - 1, text)
        cells.append(text)


def _span(cell: Element, name: str) -> int:
    said = cell.get(name, "1")
    return min(max(int(said), 1), 60) if said.isdecimal() else 1
