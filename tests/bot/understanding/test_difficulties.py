import pytest

from bot.understanding.difficulties import words_of


@pytest.mark.parametrize(
    ("raw", "text", "found"),
    [
        ("em bận", "em bận", True),
        ("dang ban qua", "dang ban qua", True),
        ("em bàn rồi", "em ban roi", False),  # accents typed, and none of "bận"
        ("em ban voi anh Nam", "em ban voi anh nam", False),
        ("co ket qua", "co ket qua", False),
    ],
)
def test_accents_decide_where_they_are_typed(raw: str, text: str, found: bool) -> None:
    assert bool(words_of(raw).own.search(text)) is found
