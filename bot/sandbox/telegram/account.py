"""A bot's account as the platform keeps it: chats, files, questions that await an answer."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.chats import Chat, File
from bot.sandbox.faults import Faults
from bot.sandbox.people import People, Person
from bot.sandbox.record import By, Record
from bot.sandbox.shelf import Shelf
from bot.sandbox.telegram.commands import Commands
from bot.sandbox.telegram.rate import Rate
from bot.sandbox.telegram.refusal import Refusal, bad_request, blocked
from bot.sandbox.telegram.updates import Update, Updates
from bot.sandbox.telegram.webhook import Webhook
from scheduler.clock import wall_clock

CANNOT_START = "Forbidden: bot can't initiate conversation with a user"
CALLBACK_LIVES = timedelta(seconds=60)  # real time; Telegram's own figure is not published


class Account:
    def __init__(
        self,
        *,
        bot_id: int,
        people: People,
        record: Record,
        faults: Faults,
        shelf: Shelf,
        office_now: Callable[[], Awaitable[datetime]],
        rate: Rate,
    ) -> None:
        """`shelf`: the part of this bot; what is on it is taken up where it was left."""
        self.bot_id = bot_id
        self.people = people
        self.record = record
        self.shelf = shelf
        self._faults = faults
        self.rate = rate
        self.updates = Updates(shelf.part("updates"))
        self.webhook = Webhook(self.updates, office_now, shelf, self._is_out)
        self.commands = Commands(shelf)
        self.files = {kept.key: File.kept(kept) for kept in shelf.all("file")}
        self._chats: dict[int, Chat] = {}
        for kept in shelf.all("chat"):
            person = people.get(int(kept.key))
            assert person is not None, "people are kept before their chats"
            self.chat(person).mark(**kept.form)
        self._callbacks: dict[str, tuple[int, datetime]] = {
            kept.key: (kept.form["person_id"], datetime.fromisoformat(kept.form["at"]))
            for kept in shelf.all("callback")
        }

    def _is_out(self) -> bool:
        return self._faults.outage("telegram", self.bot_id) is not None

    def note(self, what: str, *, at: datetime, by: By, **facts: Any) -> None:
        """Record what happened between this bot and people."""
        self.record.add(what, at=at, by=by, channel="telegram", bot_id=self.bot_id, **facts)

    def chat(self, person: Person) -> Chat:
        if person.id not in self._chats:
            self._chats[person.id] = Chat(person, self.shelf, self.files)
        return self._chats[person.id]

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
        stored.keep(self.shelf)
        return stored

    def put(self, update: Update, now: datetime, person_id: int | None = None) -> int:
        """Queue an update, that somebody caused or nobody; its id."""
        fault = self._faults.strike_update(person_id, self.bot_id, "telegram")
        return self.updates.put(
            update,
            not_below=int(now.timestamp()),
            twice=fault is not None and fault.kind == "duplicate",
            after_next=fault is not None and fault.kind == "reorder",
        )

    def ask_back(self, person: Person) -> str:
        """Open a callback query; its id."""
        query_id, at = str(secrets.randbits(62)), wall_clock()
        self._callbacks[query_id] = (person.id, at)
        self.shelf.put("callback", query_id, {"person_id": person.id, "at": at.isoformat()})
        return query_id

    def asker(self, query_id: str) -> int | None:
        """Who pressed the button, unless that was too long ago."""
        person_id, asked_at = self._callbacks.get(query_id, (None, wall_clock()))
        return person_id if wall_clock() - asked_at <= CALLBACK_LIVES else None
