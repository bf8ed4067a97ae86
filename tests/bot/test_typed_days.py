from datetime import date

import pytest

from bot.typed_days import read_day, read_run, read_year


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-09",
        "2026-11-9",
        "9/11/2026",
        "09/11/2026",
        "09-11-2026",
        "9.11.2026",
        " 9/11/2026 ",
    ],
)
def test_a_day_is_read_with_the_day_before_the_month(typed: str) -> None:
    assert read_day(typed) == date(2026, 11, 9)


@pytest.mark.parametrize(
    "typed", ["", "11/13/2026", "2026-02-29", "9/11", "9/11/26", "mai", "0/1/2026"]
)
def test_what_is_no_day_is_said_so(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no day|is on no calendar"):
        read_day(typed)


def test_a_run_has_both_its_ends() -> None:
    assert read_run("5/2/2027..2027-02-11") == (date(2027, 2, 5), date(2027, 2, 11))
    assert read_run("5/2/2027") == (date(2027, 2, 5), date(2027, 2, 5))
    with pytest.raises(ValueError, match="“” is no day"):
        read_run("5/2/2027..")


def test_a_year_has_four_digits() -> None:
    assert read_year("2027") == 2027
    for typed in ("27", "20270", "năm", "0001"):
        with pytest.raises(ValueError, match="is no year"):
            read_year(typed)
