"""Whose days are whose when something changes hands. A dash alone is since ever, or for ever."""

import pytest

from scheduler.rules.assignment import Span
from tests.builders import on


def span(text: str) -> Span:
    """ "1-9" is from 1 to 9 August 2026, both included; "3-" from the 3rd on."""
    first, last = (f"2026-08-{int(part):02}" if part else "" for part in text.split("-"))
    return Span(from_on=on(first) if first else None, to_on=on(last) if last else None)


@pytest.mark.parametrize(
    ("held", "taken", "shared", "left"),
    [
        ("-", "10-", "10-", ["-9"]),  # who leaves keeps the past
        ("1-", "10-", "10-", ["1-9"]),
        ("1-20", "10-", "10-20", ["1-9"]),
        ("1-9", "10-", None, ["1-9"]),  # over already
        ("10-", "10-", "10-", []),
        ("15-", "10-", "15-", []),  # still to come
        ("15-20", "10-", "15-20", []),
        ("-", "10-12", "10-12", ["-9", "13-"]),  # somebody stands in for three days
        ("1-20", "10-12", "10-12", ["1-9", "13-20"]),
        ("1-11", "10-12", "10-11", ["1-9"]),
        ("11-20", "10-12", "11-12", ["13-20"]),
        ("11-11", "10-12", "11-11", []),
        ("13-20", "10-12", None, ["13-20"]),
        ("1-20", "-", "1-20", []),
    ],
)
def test_days_that_are_taken_away(
    held: str, taken: str, shared: str | None, left: list[str]
) -> None:
    both = span(held).shared(span(taken))

    assert both == (span(shared) if shared else None)
    assert both == span(taken).shared(span(held))
    assert span(held).without(span(taken)) == tuple(map(span, left))


@pytest.mark.parametrize(
    ("held", "day", "holds"),
    [
        ("10-12", "2026-08-09", False),
        ("10-12", "2026-08-10", True),
        ("10-12", "2026-08-12", True),
        ("10-12", "2026-08-13", False),
        ("-", "2030-01-01", True),
    ],
)
def test_both_days_are_included(held: str, day: str, holds: bool) -> None:
    assert span(held).holds_on(on(day)) is holds


@pytest.mark.parametrize(
    ("held", "day", "turns"),
    [
        ("10-12", "2026-08-01", ["2026-08-10", "2026-08-13"]),
        ("10-12", "2026-08-10", ["2026-08-13"]),
        ("10-12", "2026-08-13", []),
        ("10-", "2026-08-09", ["2026-08-10"]),
        ("-", "2026-08-01", []),
    ],
)
def test_when_it_changes_hands(held: str, day: str, turns: list[str]) -> None:
    assert [str(turn) for turn in span(held).changes_after(on(day))] == turns


def test_the_last_day_is_not_before_the_first() -> None:
    with pytest.raises(ValueError, match="before the first"):
        span("12-10")
