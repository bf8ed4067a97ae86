"""What this version knows of a year's days off: laid down in a file, else computed by a package.

Years in `storage/calendar_days.toml` come from there alone: no upgrade of the `holidays` package
changes them. Of the others the package computes what the law says; what the Government announces
year by year it can only know afterwards.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import holidays

from scheduler.rules.calendar import DayKind, days


@dataclass(frozen=True, kw_only=True)
class OpenPoint:
    """Something about a year that is not certain yet."""

    days: frozenset[date]  # one of them entered by hand settles it; none named: any of the year
    says: Mapping[str, str]  # by language


@dataclass(frozen=True, kw_only=True)
class PublicYear:
    """The days of a year that are not what their weekday says, each with its source."""

    number: int
    days: Mapping[date, tuple[DayKind, str]]
    open: tuple[OpenPoint, ...]


def public_year(number: int) -> PublicYear:
    """What is known of a year without asking anybody."""
    return _laid_down().get(number) or _computed(number)


def says(what: str, **facts: str) -> Mapping[str, str]:
    """A sentence of the file about any year, by language: "computed", "missing", "otherwise"."""
    return {language: text.format(**facts) for language, text in _file()[what].items()}


def _run(text: str) -> tuple[date, date]:
    """First and last day of "2026-02-14..2026-02-22", or of a single day."""
    first, _, last = text.partition("..")
    return date.fromisoformat(first), date.fromisoformat(last or first)


@cache
def _file() -> dict[str, Any]:
    source = resources.files(__package__) / "calendar_days.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def _laid_down() -> dict[int, PublicYear]:
    return {form["number"]: _from_file(form) for form in _file()["year"]}


def _from_file(form: Mapping[str, Any]) -> PublicYear:
    return PublicYear(
        number=form["number"],
        days=dict(_entries(form)),
        open=tuple(
            OpenPoint(
                days=frozenset(map(date.fromisoformat, point["days"])),
                says={"vi": point["vi"], "en": point["en"]},
            )
            for point in form.get("open", ())
        ),
    )


def _entries(form: Mapping[str, Any]) -> Iterator[tuple[date, tuple[DayKind, str]]]:
    for entry in form["entry"]:
        for kind in (DayKind.OFF, DayKind.WORKED):
            for run in entry.get(kind.value, ()):
                for day in days(*_run(run)):
                    yield day, (kind, f"{entry['name']} ({entry['source']})")


# The package takes it as off already; the law that makes it so is not known to be in force.
CULTURE_DAY = "Ngày Văn hóa Việt Nam"


@cache
def _computed(number: int) -> PublicYear:
    source = holidays.country_holidays("VN", years=[number], language="vi")
    asked = frozenset(day for day, name in source.items() if CULTURE_DAY in name)
    known = {
        day: (DayKind.OFF, f"{name} (gói holidays)")
        for day, name in source.items()
        if day not in asked
    }
    swapped: set[date] = getattr(source, "weekend_workdays", set())
    known |= {
        day: (DayKind.WORKED, "làm bù (gói holidays)") for day in swapped if day.year == number
    }
    certain = number < min(_laid_down())  # long gone: what was announced the package knows
    points = [OpenPoint(days=frozenset(), says=says("computed"))]
    points += [OpenPoint(days=asked, says=says("culture_day"))] if asked else []
    return PublicYear(number=number, days=known, open=() if certain else tuple(points))
