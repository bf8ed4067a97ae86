"""Inbound: updates posted to the webhook, each in the inbox before its 200.

The baseline is the same webhook without the inbox: on the same server it knows the platform by its
secret, reads the update, and answers 200.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from sqlalchemy import func, select

from bot.channels.telegram import SECRET_HEADER, TelegramChannel
from bot.receiving.webhook import Webhook
from scheduler.clock import wall_clock
from storage.database import Database
from storage.tables import inbox
from tests.bench.bot_api import TOKEN
from tests.bench.harness import Bench, Line, child, line_from
from tests.bench.office import Template, empty_office
from tests.databases import Databases


async def inbound(bench: Bench, databases: Databases, folder: Path, updates: int) -> Line:
    template = await empty_office(databases, folder / "inbound")
    rounds = iter(range(1000))

    async def stored() -> float:
        place = folder / f"inbound-{next(rounds)}"
        place.mkdir()
        async with databases.copy(template.url, place) as url:
            database = Database(url)
            rate = await _posted(database, template, updates, "/telegram/main")
            async with database.read() as connection:
                kept = await connection.scalar(select(func.count()).select_from(inbox))
            await database.close()
        if kept != updates:
            raise RuntimeError(f"{kept} of {updates} updates were stored")
        return rate

    async def nothing_stored() -> float:
        database = Database(template.url)
        rate = await _posted(database, template, updates, "/nothing")
        await database.close()
        return rate

    return await bench.compare("inbound", stored, nothing_stored, "a webhook that stores nothing")


async def _posted(database: Database, template: Template, updates: int, path: str) -> float:
    """How many updates a second the server takes at this path."""
    async with (
        _server(database, template) as (port, header),
        child("crowd", str(port), path, header, str(updates)) as crowd,
    ):
        return updates / float(await line_from(crowd))


@asynccontextmanager
async def _server(database: Database, template: Template) -> AsyncIterator[tuple[int, str]]:
    """Its port, and the header by which it knows the platform."""
    channel = TelegramChannel(TOKEN, "http://127.0.0.1:1")
    webhook = Webhook(
        database,
        template.org,
        "main",
        channel,
        wall_clock,
        lambda: None,
        lambda error: None,
        in_sandbox=False,
    )

    async def nothing(request: web.Request) -> web.Response:
        channel.unpack(request.headers, await request.read())
        return web.Response()

    app = web.Application()
    app.add_routes([*webhook.routes(), web.post("/nothing", nothing)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1], f"{SECRET_HEADER}: {channel.secret}"
    await runner.cleanup()
    await webhook.close()
