"""Columns of task lists as people keep them: what says when a task is due, and what does not."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from storage.plan_import import Draft, read_plan

TASKS = ("Xây dựng kiến trúc số của Sở.", "Tập huấn kỹ năng số cho công chức.")
UNITS = ("Phòng Hành chính", "Phòng Kế hoạch")
WINDOW = {"kind": "window", "start": "2026-03-01", "due": "2026-09-30"}
DUE = {"kind": "deadline", "due": "2026-09-30"}


def read(heads: tuple[str, ...], cells: dict[str, str]) -> Draft:
    """A table of two tasks; in its other columns the same `cells`."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(heads)
    for n, task in enumerate(TASKS):
        own = {heads[0]: str(n + 1), heads[1]: task, heads[2]: UNITS[n]}
        writer.writerow([own.get(head) or cells[head] for head in heads])
    return read_plan("a.csv", file.getvalue().encode())


@pytest.mark.parametrize(
    ("heads", "cells", "timing", "unused"),
    [
        (
            ("STT", "Công việc", "Người thực hiện", "Ngày giao", "Bắt đầu", "Kết thúc"),
            {"Ngày giao": "01/02/2026", "Bắt đầu": "01/03/2026", "Kết thúc": "30/09/2026"},
            WINDOW,
            ["Ngày giao"],
        ),
        (
            ("TT", "Nội dung", "Đơn vị", "Ngày bắt đầu", "Ngày kết thúc", "Tiến độ (%)"),
            {"Ngày bắt đầu": "1/3/2026", "Ngày kết thúc": "30/9/2026", "Tiến độ (%)": "40%"},
            WINDOW,
            ["Tiến độ (%)"],
        ),
        (
            ("STT", "Nhiệm vụ", "Chủ trì", "% hoàn thành", "Từ ngày", "Đến ngày"),
            {"% hoàn thành": "40", "Từ ngày": "01/03/2026", "Đến ngày": "30/09/2026"},
            WINDOW,
            ["% hoàn thành"],
        ),
        (
            ("No", "Task", "Owner", "Start date", "End date", "% complete", "Priority"),
            {"Start date": "03/01/2026", "End date": "09/30/2026", "% complete": "5%"}
            | {"Priority": "High"},
            WINDOW,
            ["% complete", "Priority"],
        ),
        (
            ("TT", "Nhiệm vụ", "Chủ trì", "Ngày giao việc", "Thời hạn", "Tỷ lệ hoàn thành"),
            {"Ngày giao việc": "01/02/2026", "Thời hạn": "30/09/2026", "Tỷ lệ hoàn thành": "5%"},
            DUE,
            ["Ngày giao việc", "Tỷ lệ hoàn thành"],
        ),
        (
            ("TT", "Nhiệm vụ", "Chủ trì", "Bắt đầu", "Ngày hoàn thành thực tế"),
            {"Bắt đầu": "01/03/2026", "Ngày hoàn thành thực tế": "30/09/2026"},
            {"kind": "none"},
            ["Bắt đầu", "Ngày hoàn thành thực tế"],
        ),
        (
            ("TT", "Nhiệm vụ", "Chủ trì", "Kết thúc"),
            {"Kết thúc": "30/09/2026"},
            DUE,
            [],
        ),
    ],
)
def test_when_it_is_due(
    heads: tuple[str, ...], cells: dict[str, str], timing: dict[str, Any], unused: list[str]
) -> None:
    draft = read(heads, cells)
    said = draft.to_json()["tasks"]
    assert [(each["text"], each["lead"]) for each in said] == [
        (task, [unit]) for task, unit in zip(TASKS, UNITS, strict=True)
    ]
    assert [each["timing"] for each in said] == [timing, timing]
    assert [each.heading for each in draft.columns if each.holds == "none"] == unused


@pytest.mark.parametrize("over", ["Thời gian", "Thời gian thực hiện"])
@pytest.mark.parametrize("under", [("Bắt đầu", "Kết thúc"), ("Từ ngày", "Đến ngày")])
def test_a_heading_over_two_columns_of_days_hides_neither(
    over: str, under: tuple[str, str]
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["TT", "Nội dung", "Chủ trì", over, None])
    sheet.append([None, None, None, *under])
    for column in "ABC":
        sheet.merge_cells(f"{column}1:{column}2")
    sheet.merge_cells("D1:E1")
    for n, task in enumerate(TASKS):
        sheet.append([n + 1, task, UNITS[n], date(2026, 3, 1), date(2026, 9, 30)])
    file = io.BytesIO()
    book.save(file)
    draft = read_plan("a.xlsx", file.getvalue())
    assert [task.to_json()["timing"] for task in draft.tasks] == [WINDOW, WINDOW]


