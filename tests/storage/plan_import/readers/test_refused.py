"""What cannot be read, or must not be, is refused in one sentence; reading it harms nobody."""

import io
import zipfile

import openpyxl
import pypdf
import pytest

from storage.plan_import import NotAPlan, apart, read_plan
from storage.plan_import.apart import read_apart
from tests.storage.plan_import import forms
from tests.storage.plan_import.readers.test_forms import plain
from tests.storage.plan_import.readers.test_word import a_docx, cell, p, table

WORD = "word/document.xml"


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({each: archive.read(each) for each in archive.namelist()} | {name: part})


def blank_pdf(pages: int, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def a_bomb() -> bytes:
    return zipped({WORD: bytes(200 * 2**20)})


def too_many_pages() -> bytes:
    return a_docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_000_000)


def without_end() -> bytes:
    inner = p("x")
    for _ in range(60):
        inner = table(f"<w:tc>{inner}{p('x')}</w:tc>")
    return a_docx(inner)


def wide_sheet() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(25_000):
        sheet.append(["x"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
PLAIN = (
    "KẾ HOẠCH\nChuyển đổi số\nI. NHIỆM VỤ\n1. Phòng Kế hoạch chủ trì rà soát thủ tục hành chính.\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "made", "reason"),
    [
        ("quet.pdf", lambda: blank_pdf(3), "scan"),
        ("mat-khau.pdf", lambda: blank_pdf(3, "x"), "locked"),
        ("dai.pdf", lambda: blank_pdf(5000), "too_long"),
        ("hong.pdf", lambda: b"%PDF-1.7\nnothing of the kind", "damaged"),
        ("mat-khau.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("cu.doc", lambda: OLE, "unsupported"),
        ("cu.rtf", lambda: b"{\\rtf1 x}", "unsupported"),
        ("anh.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(99), "unsupported"),
        ("nen.zip", lambda: zipped({"a.txt": b"x"}), "unsupported"),
        ("macro.docx", lambda: with_part(a_docx(p("x")), "word/vbaProject.bin", b"x"), "macros"),
        ("macro.xlsx", lambda: with_part(forms.xlsx([], []), "xl/vbaProject.bin", b"x"), "macros"),
        ("thuc-the.docx", lambda: with_part(a_docx(p("x")), WORD, ENTITIES), "macros"),
        ("bom.docx", a_bomb, "too_big"),
        ("lon.txt", lambda: b"x " * (25 * 2**20), "too_big"),
        ("dai.docx", too_many_pages, "too_long"),
        ("long-nhau.docx", without_end, "damaged"),
        ("trang-tinh.xlsx", wide_sheet, "too_long"),
        ("bang.docx", lambda: a_docx(table(cell("a") + cell("b"))), "no_tasks"),
        ("mat-dau.txt", lambda: (3 * PLAIN).encode("cp1252", errors="replace"), "lost_letters"),
        ("rong.html", lambda: b"<html><body></body></html>", "empty"),
    ],
)
def test_it_is_refused_with_what_to_do(name: str, made: object, reason: str) -> None:
    assert callable(made)
    with pytest.raises(NotAPlan) as refused:
        read_apart(name, made())

    assert refused.value.reason == reason
    assert name in str(refused.value)
    assert "Hãy" in str(refused.value)


@pytest.mark.parametrize(
    ("limit", "value"),
    [("SECONDS", 1), ("PATIENCE", 0.05), ("MEMORY", 2**20)],
    ids=["work", "time", "memory"],
)
def test_the_limits_end_the_reading(
    limit: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, limit, value)

    with pytest.raises(NotAPlan) as refused:
        read_apart("ke-hoach.txt", "\n".join([plain()] * 4000).encode())

    assert refused.value.reason == "too_long"


def test_what_is_a_plan_is_read_apart_as_it_is_here() -> None:
    content = plain().encode()

    assert read_apart("ke-hoach.txt", content) == read_plan("ke-hoach.txt", content)
