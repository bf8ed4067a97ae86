"""Files, menus, moves and a proxy; and no token in anything that is said of a failure."""

import asyncio
import io
import logging
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, BotCommandScope

from bot.channels.base import Attachment, Command, Menu, Outgoing, Part, SendFailed
from bot.channels.telegram import LARGEST_DOWNLOAD, LARGEST_PHOTO, TelegramChannel
from bot.logs import CHATTY, configure_logging
from tests.bot.sandbox.playing import TOKEN, Sim, telegram_bot

NOW = timedelta(0)
SECRET = TOKEN.partition(":")[2]


def says(*texts: str) -> Outgoing:
    return Outgoing(parts=tuple(Part(text=text) for text in texts))


def a_png() -> bytes:
    """A picture of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\x80")), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


# --- files --------------------------------------------------------------------------------------


async def test_a_picture_is_sent_as_one_and_a_large_one_as_a_file(
    channel: TelegramChannel, sim: Sim
) -> None:
    an = await sim.add("An")
    small = Part(text="biểu đồ", file_name="a.png", content=a_png(), is_photo=True)
    large = Part(text="lớn", file_name="b.png", content=b"x" * (LARGEST_PHOTO + 1), is_photo=True)

    sent = await channel.send(str(an), Outgoing(parts=(small, large)))

    assert len(sent) == 2
    methods = [entry["method"] for entry in await sim.happened("sent")]
    assert methods == ["sendPhoto", "sendDocument"]


async def test_what_people_send_can_be_fetched(channel: TelegramChannel, sim: Sim) -> None:
    an = await sim.add("An")
    await channel.send(
        str(an), Outgoing(parts=(Part(text="", file_name="qd.pdf", content=b"%PDF"),))
    )
    kept = (await sim.messages(an))[-1]["document"]["url"].rpartition("/")[2]

    assert await channel.download(Attachment(ref=kept, name="qd.pdf")) == b"%PDF"


async def test_a_file_that_is_not_there_never_will_be(channel: TelegramChannel) -> None:
    with pytest.raises(SendFailed) as failure:
        await channel.download(Attachment(ref="nothing", name="qd.pdf"))

    assert failure.value.refused
    assert not failure.value.too_large


async def test_a_file_too_large_is_not_even_asked_for(channel: TelegramChannel, sim: Sim) -> None:
    with pytest.raises(SendFailed) as failure:
        await channel.download(Attachment(ref="F", name="a.zip", size=LARGEST_DOWNLOAD + 1))

    assert failure.value.too_large
    assert await sim.happened("refused") == []


# --- menus --------------------------------------------------------------------------------------


async def test_menus_are_offered_by_scope_and_language_and_taken_back(
    channel: TelegramChannel, sim: Sim, base: str
) -> None:
    an = await sim.add("An")
    late = (Command(name="quahan", description="Việc quá hạn"),)
    mine = (Command(name="viec", description="Việc của tôi"),)

    await channel.offer_commands(
        [
            Menu(scope="private", commands=mine),
            Menu(scope="private", language="en", commands=late),
            Menu(scope="chat", address=str(an), commands=late),
            Menu(scope="groups"),
        ]
    )

    async with telegram_bot(base) as bot:
        everybody = {"type": "all_private_chats"}
        own = {"type": "chat", "chat_id": an}
        assert await commands(bot, everybody) == ["viec"]
        assert await commands(bot, everybody, "en") == ["quahan"]
        assert await commands(bot, own) == ["quahan"]
        await channel.offer_commands([Menu(scope="chat", address=str(an))])
        assert await commands(bot, own) == []


async def commands(bot: Bot, scope: dict[str, Any], language: str | None = None) -> list[str]:
    found = await bot.get_my_commands(BotCommandScope.de_json(scope, bot), language)
    return [each.command for each in found]


# --- a platform that answers as we like ---------------------------------------------------------

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[TelegramChannel]:
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{rest:.*}", answer)
    async with TestServer(app) as server:
        channel = TelegramChannel(TOKEN, str(server.make_url("/")))
        await channel.start()
        try:
            yield channel
        finally:
            await channel.stop()


def an_error(code: int, description: str, **parameters: int) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        body = {"ok": False, "error_code": code, "description": description}
        return web.json_response(body | {"parameters": parameters}, status=code)

    return answer


async def test_a_group_that_moved_names_its_new_address() -> None:
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    async with answering(an_error(400, moved, migrate_to_chat_id=-1005)) as channel:
        with pytest.raises(SendFailed) as failure:
            await channel.send("-5", says("xin chào"))

    assert failure.value.moved_to == "-1005"
    assert not failure.value.gone
    assert not failure.value.refused


@pytest.mark.parametrize(
    "words",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: bot was kicked from the supergroup chat",
    ],
)
async def test_nobody_is_there_any_more(words: str) -> None:
    async with answering(an_error(403, words)) as channel:
        with pytest.raises(SendFailed) as failure:
            await channel.send("7", says("xin chào"))

    assert failure.value.gone


async def test_too_many_requests_do_not_say_of_whom() -> None:
    async with answering(an_error(429, "Too Many Requests", retry_after=7)) as channel:
        with pytest.raises(SendFailed) as failure:
            await channel.send("7", says("xin chào"))

    assert not failure.value.whole_bot
    assert failure.value.wait == timedelta(seconds=7)


# --- no token anywhere --------------------------------------------------------------------------


async def _no_json(request: web.Request) -> web.Response:
    return web.Response(text=f"<html>{request.path}</html>", status=502)


async def _half_a_result(request: web.Request) -> web.Response:
    return web.json_response({"ok": True, "result": {"of": str(request.url)}})


async def _cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def _elsewhere(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"http://127.0.0.1:1{request.path}")


async def _echo(request: web.Request) -> web.Response:
    """An error that repeats the address it was asked at, as proxies do."""
    said = {"ok": False, "error_code": 400, "description": f"no {request.url} here"}
    return web.json_response(said, status=400)


FAILURES = {
    "400": an_error(400, "Bad Request: chat not found"),
    "401": an_error(401, "Unauthorized"),
    "403": an_error(403, "Forbidden: bot was blocked by the user"),
    "404": an_error(404, "Not Found"),
    "409": an_error(409, "Conflict: terminated by other getUpdates request"),
    "413": an_error(413, "Request Entity Too Large"),
    "429": an_error(429, "Too Many Requests: retry after 7", retry_after=7),
    "500": an_error(500, "Internal Server Error"),
    "moved": an_error(400, "upgraded", migrate_to_chat_id=-1005),
    "no json": _no_json,
    "half a result": _half_a_result,
    "cut": _cut,
    "redirect": _elsewhere,
    "echo": _echo,
}
Call = Callable[[TelegramChannel], Awaitable[object]]
CALLS: dict[str, Call] = {
    "send": lambda c: c.send("7", says("xin chào")),
    "file": lambda c: c.send("7", Outgoing(parts=(Part(text="", file_name="a", content=b"a"),))),
    "poll": lambda c: c.poll(0, NOW),
    "webhook": lambda c: c.deliver_to("https://so.example/door"),
    "download": lambda c: c.download(Attachment(ref="F", name="a")),
    "menus": lambda c: c.offer_commands([Menu(scope="groups")]),
    "acknowledge": lambda c: c.acknowledge({"callback_query": {"id": "1"}}),
}


@pytest.fixture
def everything_logged() -> Iterator[Callable[[], str]]:
    """What this process writes, with every library as talkative as it can be."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    configure_logging()
    written = io.StringIO()
    (handler,) = [each for each in root.handlers if isinstance(each, logging.StreamHandler)]
    handler.setStream(written)
    root.setLevel(logging.DEBUG)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written.getvalue
    root.handlers[:] = before
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def chain(error: BaseException | None) -> Iterator[str]:
    """All that an exception and those behind it say, hidden or not."""
    while error is not None:
        yield f"{error} {error!r} {error.args} {vars(error)}"
        error = error.__cause__ or error.__context__


