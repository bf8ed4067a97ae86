"""From when on somebody wants to hear again, said on Monday 9 November 2026 at ten."""

import pytest

from bot.understanding.moments import find_moment
from tests.builders import YEAR_2026, at

MONDAY = at("2026-11-09T10:00")


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("mai", "2026-11-10T00:00"),
        ("ngày mai", "2026-11-10T00:00"),
        ("sáng mai", "2026-11-10T00:00"),
        ("chiều mai", "2026-11-10T12:00"),
        ("tối mai", "2026-11-10T18:00"),
        ("ngày kia", "2026-11-11T00:00"),
        ("thứ 4", "2026-11-11T00:00"),
        ("thứ tư", "2026-11-11T00:00"),
        ("chiều thứ 6", "2026-11-13T12:00"),
        ("thứ 2", "2026-11-16T00:00"),  # today is Monday: the next one
        ("chủ nhật", "2026-11-15T00:00"),
        ("tuần sau", "2026-11-16T00:00"),
        ("đầu tuần sau", "2026-11-16T00:00"),
        ("thứ 3 tuần sau", "2026-11-17T00:00"),
        ("thứ sáu tuần tới", "2026-11-20T00:00"),
        ("giữa tuần", "2026-11-11T00:00"),
        ("cuối tuần sau", "2026-11-20T00:00"),
        ("tháng sau", "2026-12-01T00:00"),
        ("2 ngày nữa", "2026-11-11T00:00"),
        ("sau 3 ngày", "2026-11-12T00:00"),
        ("hôm sau", "2026-11-10T00:00"),
        ("ngày hôm sau", "2026-11-10T00:00"),
        ("hom sau", "2026-11-10T00:00"),
        ("sáng hôm sau", "2026-11-10T00:00"),
        ("chiều hôm sau", "2026-11-10T12:00"),
        ("2 hôm sau", "2026-11-11T00:00"),
        ("quý sau", "2027-01-01T00:00"),
        ("đầu quý sau", "2027-01-01T00:00"),
        ("5/1", "2027-01-05T00:00"),
        ("8/11/2027", "2027-11-08T00:00"),
        ("một tuần nữa", "2026-11-16T00:00"),
        ("ngày 20", "2026-11-20T00:00"),
        ("sau ngày 15/11", "2026-11-15T00:00"),
        ("ngày 31/12/2026", "2026-12-31T00:00"),
        ("12/11 lúc 9h", "2026-11-12T09:00"),
        # What is left of today.
        ("hôm nay", "2026-11-09T10:00"),
        ("sáng nay", "2026-11-09T10:00"),
        ("chiều nay", "2026-11-09T12:00"),
        ("14h", "2026-11-09T14:00"),
        ("2h", "2026-11-09T14:00"),  # nobody works at two in the morning
        ("2 giờ chiều", "2026-11-09T14:00"),
        ("ngay sau họp 14h", "2026-11-09T14:00"),
        ("sau họp 14h", "2026-11-09T14:00"),
        ("sau khi họp xong lúc 14h30", "2026-11-09T14:30"),
        ("9h30 sáng mai", "2026-11-10T09:30"),
        ("30 phút nữa", "2026-11-09T10:30"),
        ("2 tiếng nữa", "2026-11-09T12:00"),
        ("nửa tiếng nữa", "2026-11-09T10:30"),
        # In English.
        ("tomorrow", "2026-11-10T00:00"),
        ("tomorrow afternoon", "2026-11-10T12:00"),
        ("this afternoon", "2026-11-09T12:00"),
        ("until Monday", "2026-11-16T00:00"),
        ("next friday at 3pm", "2026-11-13T15:00"),
        ("after the 2pm meeting", "2026-11-09T14:00"),
        ("the next day", "2026-11-10T00:00"),
        ("the day after tomorrow", "2026-11-11T00:00"),
        ("next quarter", "2027-01-01T00:00"),
        ("in 2 days", "2026-11-11T00:00"),
        ("in an hour", "2026-11-09T11:00"),
        ("next week", "2026-11-16T00:00"),
    ],
)
def test_words_name_a_moment(words: str, moment: str) -> None:
    assert find_moment(words, MONDAY, YEAR_2026) == at(moment)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "sau",
        "khi nào rảnh",
        "bao giờ xong việc",
        "lần sau",
        "mai hoặc thứ 5",
        "mai mốt",
        "vài hôm nữa",
        "sau Tết",
        "ngày mot",  # the first, or "mốt" without its accent
        "31/2",
        "ngay sau họp",
        "ngày sau",
        "8/11",  # yesterday
        "sau ngày 4/11",
        "ngày 5 tháng 11",
        "tháng 10",
        "8h",  # it has passed
        "9h hôm nay",
        "mai em nộp",
        "tối qua",
        "sau giờ họp",
    ],
)
def test_what_names_none_is_not_guessed(words: str) -> None:
    assert find_moment(words, MONDAY, YEAR_2026) is None
