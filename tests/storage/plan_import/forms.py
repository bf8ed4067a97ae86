"""One plan in the forms in which offices send it, made from its paragraphs or its tasks."""

import csv
import io
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

HEADINGS = ("TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành")
Cells = tuple[str, str, str, str, str]

# What a paragraph begins with: the format and the text of Word's level, and how it is counted.
_LISTS = (
    ("upperRoman", "%1.", re.compile(r"([IVXL]+)\s?\.\s+")),
    ("decimal", "%1.", re.compile(r"(\d{1,2})\.\s+")),
    ("decimal", "%1)", re.compile(r"(\d{1,2})\)\s+")),
    ("lowerLetter", "%1)", re.compile(r"([a-e])\)\s+")),
    ("lowerLetter", "%1.", re.compile(r"([a-e])\.\s+")),
    ("bullet", "-", re.compile(r"(-)\s+(?=\D)")),
    ("bullet", "+", re.compile(r"(\+)\s+")),
)
_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def numbered_docx(paragraphs: Iterable[str]) -> bytes:
    """A DOCX whose numbers and bullets are Word's own: no paragraph holds its own."""
    document = docx.Document()
    lists = _Lists(document)
    for text in paragraphs:
        for kind, (form, shown, begins) in enumerate(_LISTS):
            if found := begins.match(text):
                lists.put(document.add_paragraph(text[found.end() :]), kind, _count(found[1], form))
                break
            del form, shown
        else:
            document.add_paragraph(text)
    return saved(document)


class _Lists:
    """A list of Word's for each kind of mark; another one, started anew, where a count leaps."""

    def __init__(self, document: Document) -> None:
        self._root: Any = document.part.numbering_part.element
        self._at: dict[int, tuple[int, int]] = {}  # kind -> its list, how far it has counted
        self._next = 900
        for kind, (form, shown, _) in enumerate(_LISTS):
            abstract = _made("w:abstractNum", {"w:abstractNumId": str(800 + kind)})
            level = _made("w:lvl", {"w:ilvl": "0"})
            for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", shown)):
                level.append(_made(name, {"w:val": value}))
            abstract.append(level)
            self._root.insert(0, abstract)

    def put(self, paragraph: Any, kind: int, count: int) -> None:
        listed, last = self._at.get(kind, (0, -1))
        if last + 1 != count:
            self._next += 1
            listed = self._next
            number = _made("w:num", {"w:numId": str(listed)})
            number.append(_made("w:abstractNumId", {"w:val": str(800 + kind)}))
            override = _made("w:lvlOverride", {"w:ilvl": "0"})
            override.append(_made("w:startOverride", {"w:val": str(count)}))
            number.append(override)
            self._root.append(number)
        self._at[kind] = (listed, count)
        properties = paragraph._p.get_or_add_pPr()
        numbered = _made("w:numPr", {})
        numbered.append(_made("w:ilvl", {"w:val": "0"}))
        numbered.append(_made("w:numId", {"w:val": str(listed)}))
        properties.append(numbered)


def table_docx(before: Sequence[str], rows: Sequence[Cells], after: Sequence[str] = ()) -> bytes:
    """A DOCX that holds its tasks in a table."""
    document = docx.Document()
    for text in before:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(HEADINGS))
    for cells in (HEADINGS, *rows):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    for text in after:
        document.add_paragraph(text)
    return saved(document)


def xlsx(before: Sequence[str], rows: Sequence[Cells]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for text in before:
        sheet.append([text])
    for cells in (HEADINGS, *rows):
        sheet.append(list(cells))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_of(rows: Sequence[Cells], delimiter: str = ",") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([HEADINGS, *rows])
    return file.getvalue().encode("utf-8-sig")


def pdf(document: bytes, folder: Path) -> bytes:
    """A DOCX as LibreOffice prints it."""
    source = folder / "plan.docx"
    source.write_bytes(document)
    home = f"-env:UserInstallation=file://{folder / 'office'}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, source],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "plan.pdf").read_bytes()


def _made(name: str, values: dict[str, str]) -> Any:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(key), value)
    return element


def _count(mark: str, form: str) -> int:
    match form:
        case "upperRoman":
            return _ROMAN.index(mark) + 1 if mark in _ROMAN else 99
        case "decimal":
            return int(mark)
        case "lowerLetter":
            return "abcde".index(mark) + 1
    return 1
