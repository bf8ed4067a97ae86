"""Which waiting mailboxes may be served now without breaking a platform's limits (DESIGN.md §5).

Pure: who waits, when the bot and each chat were called lately, and the real time in; what to claim
out. Answers first, then whoever has waited longest. Throttling is a table of numbers to test, not
a sleep to wait for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """A bot's limits; Telegram's by default (CHANNELS.md B).

    One message a second to one chat in the long run; a short burst is allowed, so that an answer
    need not wait for the reminder before it.
    """

    per_second: int = 29  # of all chats together; the platform allows 30
    chat_burst: int = 3  # messages to one chat within `chat_window`
    chat_window: timedelta = 3 * SECOND


@dataclass(frozen=True, kw_only=True)
class Waiting:
    mailbox_id: int
    recipient: str
    urgent: bool  # an answer waits in it
    since: datetime
    calls: Sequence[datetime] = ()  # when it was called lately, in real time


def choose(
    waiting: Iterable[Waiting], calls: Sequence[datetime], limits: Limits, real_now: datetime
) -> Sequence[Waiting]:
    """The mailboxes to claim now, in order; `calls` are the bot's own lately, to whomever."""
    free = max(0, limits.per_second - len(lately(calls, SECOND, real_now)))

    def is_free(box: Waiting) -> bool:
        return len(lately(box.calls, limits.chat_window, real_now)) < limits.chat_burst

    ready = filter(is_free, waiting)
    return sorted(ready, key=lambda box: (not box.urgent, box.since, box.mailbox_id))[:free]


def lately(
    calls: Iterable[datetime], within: timedelta, real_now: datetime
) -> tuple[datetime, ...]:
    """The calls that still count against a limit for so long a time.

    One that lies ahead was made before the machine's clock was set back: it counts no more, or the
    bot would be silent until the clock has caught up.
    """
    return tuple(at for at in calls if real_now - within < at <= real_now + SECOND)


def rest(calls: Sequence[datetime], limits: Limits, real_now: datetime) -> timedelta | None:
    """How long the bot must be silent, in real time; None if it may speak at once."""
    counted = sorted(lately(calls, SECOND, real_now))
    if len(counted) < limits.per_second:
        return None
    return counted[-limits.per_second] + SECOND - real_now
