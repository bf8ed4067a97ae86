import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalise import normalise
from bot.understanding.numbers import OF_A_HUNDRED, TENS, WORDS, half_up, value

_UNITS = "không một hai ba bốn năm sáu bảy tám chín"
UNITS = _UNITS.split()


def in_words(number: int) -> str:
    tens, unit = divmod(number, 10)
    if number < 10:
        return UNITS[number]
    lead = "mười" if tens == 1 else f"{UNITS[tens]} mươi"
    last = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(unit, UNITS[unit])
    return f"{lead} {last}".strip()


@pytest.mark.parametrize("number", range(1, 100))
def test_every_number_below_a_hundred_is_read_with_and_without_accents(number: int) -> None:
    for words in (in_words(number), normalise(in_words(number)).text):
        text = normalise(words).text
        assert re.fullmatch(WORDS, text), text
        assert value(text) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("bảy lăm", 75),
        ("bay lam", 75),
        ("chín chục", 90),
        ("9 chục", 90),
        ("bốn chục rưỡi", 45),
        ("sáu mươi mấy", 60),
        ("hăm ba", 23),
        ("băm tư", 34),
        ("năm sáu chục", 50),  # from fifty to sixty
        ("tám ba", 83),
        ("ba bốn", 3),
        ("bốn mấy", 40),
        ("một trăm", 100),
        ("bốn mươi phẩy năm", 40.5),
        ("thirty five", 35),
        ("ninety-one", 91),
        ("twelve", 12),
        ("1.250", 1250),
        ("62,5", 62.5),
    ],
)
def test_numbers_are_said_in_many_ways(words: str, number: float) -> None:
    text = normalise(words).text

    assert re.fullmatch(OF_A_HUNDRED, text), text
    assert value(text) == number


def test_hundreds_are_counted_too() -> None:
    text = normalise("hai trăm bốn mươi lăm").text

    assert re.fullmatch(TENS, text)
    assert value(text) == 245


@given(st.integers(0, 100), st.integers(1, 100))
def test_a_share_is_rounded_as_people_do(part: int, whole: int) -> None:
    share = 100 * part / whole

    assert abs(half_up(share) - share) <= 0.5
