"""The lines of a DOCX: paragraphs and tables in the order of the document.

A table whose heading names a column of tasks becomes the same labelled lines that a plan without
tables has; any other table is read cell by cell. Word counts list numbers by itself and does not
write them down, so they are counted again here.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table
from docx.text.paragraph import Paragraph

from storage.plan_import.labels import Label, column, is_task_column
from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.text import Line, begins_with_mark, clean_line

_TITLES = {
    Label.LEAD: "Đơn vị chủ trì",
    Label.SUPPORT: "Đơn vị phối hợp",
    Label.TIME: "Thời gian",
    Label.OTHER: "Kết quả",
}
# SyntaxError is what the XML parser raises.
_DAMAGED = (
    OpcError,
    InvalidXmlError,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
)


def docx_lines(content: bytes, name: str) -> list[Line]:
    try:
        document = docx.Document(io.BytesIO(content))
        texts = list(_texts(document))
    except _DAMAGED as problem:
        raise NotAPlan("damaged", name) from problem
    return [
        line
        for number, (text, heading) in enumerate(texts, start=1)
        if (line := clean_line(number, text, heading=heading))
    ]


def _texts(document: Document) -> Iterator[tuple[str, bool]]:
    counters: dict[str, int] = {}
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for text in _table(block):
                yield text, False
        else:
            style = (block.style.name or "") if block.style else ""
            yield _numbered(block, style, counters), style.startswith("Heading")


def _numbered(paragraph: Paragraph, style: str, counters: dict[str, int]) -> str:
    """The paragraph with the bullet or number that Word shows before it."""
    text = " ".join(paragraph.text.split())
    if not text or begins_with_mark(text):
        return text
    ids = paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")
    levels = paragraph._p.xpath("./w:pPr/w:numPr/w:ilvl/@w:val")
    if style.startswith("List Bullet") or (levels and int(levels[0]) > 0):
        return f"- {text}"
    if not style.startswith("List Number") and not ids:
        return text
    listed = ids[0] if ids else style
    counters[listed] = counters.get(listed, 0) + 1
    return f"{counters[listed]}. {text}"


def _table(table: Table) -> Iterator[str]:
    rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    header = next((row for row in rows if any(map(is_task_column, row))), None)
    labels = [column(text) for text in header] if header else []
    if header is None or not any(labels):
        for row in rows:
            yield from dict.fromkeys(cell for cell in row if cell)
        return
    task = next(index for index, text in enumerate(header) if is_task_column(text))
    for row in rows[rows.index(header) + 1 :]:
        yield from _row(row, task, labels)


def _row(row: list[str], task: int, labels: list[Label | None]) -> Iterator[str]:
    text = row[task]
    if not text or len(set(filter(None, row))) == 1:
        yield from dict.fromkeys(filter(None, row))  # a heading across the whole table
        return
    number = (
        row[0].rstrip(".)") if task > 0 and re.fullmatch(r"[\dIVXa-zđ.]{1,6}\)?", row[0]) else ""
    )
    yield f"{number}. {text}" if number and not begins_with_mark(text) else text
    for cell, label in zip(row, labels, strict=True):
        if label and cell:
            yield f"- {_TITLES[label]}: {cell}"
