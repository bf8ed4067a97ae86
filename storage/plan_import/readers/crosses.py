"""Columns that are quarters or months, with a cross in each in which a task is worked on.

| Nhiệm vụ        | Quý I | Quý II | Quý III |
| Rà soát quy chế |       |   x    |    x    |   →   từ quý II đến quý III
"""

import re
from collections.abc import Mapping, Sequence

from scheduler.rules.words import fold

_PERIOD = re.compile(r"(?P<unit>quy|thang|q|t)\.? ?(?P<which>\d{1,2}|iv|i{1,3})(?:[/ -]\d{4})?")
_BARE = re.compile(r"\d{1,2}|iv|i{1,3}")
_ABOVE = re.compile(r"(?:cac |theo |thoi gian )*(?P<unit>quy|thang)\b")
_CROSS = re.compile(r"[xXvV✓✔√•●*+■█]{1,3}")
_UNITS = {"q": "quý", "quy": "quý", "t": "tháng", "thang": "tháng"}
_FEWEST = 2  # columns: one alone is of something else


def crossed_columns(headings: Sequence[Sequence[str]], width: int) -> dict[int, str]:
    """The quarter or month of each column that is one: {3: "quý II", 4: "quý III"}.

    `headings`: the rows above the tasks, from the top.
    """
    found = {
        place: named
        for place in range(width)
        if (named := _named([row[place] for row in headings if place < len(row)]))
    }
    return found if len(found) >= _FEWEST else {}


def when_crossed(row: Sequence[str], periods: Mapping[int, str]) -> str:
    """The time that the crosses of a row say, in words; empty if it has none."""
    crossed = [
        (n, period)
        for n, (place, period) in enumerate(periods.items())
        if place < len(row) and _CROSS.fullmatch(row[place].strip())
    ]
    if len(crossed) > 1 and crossed[-1][0] - crossed[0][0] == len(crossed) - 1:
        return f"từ {crossed[0][1]} đến {crossed[-1][1]}"
    return ", ".join(period for _, period in crossed)


def _named(headings: Sequence[str]) -> str:
    """What the lowest heading names: "Quý II", "T3", or "3" under "Tháng"."""
    said = [fold(" ".join(each.split())).strip(" .:") for each in headings]
    if not said:
        return ""
    if found := _PERIOD.fullmatch(said[-1]):
        return f"{_UNITS[found['unit']]} {_which(found['which'])}"
    above = next((found for each in said[:-1] if (found := _ABOVE.match(each))), None)
    if above and _BARE.fullmatch(said[-1]):
        return f"{_UNITS[above['unit']]} {_which(said[-1])}"
    return ""


def _which(said: str) -> str:
    return said if said.isdigit() else said.upper()
