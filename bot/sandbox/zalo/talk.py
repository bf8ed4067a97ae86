"""What a bot and people said to each other, on the shelf."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.sandbox.chats import File
from bot.sandbox.record import Rows
from bot.sandbox.shelf import Shelf
from bot.sandbox.zalo.files import Files


@dataclass(frozen=True, kw_only=True)
class Message:
    id: str
    person_id: int
    by: Literal["bot", "person"]
    at: datetime
    text: str = ""
    buttons: Rows
    file: File | None = None
    link: str | None = None  # of a picture or sound that the bot sent by its address
    reply_to: str | None = None
    group: str | None = None  # where it was said, if not between the two alone

    def offers(self, data: str) -> bool:
        return any(button.get("data") == data for row in self.buttons for button in row)

    def to_json(self) -> dict[str, Any]:
        """In the form of every platform's messages (`chats.Message.to_json`)."""
        return {
            "message_id": self.id,
            "from": self.by,
            "text": self.text,
            "buttons": self.buttons,
            "document": self._document(),
            "reply_to": self.reply_to,
            "at": self.at.isoformat(),
            "edited": None,
        }

    def _document(self) -> dict[str, Any] | None:
        if self.file is not None:
            return self.file.to_json()
        if self.link is None:
            return None
        name = self.link.partition("?")[0].rpartition("/")[2] or self.link
        return {"filename": name, "mime": "", "size": 0, "photo": True, "url": self.link}


class Talk:
    """All messages of one bot."""

    def __init__(self, shelf: Shelf, files: Files) -> None:
        self._shelf = shelf
        self._messages: dict[str, Message] = {}
        for kept in shelf.all("message"):
            form = dict(kept.form)
            form["at"] = datetime.fromisoformat(form["at"])
            form["file"] = files.get(form["file"]) if form["file"] else None
            self._messages[kept.key] = Message(**form)

    def add(self, message: Message) -> None:
        form = {
            **vars(message),
            "at": message.at.isoformat(),
            "file": message.file.id if message.file else None,
        }
        self._shelf.put("message", message.id, form)
        self._messages[message.id] = message

    def get(self, message_id: object, person_id: int) -> Message | None:
        """The message, if it was said in this person's chat."""
        message = self._messages.get(str(message_id))
        return message if message is not None and message.person_id == person_id else None

    def of(self, person_id: int) -> Sequence[Message]:
        return [
            message
            for message in self._messages.values()
            if message.person_id == person_id and message.group is None
        ]

    def latest(self, person_ids: Collection[int]) -> Sequence[Message]:
        """What was said with any of them, the newest first."""
        return [m for m in reversed(self._messages.values()) if m.person_id in person_ids]
