"""The lines of a PDF. A scan has none, and is refused with what to do instead."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium

from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers.legacy import to_unicode
from storage.plan_import.readers.pages import without_running_lines
from storage.plan_import.text import Line, lines_of

MOST_PAGES = 500
_FEWEST_LETTERS = 20  # on a page that has text at all; a stamp over a scan has fewer
_WIDE = 1.15  # of the usual step from line to line: a paragraph has ended
# PDFium joins what a hyphen parts at the end of a line: the line ends behind that word. As many
# letters as before: places of letters are counted.
_HYPHEN_AT_END = re.compile(r"\ufffe(\S*)\s")
_PASSWORD = 4  # PDFium's FPDF_ERR_PASSWORD


def pdf_lines(content: bytes, name: str) -> list[Line]:
    """The lines of all pages, counted through. Raises NotAPlan."""
    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as problem:
        locked = getattr(problem, "err_code", None) == _PASSWORD
        raise NotAPlan("locked" if locked else "damaged", name) from problem
    with pdf:
        if len(pdf) > MOST_PAGES:
            raise NotAPlan("too_long", name)
        try:
            pages = [_lines(pdf, n) for n in range(len(pdf))]
        except pdfium.PdfiumError as problem:
            raise NotAPlan("damaged", name) from problem
    letters = sum(c.isalpha() for page in pages for line in page for c in line)
    if letters < _FEWEST_LETTERS * max(len(pages), 1):
        raise NotAPlan("scan", name)
    return lines_of("\n".join(to_unicode(without_running_lines(pages))))


def _lines(pdf: pdfium.PdfDocument, n: int) -> list[str]:
    """The lines of a page, with a blank one where more than the usual space is left."""
    page = pdf[n]
    text = page.get_textpage()
    try:
        lines, feet, at = [], [], 0
        for line in _HYPHEN_AT_END.sub("-\\1\n", text.get_text_range()).split("\n"):
            if line.strip():
                first = at + len(line) - len(line.lstrip())
                lines.append(line.rstrip())
                feet.append(text.get_charbox(first, loose=True)[1])
            at += len(line) + 1
    finally:
        text.close()
        page.close()
    return _spaced(lines, feet)


def _spaced(lines: Sequence[str], feet: Sequence[float]) -> list[str]:
    steps = [above - below for above, below in pairwise(feet)]
    usual = median(steps) if steps else 0.0
    spaced = list(lines[:1])
    for line, step in zip(lines[1:], steps, strict=True):
        spaced += ["", line] if step > _WIDE * usual > 0 else [line]
    return spaced
