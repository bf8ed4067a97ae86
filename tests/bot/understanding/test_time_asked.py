"""What a request for more time lacks."""

from datetime import date

import pytest

from bot.understanding.time_asked import has_reason, past_day, past_promise
from scheduler.rules.words import fold


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("NV1 xin gia hạn đến 20/9", False),
        ("NV1 xin gia hạn đến ngày 20/9 ạ", False),
        ("NV1/HC em xin gia hạn đến hết tuần sau nhé", False),
        ("cho em lùi hạn 3 ngày", False),
        ("đề nghị cho gia hạn thêm một tuần", False),
        ("NV1 extension until Friday please", False),
        ("NV1 xin gia hạn đến 20/9 vì chờ số liệu", True),
        ("chưa có số liệu, xin gia hạn đến 20/9", True),
        ("NV1 xin thêm 3 ngày do mưa lũ", True),
        ("NV1 extension until Friday, waiting for figures", True),
    ],
)
def test_whether_a_reason_is_given(words: str, expected: bool) -> None:
    assert has_reason(fold(words)) is expected


@pytest.mark.parametrize(
    ("words", "today", "expected"),
    [
        ("NV1 xin gia hạn đến 1/8", "2026-08-03", "2026-08-01"),
        ("NV1 xin gia hạn đến ngày 31/7/2026 vì chờ", "2026-08-03", "2026-07-31"),
        ("NV1 extension until 1/8", "2026-08-03", "2026-08-01"),
        ("NV1 xin gia hạn đến 3/8", "2026-08-03", None),
        ("NV1 xin gia hạn đến 20/9", "2026-08-03", None),
        ("NV1 xin gia hạn đến 15/1", "2026-12-03", None),
        ("NV1 xin gia hạn đến 31/2", "2026-08-03", None),
        ("theo công văn 12/7 xin gia hạn", "2026-08-03", None),
        ("NV1 xin gia hạn", "2026-08-03", None),
    ],
)
def test_a_day_that_has_passed(words: str, today: str, expected: str | None) -> None:
    found = past_day(fold(words), date.fromisoformat(today))

    assert found == (date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("words", "today", "expected"),
    [
        ("hẹn 1/8 xong", "2026-08-03", ("2026-08-01", "")),
        ("hẹn ngày 1/8/2026", "2026-08-03", ("2026-08-01", "")),
        ("em xin hứa 1/8 hoàn thành ạ", "2026-08-03", ("2026-08-01", "em xin, ạ")),
        ("60%, hẹn 1/8 xong, vướng kinh phí", "2026-08-03", ("2026-08-01", "60%, vướng kinh phí")),
        ("60% dự kiến hoàn thành trước ngày 1/8", "2026-08-03", ("2026-08-01", "60%")),
        ("sẽ xong vào 1/8", "2026-08-03", ("2026-08-01", "")),
        ("đến 1/8 xong ạ", "2026-08-03", ("2026-08-01", "ạ")),
        ("will be done by 1/8", "2026-08-03", ("2026-08-01", "")),
        ("đến 1/8 xong 60%", "2026-08-03", None),  # how far it was then
        ("tính đến 1/8 đạt 60%", "2026-08-03", None),
        ("60%, 1/8 đã họp", "2026-08-03", None),
        ("hẹn 1/8 mà chưa xong", "2026-08-03", None),
        ("hẹn 1/8 nhưng vướng", "2026-08-03", None),
        ("60%, Sở Tài chính hẹn 1/8 trả lời", "2026-08-03", None),
        ("hẹn 3/8 xong", "2026-08-03", None),
        ("hẹn 20/9 xong", "2026-08-03", None),
        ("hẹn 15/1 xong", "2026-12-03", None),
        ("hẹn 31/2 xong", "2026-08-03", None),
    ],
)
def test_a_promise_of_a_day_that_has_passed(
    words: str, today: str, expected: tuple[str, str] | None
) -> None:
    found = past_promise(words, date.fromisoformat(today))

    assert found == (expected and (date.fromisoformat(expected[0]), expected[1]))
