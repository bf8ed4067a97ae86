"""The report as a workbook: "Tổng hợp" for the figures, "Nhiệm vụ" for the task table.

What a user typed is data (DESIGN.md §4.15): a cell that a spreadsheet could read as a formula gets
an apostrophe in front and is stored as text.
"""

import io
import math
from collections.abc import Sequence
from datetime import UTC, date
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import TYPE_STRING, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from bot.paper.appendix import COLUMNS, HeadingRow, TaskRow, appendix_rows
from bot.paper.outline import subject
from bot.paper.stable_zip import stable_zip
from bot.paper.targets import COLUMNS as TARGET_COLUMNS
from bot.paper.targets import target_rows
from bot.paper.words import (
    FIGURES,
    HAND_IN,
    RATE_FORMULA,
    before_the_end,
    capital,
    clean,
    clock,
    covered,
    day,
    handed_in,
    one_line,
    rate,
)
from scheduler.rules.snapshot import Figure, Header, Snapshot

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CELL_HOLDS = 32_767  # characters; Excel refuses a file with a longer cell

TITLE = Font(name="Times New Roman", size=14, bold=True)
BOLD = Font(name="Times New Roman", size=12, bold=True)
PLAIN = Font(name="Times New Roman", size=12)
NOTE = Font(name="Times New Roman", size=12, italic=True)
SHADE = PatternFill("solid", fgColor="E7E6E6")
THIN = Side(style="thin")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
A4 = 9  # Excel's number of the paper
LINE, TALLEST = 16.5, 409.0  # points; Excel draws no taller row
SUMMARY_WIDTHS = (32, 14, 14, 14, 14, 14, 12, 12, 12, 14, 14)
TARGET_WIDTHS = (6, 60, 30, 24, 20, 18)
TASK_WIDTHS = (6, 48, 20, 20, 16, 50, 28, 22, 16)

Value = str | int | date


def report_xlsx(snapshot: Snapshot) -> bytes:
    """Lay out a snapshot; the same snapshot gives the same bytes."""
    book = Workbook()
    _properties(book, snapshot.header)
    summary = book.worksheets[0]
    summary.title = "Tổng hợp"
    _summary(summary, snapshot)
    _tasks(book.create_sheet("Nhiệm vụ"), snapshot)
    if snapshot.targets:
        _targets(book.create_sheet("Chỉ tiêu"), snapshot)
    return packed(book)


def as_data(text: str) -> str:
    """The text as a cell may hold it: no formula, no character that XML refuses, not too long."""
    # Judged before cleaning too: "\r=1+1" must not become "=1+1".
    cleaned = clean(text)
    if text.startswith(FORMULA_STARTS) or cleaned.lstrip().startswith(FORMULA_STARTS):
        cleaned = f"'{cleaned}"
    return cleaned if len(cleaned) <= CELL_HOLDS else f"{cleaned[: CELL_HOLDS - 1]}…"


def packed(book: Workbook) -> bytes:
    """The file of a workbook, of the same bytes each time.

    Workbook.save would write the wall clock as the day of the last change; its writer does not.
    """
    archive = io.BytesIO()
    ExcelWriter(book, ZipFile(archive, "w", ZIP_DEFLATED)).save()
    return stable_zip(archive.getvalue())


