"""Everything is put together here, and importing it does nothing."""

import asyncio
import contextlib
import signal
from collections.abc import Collection, Sequence
from functools import partial

from aiohttp import web

from bot import bots
from bot.bots import Bot, OaAccount
from bot.channels.base import Channel
from bot.channels.email import EmailChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from bot.connect import office_now, open_database
from bot.sending.codes import CodesInChat
from bot.service import Service
from bot.settings import Settings, is_loopback, platforms
from bot.steady import Steady
from bot.web.files import FilesPage
from bot.web.health import build_web
from bot.web.links import SignedLinks
from bot.web.site import open_site
from scheduler.clock import wall_clock
from scheduler.rules.quota import Quota
from storage import health, orgs, sandbox_clock, version, wakeups
from storage.database import Database
from storage.turns import Turns

PARTS = ("web", "receive", "schedule", "send")


class NotForSandbox(Exception):
    """A sandbox database has a clock that is moved by hand: it must never meet a real platform."""


async def serve(settings: Settings, slug: str | None, parts: Collection[str]) -> None:
    """Run the service until SIGTERM or SIGINT: for the org of that slug, or all that have a bot.

    Raises DatabaseTrouble if it cannot begin.
    """
    stop = stop_signal()
    async with open_database(settings) as database:
        turns = Turns(database)
        steady = Steady(lambda: health.try_writing(database), wall_clock)
        services = await _services(settings, database, slug, parts, turns, steady)

        def ring(part: str) -> None:
            for service in services:
                service.ring(part)

        listening = asyncio.create_task(wakeups.listen(database, ring))
        site = await _serve_web(settings, database, services, steady) if "web" in parts else None
        await asyncio.gather(*(service.run(stop) for service in services))
        if site is not None:
            await site.cleanup()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await steady.stop()
        await turns.close()


async def _services(
    settings: Settings,
    database: Database,
    slug: str | None,
    parts: Collection[str],
    turns: Turns,
    steady: Steady,
) -> list[Service]:
    async with database.read() as connection:
        await version.require(connection)
        known = await orgs.all_slugs(connection)
        if slug is not None and slug not in known:
            raise orgs.NoSuchOrg(slug)
        served = bots.to_serve(settings, known, slug)
        in_sandbox = await sandbox_clock.offset(connection) is not None
    spoken = {bot.channel for each in served.values() for bot in each}
    if in_sandbox and not all(is_loopback(url) for url in platforms(dict(settings), spoken)):
        raise NotForSandbox
    address = settings.public_url
    if address is None and in_sandbox and settings.web_port:
        address = f"http://{settings.web_host}:{settings.web_port}"
    return [
        Service(
            settings,
            database,
            org,
            name,
            parts,
            [*(channel(settings, bot) for bot in served[org]), *_mail(settings)],
            turns,
            steady,
            SignedLinks(org, {bot.name: bot.key("files") for bot in served[org]}, address),
            CodesInChat(org, {bot.name: bot.key("linking codes") for bot in served[org]}),
            in_sandbox=in_sandbox,
        )
        for name, org in known.items()
        if org in served
    ]


def channel(settings: Settings, bot: Bot) -> Channel:
    """The channel a bot speaks through."""
    if isinstance(bot.account, OaAccount):
        return ZaloOaChannel(
            bot.account, settings.zalo_oa_base_url, settings.zalo_oa_oauth_url, name=bot.name
        )
    token = bot.account.get_secret_value()
    if bot.channel == "zalo_bot":
        quota = Quota(messages=settings.zalo_bot_messages, people=settings.zalo_bot_people)
        return ZaloBotChannel(token, settings.zalo_bot_base_url, name=bot.name, quota=quota)
    return TelegramChannel(
        token, settings.telegram_base_url, settings.telegram_proxy, name=bot.name
    )


def _mail(settings: Settings) -> list[Channel]:
    """E-mail, the last resort of every org, if the office has a mail server."""
    server = bots.mail_server(settings)
    return [EmailChannel(server, wall_clock)] if server else []


async def _serve_web(
    settings: Settings, database: Database, services: Sequence[Service], steady: Steady
) -> web.AppRunner:
    """One page for all orgs of this process, the doors to which their platforms post, files."""

    async def look() -> health.Health | health.SeveralOrgs:
        each = [await service.look() for service in services]
        return each[0] if len(each) == 1 else health.SeveralOrgs(each=each)

    page = build_web(look, lambda: steady.trouble)
    links = {service.links.org: service.links for service in services}
    now = partial(office_now, database)
    page.add_routes(FilesPage(database, links, now, settings.language).routes())
    for service in services:
        for webhook in service.webhooks:
            page.add_routes(webhook.routes())
    return await open_site(page, settings.web_host, settings.web_port)


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # not on Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
