"""The policy in the words of an office, and back: "leo thang: người thực hiện +1, trưởng phòng +3".

How a setting is said follows from how it is written (`policy_form.written`), so a new setting of a
known shape can be said as soon as it has a name in the texts; until then it goes by its own. Every
line that is shown is a sentence that can be typed.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.sending.naming import channel_name
from bot.texts import LANGUAGES, catalogue, joined, text
from scheduler.rules.choosing import PLATFORMS
from scheduler.rules.confidentiality import Level
from scheduler.rules.people import Role
from scheduler.rules.policy import RUNGS, DayOffRule
from scheduler.rules.policy_form import SHAPES
from scheduler.rules.words import fold

_CLOCK = r"(\d{1,2}) ?(?:h|:|g|gio) ?(\d{2})?"
_SPAN = re.compile(rf"{_CLOCK} ?(?:-|–|den|to) ?{_CLOCK}")
_TIME = re.compile(_CLOCK)
_WHOLE = re.compile(r"[+]?(\d{1,4})(?: ?(?:ngay(?: lam viec)?|tin|muc|days?|messages?|items?))?")
_RUNG = re.compile(r"(?P<role>[^\d+:=]+?) ?[:=]? ?[+]?(?P<after>\d{1,3})(?: ?(?:ngay|days?))?")
_ON = frozenset({"bat", "co", "on", "yes", "true"})
_OFF = frozenset({"tat", "khong", "off", "no", "false"})
# Beside the names of roles in the texts, what an office calls them.
_CALLED = {
    Role.OFFICER: ("chuyen vien", "cong chuc", "can bo", "vien chuc"),
    Role.HEAD: ("truong phong", "head", "giam doc trung tam"),
    Role.COORDINATOR: ("dau moi", "coordinator"),
    Role.DEPUTY: ("pho giam doc", "deputy"),
    Role.LEADER: ("giam doc", "leader"),
}


def name_of(setting: str) -> Any:
    """What a setting is called, in the reader's language."""
    key = f"policy.name.{setting}"
    return text(key) if key in catalogue("vi") else setting


def hint_of(setting: str) -> Any:
    """What holds of its values."""
    key = f"policy.hint.{setting}"
    return text(key) if key in catalogue("vi") else text("policy.hint.other")


@cache
def names() -> Mapping[str, str]:
    """Every setting by its folded names in both languages, the longest first."""
    found = {setting.replace("_", " "): setting for setting in SHAPES}
    found |= {setting: setting for setting in SHAPES}
    for language in LANGUAGES:
        for setting in SHAPES:
            if words := catalogue(language).get(f"policy.name.{setting}"):
                found[fold(words)] = setting
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def shown(value: Any) -> Any:
    """A value as it is said; a line that can be typed again."""
    match value:
        case bool():
            return text("policy.on" if value else "policy.off")
        case dict() if not value:
            return text("policy.no_limits")
        case dict():
            return joined([_pair(name, each) for name, each in value.items()])
        case list():
            return ", ".join(str(each) for each in value)
        case str() if value in list(DayOffRule):
            return text(f"policy.day_off.{value}")
    return str(value)


def read(said: str, like: Any) -> Any:
    """What was said as `policy_form.read` takes it, if it is said as values `like` this one are;
    else the words as they are, which no setting allows."""
    words = fold(said).strip(" .")
    found: Any = None
    match like:
        case bool():
            found = True if words in _ON else False if words in _OFF else None
        case int():
            found = int(match[1]) if (match := _WHOLE.fullmatch(words)) else None
        case dict() if like and set(like) <= set(RUNGS):
            found = _ladder(words)
        case dict():
            found = _levels(words)
        case [str(first), *_] if "-" in first:
            found = _all(_SPAN, words, lambda m: f"{_at(m[1], m[2])}-{_at(m[3], m[4])}")
        case [str(), *_]:
            found = _all(_TIME, words, lambda m: _at(m[1], m[2]))
        case [int(), *_]:
            found = _all(_WHOLE, words, lambda m: int(m[1]))
        case str() if like in list(DayOffRule):
            found = _rule(words)
    if found is not None:
        return found
    try:
        return tomllib.loads(f"value = {said}")["value"]
    except tomllib.TOMLDecodeError:
        return said


# --- parts --------------------------------------------------------------------------------------


def _pair(name: str, value: Any) -> Any:
    if name in list(RUNGS) and isinstance(value, int):
        return text("policy.rung", role=text(f"rung.{name}"), n=value)
    if value in list(Level):
        return text("policy.level", channel=channel_name(name), level=_level_text(value))
    return f"{name}: {value}"


def _all(pattern: re.Pattern[str], words: str, value: Any) -> list[Any] | None:
    """Each piece between commas or "và", if all are such."""
    pieces = [each.strip() for each in re.split(r"[,;]| va | and ", words) if each.strip()]
    matches = [pattern.fullmatch(each) for each in pieces]
    return [value(match) for match in matches] if all(matches) and pieces else None


def _at(hours: str, minutes: str | None) -> str:
    return f"{int(hours):02}:{minutes or '00'}"


def _ladder(words: str) -> dict[str, int] | None:
    found = {}
    for piece in re.split(r"[,;]", words):
        match = _RUNG.fullmatch(piece.strip())
        role = match and _role(match["role"].strip())
        if not match or role is None:
            return None
        found[role.value] = int(match["after"])
    return found


def _levels(words: str) -> dict[str, str] | None:
    """Of each channel how much its chats show; of those not named all."""
    if words in {fold(catalogue(each)["policy.no_limits"]) for each in LANGUAGES}:
        return {}
    found = {}
    for piece in re.split(r"[,;]", words):
        channel, _, level = (each.strip() for each in piece.partition(":"))
        named = next((each for each in Level if level in _names_of_level(each)), None)
        at = next((each for each in PLATFORMS if channel in _names_of_channel(each)), None)
        if named is None or at is None:
            return None
        found[at] = named.value
    return found


def _names_of_channel(channel: str) -> set[str]:
    named = {fold(catalogue(each)[f"channel.{channel}"]) for each in LANGUAGES}
    return {channel, channel.replace("_", " "), *named}


def _level_text(level: str) -> Any:
    return text(f"confidentiality.level.{Level(level).value}")


def _names_of_level(level: Level) -> set[str]:
    named = {fold(catalogue(each)[f"confidentiality.level.{level.value}"]) for each in LANGUAGES}
    return {level.value, *named}


def _role(said: str) -> Role | None:
    for role in RUNGS:
        named = {fold(catalogue(each)[f"rung.{role.value}"]) for each in LANGUAGES}
        if said in named or said in _CALLED[role] or said == role.value:
            return role
    return None


def _rule(words: str) -> str | None:
    for rule in DayOffRule:
        named = {fold(catalogue(each)[f"policy.day_off.{rule.value}"]) for each in LANGUAGES}
        if words in named or words == rule.value:
            return rule.value
    return None
