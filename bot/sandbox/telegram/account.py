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
from bot.sandbox.telegram.files import Files
from bot.sandbox.telegram.groups import Group, Groups
from bot.sandbox.telegram.rate import Rate
from bot.sandbox.telegram.refusal import Refusal, bad_request, blocked
from bot.sandbox.telegram.updates import Update, Updates
from bot.sandbox.telegram.webhook import Webhook
from bot.sandbox.telegram.wire import Place
from scheduler.clock import wall_clock

CANNOT_START = "Forbidden: bot can't initiate conversation with a user"
UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"
CALLBACK_LIVES = timedelta(seconds=60)  # real time; Telegram's own figure is not published


class Account:
    def __init__(
        self,
        *,
        bot_id: int,
        people: People,
        groups: Groups,
        record: Record,
        faults: Faults,
        shelf: Shelf,
        office_now: Callable[[], Awaitable[datetime]],
        rate: Rate,
    ) -> None:
        """`shelf`: the part of this bot; what is on it is taken up where it was left."""
        self.bot_id = bot_id
        self.people = people
        self.groups = groups
        self.record = record
        self.shelf = shelf
        self._faults = faults
        self.rate = rate
        self.updates = Updates(shelf.part("updates"))
        self.webhook = Webhook(self.updates, office_now, shelf, self._is_out)
        self.commands = Commands(shelf)
        self.files = Files(shelf)
        self._settings: dict[str, Any] = {kept.key: kept.form for kept in shelf.all("setting")}
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

    @property
    def reads_all(self) -> bool:
        """Whether privacy mode is off, so that the bot hears all that is said in groups."""
        return bool(self.setting("reads_all").get("on"))

    def setting(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._settings.get(name, {})
        return found

    def set(self, name: str, value: dict[str, Any]) -> None:
        self._settings[name] = value
        self.shelf.put("setting", name, value)

    def note(self, what: str, *, at: datetime, by: By, **facts: Any) -> None:
        """Record what happened between this bot and people."""
        self.record.add(what, at=at, by=by, channel="telegram", bot_id=self.bot_id, **facts)

    def chat(self, person: Person) -> Chat:
        if person.id not in self._chats:
            self._chats[person.id] = Chat(person, self.shelf, self.files)
        return self._chats[person.id]

    def known_chat(self, chat_id: int | None) -> Place:
        """The chat of that id, written to or not; 400 for an id of nobody."""
        group = self.groups.get(chat_id) if chat_id is not None else None
        if group is not None and str(self.bot_id) in group.facts.bots:
            if group.facts.moved_to is not None:
                raise Refusal(400, UPGRADED, migrate_to_chat_id=group.facts.moved_to)
            return group
        person = self.people.get(chat_id) if chat_id is not None else None
        if person is None:
            raise bad_request("chat not found")
        return self.chat(person)

    def open_chat(self, chat_id: int | None) -> Place:
        """A chat the bot may write to; else the refusal Telegram gives."""
        chat = self.known_chat(chat_id)
        if isinstance(chat, Group):
            if not chat.has_bot(self.bot_id):
                was = "kicked from" if chat.standing(self.bot_id) == "kicked" else "not a member of"
                verb = "was" if was.startswith("kicked") else "is"
                raise Refusal(403, f"Forbidden: bot {verb} {was} the {chat.facts.kind} chat")
        elif not chat.started:
            raise Refusal(403, CANNOT_START)
        elif chat.blocked:
            raise blocked()
        return chat

    def files_of(self, chat: Place) -> Files:
        """Where what is sent in a chat is kept."""
        return chat.files if isinstance(chat, Group) else self.files

    def file(self, file_id: str) -> File | None:
        """A file that the bot was given or has sent."""
        groups = (group.files for group in self.groups if group.has_bot(self.bot_id))
        found = (files.get(file_id) for files in (self.files, *groups))
        return next((file for file in found if file is not None), None)

    def file_at(self, path: str) -> File | None:
        groups = (group.files for group in self.groups if group.has_bot(self.bot_id))
        found = (file for files in (self.files, *groups) for file in files.values())
        return next((file for file in found if file.path == path), None)

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
