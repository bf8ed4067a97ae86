"""The words the bot says, by key and language; a clerk can correct a sentence in the TOML files.

A blank takes a plain value, a list (its lines), a day or moment as `day()` and `moment()` make
them, or another text as `text()` makes it. All are JSON, so that what is to be said can be stored.
What people typed is only ever a value: braces in it are words.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from bot.texts.guarded import BLANKS, Guarded, guard, never, shown_at, within
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.confidentiality import Level

LANGUAGES = ("vi", "en")
Facts = Mapping[str, Any]


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by dotted key: "overdue.none"."""
    source = resources.files(__package__) / f"{language}.toml"
    return dict(flat(tomllib.loads(source.read_text(encoding="utf-8"))))


def flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The entries of a table and of those in it, by dotted key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


@cache
def blanks(key: str) -> frozenset[str]:
    """The names of the blanks of a text; both languages have the same."""
    parts = Formatter().parse(catalogue(LANGUAGES[0])[key])
    return frozenset(name for _, name, _, _ in parts if name is not None)


def render(key: str, language: str, facts: Facts | None = None) -> str:
    """The text of a key with its blanks filled; all of it, whatever chats may show."""
    return shown_at(marked(key, language, facts), Level.FULL)


def render_value(value: Any, language: str) -> str:
    """A value of a text in words: a text, a day, a moment, or what is words already."""
    return shown_at(_show(value, language), Level.FULL)


def marked(key: str, language: str, facts: Facts | None = None) -> str:
    """The text for a chat, with marks around what not every chat may show (`guarded.shown_at`)."""
    shown = {name: _blank(name, value, language) for name, value in (facts or {}).items()}
    return catalogue(language)[key].format_map(shown)


def _blank(name: str, value: Any, language: str) -> str:
    if name in BLANKS and isinstance(value, str):
        return guard(BLANKS[name], value)
    return _show(value, language)


def text(key: str, **facts: Any) -> dict[str, Any]:
    """A text as a value: rendered in the reader's language when the message is composed."""
    return {"text": key, "facts": facts}


def day(value: date) -> dict[str, str]:
    return {"day": value.isoformat()}


def short_day(value: date, *, year: bool = False) -> dict[str, Any]:
    """A day without its weekday; also without the year, where what stands beside it tells it."""
    return {"short_day": value.isoformat(), "year": year}


def joined(values: Iterable[Any], by: str = ", ") -> dict[str, Any]:
    """Values one behind the other on one line."""
    return {"joined": list(values), "by": by}


def moment(value: datetime, zone: ZoneInfo) -> dict[str, str]:
    """A moment, to be shown as the office's clock in that zone shows it."""
    return {"moment": value.isoformat(), "zone": zone.key}


def kept_back(kind: Guarded) -> dict[str, str]:
    """A value that no chat shows."""
    return {"kept_back": kind.value}


def as_title(value: str) -> dict[str, str]:
    """A title as a value, for a blank that may hold other things too."""
    return {"guarded": Guarded.TITLE.value, "value": value}


def no_more_than(level: Level, value: Any) -> Any:
    """A value of which no chat shows more than that."""
    return value if level is Level.FULL else {"within": level.value, "value": value}


def _show(value: Any, language: str) -> str:
    match value:
        case None:
            return ""
        case {"text": key, "facts": facts}:
            return marked(key, language, facts)
        case {"kept_back": kind}:
            return never(Guarded(kind))
        case {"guarded": kind, "value": str(words)}:
            return guard(Guarded(kind), words)
        case {"within": level, "value": of}:
            return within(_show(of, language), Level(level))
        case {"day": iso}:
            return show_day(date.fromisoformat(iso), language)
        case {"short_day": iso, "year": year}:
            return _show_short_day(date.fromisoformat(iso), language, year=year)
        case {"joined": values, "by": by}:
            return str(by).join(_show(each, language) for each in values)
        case {"moment": iso, "zone": zone}:
            return _show_moment(iso, ZoneInfo(zone), language)
        case {"moment": iso}:  # stored before orgs had zones of their own in texts
            return _show_moment(iso, OFFICE_ZONE, language)
        case list() | tuple():
            return "\n".join(_show(each, language) for each in value)
    return str(value)


def _show_moment(iso: str, zone: ZoneInfo, language: str) -> str:
    at = datetime.fromisoformat(iso).astimezone(zone)
    return f"{at:%H:%M} {show_day(at.date(), language)}"


def show_day(value: date, language: str) -> str:
    """A day as people say it: "thứ Tư 09/9/2026", "Wed 9 Sep 2026"."""
    weekday = catalogue(language)["weekdays"].split(",")[value.weekday()]
    months = catalogue(language)["months"].split(",")
    if language == "vi":
        return f"{weekday} {value.day:02}/{value.month}/{value.year}"
    return f"{weekday} {value.day} {months[value.month - 1]} {value.year}"


def _show_short_day(value: date, language: str, *, year: bool) -> str:
    """ "29/8", "29 Aug", with the year "29/8/2026", "29 Aug 2026"."""
    if language == "vi":
        return f"{value.day:02}/{value.month}" + (f"/{value.year}" if year else "")
    month = catalogue(language)["months"].split(",")[value.month - 1]
    return f"{value.day} {month}" + (f" {value.year}" if year else "")
