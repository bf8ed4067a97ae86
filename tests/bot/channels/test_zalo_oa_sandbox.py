"""The Official Account's channel against the sandbox: out, back in, and when it is closed."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.bots import OaAccount
from bot.channels.base import Button, Incoming, Outgoing, Part, SendFailed
from bot.channels.zalo_oa import ZaloOaChannel
from bot.sandbox.server import build_app
from tests.bot.sandbox.playing import OfficeClock, Sim
from tests.bot.sandbox.zalo import Receiver, receiving, send_file

HERE: dict[str, Any] = {"channel": "zalo_oa"}
ACCOUNT: dict[str, Any] = {
    "app_id": "4242",
    "app_secret": "SANDBOX-app",
    "secret_key": "SANDBOX-oa",
}
ROW = (Button(label="1. Xong", data="1:done:7:1"),)


@pytest.fixture
def clock() -> OfficeClock:
    return OfficeClock()


@pytest.fixture
async def base(clock: OfficeClock) -> AsyncIterator[str]:
    app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move)
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.fixture
async def sim(base: str) -> AsyncIterator[Sim]:
    async with ClientSession(base) as session:
        yield Sim(session)


@pytest.fixture
async def channel(sim: Sim, base: str, tmp_path: Path) -> AsyncIterator[ZaloOaChannel]:
    made = await sim.post("/zalo-oa", **ACCOUNT)
    tokens = tmp_path / "tokens.json"
    tokens.write_text(json.dumps({"refresh_token": made["refresh_token"]}))
    account = OaAccount(
        app_id="4242",
        app_secret=SecretStr("SANDBOX-app"),
        secret_key=SecretStr("SANDBOX-oa"),
        tokens=tokens,
    )
    channel = ZaloOaChannel(account, f"{base}/zalo-oa", f"{base}/zalo-oa")
    await channel.start()
    yield channel
    await channel.stop()


@pytest.fixture
async def door(channel: ZaloOaChannel, sim: Sim) -> AsyncIterator[Receiver]:
    """Where the account's events are posted to, beginning with the console's probe."""
    async with receiving() as receiver:
        await sim.post("/zalo-oa", webhook=receiver.url)
        (probe,) = receiver.posted
        assert channel.unpack(probe.headers, probe.body) is None
        receiver.posted.clear()
        yield receiver
        await sim.post("/zalo-oa", webhook="")


async def chatting(sim: Sim, name: str = "An") -> tuple[int, str]:
    """Somebody who has just written to the account: their id here, and on the platform."""
    person = await sim.add(name, started=False)
    await sim.post(f"/people/{person}/say", text="chào", **HERE)
    everyone = await sim.get("/people?channel=zalo_oa")
    return person, next(e["addresses"]["zalo_oa"] for e in everyone if e["id"] == person)


async def messages(sim: Sim, person: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = await sim.get(f"/people/{person}/messages?channel=zalo_oa")
    return [message for message in found if message["from"] == "bot"]


def heard(channel: ZaloOaChannel, receiver: Receiver) -> list[Incoming]:
    """What of the posts is for us, in our words."""
    updates = [channel.unpack(each.headers, each.body) for each in receiver.posted]
    read = [channel.read(update.payload) for update in updates if update is not None]
    return [incoming for incoming in read if incoming is not None]


def says(text: str) -> Outgoing:
    return Outgoing(parts=(Part(text=text),))


async def test_words_a_press_a_quote_and_a_file_come_back_signed(
    channel: ZaloOaChannel, sim: Sim, door: Receiver
) -> None:
    person, user = await chatting(sim)
    sent = await channel.send(user, Outgoing(parts=(Part(text="việc", buttons=(ROW,)),)))
    shown = (await messages(sim, person))[-1]
    data = shown["buttons"][0][0]["data"]  # type: ignore[index]  # JSON of the sandbox
    number = sent[0].provider_id
    await sim.post(f"/people/{person}/press", message_id=number, data=data, **HERE)
    await sim.post(f"/people/{person}/say", text="60%", reply_to=number, **HERE)
    await send_file(sim, person, "bc.pdf", "application/pdf", b"%PDF", "channel=zalo_oa")
    await sim.post(f"/people/{person}/block", **HERE)
    await sim.post(f"/people/{person}/unblock", **HERE)
    await door.until(8)  # also an echo and a receipt, which are not for us

    hello, press, reply, file, left, back = heard(channel, door)

    assert (hello.text, hello.address) == ("chào", user)
    assert (press.button, press.text) == ("1:done:7:1", "")
    assert (reply.text, reply.reply_to) == ("60%", number)
    assert [(each.name, each.size) for each in file.attachments] == [("bc.pdf", 4)]
    assert await channel.download(file.attachments[0]) == b"%PDF"
    assert (left.reach, back.reach) == ("blocked", "live")


async def test_files_and_pictures_arrive(channel: ZaloOaChannel, sim: Sim) -> None:
    person, user = await chatting(sim)
    file = Part(text="báo cáo", file_name="BC1.docx", content=b"PK")
    picture = Part(text="biểu đồ", file_name="a.png", content=b"\x89PNG", is_photo=True)
    link = Part(text="bảng", file_name="BC1.xlsx", content=b"PK", link="https://vi.du/f/1")

    sent = await channel.send(user, Outgoing(parts=(file, picture, link)))

    found = await messages(sim, person)
    assert len(sent) == 3
    assert [message["text"] for message in found] == [
        "",
        "báo cáo",
        "biểu đồ",
        "bảng\nhttps://vi.du/f/1",
    ]


@pytest.mark.parametrize("later", [timedelta(days=7, seconds=1), timedelta(days=30)])
async def test_a_window_that_has_closed_closes_and_any_word_opens_it(
    channel: ZaloOaChannel, sim: Sim, clock: OfficeClock, later: timedelta
) -> None:
    person, user = await chatting(sim)
    clock.now += later

    with pytest.raises(SendFailed) as failure:
        await channel.send(user, says("một"))

    assert failure.value.closed
    assert not failure.value.gone
    await sim.post(f"/people/{person}/say", text="tiếp tục nhận nhắc việc", **HERE)
    assert await channel.send(user, says("hai"))


async def test_when_the_package_is_used_up_only_the_free_window_is_left(
    channel: ZaloOaChannel, sim: Sim, clock: OfficeClock
) -> None:
    _, user = await chatting(sim)
    await sim.post("/zalo-oa", package=0)
    await channel.send(user, says("một"))
    clock.now += timedelta(hours=48, seconds=1)

    with pytest.raises(SendFailed) as failure:
        await channel.send(user, says("hai"))

    assert failure.value.closed


async def test_who_unfollows_is_gone(channel: ZaloOaChannel, sim: Sim) -> None:
    person, user = await chatting(sim)
    await sim.post(f"/people/{person}/block", **HERE)

    with pytest.raises(SendFailed) as failure:
        await channel.send(user, says("một"))

    assert failure.value.gone


async def test_tokens_that_expire_are_renewed_and_a_consent_taken_back_stops_the_bot(
    channel: ZaloOaChannel, sim: Sim
) -> None:
    _, user = await chatting(sim)
    await channel.send(user, says("một"))
    await sim.post("/zalo-oa/expire")
    await channel.send(user, says("hai"))
    assert len(await sim.happened("renewed")) == 2

    await sim.post("/zalo-oa/revoke")
    with pytest.raises(SendFailed) as failure:
        await channel.send(user, says("ba"))

    assert failure.value.whole_bot
    assert "consent" in str(failure.value)


@pytest.mark.parametrize(
    ("fault", "unknown", "arrived"),
    [
        ("drop_before", True, 0),
        ("drop_after", True, 1),
        ("500", True, 0),
    ],
)
async def test_faults_leave_no_doubt_unsaid(
    channel: ZaloOaChannel, sim: Sim, fault: str, unknown: bool, arrived: int
) -> None:
    person, user = await chatting(sim)
    await channel.api.account()  # the tokens are there already
    await sim.order(fault, "message/cs", channel="zalo_oa")

    with pytest.raises(SendFailed) as failure:
        await channel.send(user, says("một"))

    assert failure.value.unknown is unknown
    assert len(await messages(sim, person)) == arrived
    assert "SANDBOX-a" not in str(failure.value)
