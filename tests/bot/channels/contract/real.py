"""The bots of the real platforms, as the environment of the tests names them.

    DONDOC_TEST_TELEGRAM_TOKEN     and _CHAT: who has written to that bot, and gets what is sent
    DONDOC_TEST_ZALO_BOT_TOKEN     and _CHAT
    DONDOC_TEST_ZALO_OA_APP_ID     with _APP_SECRET, _SECRET_KEY, _TOKENS_FILE and _USER
    DONDOC_TEST_SHAPES             a folder: the shapes of what the platforms answer are kept there

Any setting of the service may be given so, with `DONDOC_TEST_` for `DONDOC_`: an address, a
`..._FILE`. They must be bots of their own: what waits for them is taken, a webhook is taken away.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import bots
from bot.app import channel
from bot.bots import Bot
from bot.channels.base import Channel
from bot.sandbox.platform import ChannelName
from bot.settings import Settings
from tests.bot.channels.contract.meeting import ALL, Can
from tests.bot.channels.contract.shapes import recording, save

PREFIX = "DONDOC_TEST_"
NO_TOKEN = "no platform token"  # the one reason for which the live cases are skipped
CHATS: Mapping[ChannelName, str] = {
    "telegram": "TELEGRAM_CHAT",
    "zalo_bot": "ZALO_BOT_CHAT",
    "zalo_oa": "ZALO_OA_USER",
}


@dataclass(frozen=True, kw_only=True)
class Real:
    """A bot and the person who has written to it, on a real platform."""

    platform: ChannelName
    can: Can
    settings: Settings
    bot: Bot
    channel: Channel
    address: str


def _given(platform: ChannelName) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX): value
        for name, value in os.environ.items()
        if name.startswith(f"{PREFIX}{platform.upper()}_") and value
    }


def is_given(platform: ChannelName) -> bool:
    return CHATS[platform] in _given(platform)


def settings_of(platform: ChannelName, **others: str) -> Settings:
    """The settings of a service that has only this bot."""
    given = {name: value for name, value in _given(platform).items() if name != CHATS[platform]}
    return Settings.read({f"DONDOC_{name}": value for name, value in (given | others).items()})


def bot_of(settings: Settings) -> Bot:
    (bot,) = bots.to_serve(settings, {"main": 1}, None)[1]
    return bot


@asynccontextmanager
async def real(platform: ChannelName) -> AsyncIterator[Real]:
    """The bot that the environment names, its answers' shapes kept if they are asked for."""
    settings, folder = settings_of(platform), os.environ.get(f"{PREFIX}SHAPES")
    if not folder:
        async with _started(platform, settings) as started:
            yield started
        return
    named = [name for name in Settings.model_fields if name.startswith(f"{platform}_")]
    upstreams = {n: getattr(settings, n) for n in named if n.endswith(("base_url", "oauth_url"))}
    async with recording(upstreams) as recorder:
        through = {name.upper(): f"{recorder.address}/{name}" for name in upstreams}
        async with _started(platform, settings_of(platform, **through)) as started:
            yield started
        save(recorder.shapes, Path(folder) / f"{platform}.json")


@asynccontextmanager
async def _started(platform: ChannelName, settings: Settings) -> AsyncIterator[Real]:
    bot = bot_of(settings)
    made = channel(settings, bot)
    await made.start()
    yield Real(
        platform=platform,
        can=ALL[platform],
        settings=settings,
        bot=bot,
        channel=made,
        address=_given(platform)[CHATS[platform]],
    )
    await made.stop()
