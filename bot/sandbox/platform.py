"""What the control API asks of every platform whose people it plays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from aiohttp import web

from bot.sandbox.chats import File
from bot.sandbox.people import Person

ChannelName = Literal["telegram", "zalo_bot", "zalo_oa"]
MessageId = int | str  # Telegram counts, Zalo makes up
Json = dict[str, Any]


class CannotDo(Exception):
    """The person's own app would not let them."""


class Platform(Protocol):
    """One platform: its server, and what people do in its app.

    `bot_id` None is the default bot: the first that anybody named. Acts raise CannotDo and return
    what the caller may want to know of them: `message_id`, `update_id`.
    """

    name: ChannelName

    def app(self) -> web.Application:
        """The server that bots call."""
        ...

    def bots(self) -> Sequence[int]: ...

    def address(self, person: Person) -> str:
        """By which the platform knows a person."""
        ...

    def is_blocked(self, bot_id: int | None, person: Person) -> bool: ...

    def messages(self, bot_id: int | None, person: Person) -> Sequence[Json]:
        """A person's chat with a bot, as `chats.Message.to_json` gives it."""
        ...

    def file(self, file_id: str) -> File | None: ...

    def say(
        self,
        bot_id: int | None,
        person: Person,
        text: str,
        reply_to: MessageId | None,
        now: datetime,
    ) -> Json: ...

    def send_file(
        self,
        bot_id: int | None,
        person: Person,
        filename: str,
        mime: str,
        content: bytes,
        caption: str,
        now: datetime,
    ) -> Json: ...

    def edit(
        self, bot_id: int | None, person: Person, message_id: MessageId, text: str, now: datetime
    ) -> Json: ...

    def press(
        self, bot_id: int | None, person: Person, message_id: MessageId, data: str, now: datetime
    ) -> Json: ...

    def set_blocked(
        self, bot_id: int | None, person: Person, blocked: bool, now: datetime
    ) -> Json: ...

    def pending(self) -> Sequence[Json]:
        """What the bots have not confirmed yet."""
        ...

    def inject(self, bot_id: int | None, update: Json, now: datetime) -> Json:
        """Give a bot any update, as it is."""
        ...

    def redeliver(self, bot_id: int | None, update_id: MessageId) -> bool:
        """Give an update a second time; False if there never was one."""
        ...


Platforms = Mapping[ChannelName, Platform]
