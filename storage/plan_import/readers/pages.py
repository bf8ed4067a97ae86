"""What stands on every page belongs to none: running headings and page numbers between the lines.

A line near the edge of most pages that says the same on each, but for its figures, is left out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from storage.plan_import.labels import begins_with_label
from storage.plan_import.text import begins_with_mark

_EDGE = 3  # lines from the top and from the foot of a page
_FEWEST = 3  # pages: on two pages the same line may well be said twice
_PAGE = re.compile(r"(?:trang|page|tr\.)?\s*[-–]?\s*\d{1,4}\s*(?:[/-]\s*\d{0,4})?", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d/.-])\d{1,3}(?:\s*/\s*\d{1,3})?(?![\d/.-])")
_LONGEST = 100


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages, one after the other, blank ones too, without those of every page."""
    return [line for line in marked(pages) if line is not None]


def marked(pages: Sequence[Sequence[str]]) -> list[str | None]:
    """As many lines as the pages have; None for what stands on every page."""
    at_edges = [_edges(page) for page in pages]
    often = Counter(
        _told(page[n]) for page, edge in zip(pages, at_edges, strict=True) for n in edge
    )
    running = {line for line, times in often.items() if times >= _FEWEST and 2 * times > len(pages)}
    beside = Counter(line for page in pages for line in _beside_its_number(page))
    running |= {line for line, times in beside.items() if times > 1}  # on two pages is enough
    inside = Counter(
        _told(line)
        for page, edge in zip(pages, at_edges, strict=True)
        for n, line in enumerate(page)
        if n not in edge
    )
    # What is said of task after task ("Sở A; Sở B; UBND các xã") comes near an edge by chance, too.
    running = {line for line in running if 2 * inside[line] < often[line]}
    kept: list[str | None] = []
    for page, edge in zip(pages, at_edges, strict=True):
        for n, line in enumerate(page):
            is_number = n in edge and line.strip() and _PAGE.fullmatch(line.strip())
            kept.append(None if is_number or (n in edge and _told(line) in running) else line)
    return kept


def _beside_its_number(page: Sequence[str]) -> set[str]:
    """What stands right above or below the number at the foot or top of a page."""
    said = [n for n, line in enumerate(page) if line.strip()]
    edges = _edges(page)
    return {
        _told(page[m])
        for pair in [*pairwise(said), *((b, a) for a, b in pairwise(said))]
        for n, m in [pair]
        if {n, m} <= edges and _PAGE.fullmatch(page[n].strip()) and len(page[m].split()) > 2
    }


def parted(lines: Sequence[str]) -> list[list[str]]:
    """The pages of a text that was printed: they end at form feeds, or where page numbers stand."""
    feet = [
        n
        for n, (line, below) in enumerate(pairwise([*lines, ""]))
        if line.rstrip(" ").endswith("\f") or below.startswith("\f")
    ] or _numbered(lines)
    ends = [*(n + 1 for n in feet), len(lines)]
    return [list(lines[a:b]) for a, b in pairwise([0, *ends])]


def interrupting(lines: Sequence[str]) -> set[int]:
    """Where a running heading stands in a text without page numbers.

    The same line comes again and again, each time between others, and breaks sentences in two.
    """
    said = [n for n, line in enumerate(lines) if line.strip()]
    places: dict[str, list[tuple[int, str, str]]] = {}
    for above, n, below in zip(said, said[1:], said[2:], strict=False):
        running = lines[n].strip()
        if len(running) <= _LONGEST and running[0].isalnum() and not begins_with_label(running):
            around = (n, lines[above].strip(), lines[below].strip())
            places.setdefault(_told(lines[n]), []).append(around)
    return {n for found in places.values() if _interrupts(found) for n, _, _ in found}


def _interrupts(found: Sequence[tuple[int, str, str]]) -> bool:
    broken = sum(
        above[-1] not in ".;:" and below[0].islower() and not begins_with_mark(below)
        for _, above, below in found
    )
    others = {above for _, above, _ in found}, {below for _, _, below in found}
    return broken > 1 and len(found) >= _FEWEST and {*map(len, others)} == {len(found)}


def _numbered(lines: Sequence[str]) -> list[int]:
    """Where the numbers of pages stand: alone on a line, each one more than the last."""
    places: list[int] = []
    last = 0
    for place, line in enumerate(lines):
        found = _PAGE.fullmatch(line.strip())
        number = int(re.findall(r"\d+", line)[0]) if found else 0
        if number and (number == last + 1 or (number == 2 and not last)):
            places.append(place)
            last = number
    enough = len(places) >= _FEWEST or (len(places) == 2 and _said_alike(lines, *places))
    return places if enough else []


def _said_alike(lines: Sequence[str], first: int, second: int) -> bool:
    """Whether the same line stands above (or below) two numbers: then they are of pages."""

    def beside(place: int, step: int) -> str:
        around = lines[place + step :: step] if place + step >= 0 else []
        return _told(next((line for line in around if line.strip()), ""))

    return any(beside(first, step) == beside(second, step) != "" for step in (-1, 1))


def _edges(page: Sequence[str]) -> set[int]:
    said = [n for n, line in enumerate(page) if line.strip()]
    return {
        n
        for n in {*said[:_EDGE], *said[-_EDGE:]}
        if len(page[n]) <= _LONGEST and not begins_with_label(page[n].strip())
    }


def _told(line: str) -> str:
    """The line without the number of a page; days and years stay."""
    return _NUMBER.sub("0", " ".join(line.split()).casefold())
