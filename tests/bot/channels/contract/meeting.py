"""A bot and a person who has written to it, on one platform of the sandbox: the same for all.

What a platform cannot do at all stands here, in `Can`; everything else is asked of every channel.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.bots import OaAccount
from bot.channels.base import Channel, Incoming, Outgoing, Part, RawUpdate, SendFailed
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from bot.sandbox.platform import ChannelName
from tests.bot.sandbox.playing import Sim
from tests.bot.sandbox.zalo import Posted, Receiver, send_file

Json = dict[str, Any]
SECRET = "SANDBOX-secret"  # part of each token, key and app secret: it must never be shown
NOW = timedelta(0)
APP_ID = "4200000000000000042"
WORDS = [
    "<b>không đậm</b> & <script>alert(1)</script>",
    "*sao* _gạch_ `mã` [liên kết](https://vi.example) #thẻ > trích",
    "Tiếng Việt: Nguyễn Thị Ườm, quý III/2026 — “đã xong 60%”",
    "dòng một\ndòng hai\n\ndòng bốn",
    "👩‍💻👍🏽 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202eđảo chữ\u202c",
    "{name} {0} %s \\n ${HOME}",
    "/lenh @ten 12:30 1) 2)",
]  # that are easily taken for something else
NOBODY: dict[ChannelName, str] = {  # addresses that no platform has given out
    "telegram": "999999",
    "zalo_bot": "f" * 20,
    "zalo_oa": "9" * 19,
}


def says(*texts: str) -> Outgoing:
    return Outgoing(parts=tuple(Part(text=text) for text in texts))


def kind(failure: SendFailed) -> str:
    """In one word what a failure means for the message."""
    named = [
        name
        for name in ("gone", "closed", "refused", "unknown", "moved_to")
        if getattr(failure, name)
    ]
    return " ".join(named) or "wait"


@dataclass(frozen=True, kw_only=True)
class Can:
    """What a platform offers at all."""

    poll: bool = True
    press: bool = True  # it has buttons
    edit: bool = True  # people may edit what they said
    send_files: bool = True  # people's documents reach the bot
    take_files: bool = True  # and the bot's reach people
    quote: bool = True  # a bot learns which message somebody answers
    tell_of_block: bool = True  # a bot hears that it was blocked
    method: str = "sendMessage"  # by which a text leaves
    nobody: str = "gone"  # what it means to write to an address that it never gave out


ALL = {
    "telegram": Can(),
    "zalo_bot": Can(
        press=False,
        edit=False,
        send_files=False,
        take_files=False,
        quote=False,
        tell_of_block=False,
    ),
    "zalo_oa": Can(poll=False, edit=False, quote=False, method="message/cs", nobody="refused"),
}


@dataclass(kw_only=True)
class Meeting:
    platform: ChannelName
    can: Can
    channel: Channel
    sim: Sim
    person: int
    address: str
    hook: Receiver  # the bot's own server

    async def says(self, text: str, **rest: Any) -> Json:
        said: Json = await self._does("say", text=text, **rest)
        return said

    async def presses(self, label: str) -> None:
        """Press the button that reads so, on the newest message that has it."""
        for message in reversed(await self.shown()):
            for button in (each for row in message["buttons"] for each in row):
                if button["text"] == label:
                    await self._does("press", message_id=message["message_id"], data=button["data"])
                    return
        raise AssertionError(f"no button {label}")

    async def sends(self, name: str, mime: str, content: bytes, caption: str = "") -> None:
        query = f"channel={self.platform}"
        await send_file(self.sim, self.person, name, mime, content, query, caption)

    async def blocks(self) -> None:
        await self._does("block")

    async def unblocks(self) -> None:
        await self._does("unblock")

    async def shown(self) -> list[Json]:
        """What of the bot's words stands in the person's chat."""
        everything = await self.sim.get(f"/people/{self.person}/messages?channel={self.platform}")
        return [message for message in everything if message["from"] == "bot"]

    async def texts(self) -> list[str]:
        return [message["text"] for message in await self.shown()]

    async def orders(self, kind: str, times: int = 1, **rest: Any) -> int:
        """Have the next calls that send something meet with trouble."""
        return await self.sim.order(
            kind, self.can.method, times=times, channel=self.platform, **rest
        )

    async def listens(self) -> None:
        """From now on the platform posts to the bot's own server."""
        if self.platform == "zalo_oa":  # its address is set in a console, not by the bot
            await self.sim.post("/zalo-oa", webhook=self.hook.url)
        else:
            await self.channel.deliver_to(self.hook.url)
            await self._greeted()
        self.hook.posted.clear()  # also what was posted to see whether somebody is there

    async def _greeted(self) -> None:
        """The words said before have been posted by now."""
        await self.raw(1)

    async def hears(self, count: int) -> list[Incoming]:
        """The first things that people said or did, read in our words."""
        heard: list[Incoming] = []
        async with asyncio.timeout(5):
            while len(heard) < count:
                await asyncio.sleep(0.01)
                heard = [said for update in self._updates() if (said := self.read(update))]
        return heard

    async def raw(self, count: int) -> list[RawUpdate]:
        """The first `count` updates that were posted."""
        async with asyncio.timeout(5):
            while len(updates := self._updates()) < count:
                await asyncio.sleep(0.01)
        return updates

    def _updates(self) -> list[RawUpdate]:
        return [update for post in self.hook.posted if (update := self.unpack(post))]

    def unpack(self, post: Posted) -> RawUpdate | None:
        return self.channel.unpack(post.headers, post.body)

    def read(self, update: RawUpdate) -> Incoming | None:
        return self.channel.read(update.payload)

    async def _does(self, act: str, **body: Any) -> Any:
        path = f"/people/{self.person}/{act}"
        return await self.sim.post(path, channel=self.platform, **body)


