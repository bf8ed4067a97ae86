"""Sending: one message to each of many people, claimed, composed, committed, sent and settled.

The baseline is a bare loop of the same client to the same server, 64 at once, that remembers
nothing.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession

from bot.channels.base import Outgoing, Part
from bot.channels.telegram import TelegramChannel
from bot.sending.dispatch import Dispatcher
from scheduler.clock import wall_clock
from scheduler.rules.pacing import Limits
from storage.database import Database
from tests.bench.bot_api import TOKEN
from tests.bench.harness import Bench, Line, child, line_from, stopwatch
from tests.bench.office import SLOT, Template, after_the_pass, office
from tests.databases import Databases

AT_ONCE = 64
UNLIMITED = Limits(per_second=1e9, per_chat=timedelta(0))
WORDS = """Kính gửi Cán bộ 1, Đôn Đốc xin nhắc việc:

1. NV1 Làm việc II.1
   Hạn: thứ Tư 12/8/2026 (còn 7 ngày làm việc). Trả lời “NV1 xong” hoặc “NV1 60%”."""


async def full_outbox(databases: Databases, folder: Path, people: int) -> Template:
    """An office in which each of so many people has one message waiting."""
    folder.mkdir(exist_ok=True)
    made = await office(databases, folder / "before-sending", tasks=people, staff=people)
    return await after_the_pass(databases, folder / "sending", made)


async def sending(
    bench: Bench, databases: Databases, folder: Path, template: Template, people: int
) -> Line:
    rounds = iter(range(1000))
    async with platform() as address:

        async def durable() -> float:
            place = folder / f"sending-{next(rounds)}"
            place.mkdir()
            async with (
                databases.copy(template.url, place) as url,
                sender(url, template.org, address) as dispatcher,
            ):
                with stopwatch() as watch:
                    await drain(dispatcher)
            await each_once(address, people)
            return people / watch.seconds

        async def bare() -> float:
            channel = TelegramChannel(TOKEN, address)
            await channel.start()
            message, chats = Outgoing(parts=(Part(text=WORDS),)), iter(range(1, people + 1))

            async def worker() -> None:
                for chat in chats:
                    await channel.send(str(chat), message)

            with stopwatch() as watch:
                await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
            await channel.stop()
            await each_once(address, people)
            return people / watch.seconds

        return await bench.compare("sending", durable, bare, "a bare loop of the same client")


@asynccontextmanager
async def sender(url: str, org: int, address: str) -> AsyncIterator[Dispatcher]:
    """A dispatcher as the service has it, with a pace that holds nothing back."""
    database, channel = Database(url), TelegramChannel(TOKEN, address)
    channel.limits = UNLIMITED
    await channel.start()
    yield Dispatcher(database, org, {channel.name: channel}, wall_clock)
    await channel.stop()
    await database.close()


async def drain(dispatcher: Dispatcher) -> int:
    """Send all that may leave, as the service does; return how many messages were called."""
    called = 0
    while served := await _until_idle(dispatcher):
        called += served
    return called


async def _until_idle(dispatcher: Dispatcher) -> int:
    called = 0
    while served := await dispatcher.dispatch(SLOT):
        called += served
    await dispatcher.settled()
    return called


@asynccontextmanager
async def platform(*arguments: str) -> AsyncIterator[str]:
    """The address of a Bot API in a process of its own."""
    async with child("bot_api", *arguments) as server:
        yield f"http://127.0.0.1:{json.loads(await line_from(server))}"


async def each_once(address: str, people: int) -> None:
    """Every person was written to exactly once since this was last asked."""
    async with ClientSession() as http, http.get(f"{address}/counts") as answer:
        sent: dict[str, int] = await answer.json()
    if len(sent) != people or set(sent.values()) != {1}:
        times = sorted(sent.values())[-1:]
        raise RuntimeError(f"{len(sent)} of {people} people were written to, at most {times} times")
