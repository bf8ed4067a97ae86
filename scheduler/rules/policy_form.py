"""A policy as a person writes it: plain data in, a `Policy` out, and back (DESIGN.md §3, Policy).

The data need name only what changes. Times of day are "07:45", hours "07:30-11:30", a ladder a
table of working days by role: what TOML and JSON can both hold. How a setting is written follows
from its type, so a new field of `Policy` of a known type can be set as soon as it is there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import time
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, get_type_hints

from scheduler.rules.choosing import EMAIL, PLATFORMS
from scheduler.rules.confidentiality import Level
from scheduler.rules.people import Role
from scheduler.rules.policy import RUNGS, DayOffRule, Ladder, Levels, Policy, Rung

MOST = 250  # working days, or whatever else a whole number counts: a year of them
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class BadPolicy(ValueError):
    """What was written is no policy; `mistakes` holds one sentence for each thing wrong with it."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A setting of which two policies differ, as each would be written."""

    name: str
    old: Any
    new: Any


def read(form: Mapping[str, Any], base: Policy) -> Policy:
    """The policy that `form` makes of `base`, one version later; `base` itself if all is as it was.

    Raise BadPolicy, with every mistake there is.
    """
    mistakes: list[str] = []
    changed: dict[str, Any] = {}
    for name, said in form.items():
        if name not in SHAPES:
            mistakes.append(f"{name}: there is no such setting; {_nearest(name, SHAPES)}")
            continue
        try:
            changed[name] = SHAPES[name].read(said)
        except _Not as wrong:
            reason = str(wrong) or f"{_shown(said)} is not allowed"
            mistakes.append(f"{name}: {reason}; write {SHAPES[name].allowed}")
    made = replace(base, **changed)
    if not mistakes:
        mistakes += [*_slots_outside(made), *_longer_than_allowed(made)]
    if mistakes:
        raise BadPolicy(mistakes)
    return replace(made, version=base.version + 1) if differences(base, made) else base


def written(policy: Policy) -> dict[str, Any]:
    """The policy as plain data that `read` takes back; without its version."""
    return {name: shape.write(getattr(policy, name)) for name, shape in SHAPES.items()}


def differences(old: Policy, new: Policy) -> list[Difference]:
    """In what two policies differ, whatever their versions."""
    before, after = written(old), written(new)
    return [
        Difference(name=name, old=before[name], new=after[name])
        for name in SHAPES
        if before[name] != after[name]
    ]


# --- how each type of setting is written --------------------------------------------------------


class _Not(ValueError):
    """This is no such value; the text says why, if more can be said than that."""


@dataclass(frozen=True, kw_only=True)
class _Shape:
    allowed: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


def _whole(said: Any, least: int = 0) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= MOST:
        raise _Not(f"{_shown(said)} is not allowed")
    return said


def _yes_or_no(said: Any) -> bool:
    if not isinstance(said, bool):
        raise _Not
    return said


def _rule(said: Any) -> DayOffRule:
    try:
        return DayOffRule(said)
    except ValueError:
        raise _Not from None


def _listed(said: Any) -> list[Any]:
    if not isinstance(said, list | tuple) or not said:
        raise _Not
    return list(said)


def _steps(said: Any) -> tuple[int, ...]:
    steps = [_whole(each) for each in _listed(said)]
    _once(steps)
    return tuple(sorted(steps, reverse=True))


def _clock(said: Any) -> time:
    if isinstance(said, time) and not said.second:
        return said.replace(microsecond=0)
    found = CLOCK.fullmatch(said.strip()) if isinstance(said, str) else None
    if found is None:
        raise _Not(f"{_shown(said)} is no time of day")
    return time(int(found[1]), int(found[2]))


def _clocks(said: Any) -> tuple[time, ...]:
    clocks = [_clock(each) for each in _listed(said)]
    _once([f"{clock:%H:%M}" for clock in clocks])
    return tuple(sorted(clocks))


def _hours(said: Any) -> tuple[tuple[time, time], ...]:
    spans = sorted(_span(each) for each in _listed(said))
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise _Not(f"{_span_shown(earlier)} and {_span_shown(later)} overlap")
    return tuple(spans)


def _span(said: Any) -> tuple[time, time]:
    opens, dash, closes = said.partition("-") if isinstance(said, str) else ("", "", "")
    if not dash:
        raise _Not(f"{_shown(said)} is not allowed")
    span = _clock(opens), _clock(closes)
    if span[0] >= span[1]:
        raise _Not(f"{said} ends before it begins")
    return span


