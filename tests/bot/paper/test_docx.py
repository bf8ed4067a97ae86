import io
import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from pypdf import PdfReader

from bot.paper.appendix import COLUMNS
from bot.paper.docx import report_docx
from bot.paper.letter import Letter
from scheduler.rules.rollup import build_snapshot
from scheduler.rules.snapshot import Snapshot, loads
from tests.bot.paper.samples import (
    HCTH,
    a_header,
    a_task,
    an_entry,
    the_quarter,
    the_reports,
    the_tasks,
    the_week,
)

HOSTILE = '=HYPERLINK("http://x.vn";"bấm") <b>đậm</b> & \x0b\x00\ud800 {{ 7*7 }} ]]>'
HOSTILE_SEEN = '=HYPERLINK("http://x.vn";"bấm") <b>đậm</b> & {{ 7*7 }} ]]>'


def opened(document: bytes) -> DocumentType:
    return Document(io.BytesIO(document))


def lines(document: DocumentType) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def table_of(document: DocumentType, first_column: str, columns: int) -> Table:
    return next(
        table
        for table in document.tables
        if table.cell(0, 0).text == first_column and len(table.columns) == columns
    )


def hostile_week() -> Snapshot:
    task = a_task(
        1,
        HOSTILE,
        HOSTILE,
        HCTH,
        title=HOSTILE,
        heading=HOSTILE,
        entries=(an_entry(1, HOSTILE, "2026-09-08T08:00", HOSTILE, blocker=HOSTILE),),
    )
    return build_snapshot(a_header(plan_title=HOSTILE), [task], the_reports())


def test_the_weekly_report_is_the_short_outline() -> None:
    text = lines(opened(report_docx(the_week())))

    assert [line for line in text if re.match(r"[IVX]+\. ", line)] == [
        "I. KẾT QUẢ THỰC HIỆN TRONG TUẦN",
        "II. NHIỆM VỤ TUẦN TỚI",
        "III. KHÓ KHĂN, VƯỚNG MẮC",
    ]


def test_the_longer_reports_have_all_six_sections() -> None:
    text = lines(opened(report_docx(the_quarter())))

    assert [line for line in text if re.match(r"[IVX]+\. ", line)] == [
        "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. ĐÁNH GIÁ",
        "IV. KHÓ KHĂN, VƯỚNG MẮC",
        "V. NHIỆM VỤ TRỌNG TÂM KỲ TỚI",
        "VI. KIẾN NGHỊ, ĐỀ XUẤT",
    ]


def test_the_page_is_the_one_the_decree_asks_for() -> None:
    body, appendix = opened(report_docx(the_week())).sections

    def mm(length: int | None) -> int:
        return round((length or 0) / Mm(1))

    assert (mm(body.page_width), mm(body.page_height)) == (210, 297)
    margins = (body.top_margin, body.bottom_margin, body.left_margin, body.right_margin)
    assert [mm(margin) for margin in margins] == [20, 20, 30, 15]
    assert body.different_first_page_header_footer
    assert 'w:instr="PAGE"' in body.header.paragraphs[0]._p.xml
    assert appendix.orientation == WD_ORIENT.LANDSCAPE
    assert not appendix.different_first_page_header_footer


def test_what_the_registry_and_the_signer_decide_stays_blank() -> None:
    document = opened(report_docx(the_week()))

    head, end = document.tables[0], document.tables[-2]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head.cell(0, 1).text
    assert "TỈNH QUẢNG NGÃI\nSỞ KHOA HỌC VÀ CÔNG NGHỆ" in head.cell(0, 0).text
    assert head.cell(1, 0).text == "Số:      /BC"
    assert head.cell(1, 1).text == "…………, ngày      tháng      năm 20…"
    assert end.cell(0, 0).text.startswith("Nơi nhận:")
    assert end.cell(0, 1).text.strip() == "…………"


def test_what_the_office_gives_is_printed() -> None:
    letter = Letter(
        code="SKHCN",
        place="Quảng Ngãi",
        signed_on=date(2026, 9, 9),
        addressee="UBND tỉnh",
        signer_post="Giám đốc",
        filed_by="QLKH",
    )
    document = opened(report_docx(the_week(), letter=letter, draft_note="chưa phát hành"))

    head, end = document.tables[0], document.tables[-2]
    assert head.cell(1, 0).text == "Số:      /BC-SKHCN"
    assert head.cell(1, 1).text == "Quảng Ngãi, ngày 09 tháng 9 năm 2026"
    assert end.cell(0, 0).text == "Nơi nhận:\n- Như trên;\n- Lưu: VT, QLKH."
    assert end.cell(0, 1).text.strip() == "GIÁM ĐỐC"
    assert lines(document)[0] == "DỰ THẢO – chưa phát hành"
    assert "Kính gửi: UBND tỉnh" in lines(document)


