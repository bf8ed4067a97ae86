"""What a word to a request says. It is Wednesday 5 August 2026."""

from datetime import date

import pytest

from bot.understanding.verdict import Word, verdict
from scheduler.rules.calendar import WorkCalendar

TODAY = date(2026, 8, 5)


@pytest.mark.parametrize(
    "words",
    [
        "xin gia hạn đến 20/9",
        "em xin phép lùi sang tuần sau",
        "đề nghị cho kéo dài thêm 5 ngày",
        "cho em thêm thời gian",
        "xin lui den 20/9",
        "we need more time",
        "asking for an extension until 20/9",
    ],
)
def test_who_asks_for_more_time_answers_nothing(words: str) -> None:
    said = verdict(words, TODAY, WorkCalendar())

    assert said.word is Word.NEITHER
    assert said.asks_for_time


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("đồng ý cho gia hạn", Word.YES),
        ("ok, cho gia hạn", Word.YES),
        ("không cho gia hạn được, việc gấp", Word.NO),
        ("không gia hạn", Word.NO),
        ("đang làm 60%", Word.NEITHER),
        ("chờ gia đình bàn", Word.NEITHER),
    ],
)
def test_who_grants_or_refuses_it_does_not_ask(words: str, word: Word) -> None:
    said = verdict(words, TODAY, WorkCalendar())

    assert (said.word, said.asks_for_time) == (word, False)
