"""Official Accounts as the control API sees them."""

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web

from bot.sandbox.chats import File
from bot.sandbox.people import Person
from bot.sandbox.platform import CannotDo, ChannelName, Json, MessageId
from bot.sandbox.zalo_oa.account import Account, Accounts, user_id
from bot.sandbox.zalo_oa.acts import Acts
from bot.sandbox.zalo_oa.door import Door


class ZaloOa:
    name: ChannelName = "zalo_oa"

    def __init__(self, accounts: Accounts, door: Door) -> None:
        self._accounts = accounts
        self._door = door

    def app(self) -> web.Application:
        return self._door.app()

    def bots(self) -> Sequence[int]:
        return [account.state.oa_id for account in self._accounts.all]

    def address(self, person: Person) -> str:
        return user_id(person.id)

    def is_blocked(self, bot_id: int | None, person: Person) -> bool:
        account = self._accounts.get(bot_id)
        return account is not None and account.contact(person).left

    def messages(self, bot_id: int | None, person: Person) -> Sequence[Json]:
        account = self._accounts.get(bot_id)
        if account is None:
            return []
        return [message.to_json() for message in account.talk.of(person.id)]

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
        acts = self._acts(bot_id)
        stored = self._accounts.files.store(
            filename=filename, mime=mime, content=content, photo=mime.startswith("image/")
        )
        return acts.send_file(person, stored, caption, now)

    def edit(
        self, bot_id: int | None, person: Person, message_id: MessageId, text: str, now: datetime
    ) -> Json:
        raise CannotDo("nobody can edit a message in Zalo")

    def press(
        self, bot_id: int | None, person: Person, message_id: MessageId, data: str, now: datetime
    ) -> Json:
        return self._acts(bot_id).press(person, str(message_id), data, now)

    def set_blocked(self, bot_id: int | None, person: Person, blocked: bool, now: datetime) -> Json:
        return self._acts(bot_id).set_blocked(person, blocked, now)

    def pending(self) -> Sequence[Json]:
        return [
            {"update_id": event.number, **event.body}
            for account in self._accounts.all
            for event in account.events.waiting()
        ]

    def inject(self, bot_id: int | None, update: Json, now: datetime) -> Json:
        return {"update_id": self._account(bot_id).put(update)}

    def redeliver(self, bot_id: int | None, update_id: MessageId) -> bool:
        return self._account(bot_id).events.again(int(update_id))

    def _acts(self, bot_id: int | None) -> Acts:
        return Acts(self._account(bot_id))

    def _account(self, bot_id: int | None) -> Account:
        account = self._accounts.get(bot_id)
        if account is None:
            raise CannotDo("there is no such Official Account: set one up by POST /sim/zalo-oa")
        return account
