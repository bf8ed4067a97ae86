"""The lines of a workbook or of a CSV: what stands above the table, and each of its rows.

Lines are counted as the rows of a sheet are; a second sheet goes on where the first has ended.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers.legacy import to_unicode
from storage.plan_import.readers.tables import Row, Tables
from storage.plan_import.text import Line, clean_line

DAMAGED = (InvalidFileException, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, OSError)
_MOST_ROWS = 20_000
_MOST_COLUMNS = 60


def xlsx_lines(content: bytes, name: str, tables: Tables) -> list[Line]:
    """The lines of every sheet that is shown. Raises NotAPlan."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheets = [(" ".join(sheet.title.split()), sheet_rows(sheet)) for sheet in shown]
    except DAMAGED as problem:
        raise NotAPlan("damaged", name) from problem
    if sum(len(rows) for _, rows in sheets) > _MOST_ROWS:
        raise NotAPlan("too_long", name)
    return _lines(sheets, tables)


def csv_lines(text: str, name: str, tables: Tables) -> list[Line]:
    """The lines of a table whose columns are parted by commas, semicolons or tabs."""
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    except csv.Error as problem:
        raise NotAPlan("damaged", name) from problem
    width = max(map(len, rows), default=0)
    return _lines([("", [[*row, *[""] * (width - len(row))] for row in rows])], tables)


def _lines(sheets: Iterable[tuple[str, list[Row]]], tables: Tables) -> list[Line]:
    """`sheets`: each with its title."""
    said: list[tuple[int, str]] = []
    rows_before = 1
    for title, rows in sheets:
        said += [(rows_before + place, text) for place, text in tables.lines(rows, title)]
        rows_before += len(rows)
    texts = to_unicode([text for _, text in said])
    numbered = zip((number for number, _ in said), texts, strict=True)
    return [line for number, text in numbered if (line := clean_line(number, text, whole=True))]


def sheet_rows(sheet: Worksheet) -> list[Row]:
    """The cells as text; a merged one is repeated wherever it reaches."""
    cells = [[_text(value) for value in row] for row in _values(sheet)]
    for merged in sheet.merged_cells.ranges:
        top, left = merged.min_row - 1, merged.min_col - 1
        if top >= len(cells) or left >= len(cells[top]):
            continue
        said = cells[top][left]
        for row in cells[top : merged.max_row]:
            for place in range(left, min(merged.max_col, len(row))):
                row[place] = said
    return list(cells)


def _values(sheet: Worksheet) -> Iterator[list[object]]:
    if sheet.max_row > 50 * _MOST_ROWS:
        raise ValueError("a sheet that goes on for ever")
    last = min(sheet.max_row, _MOST_ROWS + 1), min(sheet.max_column, _MOST_COLUMNS)
    for row in sheet.iter_rows(max_row=last[0], max_col=last[1]):
        yield [_shown(cell.value, cell.number_format) for cell in row]


def _shown(value: object, written_as: str) -> object:
    """A value as its cell shows it: 0.95 written as a percentage is "95%"."""
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in written_as:
        return f"{_decimal(100 * value)}%"
    return value


def _decimal(value: float) -> str:
    """Two places at most, after a comma: a point and three digits would be thousands."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return f"{value:%d/%m/%Y}"
        case float():
            return _decimal(value)
    return str(value)


def _delimiter(text: str) -> str:
    """The sign that parts the cells: the one that most lines have."""
    lines = text.splitlines()[:50]
    return max(",;\t|", key=lambda sign: sum(sign in line for line in lines))
