"""What people do in their Telegram, and the updates the bot gets of it."""

from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat, File, Message
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.markup import commands_in


class Acts:
    def __init__(self, account: Account) -> None:
        self._account = account

    def say(self, person: Person, text: str, reply_to: int | None, now: datetime) -> dict[str, int]:
        text = text.strip()
        if not text:
            raise CannotDo("an empty message")
        chat = self._writable(person)
        self._must_exist(chat, reply_to)
        message = chat.post("person", text, at=now, entities=commands_in(text), reply_to=reply_to)
        return self._arrived("said", chat, message, now)

    def send_file(
        self, person: Person, stored: File, caption: str, now: datetime
    ) -> dict[str, int]:
        chat = self._writable(person)
        message = chat.post("person", caption.strip(), at=now, file=stored)
        return self._arrived("document", chat, message, now)

    def edit(self, person: Person, message_id: int, text: str, now: datetime) -> dict[str, int]:
        chat = self._writable(person)
        message = chat.get(message_id)
        if message is None or message.by != "person" or not text.strip():
            raise CannotDo(f"{person.name} cannot edit message {message_id} so")
        text = text.strip()
        chat.change(message, text=text, edited=now, entities=commands_in(text))
        return self._arrived("edited", chat, message, now, kind="edited_message")

    def press(self, person: Person, message_id: int, data: str, now: datetime) -> dict[str, int]:
        chat = self._writable(person)
        message = chat.get(message_id)
        if message is None or not message.offers(data):
            raise CannotDo(f"message {message_id} has no button {data!r}")
        query = {
            "id": self._account.ask_back(person),
            "from": wire.user(person),
            "message": wire.message(chat, message, self._account.bot_id),
            "chat_instance": str(person.id),
            "data": data,
        }
        update_id = self._account.put({"callback_query": query}, now, person.id)
        self._note("pressed", chat, now, message_id=message.id, text=data, update_id=update_id)
        return {"update_id": update_id, "message_id": message.id}

    def set_blocked(self, person: Person, blocked: bool, now: datetime) -> dict[str, int | None]:
        """Block or unblock the bot; nothing happens if it was so already."""
        chat = self._account.chat(person)
        if chat.blocked == blocked:
            return {"update_id": None}
        chat.mark(blocked=blocked)
        bot = wire.bot_user(self._account.bot_id)
        change = {
            "chat": wire.private_chat(person),
            "from": wire.user(person),
            "date": int(now.timestamp()),
            "old_chat_member": wire.member(bot, kicked=not blocked),
            "new_chat_member": wire.member(bot, kicked=blocked),
        }
        update_id = self._account.put({"my_chat_member": change}, now, person.id)
        self._note("blocked" if blocked else "unblocked", chat, now, update_id=update_id)
        return {"update_id": update_id}

    def _writable(self, person: Person) -> Chat:
        chat = self._account.chat(person)
        if chat.blocked:
            raise CannotDo(f"{person.name} has blocked the bot")
        return chat

    def _must_exist(self, chat: Chat, message_id: int | None) -> None:
        if message_id is not None and chat.get(message_id) is None:
            raise CannotDo(f"no message {message_id} to reply to")

    def _arrived(
        self, what: str, chat: Chat, message: Message, now: datetime, *, kind: str = "message"
    ) -> dict[str, int]:
        chat.mark(started=True)
        form = wire.message(chat, message, self._account.bot_id)
        update_id = self._account.put({kind: form}, now, chat.person.id)
        self._note(
            what,
            chat,
            now,
            message_id=message.id,
            text=message.text,
            filename=message.file.filename if message.file else None,
            reply_to=message.reply_to,
            update_id=update_id,
        )
        return {"update_id": update_id, "message_id": message.id}

    def _note(self, what: str, chat: Chat, now: datetime, **facts: Any) -> None:
        self._account.note(what, at=now, by="person", person_id=chat.person.id, **facts)