def test_a_unit_leads_though_a_person_is_named_before_it() -> None:
    heads = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Lãnh đạo phụ trách", "Chuyên viên", "Thời hạn")
    for order in (heads, (*heads[:2], *heads[3:5], heads[2], heads[5])):
        file = io.StringIO()
        writer = csv.DictWriter(file, order)
        writer.writeheader()
        for n, task in enumerate(TASKS):
            cells = (str(n + 1), task, UNITS[n], "PGĐ Trần Văn B", "Lê Văn C", "30/9/2026")
            writer.writerow(dict(zip(heads, cells, strict=True)))
        draft = read_plan("a.csv", file.getvalue().encode())
        assert [task.lead for task in draft.tasks] == [(unit,) for unit in UNITS]


def test_of_labels_too_the_unit_leads() -> None:
    words = "KẾ HOẠCH\nChuyển đổi số năm 2026\nI. NHIỆM VỤ\n" + "".join(
        f"{n}. {task}\n- Lãnh đạo phụ trách: Đ/c Trần Văn B\n- Đơn vị chủ trì: {unit}\n"
        "- Thời hạn: 30/9/2026\n"
        for n, (task, unit) in enumerate(zip(TASKS, UNITS, strict=True), 1)
    )
    draft = read_plan("a.txt", words.encode())
    assert [task.lead for task in draft.tasks] == [(unit,) for unit in UNITS]


@pytest.mark.parametrize(
    ("heads", "crosses", "timing"),
    [
        ("Quý I | Quý II | Quý III | Quý IV", " | x | x | ", ("2026-04-01", "2026-09-30")),
        ("Q1 | Q2 | Q3 | Q4", " | | | X", ("2026-10-01", "2026-12-31")),
        ("T1 | T2 | T3 | T4 | T5", " | | ✓ | ✓ | ✓", ("2026-03-01", "2026-05-31")),
        ("Tháng 9 | Tháng 10", " | x", (None, "2026-10-31")),
        ("Quý I | Quý II | Quý III | Quý IV", "x | | x | ", (None, None)),  # which? Is asked
    ],
)
def test_crosses_under_quarters_or_months_say_when(
    heads: str, crosses: str, timing: tuple[str | None, str | None]
) -> None:
    rule = " | ".join("---" for _ in heads.split("|"))
    draft = read_plan(
        "a.md",
        (
            "KẾ HOẠCH\nChuyển đổi số năm 2026\nI. NHIỆM VỤ\n"
            f"| TT | Nhiệm vụ | Chủ trì | {heads} |\n|---|---|---| {rule} |\n"
            f"| 1 | {TASKS[0]} | {UNITS[0]} | {crosses} |\n"
            f"| 2 | {TASKS[1]} | {UNITS[1]} | {crosses} |\n"
        ).encode(),
    )
    said = [task.to_json()["timing"] for task in draft.tasks]
    assert [(each.get("start"), each.get("due")) for each in said] == [timing, timing]
    assert bool(draft.questions) == (timing == (None, None))
    assert [task.lead for task in draft.tasks] == [(unit,) for unit in UNITS]


def test_a_sheet_named_after_a_unit_is_that_units() -> None:
    book = Workbook()
    for n, unit in enumerate(UNITS):
        sheet = book.create_sheet(unit)
        sheet.append(["TT", "Nhiệm vụ", "Thời hạn"])
        sheet.append([1, TASKS[n], date(2026, 9, 30)])
    other = book.create_sheet("Tháng 9")
    other.append(["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"])
    other.append([1, "Tổng kết công tác năm của Sở.", "Văn phòng Sở", date(2026, 9, 30)])
    file = io.BytesIO()
    book.save(file)
    draft = read_plan("a.xlsx", file.getvalue())
    assert [task.lead for task in draft.tasks] == [*((unit,) for unit in UNITS), ("Văn phòng Sở",)]
