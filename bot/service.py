"""The service of one org in this process: its bots, and the loops that keep it going.

Each loop waits for its bell and then does all there is to do. The alarm clock rings every bell now
and then; whoever leaves work for a loop rings its bell at once, in this process or, on PostgreSQL,
in another. So an answer leaves when its message was handled, and a bell that was missed costs some
seconds.

On PostgreSQL several processes may serve an org (DESIGN.md §6). One of them has the turn to make
the pass, one to receive; all send. Whoever asks in vain asks again, and so takes over when the one
with the turn is gone.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from functools import partial

from bot.channels.base import Channel
from bot.connect import office_now
from bot.receiving.errands import run_errands
from bot.receiving.fetching import fetch_all
from bot.receiving.handling import handle_all
from bot.receiving.listening import Listening
from bot.receiving.offering import Offering
from bot.receiving.plans_read import read_all
from bot.receiving.polling import poll_forever
from bot.receiving.webhook import Webhook
from bot.sending.codes import CodesInChat
from bot.sending.dispatch import Dispatcher
from bot.settings import Settings
from bot.steady import Steady
from bot.web.links import SignedLinks
from scheduler.clock import wall_clock
from scheduler.runner import build_runner
from scheduler.tick import tick
from storage import health, orgs, sandbox_clock
from storage.database import Database
from storage.ledger import SqlLedger
from storage.turns import Turn, Turns

logger = logging.getLogger(__name__)

# Seconds between two rings of the alarm clock. In a sandbox somebody watches the clock being moved:
# what depends on it wakes more often.
WAKES = {
    "schedule": 5.0,
    "send": 1.0,
    "receive": 5.0,
    "files": 5.0,
    "errands": 5.0,
    "menus": 60.0,
    "listen": 60.0,
}
SANDBOX_WAKE = 0.1
ON_REAL_TIME = ("files", "errands", "menus")
GOOD_BYE = 10.0  # seconds for what the loops are at when the service is told to stop


class Service:
    def __init__(
        self,
        settings: Settings,
        database: Database,
        org: int,
        slug: str,
        parts: Collection[str],
        channels: Sequence[Channel],
        turns: Turns,
        steady: Steady,
        links: SignedLinks,
        codes: CodesInChat,
        *,
        in_sandbox: bool = False,
    ) -> None:
        self._in_sandbox = in_sandbox
        self._database = database
        self._org = org
        self._slug = slug
        self._turns = turns
        self._steady = steady
        self._loops: dict[str, Callable[[], Awaitable[None]]] = {
            name: loop
            for part, name, loop in (
                ("schedule", "schedule", self.schedule),
                ("send", "send", self.send),
                ("receive", "receive", self.receive),
                ("receive", "files", self.fetch),
                ("receive", "errands", self.run_errands),
                ("receive", "menus", self.offer),
            )
            if part in parts
        }
        self._at_work: set[asyncio.Future[None]] = set()
        self._bells = {part: asyncio.Event() for part in WAKES}
        self._rest: asyncio.TimerHandle | None = None  # rings for what had to wait for its pace
        self._channels = {channel.name: channel for channel in channels}
        self.links = links
        self._dispatcher = Dispatcher(
            database, org, self._channels, wall_clock, met=steady.met, links=links, codes=codes
        )
        self._offering = Offering(database, org, slug, self._channels, wall_clock)
        self._ledger = SqlLedger(database, org, wall_clock)
        self._public_url = settings.public_url or ""  # without it we poll
        self._listening = {
            channel.name: Listening(
                database, org, channel.name, self.now, is_open=bool(self._public_url)
            )
            for channel in channels
            if channel.receives and ("web" if self._public_url else "receive") in parts
        }
        if self._listening:
            self._loops |= {"listen": self.listen}
        self.webhooks: tuple[Webhook, ...] = ()  # where the platforms post to
        if self._public_url and "web" in parts:
            heard = partial(self.ring, "receive")
            self.webhooks = tuple(
                Webhook(
                    database,
                    org,
                    slug,
                    channel,
                    wall_clock,
                    heard,
                    steady.met,
                    in_sandbox=in_sandbox,
                )
                for channel in channels
                if channel.receives
            )

    def ring(self, part: str) -> None:
        """There is something to do for a part; does nothing if this process has no such part."""
        self._bells[part].set()

    async def now(self) -> datetime:
        return await office_now(self._database)

    # --- what the loops do ----------------------------------------------------------------------

    async def schedule(self) -> None:
        """One pass, if it is ours to make; what it queued leaves at once."""
        if not await self._turns.has(Turn.SCHEDULE, self._org):
            return
        if await tick(self._ledger, await self.now()):
            self.ring("send")

    async def send(self) -> None:
        """Send until nothing more may leave; what was told is looked at at once."""
        called, again = await self._dispatcher.drain(self.now)
        if called:
            self.ring("schedule")
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        if again is not None:  # a bot or chat rests: nobody else may ring when that is over
            seconds = (again - wall_clock()).total_seconds()
            self._rest = asyncio.get_running_loop().call_later(seconds, self.ring, "send")

    async def receive(self) -> None:
        """Act upon what waits in the inbox, if it is ours to do; the answers leave at once."""
        if not self._channels or not await self._turns.has(Turn.RECEIVE, self._org):
            return
        if await handle_all(self._database, self._org, self._channels, await self.now()):
            for part in ("send", "schedule", "files", "errands"):
                self.ring(part)

    async def fetch(self) -> None:
        """Fetch the files that came in, and read what is a plan, if it is ours to do."""
        if not self._channels or not await self._turns.has(Turn.RECEIVE, self._org):
            return
        lost = await fetch_all(self._database, self._org, self._channels, self.now, wall_clock)
        self.ring("errands")  # one of them may have waited for its file
        if lost + await read_all(self._database, self._org, self._channels, self.now):
            self.ring("send")

    async def run_errands(self) -> None:
        """Do what takes longer than an answer may, if it is ours to do."""
        if not self._channels or not await self._turns.has(Turn.RECEIVE, self._org):
            return
        if await run_errands(self._database, self._org, self.now):
            self.ring("send")

    async def offer(self) -> None:
        """Show each chat the commands of whoever reads it, if it is ours to do."""
        if not self._channels or not await self._turns.has(Turn.RECEIVE, self._org):
            return
        await self._offering.offer()

    async def listen(self) -> None:
        """Note which bots receive, for whoever wants to know later when they did not."""
        for each in self._listening.values():
            await each.note()

    async def look(self) -> health.Health:
        """How the org stands."""
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            now = await sandbox_clock.office_time(connection, wall_clock())
            return await health.look(connection, org, now, wall_clock())

    # --- keeping going --------------------------------------------------------------------------

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop`: then the messages in hand are finished and nothing new is begun."""
        if not any(channel.receives for channel in self._channels.values()):
            logger.warning("no channel is set: nothing is sent or received")
        for channel in self._channels.values():
            await channel.start()
        alarm = build_runner(
            {part: (self._wakes_after(part), partial(self._ring, part)) for part in self._loops}
        )
        if self._public_url:
            self.ring("listen")  # before anybody can say anything
        for part in ON_REAL_TIME:  # what was left when the service stopped
            self.ring(part)
        tasks = [
            asyncio.create_task(self._steady.forever(partial(self._when_rung, part)))
            for part in self._loops
        ]
        tasks += [asyncio.create_task(each.open(self._public_url)) for each in self.webhooks]
        if not self._public_url and "receive" in self._loops:
            tasks += [
                asyncio.create_task(self._steady.forever(partial(self._poll, channel)))
                for channel in self._channels.values()
                if channel.receives
            ]
        alarm.start()
        await stop.wait()
        alarm.shutdown(wait=False)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._dispatcher.finish()
        await self._finish_work()
        await self._turns.give_up(self._org)
        for webhook in self.webhooks:
            await webhook.close()
        for channel in self._channels.values():
            await channel.stop()

    def _wakes_after(self, part: str) -> float:
        """Seconds between two rings for a part."""
        return SANDBOX_WAKE if self._in_sandbox and part not in ON_REAL_TIME else WAKES[part]

    async def _ring(self, part: str) -> None:
        self.ring(part)

    async def _when_rung(self, part: str) -> None:
        await self._bells[part].wait()
        self._bells[part].clear()
        work = asyncio.ensure_future(self._loops[part]())
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)
        await asyncio.shield(work)  # who stops the loop does not stop it in the middle

    async def _finish_work(self) -> None:
        """Let what the loops are at come to its end, as long as somebody who stops us may wait."""
        work = tuple(self._at_work)
        if work:
            await asyncio.wait(work, timeout=GOOD_BYE)
        for left in work:
            left.cancel()
        await asyncio.gather(*work, return_exceptions=True)

    async def _poll(self, channel: Channel) -> None:
        await poll_forever(
            self._database,
            self._org,
            self._slug,
            channel,
            self.now,
            wall_clock,
            partial(self.ring, "receive"),
            lambda: self._turns.wait(Turn.RECEIVE, self._org),
            self._listening[channel.name],
        )