def test_a_task_shows_who_said_what_word_for_word() -> None:
    text = lines(opened(report_docx(the_week())))

    at = text.index(
        "- (NV6) Mở rộng hạ tầng 5G, IoT tại các khu công nghiệp – Phòng CN&CĐS: "
        "quá hạn, đạt 80 %, thời hạn 05/09/2026."
    )
    assert text[at + 1] == (
        "— Dũng (Phòng CN&CĐS) 09/9: “nhà mạng chậm bàn giao 2 trạm, xin lùi đến 20/9”"
    )


def test_units_that_said_nothing_are_named() -> None:
    text = lines(opened(report_docx(the_week())))

    assert "Các đơn vị chưa báo cáo: Phòng TĐC; TT KH-CN-TT." in text


def test_the_figures_and_the_formula_are_those_of_the_snapshot() -> None:
    text = lines(opened(report_docx(the_week())))

    assert (
        "Tổng số nhiệm vụ có thời hạn: 7. Đã hoàn thành 2 (đúng hạn 1, quá hạn 1); đang thực "
        "hiện, chưa đến hạn 3; quá hạn, chưa hoàn thành 2."
    ) in text
    [rate] = [line for line in text if line.startswith("Tỷ lệ hoàn thành: 50 % (2/4). ")]
    assert "số đã hoàn thành + số quá hạn chưa hoàn thành" in rate


def test_what_the_data_does_not_feed_is_a_gap_and_no_sentence() -> None:
    document = opened(report_docx(the_quarter()))

    gaps = [
        paragraph
        for paragraph in document.paragraphs
        if any(run.font.highlight_color for run in paragraph.runs)
    ]
    assert all(gap.text.startswith("… [Đơn vị tổng hợp bổ sung: ") for gap in gaps)
    assert len(gaps) == 7


def test_the_text_ends_with_the_official_mark() -> None:
    week, quarter = (lines(opened(report_docx(s))) for s in (the_week(), the_quarter()))

    assert [line for line in week if line.endswith("./.")] == [week[week.index("Phụ lục I") - 1]]
    assert quarter[quarter.index("Phụ lục I") - 1].endswith("kiến nghị, đề xuất]./.")


def test_a_later_version_says_so() -> None:
    first, second = (
        lines(opened(report_docx(build_snapshot(a_header(version=n), [], [])))) for n in (1, 2)
    )

    assert not [line for line in first if "Bản số" in line]
    assert "(Bản số 2, lập lúc 09:15 ngày 10/09/2026)" in second


def test_the_appendix_keeps_the_plans_headings_and_repeats_its_own() -> None:
    snapshot = the_week()
    table = table_of(opened(report_docx(snapshot)), "TT", len(COLUMNS))

    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == list(COLUMNS)
    repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
                for row in table.rows]  # fmt: skip
    assert repeated == [True] + [False] * (len(rows) - 1)
    headings = [row[0] for row in rows if len(set(row)) == 1]
    assert headings == list(dict.fromkeys(task.heading for task in snapshot.tasks))
    statuses = [row[8].lower() for row in rows[1:] if len(set(row)) > 1]
    assert statuses == [task.status for task in snapshot.tasks]


def test_what_users_typed_is_shown_and_never_obeyed() -> None:
    document = opened(report_docx(hostile_week()))

    text = lines(document)
    assert f"— {HOSTILE_SEEN} (Phòng HC-TH) 08/9: “{HOSTILE_SEEN}”" in text
    cells = [cell.text for row in document.tables[-1].rows for cell in row.cells]
    assert HOSTILE_SEEN in cells


def test_same_snapshot_same_bytes() -> None:
    stored = the_week().dumps()

    assert report_docx(loads(stored)) == report_docx(the_week())
    backwards = build_snapshot(a_header(), reversed(the_tasks()), reversed(the_reports()))
    assert report_docx(backwards) == report_docx(the_week())
    other = replace(the_week(), silent=())
    assert report_docx(other) != report_docx(the_week())


def test_an_empty_period_is_still_a_report() -> None:
    text = lines(opened(report_docx(build_snapshot(a_header(plan_title=""), [], []))))

    assert "Trong kỳ không có nội dung cập nhật về các nhiệm vụ." in text
    assert "Kỳ này không có đơn vị phải gửi báo cáo." in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not installed")
def test_an_office_program_lays_it_out(tmp_path: Path) -> None:
    """Portrait pages of text, then landscape pages of the appendix, each numbered but the first."""
    (tmp_path / "week.docx").write_bytes(report_docx(the_week()))
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "week.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env=os.environ | {"HOME": str(tmp_path)},
    )

    with PdfReader(tmp_path / "week.pdf") as reader:
        pages = reader.pages
        is_wide = [page.mediabox.width > page.mediabox.height for page in pages]
        numbers = [page.extract_text().split()[0] for page in pages]

    assert 4 <= len(is_wide) <= 7
    assert is_wide == sorted(is_wide)
    assert is_wide.count(False) == 3
    assert numbers[1:] == [str(n) for n in range(2, len(numbers) + 1)]
    assert numbers[0] != "1"
