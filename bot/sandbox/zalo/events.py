"""Events for a bot, numbered, on the shelf: those that wait to be read or posted, and all others,
which /sim may ask to give a second time."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.shelf import Shelf


@dataclass(kw_only=True)
class Event:
    number: int  # the sandbox's own: Zalo has none
    body: dict[str, Any]
    waits: bool
    held: bool = False  # until the next has gone before it
    twice: bool = False  # it waits again when it was read or posted
    tries: int = 0
    due: str | None = None  # office time of the next try, as ISO 8601; None: now

    def is_due(self, now: datetime) -> bool:
        return self.waits and (self.due is None or datetime.fromisoformat(self.due) <= now)


class Events:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._events = {int(kept.key): Event(**kept.form) for kept in shelf.all("event")}
        self._waiting = {n: event for n, event in self._events.items() if event.waits}
        self._held = [event for event in self._events.values() if event.held]
        self._news = asyncio.Event()

    def put(
        self,
        body: dict[str, Any],
        *,
        waits: bool = True,
        twice: bool = False,
        after_next: bool = False,
    ) -> int:
        """Number an event; unless it `waits` nobody will read it (but see `again`).

        `twice`: give it once more afterwards; `after_next`: let the next go first.
        """
        event = Event(
            number=len(self._events) + 1,
            body=body,
            waits=waits and not after_next,
            held=waits and after_next,
            twice=twice,
        )
        self._events[event.number] = event
        self._keep(event)
        if event.held:
            self._held.append(event)
        elif event.waits:
            self._let_go()
        return event.number

    def again(self, number: int) -> bool:
        """Give an event a second time; False if there never was one."""
        event = self._events.get(number)
        if event is None:
            return False
        event.waits, event.tries, event.due = True, 0, None
        self._keep(event)
        return True

    def done(self, event: Event) -> None:
        self._waiting.pop(event.number, None)
        event.waits, event.twice = event.twice, False
        self._keep(event)

    def drop(self, event: Event) -> None:
        """Nobody will read it any more."""
        event.twice = False
        self.done(event)

    def later(self, event: Event, due: datetime) -> None:
        """Try again, not before `due`."""
        event.tries += 1
        event.due = due.isoformat()
        self._keep(event)

    def waiting(self) -> Sequence[Event]:
        """In the order in which they happened, but for what is given a second time."""
        return tuple(self._waiting.values())

    def wake(self) -> None:
        """Let everyone look again who waits for news."""
        self._news.set()
        self._news = asyncio.Event()

    async def news(self, within: float) -> None:
        """Wait for something new, at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._news.wait()

    def _let_go(self) -> None:
        for event in self._held:
            event.waits, event.held = True, False
            self._keep(event)
        self._held.clear()

    def _keep(self, event: Event) -> None:
        self._shelf.put("event", event.number, vars(event))
        if event.waits:
            self._waiting[event.number] = event
            self.wake()
        else:
            self._waiting.pop(event.number, None)
