"""Each answer to a question of a draft, and each correction, changes the draft and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from scheduler.rules.timing import Deadline, NoTime, Ongoing
from scheduler.rules.words import fold_name
from storage.plan_import import Draft, read_plan
from storage.plan_import.answering import NotAnAnswer, all_proposed, answered
from storage.plan_import.correcting import corrected, without
from storage.plan_import.draft import Question
from storage.plan_import.kept import kept, restored
from storage.plan_import.past_due import past_due_questions

TODAY = date(2026, 8, 4)
PLAN = """VĂN BẢN MẪU

KẾ HOẠCH MẪU

Thực hiện nhiệm vụ năm 2026

II. NHIỆM VỤ

1. Công việc chung

a) Xây dựng quy chế làm việc của Sở.

- Phòng chủ trì: Phòng Hành chính – Tổng hợp

- Thời gian: Trước ngày 31/02/2026

b) Rà soát thủ tục hành chính của Sở.

- Phòng chủ trì: Phòng Hành chính – Tổng hợp

- Thời gian: Trước ngày 15/7/2026

c) Phổ biến pháp luật cho công chức.

- Phòng chủ trì: Phòng HC-TH

- Phòng phối hợp: Các phòng chuyên môn

- Thời gian: Thường xuyên

d) Lập danh mục nhiệm vụ khoa học.

- Phòng chủ trì: Phòng Kế hoạch

- Thời gian: Trước ngày 20/7/2026

IV. TỔ CHỨC THỰC HIỆN

