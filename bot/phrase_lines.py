"""The border of `dondoc when`: a phrase or JSON lines in, what they mean out (DESIGN.md §7)."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.typed_days import read_day
from scheduler.rules.meaning import Meaning, meanings
from scheduler.rules.office_hours import Office
from storage.calendars import shipped

CALENDAR_YEARS = 6  # how far ahead days off are looked up


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: Any = None  # the asker's own, of whatever type
    phrase: str
    on: str | None = None


def day_of_reading(typed: str) -> date:
    """The day that was typed, in this century; ValueError with one sentence for any other."""
    day = read_day(typed)
    if not 2000 <= day.year < 2100:
        raise ValueError(f"{typed}: the year must be in this century")
    return day


def read(phrase: str, on: date, count: int) -> tuple[Meaning, ...]:
    """What a phrase means in an office with the shipped calendar and the default day-off rule."""
    return meanings(phrase, on, _office(on.year), count)


def answer(line: dict[str, Any], today: date, count: int) -> Iterator[dict[str, Any]]:
    """The meanings of one JSON line under its id; ValueError with one sentence for a bad one."""
    try:
        asked = _Line.model_validate({**line, "on": line.get("from")})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = {"on": "from"}.get(str(first["loc"][0]), str(first["loc"][0]))
        raise ValueError(f"cannot read {where}: {first['msg']}") from error
    try:
        on = day_of_reading(asked.on) if asked.on is not None else today
    except ValueError as error:
        raise ValueError(f"cannot read from: {error}") from error
    for each in read(asked.phrase, on, count):
        yield {"id": asked.id, **each.to_json()}


def shown(found: Meaning) -> str:
    """A small table for a person."""
    form = found.to_json()
    days = [
        f"  {due:%a %d/%m/%Y}" + (f"   send by {advice:%a %d/%m/%Y}" if advice != due else "")
        for due, advice in zip(found.next, found.advise, strict=True)
    ]
    head = {key: value for key, value in form.items() if key not in ("next", "advise", "why")}
    return "\n".join(
        [
            "  ".join(f"{key} {value}" for key, value in head.items() if value is not None),
            *days,
            f"  {found.why}",
        ]
    )


@lru_cache(maxsize=64)
def _office(year: int) -> Office:
    return Office(calendar=shipped(range(year - 3, year + CALENDAR_YEARS)))
