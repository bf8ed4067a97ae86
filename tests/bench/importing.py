"""Importing a plan of 60 pages: as a DOCX whose numbers are Word's own, and as text.

The baseline is the least that a reader of such files does: python-docx listing the text of every
paragraph, or the text split into lines. Ours also finds tasks, units, times and doubts, in a
process of its own; the line below the table says how long that took and how much memory it had.
"""

import io
import resource
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import docx

from storage.plan_import.apart import read_apart
from tests.bench.harness import Bench, Line
from tests.storage.plan_import import forms

PLAN = Path(__file__).parents[1] / "storage/plan_import/kinds/province.txt"
PAGES = 60
PER_PAGE = 2_500  # characters, of a page set as Nghị định 30/2020/NĐ-CP asks


async def importing(bench: Bench, pages: int = PAGES) -> list[Line]:
    """Plans imported a second."""
    paragraphs = _paragraphs(pages)
    word, text = forms.numbered_docx(paragraphs), "\n".join(paragraphs).encode()
    lines: list[Line] = []
    for what, name, content, plain, against in (
        ("importing a DOCX", "plan.docx", word, _listed, "python-docx"),
        ("importing a text", "plan.txt", text, bytes.splitlines, "split into lines"),
    ):
        ours = partial(_rate, partial(read_apart, name, content))
        lines.append(
            await bench.compare(what, ours, partial(_rate, partial(plain, content)), against)
        )
    return lines


def told(lines: Sequence[Line], pages: int = PAGES) -> str:
    """How long each took, and the most memory that a process of ours had."""
    spent = ", ".join(f"{line.what.split()[-1]} {1 / line.ours:.1f} s" for line in lines)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return f"importing {pages} pages: {spent}; at most {memory} MB"


async def _rate(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1 / (time.perf_counter() - began)


def _listed(content: bytes) -> object:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def _paragraphs(pages: int) -> list[str]:
    """The sample over and over, its sections repeated, until it fills that many pages."""
    head, body = PLAN.read_text(encoding="utf-8").split("II. NHIỆM VỤ", 1)
    found = head.splitlines()
    while sum(map(len, found)) < pages * PER_PAGE:
        found += f"II. NHIỆM VỤ{body}".splitlines()
    return [line for line in found if line and not line.startswith("Nơi nhận")]
