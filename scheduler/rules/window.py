"""A window: for how long a platform lets us write to somebody after they last did something there.

    Official Account   free for 48 hours and 8 messages, then paid for until 7 days are over

Each thing they do (a word, a pressed button) opens it anew. So a message after which the next slot
would cost something asks its reader to do something; and once the window is surely closed nobody
calls the platform in vain. Pure: what they did and what was said since in, what may be done out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

JUST_NOW = timedelta(hours=1)  # whoever acted since is not asked to act


class Standing(Enum):
    FREE = "free"
    PAID = "paid"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Window:
    free_for: timedelta
    free_messages: int
    open_for: timedelta


@dataclass(frozen=True, kw_only=True)
class Acts:
    """`acted_at`: when somebody last did something; None: nobody knows. `said`: ours since then."""

    acted_at: datetime | None
    said: int


def standing(window: Window, acts: Acts, now: datetime) -> Standing:
    """How it stands at `now`. What is not known is taken for open: the platform will say."""
    if acts.acted_at is None:
        return Standing.FREE
    since = now - acts.acted_at
    if since > window.open_for:
        return Standing.CLOSED
    is_free = since <= window.free_for and acts.said < window.free_messages
    return Standing.FREE if is_free else Standing.PAID


def asks_to_reopen(window: Window, acts: Acts, now: datetime, next_at: datetime) -> bool:
    """Whether a message that leaves at `now` is the last free one, or one that is paid for.

    `next_at`: when the next one may leave. Nobody knows when it does, so all that are paid for ask:
    any of them may be the last. But not the answer to what somebody has just done.
    """
    if acts.acted_at is not None and now - acts.acted_at < JUST_NOW:
        return False
    after = Acts(acted_at=acts.acted_at, said=acts.said + 1)
    is_open = standing(window, acts, now) is not Standing.CLOSED
    return is_open and standing(window, after, next_at) is not Standing.FREE
