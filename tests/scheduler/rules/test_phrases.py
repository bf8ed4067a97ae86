"""Deadline phrases as plans write them, each with what it means and nothing guessed."""

from datetime import date, time

import pytest

from scheduler.rules.phrases import Unknown, find_timing, read_timing
from scheduler.rules.prepared import time_of_day
from scheduler.rules.timing import (
    Conditional,
    Deadline,
    NoTime,
    Ongoing,
    Timing,
    Window,
    Yearly,
    to_json,
)
from scheduler.rules.words import fold

MONDAY = date(2026, 8, 3)


def due(text: str) -> Deadline:
    return Deadline(due=date.fromisoformat(text))


def within(start: str, last: str) -> Window:
    return Window(start=date.fromisoformat(start), due=date.fromisoformat(last))


def since(year: int, *, reviewed: bool = True) -> Ongoing:
    return Ongoing(start=date(year, 1, 1), reviewed_yearly=reviewed)


BOUNDS = [
    # "trước" excludes what it names, however it is written and whatever it names.
    ("Trước ngày 15/8/2026", due("2026-08-14")),
    ("xong trước 15/8/2026", due("2026-08-14")),
    ("hoàn thành trước ngày 15 tháng 8 năm 2026", due("2026-08-14")),
    ("chậm nhất trước ngày 15/8/2026", due("2026-08-14")),
    ("trước ngày 01/3/2028", due("2028-02-29")),
    ("trước thứ 6, ngày 14/8/2026", due("2026-08-13")),
    ("trước tháng 9/2026", due("2026-08-31")),
    ("trước Quý IV/2025", due("2025-09-30")),
    ("trước năm 2026", due("2025-12-31")),
    # … but "trước 17 giờ" excludes the hour, not the day.
    ("trước 17 giờ ngày 14/8/2026", due("2026-08-14")),
    # The others include it.
    ("đến ngày 15/8/2026", due("2026-08-15")),
    ("đến hết ngày 15/8/2026", due("2026-08-15")),
    ("chậm nhất là ngày 15/8/2026", due("2026-08-15")),
    ("không quá ngày 15/8/2026", due("2026-08-15")),
    ("trong ngày 15/8/2026", due("2026-08-15")),
    ("hết tháng 8/2026", due("2026-08-31")),
    ("hết quý III/2026", due("2026-09-30")),
    ("cuối tháng 8/2026", due("2026-08-31")),
    ("đến năm 2025", due("2025-12-31")),
    ("từ nay đến hết năm 2026", due("2026-12-31")),
]
SPANS = [
    ("12/2025", due("2025-12-31")),
    ("Tháng 12 năm 2025", due("2025-12-31")),
    ("trong tháng 8/2026", due("2026-08-31")),
    ("Tháng Tám năm 2026", due("2026-08-31")),
    ("10/11/2026", due("2026-11-10")),  # never October 11
    ("29-3-2026", due("2026-03-29")),
    ("Quý IV/2025", within("2025-10-01", "2025-12-31")),
    ("Q4/2025", within("2025-10-01", "2025-12-31")),
    ("trong Quý III/2019", within("2019-07-01", "2019-09-30")),
    ("Quý II–III/2025", within("2025-04-01", "2025-09-30")),
    ("Quý II và III/2025", within("2025-04-01", "2025-09-30")),
    ("Quý II đến Quý III năm 2025", within("2025-04-01", "2025-09-30")),
    ("Quý IV/2025 - Quý I/2026", within("2025-10-01", "2026-03-31")),
    ("tháng 8-10/2026", within("2026-08-01", "2026-10-31")),
    ("từ 01/8 đến 15/8/2026", within("2026-08-01", "2026-08-15")),
    ("từ ngày 01 đến ngày 15/8/2026", within("2026-08-01", "2026-08-15")),
    ("6 tháng đầu năm 2026", within("2026-01-01", "2026-06-30")),
    ("sáu tháng cuối năm 2026", within("2026-07-01", "2026-12-31")),
    ("Năm 2025", within("2025-01-01", "2025-12-31")),
    ("giai đoạn 2026-2030", within("2026-01-01", "2030-12-31")),
]
WITHOUT_END = [
    ("Thường xuyên", Ongoing()),
    ("Năm 2025 và những năm tiếp theo", since(2025)),
    ("năm 2025 và các năm tiếp theo.", since(2025)),
    ("Từ năm 2025 và những năm tiếp theo", since(2025)),
    ("từ năm 2026 trở đi", since(2026)),
    ("Từ năm 2025, thực hiện thường xuyên", since(2025, reviewed=False)),
    ("Hằng tháng", Ongoing()),
    ("6 tháng/lần", Ongoing()),
    ("01 lần/quý", Ongoing()),
    ("Một quý một lần", Ongoing()),
    ("2 lần/năm", Ongoing()),
    ("Hằng năm", Yearly()),
    ("Hàng năm", Yearly()),
    ("hằng năm, trước ngày 15/12", Yearly(month=12, day=14, stated=True)),
    ("Quý IV hằng năm", Yearly(month=12, day=31, stated=True)),
    (
        "hằng năm và giai đoạn 2020 - 2030",
        Yearly(start=date(2020, 1, 1), end=date(2030, 12, 31)),
    ),
    ("Sau khi có hướng dẫn", Conditional(condition="Sau khi có hướng dẫn")),
    ("Khi Trung ương ban hành", Conditional(condition="Khi Trung ương ban hành")),
    (
        "trong vòng 15 ngày kể từ ngày ký ban hành",
        Conditional(condition="trong vòng 15 ngày kể từ ngày ký ban hành"),
    ),
]
COUNTED = [  # the day of the event is not counted; working days skip the weekend
    ("trong vòng 15 ngày kể từ ngày 10/8/2026", due("2026-08-25")),
    ("trong vòng 1000 ngày kể từ ngày 10/8/2026", due("2029-05-06")),
    ("trong 5 ngày làm việc kể từ ngày 14/8/2026", due("2026-08-21")),
]


