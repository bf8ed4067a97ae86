"""The sample plan of the demo, read as TXT, as DOCX and as a table in a DOCX."""

import io
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from scheduler.rules.timing import Conditional, Deadline, Ongoing, Window, Yearly
from storage.plan_import import Draft, read_plan

PLAN = Path(__file__).parents[3] / "bot" / "demo" / "plan.txt"
TEXT = PLAN.read_text(encoding="utf-8")


def read(text: str) -> Draft:
    return read_plan("plan.txt", text.encode())


def as_docx(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_lines(each) for key, each in value.items() if key != "lines"}
    return [without_lines(each) for each in value] if isinstance(value, list) else value


def test_working_days_are_counted_over_tet() -> None:
    counted = "trong vòng 05 ngày làm việc kể từ ngày 13/02/2026"
    draft = read(TEXT.replace("Thời gian: Trước ngày 22/8/2026", f"Thời gian: {counted}"))

    assert Deadline(due=date(2026, 2, 27)) in [task.timing for task in draft.tasks]


def test_every_task_has_its_lead_and_its_time() -> None:
    draft = read(TEXT)
    found = {task.ref: (task.lead, task.timing) for task in draft.tasks}

    office, digital = "Phòng Hành chính – Tổng hợp", "Phòng Công nghệ số"
    planning, centre = "Phòng Kế hoạch Khoa học", "Trung tâm Thông tin – Ứng dụng"
    inspection, standards = "Phòng Pháp chế và Thanh tra", "Phòng Tiêu chuẩn Đo lường"
    assert found["II.1.a"] == ((office,), Ongoing())
    assert found["II.1.b"] == ((office, centre), Deadline(due=date(2026, 8, 21)))
    assert found["II.2.a"] == ((office,), Deadline(due=date(2026, 7, 31)))
    assert found["II.2.b"] == ((office, digital), Deadline(due=date(2026, 8, 31)))
    assert found["II.2.c"] == ((digital,), Deadline(due=date(2026, 9, 14)))
    assert found["II.3.a"] == ((digital,), Deadline(due=date(2026, 8, 28)))
    assert found["II.3.b"] == (
        (planning,),
        Window(start=date(2026, 7, 1), due=date(2026, 9, 30)),
    )
    assert found["II.3.c"] == ((centre,), Ongoing(start=date(2026, 1, 1), reviewed_yearly=True))
    assert found["II.4.a"] == ((planning,), Yearly())
    assert found["II.4.b"] == ((standards, inspection), Deadline(due=date(2026, 9, 4)))
    assert found["II.4.c"] == ((planning,), Conditional(condition="Sau khi có hướng dẫn"))
    assert found["IV.2"][0] == (planning,)
    assert len(found) == 12


def test_aims_funding_and_clauses_to_everybody_are_no_tasks() -> None:
    refs = {task.ref.split(".")[0] for task in read(TEXT).tasks}

    assert refs == {"II", "IV"}
    assert "IV.1" not in {task.ref for task in read(TEXT).tasks}


def test_the_reporting_paragraph_gives_six_cycles_to_one_receiver() -> None:
    cycles = [cycle for cycle in read(TEXT).reporting if cycle.recurrence]

    assert {cycle.sender for cycle in cycles} == {"Các phòng, đơn vị trực thuộc Sở"}
    assert {cycle.receiver for cycle in cycles} == {"Phòng Kế hoạch Khoa học"}
    assert [cycle.to_json()["rrule_due"] for cycle in cycles] == [
        "FREQ=WEEKLY;BYDAY=WE",
        "FREQ=MONTHLY;BYMONTHDAY=9",
        "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9",
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9",
        "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9",
        "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9",
    ]


def test_the_plan_has_a_title_and_no_number_of_another_document() -> None:
    plan = read(TEXT).plan

    assert plan.title == "Nâng cao hiệu quả hoạt động khoa học và công nghệ năm 2026"
    assert (plan.issuer, plan.number, plan.date) == ("Sở Mẫu", None, None)


