from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.platform import ChannelName
from tests.bot.channels.contract.meeting import MAKERS, Meeting, meet
from tests.bot.sandbox.playing import Sim
from tests.bot.sandbox.zalo import Receiver, receiving


@pytest.fixture(params=list(MAKERS))
def platform(request: pytest.FixtureRequest) -> ChannelName:
    name: ChannelName = request.param
    return name


@pytest.fixture
async def hook() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def meeting(
    platform: ChannelName, base: str, sim: Sim, hook: Receiver, tmp_path: Path
) -> AsyncIterator[Meeting]:
    async with MAKERS[platform](base, sim, tmp_path) as channel:
        yield await meet(platform, channel, sim, hook)
