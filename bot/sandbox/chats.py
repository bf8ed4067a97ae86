"""A chat between a person and the bot, as a platform keeps it: messages, buttons, files.

Message ids count per chat and begin at the office's second, so that two chats may hold the same id
(as the platforms' documents allow) and a sandbox started again seldom gives an id twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.sandbox.people import Person
from bot.sandbox.record import Rows
from bot.sandbox.shelf import Kept, Shelf


@dataclass(frozen=True, kw_only=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None

    def to_json(self) -> dict[str, str]:
        extra = {"url": self.url} if self.url is not None else {"data": self.data or ""}
        return {"text": self.text, **extra}


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True)
class File:
    id: str
    filename: str
    mime: str
    content: bytes
    path: str
    photo: bool = False
    voice: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "filename": self.filename,
            "mime": self.mime,
            "size": len(self.content),
            "photo": self.photo,
            "url": f"/sim/files/{self.id}",
        }

    def keep(self, shelf: Shelf) -> None:
        form = {"filename": self.filename, "mime": self.mime, "path": self.path}
        how = {"photo": self.photo, "voice": self.voice}
        shelf.put("file", self.id, {**form, **how}, self.content)

    @classmethod
    def kept(cls, kept: Kept) -> "File":
        return cls(id=kept.key, content=kept.content, **kept.form)


@dataclass(kw_only=True)
class Message:
    id: int
    by: Literal["bot", "person"]
    at: datetime
    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    keyboard: Keyboard = ()
    file: File | None = None
    reply_to: int | None = None
    edited: datetime | None = None
    author: int | None = None  # who wrote it, where a chat has more than a person and a bot
    thread: int | None = None
    album: str | None = None
    service: dict[str, Any] = field(default_factory=dict)  # what the platform itself tells
    reactions: dict[str, list[str]] = field(default_factory=dict)  # emoji, by who reacts

    def buttons(self) -> Rows:
        return [[button.to_json() for button in row] for row in self.keyboard]

    def offers(self, data: str) -> bool:
        return any(button.data == data for row in self.keyboard for button in row)

    def to_json(self) -> dict[str, Any]:
        return {
            "message_id": self.id,
            "from": self.by,
            "text": self.text,
            "buttons": self.buttons(),
            "document": self.file.to_json() if self.file else None,
            "reply_to": self.reply_to,
            "at": self.at.isoformat(),
            "edited": self.edited.isoformat() if self.edited else None,
        }

    def keep(self, shelf: Shelf) -> None:
        form = {**vars(self), "keyboard": [[asdict(b) for b in row] for row in self.keyboard]}
        form["file"] = self.file.id if self.file else None
        form["at"] = self.at.isoformat()
        form["edited"] = self.edited.isoformat() if self.edited else None
        shelf.put("message", self.id, form)

    @classmethod
    def kept(cls, kept: Kept, files: Mapping[str, File]) -> "Message":
        form = dict(kept.form)
        form["keyboard"] = tuple(tuple(Button(**b) for b in row) for row in form["keyboard"])
        form["file"] = files[form["file"]] if form["file"] else None
        form["at"] = datetime.fromisoformat(form["at"])
        form["edited"] = datetime.fromisoformat(form["edited"]) if form["edited"] else None
        return cls(**form)


class Messages:
    """The messages of one chat, in their order, on a part of the shelf that is theirs."""

    def __init__(self, shelf: Shelf, files: Mapping[str, File]) -> None:
        self._board = shelf
        found = (Message.kept(kept, files) for kept in shelf.all("message"))
        self._messages: dict[int, Message] = {message.id: message for message in found}
        self._last_id = max((kept.form["id"] for kept in shelf.all("last")), default=0)

    def post(
        self, by: Literal["bot", "person"], text: str, *, at: datetime, **rest: Any
    ) -> Message:
        self._last_id = max(self._last_id + 1, int(at.timestamp()))
        message = Message(id=self._last_id, by=by, text=text, at=at, **rest)
        self._messages[message.id] = message
        self._board.put("last", "", {"id": message.id})
        message.keep(self._board)
        return message

    def change(self, message: Message, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(message, name, value)
        message.keep(self._board)

    def get(self, message_id: int | None) -> Message | None:
        return self._messages.get(message_id) if message_id is not None else None

    def remove(self, message: Message) -> None:
        del self._messages[message.id]
        self._board.drop("message", message.id)

    def messages(self) -> Iterable[Message]:
        return self._messages.values()


class Chat(Messages):
    """A person's own chat with a bot."""

    def __init__(self, person: Person, shelf: Shelf, files: Mapping[str, File]) -> None:
        """`shelf`: the bot's; what is known of this chat is there under the person's id."""
        super().__init__(shelf.part(f"chat/{person.id}"), files)
        self.person = person
        self.started = False  # a bot may not speak first
        self.blocked = False
        self._shelf = shelf

    def mark(self, *, started: bool | None = None, blocked: bool | None = None) -> None:
        """What is so from now on; None leaves it as it was."""
        self.started = self.started if started is None else started
        self.blocked = self.blocked if blocked is None else blocked
        self._shelf.put("chat", self.person.id, {"started": self.started, "blocked": self.blocked})
