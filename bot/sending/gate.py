"""The gate before a platform: each call of a bot leaves at its planned moment, or not at all.

What a sender has claimed is planned evenly, a second ahead. Calls that were held up on their
way to the gate do not leave all at once afterwards, and it closes as soon as the platform wants the
bot to rest.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime

from scheduler.rules.pacing import AHEAD, Limits, Refusal, held_until, is_of_the_bot

MOST = 1_000  # calls remembered: no platform takes as many in a second


class Gate:
    """Of one bot, in one process."""

    def __init__(self, limits: Limits, real_clock: Callable[[], datetime]) -> None:
        self._limits = limits
        self._real_clock = real_clock
        self._turn = asyncio.Lock()  # whoever was claimed first is called first
        self._calls: deque[datetime] = deque(maxlen=min(limits.at_most, MOST))
        self._refusals: list[Refusal] = []
        self._rests_until: datetime | None = None

    async def enter(self, at: datetime, calls: int) -> bool:
        """Wait for the moment of a message that takes so many calls; False: the bot rests."""
        async with self._turn:
            now = await self._wait_until(at, self._real_clock())
            if until := held_until(self._calls, self._limits, now):
                now = await self._wait_until(until, now)
            if self._rests_until and now < self._rests_until:
                return False
            self._calls.extend([now] * calls)
            return True

    async def _wait_until(self, moment: datetime, now: datetime) -> datetime:
        """Wait, but not for a clock that was set back; return what it shows then."""
        if moment <= now:
            return now
        await asyncio.sleep(min(moment - now, 2 * AHEAD).total_seconds())
        return self._real_clock()

    def refused(self, refusal: Refusal, *, whole_bot: bool) -> datetime | None:
        """The platform said "not now"; return until when the whole bot rests, if it must."""
        now = self._real_clock()
        if not whole_bot and not is_of_the_bot(refusal, self._refusals, now):
            self._refusals = [each for each in self._refusals if each.until > now] + [refusal]
            return None
        self._refusals = []
        self._rests_until = max(refusal.until, self._rests_until or refusal.until)
        return self._rests_until
