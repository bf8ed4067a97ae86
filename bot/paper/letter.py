"""The frame of an official letter (Nghị định 30/2020/NĐ-CP, Phụ lục I; DOMAIN.md §7).

A4, Times New Roman, two bodies and the national motto at the top, recipients and signature at the
bottom. What the registry and the signer decide (number, place, day, name) stays blank until given.
"""

from dataclasses import dataclass
from datetime import date

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import _Cell

from bot.paper.sheet import (
    FONT,
    keep_whole,
    pad,
    page_number,
    rule,
    set_widths,
    tight,
    write,
)
from bot.paper.words import one_line

CENTER, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
BODY = 14  # points
GAP = "…………"  # for a person to fill
COMMITTEE = "ỦY BAN NHÂN DÂN"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What the office knows of the letter around the report; each left empty prints a gap."""

    code: str = ""  # "SKHCN" prints "/BC-SKHCN"
    place: str = ""
    signed_on: date | None = None
    addressee: str = ""  # "Kính gửi: …", in reports that go upward
    signer_post: str = ""  # "GIÁM ĐỐC"
    recipients: tuple[str, ...] = ()
    filed_by: str = ""  # "QLKH" prints "- Lưu: VT, QLKH."

    @property
    def number(self) -> str:
        return f"     /BC-{one_line(self.code)}" if self.code else "     /BC"

    @property
    def day(self) -> str:
        on = self.signed_on
        if on is None:
            return "ngày      tháng      năm 20…"
        # 0 only before what could be read as another number: days to 9, months 1 and 2.
        month = f"{on.month:02}" if on.month <= 2 else f"{on.month}"
        return f"ngày {on.day:02} tháng {month} năm {on.year}"


def new_letter() -> DocumentType:
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY)
    normal.font.color.rgb = RGBColor(0, 0, 0)
    # Vietnamese letters may count as East Asian or complex script: name the font for each.
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FONT)
    layout = normal.paragraph_format
    layout.first_line_indent = Cm(1.27)
    layout.space_before, layout.space_after = Pt(0), Pt(6)
    layout.line_spacing = 1.15
    _portrait(document.sections[0])
    return document


def letterhead(document: DocumentType, *, parent: str, org: str, letter: Letter) -> None:
    left, right = Mm(70), Mm(95)
    table = document.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, (left, right))
    pad(table, ends=0, sides=0)
    bodies, motto = table.rows[0].cells
    if parent:
        above = one_line(parent).upper()
        # The province goes on a line of its own, as every office breaks it.
        _centred(bodies, above.replace(f"{COMMITTEE} ", f"{COMMITTEE}\n", 1), size=12)
    _centred(bodies, one_line(org).upper(), size=12, bold=True)
    rule(bodies.add_paragraph(), width=Mm(25), room=left)
    _centred(motto, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _centred(motto, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    rule(motto.add_paragraph(), width=Mm(59), room=right)
    number, place = table.rows[1].cells
    _centred(number, f"Số: {letter.number}", size=13)
    _centred(place, f"{one_line(letter.place) or GAP}, {letter.day}", size=13, italic=True)


def title(
    document: DocumentType, *, name: str, lines: tuple[str, ...], note: str, letter: Letter
) -> None:
    """The kind of document and what it is about, with a line under it; then a note, if any."""
    above = tight(document.add_paragraph(), CENTER)
    above.paragraph_format.space_before = Pt(14)
    write(above, name, size=BODY, bold=True)
    for line in lines:
        write(tight(document.add_paragraph(), CENTER), one_line(line), size=BODY, bold=True)
    rule(document.add_paragraph(), width=Mm(50), room=Mm(165))
    if note:
        _below_title(document, note, italic=True)
    if letter.addressee:
        _below_title(document, f"Kính gửi: {one_line(letter.addressee)}")


def closing(document: DocumentType, letter: Letter) -> None:
    """Recipients on the left; the signer's post on the right, with room to sign above no name."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, (Mm(82), Mm(83)))
    pad(table, ends=0, sides=0)
    keep_whole(table.rows[0])
    recipients, signer = table.rows[0].cells
    write(tight(recipients.paragraphs[0], LEFT), "Nơi nhận:", size=12, bold=True, italic=True)
    for name in letter.recipients or ("Như trên" if letter.addressee else GAP,):
        write(tight(recipients.add_paragraph(), LEFT), f"- {one_line(name)};", size=11)
    filed = f"- Lưu: VT{f', {one_line(letter.filed_by)}' if letter.filed_by else ''}."
    write(tight(recipients.add_paragraph(), LEFT), filed, size=11)
    _centred(signer, one_line(letter.signer_post).upper() or GAP, size=13, bold=True)
    for _ in range(5):
        _centred(signer, "", size=BODY)


def landscape(document: DocumentType) -> None:
    """Start the pages of the appendix; page numbers go on and also show on the first of them."""
    section: Section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(15)
    section.different_first_page_header_footer = False


def _portrait(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = tight(section.header.paragraphs[0], CENTER)
    page_number(number)


def _below_title(document: DocumentType, text: str, *, italic: bool = False) -> None:
    paragraph = tight(document.add_paragraph(), CENTER)
    paragraph.paragraph_format.space_after = Pt(10)
    write(paragraph, text, italic=italic)


def _centred(
    cell: _Cell, text: str, *, size: float, bold: bool = False, italic: bool = False
) -> None:
    """The next centred line of a cell; a new cell already holds one empty paragraph."""
    blank = len(cell.paragraphs) == 1 and not cell.paragraphs[0].runs
    paragraph = cell.paragraphs[0] if blank else cell.add_paragraph()
    write(tight(paragraph, CENTER), text, size=size, bold=bold, italic=italic)
