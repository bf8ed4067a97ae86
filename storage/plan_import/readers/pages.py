"""What stands on every page belongs to none: running headings and page numbers between the lines.

A line near the edge of most pages that says the same on each, but for its figures, is left out.
"""

import re
from collections import Counter
from collections.abc import Sequence

_EDGE = 3  # lines from the top and from the foot of a page
_FEWEST = 3  # pages: on two pages the same line may well be said twice
_PAGE = re.compile(r"(?:trang|page|tr\.)?\s*[-–]?\s*\d{1,4}\s*(?:[/-]\s*\d{0,4})?", re.IGNORECASE)
_LONGEST = 100


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages, one after the other, blank ones too, without those of every page."""
    at_edges = [_edges(page) for page in pages]
    often = Counter(
        _told(page[n]) for page, edge in zip(pages, at_edges, strict=True) for n in edge
    )
    running = {line for line, times in often.items() if times >= _FEWEST and 2 * times > len(pages)}
    kept = []
    for page, edge in zip(pages, at_edges, strict=True):
        for n, line in enumerate(page):
            is_number = n in edge and line.strip() and _PAGE.fullmatch(line.strip())
            if not is_number and not (n in edge and _told(line) in running):
                kept.append(line)
    return kept


def _edges(page: Sequence[str]) -> set[int]:
    said = [n for n, line in enumerate(page) if line.strip()]
    return {n for n in {*said[:_EDGE], *said[-_EDGE:]} if len(page[n]) <= _LONGEST}


def _told(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()).casefold())
