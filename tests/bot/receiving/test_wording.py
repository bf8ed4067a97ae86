"""What politeness puts around words goes; a name that looks like it stays."""

import pytest

from bot.receiving.wording import without_courtesy


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("dạ e gửi BC1 rồi ạ", "gửi BC1"),
        ("gửi BC1 đồng chí nhé", "gửi BC1"),
        ("đồng ý NV1: cảm ơn đồng chí", "đồng ý NV1: cảm ơn"),
        ("gửi BC1 cho chị nhé", "gửi BC1 cho chị"),
        ("giao NV3 cho Chi", "giao NV3 cho Chi"),
        ("giao NV3 cho đồng chí Chi", "giao NV3 cho đồng chí Chi"),
        ("giao NV3 cho chị Chi nhé", "giao NV3 cho chị Chi"),
    ],
)
def test_courtesy_goes_and_names_stay(said: str, plain: str) -> None:
    assert without_courtesy(said) == plain
