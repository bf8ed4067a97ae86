"""The Zalo Bot Platform as the control API sees it."""

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web

from bot.sandbox.chats import File
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo, ChannelName, Json, MessageId
from bot.sandbox.zalo_bot.account import Accounts, user_id
from bot.sandbox.zalo_bot.acts import Acts
from bot.sandbox.zalo_bot.door import Door


class ZaloBot:
    name: ChannelName = "zalo_bot"

    def __init__(self, accounts: Accounts, door: Door) -> None:
        self._accounts = accounts
        self._door = door

    def app(self) -> web.Application:
        return self._door.app()

    def bots(self) -> Sequence[int]:
        return [account.bot_id for account in self._accounts.named]

    def address(self, person: Person) -> str:
        return user_id(person.id)

    def is_blocked(self, bot_id: int | None, person: Person) -> bool:
        return self._accounts.of_bot(bot_id).is_blocked(person)

    def messages(self, bot_id: int | None, person: Person) -> Sequence[Json]:
        talk = self._accounts.of_bot(bot_id).talk
        return [message.to_json() for message in talk.of(person.id)]

    def file(self, file_id: str) -> File | None:
        return self._accounts.files.get(file_id)

    def say(
        self,
        bot_id: int | None,
        person: Person,
        text: str,
        reply_to: MessageId | None,
        now: datetime,
    ) -> Json:
        quoted = None if reply_to is None else str(reply_to)
        return self._acts(bot_id).say(person, text, quoted, now)

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
        stored = self._accounts.files.store(
            filename=filename, mime=mime, content=content, photo=mime.startswith("image/")
        )
        return self._acts(bot_id).send_file(person, stored, caption, now)

    def edit(
        self, bot_id: int | None, person: Person, message_id: MessageId, text: str, now: datetime
    ) -> Json:
        raise CannotDo("nobody can edit a message in Zalo")

    def press(
        self, bot_id: int | None, person: Person, message_id: MessageId, data: str, now: datetime
    ) -> Json:
        raise CannotDo("a Zalo bot has no buttons")

    def set_blocked(self, bot_id: int | None, person: Person, blocked: bool, now: datetime) -> Json:
        return self._acts(bot_id).set_blocked(person, blocked, now)

    def pending(self) -> Sequence[Json]:
        return [
            {"update_id": event.number, **event.body}
            for account in self._accounts
            for event in account.events.waiting()
        ]

    def inject(self, bot_id: int | None, update: Json, now: datetime) -> Json:
        return {"update_id": self._accounts.of_bot(bot_id).put(update)}

    def redeliver(self, bot_id: int | None, update_id: MessageId) -> bool:
        return self._accounts.of_bot(bot_id).events.again(int(update_id))

    def _acts(self, bot_id: int | None) -> Acts:
        return Acts(self._accounts.of_bot(bot_id))
