import re
import unicodedata
from types import ModuleType

import pytest

from bot.understanding import (
    blocker,
    dates,
    day_roles,
    day_words,
    due_shifts,
    percent,
    refs,
    status,
    vocabulary,
)
from bot.understanding.normalise import APART, normalise


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Đã HOÀN THÀNH", "da hoan thanh"),
        ("e lm xog r", "em lam xong roi"),
        ("hổng có, chưa mần", "khong co, chua lam"),
        ("máy hỏng", "may hỏng"),  # broken, not the southern "no"
        ("thứ sáu hay tuần sau", "thu sáu hay tuan sau"),
        ("sas ddang lamf baos caos", "sa dang lam bao cao"),  # Telex keys
        ("d9a4 nop65", "da nop"),  # VNI keys
        ("NV12 t6", "nv12 thu 6"),
        ("７０％", "70%"),
        ("¾", "3/4"),
        ("x\u200bong\u202c", "xong"),
        ("h.thành", "hoan thanh"),
        ("cho so lieu", "chờ so lieu"),  # without accents "cho" is told by what follows
        ("cho em xin", "cho em xin"),
        ("do the work", "do the work"),
    ],
)
def test_what_is_typed_many_ways_is_read_one_way(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant


def test_decomposed_accents_read_like_composed_ones() -> None:
    text = "Đã hoàn thành, dạ thứ sáu"

    assert normalise(unicodedata.normalize("NFD", text)).text == normalise(text).text


@pytest.mark.parametrize(
    "raw",
    ["e  ko có Kinh Phí", "x\u200bin ４ ngày", unicodedata.normalize("NFD", "vướng đất"), "½½"],
)
def test_every_stretch_leads_back_to_the_raw_text(raw: str) -> None:
    said = normalise(raw)

    assert len(said.text) == len(said.starts) == len(said.ends)
    for start in range(len(said.text)):
        for end in range(start + 1, len(said.text) + 1):
            assert said.quote(start, end) in raw


def test_a_quote_keeps_shorthand_and_accents_as_written() -> None:
    said = normalise("e  ko có Kinh Phí ạ")
    at = said.text.index("khong")

    assert said.quote(at, said.text.index("phi") + 3) == "ko có Kinh Phí"


@pytest.mark.parametrize(
    "room",
    [blocker, dates, day_roles, day_words, due_shifts, percent, refs, status, vocabulary],
    ids=lambda m: m.__name__,
)
def test_no_pattern_waits_for_an_accent_that_is_folded_away(room: ModuleType) -> None:
    patterns = [value.pattern for value in vars(room).values() if isinstance(value, re.Pattern)]
    if room is day_roles:
        patterns += [row.pattern for row in day_roles._TABLE]
    if room is day_words:
        patterns += [row.pattern for group in day_words._TABLE for row in group.rows]
    patterns += vocabulary.VOCABULARY.values() if room is vocabulary else []

    words = {word for pattern in patterns for word in re.findall(r"[^\W\d_]+", pattern)}
    assert {word for word in words if not word.isascii()} <= APART
