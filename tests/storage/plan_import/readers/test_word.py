"""What Word shows and does not write down: numbers, merged cells, accepted changes, boxes."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from storage.plan_import.readers import file_lines
from storage.plan_import.text import lines_of, paragraphs
from tests.storage.plan_import.forms import numbered_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SEEDS = sorted((Path(__file__).parents[5] / "shared" / "seeds").glob("*.txt"))


def a_docx(body: str, *, numbering: str = "", footnotes: str = "") -> bytes:
    """A DOCX with this inside its body, and with other parts of its own."""
    empty = io.BytesIO()
    document = docx.Document()
    document.part.numbering_part  # noqa: B018 - made when it is asked for
    document.save(empty)
    made = io.BytesIO()
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part).decode() if part.endswith((".xml", ".rels")) else ""
            if part == "word/document.xml":
                content = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
            elif part == "word/numbering.xml" and numbering:
                content = f"<w:numbering {W}>{numbering}</w:numbering>"
            elif part == "word/_rels/document.xml.rels" and footnotes:
                content = content.replace("</Relationships>", f"{NOTES}</Relationships>")
            elif part == "[Content_Types].xml" and footnotes:
                content = content.replace("</Types>", f"{NOTES_TYPE}</Types>")
            new.writestr(part, content or old.read(part))
        if footnotes:
            new.writestr("word/footnotes.xml", f"<w:footnotes {W}>{footnotes}</w:footnotes>")
    return made.getvalue()


MC = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
NOTES = (
    '<Relationship Id="rId99" Target="footnotes.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/>'
)
NOTES_TYPE = (
    '<Override PartName="/word/footnotes.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
)


def p(text: str, *, listed: int | None = None, level: int = 0, mark: str = "") -> str:
    numbered = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>'
        if listed is not None
        else ""
    )
    return f"<w:p><w:pPr>{numbered}{mark}</w:pPr>{run(text)}</w:p>"


def run(text: str, font: str = "") -> str:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>' if font else ""
    return f'<w:r>{fonts}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""


def levels(*each: tuple[str, str]) -> str:
    """A kind of list with number 1, and the list 1 of it; list 2 is another, begun anew at 3."""
    kinds = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(each)
    )
    return (
        f'<w:abstractNum w:abstractNumId="1">{kinds}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    )


def cell(*texts: str, span: int = 1, merged: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>'
        f"{''.join(map(p, texts or ('',)))}</w:tc>"
    )


BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def said(content: bytes) -> list[str]:
    return [line.text for line in file_lines("a.docx", content)]


@pytest.mark.parametrize(
    ("forms", "at", "shown"),
    [
        ([("decimal", "%1.")], [(1, 0), (1, 0)], ["1. x", "2. x"]),
        ([("upperRoman", "%1.")], [(1, 0)] * 4, ["I. x", "II. x", "III. x", "IV. x"]),
        (
            [("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")],
            [(1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1)],
            ["I. x", "1. x", "a) x", "b) x", "2. x", "a) x", "II. x", "1. x"],
        ),
        (
            [("decimal", "%1."), ("decimal", "%1.%2.")],
            [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)],
            ["1. x", "1.1. x", "1.2. x", "2. x", "2.1. x"],
        ),
        ([("decimal", "Điều %1.")], [(1, 0), (1, 0)], ["Điều 1. x", "Điều 2. x"]),
        ([("bullet", "\uf0b7"), ("bullet", "o")], [(1, 0), (1, 1)], ["- x", "+ x"]),
        ([("decimal", "%1."), ("bullet", "-")], [(1, 0), (1, 1)], ["1. x", "- x"]),
        ([("decimalZero", "%1.")], [(1, 0)], ["01. x"]),
        ([("decimal", "%1.")], [(1, 0), (2, 0), (2, 0)], ["1. x", "3. x", "4. x"]),
        ([("none", "")], [(1, 0)], ["x"]),
        ([("decimal", "%1.")], [(0, 0), (7, 0)], ["x", "x"]),  # taken out of its list; no such list
    ],
)
def test_numbers_are_those_that_a_reader_sees(
    forms: list[tuple[str, str]], at: list[tuple[int, int]], shown: list[str]
) -> None:
    body = "".join(p("x", listed=listed, level=level) for listed, level in at)

    assert said(a_docx(body, numbering=levels(*forms))) == shown


def test_what_is_typed_stays_and_what_is_empty_counts() -> None:
    body = p("1. x", listed=1) + p("", listed=1) + p("y", listed=1)

    assert said(a_docx(body, numbering=levels(("decimal", "%1.")))) == ["1. x", "3. y"]


DELETED = '<w:del w:id="1">{}</w:del>'
BOX = "<w:txbxContent>{}</w:txbxContent>"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            f'<w:p>{run("Giao ")}<w:del w:id="1"><w:r><w:delText>Sở A</w:delText></w:r></w:del>'
            f'<w:ins w:id="2">{run("Sở B")}</w:ins></w:p>',
            ["Giao Sở B"],
        ),
        (
            f'<w:moveFrom w:id="1">{p("cũ")}</w:moveFrom><w:moveTo w:id="2">{p("mới")}</w:moveTo>',
            ["mới"],
        ),
        (
            p("một ", mark='<w:rPr><w:del w:id="1"/></w:rPr>') + p("hai"),
            ["một hai"],
        ),
        (f"<w:sdt><w:sdtContent>{p('trong ô')}</w:sdtContent></w:sdt>", ["trong ô"]),
        (
            f"<w:p>{run('4485/KH')}<w:r><w:noBreakHyphen/></w:r>{run('UBND')}</w:p>",
            ["4485/KH-UBND"],
        ),
        (f"<w:p>{run('KẾ')}<w:r><w:br/></w:r>{run('HOẠCH')}</w:p>", ["KẾ HOẠCH"]),
        (
            f"<w:p>{run('Nhiệm vụ:')}<w:r><w:br/></w:r>{run('- Rà soát')}</w:p>",
            ["Nhiệm vụ:", "- Rà soát"],
        ),
        (
            f"<w:p>{run('ngoài')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
            f"<wps:txbx>{BOX.format(p('trong khung'))}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{BOX.format(p('trong khung'))}</v:textbox></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
            ["ngoài", "trong khung"],
        ),
        (f"<w:p>{run('KÕ ho¹ch', '.VnTime')}{run(' 2026')}</w:p>", ["Kế hoạch 2026"]),
        (f"<w:p>{run('kÕ ho¹ch', '.VnTimeH')}</w:p>", ["KẾ HOẠCH"]),
        (f"<w:p>{run('Keá hoaïch', 'VNI-Times')}</w:p>", ["Kế hoạch"]),
    ],
    ids=[
        "inserted and deleted", "moved", "a deleted end of paragraph", "content control",
        "hyphen that does not break", "broken line", "broken before a bullet", "text box",
        "TCVN3", "TCVN3 capitals", "VNI",
    ],
)  # fmt: skip
def test_what_is_shown_is_read(body: str, lines: list[str]) -> None:
    assert said(a_docx(body)) == lines


def test_a_footnote_comes_last_in_brackets() -> None:
    notes = f'<w:footnote w:type="separator" w:id="0">{p("-")}</w:footnote>'
    notes += f'<w:footnote w:id="1">{p("Nghị quyết mẫu")}</w:footnote>'
    body = f'<w:p>{run("Thực hiện")}<w:r><w:footnoteReference w:id="1"/></w:r>{run(" ngay.")}</w:p>'

    assert said(a_docx(body, footnotes=notes)) == [
        "Thực hiện ngay.",
        "(Chú thích 1) Nghị quyết mẫu",
    ]


HEAD = cell("TT") + cell("Nội dung nhiệm vụ") + cell("Chủ trì") + cell("Thời hạn")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            table(HEAD, cell("1") + cell("Rà soát") + cell("Phòng A") + cell("12/2026")),
            ["1. Rà soát", "- Đơn vị chủ trì: Phòng A", "- Thời gian: 12/2026"],
        ),
        (  # the lead spans two tasks
            table(
                HEAD,
                cell("1") + cell("x") + cell("Phòng A", merged=BEGINS) + cell("8/2026"),
                cell("2") + cell("y") + cell(merged=GOES_ON) + cell("9/2026"),
            ),
            ["1. x", "- Đơn vị chủ trì: Phòng A", "- Thời gian: 8/2026",
             "2. y", "- Đơn vị chủ trì: Phòng A", "- Thời gian: 9/2026"],
        ),
        (  # a section across the table; another beside its number; the heading again on page two
            table(
                HEAD,
                cell("I. CẢI CÁCH", span=4),
                cell("1") + cell("x") + cell("Phòng A") + cell(""),
                HEAD,
                cell("II") + cell("Chuyển đổi số") + cell("") + cell(""),
                cell("1") + cell("y") + cell("Phòng B") + cell(""),
            ),
            ["I. CẢI CÁCH", "1. x", "- Đơn vị chủ trì: Phòng A", "II. Chuyển đổi số", "1. y",
             "- Đơn vị chủ trì: Phòng B"],
        ),
        (  # two rows of headings
            table(
                cell("TT", merged=BEGINS) + cell("Nhiệm vụ", merged=BEGINS)
                + cell("Phân công", span=2),
                cell(merged=GOES_ON) + cell(merged=GOES_ON) + cell("Chủ trì") + cell("Phối hợp"),
                cell("1") + cell("x") + cell("Phòng A") + cell("Phòng B"),
            ),
            ["1. x", "- Đơn vị chủ trì: Phòng A", "- Đơn vị phối hợp: Phòng B"],
        ),
        (  # the table goes on in another one without a heading
            table(HEAD, cell("1") + cell("x") + cell("Phòng A") + cell(""))
            + p("")
            + table(cell("2") + cell("y") + cell("Phòng B") + cell("")),
            ["1. x", "- Đơn vị chủ trì: Phòng A", "2. y", "- Đơn vị chủ trì: Phòng B"],
        ),
        (  # several units in lines of their own
            table(HEAD, cell("1") + cell("x") + cell("Phòng A", "Phòng B") + cell("")),
            ["1. x", "- Đơn vị chủ trì: Phòng A; Phòng B"],
        ),
        (  # no column of numbers
            table(
                cell("Công việc") + cell("Người phụ trách"),
                cell("x") + cell("Phòng A"),
                cell("y") + cell("Phòng B"),
            ),
            ["1. x", "- Đơn vị chủ trì: Phòng A", "2. y", "- Đơn vị chủ trì: Phòng B"],
        ),
        (  # nobody named: a task all the same
            table(HEAD, cell("1") + cell("Tiếp tục rà soát quy trình.") + cell("") + cell("")),
            ["1. Tiếp tục rà soát quy trình.", "- Đơn vị chủ trì:"],
        ),
        (  # the head of a letter is a table, too
            table(cell("UBND TỈNH") + cell("CỘNG HÒA", "Độc lập")),
            ["UBND TỈNH", "CỘNG HÒA", "Độc lập"],
        ),
    ],
    ids=[
        "plain", "merged lead", "sections", "two rows of headings", "goes on", "several units",
        "no numbers", "nobody named", "letterhead",
    ],
)  # fmt: skip
def test_a_table_of_tasks_is_read_as_labels(body: str, lines: list[str]) -> None:
    assert said(a_docx(body)) == lines


@pytest.mark.skipif(not SEEDS, reason="the shared plans are not here")
@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem[:3])
def test_a_real_plan_numbered_by_word_reads_as_it_was_typed(seed: Path) -> None:
    typed = [each.text for each in paragraphs(lines_of(seed.read_text("utf-8")))]

    as_typed = file_lines("a.txt", "\n".join(typed).encode())
    assert said(numbered_docx(typed)) == [line.text for line in as_typed]
