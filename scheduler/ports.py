"""What the scheduler asks of whoever remembers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from scheduler.rules.alarm import Alarm
from scheduler.rules.decision import Decision, Watched
from scheduler.rules.finding import Guarded


class Look(Protocol):
    """A duty as it was read: a decision is stored only if the duty is still the same."""

    @property
    def item(self) -> Watched: ...

    @property
    def look_at(self) -> datetime | None: ...


L = TypeVar("L", bound=Look)


class Ledger(Protocol[L]):
    async def is_quiet(self, now: datetime) -> bool:
        """Whether a pass would find nothing to do: asked at every wake, so it must cost little."""
        ...

    async def open_due(self, now: datetime) -> int:
        """Make every duty whose opening day has come; return how many.

        What cannot be opened is set aside.
        """
        ...

    async def watched(self, now: datetime, limit: int) -> Sequence[L]:
        """Up to `limit` duties whose time to be looked at has come; what cannot be read is left out
        and set aside."""
        ...

    async def apply(self, decided: Sequence[tuple[L, Decision]], now: datetime) -> int:
        """Store decisions and when to look again; return how many notices were newly queued."""
        ...

    async def set_aside(self, look: L, error: Exception, now: datetime) -> None:
        """Report a duty that could not be decided, and keep it from being looked at for a while."""
        ...

    async def guarded(self, now: datetime) -> Guarded | None:
        """What the watchdog must know of the whole office, before a slot is let go; else None."""
        ...

    async def warned(self, raised: Alarm, slot: datetime) -> None:
        """Remember what the watchdog found in a slot, and queue what is told of it."""
        ...

    async def reach(self, now: datetime) -> None:
        """Move the watermark: all that was due up to `now` is decided or set aside."""
        ...

    async def sample(self, now: datetime) -> Sequence[L] | None:
        """The duties that tonight's check looks at, none of them due; None if it is not its time.

        Another night brings others, until all have been seen.
        """
        ...

    async def checked(self, overslept: Sequence[tuple[L, datetime]], now: datetime) -> None:
        """Tonight's check is made: report these, with when each should have been looked at, and
        have them looked at now."""
        ...
