"""What people do in their Zalo with an Official Account, and the events its app gets of it."""

import re
import secrets
from datetime import datetime
from typing import Any

from bot.sandbox.chats import File
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo
from bot.sandbox.zalo.talk import Message
from bot.sandbox.zalo_oa import wire
from bot.sandbox.zalo_oa.account import Account

Json = dict[str, Any]
ONLY_A_LINK = re.compile(r"https?://\S+")
KINDS = {"image/gif": "gif", "image": "image", "audio": "audio", "video": "video"}


class Acts:
    def __init__(self, account: Account) -> None:
        self._account = account

    def say(self, person: Person, text: str, reply_to: str | None, now: datetime) -> Json:
        text = text.strip()
        if not text:
            raise CannotDo("an empty message")
        if reply_to is not None and self._account.talk.get(reply_to, person.id) is None:
            raise CannotDo(f"no message {reply_to} to reply to")
        self._act(person, now)
        message = self._message(person, now, text=text, reply_to=reply_to)
        content: Json = {"text": text, "msg_id": message.id}
        if reply_to is not None:
            content["quote_msg_id"] = reply_to
        if ONLY_A_LINK.fullmatch(text):
            link = {"type": "link", "payload": {"url": text, "title": "", "description": ""}}
            return self._arrived("said", person, message, "user_send_link", content, [link])
        return self._arrived("said", person, message, "user_send_text", content)

    def send_file(self, person: Person, stored: File, caption: str, now: datetime) -> Json:
        """A picture may have words with it; with any other file they are a message of their own."""
        self._act(person, now)
        caption = caption.strip()
        kind = KINDS.get(stored.mime) or KINDS.get(stored.mime.partition("/")[0]) or "file"
        message = self._message(person, now, text=caption if stored.photo else "", file=stored)
        address = self._account.files.address(stored)
        payload: Json = {"url": address}
        if stored.photo:
            payload["thumbnail"] = address
        elif kind == "file":
            payload |= {
                "name": stored.filename,
                "size": str(len(stored.content)),
                "checksum": wire.checksum(stored.content),
            }
        content = {"msg_id": message.id} | ({"text": message.text} if message.text else {})
        what = "photo" if stored.photo else "document"
        attachments = [{"type": kind, "payload": payload}]
        sent = self._arrived(what, person, message, f"user_send_{kind}", content, attachments)
        if caption and not stored.photo:
            self.say(person, caption, None, now)
        return sent

    def press(self, person: Person, message_id: str, data: str, now: datetime) -> Json:
        """The button's payload goes out as if the person had typed it."""
        message = self._account.talk.get(message_id, person.id)
        if message is None or not message.offers(data):
            raise CannotDo(f"message {message_id} has no button {data!r}")
        self._act(person, now)
        content = {"text": data, "msg_id": secrets.token_hex(10)}
        event = wire.by_user(self._account, person, "user_send_text", content, now)
        update_id = self._account.put(event, person)
        self._note("pressed", person, now, message_id=message.id, text=data, update_id=update_id)
        return {"update_id": update_id, "message_id": message.id}

    def set_blocked(self, person: Person, blocked: bool, now: datetime) -> Json:
        """Follow the account or leave it; nothing happens if it was so already."""
        contact = self._account.contact(person)
        if contact.left if blocked else contact.follows:
            return {"update_id": None}
        self._account.set_contact(person, follows=not blocked, left=blocked)
        name = "unfollow" if blocked else "follow"
        update_id = self._account.put(wire.following(self._account, person, name, now), person)
        self._note("blocked" if blocked else "unblocked", person, now, update_id=update_id)
        return {"update_id": update_id}

    def _act(self, person: Person, now: datetime) -> None:
        """Whatever a person does opens the window again, and shows that they have read."""
        contact = self._account.contact(person)
        if contact.left:
            raise CannotDo(f"{person.name} does not follow the account any more")
        if contact.unseen:
            seen = {"msg_ids": list(contact.unseen)}
            self._account.put(
                wire.by_account(self._account, person, "user_seen_message", seen, now)
            )
        self._account.set_contact(person, acted_at=now, free=0, unseen=())

    def _message(self, person: Person, now: datetime, **rest: Any) -> Message:
        return Message(
            id=secrets.token_hex(10), person_id=person.id, by="person", at=now, buttons=[], **rest
        )

    def _arrived(
        self,
        what: str,
        person: Person,
        message: Message,
        name: str,
        content: Json,
        attachments: list[Json] | None = None,
    ) -> Json:
        if attachments:
            content = {**content, "attachments": attachments}
        self._account.talk.add(message)
        event = wire.by_user(self._account, person, name, content, message.at)
        update_id = self._account.put(event, person)
        self._note(
            what,
            person,
            message.at,
            message_id=message.id,
            text=message.text,
            filename=message.file.filename if message.file else None,
            reply_to=message.reply_to,
            update_id=update_id,
        )
        return {"update_id": update_id, "message_id": message.id}

    def _note(self, what: str, person: Person, now: datetime, **facts: Any) -> None:
        self._account.note(what, at=now, by="person", person_id=person.id, **facts)
