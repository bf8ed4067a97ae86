from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from telegram import Bot

from bot.sandbox.server import build_app
from tests.bot.sandbox.browsing import Visit, visiting
from tests.bot.sandbox.playing import OfficeClock, Sim, telegram_bot


@pytest.fixture(autouse=True)
def _retry_after_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns whoever still reads `retry_after` as a number."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> OfficeClock:
    return OfficeClock()


@pytest.fixture
async def server(clock: OfficeClock) -> AsyncIterator[TestServer]:
    app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move)
    server = TestServer(app)
    async with server:
        yield server


@pytest.fixture
def base(server: TestServer) -> str:
    return str(server.make_url("/")).rstrip("/")


@pytest.fixture
async def sim(base: str) -> AsyncIterator[Sim]:
    async with ClientSession(base) as session:
        yield Sim(session)


@pytest.fixture
async def bot(base: str) -> AsyncIterator[Bot]:
    async with telegram_bot(base) as bot:
        yield bot


@pytest.fixture
async def visit(base: str) -> AsyncIterator[Visit]:
    async with visiting(base) as visit:
        yield visit
