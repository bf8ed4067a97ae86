"""The bots of the platform: one account per token, and the one that people talk to by default.

A token names its bot by the digits before the colon. The first bot that anybody names, by a call
or as the one a person talks to, is the default; what people did before that was done to it.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from bot.sandbox.people import People
from bot.sandbox.record import Record
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.rate import PER_SECOND, Rate

DEFAULT_BOT_ID = 7000000001  # until one is named


class Accounts:
    def __init__(
        self,
        *,
        people: People,
        record: Record,
        office_now: Callable[[], Awaitable[datetime]],
        per_second: int = PER_SECOND,
    ) -> None:
        self._people = people
        self.record = record
        self._office_now = office_now
        self._per_second = per_second
        self.default = self._made(DEFAULT_BOT_ID)
        self._by_id: dict[int, Account] = {}

    def of_bot(self, bot_id: int | None) -> Account:
        """The bot of that id, whether it has called or not; the default one for None."""
        if bot_id is None:
            return self.default
        if not self._by_id:
            self.default.bot_id = bot_id
            self._by_id[bot_id] = self.default
        if bot_id not in self._by_id:
            self._by_id[bot_id] = self._made(bot_id)
        return self._by_id[bot_id]

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_id.values() or (self.default,))

    def _made(self, bot_id: int) -> Account:
        return Account(
            bot_id=bot_id,
            people=self._people,
            record=self.record,
            office_now=self._office_now,
            rate=Rate(self._per_second),
        )
