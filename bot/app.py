"""Everything is put together here, and importing it does nothing."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

import structlog
from aiohttp import web

from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel, hide_tokens
from bot.connect import office_now, open_database
from bot.receiving.handling import handle_all
from bot.receiving.polling import poll_forever
from bot.receiving.webhook import Webhook
from bot.sending.dispatch import Dispatcher
from bot.settings import Settings, is_loopback
from bot.web.health import build_web
from scheduler.clock import wall_clock
from scheduler.runner import build_runner
from scheduler.tick import tick
from storage import health, orgs, sandbox_clock, wakeups
from storage.database import Database
from storage.ledger import SqlLedger
from storage.turns import Turn, Turns

logger = logging.getLogger(__name__)

PARTS = ("web", "receive", "schedule", "send")
# Seconds between wakes. In a sandbox somebody watches the clock being moved.
WAKES = {"schedule": 5.0, "send": 1.0, "receive": 5.0}
SANDBOX_WAKE = 0.1


class NotForSandbox(Exception):
    """A sandbox database has a clock that is moved by hand: it must never meet a real platform."""


def configure_logging() -> None:
    """One JSON line per event on standard error; no token in any of them."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
                # Last of all, so that no traceback carries a URL with the token in it either.
                lambda _, __, line: hide_tokens(str(line)),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "apscheduler", "aiohttp.access", "telegram"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # A wake that finds the last one still at work is no event.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


class Service:
    """One process of the service for one org; on PostgreSQL there may be several (DESIGN.md §6).

    One of them has the turn to make the pass, one to receive; all send. Whoever asks in vain asks
    again, and so takes over when the one with the turn is gone.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        org: int,
        parts: Collection[str],
        turns: Turns,
        *,
        in_sandbox: bool = False,
    ) -> None:
        self._settings = settings
        self._in_sandbox = in_sandbox
        self._database = database
        self._org = org
        self._parts = parts
        self._channel: Channel | None = None
        if settings.telegram_token is not None:
            self._channel = TelegramChannel(
                settings.telegram_token.get_secret_value(),
                settings.telegram_base_url,
                settings.telegram_proxy,
            )
        channels = {self._channel.name: self._channel} if self._channel else {}
        self._dispatcher = Dispatcher(database, org, channels, wall_clock)
        self._ledger = SqlLedger(database, org, wall_clock)
        self._turns = turns
        self._heard = asyncio.Event()
        self._queued = asyncio.Event()

    @property
    def wakes(self) -> dict[str, Callable[[], None]]:
        """What to call when another process stored something for a part to do."""
        return {"send": self._queued.set, "receive": self._heard.set}

    async def now(self) -> datetime:
        return await office_now(self._database)

    async def schedule(self) -> None:
        """One pass, if it is ours to make; what it queued leaves at once, if this process sends."""
        if await self._pass():
            await self.send()

    async def _pass(self) -> int:
        if "schedule" not in self._parts or not await self._turns.has(Turn.SCHEDULE, self._org):
            return 0
        return await tick(self._ledger, await self.now())

    async def send(self) -> None:
        """Send until nothing more may leave; what was told is looked at at once."""
        if "send" in self._parts and await self._dispatcher.drain(self.now):
            await self._pass()

    async def receive(self) -> None:
        """Act upon what waits in the inbox, if it is ours to do; the answers leave at once."""
        if self._channel is None or not await self._turns.has(Turn.RECEIVE, self._org):
            return
        if await handle_all(self._database, self._org, self._channel, await self.now()):
            await self.send()

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop`: then the message in hand is finished and nothing new is begun."""
        loops = {
            name: (SANDBOX_WAKE if self._in_sandbox else WAKES[name], loop)
            for name, loop in (
                ("schedule", self.schedule),
                ("send", self.send),
                ("receive", self.receive),
            )
            if name in self._parts
        }
        runner = build_runner(loops)
        tasks: list[asyncio.Task[None]] = []
        if "send" in self._parts:
            tasks.append(asyncio.create_task(self._whenever(self._queued, self.send)))
        if self._channel is not None:
            await self._channel.start()
            if "receive" in self._parts:
                tasks.append(asyncio.create_task(self._whenever(self._heard, self.receive)))
                if self._settings.public_url is None:
                    tasks.append(asyncio.create_task(self._poll(self._channel)))
        else:
            logger.warning("no channel is set: nothing is sent or received")
        webhook = await self._webhook()
        site = await self._serve_web(webhook) if "web" in self._parts else None
        if site is not None and webhook is not None:
            tasks.append(asyncio.create_task(webhook.open(str(self._settings.public_url))))
        runner.start()
        await stop.wait()
        runner.shutdown(wait=False)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._turns.give_up(self._org)
        await self._dispatcher.finish()
        if site is not None:
            await site.cleanup()
        if webhook is not None:
            await webhook.close()
        if self._channel is not None:
            await self._channel.stop()

    async def _poll(self, channel: Channel) -> None:
        await poll_forever(
            self._database,
            self._org,
            channel,
            self.now,
            wall_clock,
            self._heard.set,
            lambda: self._turns.wait(Turn.RECEIVE, self._org),
        )

    async def _whenever(
        self, something: asyncio.Event, loop: Callable[[], Awaitable[None]]
    ) -> None:
        while True:
            await something.wait()
            something.clear()
            try:
                await loop()
            except Exception:
                logger.exception("a loop failed", extra={"action": "loop_failed"})

    async def _webhook(self) -> Webhook | None:
        """Where the platform posts to, if it is to post; else we poll."""
        if self._settings.public_url is None or self._channel is None:
            return None
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
        return Webhook(self._database, org.id, org.slug, self._channel, wall_clock, self._heard.set)

    async def _serve_web(self, webhook: Webhook | None) -> web.AppRunner:
        async def look() -> health.Health:
            async with self._database.read() as connection:
                org = await orgs.load(connection, self._org)
                now = await self.now()
                return await health.look(connection, org, now, wall_clock())

        page = build_web(look)
        if webhook is not None:
            page.add_routes(webhook.routes())
        runner = web.AppRunner(page, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, self._settings.web_host, self._settings.web_port)
        await site.start()
        return runner


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # not on Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def serve(settings: Settings, slug: str | None, parts: Collection[str]) -> None:
    """Run the service until SIGTERM or SIGINT."""
    stop = stop_signal()
    async with open_database(settings) as database:
        async with database.read() as connection:
            org = await orgs.find(connection, slug)
            in_sandbox = await sandbox_clock.offset(connection) is not None
        if in_sandbox and not is_loopback(settings.telegram_base_url):
            raise NotForSandbox
        turns = Turns(database)
        service = Service(settings, database, org, parts, turns, in_sandbox=in_sandbox)
        listening = asyncio.create_task(wakeups.listen(database, service.wakes))
        await service.run(stop)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await turns.close()
