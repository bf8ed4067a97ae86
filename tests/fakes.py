"""Real, small implementations for tests: a channel in memory and an office around it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select

from bot.channels.base import (
    Channel,
    Incoming,
    Malformed,
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
    repeats_unknown: bool = True
    limits: Limits = field(default_factory=Limits)
    sent: list[tuple[str, str, Part]] = field(default_factory=list)  # address, id, part
    blocked: set[str] = field(default_factory=set)
    failing: list[SendFailed] = field(default_factory=list)  # raised by the next sends

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
            reach=payload.get("reach"),
        )


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

    def __post_init__(self) -> None:
        self.ledger = SqlLedger(self.database, self.org, self.real_clock)
        channels = {self.channel.name: self.channel}
        self.dispatcher = Dispatcher(self.database, self.org, channels, self.real_clock)

    def real_clock(self) -> datetime:
        self.real += timedelta(seconds=2)
        return self.real

    async def write(self, name: str, text: str, stamp: datetime) -> None:
        """Somebody wrote this then; it is heard when the office next listens."""
        raise NotImplementedError

    async def listen(self) -> None:
        """Act upon what people wrote."""
        channels = {self.channel.name: self.channel}
        await handle_all(self.database, self.org, channels, self.now)

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
        self._read = 0

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
