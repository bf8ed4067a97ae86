"""The loops go on through trouble, and whoever reads the log hears of each trouble once.

Expected trouble has a beginning, a reason and an end, never a stack trace: while the database
cannot be used nobody tries, one probe looks whether it is back, and then all go on. What nobody
foresaw keeps its stack trace, once an hour for each place it comes from.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from storage.trouble import DatabaseTrouble

logger = logging.getLogger(__name__)

SAY_AGAIN = timedelta(hours=1)
PROBE_AFTER = 1.0  # seconds
PROBE_AT_LATEST = 60.0
UNEXPECTED_PAUSE = 5.0  # seconds until a loop that failed for no known reason begins again

Step = Callable[[], Awaitable[object]]


class Trouble:
    """The memory of one trouble: said when it begins, once an hour, and when it is over."""

    def __init__(
        self,
        action: str,
        what: str,
        real_clock: Callable[[], datetime],
        so: str = "nothing is lost, trying again",
    ) -> None:
        self._action = action
        self._what = what
        self._so = so
        self._real_clock = real_clock
        self.reason: str | None = None  # while it lasts
        self._since: datetime | None = None
        self._said_at: datetime | None = None

    @property
    def lasts(self) -> bool:
        return self._since is not None

    def met(self, reason: str) -> None:
        """It is there, for this reason."""
        now = self._real_clock()
        self.reason = reason
        if self._since is None:
            self._since = self._said_at = now
            self._say(logging.ERROR, f"{self._what}: {reason}; {self._so}")
        elif self._said_at is not None and now - self._said_at >= SAY_AGAIN:
            self._said_at = now
            hours = int((now - self._since) / SAY_AGAIN)
            self._say(logging.ERROR, f"{self._what} for {hours} hours now: {reason}; trying again")

    def over(self) -> None:
        """It is not there, or not any more."""
        if self._since is None:
            return
        seconds = round((self._real_clock() - self._since).total_seconds(), 1)
        self._since = self.reason = None
        self._say(logging.INFO, f"over after {seconds:g} seconds: {self._what}", seconds=seconds)

    def _say(self, level: int, line: str, **more: float) -> None:
        action = self._action if level > logging.INFO else f"{self._action}_over"
        logger.log(level, line, extra={"action": action, **more})


class Steady:
    """What keeps the loops of one process going. `probe` writes to the database, and may fail."""

    def __init__(self, probe: Step, real_clock: Callable[[], datetime]) -> None:
        self._probe = probe
        self._real_clock = real_clock
        self._database = Trouble("database_trouble", "the database cannot be used", real_clock)
        self._usable = asyncio.Event()
        self._usable.set()
        self._probing: asyncio.Task[None] | None = None
        self._pause = PROBE_AFTER
        self._back_at: datetime | None = None
        self._unexpected: dict[str, datetime] = {}

    @property
    def trouble(self) -> str | None:
        """Why the database cannot be used, as long as it cannot."""
        return self._database.reason

    async def forever(self, step: Step) -> None:
        """Repeat the step until cancelled."""
        while True:
            await self._usable.wait()
            if not await self._try(step) and self._usable.is_set():
                await asyncio.sleep(UNEXPECTED_PAUSE)

    def met(self, error: Exception) -> None:
        """Something failed: trouble of the database, or what nobody foresaw."""
        if isinstance(error, DatabaseTrouble):
            self._in_trouble(str(error))
            return
        place, now = _place(error), self._real_clock()
        said_at = self._unexpected.get(place)
        if said_at is None or now - said_at >= SAY_AGAIN:
            self._unexpected[place] = now
            logger.error(
                "something failed that nobody foresaw; the rest goes on",
                exc_info=error,
                extra={"action": "unexpected_error"},
            )

    async def stop(self) -> None:
        if self._probing is not None:
            self._probing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._probing

    async def _try(self, step: Step) -> bool:
        try:
            await step()
        except Exception as error:
            self.met(error)
            return False
        return True

    def _in_trouble(self, reason: str) -> None:
        if self._database.lasts:
            return
        now = self._real_clock()
        # A disk that is full again a moment after it was not: rather patience than a flood.
        soon = self._back_at is not None and now - self._back_at < timedelta(minutes=1)
        self._pause = min(self._pause * 2, PROBE_AT_LATEST) if soon else PROBE_AFTER
        self._database.met(reason)
        self._usable.clear()
        self._probing = asyncio.create_task(self._until_usable())

    async def _until_usable(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            try:
                await self._probe()
            except DatabaseTrouble as error:
                self._database.met(str(error))
            except Exception as error:
                self.met(error)
            else:
                break
        self._back_at = self._real_clock()
        self._database.over()
        self._usable.set()


def _place(error: Exception) -> str:
    """Where an error comes from: its type and the innermost line."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} {line}"
