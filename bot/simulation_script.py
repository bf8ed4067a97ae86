"""The script of a simulation: one JSON object a line, checked before anything happens (§7)."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from scheduler.rules.succession import SuccessionKind
from scheduler.simulate import script


class BadScript(ValueError):
    """A script that cannot be played; the text names the line and says what is wrong."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
Names = Annotated[list[Text], BeforeValidator(_listed), Field(min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    at: datetime


class _Reply(_Line):
    event: Literal["reply"]
    person: Text
    text: Text


class _Absent(_Line):
    event: Literal["absent"]
    person: Text
    until: date
    substitute: Text | None = None


class _Outage(_Line):
    event: Literal["outage"]
    until: datetime
    of: Literal["everything", "sending"] = "everything"


class _DayOff(_Line):
    event: Literal["day_off"]
    day: date


class _Extend(_Line):
    event: Literal["extend"]
    duty: Text
    until: date


class _Return(_Line):
    event: Literal["return"]
    duty: Text


class _Reopen(_Line):
    event: Literal["reopen"]
    duty: Text


class _Assign(_Line):
    event: Literal["assign"]
    duty: Text
    person: Text


class _Policy(_Line):
    event: Literal["policy"]
    set: dict[str, Any]


class _Units(_Line):
    event: Literal["units"]
    old: Names
    new: Annotated[list[Text], BeforeValidator(_listed)]
    kind: SuccessionKind
    takers: dict[Text, Text] = {}


_LINE: TypeAdapter[Any] = TypeAdapter(
    Annotated[
        _Reply
        | _Absent
        | _Outage
        | _DayOff
        | _Extend
        | _Return
        | _Reopen
        | _Assign
        | _Policy
        | _Units,
        Field(discriminator="event"),
    ]
)
_EVENTS: dict[str, Any] = {
    "reply": script.Reply,
    "absent": script.Absent,
    "outage": script.Outage,
    "day_off": script.DayOff,
    "extend": script.Extend,
    "return": script.Return,
    "reopen": script.Reopen,
    "assign": script.Assign,
    "policy": script.SetPolicy,
    "units": script.ReplaceUnits,
}


def read_script(content: bytes, first: date, last: date, zone: ZoneInfo) -> list[script.Event]:
    """The events of a script between two days, both included; raise BadScript.

    Moments without a zone are the office's.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadScript("the script is not UTF-8: save it again as UTF-8") from error
    events = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            events.append(_read_line(line, number, first, last, zone))
    return events


def _read_line(line: str, number: int, first: date, last: date, zone: ZoneInfo) -> script.Event:
    try:
        found = _LINE.validate_python(json.loads(line), strict=False)
    except ValidationError as error:
        raise BadScript(f"script, line {number}: {_said(error)}") from error
    except (ValueError, RecursionError) as error:
        raise BadScript(f"script, line {number}: it is no JSON object: {error}") from error
    at = _in(found.at, zone)
    if not first <= at.astimezone(zone).date() <= last:
        raise BadScript(f"script, line {number}: {found.at:%F} is not between {first} and {last}")
    facts = {name: value for name, value in found if name not in ("event", "at")}
    if found.event == "outage":
        facts["until"] = _in(found.until, zone)
        facts["of_sending"] = facts.pop("of") == "sending"
        if facts["until"] <= at:
            raise BadScript(f"script, line {number}: the outage ends before it begins")
    if found.event == "units":
        facts = facts | {"old": tuple(found.old), "new": tuple(found.new)}
    event: script.Event = _EVENTS[found.event](at=at, line=number, **facts)
    return event


def _in(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _said(error: ValidationError) -> str:
    """The first thing that is wrong with a line, in one sentence."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in _EVENTS)
    match first["type"]:
        case "union_tag_not_found":
            return f"it has no event; there are {', '.join(_EVENTS)}"
        case "union_tag_invalid":
            named = (first["input"] or {}).get("event")
            return f"there is no event {named!r}; there are {', '.join(_EVENTS)}"
        case "extra_forbidden":
            return f"this event has no {where!r}"
        case "missing":
            return f"{where!r} is missing"
    return f"{where}: {first['msg']}" if where else "it is no JSON object"
