"""A draft as a workbook that a person corrects and sends back: a sheet each, and a hidden one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import TYPE_STRING, Cell
from openpyxl.worksheet.worksheet import Worksheet

from bot.paper.draft_sheets import GUIDE, sheets
from bot.paper.stable_zip import NO_DATE
from bot.paper.xlsx import Page, packed
from storage.plan_import.kept import restored
from storage.plan_import.readers.returned import HIDDEN, hidden_cells


def draft_xlsx(body: Mapping[str, Any]) -> bytes:
    """Lay out a frozen draft: "draft" in the form of `kept`, "draft_id", "name".

    What people typed is data in every cell (DESIGN.md §4.15). The same draft gives the same bytes.
    """
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(*NO_DATE)  # noqa: DTZ001  # a workbook knows no zone
    book.properties.title = body["name"]
    book.remove(book.worksheets[0])
    for each in sheets(restored(body["draft"])):
        sheet = book.create_sheet(each.title)
        page = Page(sheet, each.widths)
        if each.title != GUIDE:
            page.row(each.columns, head=True)
            sheet.freeze_panes = "A2"
            sheet.print_title_rows = "1:1"
        for row in each.rows:
            page.row(row)
    _hide(book.create_sheet(HIDDEN), hidden_cells(body["draft"], body["draft_id"]))
    return packed(book)


def _hide(sheet: Worksheet, cells: list[str]) -> None:
    sheet.sheet_state = "veryHidden"
    for n, said in enumerate(cells, 1):
        cell = sheet.cell(row=n, column=1)
        assert isinstance(cell, Cell)
        cell.value, cell.data_type = said, TYPE_STRING
