"""Word's own vocabulary: the few things python-docx has no name for, and text that always fits.

Nothing here knows what a report is.
"""

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.paper.words import clean

FONT = "Times New Roman"


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
) -> Run:
    """Add text, whatever a user typed: it is shown, never read as markup."""
    run = paragraph.add_run(clean(text))
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = Pt(size)
    return run


def tight(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH | None = None) -> Paragraph:
    """A paragraph of a table or letterhead: no first line, no space around."""
    layout = paragraph.paragraph_format
    layout.first_line_indent = layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = 1.0
    if align is not None:
        paragraph.alignment = align
    return paragraph


def page_number(paragraph: Paragraph) -> None:
    field = _element("w:fldSimple", {"w:instr": "PAGE"})
    field.append(_element("w:r"))
    paragraph._p.append(field)


def rule(paragraph: Paragraph, *, width: Length, room: Length) -> None:
    """A thin centred line, as under the names of a letterhead.

    The line is the top border of an empty paragraph, pushed in from both sides of its room.
    """
    tight(paragraph)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Length((room - width) // 2)
    layout.space_before = Pt(3)
    write(paragraph, "", size=4)
    borders = _element("w:pBdr")
    line = {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": "000000"}
    borders.append(_element("w:top", line))
    # Word refuses the file if the children of pPr are out of order.
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def repeat_as_header(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def pad(table: Table, *, ends: int, sides: int) -> None:
    """The room between text and lines in every cell, in twentieths of a point."""
    margins = _element("w:tblCellMar")
    for edge, room in (("top", ends), ("left", sides), ("bottom", ends), ("right", sides)):
        margins.append(_element(f"w:{edge}", {"w:w": str(room), "w:type": "dxa"}))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def keep_together(row: _Row) -> None:
    """Keep a row on the page of the next one."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def set_widths(table: Table, widths: tuple[Length, ...]) -> None:
    """Fix the columns. Word reads the cells, LibreOffice the grid: both must say it."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _element(name: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    element = OxmlElement(name)
    for attribute, value in (attributes or {}).items():
        element.set(qn(attribute), value)
    return element
