"""Targets that a plan gives in a table: of any kind of file, with any of the usual columns."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
import openpyxl
import pytest

from storage.plan_import import Draft, read_plan

Cells = Sequence[Sequence[Any]]
TASKS: Cells = (
    ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"),
    ("1", "Rà soát toàn bộ thủ tục hành chính của Sở.", "Văn phòng Sở", "20/12/2026"),
    ("2", "Tập huấn kỹ năng số cho công chức.", "Phòng Kế hoạch", "15/11/2026"),
)
USUAL: Cells = (
    ("TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện 2025", "Kế hoạch năm 2026", "Đơn vị chủ trì"),
    ("I", "Cải cách hành chính", "", "", "", ""),
    ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "91", "≥ 95", "Văn phòng Sở"),
    ("2", "Hồ sơ trễ hạn", "hồ sơ", "40", "20", "Văn phòng Sở"),
    ("3", "Doanh nghiệp được hỗ trợ", "doanh nghiệp", "900", "1.200", "Phòng Kế hoạch"),
    ("4", "Xếp hạng chuyển đổi số", "", "Khá", "Tốt", "Phòng Kế hoạch"),
)
Read = tuple[str, float | None, str | None, str | None, str | None, tuple[str, ...]]
OFFICE, PLANNING, END = ("Văn phòng Sở",), ("Phòng Kế hoạch",), "2026-12-31"
EXPECTED: list[Read] = [
    ("Tỷ lệ hồ sơ giải quyết đúng hạn", 95, "%", ">=", END, OFFICE),
    ("Hồ sơ trễ hạn", 20, "hồ sơ", "<=", END, OFFICE),
    ("Doanh nghiệp được hỗ trợ", 1200, "doanh nghiệp", ">=", END, PLANNING),
    ("Xếp hạng chuyển đổi số: Tốt", None, None, None, END, PLANNING),
]


def as_docx(tables: Sequence[Cells]) -> tuple[str, bytes]:
    document = docx.Document()
    for line in ("KẾ HOẠCH", "Cải cách hành chính năm 2026", "I. MỤC TIÊU"):
        document.add_paragraph(line)
    for number, rows in enumerate(tables):
        if number:
            document.add_paragraph("II. NHIỆM VỤ")
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, said in zip(table.add_row().cells, row, strict=True):
                cell.text = str(said)
    file = io.BytesIO()
    document.save(file)
    return "a.docx", file.getvalue()


def as_xlsx(tables: Sequence[Cells]) -> tuple[str, bytes]:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(tables):
        sheet = book.create_sheet(f"Trang {number + 1}")
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return "a.xlsx", file.getvalue()


def as_html(tables: Sequence[Cells]) -> tuple[str, bytes]:
    said = [
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        + "</table>"
        for rows in tables
    ]
    head = "<p>KẾ HOẠCH</p><p>Cải cách hành chính năm 2026</p><p>I. MỤC TIÊU</p>"
    return "a.html", (head + "<p>II. NHIỆM VỤ</p>".join(said)).encode()


def as_markdown(tables: Sequence[Cells]) -> tuple[str, bytes]:
    said = ["\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows) for rows in tables]
    head = "KẾ HOẠCH\n\nCải cách hành chính năm 2026\n\n## I. MỤC TIÊU\n\n"
    return "a.md", (head + "\n\n## II. NHIỆM VỤ\n\n".join(said) + "\n").encode()


def as_csv(tables: Sequence[Cells]) -> tuple[str, bytes]:
    """One table alone: a CSV has no second."""
    file = io.StringIO()
    csv.writer(file).writerows(tables[1])
    return "a.csv", file.getvalue().encode()


def read(draft: Draft) -> list[Read]:
    return [(t.text, t.value, t.unit, t.op, t.by, t.lead) for t in draft.targets]


@pytest.mark.parametrize("form", [as_docx, as_xlsx, as_html, as_markdown])
def test_a_table_of_targets_beside_one_of_tasks(
    form: Callable[[Sequence[Cells]], tuple[str, bytes]],
) -> None:
    draft = read_plan(*form((USUAL, TASKS)))
    in_year = [(*each[:4], each[4] or END, each[5]) for each in read(draft)]
    assert in_year == EXPECTED
    assert [task.lead for task in draft.tasks] == [OFFICE, PLANNING]


@pytest.mark.parametrize(
    ("heads", "row", "expected"),
    [
        (
            ("Chỉ tiêu", "ĐVT", "Mục tiêu 2026", "Mục tiêu 2030"),
            ("Hồ sơ trực tuyến", "%", "80", "95"),
            [(80, "%", ">=", END), (95, "%", ">=", "2030-12-31")],
        ),
        (
            ("Nội dung chỉ tiêu", "2025", "2026"),
            ("Số mô hình mới", "10 mô hình", "2000 mô hình"),
            [(10, "mô hình", ">=", "2025-12-31"), (2000, "mô hình", ">=", END)],
        ),
        (
            ("Tên chỉ tiêu", "Đơn vị tính", "Ước thực hiện năm 2025", "Tỉnh giao năm 2026"),
            ("Thời gian xử lý", "ngày", "7", "không quá 5"),
            [(5, "ngày", "<=", END)],
        ),
        (
            ("Mục tiêu", "Chỉ tiêu năm 2026"),
            ("Thu ngân sách", "5.200 tỷ đồng"),
            [(5200, "tỷ đồng", ">=", END)],
        ),
        (
            ("Indicator", "Unit", "Baseline 2025", "Target 2026"),
            ("Files on time", "%", "80", "80-85"),
            [(80, "%", "range", END)],
        ),
    ],
)
def test_columns_of_other_names(
    heads: tuple[str, ...], row: tuple[str, ...], expected: list[tuple[Any, ...]]
) -> None:
    found = read(read_plan(*as_docx(((heads, row), TASKS))))
    assert [each[1:5] for each in found] == expected


def test_a_cell_shown_as_a_percentage_is_one() -> None:
    name, content = as_xlsx((USUAL, TASKS))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book.worksheets[0]["E3"]
    cell.value, cell.number_format = 0.955, "0.0%"
    file = io.BytesIO()
    book.save(file)
    assert read(read_plan(name, file.getvalue()))[0][1:4] == (95.5, "%", ">=")


@pytest.mark.parametrize(
    "heads",
    [
        ("TT", "Nhiệm vụ", "Chỉ tiêu năm 2026", "Đơn vị chủ trì", "Thời hạn"),
        ("TT", "Mục tiêu, nhiệm vụ", "Kế hoạch năm 2026", "Đơn vị chủ trì", "Thời hạn"),
    ],
)
def test_a_table_of_tasks_with_their_targets_stays_one(heads: tuple[str, ...]) -> None:
    row = ("1", "Rà soát toàn bộ thủ tục hành chính.", "95%", "Văn phòng Sở", "20/12/2026")
    draft = read_plan(*as_docx(((heads, row), TASKS)))
    assert draft.tasks[0].lead == OFFICE
    assert len(draft.tasks) == 3
