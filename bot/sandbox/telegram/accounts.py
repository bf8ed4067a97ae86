"""The bots of the platform: one account per token, and the one that people talk to by default.

A token names its bot by the digits before the colon. The first bot that anybody names, by a call
or as the one a person talks to, is the default; what people did before that was done to it.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from bot.sandbox.faults import Faults
from bot.sandbox.people import People
from bot.sandbox.record import Record
from bot.sandbox.shelf import Shelf
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.groups import Groups
from bot.sandbox.telegram.rate import PER_MINUTE_IN_GROUP, PER_SECOND, Rate

DEFAULT_BOT_ID = 7000000001  # until one is named


class Accounts:
    def __init__(
        self,
        *,
        people: People,
        record: Record,
        faults: Faults,
        shelf: Shelf,
        office_now: Callable[[], Awaitable[datetime]],
        per_second: int = PER_SECOND,
    ) -> None:
        self._people = people
        self.record = record
        self.shelf = shelf.part("telegram")
        self._faults = faults
        self._office_now = office_now
        self._per_second = per_second
        self.groups = Groups(self.shelf, people)
        self._by_id: dict[int, Account] = {}
        for kept in self.shelf.all("bot"):
            self._by_id[kept.form["bot_id"]] = self._made(kept.form["bot_id"], kept.key)
        self.default = next(iter(self._by_id.values()), None) or self._made(DEFAULT_BOT_ID, "0")

    def of_bot(self, bot_id: int | None) -> Account:
        """The bot of that id, whether it has called or not; the default one for None."""
        if bot_id is None:
            return self.default
        if bot_id not in self._by_id:
            place = str(len(self._by_id))
            if self._by_id:
                self._by_id[bot_id] = self._made(bot_id, place)
            else:
                self.default.bot_id = bot_id
                self._by_id[bot_id] = self.default
            self.shelf.put("bot", place, {"bot_id": bot_id})
        return self._by_id[bot_id]

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_id.values() or (self.default,))

    def _made(self, bot_id: int, place: str) -> Account:
        return Account(
            bot_id=bot_id,
            people=self._people,
            groups=self.groups,
            record=self.record,
            faults=self._faults,
            shelf=self.shelf.part(place),
            office_now=self._office_now,
            rate=Rate(self._per_second, PER_MINUTE_IN_GROUP),
        )
