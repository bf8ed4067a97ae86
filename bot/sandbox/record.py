"""Everything that happened here, in order and numbered: what tests count from.

An entry is written in the same breath as the thing it tells of (no `await` between), so that
whoever reads an entry finds its effect, and a request that hangs has neither.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.sandbox.shelf import Shelf

By = Literal["bot", "person", "sandbox"]
Rows = list[list[dict[str, str]]]
TALK = ("said", "pressed", "photo", "document", "sent")  # what a chat of two is made of


@dataclass(frozen=True, kw_only=True)
class Entry:
    n: int
    at: datetime  # office time
    real: float  # seconds of the event loop's clock, which no button moves
    what: str
    by: By
    channel: str | None = None
    bot_id: int | None = None
    method: str | None = None
    person_id: int | None = None
    message_id: int | str | None = None
    text: str | None = None
    buttons: Rows = field(default_factory=list)
    filename: str | None = None
    reply_to: int | str | None = None
    error_code: int | None = None
    description: str | None = None
    update_id: int | str | None = None
    chat_id: int | None = None  # of a group; then person_id is who acted in it

    def to_json(self) -> dict[str, Any]:
        form = {**asdict(self), "at": self.at.isoformat()}
        if self.chat_id is None:
            del form["chat_id"]
        return form

    @classmethod
    def from_json(cls, form: dict[str, Any]) -> "Entry":
        return cls(**{**form, "at": datetime.fromisoformat(form["at"])})


class Record:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._entries = [Entry.from_json(kept.form) for kept in shelf.all("entry")]
        self._talks_on: dict[int, str] = {}
        for entry in self._entries:
            self._follow(entry)
        self._grew = asyncio.Event()
        self.closed = False

    def add(self, what: str, *, at: datetime, by: By, **facts: Any) -> Entry:
        real = asyncio.get_running_loop().time()
        entry = Entry(n=self.last + 1, at=at, real=real, what=what, by=by, **facts)
        self._entries.append(entry)
        self._follow(entry)
        self._shelf.put("entry", entry.n, entry.to_json())
        self._wake()
        return entry

    def talks_on(self, person_id: int) -> str | None:
        """The channel of the newest word between a person and a bot; None if there is none yet."""
        return self._talks_on.get(person_id)

    @property
    def last(self) -> int:
        return len(self._entries)

    async def after(self, n: int, *, wait: float = 0) -> Sequence[Entry]:
        """Every entry with a higher number; with none yet, wait for the first up to `wait` s."""
        if n >= self.last and wait > 0 and not self.closed:
            try:
                async with asyncio.timeout(wait):
                    await self._grew.wait()
            except TimeoutError:
                pass
        return self._entries[max(n, 0) :]

    def close(self) -> None:
        """Let everyone who waits go, so that the server can stop."""
        self.closed = True
        self._wake()

    def _follow(self, entry: Entry) -> None:
        if entry.what in TALK and entry.person_id and entry.channel and entry.chat_id is None:
            self._talks_on[entry.person_id] = entry.channel

    def _wake(self) -> None:
        self._grew.set()
        self._grew = asyncio.Event()
