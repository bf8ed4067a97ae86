"""The report as a Word document that an office can number, complete and sign (DOMAIN.md §7, §8)."""

import io
from datetime import UTC
from typing import assert_never

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Cm, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from bot.paper.appendix import COLUMNS, HeadingRow, TaskRow, appendix_rows
from bot.paper.letter import CENTER, LEFT, Letter, closing, landscape, letterhead, new_letter, title
from bot.paper.outline import Blank, Grid, Heading, Item, Para, outline, subject
from bot.paper.sheet import (
    keep_together,
    keep_whole,
    pad,
    repeat_as_header,
    set_widths,
    tight,
    write,
)
from bot.paper.stable_zip import stable_zip
from bot.paper.words import clock, one_line
from scheduler.rules.snapshot import Header, Snapshot

BLANK_LETTER = Letter()
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
APPENDIX_MM = (9, 58, 25, 25, 24, 47, 26, 22, 21)
ROWS_ON_ONE_PAGE = 12  # a small table that need not be torn apart
SHORT_CELL = 400  # letters; a longer row may run over to the next page
WHERE_CENTRED = {0, 4, 8}  # TT, Thời hạn, Đánh giá


def report_docx(
    snapshot: Snapshot, *, letter: Letter = BLANK_LETTER, draft_note: str | None = None
) -> bytes:
    """Lay out a snapshot; the same snapshot and letter give the same bytes."""
    header = snapshot.header
    document = new_letter()
    _properties(document, header)
    if draft_note:
        note = tight(document.add_paragraph(), LEFT)
        write(note, f"DỰ THẢO – {one_line(draft_note)}", size=12, bold=True, italic=True)
    letterhead(document, parent=header.issuer_parent, org=header.org, letter=letter)
    title(document, name="BÁO CÁO", lines=_about(header), note=_version(header), letter=letter)
    _body(document, snapshot)
    closing(document, letter)
    _appendix(document, snapshot, letter)
    packed = io.BytesIO()
    document.save(packed)
    return stable_zip(packed.getvalue())


def _about(header: Header) -> tuple[str, ...]:
    return (subject(header), header.plan_title) if header.plan_title else (subject(header),)


def _version(header: Header) -> str:
    """A later version says so: an earlier one may have been signed and sent."""
    if header.version == 1:
        return ""
    return f"(Bản số {header.version}, lập lúc {clock(header.as_of)})"


def _properties(document: Document, header: Header) -> None:
    """Both days are the snapshot's; else those of python-docx's own template would stay."""
    made = header.as_of.astimezone(UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.created = properties.modified = made
    properties.author = properties.last_modified_by = one_line(header.org)[:255]
    properties.title = subject(header)
    properties.comments = ""
    properties.revision = header.version


# --- the body -----------------------------------------------------------------------------------


def _body(document: Document, snapshot: Snapshot) -> None:
    last: Paragraph | None = None
    for block in outline(snapshot):
        match block:
            case Heading():
                last = _heading(document, block)
            case Para():
                last = _paragraph(document, block.text)
            case Item():
                last = _paragraph(document, f"- {block.text}")
                for quote in block.quotes:
                    last = _paragraph(document, f"— {quote}", indent=Cm(1.27))
            case Blank():
                last = _blank(document, block.what)
            case Grid():
                if last is not None:
                    last.paragraph_format.keep_with_next = True
                _grid(document, block)
            case _:
                assert_never(block)
    if last is not None:
        _end_mark(last)


def _end_mark(paragraph: Paragraph) -> None:
    """The text of an official document ends with "./." in place of its full stop."""
    run = paragraph.runs[-1]
    run.text = run.text.removesuffix(".")
    write(paragraph, "./.")


def _heading(document: Document, heading: Heading) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = JUSTIFY
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, heading.text, bold=True, italic=heading.level == 3)
    return paragraph


def _paragraph(document: Document, text: str, *, indent: Cm | None = None) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = JUSTIFY
    if indent is not None:
        paragraph.paragraph_format.left_indent = indent
        paragraph.paragraph_format.first_line_indent = Cm(0)
    write(paragraph, text, italic=indent is not None)
    return paragraph


def _blank(document: Document, what: str) -> Paragraph:
    paragraph = document.add_paragraph()
    gap = write(paragraph, f"… [Đơn vị tổng hợp bổ sung: {what}]", italic=True)
    gap.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return paragraph


def _grid(document: Document, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    pad(table, ends=30, sides=90)
    _header_row(table, tuple(name for name, _ in grid.columns), size=12)
    names = {name for name, _ in grid.columns if name.startswith("Đơn vị")}
    for line in grid.rows:
        row = table.add_row()
        keep_whole(row)
        for (name, _), cell, text in zip(grid.columns, row.cells, line, strict=True):
            _fill(cell, text, size=12, align=LEFT if name in names else CENTER)
    set_widths(table, tuple(Mm(width) for _, width in grid.columns))
    if len(table.rows) <= ROWS_ON_ONE_PAGE:
        for row in list(table.rows)[:-1]:
            keep_together(row)
    after = tight(document.add_paragraph())
    after.paragraph_format.space_after = Pt(2)


# --- the appendix -------------------------------------------------------------------------------


def _appendix(document: Document, snapshot: Snapshot, letter: Letter) -> None:
    landscape(document)
    header = snapshot.header
    write(tight(document.add_paragraph(), CENTER), "Phụ lục I", bold=True)
    write(
        tight(document.add_paragraph(), CENTER),
        subject(header).replace("Kết quả", "Tiến độ, kết quả").upper(),
        bold=True,
    )
    with_report = tight(document.add_paragraph(), CENTER)
    with_report.paragraph_format.space_after = Pt(8)
    write(
        with_report,
        f"(Kèm theo Báo cáo số {letter.number} {letter.day} của {one_line(header.org)})",
        italic=True,
    )
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    pad(table, ends=30, sides=90)
    _header_row(table, COLUMNS, size=11)
    headings = []
    for line in appendix_rows(snapshot.tasks):
        row = table.add_row()
        match line:
            case HeadingRow():
                _fill(row.cells[0], line.text, size=11, bold=True)
                keep_together(row)
                headings.append(row)
            case TaskRow():
                if max(map(len, line.cells)) < SHORT_CELL:
                    keep_whole(row)
                for column, (cell, text) in enumerate(zip(row.cells, line.cells, strict=True)):
                    centred = column in WHERE_CENTRED
                    _fill(cell, text, size=11, align=CENTER if centred else LEFT)
    set_widths(table, tuple(Mm(width) for width in APPENDIX_MM))
    for row in headings:  # merged last: a merged row has fewer cells than the grid has columns
        row.cells[0].merge(row.cells[-1])
        for empty in row.cells[0].paragraphs[1:]:
            empty._p.getparent().remove(empty._p)


def _header_row(table: Table, names: tuple[str, ...], *, size: float) -> None:
    row = table.rows[0]
    repeat_as_header(row)
    keep_whole(row)
    for cell, name in zip(row.cells, names, strict=True):
        _fill(cell, name, size=size, bold=True, align=CENTER)


def _fill(
    cell: _Cell,
    text: str,
    *,
    size: float,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
) -> None:
    for n, line in enumerate(text.split("\n")):
        paragraph = cell.add_paragraph() if n else cell.paragraphs[0]
        write(tight(paragraph, align), line, size=size, bold=bold)