async def what_it_says(channel: TelegramChannel, call: Call) -> list[str]:
    """All that is said of a call's failure; it is logged as well, with its traceback."""
    try:
        await call(channel)
    except SendFailed as error:
        logging.getLogger("ours").exception("it failed: %r", error)
        return list(chain(error))
    return []


@pytest.mark.parametrize("failure", FAILURES)
async def test_no_token_in_the_log_or_in_any_exception(
    failure: str, everything_logged: Callable[[], str]
) -> None:
    async with answering(FAILURES[failure]) as channel:
        said = [words for call in CALLS.values() for words in await what_it_says(channel, call)]

    assert not [words for words in said if SECRET in words]
    written = everything_logged()
    assert "httpx" in written
    assert SECRET not in written
    assert channel.secret not in written


async def test_no_token_when_nobody_is_there(everything_logged: Callable[[], str]) -> None:
    channel = TelegramChannel(TOKEN, "http://127.0.0.1:1")
    await channel.start()
    said = [words for call in CALLS.values() for words in await what_it_says(channel, call)]
    await channel.stop()

    assert said
    assert not [words for words in said if SECRET in words]
    assert SECRET not in everything_logged()
    assert SECRET not in repr(channel)


# --- a proxy ------------------------------------------------------------------------------------


@asynccontextmanager
async def a_proxy() -> AsyncIterator[tuple[str, list[str]]]:
    """An HTTP proxy on loopback, and the first line of each request it was sent."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line = head.split(b"\r\n", 1)[0].decode()
        asked.append(line)
        method, target, _ = line.split()
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 502 no way\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        else:
            url = urlsplit(target)
            up_reader, up_writer = await asyncio.open_connection(url.hostname, url.port)
            # One request a connection: the next one is counted as well.
            up_writer.write(head.replace(b"keep-alive", b"close"))
            await asyncio.gather(pipe(reader, up_writer), pipe(up_reader, writer))
        writer.close()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(2**16):
            writer.write(data)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", asked
    finally:
        server.close()


async def test_everything_goes_through_the_proxy(sim: Sim, base: str) -> None:
    an = await sim.add("An")
    async with a_proxy() as (proxy, asked):
        channel = TelegramChannel(TOKEN, f"{base}/telegram", proxy)
        await channel.start()
        await channel.send(str(an), says("qua proxy"))
        updates = await channel.poll(0, NOW)
        await channel.stop()

    assert updates
    assert (await sim.messages(an))[-1]["text"] == "qua proxy"
    assert [line.split()[0] for line in asked] == ["POST", "POST"]
    assert all(base in line for line in asked)


async def test_a_proxy_on_the_way_to_the_real_platform_never_sees_the_token() -> None:
    async with a_proxy() as (proxy, asked):
        channel = TelegramChannel(TOKEN, "https://api.telegram.example", proxy)
        await channel.start()
        with pytest.raises(SendFailed) as failure:
            await channel.send("7", says("xin chào"))
        await channel.stop()

    assert failure.value.unknown
    assert asked == ["CONNECT api.telegram.example:443 HTTP/1.1"]
    assert not [said for said in chain(failure.value) if SECRET in said]
