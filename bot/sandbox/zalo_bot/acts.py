"""What people do in their Zalo, and the events the bot gets of it: fewer than they do."""

import re
import secrets
from datetime import datetime
from typing import Any

from bot.sandbox.chats import File
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo
from bot.sandbox.zalo.talk import Message
from bot.sandbox.zalo_bot.account import Account, user_id
from bot.sandbox.zalo_bot.groups import Group
from bot.sandbox.zalo_bot.methods import milliseconds

Json = dict[str, Any]
ONLY_A_LINK = re.compile(r"https?://\S+")


class Acts:
    def __init__(self, account: Account) -> None:
        self._account = account

    def say(self, person: Person, text: str, reply_to: str | None, now: datetime) -> Json:
        """A quote is seen by the person only: no field of the event tells of it."""
        text = text.strip()
        if not text:
            raise CannotDo("an empty message")
        self._writable(person)
        if reply_to is not None and self._account.talk.get(reply_to, person.id) is None:
            raise CannotDo(f"no message {reply_to} to reply to")
        message = self._message(person, now, text=text, reply_to=reply_to)
        event = (
            _said(person, message)
            if not ONLY_A_LINK.fullmatch(text)
            else self._nothing(person, message)
        )
        return self._arrived("said", person, message, event)

    def say_in_group(
        self, person: Person, group: Group, text: str, now: datetime, *, heard: bool
    ) -> Json:
        """`heard`: the bot was named or quoted; without that it gets nothing."""
        if not text.strip():
            raise CannotDo("an empty message")
        message = self._message(person, now, text=text.strip(), group=group.id)
        return self._arrived("said", person, message, _said(person, message) if heard else None)

    def send_file(self, person: Person, stored: File, caption: str, now: datetime) -> Json:
        """Pictures and sounds arrive; of any other file the bot learns only that something came."""
        self._writable(person)
        caption = caption.strip()
        message = self._message(person, now, text=caption if stored.photo else "", file=stored)
        address = self._account.files.address(stored)
        if stored.photo:
            content: Json = {"photo_url": address, "message_type": "CHAT_PHOTO"}
            if caption:
                content["caption"] = caption
            event = _event("message.image.received", person, message, content)
        elif stored.mime.startswith("audio/"):
            content = {"voice_url": address, "message_type": "CHAT_VOICE"}
            event = _event("message.voice.received", person, message, content)
        else:
            event = self._nothing(person, message)
        sent = self._arrived("photo" if stored.photo else "document", person, message, event)
        if caption and not stored.photo:
            self.say(person, caption, None, now)  # Zalo's files have no captions
        return sent

    def set_blocked(self, person: Person, blocked: bool, now: datetime) -> Json:
        """The platform tells the bot nothing of it."""
        if self._account.is_blocked(person) != blocked:
            self._account.set_blocked(person, blocked)
            what = "blocked" if blocked else "unblocked"
            self._account.note(what, at=now, by="person", person_id=person.id)
        return {"update_id": None}

    def _writable(self, person: Person) -> None:
        if self._account.is_blocked(person):
            raise CannotDo(f"{person.name} has blocked the bot")

    def _message(self, person: Person, now: datetime, **rest: Any) -> Message:
        return Message(
            id=secrets.token_hex(10), person_id=person.id, by="person", at=now, buttons=[], **rest
        )

    def _nothing(self, person: Person, message: Message) -> Json:
        """All the bot hears of a file, a link or a contact card."""
        if self._account.state.switches.bare:
            return {"event_name": "message.unsupported.received"}
        return _event("message.unsupported.received", person, message, {})

    def _arrived(self, what: str, person: Person, message: Message, event: Json | None) -> Json:
        if message.group is None:
            self._account.meet(person)
        self._account.talk.add(message)
        update_id = self._account.put(event, person) if event is not None else None
        self._account.note(
            what,
            at=message.at,
            by="person",
            person_id=person.id,
            message_id=message.id,
            text=message.text,
            filename=message.file.filename if message.file else None,
            reply_to=message.reply_to,
            update_id=update_id,
        )
        return {"update_id": update_id, "message_id": message.id}


def _said(person: Person, message: Message) -> Json:
    return _event("message.text.received", person, message, {"text": message.text})


def _event(name: str, person: Person, message: Message, content: Json) -> Json:
    sender = user_id(person.id)
    return {
        "event_name": name,
        "message": {
            "date": milliseconds(message.at),
            "chat": {
                "chat_type": "GROUP" if message.group else "PRIVATE",
                "id": message.group or sender,
            },
            "message_id": message.id,
            "from": {"id": sender, "is_bot": False, "display_name": person.name},
            **content,
        },
    }