def _properties(book: Workbook, header: Header) -> None:
    made = header.as_of.astimezone(UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = made
    book.properties.creator = one_line(header.org)
    book.properties.title = subject(header)


# --- Tổng hợp -----------------------------------------------------------------------------------


def _summary(sheet: Worksheet, snapshot: Snapshot) -> None:
    header = snapshot.header
    made = f"lập lúc {clock(header.as_of)}, bản số {header.version}"
    page = Page(sheet, SUMMARY_WIDTHS)
    page.line(subject(header).upper(), TITLE)
    page.line(one_line(header.org), BOLD)
    page.line(one_line(header.plan_title))
    page.line(f"{capital(covered(header))}; {made}", NOTE)
    if early := before_the_end(header):
        page.line(early, NOTE)
    page.line("")
    _figures_table(page, snapshot)
    page.line(f"Tỷ lệ hoàn thành: {rate(snapshot.figures)}", BOLD)
    page.line(RATE_FORMULA, NOTE)
    page.line("")
    _unit_table(page, snapshot)
    page.line("Nhiệm vụ đồng chủ trì được tính cho từng đơn vị chủ trì.", NOTE)
    page.line("")
    _hand_in_table(page, snapshot)


def _figures_table(page: "Page", snapshot: Snapshot) -> None:
    codes = {duty: task.code for task in snapshot.tasks for duty in task.duties}
    page.row(("Kết quả", "Số nhiệm vụ", "Gồm các nhiệm vụ"), head=True, to_edge=True)
    for name, title in FIGURES.items():
        figure: Figure = getattr(snapshot.figures, name)
        behind = ", ".join(dict.fromkeys(codes[duty] for duty in figure.duties))
        page.row((title, figure.n, behind), to_edge=True)


def _unit_table(page: "Page", snapshot: Snapshot) -> None:
    page.row(("Đơn vị", *FIGURES.values(), "Tỷ lệ hoàn thành"), head=True)
    for line in snapshot.units:
        counts = [getattr(line.figures, name).n for name in FIGURES]
        share = rate(line.figures) if line.figures.judged else "–"
        page.row((one_line(line.unit), *counts, share))


def _hand_in_table(page: "Page", snapshot: Snapshot) -> None:
    names = ("Đơn vị gửi báo cáo", "Hạn gửi", "Đánh giá", "Cập nhật trong kỳ", "Thời điểm gửi")
    page.row(names, head=True, to_edge=True)
    for line in snapshot.punctuality:
        spoke = "Không có" if line.unit in snapshot.silent else "Có"
        cells = (one_line(line.unit), day(line.due), HAND_IN[line.standing], spoke, handed_in(line))
        page.row(cells, to_edge=True)


# --- Nhiệm vụ -----------------------------------------------------------------------------------


def _tasks(sheet: Worksheet, snapshot: Snapshot) -> None:
    page = Page(sheet, TASK_WIDTHS)
    page.row(COLUMNS, head=True)
    for line in appendix_rows(snapshot.tasks):
        match line:
            case HeadingRow():
                page.row((line.text,), font=BOLD, to_edge=True)
            case TaskRow():
                page.row((int(line.cells[0]), *line.cells[1:]))
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _targets(sheet: Worksheet, snapshot: Snapshot) -> None:
    page = Page(sheet, TARGET_WIDTHS)
    page.row(tuple(name for name, _ in TARGET_COLUMNS), head=True)
    for n, cells in enumerate(target_rows(snapshot.targets), start=1):
        page.row((n, *cells[1:]))
    sheet.freeze_panes = "A2"


class Page:
    """A sheet written from top to bottom, in columns of fixed width."""

    def __init__(self, sheet: Worksheet, widths: Sequence[int]) -> None:
        self._sheet, self._widths, self._row = sheet, widths, 0
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def line(self, text: str, font: Font = PLAIN) -> None:
        """Text that runs over the columns to its right."""
        self._row += 1
        self._put(1, text, font)

    def row(
        self,
        values: Sequence[Value],
        *,
        head: bool = False,
        font: Font = PLAIN,
        to_edge: bool = False,
    ) -> None:
        """A row of a table; with `to_edge` its last cell takes the columns that are left."""
        self._row += 1
        widths = list(self._widths[: len(values)])
        if to_edge:
            widths[-1] = sum(self._widths[len(values) - 1 :])
        for column, value in enumerate(values, start=1):
            cell = self._put(column, value, BOLD if head else font)
            across = "center" if head or not isinstance(value, str) else "left"
            cell.alignment = Alignment(horizontal=across, vertical="top", wrap_text=True)
            if head:
                cell.fill = SHADE
        for column in range(1, (len(self._widths) if to_edge else len(values)) + 1):
            self._sheet.cell(row=self._row, column=column).border = GRID
        if to_edge:
            self._sheet.merge_cells(
                start_row=self._row,
                end_row=self._row,
                start_column=len(values),
                end_column=len(self._widths),
            )
        self._sheet.row_dimensions[self._row].height = _height(values, widths)

    def _put(self, column: int, value: Value, font: Font) -> Cell:
        cell = self._sheet.cell(row=self._row, column=column)
        assert isinstance(cell, Cell)  # never one hidden by a merge: rows only grow downwards
        if isinstance(value, int):
            cell.value, cell.number_format = value, "#,##0"
        elif isinstance(value, date):
            cell.value, cell.number_format = value, "dd/mm/yyyy"
        else:
            cell.value, cell.data_type = as_data(value), TYPE_STRING
        cell.font = font
        return cell


def _height(values: Sequence[Value], widths: Sequence[int]) -> float:
    """The points that the fullest cell needs.

    Opening a file, neither Excel nor LibreOffice measures merged or wrapped cells by itself.
    """
    lines = max(
        sum(max(1, math.ceil(len(part) / (width - 1))) for part in str(value).split("\n"))
        for value, width in zip(values, widths, strict=True)
    )
    return min(LINE * lines, TALLEST)
