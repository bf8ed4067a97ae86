"""The work of understanding grows with the length of a message and ends with what is read of it.

Work is counted in calls, so no busy machine can make it fail; that no single search inside a
pattern takes longer is shown by test_patterns.py.
"""

import sys
from types import FrameType
from typing import Any

import pytest

from bot.understanding import understand
from bot.understanding.normalise import TAKEN_AT_MOST
from tests.bot.understanding.builders import NOW

WORDS = (
    "em ", "dạ ", "a ", "chua ", "cac xa ", "so lieu ", "truoc vuong ", "vi ", "sang ", "chung em ",
    "thu 2 ",
    "1/1 ", "xin em ", "mai, ", "tuan sau ", "3 ", "NV3 ", "NV1-60 ", "70% ", "3/4 xa ", "xong? ",
    "xong. ", "chờ ký, ", "1. ", "?", "\u200b", "👍", "<b>", "=1+", "\n", "dxongz ", "a", "１２％ ",
)  # fmt: skip


def calls(text: str) -> int:
    """How many functions are called, ours and Python's, to understand a text."""
    counted = 0

    def count(_: FrameType, event: str, __: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    understand(text, NOW, "task")  # what is made once is made before
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        understand(text, NOW, "task")
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("word", WORDS)
def test_twice_the_length_is_at_most_about_twice_the_work(word: str) -> None:
    half, whole = (calls(word * (length // len(word))) for length in (600, 1200))

    assert whole <= 2.2 * half + 200


@pytest.mark.parametrize("word", WORDS)
def test_behind_what_is_read_a_message_costs_nothing(word: str) -> None:
    read, long = (calls(word * (length // len(word))) for length in (TAKEN_AT_MOST, 100_000))

    assert long <= 1.2 * read + 200
