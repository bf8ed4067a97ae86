import re
from typing import Any

import pytest

from bot.understanding.lines import answer

LINE: dict[str, Any] = {
    "id": "R1",
    "now": "2026-10-14T09:00:00+07:00",
    "kind": "task",
    "text": "NV3 xong, NV5 60% vì thiếu người",
}
KEYS = {"id", "intent", "percent", "date", "blocker", "refs", "items", "sure"}


def test_a_line_answers_with_the_documented_keys() -> None:
    out = answer({**LINE, "expect": "ignored"})

    assert set(out) == KEYS
    assert out["refs"] == ["NV3", "NV5"]
    assert out["items"][1] == {
        "ref": "NV5", "intent": "progress", "percent": 60, "date": None, "blocker": "thiếu người",
    }  # fmt: skip


def test_an_unsure_line_also_gives_its_readings() -> None:
    out = answer({**LINE, "text": "150%"})

    assert set(out) == {*KEYS, "readings"}
    assert (out["sure"], out["percent"]) == (False, None)
    assert 2 <= len(out["readings"]) <= 4
    assert set(out["readings"][0]) == {"intent", "percent", "date", "blocker", "refs"}


def test_the_context_is_read() -> None:
    context = {"asked": "NV1", "items": [{"n": 1, "code": "NV1"}], "days_off": ["2026-10-16"]}

    assert answer({**LINE, "text": "1", "context": context})["refs"] == ["NV1"]
    late = answer({**LINE, "text": "2 ngày làm việc nữa em nộp", "context": context})
    assert late["date"] == "2026-10-19"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"now": "2026-10-14T09:00:00"}, "cannot read now"),
        ({"now": "9999-12-31T09:00:00+07:00"}, "cannot read now"),
        ({"kind": "memo"}, "cannot read kind"),
        ({"text": None}, "cannot read text"),
        ({"context": {"items": [{"n": "x", "code": "NV1"}]}}, "cannot read context.items.0.n"),
    ],
)
def test_an_unreadable_line_says_what_is_wrong(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        answer({**LINE, **change})
