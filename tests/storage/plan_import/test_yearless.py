"""Days without a year in a plan without one: asked about once, and never passed over."""

from datetime import date

import pytest

from scheduler.rules.timing import NoTime, to_json
from storage.plan_import import Draft, read_plan
from storage.plan_import.answering import NotAnAnswer, answered
from storage.plan_import.kept import kept, restored

FORM = """KẾ HOẠCH
{title}

I. NHIỆM VỤ
1. Công việc chung
- Giao Phòng Hành chính chủ trì xây dựng kiến trúc số của Sở, hoàn thành trước ngày 15/9.
- Giao Phòng Kế hoạch chủ trì tập huấn kỹ năng số cho công chức, xong trong tháng 10.
- Giao Phòng Kế hoạch chủ trì duy trì cổng thông tin của Sở.
"""
LABELLED = """KẾ HOẠCH
Chuyển đổi số
I. NHIỆM VỤ
1. Xây dựng kiến trúc số của Sở.
- Đơn vị chủ trì: Phòng Hành chính
- Thời gian: Trước ngày 15/9
2. Tập huấn kỹ năng số cho công chức.
- Đơn vị chủ trì: Phòng Kế hoạch
- Thời gian: Tháng 10
"""
TODAY = date(2026, 8, 3)


def read(words: str) -> Draft:
    return read_plan("a.txt", words.encode())


def dues(draft: Draft) -> list[str | None]:
    return [to_json(each.timing).get("due") for each in draft.tasks]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("năm nay", ["2026-09-14", "2026-10-31", None]),
        ("nam sau", ["2027-09-14", "2027-10-31", None]),
        ("2028", ["2028-09-14", "2028-10-31", None]),
        ("năm 2026", ["2026-09-14", "2026-10-31", None]),
        ("để không có hạn", [None, None, None]),
    ],
)
def test_one_question_settles_all_days(answer: str, expected: list[str | None]) -> None:
    draft = restored(kept(read(FORM.format(title="Chuyển đổi số"))))
    (question,) = draft.questions
    assert "không ghi năm" in question.text
    done = answered(draft, question, answer, TODAY)
    assert (dues(done), done.questions) == (expected, ())


def test_labels_without_a_year_are_asked_about_once_too() -> None:
    draft = read(LABELLED)
    (question,) = draft.questions
    assert question.id == "year:plan"
    assert dues(answered(draft, question, "năm nay", TODAY)) == ["2026-09-14", "2026-10-31"]


def test_what_is_no_year_is_no_answer() -> None:
    draft = read(FORM.format(title="Chuyển đổi số"))
    with pytest.raises(NotAnAnswer):
        answered(draft, draft.questions[0], "năm con ngựa", TODAY)


def test_a_plan_with_a_year_is_not_asked() -> None:
    draft = read(FORM.format(title="Chuyển đổi số năm 2026"))
    assert not draft.questions
    assert dues(draft)[:2] == ["2026-09-14", "2026-10-31"]


def test_a_plan_without_days_is_not_asked() -> None:
    words = FORM.format(title="Chuyển đổi số").replace(", hoàn thành trước ngày 15/9", "")
    draft = read(words.replace(", xong trong tháng 10", ""))
    assert not draft.questions
    assert all(isinstance(each.timing, NoTime) for each in draft.tasks)
