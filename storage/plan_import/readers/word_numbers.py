"""The numbers that Word shows before paragraphs and does not write down (ECMA-376 part 1, §17.9).

A paragraph, or its style, names a list (`numId`) and a level in it; lists of one kind
(`abstractNum`) count on together unless one says that it starts anew. A level's text ("%1.%2.")
names the levels above it.
"""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

_VAL = qn("w:val")
Element = Any  # lxml has no types


@dataclass(frozen=True, kw_only=True)
class _Level:
    form: str  # numFmt: decimal, lowerLetter, upperRoman, bullet ...
    text: str  # "%1.%2."
    start: int
    restarts_after: int  # a paragraph of a level above this one; 0: never
    in_digits: bool  # "1.1" under "I."
    style: str | None  # whose paragraphs are of this level


class Numbers:
    """How far the lists of one document have counted."""

    def __init__(self, document: Document) -> None:
        self._kinds: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # numId -> its kind
        self._own: dict[str, dict[int, _Level]] = {}  # levels that a list has otherwise
        self._starts: dict[str, dict[int, int]] = {}  # where a list starts anew
        self._counts: dict[str, dict[int, int]] = {}  # by kind
        self._begun: set[str] = set()  # lists that have started
        self._of_styles: dict[str, tuple[str | None, int | None, str | None]] = {}
        self._read_styles(document)
        self._read_lists(document)

    def before(self, paragraph: Element) -> str:
        """The number or bullet that Word shows before a paragraph; empty if none. Counts it."""
        listed, depth = self._list_of(paragraph)
        kind = self._lists.get(listed or "")
        level = self._level(listed or "", depth) if kind is not None else None
        if listed is None or kind is None or level is None:
            return ""
        if level.form == "bullet":
            above = self._level(listed, depth - 1)
            return "+" if level.text == "+" or (above and above.form == "bullet") else "-"
        self._count(listed, kind, depth)
        return "" if level.form == "none" else self._label(listed, kind, depth, level)

    def _count(self, listed: str, kind: str, depth: int) -> None:
        counts = self._counts.setdefault(kind, {})
        if listed not in self._begun:
            self._begun.add(listed)
            for at, start in self._starts.get(listed, {}).items():
                counts.pop(at, None)
                if at == depth:
                    counts[at] = start - 1
        level = self._level(listed, depth)
        assert level is not None
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            below = self._level(listed, deeper)
            if below is None or depth < below.restarts_after:
                del counts[deeper]

    def _label(self, listed: str, kind: str, depth: int, level: _Level) -> str:
        said = level.text
        for at in range(9):
            if f"%{at + 1}" in said:
                of = self._level(listed, at) or level
                form = "decimal" if level.in_digits else of.form
                count = self._counts[kind].get(at, of.start)
                said = said.replace(f"%{at + 1}", written(count, form))
        return " ".join(said.split())

    def _level(self, listed: str, depth: int) -> _Level | None:
        own = self._own.get(listed, {}).get(depth)
        return own or self._kinds.get(self._lists.get(listed, ""), {}).get(depth)

    def _list_of(self, paragraph: Element) -> tuple[str | None, int]:
        """Which list a paragraph belongs to, and how deep: what it says itself, else its style."""
        properties = paragraph.find(qn("w:pPr"))
        listed, depth = _named(properties)
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        styles, name = [], style.get(_VAL) if style is not None else None
        while name is not None and name not in styles:
            styles.append(name)
            of_style, depth_of_style, name = self._of_styles.get(name, (None, None, None))
            listed = of_style if listed is None else listed
            depth = depth_of_style if depth is None else depth
        if depth is None and listed is not None:
            levels = self._kinds.get(self._lists.get(listed, ""), {})
            depth = next((at for at, level in levels.items() if level.style in styles), 0)
        return listed, depth or 0

    def _read_styles(self, document: Document) -> None:
        for style in document.styles.element.iterchildren(qn("w:style")):
            listed, depth = _named(style.find(qn("w:pPr")))
            based = style.find(qn("w:basedOn"))
            above = based.get(_VAL) if based is not None else None
            self._of_styles[style.get(qn("w:styleId"))] = (listed, depth, above)

    def _read_lists(self, document: Document) -> None:
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return  # a document without lists
        for kind in root.iterchildren(qn("w:abstractNum")):
            levels = {int(each.get(qn("w:ilvl"))): _level(each) for each in kind.iter(qn("w:lvl"))}
            self._kinds[kind.get(qn("w:abstractNumId"))] = levels
        for listed in root.iterchildren(qn("w:num")):
            number = listed.get(qn("w:numId"))
            self._lists[number] = listed.find(qn("w:abstractNumId")).get(_VAL)
            for other in listed.iterchildren(qn("w:lvlOverride")):
                depth = int(other.get(qn("w:ilvl")))
                start, level = other.find(qn("w:startOverride")), other.find(qn("w:lvl"))
                if start is not None:
                    self._starts.setdefault(number, {})[depth] = int(start.get(_VAL))
                if level is not None:
                    self._own.setdefault(number, {})[depth] = _level(level)


def _named(properties: Element) -> tuple[str | None, int | None]:
    numbered = properties.find(qn("w:numPr")) if properties is not None else None
    if numbered is None:
        return None, None
    listed, depth = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
    return (
        listed.get(_VAL) if listed is not None else None,
        int(depth.get(_VAL)) if depth is not None else None,
    )


def _level(element: Element) -> _Level:
    def said(name: str, otherwise: str = "") -> str:
        found = element.find(qn(name))
        return otherwise if found is None else str(found.get(_VAL, otherwise))

    depth = int(element.get(qn("w:ilvl")))
    return _Level(
        form=said("w:numFmt", "decimal"),
        text=said("w:lvlText"),
        start=int(said("w:start", "0")),
        restarts_after=int(said("w:lvlRestart", str(depth))),
        in_digits=element.find(qn("w:isLgl")) is not None,
        style=said("w:pStyle") or None,
    )


def written(count: int, form: str) -> str:
    """A count in a form of Word's (`numFmt`): 4 as "d", "IV", "04", "4"."""
    match form:
        case "lowerLetter" | "upperLetter":  # a … z, aa, bb
            letters = chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            return _roman(count).lower() if form == "lowerRoman" else _roman(count)
        case "decimalZero":
            return f"{count:02}"
        case "none":
            return ""
    return str(count)


def _roman(count: int) -> str:
    signs = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    signs = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        *signs,
    ]
    said = ""
    for worth, sign in signs:
        said += sign * (count // worth)
        count %= worth
    return said
