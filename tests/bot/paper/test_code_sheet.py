"""A sheet of linking codes: what stands on it, its QR codes, the same bytes each time."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
import segno
from docx import Document

from bot.paper.code_sheet import CodeSheet, Strip, code_sheet, deep_link
from scheduler.rules.calendar import OFFICE_ZONE

SHEET = CodeSheet(
    org="Sở Mẫu",
    unit="Phòng Hành chính",
    strips=(Strip(person="An", code="ABCD-2345"), Strip(person="Bình", code="EFGH-6789")),
    until=datetime(2026, 8, 17, 7, 0, tzinfo=OFFICE_ZONE),
    zone=OFFICE_ZONE,
    bots={"telegram": "so_mau_bot", "zalo_bot": "Bot Sở Mẫu"},
)


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def pictures(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(n) for n in archive.namelist() if n.startswith("word/media/")]


def picture(link: str) -> bytes:
    image = io.BytesIO()
    segno.make(link, error="m", micro=False).save(image, kind="png", scale=8, border=2)
    return image.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        "An", "Bình", "ABCD-2345", "EFGH-6789", "PHÒNG HÀNH CHÍNH", "07:00 ngày 17/08/2026",
        "@so_mau_bot", "Bot Sở Mẫu",
    ],
)  # fmt: skip
def test_a_sheet_says_all_that_is_needed(said: str) -> None:
    assert said in words(code_sheet(SHEET))


def test_each_strip_has_the_link_of_its_own_code() -> None:
    found = pictures(code_sheet(SHEET))

    assert sorted(found) == sorted(
        picture(f"https://t.me/so_mau_bot?start={code}") for code in ("ABCD2345", "EFGH6789")
    )
    assert deep_link("so_mau_bot", "ABCD-2345") == "https://t.me/so_mau_bot?start=ABCD2345"


def test_without_telegram_there_is_nothing_to_scan() -> None:
    content = code_sheet(replace(SHEET, bots={"zalo_bot": "Bot Sở Mẫu"}))

    assert pictures(content) == []
    assert "quét" not in words(content)
    assert len(Document(io.BytesIO(content)).tables[0].columns) == 1


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert code_sheet(SHEET) == code_sheet(SHEET)
