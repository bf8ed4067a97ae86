"""The targets in a report: as of its cut-off, with nothing that nobody gave."""

import io
from dataclasses import replace
from datetime import date, datetime

import docx
import openpyxl
import pytest

from bot.paper.docx import report_docx
from bot.paper.outline import Blank, Heading, outline
from bot.paper.targets import target_rows
from bot.paper.xlsx import report_xlsx
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.snapshot import Snapshot, TargetLine, loads
from tests.bot.paper.samples import the_quarter, the_week

ON_TIME = TargetLine(
    code="CT1",
    text="Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%",
    planned="> 98%",
    due_on=date(2026, 12, 31),
    actual="85%",
    percent=87,
    is_met=False,
    person="Nguyễn Văn Mẫu",
    stands_on=date(2026, 6, 30),
    at=datetime(2026, 7, 1, 8, 0, tzinfo=OFFICE_ZONE),
)
SILENT = replace(
    ON_TIME,
    code="CT2",
    text="Hỗ trợ 1.200 doanh nghiệp",
    planned="≥ 1.200 doanh nghiệp",
    actual=None,
    percent=None,
    is_met=None,
    person=None,
    stands_on=None,
    at=None,
)
IN_WORDS = replace(SILENT, code="CT3", text="=1+1 Nâng cao chất lượng phục vụ", planned="")
QUARTER = replace(the_quarter(), targets=(ON_TIME, SILENT, IN_WORDS))
NAMES = ("TT", "Chỉ tiêu", "Kế hoạch", "Thực hiện", "Tỷ lệ", "Tính đến ngày")


def test_each_has_its_row_and_nobody_is_said_to_have_given_what_they_did_not() -> None:
    assert [row[1:] for row in target_rows(QUARTER.targets)] == [
        (
            "Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98% (CT1)",
            "> 98% (đến 31/12/2026)",
            "85%",
            "87 %, chưa đạt",
            "30/06/2026",
        ),
        (
            "Hỗ trợ 1.200 doanh nghiệp (CT2)",
            "≥ 1.200 doanh nghiệp (đến 31/12/2026)",
            "chưa có số liệu",
            "",
            "",
        ),
        ("=1+1 Nâng cao chất lượng phục vụ (CT3)", "định tính (đến 31/12/2026)", "", "", ""),
    ]


WEEK = replace(the_week(), targets=QUARTER.targets)


@pytest.mark.parametrize("snapshot", [QUARTER, WEEK])
def test_the_document_has_the_table(snapshot: Snapshot) -> None:
    document = docx.Document(io.BytesIO(report_docx(snapshot)))
    (table,) = (
        each for each in document.tables if tuple(cell.text for cell in each.rows[0].cells) == NAMES
    )
    assert len(table.rows) == 4
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "Số chỉ tiêu có con số: 2; đã có số liệu 1, trong đó đạt 0." in [
        each.strip() for each in words
    ]


def test_the_workbook_has_the_sheet_and_reads_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(QUARTER)))
    table = list(book["Chỉ tiêu"].iter_rows(values_only=True))
    assert table[0] == NAMES
    assert table[1][3:] == ("85%", "87 %, chưa đạt", "30/06/2026")
    assert str(table[3][1]).startswith("'=1+1")


def test_without_targets_there_is_the_gap_as_before() -> None:
    assert Blank("chỉ tiêu, kế hoạch, thực hiện, ước thực hiện, tỷ lệ") in outline(the_quarter())
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(the_quarter())))
    assert "Chỉ tiêu" not in book.sheetnames


def test_a_week_without_targets_has_no_section_of_them() -> None:
    def headings(snapshot: Snapshot) -> list[str]:
        return [each.text for each in outline(snapshot) if isinstance(each, Heading)]

    assert "3. Tình hình gửi báo cáo của các đơn vị" in headings(the_week())
    assert [each for each in headings(WEEK) if "chỉ tiêu" in each or "Tình hình gửi" in each] == [
        "3. Kết quả thực hiện các chỉ tiêu",
        "4. Tình hình gửi báo cáo của các đơn vị",
    ]


def test_a_snapshot_is_read_back_as_it_was() -> None:
    assert loads(QUARTER.dumps()) == QUARTER
