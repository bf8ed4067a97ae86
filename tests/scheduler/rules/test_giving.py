"""What a message that gives a task says: who leads, who supports, what, and until when."""

from datetime import date

import pytest

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.giving import read_given
from scheduler.rules.timing import Conditional, Deadline, Ongoing, Window, Yearly

ON = date(2026, 8, 3)
QUARTER = Window(start=date(2027, 1, 1), due=date(2027, 3, 31))


def due(month: int, day: int) -> Deadline:
    return Deadline(due=date(2026, month, day))


@pytest.mark.parametrize(
    ("words", "leads", "supporters", "text", "timing"),
    [
        ("giao Phòng A: làm quy chế, hạn 20/12", "Phòng A", "", "làm quy chế", due(12, 20)),
        ("giao phong A: ra soat xong truoc 10/12", "phong A", "", "ra soat", due(12, 9)),
        (
            "giao P.HC-TH chủ trì, phối hợp P.KH: rà soát trước ngày 10/12",
            "P.HC-TH", "P.KH", "rà soát", due(12, 9),
        ),
        (
            "tôi giao thêm nhiệm vụ cho A, phối hợp: B; C: làm x, chậm nhất 17h ngày 20/12",
            "A", "B; C", "làm x", due(12, 20),
        ),
        ("giao A chủ trì, B phối hợp: rà soát trước 10/12", "A", "B", "rà soát", due(12, 9)),
        ("giao A chủ trì, B và C cùng phối hợp: rà soát, hạn 20/12", "A", "B và C", "rà soát",
         due(12, 20)),
        ("assign A as lead, B in support: review by 20/12", "A", "B", "review", due(12, 20)),
        ("assign A (lead) and B (support): review by 20/12", "A", "B", "review", due(12, 20)),
        ("giao A: nộp số liệu, hạn ngày 5 hằng tháng", "A", "", "nộp số liệu", None),
        ("giao A: nộp số liệu mỗi quý, trước ngày 5", "A", "", "nộp số liệu", None),
        ("assign A: send figures every Friday", "A", "", "send figures", None),
        ("giao A: trực ban hằng quý", "A", "", "trực ban", Ongoing()),
        ("giao NV cho A: làm x trong quý I/2027", "A", "", "làm x", QUARTER),
        ("assign A: inspect the archive in Q1 2027", "A", "", "inspect the archive", QUARTER),
        ("give a new task to A: draft, by 20/12", "A", "", "draft", due(12, 20)),
        ("giao A và B: kiểm tra hằng năm", "A và B", "", "kiểm tra", Yearly()),
        ("giao A: theo dõi thường xuyên", "A", "", "theo dõi", Ongoing()),
        (
            "giao A: trả lời trong 10 ngày kể từ khi có văn bản", "A", "", "trả lời",
            Conditional(condition="trong 10 ngày kể từ khi có văn bản"),
        ),
        (
            "giao A: tổ chức sau khi có hướng dẫn của Bộ", "A", "", "tổ chức",
            Conditional(condition="sau khi có hướng dẫn của Bộ"),
        ),
        (
            "giao A: đón đoàn từ 5/9 đến 7/9", "A", "", "đón đoàn",
            Window(start=date(2026, 9, 5), due=date(2026, 9, 7)),
        ),
        ("giao A hạn 20/12: xây dựng quy chế", "A", "", "xây dựng quy chế", due(12, 20)),
        ("giao A: rà soát (20/12/2026)", "A", "", "rà soát", due(12, 20)),
        ("giao A: rà soát, quý IV/2026", "A", "", "rà soát",
         Window(start=date(2026, 10, 1), due=date(2026, 12, 31))),
        # A period of what is done, or words that only look like a limit, are no time.
        ("giao A: báo cáo tổng kết năm 2026", "A", "", "báo cáo tổng kết năm 2026", None),
        ("giao A: đề án đến năm 2030", "A", "", "đề án đến năm 2030", None),
        ("giao A: đề án đến năm 2030, trước 20/12", "A", "", "đề án đến năm 2030", due(12, 19)),
        ("giao A: sửa quy chế trong cơ quan", "A", "", "sửa quy chế trong cơ quan", None),
        ("giao A: trình trước khi họp, hạn 20/12", "A", "", "trình trước khi họp", due(12, 20)),
        # What cannot be settled is cut off, to be asked for.
        ("giao A: làm x, hạn 31/9", "A", "", "làm x", None),
        ("giao: làm x, hạn 20/12", "", "", "làm x", due(12, 20)),
        ("giao A: hạn 20/12", "A", "", "", due(12, 20)),
    ],
)  # fmt: skip
def test_what_is_given(words: str, leads: str, supporters: str, text: str, timing: object) -> None:
    given = read_given(words, ON, WorkCalendar())

    assert given is not None
    assert (given.leads, given.supporters, given.text) == (leads, supporters, text)
    assert given.when.timing == timing


def test_the_plan_stands_in_brackets() -> None:
    given = read_given("giao A: làm x (KH 12/KH-SKHCN), hạn 20/12", ON, WorkCalendar())

    assert given is not None
    assert (given.plan, given.text) == ("12/KH-SKHCN", "làm x")


@pytest.mark.parametrize("words", ["NV1 xong", "đã giao Phòng A: x", "báo cáo: đã giao"])
def test_what_gives_nothing(words: str) -> None:
    assert read_given(words, ON, WorkCalendar()) is None