@pytest.mark.parametrize(("phrase", "meaning"), [*BOUNDS, *SPANS, *WITHOUT_END, *COUNTED])
def test_a_phrase_has_one_meaning(phrase: str, meaning: Timing) -> None:
    assert read_timing(phrase) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), [*BOUNDS, *SPANS])
def test_accents_change_nothing(phrase: str, meaning: Timing) -> None:
    assert read_timing(fold(phrase)) == meaning


@pytest.mark.parametrize(
    ("phrase", "meaning"),
    [
        ("trước ngày 15/9", due("2026-09-14")),
        ("Quý III", within("2026-07-01", "2026-09-30")),
        ("cuối năm", due("2026-12-31")),
        ("trong tháng này", due("2026-08-31")),
        ("quý sau", within("2026-10-01", "2026-12-31")),
        ("trước thứ 6 tuần này", due("2026-08-06")),
        ("trước ngày 10/01", due("2027-01-09")),  # long past this year: the next one is meant
    ],
)
def test_the_day_of_reading_settles_what_is_left_out(phrase: str, meaning: Timing) -> None:
    assert read_timing(phrase, MONDAY) == meaning
    assert isinstance(read_timing(phrase), Unknown)


@pytest.mark.parametrize(
    "phrase",
    [
        "31/9/2026",
        "ngày 30 tháng 2 năm 2026",
        "Quý V/2026",
        "tháng 13/2026",
        "đầu tháng 8/2026",
        "trung tuần tháng 8/2026",
        "khoảng tháng 8/2026",
        "sau ngày 15/8/2026",
        "Quý I, III/2026",
        "Hoàn thành trong tháng 8/2026, báo cáo trước ngày 10/9/2026",
        "sớm nhất",
    ],
)
def test_a_time_that_cannot_be_settled_is_unknown(phrase: str) -> None:
    assert read_timing(phrase, MONDAY) == Unknown(phrase=phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "tiếp tục, đẩy mạnh",
        "kịp thời",
        "Theo quy định",
        "Kế hoạch số 1570/KH-UBND",
        "theo Kế hoạch số 1570/KH-UBND ngày 08 tháng 5 năm 2025",
        "Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị",
        "Thực hiện Chương trình phát triển giai đoạn 2021-2025",
    ],
)
def test_a_document_number_date_or_period_is_no_time(phrase: str) -> None:
    assert read_timing(phrase, MONDAY) == NoTime()


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        (
            "Tham mưu Kế hoạch ứng dụng công nghệ mới giai đoạn 2020-2025 trong Quý III/2019",
            within("2019-07-01", "2019-09-30"),
        ),
        ("Xây dựng kế hoạch năm 2027, trình trước ngày 15/12/2026", due("2026-12-14")),
        ("thường xuyên theo dõi, đôn đốc việc thực hiện", Ongoing()),
        ("bố trí kinh phí trong dự toán ngân sách hàng năm", Yearly()),
        ("Triển khai Đề án đến năm 2030 theo Quyết định số 12/QĐ-TTg", NoTime()),
        ("Tiếp tục đầu tư, thành lập mới (khi đủ điều kiện) các khu công nghệ cao", NoTime()),
    ],
)
def test_in_a_sentence_only_a_plain_limit_counts(sentence: str, meaning: Timing) -> None:
    assert find_timing(sentence) == meaning


@pytest.mark.parametrize(
    ("phrase", "clock"),
    [
        ("trước 17 giờ ngày 14/8/2026", time(17)),
        ("trước 16h30 ngày 14/8/2026", time(16, 30)),
        ("chậm nhất 16 giờ 30 phút ngày 14/8/2026", time(16, 30)),
        ("trước ngày 14/8/2026", None),
    ],
)
def test_the_hour_is_read_beside_the_day(phrase: str, clock: time | None) -> None:
    assert time_of_day(phrase) == clock


def test_the_normal_form_is_that_of_the_format() -> None:
    meaning = read_timing("Năm 2025 và những năm tiếp theo")

    assert not isinstance(meaning, Unknown)
    assert to_json(meaning) == {"kind": "ongoing", "start": "2025-01-01", "review": "yearly"}
