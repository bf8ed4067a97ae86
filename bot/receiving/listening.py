"""That a bot receives is noted now and then, so that an outage is known once it is over."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from storage import hearing
from storage.database import Database

EVERY = timedelta(minutes=10)  # office time: so exactly we know when an outage began


class Listening:
    """Of one bot in this process: whether it receives, and when that was last noted."""

    def __init__(
        self,
        database: Database,
        org: int,
        bot: str,
        office_now: Callable[[], Awaitable[datetime]],
        *,
        is_open: bool = False,
    ) -> None:
        """`is_open`: the platform posts to us by itself, so the bot receives from now on."""
        self._database = database
        self._org = org
        self._bot = bot
        self._office_now = office_now
        self._is_open = is_open
        self._noted: datetime | None = None  # None: it may have been deaf until now

    async def hears(self) -> None:
        """The platform has just answered."""
        self._is_open = True
        await self.note()

    def is_deaf(self) -> None:
        """The platform does not answer."""
        self._is_open = False
        self._noted = None

    async def note(self) -> None:
        """Note that it receives, if it does and that was not noted lately."""
        if not self._is_open:
            return
        now = await self._office_now()
        if self._noted is not None and now - self._noted < EVERY:
            return
        again = self._noted is None
        await self._database.write(
            lambda tx: hearing.note(tx, self._org, self._bot, now, again=again)
        )
        if self._is_open:
            self._noted = now
