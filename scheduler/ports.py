"""What the scheduler asks of whoever remembers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from scheduler.rules.decision import Decision, Watched


class Look(Protocol):
    """A duty as it was read: a decision is stored only if the duty is still the same."""

    @property
    def item(self) -> Watched: ...


L = TypeVar("L", bound=Look)


class Ledger(Protocol[L]):
    async def open_due(self, now: datetime) -> int:
        """Make every duty whose opening day has come; return how many."""
        ...

    async def watched(self, now: datetime, limit: int) -> Sequence[L]:
        """Up to `limit` duties whose time to be looked at has come."""
        ...

    async def apply(self, decided: Sequence[tuple[L, Decision]], now: datetime) -> int:
        """Store decisions and when to look again; return how many notices were newly queued."""
        ...

    async def set_aside(self, look: L, now: datetime) -> None:
        """Keep a duty that could not be decided from being looked at again for an hour."""
        ...

    async def reach(self, now: datetime) -> None:
        """Move the watermark: all that was due up to `now` is decided or set aside."""
        ...
