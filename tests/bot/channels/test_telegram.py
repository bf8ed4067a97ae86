"""What every channel promises, kept by Telegram's against a server that speaks its API."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.base import Button, Malformed, NotThePlatform, Outgoing, Part, SendFailed
from bot.channels.telegram import SECRET_HEADER, TelegramChannel
from bot.logs import configure_logging
from tests.bot.sandbox.playing import TOKEN, Sim

NOW = timedelta(0)


def says(*texts: str) -> Outgoing:
    return Outgoing(parts=tuple(Part(text=text) for text in texts))


async def test_each_part_gets_an_id_of_its_own(channel: TelegramChannel, sim: Sim) -> None:
    an = await sim.add("An")

    sent = await channel.send(str(an), says("một", "hai"))

    assert len({each.provider_id for each in sent}) == 2
    assert [m["text"] for m in await sim.messages(an) if m["from"] == "bot"] == ["một", "hai"]


async def test_buttons_and_files_arrive(channel: TelegramChannel, sim: Sim) -> None:
    an = await sim.add("An")
    row = (Button(label="1. Xong", data="1:done:7:1"),)
    file = Part(text="báo cáo", file_name="BC1.docx", content=b"PK")

    await channel.send(str(an), Outgoing(parts=(Part(text="việc", buttons=(row,)), file)))

    asked, sent = [m for m in await sim.messages(an) if m["from"] == "bot"]
    assert asked["buttons"] == [[{"text": "1. Xong", "data": "1:done:7:1"}]]
    assert sent["document"]["filename"] == "BC1.docx"


async def test_what_officers_typed_arrives_as_it_was(channel: TelegramChannel, sim: Sim) -> None:
    an = await sim.add("An")
    hostile = "<b>a</b> _b_ [c](d) & \u202e đ"

    await channel.send(str(an), says(hostile))

    assert (await sim.messages(an))[-1]["text"] == hostile


async def test_somebody_who_blocked_the_bot_is_gone(channel: TelegramChannel, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/block")

    with pytest.raises(SendFailed) as failure:
        await channel.send(str(an), says("xin chào"))

    assert failure.value.gone


async def test_flood_control_says_how_long_to_wait(channel: TelegramChannel, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.order("429", "sendMessage", retry_after=7)

    with pytest.raises(SendFailed) as failure:
        await channel.send(str(an), says("xin chào"))

    assert failure.value.wait == timedelta(seconds=7)
    assert not failure.value.gone
    assert not failure.value.unknown


async def test_parts_that_went_out_before_a_failure_are_named(
    channel: TelegramChannel, sim: Sim
) -> None:
    an = await sim.add("An")

    with pytest.raises(SendFailed) as failure:
        await channel.send(str(an), says("một", "x" * 5000))

    assert failure.value.refused
    assert len(failure.value.sent) == 1


async def test_a_lost_answer_is_unknown_and_names_no_token(
    channel: TelegramChannel, sim: Sim
) -> None:
    an = await sim.add("An")
    await sim.order("drop_after", "sendMessage")

    with pytest.raises(SendFailed) as failure:
        await channel.send(str(an), says("xin chào"))

    assert failure.value.unknown
    assert TOKEN not in str(failure.value)
    assert failure.value.__cause__ is None


async def test_updates_come_again_until_the_offset_passes_them(
    channel: TelegramChannel, sim: Sim
) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="NV1 xong")

    first = await channel.poll(0, NOW)
    again = await channel.poll(0, NOW)
    after = await channel.poll((first[-1].number or 0) + 1, NOW)

    assert [update.id for update in first] == [update.id for update in again]
    assert after == []
    said = channel.read(first[-1].payload)
    assert said is not None
    assert (said.address, said.text) == (str(an), "NV1 xong")
    assert said.said_at is not None


async def test_a_press_a_reply_and_a_block_are_read_in_our_words(
    channel: TelegramChannel, sim: Sim
) -> None:
    an = await sim.add("An")
    row = (Button(label="Xong", data="1:done:7:1"),)
    sent = await channel.send(str(an), Outgoing(parts=(Part(text="việc", buttons=(row,)),)))
    number = int(sent[0].provider_id)
    await sim.post(f"/people/{an}/press", message_id=number, data="1:done:7:1")
    await sim.post(f"/people/{an}/say", text="60%", reply_to=number)
    await sim.post(f"/people/{an}/block")

    pressed, replied, blocked = [
        channel.read(update.payload) for update in (await channel.poll(0, NOW))[-3:]
    ]

    assert pressed is not None
    assert (pressed.button, pressed.said_at) == ("1:done:7:1", None)
    assert replied is not None
    assert replied.reply_to == str(number)
    assert blocked is not None
    assert blocked.reach == "blocked"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "message": {"text": "no chat"}},
        {"update_id": 1, "message": 5},
        {"update_id": 1, "callback_query": {"id": "1"}},
    ],
)
async def test_a_malformed_update_is_told_apart(
    channel: TelegramChannel, payload: dict[str, object]
) -> None:
    with pytest.raises(Malformed):
        channel.read(payload)


@pytest.mark.parametrize("stray", [7, None, "7", [], {}, {"update_id": "7"}, {"update_id": True}])
async def test_what_is_no_update_keeps_no_other_from_being_stored(stray: object) -> None:
    async def answers(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": [stray, {"update_id": 8}]})

    app = web.Application()
    app.add_routes([web.post("/{call:.*}", answers)])
    async with TestServer(app) as server:
        channel = TelegramChannel(TOKEN, str(server.make_url("/")))
        await channel.start()
        found = await channel.poll(0, NOW)
        await channel.stop()

    assert [update.number for update in found] == [8]


async def test_no_token_reaches_the_log_not_even_in_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure_logging()
    try:
        raise RuntimeError(f"POST http://127.0.0.1/bot{TOKEN}/getMe")
    except RuntimeError:
        logging.getLogger("a library").exception("could not call %s", f"/bot{TOKEN}/getMe")
    finally:
        root.handlers[:] = before
        root.setLevel(level)

    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert TOKEN not in written


async def test_a_webhook_of_an_earlier_installation_gives_way_to_polling(
    channel: TelegramChannel, sim: Sim, base: str
) -> None:
    an = await sim.add("An")
    async with sim.session.post(
        f"/telegram/bot{TOKEN}/setWebhook", json={"url": "http://127.0.0.1:9/nobody"}
    ) as answer:
        assert answer.status == 200

    with pytest.raises(SendFailed):
        await channel.poll(0, NOW)
    await sim.post(f"/people/{an}/say", text="NV1 xong")

    assert "NV1 xong" in str(await channel.poll(0, NOW))


# --- posted to us -------------------------------------------------------------------------------


async def posted(channel: TelegramChannel, sim: Sim) -> tuple[Mapping[str, str], bytes]:
    """Headers and body of what the platform posts when An says "NV1 60%"."""
    came: asyncio.Future[tuple[Mapping[str, str], bytes]] = asyncio.Future()

    async def door(request: web.Request) -> web.Response:
        body = await request.read()
        if b"NV1 60%" in body:
            came.set_result((dict(request.headers), body))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/door", door)])
    async with TestServer(app) as server:
        await channel.deliver_to(str(server.make_url("/door")))
        an = await sim.add("An")
        await sim.post(f"/people/{an}/say", text="NV1 60%")
        return await asyncio.wait_for(came, 60)


async def test_what_the_platform_posts_is_known_by_its_secret(
    channel: TelegramChannel, sim: Sim
) -> None:
    headers, body = await posted(channel, sim)

    update = channel.unpack(headers, body)

    assert update is not None
    assert update.payload["update_id"] == update.number
    incoming = channel.read(update.payload)
    assert incoming is not None
    assert incoming.text == "NV1 60%"
    another = TelegramChannel(f"{TOKEN}2", "http://127.0.0.1:1")
    for stranger in ({}, {SECRET_HEADER: "guess"}, {SECRET_HEADER: "\udcff"}):
        with pytest.raises(NotThePlatform):
            channel.unpack(stranger, body)
    with pytest.raises(NotThePlatform):
        another.unpack(headers, body)
    assert TOKEN.partition(":")[2] not in str(headers)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half"),
        pytest.param(b"[7]", id="a list"),
        pytest.param(b"7", id="a number"),
        pytest.param(b'{"update_id": "7"}', id="a text for its number"),
        pytest.param(b'{"update_id": true}', id="a truth for its number"),
        pytest.param(b"\xff\xfe\xff", id="no text"),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
async def test_what_is_posted_and_is_no_update_is_malformed(
    channel: TelegramChannel, sim: Sim, body: bytes
) -> None:
    headers, _ = await posted(channel, sim)

    with pytest.raises(Malformed):
        channel.unpack(headers, body)


async def test_an_address_the_platform_refuses_is_no_success(channel: TelegramChannel) -> None:
    with pytest.raises(SendFailed) as failure:
        await channel.deliver_to("https://elsewhere.example/door")

    assert failure.value.refused
