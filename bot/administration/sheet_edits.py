"""What a person changed in a sheet that came back: rows that are gone or new, and cells.

A cell counts as changed if it differs from what the sheet was given out with; not if what it is of
has another value by now. Each row that cannot be taken, and why, goes into `troubles`.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.paper import draft_sheets as at
from bot.paper.xlsx import FORMULA_STARTS
from bot.texts import text

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as it came back: its number in the sheet, and its cells by the heads of columns."""

    n: int
    cells: Mapping[str, str]


@dataclass(kw_only=True)
class SheetEdits:
    """The sheets by their titles: as they were given out, as they would be given out now, and as
    they came back. `troubles` are lines to be said."""

    base: Mapping[str, at.Sheet]
    now: Mapping[str, at.Sheet]
    returned: Mapping[str, Cells]
    troubles: list[Any] = field(default_factory=list)

    def rows(self, title: str) -> tuple[dict[int, Row], list[int], list[tuple[int, Row]]]:
        """The rows of a sheet by their numbers; the numbers that are gone; and the rows without
        one that say something, each with the number it stands behind."""
        base = self.base[title]
        numbers = range(1, len(base.rows) + 1)
        found = self.returned.get(title)
        head = None if found is None else _head(found)
        if found is None or head is None:
            if base.rows:
                self.troubles.append(text("plan.sheet.no_sheet", sheet=title))
            return {}, [], []
        for column in base.columns:
            if column not in head[1] and base.rows:
                key = "plan.sheet.no_column"
                self.troubles.append(text(key, sheet=title, column=column))
        if at.NUMBER not in head[1]:
            return {}, [], []
        given: dict[int, Row] = {}
        new: list[tuple[int, Row]] = []
        behind, is_unclear = 0, False
        for n, cells in enumerate(found[head[0] + 1 :], head[0] + 2):
            row = Row(n=n, cells={c: plain(cells[place]) for c, place in head[1].items()})
            number = row.cells[at.NUMBER]
            if number.isdecimal() and int(number) in numbers and int(number) not in given:
                behind = int(number)
                given[behind] = row
            elif number:
                is_unclear = True
                self.trouble("plan.sheet.no_number", title, row, said=number)
            elif any(row.cells.values()):
                new.append((behind, row))
        # With a number that nobody knows a row may be there that seems to be gone.
        return given, [n for n in numbers if n not in given and not is_unclear], new

    def edited(
        self, title: str, n: int, here: int, row: Row, columns: Iterable[str]
    ) -> Iterator[tuple[str, str]]:
        """The cells of a row that a person changed, unless the draft has another value since."""
        base = self.base[title]
        for column in columns:
            place = base.columns.index(column)
            was = plain(base.rows[n - 1][place])
            said = row.cells.get(column, was)
            if said == was:
                continue
            if not here:
                self.trouble("plan.sheet.row_gone", title, row)
                return
            now = plain(self.now[title].rows[here - 1][place])
            if now not in (was, said):
                facts = {"column": column, "now": now, "said": said}
                self.trouble("plan.sheet.changed_since", title, row, **facts)
            elif now != said:
                yield column, said

    def trouble(self, key: str, title: str, row: Row, **facts: Any) -> None:
        """Note that something in a row was not taken; `key`: the text that says so."""
        self.troubles.append(text(key, sheet=title, row=row.n, **facts))


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Which row holds the heads of the columns, and where each is."""
    for n, row in enumerate(rows):
        if at.NUMBER in map(plain, row):
            return n, {plain(cell): place for place, cell in enumerate(row) if plain(cell)}
    return None


def plain(cell: str) -> str:
    """A cell as it is compared: what keeps it from being a formula is not part of it."""
    words = " ".join(unicodedata.normalize("NFC", cell).split())
    return words[1:] if words.startswith("'") and words[1:].startswith(FORMULA_STARTS) else words
