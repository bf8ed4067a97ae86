"""Calling Zalo's two platforms as a bot does, and an address of the bot's own to post to."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp import ClientSession, FormData, web
from aiohttp.test_utils import TestServer

from tests.bot.sandbox.playing import Sim

Json = dict[str, Any]


@dataclass(frozen=True)
class Posted:
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A bot's own server. It answers with `statuses` in turn, then 200."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    pause: float = 0  # seconds before each answer

    async def take(self, request: web.Request) -> web.Response:
        self.posted.append(Posted(headers=dict(request.headers), body=await request.read()))
        await asyncio.sleep(self.pause)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def until(self, count: int) -> list[Posted]:
        async with asyncio.timeout(5):
            while len(self.posted) < count:
                await asyncio.sleep(0.01)
        return self.posted


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


async def send_file(
    sim: Sim, person: int, name: str, mime: str, content: bytes, query: str, caption: str = ""
) -> Json:
    """A person sends a file, as the page does it."""
    form = FormData(quote_fields=False)
    form.add_field("document", BytesIO(content), filename=name, content_type=mime)
    if caption:
        form.add_field("caption", caption)
    async with sim.session.post(f"/sim/people/{person}/file?{query}", data=form) as answer:
        assert answer.status == 200, await answer.text()
        sent: Json = await answer.json()
        return sent


async def fetch(url: str) -> bytes:
    async with ClientSession() as session, session.get(url) as answer:
        assert answer.status == 200
        return await answer.read()