def test_a_task_points_at_its_own_lines() -> None:
    task = next(task for task in read(TEXT).tasks if task.ref == "II.2.b")
    first, last = task.lines

    written = " ".join(TEXT.split("\n")[first - 1 : last])
    assert written == f"b) {task.text}"


@pytest.mark.parametrize(
    "content",
    [
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.encode("utf-16"),
        ("\ufeff" + TEXT).encode(),
    ],
    ids=["decomposed letters", "Windows line ends", "UTF-16", "byte order mark"],
)
def test_the_form_of_the_text_changes_nothing(content: bytes) -> None:
    assert read_plan("plan.txt", content).to_json() == read(TEXT).to_json()


def test_a_docx_of_the_same_lines_gives_the_same_draft() -> None:
    draft = read_plan("plan.docx", as_docx(TEXT.split("\n")))

    assert draft.to_json() == read(TEXT).to_json()


def test_a_docx_of_whole_paragraphs_gives_the_same_tasks() -> None:
    paragraphs = [" ".join(each.split("\n")) for each in TEXT.split("\n\n")]
    draft = read_plan("plan.docx", as_docx(paragraphs))

    assert without_lines(draft.to_json()["tasks"]) == without_lines(read(TEXT).to_json()["tasks"])


def test_a_table_of_tasks_is_read_row_by_row() -> None:
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Công tác năm 2026")
    document.add_paragraph("I. NHIỆM VỤ")
    rows = [
        ["TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành"],
        ["1", "Rà soát quy trình nội bộ của Sở", "Phòng Tài vụ", "Phòng Số hóa", "Quý III"],
        ["2", "Tổ chức hội nghị tổng kết năm", "Phòng Số hóa", "", "Trước 15/12/2026"],
    ]
    table = document.add_table(rows=0, cols=5)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text

    first, second = read_plan("bang.docx", saved(document)).tasks

    assert (first.lead, first.support) == (("Phòng Tài vụ",), ("Phòng Số hóa",))
    assert first.timing == Window(start=date(2026, 7, 1), due=date(2026, 9, 30))
    assert second.text == "Tổ chức hội nghị tổng kết năm"
    assert second.timing == Deadline(due=date(2026, 12, 14))


def test_the_shape_is_the_documented_one() -> None:
    form = read(TEXT).to_json()

    assert set(form) == {
        "plan", "units", "tasks", "targets", "reporting", "warnings", "questions"
    }  # fmt: skip
    assert set(form["tasks"][0]) >= {
        "ref", "heading", "text", "text_start", "short", "lead", "support", "timing_text",
        "timing", "lines", "confidence",
    }  # fmt: skip
    assert set(form["reporting"][0]) >= {"cycle", "phrase", "from", "to", "rrule_due"}
    assert set(form["questions"][0]) == {
        "id", "about", "text", "choices", "proposed", "lines"
    }  # fmt: skip
    assert all(len(task["short"]) <= 80 for task in form["tasks"])


def test_few_questions_are_asked() -> None:
    draft = read(TEXT)

    assert len(draft.questions) <= len(draft.tasks) / 5
    assert [question.about for question in draft.questions] == ["Các phòng chuyên môn thuộc Sở"]


def test_a_time_that_cannot_be_read_is_asked_about_and_warned_of() -> None:
    draft = read(TEXT.replace("Trước ngày 29/8/2026", "đầu tháng 8/2026"))

    assert draft.questions[0].about == "II.3.a"
    assert any("II.3.a" in warning.text for warning in draft.warnings)
    task = next(task for task in draft.to_json()["tasks"] if task["ref"] == "II.3.a")
    assert task["timing"] == {"kind": "unknown"}


def test_a_label_wins_over_the_sentence_and_the_conflict_is_told() -> None:
    draft = read(TEXT.replace("nền tảng số của Sở.", "nền tảng số của Sở trong năm 2026."))

    assert draft.tasks[0].timing == Ongoing()
    assert any("II.1.a" in warning.text for warning in draft.warnings)
