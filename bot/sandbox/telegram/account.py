"""A bot's account as the platform keeps it: chats, files, questions that await an answer."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat, File
from bot.sandbox.people import People, Person
from bot.sandbox.record import By, Record
from bot.sandbox.telegram.rate import Rate
from bot.sandbox.telegram.refusal import Refusal, bad_request, blocked
from bot.sandbox.telegram.updates import Update, Updates
from bot.sandbox.telegram.webhook import Webhook

CANNOT_START = "Forbidden: bot can't initiate conversation with a user"
CALLBACK_LIVES = 60.0  # seconds; Telegram's own figure is not published


@dataclass(kw_only=True)
class Account:
    bot_id: int
    people: People
    record: Record
    office_now: Callable[[], Awaitable[datetime]]
    updates: Updates = field(default_factory=Updates)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    rate: Rate
    webhook: Webhook = field(init=False)
    _chats: dict[int, Chat] = field(default_factory=dict)
    _callbacks: dict[str, tuple[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.webhook = Webhook(self.updates, self.office_now)

    def note(self, what: str, *, at: datetime, by: By, **facts: Any) -> None:
        """Record what happened between this bot and people."""
        self.record.add(what, at=at, by=by, channel="telegram", bot_id=self.bot_id, **facts)

    def chat(self, person: Person) -> Chat:
        return self._chats.setdefault(person.id, Chat(person))

    def known_chat(self, chat_id: int | None) -> Chat:
        """The chat of that id, written to or not; 400 for an id of nobody."""
        person = self.people.get(chat_id) if chat_id is not None else None
        if person is None:
            raise bad_request("chat not found")
        return self.chat(person)

    def open_chat(self, chat_id: int | None) -> Chat:
        """A chat the bot may write to; else the refusal Telegram gives."""
        chat = self.known_chat(chat_id)
        if not chat.started:
            raise Refusal(403, CANNOT_START)
        if chat.blocked:
            raise blocked()
        return chat

    def store(self, *, filename: str, mime: str, content: bytes, photo: bool = False) -> File:
        folder = "photos" if photo else "documents"
        # An id that cannot be guessed: a page or a bot must have been given it.
        file_id = f"{folder}-{secrets.token_urlsafe(12)}"
        suffix = filename.rpartition(".")[2]
        stored = File(
            id=file_id,
            filename=filename,
            mime=mime.partition(";")[0].strip() or "application/octet-stream",
            content=content,
            path=f"{folder}/file_{len(self.files)}.{suffix if suffix.isalnum() else 'bin'}",
            photo=photo,
        )
        self.files[file_id] = stored
        return stored

    def put(self, update: Update, now: datetime) -> int:
        return self.updates.put(update, not_below=int(now.timestamp()))

    def ask_back(self, person: Person, at: float) -> str:
        """Open a callback query at real time `at`; its id."""
        query_id = str(secrets.randbits(62))
        self._callbacks[query_id] = (person.id, at)
        return query_id

    def asker(self, query_id: str, at: float) -> int | None:
        """Who pressed the button, unless that was too long ago."""
        person_id, asked_at = self._callbacks.get(query_id, (None, 0.0))
        return person_id if person_id is not None and at - asked_at <= CALLBACK_LIVES else None