1. Các phòng, đơn vị trực thuộc Sở báo cáo kết quả thực hiện: Báo cáo tháng gửi Phòng Kế hoạch
để tổng hợp, báo cáo lãnh đạo Sở.
"""


def draft() -> Draft:
    """The plan with every question it can ask, however many tasks it has."""
    from storage.plan_import import doubts

    limit, doubts.TASKS_PER_QUESTION = doubts.TASKS_PER_QUESTION, 1
    try:
        read = read_plan("mau.txt", PLAN.encode())
    finally:
        doubts.TASKS_PER_QUESTION = limit
    late = past_due_questions(read, TODAY)
    return replace(read, questions=(*read.questions, *late))


def question(of: Draft, kind: str) -> Question:
    return next(each for each in of.questions if each.id.startswith(kind))


def test_the_plan_asks_one_question_of_each_kind() -> None:
    kinds = [each.id.partition(":")[0] for each in draft().questions]
    assert sorted(kinds) == ["cycle", "group", "past-due", "time", "unit"]


def test_a_kept_draft_comes_back_as_it_was() -> None:
    assert restored(kept(draft())) == draft()


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("chưa có hạn", NoTime()),
        ("20/12", Deadline(due=date(2026, 12, 20))),
        ("trước ngày 1/10/2026", Deadline(due=date(2026, 9, 30))),
        ("thường xuyên", Ongoing()),
    ],
)
def test_a_time_is_what_was_answered(said: str, means: object) -> None:
    before = draft()
    after = answered(before, question(before, "time"), said, TODAY)
    assert [task.timing for task in after.tasks] == [
        means, *(task.timing for task in before.tasks[1:])
    ]  # fmt: skip
    assert len(after.questions) == len(before.questions) - 1


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("không nhắc", None),
        ("trước ngày 10 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=9"),
        ("ngày 25", "FREQ=MONTHLY;BYMONTHDAY=25"),
    ],
)
def test_a_cycle_gets_its_day(said: str, rule: str | None) -> None:
    before = draft()
    (cycle,) = answered(before, question(before, "cycle"), said, TODAY).reporting
    assert (cycle.recurrence.rrule() if cycle.recurrence else None) == rule


def test_spellings_are_one_unit_or_two() -> None:
    before = draft()
    asked = question(before, "unit")
    assert answered(before, asked, "đúng", TODAY).tasks == before.tasks

    after = answered(before, asked, "không, là đơn vị khác", TODAY)

    names = {unit.name for unit in after.units}
    assert {"Phòng Hành chính – Tổng hợp", "Phòng HC-TH"} <= names
    assert [task.lead for task in after.tasks[1:3]] == [
        ("Phòng Hành chính – Tổng hợp",),
        ("Phòng HC-TH",),
    ]


def test_a_group_is_whom_the_answer_names() -> None:
    before = draft()
    asked = question(before, "group")
    after = answered(before, asked, "phong ke hoach; Phòng HC-TH", TODAY)
    group = next(unit for unit in after.units if unit.name == asked.about)
    assert group.members == ("Phòng Kế hoạch", "Phòng Hành chính – Tổng hợp")


@pytest.mark.parametrize(
    ("said", "refs"),
    [
        ("urge", ["II.1.a", "II.1.b", "II.1.c", "II.1.d"]),
        ("done", ["II.1.a", "II.1.c"]),
        ("bỏ qua", ["II.1.a", "II.1.c"]),
    ],
)
def test_what_is_past_due_is_urged_or_left_out(said: str, refs: list[str]) -> None:
    before = draft()
    after = answered(before, question(before, "past-due"), said, TODAY)
    assert [task.ref for task in after.tasks] == refs


def test_what_is_past_due_may_be_asked_one_by_one() -> None:
    before = draft()
    after = answered(before, question(before, "past-due"), "từng việc", TODAY)
    first, second = (each for each in after.questions if each.id.startswith("past-due"))
    after = answered(after, first, "đã xong", TODAY)
    after = answered(after, second, "đôn đốc", TODAY)
    assert [task.ref for task in after.tasks] == ["II.1.a", "II.1.c", "II.1.d"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("time", "bao giờ xong thì thôi"),
        ("cycle", "lúc nào cũng được"),
        ("unit", "chắc thế"),
        ("group", "Phòng Không có"),
        ("past-due", "để xem"),
    ],
)
def test_what_answers_nothing_is_refused(kind: str, said: str) -> None:
    before = draft()
    with pytest.raises(NotAnAnswer):
        answered(before, question(before, kind), said, TODAY)


def test_all_proposed_leaves_no_question() -> None:
    after = all_proposed(draft(), TODAY)
    assert after.questions == ()
    assert len(after.tasks) == 4


@pytest.mark.parametrize(
    ("field", "said", "shows"),
    [
        ("lead", "Phòng Kế hoạch; phòng HC-TH", ("Phòng Kế hoạch", "Phòng Hành chính – Tổng hợp")),
        ("lead", "Phòng Tài chính", ("Phòng Tài chính",)),
        ("support", "không", ()),
        ("time", "hết tháng 10/2026", Deadline(due=date(2026, 10, 31))),
        ("text", "Rà soát  mọi thủ tục.", "Rà soát mọi thủ tục."),
    ],
)
def test_a_task_is_corrected_by_its_number(field: str, said: str, shows: object) -> None:
    known = {fold_name("Phòng Tài chính"): "Phòng Tài chính"}
    after = corrected(draft(), 2, field, said, TODAY, known)
    column = {"time": "timing"}.get(field, field)
    assert getattr(after.tasks[1], column) == shows
    others = [each for n, each in enumerate(after.tasks) if n != 1]
    assert others == [each for n, each in enumerate(draft().tasks) if n != 1]


def test_a_corrected_time_settles_its_question() -> None:
    after = corrected(draft(), 1, "time", "20/12", TODAY, {})
    assert not any(each.id.startswith("time") for each in after.questions)


@pytest.mark.parametrize(("number", "error"), [(0, LookupError), (5, LookupError)])
def test_there_is_no_such_task(number: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        without(draft(), number)


def test_a_task_is_left_out() -> None:
    after = without(draft(), 1)
    assert [task.ref for task in after.tasks] == ["II.1.b", "II.1.c", "II.1.d"]
    assert not any(each.id.startswith("time") for each in after.questions)
