"""From a file of any kind to its lines. What a file is, its content tells before its name does.

The readers whose libraries are large are imported for their kind of file: whoever reads text, or
only knows of plans, need not wait for them.
"""

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.readers.litter import without_litter
from storage.plan_import.readers.plain import decode, plain_lines
from storage.plan_import.readers.tables import Tables
from storage.plan_import.text import Line

if TYPE_CHECKING:
    from storage.plan_import.readers.returned import Returned

MOST_BYTES = 30 * 2**20
MOST_UNPACKED = 150 * 2**20  # of a DOCX or XLSX: more is no plan, but a bomb
MOST_XML = 20 * 2**20  # of that in what is parsed: a plan of 60 pages has about three
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # DOC and XLS; also what is locked with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER = (b"{\\rt", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]*>)?\s*<(?:!doctype html|html|body)\b", re.I)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def file_lines(name: str, content: bytes, tables: Tables | None = None) -> list[Line]:
    """The lines of a file, numbered. Raises NotAPlan, saying why it cannot be read.

    `tables`: reads its tables, and knows afterwards what it took their columns for.
    """
    if not content.strip():
        raise NotAPlan("empty", name)
    if len(content) > MOST_BYTES:
        raise NotAPlan("too_big", name)
    lines = without_litter(_lines(name, content, tables or Tables()))
    if not lines:
        raise NotAPlan("empty", name)
    return lines


def _lines(name: str, content: bytes, tables: Tables) -> list[Line]:
    ending = name.lower().rpartition(".")[2]
    if content.startswith(b"%PDF"):
        from storage.plan_import.readers.pdf import pdf_lines

        return pdf_lines(content, name)
    if content.startswith(_OLD_OFFICE):
        raise NotAPlan("locked" if _ENCRYPTED in content else "unsupported", name)
    if content.startswith(_OTHER):
        raise NotAPlan("unsupported", name)
    if content.startswith(b"PK\x03\x04") or ending in ("docx", "xlsx"):
        parts = _parts(content, name)
        if "xl/workbook.xml" in parts:
            from storage.plan_import.readers.sheets import xlsx_lines

            return xlsx_lines(content, name, tables)
        if "word/document.xml" not in parts:
            raise NotAPlan("unsupported", name)
        from storage.plan_import.readers.word import docx_lines

        return docx_lines(content, name, tables)
    text = decode(content, name)
    if ending in ("html", "htm") or _HTML.match(content):
        from storage.plan_import.readers.web import html_lines

        return html_lines(text, name, tables)
    if ending in ("csv", "tsv"):
        from storage.plan_import.readers.sheets import csv_lines

        return csv_lines(text, name, tables)
    return plain_lines(text, tables)


def returned_sheet(name: str, content: bytes) -> "Returned | None":
    """The sheet of a draft, if a file is one. Raises NotAPlan where it is not safe to open."""
    is_archive = content.startswith(b"PK\x03\x04")
    if not is_archive or "xl/workbook.xml" not in _parts(content, name):
        return None
    from storage.plan_import.readers.returned import returned

    return returned(name, content)


def _parts(content: bytes, name: str) -> set[str]:
    """The names in an archive that is safe to unpack. Raises NotAPlan."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotAPlan("too_big", name)
            if sum(part.file_size for part in parts if _is_xml(part.filename)) > MOST_XML:
                raise NotAPlan("too_long", name)
            if any(part.flag_bits & 1 for part in parts):
                raise NotAPlan("locked", name)
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                raise NotAPlan("macros", name)
            for part in parts:
                if _is_xml(part.filename):
                    with archive.open(part) as file:
                        if _ENTITIES.search(file.read(4096)):
                            raise NotAPlan("macros", name)
            return {part.filename for part in parts}
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError) as problem:
        raise NotAPlan("damaged", name) from problem


def _is_xml(part: str) -> bool:
    return part.endswith((".xml", ".rels"))
