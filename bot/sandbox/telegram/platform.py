"""Telegram as the control API sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.chats import File
from bot.sandbox.form import Upload
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo, ChannelName, MessageId
from bot.sandbox.telegram.accounts import Accounts
from bot.sandbox.telegram.acts import Acts, Sending
from bot.sandbox.telegram.door import Door

Json = dict[str, Any]


class Telegram:
    name: ChannelName = "telegram"

    def __init__(self, accounts: Accounts, door: Door) -> None:
        self._accounts = accounts
        self._door = door

    def app(self) -> web.Application:
        return self._door.app()

    def bots(self) -> Sequence[int]:
        return [account.bot_id for account in self._accounts]

    def address(self, person: Person) -> str:
        return str(person.id)

    def is_blocked(self, bot_id: int | None, person: Person) -> bool:
        return self._accounts.of_bot(bot_id).chat(person).blocked

    def messages(self, bot_id: int | None, person: Person) -> Sequence[Json]:
        chat = self._accounts.of_bot(bot_id).chat(person)
        return [message.to_json() for message in chat.messages()]

    def file(self, file_id: str) -> File | None:
        boxes = (*self._accounts, *self._accounts.groups)
        found = (box.files.get(file_id) for box in boxes)
        return next((file for file in found if file is not None), None)

    def say(
        self,
        bot_id: int | None,
        person: Person,
        text: str,
        reply_to: MessageId | None,
        now: datetime,
    ) -> Json:
        reply = _counted(reply_to) if reply_to is not None else None
        return self._acts(bot_id).say(person, text, reply, now)

    def send_file(
        self,
        bot_id: int | None,
        person: Person,
        filename: str,
        mime: str,
        content: bytes,
        caption: str,
        now: datetime,
    ) -> Json:
        upload = Upload(filename=filename, mime=mime, content=content)
        sending = Sending(uploads=[upload], kind="document", caption=caption)
        (sent,) = self._acts(bot_id).send_files(person, sending, now)
        return sent

    def edit(
        self, bot_id: int | None, person: Person, message_id: MessageId, text: str, now: datetime
    ) -> Json:
        return self._acts(bot_id).edit(person, _counted(message_id), text, now)

    def press(
        self, bot_id: int | None, person: Person, message_id: MessageId, data: str, now: datetime
    ) -> Json:
        return self._acts(bot_id).press(person, _counted(message_id), data, now)

    def set_blocked(self, bot_id: int | None, person: Person, blocked: bool, now: datetime) -> Json:
        return self._acts(bot_id).set_blocked(person, blocked, now)

    def pending(self) -> Sequence[Json]:
        return [update for account in self._accounts for update in account.updates.pending()]

    def inject(self, bot_id: int | None, update: Json, now: datetime) -> Json:
        return {"update_id": self._accounts.of_bot(bot_id).put(update, now)}

    def redeliver(self, bot_id: int | None, update_id: MessageId) -> bool:
        return self._accounts.of_bot(bot_id).updates.redeliver(_counted(update_id))

    def _acts(self, bot_id: int | None) -> Acts:
        return Acts(self._accounts.of_bot(bot_id))


def _counted(named: MessageId) -> int:
    try:
        return int(named)
    except ValueError as error:
        raise CannotDo("Telegram numbers what it shows: an id is a whole number") from error
