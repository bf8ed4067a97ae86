"""Reporting phrases as plans write them: which cycles, and the last day in time of each."""

from datetime import date

import pytest

from scheduler.rules.cycle import CycleKind
from scheduler.rules.phrases import TimePhrase
from scheduler.rules.report_phrases import ReportPhrase, read_phrase, read_reporting
from scheduler.rules.timing import Deadline, Yearly

ALL_SIX = (
    "định kỳ báo cáo kết quả thực hiện: Báo cáo tuần (trước thứ 5 hàng tuần), tháng (trước ngày 10"
    " hàng tháng), quý, 6 tháng, 9 tháng (trước ngày 10 của tháng cuối quý); Báo cáo năm (trước"
    " ngày 10 tháng 11 hàng năm) gửi Phòng Kế hoạch Khoa học"
)


def rules(text: str) -> dict[str, str | None]:
    return {
        found.kind.value: found.recurrence.rrule() if found.recurrence else None
        for found in read_reporting(text)
    }


def test_three_cycles_in_one_bracket_are_three_duties() -> None:
    assert rules(ALL_SIX) == {
        "weekly": "FREQ=WEEKLY;BYDAY=WE",
        "monthly": "FREQ=MONTHLY;BYMONTHDAY=9",
        "quarterly": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9",
        "semiannual": "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9",
        "nine_month": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9",
        "annual": "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9",
    }


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("trước thứ 5 hàng tuần", {"weekly": "FREQ=WEEKLY;BYDAY=WE"}),
        ("truoc thu nam hang tuan", {"weekly": "FREQ=WEEKLY;BYDAY=WE"}),
        ("trước thứ 2 hằng tuần", {"weekly": "FREQ=WEEKLY;BYDAY=SU"}),
        ("vào thứ sáu hằng tuần", {"weekly": "FREQ=WEEKLY;BYDAY=FR"}),
        ("trước 16 giờ thứ Năm hằng tuần", {"weekly": "FREQ=WEEKLY;BYDAY=TH"}),
        ("trước ngày 10 hàng tháng", {"monthly": "FREQ=MONTHLY;BYMONTHDAY=9"}),
        ("chậm nhất ngày 25 hằng tháng", {"monthly": "FREQ=MONTHLY;BYMONTHDAY=25"}),
        (
            "Báo cáo tháng: trước ngày 05 của tháng sau",
            {"monthly": "FREQ=MONTHLY;BYMONTHDAY=4"},
        ),
        (
            "Báo cáo quý (trước ngày 15/3, 15/6, 15/9, 15/12)",
            {"quarterly": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=14"},
        ),
        (
            "Báo cáo quý: trước ngày 05 của tháng đầu quý sau",
            {"quarterly": "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=4"},
        ),
        (
            "báo cáo 6 tháng (trước ngày 15/6), năm (trước ngày 15/12)",
            {
                "semiannual": "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=14",
                "annual": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14",
            },
        ),
        (
            "báo cáo tháng, quý, năm (trước ngày 20 của tháng cuối kỳ báo cáo)",
            {
                "monthly": "FREQ=MONTHLY;BYMONTHDAY=19",
                "quarterly": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=19",
                "annual": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=19",
            },
        ),
        (
            "định kỳ hằng năm (trước ngày 15/12), báo cáo kết quả về Sở Khoa học và Công nghệ",
            {"annual": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14"},
        ),
        (
            "Hàng năm, trước ngày 25 tháng 10, báo cáo tình hình thực hiện",
            {"annual": "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=24"},
        ),
        # No day is stated: known, and to be asked about.
        ("Định kỳ hằng quý báo cáo UBND tỉnh", {"quarterly": None}),
        ("Báo cáo năm (trước ngày 10)", {"annual": None}),
        ("định kỳ báo cáo UBND tỉnh", {"periodic_unspecified": None}),
        ("mỗi 3 tuần vào thứ 2", {"periodic_unspecified": None}),
        ("báo cáo đột xuất khi có yêu cầu", {"adhoc": None}),
        ("nếu có khó khăn, vướng mắc báo cáo UBND tỉnh", {"adhoc": None}),
        # Nothing here comes back.
        ("báo cáo trước ngày 15/12/2026", {}),
        ("báo cáo trước ngày 15 tháng 12 năm 2026", {}),
        ("định kỳ hoặc đột xuất kiểm tra, thanh tra", {}),
        ("bố trí ngân sách hàng năm cho hoạt động khoa học; báo cáo Sở", {}),
        ("Trong năm, các đơn vị báo cáo kết quả về Sở", {}),
    ],
)
def test_a_phrase_names_its_cycles(phrase: str, expected: dict[str, str | None]) -> None:
    assert rules(phrase) == expected


def test_before_the_first_of_the_month_is_the_last_day_of_the_month_before() -> None:
    (found,) = read_reporting("trước ngày 01 hằng tháng")

    assert found.recurrence is not None
    assert found.recurrence.on_or_after(date(2026, 9, 1)) == date(2026, 9, 30)
    assert found.recurrence.on_or_after(date(2028, 2, 1)) == date(2028, 2, 29)


def test_the_phrase_is_kept_as_it_was_written() -> None:
    assert [found.phrase for found in read_reporting(ALL_SIX)][:2] == [
        "trước thứ 5 hàng tuần",
        "trước ngày 10 hàng tháng",
    ]


def test_a_day_that_comes_back_is_a_cycle_and_a_bare_year_a_yearly_task() -> None:
    (cycle,) = read_phrase("trước ngày 10 tháng 11 hàng năm")
    (yearly,) = read_phrase("Hằng năm")
    (once,) = read_phrase("trước ngày 15/12/2026")

    assert isinstance(cycle, ReportPhrase)
    assert cycle.kind is CycleKind.ANNUAL
    assert isinstance(yearly, TimePhrase)
    assert yearly.timing == Yearly()
    assert isinstance(once, TimePhrase)
    assert once.timing == Deadline(due=date(2026, 12, 14))
