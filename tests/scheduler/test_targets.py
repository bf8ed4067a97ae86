"""How far a figure has come on the way to its target."""

import pytest

from scheduler.rules.amounts import figure, find_amounts, number, same_unit
from scheduler.rules.targets import Aim, Reached, reached


@pytest.mark.parametrize(
    ("op", "planned", "actual", "percent", "is_met"),
    [
        (">=", 80, 85, 106, True),
        (">=", 80, 80, 100, True),
        (">", 80, 80, 100, False),
        (">=", 1250, 625, 50, False),
        ("<=", 3, 2, 67, True),
        ("<=", 3, 4.5, 150, False),
        ("<", 3, 3, 100, False),
        ("=", 12, 12, 100, True),
        ("~", 30, 29, 97, True),
        ("~", 30, 25, 83, False),
        (">=", 0, 5, None, True),
    ],
)
def test_how_far(op: str, planned: float, actual: float, percent: int, is_met: bool) -> None:
    aim = Aim(value=planned, value_max=None, unit="%", op=op)
    assert reached(aim, actual) == Reached(percent=percent, is_met=is_met)


@pytest.mark.parametrize(
    ("actual", "percent", "is_met"),
    [(2, 67, False), (3, 100, True), (5, 167, True), (6, 200, False)],
)
def test_a_range_has_two_ends(actual: float, percent: int, is_met: bool) -> None:
    aim = Aim(value=3, value_max=5, unit="dự án", op="range")
    assert reached(aim, actual) == Reached(percent=percent, is_met=is_met)


def test_of_words_and_without_a_figure_nothing_is_known() -> None:
    nothing = Reached(percent=None, is_met=None)
    assert reached(Aim(value=None, value_max=None, unit="", op=""), 5) == nothing
    assert reached(Aim(value=5, value_max=None, unit="", op=">="), None) == nothing


@pytest.mark.parametrize(
    ("aim", "shown"),
    [
        (Aim(value=98.5, value_max=None, unit="%", op=">"), "> 98,5%"),
        (Aim(value=1250, value_max=None, unit="doanh nghiệp", op=">="), "≥ 1.250 doanh nghiệp"),
        (Aim(value=3, value_max=5, unit="dự án", op="range"), "3–5 dự án"),
        (Aim(value=None, value_max=None, unit="", op=""), ""),
    ],
)
def test_as_it_is_shown(aim: Aim, shown: str) -> None:
    assert aim.shown() == shown


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12,5", 12.5),
        ("1.200", 1200),
        ("1,200", 1200),
        ("0,125", 0.125),
        ("1.250,5", 1250.5),
        ("1,250.5", 1250.5),
        ("2.000.000", 2_000_000),
        ("86.4", 86.4),
    ],
)
def test_points_and_commas(written: str, value: float) -> None:
    assert number(written) == value
    assert number(figure(value)) == value or value == 0.125  # two places are shown


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("85%", [(85, "%")]),
        ("1.250 doanh nghiệp", [(1250, "doanh nghiệp")]),
        ("85% đến 30/6/2027", [(85, "%")]),
        ("ngày 30/6/2027, số 12/QĐ-UBND, năm 2027", []),
    ],
)
def test_amounts(said: str, found: list[tuple[float, str]]) -> None:
    assert [(each.value, each.unit) for each in find_amounts(said)] == found


def test_units() -> None:
    assert same_unit("Doanh nghiệp", "doanh nghiep moi")
    assert not same_unit("doanh nghiệp", "%")
