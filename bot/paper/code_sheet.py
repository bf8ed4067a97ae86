"""A sheet of linking codes for one unit: to be printed, cut along the lines and handed out.

Each person's strip says the name, the code, until when it is good, and how to use it: by the QR
code of the link that opens Telegram with the code typed already, or by typing it to the bot.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import segno
from docx.shared import Mm, Pt
from docx.table import _Cell

from bot.paper.letter import CENTER, LEFT, new_letter
from bot.paper.sheet import keep_whole, pad, set_widths, tight, write
from bot.paper.stable_zip import stable_zip
from bot.paper.words import one_line

WIDTHS = (Mm(38), Mm(127))  # without a picture one cell has all of it
QR = Mm(30)
PLATFORMS = {"telegram": "Telegram", "zalo_bot": "Zalo", "zalo_oa": "Zalo OA"}


@dataclass(frozen=True, kw_only=True)
class Strip:
    """What one person gets."""

    person: str
    code: str  # "ABCD-2345"


@dataclass(frozen=True, kw_only=True)
class CodeSheet:
    """The codes of a unit. `bots`: what people find each bot of the office by, by its name."""

    org: str
    unit: str
    strips: tuple[Strip, ...]
    until: datetime
    zone: ZoneInfo
    bots: Mapping[str, str]


def deep_link(user_name: str, code: str) -> str:
    """The address that opens a Telegram bot with the code typed already."""
    return f"https://t.me/{user_name}?start={code.replace('-', '')}"


def code_sheet(sheet: CodeSheet) -> bytes:
    """The sheet as DOCX; the same sheet gives the same bytes."""
    document = new_letter()
    properties = document.core_properties
    properties.created = properties.modified = sheet.until.astimezone(UTC).replace(tzinfo=None)
    properties.author = properties.last_modified_by = one_line(sheet.org)[:255]
    properties.title = f"Mã liên kết: {one_line(sheet.unit)}"[:255]
    properties.comments = ""
    write(tight(document.add_paragraph(), CENTER), one_line(sheet.org).upper(), size=12)
    heading = tight(document.add_paragraph(), CENTER)
    write(heading, f"MÃ LIÊN KẾT ĐÔN ĐỐC – {one_line(sheet.unit).upper()}", bold=True)
    note = tight(document.add_paragraph(), CENTER)
    note.paragraph_format.space_after = Pt(8)
    until = f"{sheet.until.astimezone(sheet.zone):%H:%M ngày %d/%m/%Y}"
    said = f"Mỗi mã dùng một lần, cho một người, đến {until}. Cắt rời và đưa tận tay."
    write(note, said, size=12, italic=True)
    user_name = _telegram(sheet.bots)
    widths = WIDTHS if user_name else (Mm(165),)
    table = document.add_table(rows=len(sheet.strips), cols=len(widths))
    table.style = "Table Grid"
    set_widths(table, widths)
    pad(table, ends=80, sides=100)
    for row, strip in zip(table.rows, sheet.strips, strict=True):
        keep_whole(row)
        if user_name:
            _qr(row.cells[0], strip, user_name)
        _words(row.cells[-1], strip, sheet.bots, until)
    packed = io.BytesIO()
    document.save(packed)
    return stable_zip(packed.getvalue())


def _telegram(bots: Mapping[str, str]) -> str | None:
    return next((name for bot, name in bots.items() if bot.split("/")[0] == "telegram"), None)


def _qr(cell: _Cell, strip: Strip, user_name: str) -> None:
    paragraph = tight(cell.paragraphs[0], CENTER)
    image = io.BytesIO()
    segno.make(deep_link(user_name, strip.code), error="m", micro=False).save(
        image, kind="png", scale=8, border=2
    )
    paragraph.add_run().add_picture(image, width=QR)


def _words(cell: _Cell, strip: Strip, bots: Mapping[str, str], until: str) -> None:
    write(tight(cell.paragraphs[0], LEFT), one_line(strip.person), bold=True)
    write(tight(cell.add_paragraph(), LEFT), strip.code, size=20, bold=True)
    lines = [f"Dùng đến {until}."]
    user_name = _telegram(bots)
    if user_name is not None:
        lines.append(f"Telegram: quét mã QR rồi bấm “Bắt đầu”, hoặc gõ mã cho @{user_name}.")
    for bot, name in bots.items():
        platform = bot.split("/")[0]
        if platform != "telegram":
            lines.append(f"{PLATFORMS.get(platform, platform)}: tìm “{one_line(name)}” và gõ mã.")
    if not bots:
        lines.append("Gõ mã này cho bot Đôn Đốc của cơ quan.")
    for line in lines:
        write(tight(cell.add_paragraph(), LEFT), line, size=11)
