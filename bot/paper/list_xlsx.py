"""A list as a workbook of one sheet: its title, a head that stays in sight, a row for each line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from bot.paper.stable_zip import NO_DATE
from bot.paper.xlsx import BOLD, Page, packed

NARROWEST, WIDEST = 8, 60  # characters


def list_xlsx(body: Mapping[str, Any]) -> bytes:
    """Lay out a frozen list: "title" of several lines, "columns", "rows" of numbers and texts.

    What people typed is data in every cell (DESIGN.md §4.15). The same list gives the same bytes.
    """
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(*NO_DATE)  # noqa: DTZ001  # a workbook knows no zone
    book.properties.title = body["name"]
    sheet = book.worksheets[0]
    sheet.title = "Danh sách"
    columns, rows = body["columns"], body["rows"]
    page = Page(sheet, [_width(n, columns, rows) for n in range(len(columns))])
    titles = body["title"].split("\n")
    for line in titles:
        page.line(line, BOLD)
    page.row(columns, head=True)
    for row in rows:
        page.row(row)
    sheet.freeze_panes = f"A{len(titles) + 2}"
    sheet.print_title_rows = f"{len(titles) + 1}:{len(titles) + 1}"
    return packed(book)


def _width(n: int, columns: list[str], rows: list[list[Any]]) -> int:
    longest = max(len(str(value)) for value in (columns[n], *(row[n] for row in rows)))
    return max(NARROWEST, min(WIDEST, longest + 2))
