"""The days of reports in words: read again they are the same days."""

import pytest

from bot.administration.preview import shown
from bot.cycle_days import last_days
from scheduler.rules.recurrence import Recurrence, parse_rrule
from scheduler.rules.report_phrases import ReportPhrase, read_phrase
from storage.plan_import import read_plan
from tests.bot.conversation.conftest import PLAN


@pytest.mark.parametrize(
    ("kind", "rule", "words"),
    [
        ("tuần", "FREQ=WEEKLY;BYDAY=WE", "thứ Tư hằng tuần"),
        ("tháng", "FREQ=MONTHLY;BYMONTHDAY=9", "ngày 9 hằng tháng"),
        ("quý", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9", "9/3, 9/6, 9/9, 9/12 hằng năm"),
        ("6 tháng", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9", "9/6 hằng năm"),
        ("năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=14", "14/12 hằng năm"),
    ],
)
def test_words_are_read_again(kind: str, rule: str, words: str) -> None:
    recurrence = parse_rrule(rule)
    assert last_days(recurrence, "vi") == words
    (read,) = read_phrase(f"báo cáo {kind} ({words})")
    assert isinstance(read, ReportPhrase)
    assert read.recurrence == recurrence


def test_what_has_no_few_words_is_as_the_plan_says() -> None:
    last_workday = Recurrence(weekdays=(0, 1, 2, 3, 4), position=-1)
    assert last_days(last_workday, "vi") == "như kế hoạch ghi"
    assert last_days(None, "en") == "no day"


def test_the_preview_names_cycles_in_the_language() -> None:
    draft = read_plan("plan.txt", PLAN.encode())
    vi, en = shown(draft, "vi"), shown(draft, "en")
    assert "- báo cáo tuần: trước thứ 5 hàng tuần (thứ Tư hằng tuần)" in vi
    assert "- weekly: " in en
    for english in ("weekly:", "monthly:", "FREQ="):
        assert english not in vi
