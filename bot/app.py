"""Everything is put together here, and importing it does nothing."""

import asyncio
import contextlib
import ipaddress
import logging
import signal
from collections.abc import Collection
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel, hide_tokens
from bot.connect import office_now, open_database
from bot.receiving.handling import handle_all
from bot.receiving.polling import poll_forever
from bot.sending.dispatch import Dispatcher
from bot.settings import Settings
from bot.steady import Steady
from bot.web.health import build_web
from scheduler.clock import wall_clock
from scheduler.runner import build_runner
from scheduler.tick import tick
from storage import health, orgs, sandbox_clock, version
from storage.database import Database
from storage.ledger import SqlLedger

logger = logging.getLogger(__name__)

PARTS = ("web", "receive", "schedule", "send")
# Seconds between wakes. In a sandbox somebody watches the clock being moved.
WAKES = {"schedule": 5.0, "send": 1.0, "receive": 5.0}
SANDBOX_WAKE = 0.1


class NotForSandbox(Exception):
    """A sandbox database has a clock that is moved by hand: it must never meet a real platform."""


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


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
    # The pool shows the stack of every connection it loses; `bot.steady` says it once.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    # A wake that finds the last one still at work is no event.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


class Service:
    """One process of the service for one org."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        org: int,
        parts: Collection[str],
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
        self._heard = asyncio.Event()
        self._steady = Steady(lambda: health.try_writing(database), wall_clock)

    async def now(self) -> datetime:
        return await office_now(self._database)

    async def schedule(self) -> None:
        """One pass; what it queued leaves at once, if this process sends."""
        if await tick(self._ledger, await self.now()) and "send" in self._parts:
            await self.send()

    async def send(self) -> None:
        """Send until nothing more may leave; what was told is looked at at once."""
        called = 0
        while served := await self._dispatcher.dispatch(await self.now()):
            called += served
        if called and "schedule" in self._parts:
            await tick(self._ledger, await self.now())

    async def receive(self) -> None:
        """Act upon what waits in the inbox, and let the answers leave at once."""
        if self._channel is None:
            return
        if await handle_all(self._database, self._org, self._channel, await self.now()):
            await self.send()

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop`: then the message in hand is finished and nothing new is begun."""
        loops = {
            name: (SANDBOX_WAKE if self._in_sandbox else WAKES[name], self._steady.guarded(loop))
            for name, loop in (
                ("schedule", self.schedule),
                ("send", self.send),
                ("receive", self.receive),
            )
            if name in self._parts
        }
        runner = build_runner(loops)
        tasks: list[asyncio.Task[None]] = []
        if self._channel is not None:
            await self._channel.start()
            if "receive" in self._parts:
                poll = partial(self._poll, self._channel)
                for loop in (poll, self._act_when_heard):
                    tasks.append(asyncio.create_task(self._steady.forever(loop)))
        else:
            logger.warning("no channel is set: nothing is sent or received")
        site = await self._serve_web() if "web" in self._parts else None
        runner.start()
        await stop.wait()
        runner.shutdown(wait=False)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._dispatcher.finish()
        await self._steady.stop()
        if site is not None:
            await site.cleanup()
        if self._channel is not None:
            await self._channel.stop()

    async def _poll(self, channel: Channel) -> None:
        await poll_forever(
            self._database, self._org, channel, self.now, wall_clock, self._heard.set
        )

    async def _act_when_heard(self) -> None:
        await self._heard.wait()
        self._heard.clear()
        await self.receive()

    async def _serve_web(self) -> web.AppRunner:
        async def look() -> health.Health:
            async with self._database.read() as connection:
                org = await orgs.load(connection, self._org)
                now = await self.now()
                return await health.look(connection, org, now, wall_clock())

        runner = web.AppRunner(build_web(look), access_log=None)
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
    """Run the service until SIGTERM or SIGINT; raise DatabaseTrouble if it cannot begin."""
    stop = stop_signal()
    async with open_database(settings) as database:
        async with database.read() as connection:
            await version.require(connection)
            org = await orgs.find(connection, slug)
            in_sandbox = await sandbox_clock.offset(connection) is not None
        if in_sandbox and not _is_loopback(settings.telegram_base_url):
            raise NotForSandbox
        service = Service(settings, database, org, parts, in_sandbox=in_sandbox)
        await service.run(stop)
