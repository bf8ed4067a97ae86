"""Updates that wait for the bot: a queue, offsets that confirm, and one long poll at a time.

An offset confirms everything below it; what is not confirmed is delivered again. A poll that comes
while another waits ends that one with 409. What /sim asks to redeliver goes out once more, even
below the offset: the platform does that too, and the bot has to notice.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.shelf import Shelf
from bot.sandbox.telegram.refusal import Refusal, bad_request

LONGEST_POLL = 50.0  # seconds
MOST_AT_ONCE = 100
NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")
KINDS = frozenset({
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages", "inline_query",
    "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
    "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "message_reaction",
    "message_reaction_count",
})  # fmt: skip
ANOTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)

Update = dict[str, Any]


@dataclass(kw_only=True, eq=False)
class Waiting:
    n: int  # its place on the shelf
    id: int  # its update_id, unless that was malformed on purpose
    update: Update
    owed: bool = False  # to be delivered once whatever the offset says
    again: bool = False  # to be delivered a second time after it is confirmed


class Updates:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._given: dict[int, Update] = {int(kept.key): kept.form for kept in shelf.all("given")}
        self._waiting = [Waiting(**kept.form) for kept in shelf.all("waiting")]
        self._held = [Waiting(**kept.form) for kept in shelf.all("held")]
        self._last_id = max(self._given, default=0)
        self._last_n = max((item.n for item in (*self._waiting, *self._held)), default=0)
        self._poll: asyncio.Future[bool] | None = None  # True: something came; False: give way
        self._arrived = asyncio.Event()
        chosen = [kind for kept in shelf.all("allowed") for kind in kept.form["kinds"]]
        self._allowed: frozenset[str] | None = frozenset(chosen) or None

    def put(
        self, update: Update, *, not_below: int, twice: bool = False, after_next: bool = False
    ) -> int:
        """Queue an update, numbered from `not_below` unless it brings its own id.

        `twice`: deliver it once more after it was confirmed; `after_next`: let the next go first.
        """
        own = update.get("update_id")
        update_id = own if type(own) is int else max(self._last_id + 1, not_below)
        update = {"update_id": update_id, **update}
        self._last_id = max(self._last_id, update_id)
        self._given[update_id] = update
        self._shelf.put("given", update_id, update)
        if not self._wanted(update):
            return update_id
        item = self._made(update_id, update, again=twice)
        if after_next:
            self._held.append(item)
            self._keep("held", item)
            return update_id
        self._add(item)
        for held in self._held:
            self._shelf.drop("held", held.n)
            self._add(held)
        self._held.clear()
        return update_id

    def redeliver(self, update_id: int) -> bool:
        """Queue an update a second time; False if there never was one."""
        update = self._given.get(update_id)
        if update is None:
            return False
        self._add(self._made(update_id, update, owed=True))
        return True

    def allow(self, kinds: Any) -> None:
        """Which kinds to queue from now on; None keeps the last choice, none at all resets it."""
        if kinds is None:
            return
        if not isinstance(kinds, list):
            raise bad_request("can't parse allowed updates: expected an Array of String")
        # A kind that Telegram does not know is passed over.
        self._allowed = frozenset(kind for kind in kinds if kind in KINDS) or None
        self._shelf.put("allowed", "", {"kinds": self.allowed})

    @property
    def allowed(self) -> list[str]:
        return sorted(self._allowed or ())

    async def poll(self, offset: int | None, limit: int, timeout: float) -> list[Update]:
        self.interrupt(ANOTHER_POLLER)
        self._confirm(offset)
        if not self._waiting and timeout > 0:
            await self._news(min(timeout, LONGEST_POLL))
        batch = self._waiting[:limit]
        with self._shelf.together():
            for item in batch:
                if item.owed:
                    item.owed = False
                    self._keep("waiting", item)
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
        return [item.update for item in (*self._waiting, *self._held)]

    async def first(self) -> Waiting:
        """The oldest update, for a webhook; waits for it."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting[0]

    def done(self, *items: Waiting) -> None:
        """These are confirmed."""
        with self._shelf.together():
            self._forget(items)
            for item in items:
                if item.again:
                    self._add(self._made(item.id, item.update, owed=True))

    def clear(self) -> None:
        """Nothing waits any more."""
        with self._shelf.together():
            self._forget(list(self._waiting))
            for held in self._held:
                self._shelf.drop("held", held.n)
            self._held.clear()

    def _made(self, update_id: int, update: Update, **how: bool) -> Waiting:
        self._last_n += 1
        return Waiting(n=self._last_n, id=update_id, update=update, **how)

    def _add(self, item: Waiting) -> None:
        self._waiting.append(item)
        self._keep("waiting", item)
        self._arrived.set()
        self.release()

    def _forget(self, items: Collection[Waiting]) -> None:
        self._waiting = [item for item in self._waiting if item not in items]
        for item in items:
            self._shelf.drop("waiting", item.n)

    def _keep(self, kind: str, item: Waiting) -> None:
        self._shelf.put(kind, item.n, dict(vars(item)))

    def _wanted(self, update: Update) -> bool:
        kinds = [name for name in update if name != "update_id"]
        if self._allowed is None:
            return not any(kind in NOT_BY_DEFAULT for kind in kinds)
        return not kinds or any(kind in self._allowed for kind in kinds)

    def _confirm(self, offset: int | None) -> None:
        if offset is None or offset == 0:
            return
        confirmed: Sequence[Waiting] = (
            self._waiting[:offset]
            if offset < 0
            else [item for item in self._waiting if not item.owed and item.id < offset]
        )
        if confirmed:
            self.done(*confirmed)

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
