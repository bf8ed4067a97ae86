"""A list as a workbook of one sheet: its title, a head that stays in sight, a row for each line."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from bot.paper.stable_zip import NO_DATE
from bot.paper.xlsx import BOLD, Page, Value, packed

NARROWEST, WIDEST = 8, 60  # characters


def list_xlsx(body: Mapping[str, Any]) -> bytes:
    """Lay out a frozen list: "title" of several lines, "columns", "rows" of numbers, texts, days.

    What people typed is data in every cell (DESIGN.md §4.15). The same list gives the same bytes.
    """
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(*NO_DATE)  # noqa: DTZ001  # a workbook knows no zone
    book.properties.title = body["name"]
    sheet = book.worksheets[0]
    sheet.title = "Danh sách"
    columns, rows = body["columns"], [[_value(cell) for cell in row] for row in body["rows"]]
    page = Page(sheet, [_width(n, columns, rows) for n in range(len(columns))])
    titles = body["title"].split("\n")
    for line in titles:
        page.line(line, BOLD)
    page.row(columns, head=True)
    for row in rows:
        page.row(row)
    sheet.freeze_panes = f"A{len(titles) + 2}"
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A{len(titles) + 1}:{last}{len(titles) + 1 + len(rows)}"
    sheet.print_title_rows = f"{len(titles) + 1}:{len(titles) + 1}"
    return packed(book)


def _value(cell: str | int | Mapping[str, str]) -> Value:
    """A cell as it was frozen: a day is {"day": "2026-08-24"}."""
    return cell if isinstance(cell, str | int) else date.fromisoformat(cell["day"])


def _width(n: int, columns: list[str], rows: list[list[Value]]) -> int:
    longest = max(len(str(value)) for value in (columns[n], *(row[n] for row in rows)))
    return max(NARROWEST, min(WIDEST, longest + 2))
