"""An explanation in words: as a text for a chat, or at once for the command line."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sending.naming import short_quote, title
from bot.texts import day, joined, moment, render, short_day, text
from scheduler.rules.duty import Duty
from scheduler.rules.explanation import Explanation, Line
from scheduler.rules.people import Role
from scheduler.rules.tally import SATURDAY, Rest, Tally


def paragraph(why: Explanation, zone: ZoneInfo, who: str | None = None) -> dict[str, Any]:
    """All its sentences as one text; `who` reads it, by name. None: whoever is spoken to."""
    return joined((_shown(each, zone, who) for each in why.lines), " ")


def in_words(why: Explanation, zone: ZoneInfo, language: str, who: str | None = None) -> str:
    """The paragraph in a language."""
    return _rendered(paragraph(why, zone, who), language)


def reason(why: Explanation, zone: ZoneInfo, language: str = "vi") -> str:
    """The rule and its arithmetic alone, on one line: what the simulation says of an item."""
    return _rendered(_shown(why.rule, zone, None), language)


def _rendered(value: Mapping[str, Any], language: str) -> str:
    return render("recorded.several", language, {"lines": value})


def _shown(each: Line, zone: ZoneInfo, who: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"who": who or text("why.you")}
    for name, value in each.facts.items():
        facts[name] = _fact(value, zone, who)
        if each.key == "why.issued" and isinstance(value, date):
            facts[name] = short_day(value, year=True)  # as documents are cited
        if isinstance(value, Tally):
            facts |= {f"{name}_{part}": told for part, told in _parts(value).items()}
    return text(each.key, **facts)


def _fact(value: Any, zone: ZoneInfo, who: str | None) -> Any:
    match value:
        case Line():
            return _shown(value, zone, who)
        case Tally():
            return text(_direction(value), **_parts(value))
        case datetime():
            return moment(value, zone)
        case date():
            return day(value)
        case Duty():
            return text("ask.duty", code=value.code, title=title(value))
        case Role():
            return text(f"why.role.{value.value}")
        case tuple():
            return joined(_fact(each, zone, who) for each in value)
        case str():
            return short_quote(value)
    return value


def _direction(count: Tally) -> str:
    if count.steps < 0:
        return "why.count_back_one" if count.steps == -1 else "why.count_back"
    return "why.count_ahead_one" if count.steps == 1 else "why.count_ahead"


def _parts(count: Tally) -> dict[str, Any]:
    """How many days, which day they lead to, and which were passed over or counted all the same."""
    weekend = [
        text("why.saturday") if each == SATURDAY else text("why.sunday") for each in count.weekend
    ]
    off: list[Any] = [*weekend, *(_rest(each) for each in count.rests)]
    told = [text("why.skipped", days=joined(off))] if off else []
    if count.worked:
        told.append(text("why.worked", days=joined(short_day(each) for each in count.worked)))
    return {"n": abs(count.steps), "day": day(count.end), "skipped": joined(told, "")}


def _rest(rest: Rest) -> dict[str, Any]:
    days: Any = short_day(rest.first)
    if rest.first != rest.last:
        days = text("why.span", first=days, last=short_day(rest.last))
    return text("why.rest", name=rest.name or text("why.day_off"), days=days)
