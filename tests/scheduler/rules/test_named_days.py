"""Tết and Giỗ Tổ are written out; the `holidays` package, which counts moons, is the oracle."""

import holidays
import pytest

from scheduler.rules.named_days import KINGS, TET
from tests.builders import on
from tests.scheduler.rules.test_meaning import said


def test_the_days_of_the_moon_are_those_of_the_holidays_package() -> None:
    named = holidays.country_holidays("VN", years=range(2020, 2041), language="en_US").items()

    assert sorted(TET.values()) == sorted(day for day, name in named if name == "Lunar New Year")
    assert sorted(KINGS.values()) == sorted(
        day for day, name in named if name == "Hung Kings' Commemoration Day"
    )


@pytest.mark.parametrize(
    ("phrase", "day", "meaning"),
    [
        ("trước Tết", "2026-01-05", "due 2026-02-16"),
        ("trước Tết", "2026-03-01", "due 2027-02-05"),
        ("trước Tết Nguyên đán Bính Ngọ", "2025-10-01", "due 2026-02-16"),
        ("trước Tết Nguyên đán 2027", "2026-01-05", "due 2027-02-05"),
        ("ngày làm việc cuối cùng trước Tết", "2026-01-05", "due 2026-02-13"),
        ("trước Quốc khánh", "2026-08-03", "due 2026-09-01"),
        ("trước Giáng sinh", "2026-08-03", "due 2026-12-24"),
        ("trước Tết Dương lịch", "2026-08-03", "due 2026-12-31"),
        ("sau Tết", "2026-01-05", "unknown"),
        ("trước Tết Nguyên đán 2060", "2026-01-05", "unknown"),
    ],
)
def test_a_named_day_is_the_next_one(phrase: str, day: str, meaning: str) -> None:
    assert said(phrase, on(day)) == meaning
