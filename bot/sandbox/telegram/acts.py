"""What people do in their Telegram, and the updates the bot gets of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat, Message
from bot.sandbox.form import Upload
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.markup import entities_in
from bot.sandbox.telegram.wire import Place

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Files that somebody sends at once; several are an album."""

    uploads: Sequence[Upload]
    kind: str  # document, photo or voice
    caption: str = ""

    def album(self) -> str | None:
        if len(self.uploads) > 1 and self.kind == "voice":
            raise CannotDo("voice messages are sent one by one")
        return str(secrets.randbits(62)) if len(self.uploads) > 1 else None


class Acts:
    """In a person's own chat with a bot."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def say(self, person: Person, text: str, reply_to: int | None, now: datetime) -> Json:
        text = worded(text)
        chat = self._writable(person)
        existing(chat, reply_to)
        message = chat.post("person", text, at=now, entities=entities_in(text), reply_to=reply_to)
        return self._arrived("said", chat, message, now)

    def send_files(self, person: Person, sending: Sending, now: datetime) -> list[Json]:
        """One message for each; the caption goes with the first."""
        chat, album = self._writable(person), sending.album()
        sent: list[Json] = []
        for upload in sending.uploads:
            caption = sending.caption.strip() if not sent else ""
            message = chat.post(
                "person",
                caption,
                at=now,
                entities=entities_in(caption),
                file=self._account.files.store(
                    filename=upload.filename,
                    mime=upload.mime,
                    content=upload.content,
                    kind=sending.kind,
                ),
                album=album,
            )
            sent.append(self._arrived(sending.kind, chat, message, now))
        return sent

    def edit(self, person: Person, message_id: int, text: str, now: datetime) -> Json:
        chat = self._writable(person)
        message = existing(chat, message_id)
        if message is None or message.by != "person" or not text.strip():
            raise CannotDo(f"{person.name} cannot edit message {message_id} so")
        text = text.strip()
        chat.change(message, text=text, edited=now, entities=entities_in(text))
        return self._arrived("edited", chat, message, now, kind="edited_message")

    def press(self, person: Person, message_id: int, data: str, now: datetime) -> Json:
        chat = self._writable(person)
        message = pressed(chat, message_id, data)
        query = callback(self._account, chat, message, person, data)
        update_id = self._account.put({"callback_query": query}, now, person.id)
        self._note("pressed", chat, now, message_id=message.id, text=data, update_id=update_id)
        return {"update_id": update_id, "message_id": message.id}

    def react(self, person: Person, message_id: int, emoji: str, now: datetime) -> Json:
        """Set one's reaction to a message; "" takes it back."""
        chat = self._writable(person)
        message = existing(chat, message_id)
        assert message is not None
        change = reaction(chat, message, person, emoji, now)
        update_id = self._account.put({"message_reaction": change}, now, person.id)
        self._note("reacted", chat, now, message_id=message.id, text=emoji, update_id=update_id)
        return {"update_id": update_id, "message_id": message.id}

    def send_web_data(self, person: Person, button: str, data: str, now: datetime) -> Json:
        """What a web app hands to the bot when its button was pressed."""
        chat = self._writable(person)
        told = {"web_app_data": {"button_text": button, "data": data}}
        message = chat.post("person", "", at=now, service=told)
        return self._arrived("web_data", chat, message, now)

    def set_blocked(self, person: Person, blocked: bool, now: datetime) -> Json:
        """Block or unblock the bot; nothing happens if it was so already."""
        chat = self._account.chat(person)
        if chat.blocked == blocked:
            return {"update_id": None}
        chat.mark(blocked=blocked)
        bot = wire.bot_user(self._account.bot_id)
        change = {
            "chat": wire.place(chat),
            "from": wire.user(person),
            "date": int(now.timestamp()),
            "old_chat_member": wire.member(bot, "member" if blocked else "kicked"),
            "new_chat_member": wire.member(bot, "kicked" if blocked else "member"),
        }
        update_id = self._account.put({"my_chat_member": change}, now, person.id)
        self._note("blocked" if blocked else "unblocked", chat, now, update_id=update_id)
        return {"update_id": update_id}

    def _writable(self, person: Person) -> Chat:
        chat = self._account.chat(person)
        if chat.blocked:
            raise CannotDo(f"{person.name} has blocked the bot")
        return chat

    def _arrived(
        self, what: str, chat: Chat, message: Message, now: datetime, *, kind: str = "message"
    ) -> Json:
        chat.mark(started=True)
        form = wire.message(chat, message, self._account.bot_id)
        update_id = self._account.put({kind: form}, now, chat.person.id)
        self._note(what, chat, now, **seen(message), update_id=update_id)
        return {"update_id": update_id, "message_id": message.id}

    def _note(self, what: str, chat: Chat, now: datetime, **facts: Any) -> None:
        self._account.note(what, at=now, by="person", person_id=chat.person.id, **facts)


def worded(text: str) -> str:
    text = text.strip()
    if not text:
        raise CannotDo("an empty message")
    return text


def existing(chat: Place, message_id: int | None) -> Message | None:
    """The message of that id; None if none is named."""
    message = chat.get(message_id)
    if message is None and message_id is not None:
        raise CannotDo(f"no message {message_id}")
    return message


def pressed(chat: Place, message_id: int, data: str) -> Message:
    message = chat.get(message_id)
    if message is None or not message.offers(data):
        raise CannotDo(f"message {message_id} has no button {data!r}")
    return message


def callback(account: Account, chat: Place, message: Message, person: Person, data: str) -> Json:
    """The question that a press asks of the bot."""
    form = wire.message(chat, message, account.bot_id)
    return {
        "id": account.ask_back(person),
        "from": wire.user(person),
        "message": form,
        "chat_instance": str(form["chat"]["id"]),
        "data": data,
    }


def reaction(chat: Place, message: Message, person: Person, emoji: str, now: datetime) -> Json:
    """Somebody's reaction is now this; the update that tells of it."""
    old, new = message.reactions.get(str(person.id), []), [emoji] if emoji else []
    kept = {**message.reactions, str(person.id): new}
    chat.change(message, reactions={who: each for who, each in kept.items() if each})
    return {
        "chat": wire.place(chat),
        "message_id": message.id,
        "user": wire.user(person),
        "date": int(now.timestamp()),
        "old_reaction": wire.reactions(old),
        "new_reaction": wire.reactions(new),
    }


def seen(message: Message) -> Json:
    """What the record says of a message."""
    return {
        "message_id": message.id,
        "text": message.text,
        "filename": message.file.filename if message.file else None,
        "reply_to": message.reply_to,
    }
