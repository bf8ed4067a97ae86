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
        ("NV4 60% ghi hộ chị Chi nhé", "NV4 60% ghi hộ chị Chi"),
        ("NV4 60% ghi hộ anh Minh ạ", "NV4 60% ghi hộ anh Minh"),
        ("NV4 60% on behalf of Minh", "NV4 60% on behalf of Minh"),
        ("phó phòng là Chi", "phó phòng là Chi"),
        ("nhắc anh Minh nhé", "nhắc anh Minh"),
        ("/lienket Chi", "/lienket Chi"),
        ("/huylienket Minh", "/huylienket Minh"),
        ("/huylienket ạ", "/huylienket"),
        ("mai nhắc em", "mai nhắc"),
    ],
)
def test_courtesy_goes_and_names_stay(said: str, plain: str) -> None:
    assert without_courtesy(said) == plain
