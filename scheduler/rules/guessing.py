"""Guessing linking codes: who types wrong ones is heard less and less (DESIGN.md §3, Link).

Two counts are kept: of each account that is linked to nobody, and of all those of a bot together,
so that many accounts side by side gain nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)  # in which wrong codes are counted together
MOST_OF_ONE = 5
MOST_OF_ALL = 60  # a whole office that links on one morning stays far below
SILENCE = timedelta(minutes=15)
LONGEST = timedelta(days=1)
REMEMBERED = timedelta(days=7)  # after that whoever guessed begins anew


@dataclass(frozen=True, kw_only=True)
class Tries:
    """The wrong codes of an account, or of a bot's accounts together, and the silence after them.

    `silences`: how many there have been; `until`: the end of the last of them.
    """

    wrong: int
    since: datetime
    silences: int = 0
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Guessed:
    """An account that guessed, as the watchdog sees it."""

    channel: str
    address: str


def is_silenced(tries: Tries | None, now: datetime) -> bool:
    return tries is not None and tries.until is not None and now < tries.until


def after_wrong(tries: Tries | None, now: datetime, *, most: int, doubles: bool) -> Tries:
    """The count after one more wrong code; the last one allowed begins a silence.

    `doubles`: each silence is twice as long as the one before.
    """
    if tries is not None and tries.until is not None and now - tries.until >= REMEMBERED:
        tries = None
    silences, until = (tries.silences, tries.until) if tries else (0, None)
    goes_on = tries is not None and tries.wrong > 0 and now - tries.since < WINDOW
    wrong, since = (tries.wrong + 1, tries.since) if tries and goes_on else (1, now)
    if wrong < most:
        return Tries(wrong=wrong, since=since, silences=silences, until=until)
    # Of the exponent no more than what reaches the longest silence.
    length = min(SILENCE * 2 ** min(silences, 10), LONGEST) if doubles else SILENCE
    return Tries(wrong=0, since=now, silences=silences + 1, until=now + length)
