"""A chat between a person and the bot, as a platform keeps it: messages, buttons, files.

Message ids count per chat and begin at the office's second, so that two chats may hold the same id
(as the platforms' documents allow) and a sandbox started again seldom gives an id twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.sandbox.people import Person
from bot.sandbox.record import Rows


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

    def to_json(self) -> dict[str, Any]:
        return {
            "filename": self.filename,
            "mime": self.mime,
            "size": len(self.content),
            "photo": self.photo,
            "url": f"/sim/files/{self.id}",
        }


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


class Chat:
    def __init__(self, person: Person) -> None:
        self.person = person
        self.started = False  # a bot may not speak first
        self.blocked = False
        self._messages: dict[int, Message] = {}
        self._last_id = 0

    def post(
        self, by: Literal["bot", "person"], text: str, *, at: datetime, **rest: Any
    ) -> Message:
        self._last_id = max(self._last_id + 1, int(at.timestamp()))
        message = Message(id=self._last_id, by=by, text=text, at=at, **rest)
        self._messages[message.id] = message
        return message

    def get(self, message_id: int | None) -> Message | None:
        return self._messages.get(message_id) if message_id is not None else None

    def remove(self, message: Message) -> None:
        del self._messages[message.id]

    def messages(self) -> Iterable[Message]:
        return self._messages.values()
