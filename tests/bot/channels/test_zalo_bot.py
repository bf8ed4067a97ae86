"""What every channel promises, kept by Zalo Bot's against a server that speaks its API."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.channels.base import (
    Attachment,
    Malformed,
    NotThePlatform,
    Outgoing,
    Part,
    RawUpdate,
    SendFailed,
)
from bot.channels.zalo_bot import SECRET_HEADER, TRIES, ZaloBotChannel
from bot.logs import configure_logging
from tests.bot.channels.zalo_server import CUT, TOKEN, Answer, ZaloServer, message, ok, refusal

NOW = timedelta(0)
CHAT = "a1b2c3d4e5f60718293a"


@pytest.fixture
async def zalo() -> ZaloServer:
    return ZaloServer()


@pytest.fixture
async def base(zalo: ZaloServer) -> AsyncIterator[str]:
    async with TestServer(zalo.app()) as server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.fixture
async def channel(base: str) -> AsyncIterator[ZaloBotChannel]:
    channel = ZaloBotChannel(TOKEN, base)
    await channel.start()
    yield channel
    await channel.stop()


def says(*texts: str) -> Outgoing:
    return Outgoing(parts=tuple(Part(text=text) for text in texts))


async def test_parts_arrive_in_order_as_plain_text(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    hostile = "<b>a</b> _b_ **c** [d](e) & đ"

    sent = await channel.send(CHAT, says("một", hostile))

    assert zalo.said() == [{"chat_id": CHAT, "text": "một"}, {"chat_id": CHAT, "text": hostile}]
    assert len({each.provider_id for each in sent}) == 2


async def test_a_file_is_a_link_and_a_picture_a_picture(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    file = Part(text="báo cáo", file_name="BC1.docx", link="https://bot.example.vn/files/1")
    chart = Part(text="biểu đồ", link="https://bot.example.vn/files/2", is_photo=True)

    await channel.send(CHAT, Outgoing(parts=(file, chart)))

    link = "báo cáo\nhttps://bot.example.vn/files/1"
    assert zalo.said() == [{"chat_id": CHAT, "text": link}]
    photo = {"chat_id": CHAT, "photo": "https://bot.example.vn/files/2", "caption": "biểu đồ"}
    assert zalo.said("sendPhoto") == [photo]


REFUSALS = [
    # what the platform answers, and what of it is true: gone, closed, refused, unknown, whole bot
    (refusal(401, "Unauthorized"), {"whole_bot"}),
    (refusal(401, "Unauthorized", 401), {"whole_bot"}),
    (refusal(403, "Internal server error"), set()),
    (refusal(403, "Internal server error", 403), set()),
    (refusal(500, "Internal server error", 500), set()),
    (refusal(404, "Not Found", 404), {"whole_bot"}),
    (refusal(404, f"Not Found: /bot{TOKEN}/sendMessage"), {"whole_bot"}),
    (refusal(500, f"/bot{TOKEN}/sendMessage " * 1000), set()),
    (refusal(400, "Bad Request: chat not found"), {"gone"}),
    (refusal(403, "Forbidden: bot was blocked by the user"), {"gone"}),
    (refusal(400, "Bad Request: text is too long"), {"refused"}),
    (refusal(429, "Quota exceeded"), {"whole_bot"}),
    (refusal(None, "Quota exceeded", 429), {"whole_bot"}),
    (refusal(408, "Request timeout", 408), {"unknown"}),
    (refusal(None, "Request timeout"), {"unknown"}),
    ((502, b"<html>Bad Gateway</html>"), {"unknown"}),
    ((200, b"[]"), {"unknown"}),
    (CUT, {"unknown"}),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "true"), REFUSALS)
async def test_the_body_decides_what_a_refusal_means(
    channel: ZaloBotChannel, zalo: ZaloServer, answer: Answer, true: set[str]
) -> None:
    zalo.scripted["sendMessage"] = [ok({"message_id": "1"}), answer]

    with pytest.raises(SendFailed) as failure:
        await channel.send(CHAT, says("một", "hai", "ba"))

    kinds = ("gone", "closed", "refused", "unknown", "whole_bot")
    assert {kind for kind in kinds if getattr(failure.value, kind)} == true
    assert [each.provider_id for each in failure.value.sent] == ["1"]
    assert TOKEN not in repr(failure.value)
    assert len(failure.value.reason) < 400
    assert failure.value.__cause__ is None


async def test_an_http_error_with_ok_in_its_body_went_out(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    zalo.scripted["sendMessage"] = [(500, {"ok": True, "result": {"message_id": "7"}})]

    assert [each.provider_id for each in await channel.send(CHAT, says("một"))] == ["7"]


async def test_a_platform_that_is_away_took_nothing() -> None:
    channel = ZaloBotChannel(TOKEN, "http://127.0.0.1:9")
    await channel.start()

    with pytest.raises(SendFailed) as failure:
        await channel.send(CHAT, says("một"))

    assert not failure.value.unknown
    assert TOKEN not in str(failure.value)
    await channel.stop()


async def test_refusals_for_want_of_quota_are_believed_after_some_tries(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    zalo.scripted["sendMessage"] = [refusal(429, "Quota exceeded")] * TRIES
    failures = []
    for _ in range(TRIES):
        with pytest.raises(SendFailed) as failure:
            await channel.send(CHAT, says("một"))
        failures.append(failure.value)

    assert [each.closed for each in failures] == [False] * (TRIES - 1) + [True]
    waits = [each.wait for each in failures]
    assert waits == sorted(waits)
    await channel.send(CHAT, says("một"))  # the new month
    zalo.scripted["sendMessage"] = [refusal(429, "Quota exceeded")]
    with pytest.raises(SendFailed) as again:
        await channel.send(CHAT, says("một"))
    assert not again.value.closed


# --- receiving ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "idle",
    [
        refusal(408, "Request timeout", 408),
        refusal(408, "Request timeout"),
        refusal(None, "Request timeout"),
        (408, {"ok": False, "description": "Request timeout"}),
        ok({}),
        ok([]),
        ok(None),
        (200, {"result": {}}),
    ],
)
async def test_an_idle_poll_is_no_update_and_no_error(
    channel: ZaloBotChannel, zalo: ZaloServer, idle: Answer
) -> None:
    zalo.scripted["getUpdates"] = [idle]

    assert list(await channel.poll(0, NOW)) == []


@pytest.mark.parametrize("several", [False, True])
async def test_a_poll_gives_what_came(
    channel: ZaloBotChannel, zalo: ZaloServer, several: bool
) -> None:
    event = message(text="Xin chào")
    zalo.scripted["getUpdates"] = [ok([event] if several else event)]

    (update,) = await channel.poll(0, NOW)

    assert update.payload == event
    assert update.id == "m1a2b3c4d5e6f7081901"


async def test_what_was_polled_and_not_stored_is_given_once_more(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    zalo.updates = [message(1, text="một"), message(2, text="hai")]

    (first,) = await channel.poll(5, NOW)
    (again,) = await channel.poll(5, NOW)
    assert again == first
    assert first.number == 5
    (second,) = await channel.poll(6, NOW)
    assert second.payload["message"]["text"] == "hai"
    assert list(await channel.poll(7, NOW)) == []


async def test_events_without_a_message_are_each_their_own(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    zalo.updates = [{"event_name": "message.unsupported.received"}] * 2

    (first,) = await channel.poll(0, NOW)
    (second,) = await channel.poll(1, NOW)

    assert first.id != second.id
    assert channel.read(first.payload) is None


async def test_polling_is_asked_for_only_once_the_webhook_of_before_is_gone(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    zalo.webhook = "https://old.example.vn/zalo_bot/so"
    zalo.updates = [message(text="Xin chào")]

    assert len(await channel.poll(0, NOW)) == 1

    zalo.webhook = "https://another.example.vn"  # somebody set one meanwhile
    with pytest.raises(SendFailed):
        await channel.poll(1, NOW)
    zalo.updates = [message(2, text="hai")]
    assert len(await channel.poll(1, NOW)) == 1


async def test_our_address_is_told_and_checked(channel: ZaloBotChannel, zalo: ZaloServer) -> None:
    zalo.verification = {"ok": True, "hint": ""}

    await channel.deliver_to("https://bot.example.vn/zalo_bot/so")

    (told,) = zalo.said("setWebhook")
    assert told == {"url": "https://bot.example.vn/zalo_bot/so", "secret_token": channel.secret}
    assert zalo.said("getWebhookInfo")


async def test_an_address_that_the_platform_cannot_verify_is_told(
    channel: ZaloBotChannel, zalo: ZaloServer
) -> None:
    zalo.verification = {"ok": False, "hint": "connection refused"}

    with pytest.raises(SendFailed, match="connection refused"):
        await channel.deliver_to("https://bot.example.vn/zalo_bot/so")


@pytest.mark.parametrize("wrap", [lambda e: e, lambda e: {"ok": True, "result": e}])
def test_a_posted_event_may_be_flat_or_wrapped(wrap: Any) -> None:
    channel = ZaloBotChannel(TOKEN, "http://127.0.0.1")
    body = json.dumps(wrap(message(text="Xin chào"))).encode()

    update = channel.unpack({SECRET_HEADER: channel.secret}, body)

    assert update == RawUpdate(id="m1a2b3c4d5e6f7081901", payload=message(text="Xin chào"))


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_an_empty_probe_needs_no_secret(body: bytes) -> None:
    assert ZaloBotChannel(TOKEN, "http://127.0.0.1").unpack({}, body) is None


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "x" * 64}, {SECRET_HEADER: "ế\udcff"}])
def test_who_does_not_know_the_secret_is_not_the_platform(headers: Mapping[str, str]) -> None:
    with pytest.raises(NotThePlatform):
        ZaloBotChannel(TOKEN, "http://127.0.0.1").unpack(headers, b"{}")


@pytest.mark.parametrize("body", [b"nonsense", b"[]", b'"a"', b'{"ok": true, "result": 7}'])
def test_what_is_no_event_is_malformed(body: bytes) -> None:
    channel = ZaloBotChannel(TOKEN, "http://127.0.0.1")
    with pytest.raises(Malformed):
        channel.unpack({SECRET_HEADER: channel.secret}, body)


# --- reading ------------------------------------------------------------------------------------


def read(event: dict[str, Any]) -> Any:
    return ZaloBotChannel(TOKEN, "http://127.0.0.1", name="zalo_bot/b").read(event)


def test_a_text_is_read_with_its_stamp() -> None:
    said = read(message(text="NV3 60%"))

    assert (said.channel, said.address, said.text) == ("zalo_bot/b", CHAT, "NV3 60%")
    assert said.said_at == datetime(2026, 9, 10, 9, 46, 12, 455000, UTC)
    assert not said.in_group
    assert not said.unreadable


@pytest.mark.parametrize("key", ["photo_url", "photo"])
def test_a_photo_comes_with_its_caption(key: str) -> None:
    url = "https://photo.example.vn/p/17.jpg"
    photo: dict[str, Any] = {key: url, "caption": "NV3 xong", "message_type": "CHAT_PHOTO"}
    said = read(message(event="message.image.received", **photo))

    assert said.text == "NV3 xong"
    assert said.attachments == (Attachment(ref=url, name="17.jpg", is_photo=True),)


def test_a_recording_is_kept_though_nobody_listens() -> None:
    voice: dict[str, Any] = {
        "voice_url": "https://v.example.vn/17.aac",
        "message_type": "CHAT_VOICE",
    }
    said = read(message(event="message.voice.received", **voice))

    assert [each.name for each in said.attachments] == ["17.aac"]
    assert said.text == ""


@pytest.mark.parametrize(
    ("event", "more"),
    [
        ("message.unsupported.received", {}),
        ("message.sticker.received", {"sticker": "0e078a2fb66a5f34067b", "url": "https://s"}),
        ("message.something.new", {}),
    ],
)
def test_what_we_are_told_nothing_of_is_unreadable(event: str, more: dict[str, Any]) -> None:
    said = read(message(event=event, **more))

    assert said.unreadable
    assert said.address == CHAT


def test_a_group_and_our_own_words() -> None:
    group = message(text="@Bot NV3", chat={"chat_type": "GROUP", "id": "g1"})
    ours: dict[str, Any] = {"from": {"id": "1", "is_bot": True}}
    own = message(text="nhắc việc", **ours)

    assert read(group).in_group
    assert read(group).address == "g1"
    assert (read(group).sender, read(group).to_us) == (CHAT, True)
    assert read(own) is None


@pytest.mark.parametrize(
    "event",
    [
        {"event_name": "message.text.received", "message": 7},
        {"event_name": "message.text.received", "message": {"text": "a"}},
        message(text="a", chat={"id": 17}),
        message(text="a", date="gestern"),
        message(text="a", date=10**30),
        message(text="a", chat=None),
        {"message": {"chat": {"id": "u1"}, "text": "a", "from": "u1"}},
        {"message": {"chat": {"id": "u1"}, "text": "a", "from": ["u1"]}},
    ],
)
def test_what_cannot_be_read_is_malformed(event: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(event)


# --- attachments and secrets --------------------------------------------------------------------


async def test_an_attachment_is_fetched_from_where_it_lies(
    channel: ZaloBotChannel, base: str
) -> None:
    assert await channel.download(Attachment(ref=f"{base}/media/small.jpg", name="a")) == b"x" * 9


@pytest.mark.parametrize("ref", ["{base}/media/none.jpg", "{base}/media/huge.jpg",
                                 "http://10.0.0.1/a.jpg", "https://a..b/a.jpg",
                                 "file:///etc/passwd"])  # fmt: skip
async def test_what_cannot_or_must_not_be_fetched_is_refused(
    channel: ZaloBotChannel, base: str, ref: str
) -> None:
    with pytest.raises(SendFailed) as failure:
        await channel.download(Attachment(ref=ref.format(base=base), name="a"))

    assert failure.value.refused


async def test_no_token_reaches_a_log(
    zalo: ZaloServer, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging()
    wrong = "1459232241454765289:SANDBOX-wrong"
    for token in (TOKEN, wrong):
        channel = ZaloBotChannel(token, base)
        await channel.start()
        try:
            await channel.send(CHAT, says("một"))
        except SendFailed as failure:
            logging.getLogger("test").exception("failed: %s", failure)
        await asyncio.gather(channel.poll(0, NOW), return_exceptions=True)
        await channel.stop()

    written = capsys.readouterr()
    assert "SANDBOX-" not in written.out + written.err
