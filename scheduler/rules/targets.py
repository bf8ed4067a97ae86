"""Targets of a plan (chỉ tiêu): what is aimed at, and how far a figure has come. Pure."""

from dataclasses import dataclass

from scheduler.rules.amounts import PERCENT, figure

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "=", "~": "≈"}
OPERATORS = (*SIGNS, "range")
NEAR = 0.05  # "khoảng 30%" is met from 28,5% up


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What is to be reached; without a value it is said in words alone."""

    value: float | None
    value_max: float | None
    unit: str
    op: str  # of SIGNS, or range; "" without a value

    def shown(self) -> str:
        """ "≥ 98%", "3–5 dự án"; "" for an aim in words."""
        if self.value is None:
            return ""
        if self.op == "range" and self.value_max is not None:
            return with_unit(f"{figure(self.value)}–{figure(self.value_max)}", self.unit)
        return f"{SIGNS[self.op]} {with_unit(figure(self.value), self.unit)}"


@dataclass(frozen=True, kw_only=True)
class Reached:
    """`percent`: the figure's part of the aim; None where there is none. `is_met`: None unknown."""

    percent: int | None
    is_met: bool | None


def reached(aim: Aim, actual: float | None) -> Reached:
    """How far a figure has come.

    Upwards it is actual/planned. An upper bound is kept or not, and the percent is how much of it
    is used up; of a range the lower end counts until it is reached, and its upper end is a bound.
    """
    if aim.value is None or actual is None:
        return Reached(percent=None, is_met=None)
    planned = aim.value
    met = {
        ">=": actual >= planned,
        ">": actual > planned,
        "<=": actual <= planned,
        "<": actual < planned,
        "=": actual == planned,
        "~": actual >= planned * (1 - NEAR),
        "range": planned <= actual <= (aim.value_max or actual),
    }[aim.op]
    return Reached(percent=round(100 * actual / planned) if planned else None, is_met=met)


def with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit == PERCENT else f"{number} {unit}".strip()
