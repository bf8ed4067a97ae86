"""Updates that wait for the bot: a queue, offsets that confirm, and one long poll at a time.

An offset confirms everything below it; what is not confirmed is delivered again. A poll that comes
while another waits ends that one with 409. What /sim asks to redeliver goes out once more, even
below the offset: the platform does that too, and the bot has to notice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram.refusal import Refusal

LONGEST_POLL = 50.0  # seconds
MOST_AT_ONCE = 100
NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")
ANOTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)

Update = dict[str, Any]


@dataclass(kw_only=True, eq=False)
class Waiting:
    id: int  # its update_id, unless that was malformed on purpose
    update: Update
    owed: bool = False  # to be delivered once whatever the offset says


class Updates:
    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._given: dict[int, Update] = {}
        self._last_id = 0
        self._poll: asyncio.Future[bool] | None = None  # True: something came; False: give way
        self._arrived = asyncio.Event()
        self._allowed: frozenset[str] | None = None

    def put(self, update: Update, *, not_below: int) -> int:
        """Queue an update, numbered from `not_below` unless it brings its own id."""
        own = update.get("update_id")
        update_id = own if type(own) is int else max(self._last_id + 1, not_below)
        update = {"update_id": update_id, **update}
        self._last_id = max(self._last_id, update_id)
        self._given[update_id] = update
        if self._wanted(update):
            self._add(Waiting(id=update_id, update=update))
        return update_id

    def redeliver(self, update_id: int) -> bool:
        """Queue an update a second time; False if there never was one."""
        update = self._given.get(update_id)
        if update is None:
            return False
        self._add(Waiting(id=update_id, update=update, owed=True))
        return True

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Which kinds to queue from now on; None keeps the last choice, none at all resets it."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    @property
    def allowed(self) -> list[str]:
        return sorted(self._allowed or ())

    async def poll(self, offset: int | None, limit: int, timeout: float) -> list[Update]:
        self.interrupt(ANOTHER_POLLER)
        self._confirm(offset)
        if not self._waiting and timeout > 0:
            await self._news(min(timeout, LONGEST_POLL))
        batch = self._waiting[:limit]
        for item in batch:
            item.owed = False
        return [item.update for item in batch]

    def interrupt(self, description: str) -> None:
        """End the poll that waits, if any, with 409."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(Refusal(409, description))

    def release(self) -> None:
        """Let the poll that waits end empty: the server stops."""
        if self._poll and not self._poll.done():
            self._poll.set_result(True)

    def pending(self) -> list[Update]:
        return [item.update for item in self._waiting]

    async def first(self) -> Waiting:
        """The oldest update, for a webhook; waits for it."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting[0]

    def done(self, item: Waiting) -> None:
        if item in self._waiting:
            self._waiting.remove(item)

    def clear(self) -> None:
        self._waiting.clear()

    def _add(self, item: Waiting) -> None:
        self._waiting.append(item)
        self._arrived.set()
        self.release()

    def _wanted(self, update: Update) -> bool:
        kinds = [name for name in update if name != "update_id"]
        if self._allowed is None:
            return not any(kind in NOT_BY_DEFAULT for kind in kinds)
        return not kinds or any(kind in self._allowed for kind in kinds)

    def _confirm(self, offset: int | None) -> None:
        if offset is None or offset == 0:
            return
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [item for item in self._waiting if item.owed or item.id >= offset]

    async def _news(self, timeout: float) -> None:
        self._poll = poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
