"""What every channel can do, and the only way it may fail; no platform's word leaves its file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from scheduler.rules.pacing import Limits
from scheduler.rules.quota import Quota
from scheduler.rules.window import Window


@dataclass(frozen=True, kw_only=True)
class RawUpdate:
    """Something a platform told us, as it came: it is stored first, and read when it is handled."""

    id: str  # by which a second delivery of it is known
    payload: dict[str, Any]
    number: int | None = None  # its place in the platform's order, if it keeps one


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file or picture that came in; `ref` is what the channel needs to fetch it."""

    ref: str
    name: str
    size: int | None = None  # bytes, if the platform says so
    kind: str | None = None  # its MIME type, likewise
    is_photo: bool = False


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Something a person wrote or did, in words no channel owns."""

    channel: str  # the name of the bot it came to
    address: str  # the chat to answer
    message_id: str
    said_at: datetime | None  # the platform's stamp, if it gives one: a word counts from here
    text: str = ""
    reply_to: str | None = None  # the provider's id of a quoted message
    quoted: str = ""  # and its words, if the platform gives them
    button: str | None = None  # data of a pressed button
    attachments: tuple[Attachment, ...] = ()
    album: str | None = None  # what one person sent together comes as several updates
    is_edit: bool = False  # a message said before, in new words
    in_group: bool = False
    sender: str = ""  # in a group: who wrote, by the address of a chat with them alone
    to_us: bool = False  # in a group: a bare command, or a reply to what we said there
    mentions: tuple[str, ...] = ()  # in a group: whom it names, without the "@"
    topic: str | None = None  # of a group with several: where it was said
    reach: str | None = None  # "blocked" or "live" where the person closed or opened the chat
    moved_to: str | None = None  # the group's address from now on
    unreadable: bool = False  # something came of which the platform tells us nothing
    pressed: str | None = None  # the provider's id of the message with the pressed button


class Malformed(Exception):
    """An update that cannot be read: it is set aside, the others go on."""


class NotThePlatform(Exception):
    """Somebody posted who does not know the secret that only the platform was told."""


@dataclass(frozen=True, kw_only=True)
class Button:
    label: str
    data: str  # at most 64 bytes
    typed: str = ""  # the words that do the same; none if the text itself names them


@dataclass(frozen=True, kw_only=True)
class Part:
    """One message as the platform counts them: a text with buttons, or a file with a caption."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    file_name: str | None = None
    content: bytes = b""
    link: str | None = None  # where the file can be fetched, for platforms that take none
    is_photo: bool = False  # a picture to look at, not a file to keep


@dataclass(frozen=True, kw_only=True)
class Command:
    """A word behind a slash that a platform offers in a menu, and what it does in a few words."""

    name: str  # 1 to 32 of a-z, 0-9 and "_"
    description: str  # at most 256 characters


@dataclass(frozen=True, kw_only=True)
class Menu:
    """The commands offered to those who read a language, or to all others if it is None."""

    scope: Literal["private", "groups", "chat"]  # all private chats, all groups, or one chat
    address: str | None = None  # of that chat
    language: str | None = None
    commands: tuple[Command, ...] = ()  # none: what was offered there no longer is


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    parts: tuple[Part, ...]
    quote: str | None = None  # the provider's id of the message this answers
    topic: str | None = None  # of a group: where it is to be said
    subject: str = ""  # what it is about, for platforms that have a line for that
    instead_of: str | None = None  # the provider's id of a message of ours that one text replaces


@dataclass(frozen=True, kw_only=True)
class Sent:
    provider_id: str


@dataclass(kw_only=True)
class SendFailed(Exception):
    """A part did not go out; `sent` are those before it that did.

    `gone`: nobody is at this address any more. `closed`: this person cannot be written to by this
    bot now (a window has closed, a quota is used up), but may be again: the link stays. `refused`:
    these words will never pass. `unknown`: it may have gone out. Otherwise try again, not sooner
    than `wait` (real time); `whole_bot`: until then nobody can be reached by this bot. `moved_to`:
    the chat has another address from now on. `too_large`: the platform gives out no file so large.
    """

    reason: str
    gone: bool = False
    closed: bool = False
    refused: bool = False
    unknown: bool = False
    whole_bot: bool = False
    moved_to: str | None = None
    too_large: bool = False
    wait: timedelta = timedelta(seconds=30)
    sent: Sequence[Sent] = field(default_factory=tuple)

    def __str__(self) -> str:
        return self.reason


class Channel(Protocol):
    """One bot on one platform."""

    name: str  # in its org: its platform, or "zalo_bot/b" where the org has several there
    text_limit: int  # UTF-16 units of one text
    receives: bool  # whether anybody can write to us there
    window: Window | None  # how long after their last act people may be written to; None: always
    repeats_unknown: bool  # whether a send of unknown outcome is made again (DESIGN.md §4.1)
    takes_files: bool  # else a file goes as a link
    edits: (
        bool  # whether a message can be given other words, so that a list turns its page in place
    )
    most_buttons: int  # under one text; of more, each is said as what to type instead
    quota: Quota | None  # what its platform lets it send, and to how many; None: as much as it can
    limits: Limits  # how often the platform may be called

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        """Deliver the parts in order and return one Sent per part, or raise SendFailed."""
        ...

    async def poll(self, offset: int, wait: timedelta) -> Sequence[RawUpdate]:
        """Updates from `offset` on, where the platform numbers them; waits up to `wait` for one."""
        ...

    async def deliver_to(self, url: str) -> None:
        """Have the platform post its updates to `url`, with a secret; or raise SendFailed."""
        ...

    def unpack(self, headers: Mapping[str, str], body: bytes) -> RawUpdate | None:
        """The update that was posted; None if there is nothing to keep: a probe, a receipt.

        Raises NotThePlatform, Malformed.
        """
        ...

    def is_press(self, payload: dict[str, Any]) -> bool:
        """Whether somebody pressed a button, which blinks until it is acknowledged."""
        ...

    async def acknowledge(self, payload: dict[str, Any]) -> None:
        """Tell the platform that a press was heard; whether it listens does not matter."""
        ...

    def read(self, payload: dict[str, Any]) -> Incoming | None:
        """A stored update in our words; None if it concerns nobody. Raises Malformed."""
        ...

    async def download(self, attachment: Attachment) -> bytes:
        """The content of a file that came in, or raise SendFailed."""
        ...

    async def known_as(self) -> str | None:
        """What people find the bot by, or raise SendFailed; None where it has no such name."""
        ...

    async def hears_all(self) -> bool | None:
        """Whether in groups it also hears what is not said to it, or raise SendFailed; None where
        it hears no groups."""
        ...

    async def offer_commands(self, menus: Sequence[Menu]) -> None:
        """Show these menus, where the platform has any, or raise SendFailed."""
        ...