# --- one of each --------------------------------------------------------------------------------

Make = Callable[[str, Sim, Path], AbstractAsyncContextManager[Channel]]


@asynccontextmanager
async def telegram(base: str, sim: Sim, folder: Path) -> AsyncIterator[Channel]:
    channel = TelegramChannel(f"7000000001:{SECRET}", f"{base}/telegram")
    await channel.start()
    yield channel
    await channel.stop()


@asynccontextmanager
async def zalo_bot(base: str, sim: Sim, folder: Path) -> AsyncIterator[Channel]:
    channel = ZaloBotChannel(f"7100000001:{SECRET}", f"{base}/zalo-bot")
    await channel.start()
    yield channel
    await channel.stop()


@asynccontextmanager
async def zalo_oa(base: str, sim: Sim, folder: Path) -> AsyncIterator[Channel]:
    app_secret, key = f"{SECRET}-app", f"{SECRET}-key"
    there = await sim.post("/zalo-oa", app_id=APP_ID, app_secret=app_secret, secret_key=key)
    tokens = folder / "oa.json"
    tokens.write_text(f'{{"refresh_token": "{there["refresh_token"]}"}}', encoding="utf-8")
    account = OaAccount(
        app_id=APP_ID,
        app_secret=SecretStr(app_secret),
        secret_key=SecretStr(key),
        tokens=tokens,
    )
    channel = ZaloOaChannel(account, f"{base}/zalo-oa", f"{base}/zalo-oa")
    await channel.start()
    yield channel
    await channel.stop()


MAKERS: dict[ChannelName, Make] = {
    "telegram": telegram,
    "zalo_bot": zalo_bot,
    "zalo_oa": zalo_oa,
}


async def meet(
    platform: ChannelName, channel: Channel, sim: Sim, hook: Receiver, name: str = "An"
) -> Meeting:
    """Somebody new, who has written to the bot once."""
    person = await sim.add(name, started=False)
    people: Sequence[Json] = await sim.get("/people")
    address = next(each["addresses"][platform] for each in people if each["id"] == person)
    meeting = Meeting(
        platform=platform,
        can=ALL[platform],
        channel=channel,
        sim=sim,
        person=person,
        address=address,
        hook=hook,
    )
    if meeting.can.poll:
        await channel.poll(0, NOW)  # a bot nobody has heard of cannot be written to
    await meeting.says("xin chào")
    return meeting
