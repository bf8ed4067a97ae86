"""No regular expression backtracks without bound, whatever anybody types."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

import bot.understanding
from tests.bot.understanding.ambiguity import ambiguity

_ROOMS = ("bot.receiving.clauses", "bot.receiving.reminder_words")


def patterns_in(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Every compiled pattern of a table, a frozen value or a function made for a table."""
    if isinstance(value, re.Pattern):
        yield value
        return
    inside: list[Any] = []
    if isinstance(value, Mapping):
        inside = list(value.values())
    elif isinstance(value, tuple | list | set | frozenset):
        inside = list(value)
    elif is_dataclass(value) and not isinstance(value, type):
        inside = [getattr(value, each.name) for each in fields(value)]
    elif closure := getattr(value, "__closure__", None):
        inside = [cell.cell_contents for cell in closure]
    for each in inside if depth < 6 else ():
        yield from patterns_in(each, depth + 1)


def modules() -> list[str]:
    package = bot.understanding
    inside = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    return [package.__name__, *(module.name for module in inside), *_ROOMS]


@pytest.mark.parametrize("name", modules())
def test_no_pattern_can_backtrack_without_bound(name: str) -> None:
    found = dict.fromkeys(patterns_in(vars(importlib.import_module(name))))

    assert {each.pattern[:80]: why for each in found if (why := ambiguity(each))} == {}


def test_the_tables_of_patterns_are_looked_into() -> None:
    found = {p for name in modules() for p in patterns_in(vars(importlib.import_module(name)))}

    assert len(found) > 200


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("(?:a+)*x", "nested"),
        ("(?:a*b*)*", "nested"),
        ("(?:a|aa)*", "nested"),
        (r"(?:\W|, )*x", "nested"),
        (r"(?:nhe|n\w+)*x", "nested"),
        ("a*a*", "adjacent"),
        ("(?:a+){0,3}x", "adjacent"),
        (r"\W*(?: nhe)*\W*$", "adjacent"),
        ("[^,]*(?:xin)?[^.]*x", "adjacent"),
    ],
)
def test_the_check_finds_what_can_backtrack(pattern: str, kind: str) -> None:
    why = ambiguity(re.compile(pattern))

    assert why is not None
    assert why.startswith(kind)


@pytest.mark.parametrize(
    "pattern",
    [r"(?: \w+)*x", r"(?: \w+){0,3} \w+", "(?:a|ab)*", "[^,]{0,40}[^.]{0,40}x", r"\W*\w+", "a*xa*"],
)
def test_the_check_lets_pass_what_cannot(pattern: str) -> None:
    assert ambiguity(re.compile(pattern)) is None
