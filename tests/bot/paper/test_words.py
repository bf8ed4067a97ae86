import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.paper.docx import report_docx
from bot.paper.summary import summary_lines
from bot.paper.words import (
    before_the_end,
    covered,
    number,
    percentage,
    period_name,
    since,
    until,
)
from bot.paper.xlsx import report_xlsx
from scheduler.rules.cycle import CycleKind
from scheduler.rules.rollup import build_snapshot
from scheduler.rules.snapshot import Header
from tests.bot.paper.samples import HCTH, a_header, a_task, an_entry, at, the_week


@pytest.mark.parametrize(
    ("kind", "period", "name"),
    [
        (CycleKind.WEEKLY, "2026-W37", "tuần 37/2026"),
        (CycleKind.WEEKLY, "2026-W03", "tuần 3/2026"),
        (CycleKind.MONTHLY, "2026-09", "tháng 9/2026"),
        (CycleKind.MONTHLY, "2026-09.2", "tháng 9/2026 (lần 2)"),
        (CycleKind.QUARTERLY, "2026-Q3", "quý III/2026"),
        (CycleKind.SEMIANNUAL, "2026-H1", "6 tháng đầu năm 2026"),
        (CycleKind.SEMIANNUAL, "2026-H2", "6 tháng cuối năm 2026"),
        (CycleKind.NINE_MONTH, "2026-9M", "9 tháng đầu năm 2026"),
        (CycleKind.ANNUAL, "2026", "năm 2026"),
        (CycleKind.ADHOC, "2026-11-09", "kỳ 2026-11-09"),
    ],
)
def test_a_period_has_the_name_people_use(kind: CycleKind, period: str, name: str) -> None:
    assert period_name(kind, period) == name


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 8, "12,5 %"),
        (1, 2, "50 %"),
        (2, 3, "66,7 %"),
        (1, 2000, "0,1 %"),  # half up, where a float would round to even
        (8, 8, "100 %"),
        (0, 8, "0 %"),
        (16_051, 16_274, "98,6 %"),
    ],
)
def test_percentages_have_a_decimal_comma(part: int, whole: int, text: str) -> None:
    assert percentage(part, whole) == text


def test_thousands_have_a_dot() -> None:
    assert [number(n) for n in (0, 999, 1200, 21_914)] == ["0", "999", "1.200", "21.914"]


def test_nobody_writes_midnight() -> None:
    assert since(at("2026-09-03")) == "từ ngày 03/09/2026"
    assert since(at("2026-09-03T17:00")) == "từ 17:00 ngày 03/09/2026"
    assert until(at("2026-09-10")) == "đến hết ngày 09/09/2026"
    assert until(at("2026-09-09T17:00")) == "đến 17:00 ngày 09/09/2026"


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2026-09-15T08:00", "số liệu từ ngày 15/08/2026 đến hết ngày 14/09/2026"),
        ("2026-09-09T16:00", "số liệu từ ngày 15/08/2026 đến 16:00 ngày 09/09/2026"),  # a draft
    ],
)
def test_the_data_go_to_the_cut_off_or_to_where_a_draft_was_made(as_of: str, words: str) -> None:
    header = a_header(
        CycleKind.MONTHLY,
        "2026-09",
        period_from=at("2026-08-15"),
        cut_off=at("2026-09-15"),
        as_of=at(as_of),
    )

    assert covered(header) == words
    for said in papers(header):
        assert words in said.lower()


def papers(header: Header) -> tuple[str, str]:
    """What stands in the document, and in the first column of the sheet."""
    snapshot = build_snapshot(header, [], [])
    document = Document(io.BytesIO(report_docx(snapshot)))
    sheet = load_workbook(io.BytesIO(report_xlsx(snapshot))).worksheets[0]
    return (
        "\n".join(paragraph.text for paragraph in document.paragraphs),
        "\n".join(str(row[0].value or "") for row in sheet.iter_rows()),
    )


@pytest.mark.parametrize(
    ("kind", "period", "due_on", "early"),
    [
        (CycleKind.MONTHLY, "2026-09", "2026-09-09", True),
        (CycleKind.MONTHLY, "2026-08", "2026-09-09", False),  # the previous reading
        (CycleKind.MONTHLY, "2026-09", "2026-09-30", False),
        (CycleKind.WEEKLY, "2026-W37", "2026-09-09", True),
        (CycleKind.ANNUAL, "2026", "2026-11-09", True),
        (CycleKind.ANNUAL, "2026", None, False),  # made before its due day was kept
    ],
)
def test_paper_says_when_a_report_is_owed_before_its_period_ends(
    kind: CycleKind, period: str, due_on: str | None, early: bool
) -> None:
    header = a_header(kind, period, due_on=date.fromisoformat(due_on) if due_on else None)

    said = before_the_end(header)

    assert bool(said) is early
    if early:
        assert f"trước khi kết thúc {period_name(kind, period)}" in said
    for paper in papers(header):
        assert (said in paper) if early else ("trước khi kết thúc" not in paper)


def test_the_summary_has_what_a_chat_message_needs() -> None:
    facts = summary_lines(the_week())

    assert facts["period"] == "tuần 37/2026"
    assert (facts["total"], facts["done"], facts["open_overdue"]) == (7, 2, 2)
    assert facts["silent"] == ["Phòng TĐC", "TT KH-CN-TT"]
    assert facts["blockers"][0] == (
        "(NV2) Tổ chức hội nghị, hội thảo phổ biến Kế hoạch 1570/KH-UBND: "
        "Chưa được duyệt kinh phí thuê hội trường"
    )


def test_the_summary_names_five_blockers_and_counts_the_rest() -> None:
    blocked = an_entry(1, "An", "2026-09-08T08:00", "vướng", blocker="thiếu vốn")
    tasks = [
        replace(a_task(n, f"I.{n}", f"Việc {n}", HCTH), entries=(blocked,)) for n in range(1, 9)
    ]

    facts = summary_lines(build_snapshot(a_header(), tasks, []))

    assert len(facts["blockers"]) == 5
    assert facts["more_blockers"] == 3
