"""Whatever is asked of the sandbox: one clear JSON error, and the sandbox goes on."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.sandbox.server import build_app
from bot.web.site import open_site
from tests.bot.sandbox.playing import TOKEN, OfficeClock, Sim

HUGE = "9" * 5000
DEEP = b"[" * 100_000
HALF_A_PAIR = b'{"chat_id": 1001, "text": "\\ud800", "url": "\\ud800", "chat": "\\ud800"}'
PLATFORMS = (f"/telegram/bot{TOKEN}/sendMessage", f"/zalo-bot/bot{TOKEN}/sendMessage")
OA = "/zalo-oa/v3.0/oa/message/cs"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"/people/{HUGE[:4000]}/messages", None, 400),
        ("GET", "/people/999999/messages", None, 404),
        ("GET", f"/bots/{HUGE[:4000]}", None, 400),
        ("GET", f"/people?bot_id={HUGE[:4000]}", None, 400),
        ("GET", f"/zalo-oa?oa_id={HUGE[:4000]}", None, 400),
        ("GET", f"/groups/-{HUGE[:4000]}/messages", None, 400),
        ("GET", "/people/1001/messages?last=inf", None, 400),
        ("GET", "/people/1001/messages?last=nan", None, 400),
        ("GET", "/record?after=inf", None, 400),
        ("GET", "/record?wait=nan", None, 400),
        ("GET", "/events?after=inf", None, 400),
        ("POST", f"/faults/{HUGE[:4000]}/release", {}, 400),
        ("POST", "/people/1001/say", {"text": "x", "reply_to": "y"}, 409),
        ("POST", "/people/1001/edit", {"text": "x", "message_id": ""}, 409),
        ("POST", "/people/1001/press", {"data": "x", "message_id": ""}, 409),
        ("POST", "/redeliver", {"update_id": ""}, 409),
        ("GET", "/nothing/here", None, 404),
        ("DELETE", "/people", None, 405),
    ],
)
async def test_the_control_api_says_what_is_wrong(
    sim: Sim, base: str, method: str, path: str, body: Any, status: int
) -> None:
    await sim.add("An")
    url = URL(f"{base}/sim{path}", encoded=True)
    async with sim.session.request(method, url, json=body) as answer:
        assert answer.status == status
        assert set(await answer.json()) == {"error"}


@pytest.mark.parametrize("path", ["/people/1001/file", "/people/1001/files", "/updates"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\nhalf"),
        ("multipart/form-data; boundary=x", b"--x\r\nhalf"),
        ("multipart/form-data; boundary=x", b"no boundary at all"),
        ("application/json", DEEP),
        ("application/json; charset=nobody-knows", b"{"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_files_that_are_none(sim: Sim, path: str, content_type: str, body: bytes) -> None:
    await sim.add("An")
    headers = {"Content-Type": content_type}
    async with sim.session.post(f"/sim{path}", data=body, headers=headers) as answer:
        assert answer.status == 400
        assert set(await answer.json()) == {"error"}


@pytest.mark.parametrize("path", [*PLATFORMS, OA])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", DEEP),
        ("application/json", HALF_A_PAIR),
        ("application/json", b"\xff\xfe{}"),
        ("application/json; charset=nobody-knows", b"{}"),
        ("multipart/form-data", b"--x\r\nhalf"),
        ("multipart/form-data; boundary=x", b"--x\r\nhalf"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_platform_refuses_what_cannot_be_read(
    sim: Sim, path: str, content_type: str, body: bytes
) -> None:
    await sim.add("An")
    headers = {"Content-Type": content_type, "access_token": "nobody's"}
    async with sim.session.post(path, data=body, headers=headers) as answer:
        said = await answer.json()
    code = said.get("error_code", said.get("error"))
    assert answer.status in (200, 400)
    assert code not in (0, None), json.dumps(said)


async def test_a_host_that_is_no_address_is_turned_away(base: str) -> None:
    async with ClientSession() as session:
        for headers in ({"Host": "[::1"}, {"Origin": "http://[::1"}, {"Origin": "null"}):
            async with session.get(f"{base}/sim/people", headers=headers) as answer:
                assert answer.status == 403


@pytest.mark.parametrize("resumed", ["²", HUGE, "-1", "nothing", "99999999"])
async def test_a_page_may_resume_from_anywhere(sim: Sim, resumed: str) -> None:
    async with sim.session.get("/sim/events", headers={"Last-Event-ID": resumed}) as answer:
        assert answer.status == 200
        assert await answer.content.readuntil(b"\n\n") == b": connected\n\n"


CHUNKED = "Transfer-Encoding: chunked"
DOORS = (*PLATFORMS, OA, "/zalo-oa/v4/oa/access_token", "/sim/people")


@pytest.mark.parametrize("path", DOORS, ids=["telegram", "zalo bot", "oa", "oauth", "sim"])
@pytest.mark.parametrize(
    ("header", "body", "is_answered"),
    [
        ("Content-Encoding: gzip\r\nContent-Length: 8", b"nonsense", True),
        ("Content-Encoding: deflate\r\nContent-Length: 8", b"nonsense", True),
        ("Content-Encoding: br\r\nContent-Length: 8", b"nonsense", True),
        (CHUNKED, b'5\r\n{"a":\r\nno number\r\n', True),
        ("Content-Length: many", b"{}", True),
        (f"X-Long: {'a' * 9000}", b"{}", True),
        ("Content-Length: 100", b'{"text": "ha', False),  # whoever hangs up hears nothing
    ],
    ids=["gzip", "deflate", "br", "chunk", "length", "header", "hung up"],
)
async def test_a_cut_or_badly_packed_request_leaves_no_trace_in_the_log(
    caplog: pytest.LogCaptureFixture, path: str, header: str, body: bytes, is_answered: bool
) -> None:
    clock = OfficeClock()
    app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move)
    site = await open_site(app, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*site.addresses[0][:2])
    kind = "Host: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close"
    writer.write(f"POST {path} HTTP/1.1\r\n{kind}\r\n{header}\r\n\r\n".encode() + body)
    if not is_answered:
        writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    await site.cleanup()

    status = answer.partition(b" ")[2][:3]
    assert status in ((b"200", b"400") if is_answered else (b"",)), answer
    assert not [each for each in caplog.records if each.exc_info]
