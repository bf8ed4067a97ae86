"""Why a notice was or will be said, as a value: keys of texts and the facts that fill them.

No words here: `bot/texts` has them in each language, so that chat, the command line and the
simulation explain the same thing in the same sentence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scheduler.rules.duty import Duty
from scheduler.rules.people import Cast
from scheduler.rules.tally import Tally


@dataclass(frozen=True, kw_only=True)
class Line:
    """A text by its key. Facts are days, moments, numbers, names, tallies, roles, duties, lines."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def line(key: str, **facts: Any) -> Line:
    return Line(key=key, facts=facts)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One short paragraph: the rule with its arithmetic, what bears on it, who reads it, whence."""

    rule: Line
    notes: tuple[Line, ...] = ()
    reader: Line | None = None  # why it goes to this person
    source: Line | None = None  # what the plan says
    since: tuple[Line, ...] = ()  # what has changed since the notice was made

    @property
    def lines(self) -> tuple[Line, ...]:
        """The sentences in the order in which they are read."""
        told = (self.rule, *self.notes, self.reader, self.source, *self.since)
        return tuple(each for each in told if each is not None)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Every count of days that the paragraph shows."""
        return tuple(found for each in self.lines for found in _tallies(each))


def _tallies(value: Any) -> Iterator[Tally]:
    match value:
        case Tally():
            yield value
        case Line():
            for fact in value.facts.values():
                yield from _tallies(fact)
        case tuple():
            for each in value:
                yield from _tallies(each)


# --- what an explanation may draw on beside the duty --------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Another date that a duty was given: when, instead of which, and the reason that was kept."""

    at: datetime
    old: date | None
    new: date | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a duty comes from, as far as its plan says it; what it does not say is empty."""

    plan: str = ""  # the title
    number: str = ""
    issued_on: date | None = None
    ref: str = ""  # "II.2.b"
    lines: tuple[int, int] | None = None  # first and last in the file that was imported
    words: str = ""  # the deadline's own: "Trước ngày 10/9/2026", "trước ngày 10 hàng tháng"
    due_on: date | None = None  # the last day in time that these words mean
    dates: tuple[Dated, ...] = ()  # the other dates it was given since, oldest first


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a confirm or decide speaks for: who asked, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Background:
    """What is known of a notice beside the duty; whatever is missing is left unsaid."""

    source: Source = field(default_factory=Source)
    day_names: Mapping[date, str] = field(default_factory=dict)  # of days off
    merged: tuple[str, ...] = ()  # codes of the reports that this one is sent together with
    request: Asked | None = None
    policy_version: int | None = None  # the one that the climb keeps; None: nothing is frozen
    task: Duty | None = None  # whose line a report asks for
    cast: Cast | None = None  # around what the notice is about; else the watched duty's
    made_at: datetime | None = None  # when the notice was queued
    left_on: date | None = None  # the day on which it was said
