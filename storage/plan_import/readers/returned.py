"""A workbook that we gave of a draft, sent back: known by what is hidden in it, not by its name.

A sheet that nobody sees holds the draft as it was then, packed; what a person changed is found by
comparing the cells with those of that draft.
"""

import base64
import io
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import openpyxl

from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers.sheets import DAMAGED, sheet_rows
from storage.plan_import.readers.tables import Row

HIDDEN = "dondoc"
_SIGN = "don-doc-du-thao"  # begins the hidden sheet
_CHUNK = 30_000  # characters; a cell holds 32,767
_MOST = 20 * 2**20  # bytes of a draft, unpacked


@dataclass(frozen=True, kw_only=True)
class Returned:
    """`draft_id`: of the chat it was given out in; None: by the command line. `base`: the form of
    `storage.plan_import.kept` as it was then; `sheets`: the cells as they came back, as text."""

    draft_id: int | None
    base: dict[str, Any]
    sheets: dict[str, list[Row]]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def hidden_cells(base: Mapping[str, Any], draft_id: int | None) -> list[str]:
    """What the hidden sheet holds, a cell a row."""
    packed = zlib.compress(json.dumps({"id": draft_id, "draft": base}).encode())
    written = base64.urlsafe_b64encode(packed).decode()
    # A letter before each chunk: one that began with a dash would be taken for a formula.
    return [_SIGN, *(f"x{written[at : at + _CHUNK]}" for at in range(0, len(written), _CHUNK))]


def returned(name: str, content: bytes) -> Returned | None:
    """The sheet of a draft; None if a workbook is none. Raises NotAPlan where it is damaged."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        if HIDDEN not in book.sheetnames:
            return None
        hidden = [row[0] for row in sheet_rows(book[HIDDEN]) if row]
        if not hidden or hidden[0] != _SIGN:
            return None
        written = "".join(cell[1:] for cell in hidden[1:])
        unpacking = zlib.decompressobj()
        said = json.loads(unpacking.decompress(base64.urlsafe_b64decode(written), _MOST))
        sheets = {each.title: sheet_rows(each) for each in book.worksheets if each.title != HIDDEN}
    except (*DAMAGED, zlib.error) as problem:
        raise NotAPlan("damaged", name) from problem
    return Returned(draft_id=said["id"], base=said["draft"], sheets=sheets)
