from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.channels.telegram import TelegramChannel
from bot.sandbox.server import build_app
from tests.bot.channels.mail_server import Office, mail_server
from tests.bot.sandbox.playing import TOKEN, OfficeClock, Sim


@pytest.fixture
async def base() -> AsyncIterator[str]:
    clock = OfficeClock()
    server = TestServer(build_app(tokens=None, office_now=clock.read, move_clock=clock.move))
    async with server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.fixture
async def sim(base: str) -> AsyncIterator[Sim]:
    async with ClientSession(base) as session:
        yield Sim(session)


@pytest.fixture
async def channel(base: str) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TOKEN, f"{base}/telegram")
    await channel.start()
    yield channel
    await channel.stop()


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with mail_server() as made:
        yield made
