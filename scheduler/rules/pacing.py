"""Which waiting mailboxes may be served now without breaking a platform's limits (DESIGN.md §5).

Pure: rows, what went out lately and the real time in; what to claim out. Answers first, then
whoever has waited longest. Throttling is a table of numbers to test, not a sleep to wait for.
"""

from collections.abc import Iterable, Mapping, Sequence
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


def choose(
    waiting: Iterable[Waiting],
    lately: Mapping[str, Sequence[datetime]],
    limits: Limits,
    real_now: datetime,
) -> Sequence[Waiting]:
    """The mailboxes to claim now, in order; `lately` holds when each recipient was sent to."""
    last_second = sum(at > real_now - SECOND for sent in lately.values() for at in sent)
    free = max(0, limits.per_second - last_second)

    def is_free(box: Waiting) -> bool:
        begins = real_now - limits.chat_window
        return sum(at > begins for at in lately.get(box.recipient, ())) < limits.chat_burst

    ready = filter(is_free, waiting)
    return sorted(ready, key=lambda box: (not box.urgent, box.since, box.mailbox_id))[:free]