def _ladder(said: Any) -> Ladder:
    if not isinstance(said, Mapping):
        raise _Not
    unknown = [name for name in said if name not in list(RUNGS)]
    if unknown:
        raise _Not(f"{unknown[0]} is no rung, {_nearest(unknown[0], RUNGS)}")
    if Role.OFFICER not in said:
        raise _Not("officer is missing: whoever owes it is told first")
    ladder = tuple(
        Rung(role=role, after=_whole(said[role], least=1)) for role in RUNGS if role in said
    )
    for below, above in pairwise(ladder):
        if above.after <= below.after:
            raise _Not(f"{above.role} ({above.after}) must come after {below.role} ({below.after})")
    return ladder


def _levels(said: Any) -> Levels:
    if not isinstance(said, Mapping):
        raise _Not
    for channel, level in said.items():
        if channel.partition("/")[0] not in (*PLATFORMS, EMAIL):
            raise _Not(f"{channel} is no channel, {_nearest(channel, (*PLATFORMS, EMAIL))}")
        if level not in list(Level):
            raise _Not(
                f"{channel} cannot show {_shown(level)}, {_nearest(str(level), list(Level))}"
            )
    return tuple(sorted((channel, Level(level)) for channel, level in said.items()))


def _once(said: Sequence[Any]) -> None:
    twice = next((each for each in said if list(said).count(each) > 1), None)
    if twice is not None:
        raise _Not(f"{twice} stands there twice")


BY_TYPE: Mapping[Any, _Shape] = {
    int: _Shape(allowed=f"a whole number from 0 to {MOST}", read=_whole, write=int),
    bool: _Shape(allowed="true or false", read=_yes_or_no, write=bool),
    DayOffRule: _Shape(allowed=" or ".join(DayOffRule), read=_rule, write=str),
    tuple[int, ...]: _Shape(
        allowed=f"whole numbers of working days from 0 to {MOST}, as [5, 2, 1, 0]",
        read=_steps,
        write=list,
    ),
    tuple[time, ...]: _Shape(
        allowed='times of day, as ["07:45", "13:30"]',
        read=_clocks,
        write=lambda clocks: [f"{clock:%H:%M}" for clock in clocks],
    ),
    tuple[tuple[time, time], ...]: _Shape(
        allowed='spans that follow each other, as ["07:30-11:30", "13:00-17:00"]',
        read=_hours,
        write=lambda spans: [_span_shown(span) for span in spans],
    ),
    Ladder: _Shape(
        allowed=f"working days from 1 to {MOST} that rise from rung to rung,"
        " as { officer = 1, head = 3 }",
        read=_ladder,
        write=lambda ladder: {rung.role.value: rung.after for rung in ladder},
    ),
    Levels: _Shape(
        allowed="full, title or code for each channel,"
        ' as { telegram = "title", zalo_bot = "code" }; those that are not named show all',
        read=_levels,
        write=lambda levels: {channel: level.value for channel, level in levels},
    ),
}

_AT_LEAST_ONE = replace(
    BY_TYPE[int],
    allowed=f"a whole number from 1 to {MOST}",
    read=lambda said: _whole(said, least=1),
)
BY_NAME = dict.fromkeys(
    ("charge_days", "charge_at_most", "messages_a_day", "items_a_message"), _AT_LEAST_ONE
)

_TYPES = get_type_hints(Policy)
SHAPES: Mapping[str, _Shape] = {
    each.name: BY_NAME.get(each.name, BY_TYPE[_TYPES[each.name]])
    for each in fields(Policy)
    if each.name != "version"
}
"""Every setting there is, in the order of `Policy`."""


# --- what holds between settings ----------------------------------------------------------------


def _slots_outside(policy: Policy) -> list[str]:
    """Nobody would be spoken to in a slot in which the office does not work."""
    hours = ", ".join(_span_shown(span) for span in policy.hours)
    return [
        f"slots: {slot:%H:%M} lies outside the hours {hours}; write times in which the office works"
        for slot in policy.slots
        if not any(opens <= slot < closes for opens, closes in policy.hours)
    ]


def _longer_than_allowed(policy: Policy) -> list[str]:
    """Nobody takes charge for longer by default than at the most."""
    if policy.charge_days <= policy.charge_at_most:
        return []
    return [
        f"charge_days: {policy.charge_days} is more than charge_at_most ({policy.charge_at_most});"
        " write a number up to that, or raise charge_at_most too"
    ]


def _span_shown(span: tuple[time, time]) -> str:
    return f"{span[0]:%H:%M}-{span[1]:%H:%M}"


def _nearest(name: str, known: Mapping[str, Any] | Sequence[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"the nearest is {near[0]}" if near else f"there are {', '.join(known)}"


def _shown(said: Any) -> str:
    return f"“{said}”" if isinstance(said, str) else str(said)
