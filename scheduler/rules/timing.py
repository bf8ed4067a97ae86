"""The normal form of "when" for a task (PLAN_FORMAT.md §4): six kinds, nothing else.

`due` is always the LAST day that is still in time. Reading a Vietnamese phrase into one of these
is the work of `phrases`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Deadline:
    due: date


@dataclass(frozen=True, kw_only=True)
class Window:
    """To be done within [start, due], both included."""

    start: date
    due: date


@dataclass(frozen=True, kw_only=True)
class Ongoing:
    """No end: never overdue by itself, shown in every report."""

    start: date | None = None
    reviewed_yearly: bool = False


@dataclass(frozen=True, kw_only=True)
class Yearly:
    """One result each calendar year; without a month and day due on 31/12."""

    month: int = 12
    day: int = 31
    stated: bool = False  # whether the text gave the month and day
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, kw_only=True)
class Conditional:
    """No date until a person says that the condition is met. The phrase is kept verbatim."""

    condition: str


@dataclass(frozen=True, kw_only=True)
class NoTime:
    """The text gives no time for the task as a whole."""


Timing = Deadline | Window | Ongoing | Yearly | Conditional | NoTime


def to_json(timing: Timing) -> dict[str, Any]:
    """The form of PLAN_FORMAT.md §4, with ISO dates."""
    match timing:
        case Deadline():
            return {"kind": "deadline", "due": timing.due.isoformat()}
        case Window():
            return {
                "kind": "window",
                "start": timing.start.isoformat(),
                "due": timing.due.isoformat(),
            }
        case Ongoing():
            start = timing.start.isoformat() if timing.start else None
            review = {"review": "yearly"} if timing.reviewed_yearly else {}
            return {"kind": "ongoing", "start": start, **review}
        case Yearly():
            stated = {"month_day": f"{timing.month:02}-{timing.day:02}"} if timing.stated else {}
            bounds = {
                name: bound.isoformat()
                for name, bound in (("start", timing.start), ("end", timing.end))
                if bound
            }
            return {"kind": "yearly", **stated, **bounds}
        case Conditional():
            return {"kind": "conditional", "condition": timing.condition}
        case NoTime():
            return {"kind": "none"}


def from_json(form: dict[str, Any]) -> Timing:
    """Read `to_json`'s form back; raise ValueError for any other."""

    def day(name: str) -> date | None:
        return date.fromisoformat(form[name]) if form.get(name) else None

    match form.get("kind"):
        case "deadline":
            return Deadline(due=date.fromisoformat(form["due"]))
        case "window":
            return Window(
                start=date.fromisoformat(form["start"]), due=date.fromisoformat(form["due"])
            )
        case "ongoing":
            return Ongoing(start=day("start"), reviewed_yearly=form.get("review") == "yearly")
        case "yearly":
            month, last = (int(part) for part in form.get("month_day", "12-31").split("-"))
            return Yearly(
                month=month,
                day=last,
                stated="month_day" in form,
                start=day("start"),
                end=day("end"),
            )
        case "conditional":
            return Conditional(condition=form["condition"])
        case "none":
            return NoTime()
    raise ValueError(f"not a timing: {form!r}")


def condition_of(form: Mapping[str, Any] | None) -> str:
    """The condition of a stored timing, in the plan's words; empty where there is none."""
    timing = from_json(dict(form)) if form else None
    return timing.condition if isinstance(timing, Conditional) else ""
