"""Real, small implementations for tests: a channel in memory and an office around it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select

from bot.channels.base import (
    Attachment,
    Channel,
    Incoming,
    Malformed,
    Menu,
    NotThePlatform,
    Outgoing,
    Part,
    RawUpdate,
    SendFailed,
    Sent,
)
from bot.receiving.handling import handle_all
from bot.sending.dispatch import Dispatcher
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.pacing import Limits
from scheduler.rules.quota import Quota
from scheduler.rules.window import Window
from scheduler.tick import tick
from storage import inbox
from storage.database import Database
from storage.ledger import SqlLedger
from storage.tables import duties, tasks


@dataclass
class ChannelInMemory:
    """A platform in memory: who is blocked, what was sent, under which ids."""

    name: str = "memory"
    text_limit: int = 4096
    receives: bool = True
    repeats_unknown: bool = True
    takes_files: bool = True
    edits: bool = False
    most_buttons: int = 100
    quota: Quota | None = None
    window: Window | None = None
    limits: Limits = field(default_factory=Limits)
    sent: list[tuple[str, str, Part]] = field(default_factory=list)  # address, id, part
    blocked: set[str] = field(default_factory=set)
    failing: list[SendFailed] = field(default_factory=list)  # raised by the next sends
    files: dict[str, bytes] = field(default_factory=dict)  # what people sent, by reference
    lost: list[SendFailed] = field(default_factory=list)  # raised by the next downloads
    menus: list[Menu] = field(default_factory=list)  # offered, one after the other
    topics: list[str | None] = field(default_factory=list)  # where in groups each was said

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        if address in self.blocked:
            raise SendFailed(reason="blocked by user", gone=True)
        if self.failing:
            raise self.failing.pop(0)
        done = []
        for part in outgoing.parts:
            self.sent.append((address, str(len(self.sent) + 1), part))
            self.topics.append(outgoing.topic)
            done.append(Sent(provider_id=str(len(self.sent))))
        return done

    async def poll(self, offset: int, wait: timedelta) -> Sequence[RawUpdate]:
        return []

    async def deliver_to(self, url: str) -> None:
        return

    def unpack(self, headers: Mapping[str, str], body: bytes) -> RawUpdate | None:
        raise NotThePlatform

    def is_press(self, payload: dict[str, Any]) -> bool:
        return "button" in payload

    async def acknowledge(self, payload: dict[str, Any]) -> None:
        return

    def read(self, payload: dict[str, Any]) -> Incoming | None:
        if "address" not in payload:
            raise Malformed("no address")
        stamp = payload.get("at")
        return Incoming(
            channel=self.name,
            address=payload["address"],
            message_id=payload["id"],
            said_at=datetime.fromisoformat(stamp) if stamp else None,
            text=payload.get("text", ""),
            reply_to=payload.get("reply_to"),
            button=payload.get("button"),
            pressed=payload.get("pressed"),
            reach=payload.get("reach"),
            attachments=tuple(Attachment(**each) for each in payload.get("files", ())),
            album=payload.get("album"),
            is_edit=payload.get("is_edit", False),
            in_group=payload.get("in_group", False),
            sender=payload.get("sender", ""),
            to_us=payload.get("to_us", False),
            mentions=tuple(payload.get("mentions", ())),
            topic=payload.get("topic"),
            moved_to=payload.get("moved_to"),
        )

    async def download(self, attachment: Attachment) -> bytes:
        if self.lost:
            raise self.lost.pop(0)
        return self.files[attachment.ref]

    async def hears_all(self) -> bool | None:
        return False

    async def known_as(self) -> str | None:
        return f"{self.name}_bot"

    async def offer_commands(self, menus: Sequence[Menu]) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.menus += menus


@dataclass(kw_only=True)
class LivingOffice:
    """An office in a database with the real bot; the test moves its clock and says when to work.

    Real time runs by itself, two seconds at each look, so that pacing never makes a test wait.
    """

    database: Database
    org: int
    channel: Channel
    now: datetime
    real: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    is_cut_off: bool = False  # nothing leaves
    others: Sequence[Channel] = ()  # beside the one people are linked to at first

    def __post_init__(self) -> None:
        self.ledger = SqlLedger(self.database, self.org, self.real_clock)
        self.dispatcher = Dispatcher(self.database, self.org, self.channels, self.real_clock)

    @property
    def channels(self) -> dict[str, Channel]:
        return {each.name: each for each in (self.channel, *self.others)}

    def real_clock(self) -> datetime:
        self.real += timedelta(seconds=2)
        return self.real

    async def write(self, name: str, text: str, stamp: datetime) -> None:
        """Somebody wrote this then; it is heard when the office next listens."""
        raise NotImplementedError

    async def listen(self) -> None:
        """Act upon what people wrote."""
        await handle_all(self.database, self.org, self.channels, self.now)

    async def catch_up(self) -> None:
        """Do all that is due."""
        while True:
            await self.listen()
            await tick(self.ledger, self.now)
            if self.is_cut_off:
                break
            called = await self.dispatcher.dispatch(self.now)
            await self.dispatcher.settled()  # files may take longer than a dispatch waits
            if not called:
                break


@dataclass(kw_only=True)
class OfficeInMemory(LivingOffice):
    """Such an office on a platform in memory; people speak and are spoken to by name."""

    channel: ChannelInMemory
    addresses: dict[str, str]
    heard: int = 0
    unread: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        super().__post_init__()
        self._read = len(self.channel.sent)  # of an office that is copied: what was said before

    async def at(self, moment: str) -> None:
        """Let the clock show `moment` (office time) and do all that is due."""
        self.now = datetime.fromisoformat(moment).replace(tzinfo=OFFICE_ZONE)
        await self.catch_up()

    async def catch_up(self) -> None:
        await super().catch_up()
        names = {address: name for name, address in self.addresses.items()}
        for address, _, part in self.channel.sent[self._read :]:
            self.unread[names.get(address, address)].append(part)
        self._read = len(self.channel.sent)

    async def _receive(self, name: str, **payload: Any) -> str:
        await self._store(name, **payload)
        self.unread[name].clear()
        await self.catch_up()
        return "\n".join(part.text for part in self.unread[name])

    async def _store(self, name: str, **payload: Any) -> None:
        self.heard += 1
        address = self.addresses.get(name, name)
        form = {"address": address, "id": f"p{self.heard}", "at": self.now.isoformat(), **payload}
        await self.database.write(
            lambda tx: inbox.store(
                tx,
                self.org,
                self.channel.name,
                [(str(self.heard), form)],
                self.heard + 1,
                now=self.now,
                real_now=self.real,
            )
        )

    async def write(self, name: str, text: str, stamp: datetime) -> None:
        await self._store(name, text=text, at=stamp.isoformat())

    async def say(self, name: str, text: str, reply_to: str | None = None) -> str:
        """What the service answers to `text`."""
        return await self._receive(name, text=text, reply_to=reply_to)

    async def edit(self, name: str, message: int, text: str, **payload: Any) -> str:
        """What the service answers when the message heard as that number now says `text`."""
        return await self._receive(name, id=f"p{message}", text=text, is_edit=True, **payload)

    async def send(self, name: str, *files: str, text: str = "", album: str | None = None) -> str:
        """What the service answers to files, by name, in one message."""
        return await self._receive(
            name, text=text, album=album, files=[self.file(f) for f in files]
        )

    def file(self, name: str) -> dict[str, Any]:
        """A file to be sent, which the platform keeps."""
        content = f"what {name} says".encode()
        self.channel.files[f"ref-{name}"] = content
        return {"ref": f"ref-{name}", "name": name, "size": len(content)}

    async def press(self, name: str, action: str) -> str:
        """What the service answers to the newest button of an action in the person's chat."""
        return await self.press_again(name, self.button(name, action))

    async def press_again(self, name: str, data: str) -> str:
        """What the service answers to a button that may be an old one."""
        return await self._receive(name, button=data, at=None)

    def button(self, name: str, action: str) -> str:
        for address, _, part in reversed(self.channel.sent):
            if address == self.addresses[name]:
                for row in part.buttons:
                    for button in row:
                        if f":{action}:" in button.data:
                            return button.data
        raise AssertionError(f"{name} has no button {action}")

    def last(self, name: str) -> tuple[str, str]:
        """(provider id, text) of the newest message to a person."""
        for address, number, part in reversed(self.channel.sent):
            if address == self.addresses[name]:
                return number, part.text
        raise AssertionError(f"{name} was sent nothing")

    def said_to(self, name: str) -> str:
        """Everything said to a person since they were last looked at here."""
        parts, self.unread[name] = self.unread[name], []
        return "\n\n".join(part.text for part in parts)

    async def leave(self, name: str) -> None:
        """The person blocks the bot."""
        self.channel.blocked.add(self.addresses[name])
        await self._receive(name, reach="blocked")

    async def duty(self, code: str) -> tuple[str, int | None]:
        """(state, percent) of a task's duty; of a co-led one, the first unit's."""
        async with self.database.read() as connection:
            row = (
                await connection.execute(
                    select(duties.c.state, duties.c.percent)
                    .join(
                        tasks,
                        and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id),
                    )
                    .where(tasks.c.org_id == self.org, tasks.c.code == code)
                    .order_by(duties.c.id)
                )
            ).first()
        assert row is not None
        return row.state, row.percent
