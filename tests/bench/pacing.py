"""Pacing: as fast as Telegram allows for a minute, and no faster, seen from where calls arrive.

The dispatcher as the service has it, with Telegram's own limits and more people waiting than can
be written to; each call arrives up to 50 ms late. In the middle one chat is told to come back
later: the others must not wait for it.
"""

import asyncio
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from aiohttp import ClientSession

from bot.channels.telegram import TelegramChannel
from bot.sending.dispatch import Dispatcher
from scheduler.clock import wall_clock
from scheduler.rules.pacing import Limits
from storage.database import Database
from tests.bench.bot_api import TOKEN
from tests.bench.harness import Bench
from tests.bench.office import SLOT
from tests.bench.sending import each_once, full_outbox, platform
from tests.databases import Databases

ALLOWED = 30  # a second
JITTER = 0.05  # seconds
LATER = 3.0  # seconds that one chat takes nothing


@dataclass(frozen=True, kw_only=True)
class Paced:
    """What arrived: calls, in how many seconds, and the most in any one second."""

    on: str
    people: int
    seconds: float
    per_second: float
    busiest: int
    delay: float  # seconds by which calls came apart after a chat was told to come back later

    def __str__(self) -> str:
        return (
            f"pacing on {self.on}: {self.per_second:.1f} a second over {self.seconds:.0f} s "
            f"({self.per_second / ALLOWED:.2f} of what is allowed), busiest second {self.busiest}; "
            f"after one chat's 429 the others waited {1000 * self.delay:.0f} ms at most; "
            f"{self.people} people, each written to once"
        )


async def pacing(bench: Bench, databases: Databases, folder: Path, seconds: int) -> Paced:
    people = ALLOWED * (seconds + 2)
    bench.say(f"making an office of {people} people, to write to for {seconds} s")
    template = await full_outbox(databases, folder / "pacing", people)
    place = folder / "paced"
    place.mkdir()
    async with (
        platform(str(JITTER)) as address,
        databases.copy(template.url, place) as url,
        ClientSession() as http,
    ):
        sending = asyncio.create_task(_send_all(url, template.org, address, people))
        await asyncio.sleep(seconds / 2)
        async with http.post(f"{address}/later", params={"seconds": LATER}) as answer:
            told = await answer.json()
        await sending
        async with http.get(f"{address}/arrivals") as answer:
            arrivals = sorted(await answer.json())
        await each_once(address, people)
    return _seen(bench.on, people, arrivals, told, seconds)


async def _send_all(url: str, org: int, address: str, people: int) -> None:
    """Drain as the service does, woken by whoever had to rest."""
    database, channel = Database(url), TelegramChannel(TOKEN, address)
    await channel.start()
    dispatcher = Dispatcher(database, org, {channel.name: channel}, wall_clock)

    async def office_now() -> datetime:
        return SLOT

    called = 0
    while called < people + 1:  # one of them twice: it was told to come back later
        more, again = await dispatcher.drain(office_now)
        called += more
        if not more and again is None:
            await asyncio.sleep(0.25)  # as the service's own alarm
        elif again is not None:
            await asyncio.sleep(max(0.0, (again - wall_clock()).total_seconds()))
    await dispatcher.settled()
    await channel.stop()
    await database.close()


def _seen(on: str, people: int, arrivals: list[float], told: float, seconds: int) -> Paced:
    begun = arrivals[0]
    within = [at for at in arrivals if at < begun + seconds]
    busiest = max(bisect_left(arrivals, at + 1) - n for n, at in enumerate(arrivals))
    apart = Limits().every.total_seconds() + JITTER  # without anybody's fault
    after = [at for at in within if told - 0.1 <= at <= told + LATER]
    return Paced(
        on=on,
        people=people,
        seconds=seconds,
        per_second=len(within) / seconds,
        busiest=busiest,
        delay=max(0.0, max(b - a for a, b in pairwise(after)) - apart),
    )
