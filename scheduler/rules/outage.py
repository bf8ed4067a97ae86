"""When a bot has heard nothing for so long that what was said to it may be lost (DESIGN.md §4.12).

A day on which nobody writes is no outage: a bot receives as long as its platform answers our polls,
or, where the platform posts by itself, as long as our process is there to be posted to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONG = timedelta(hours=20)
"""Telegram keeps what it could not deliver for 24 hours; others promise nothing."""


@dataclass(frozen=True, kw_only=True)
class Outage:
    """From `begins` to `ends` a bot received nothing."""

    begins: datetime
    ends: datetime


def outage(received_at: datetime | None, now: datetime) -> Outage | None:
    """What is over now that a bot receives again, if it was long; it did last at `received_at`
    (None: it never has)."""
    if received_at is None or now - received_at < LONG:
        return None
    return Outage(begins=received_at, ends=now)


def is_to_be_told(gap: Outage, linked_since: datetime, told: datetime | None) -> bool:
    """Whether a person hears of an outage: they could have written then, and were not told of it
    (`told`: the end of the one they last heard of)."""
    return linked_since <= gap.begins and (told is None or told < gap.ends)
