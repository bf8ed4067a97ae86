"""Which waiting mailboxes may be served now without breaking a platform's limits (DESIGN.md §5).

Pure: rows, what went out lately and the real time in; what to claim out. Answers first, then
whoever has waited longest. Throttling is a table of numbers to test, not a sleep to wait for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """A bot's limits; Telegram's by default (CHANNELS.md B)."""

    per_second: int = 29  # of all chats together; the platform allows 30
    chat_rest: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    mailbox_id: int
    recipient: str
    urgent: bool  # an answer waits in it
    since: datetime


def choose(
    waiting: Iterable[Waiting],
    last_sent: Mapping[str, datetime],
    limits: Limits,
    real_now: datetime,
) -> Sequence[Waiting]:
    """The mailboxes to claim now, in order; `last_sent` maps a recipient to its last send."""
    second = timedelta(seconds=1)
    lately = sum(1 for at in last_sent.values() if at > real_now - second)
    free = max(0, limits.per_second - lately)
    ready = (
        box
        for box in waiting
        if real_now - last_sent.get(box.recipient, LONG_AGO) >= limits.chat_rest
    )
    return sorted(ready, key=lambda box: (not box.urgent, box.since, box.mailbox_id))[:free]
