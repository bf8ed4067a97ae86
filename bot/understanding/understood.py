"""What a reply was understood to say: frozen values, nothing else.

The invariants of a record hold here, whoever builds one (LABELS.md §1): done is 100 without a date,
progress is never 100, and what gives no status carries no figure.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from scheduler.rules.calendar import OFFICE_ZONE


class Intent(StrEnum):
    """What the officer says about the duty; the words are those of LABELS.md §2."""

    DONE = "done"
    PROGRESS = "progress"
    NOT_STARTED = "not_started"
    BLOCKED = "blocked"
    EXTENSION = "extension"
    ACK = "ack"
    QUESTION = "question"
    DELEGATE = "delegate"
    REJECT = "reject"
    OTHER = "other"


STATUSES = frozenset(
    {Intent.DONE, Intent.PROGRESS, Intent.NOT_STARTED, Intent.BLOCKED, Intent.EXTENSION}
)
WITHOUT_FIGURES = frozenset(Intent) - STATUSES
WITHOUT_BLOCKER = frozenset({Intent.ACK, Intent.QUESTION, Intent.OTHER})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One way to take a message (or the part of it about one code)."""

    intent: Intent
    percent: int | None = None
    date: dt.date | None = None
    blocker: str | None = None
    refs: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        intent: Intent,
        percent: int | None,
        day: dt.date | None,
        blocker: str | None,
        refs: tuple[str, ...],
    ) -> Self:
        """What was found, less what an intent cannot carry."""
        if intent in WITHOUT_FIGURES:
            percent = day = None
        elif intent is Intent.DONE:
            percent, day = 100, None
        elif percent == 100 or (percent == 0) != (intent is Intent.NOT_STARTED):
            percent = None
        if intent in WITHOUT_BLOCKER:
            blocker = None
        return cls(intent=intent, percent=percent, date=day, blocker=blocker, refs=refs)


@dataclass(frozen=True, kw_only=True)
class Item:
    """What a message says about one of several codes."""

    ref: str
    intent: Intent
    percent: int | None = None
    date: dt.date | None = None
    blocker: str | None = None
    sure: bool = True
    readings: tuple[Reading, ...] = ()  # if it is not sure; the first repeats the fields above


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A whole message. Not sure: the first of `readings` repeats the fields above it."""

    intent: Intent
    percent: int | None = None
    date: dt.date | None = None
    blocker: str | None = None
    refs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    sure: bool = True
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the service knew when the message came in."""

    due_on: dt.date | None = None
    due_time: dt.time | None = None
    asked: str | None = None  # code of the one duty asked about
    items: tuple[tuple[int, str], ...] = ()  # numbers of the last message, and their codes
    quoted_items: tuple[tuple[int, str], ...] | None = None  # None: nothing was quoted
    days_off: frozenset[dt.date] = frozenset()
    days_worked: frozenset[dt.date] = frozenset()
    zone: ZoneInfo = OFFICE_ZONE  # of the office: which day it is when the message comes

    @property
    def numbered(self) -> dict[int, str]:
        """Item numbers the officer can mean: those of the quoted message before the last one's."""
        return dict(self.items if self.quoted_items is None else self.quoted_items)

    def due_of(self, code: str | None) -> dt.date | None:
        """When a code falls due; None: what the message is about, whatever it is called."""
        return self.due_on if code is None or self.asked in (None, code) else None


def reading_of(said: Item | Understood) -> Reading:
    """What a message, or its part about one code, says; of no code."""
    return Reading(intent=said.intent, percent=said.percent, date=said.date, blocker=said.blocker)
