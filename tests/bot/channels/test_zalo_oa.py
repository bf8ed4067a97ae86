"""Zalo's Official Account, against a server that speaks its API as CHANNELS.md has it."""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.bots import OaAccount
from bot.channels.base import (
    Attachment,
    Button,
    Malformed,
    NotThePlatform,
    Outgoing,
    Part,
    SendFailed,
)
from bot.channels.zalo_oa import ZaloOaChannel
from tests.bot.channels.oa_server import APP_ID, APP_SECRET, KEY, OaServer

MORNING = datetime(2026, 9, 9, 1, 0, tzinfo=UTC)  # 08:00 in Việt Nam


class RealTime:
    now = MORNING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> RealTime:
    return RealTime()


@pytest.fixture
def platform() -> OaServer:
    return OaServer()


@pytest.fixture
async def base(platform: OaServer) -> AsyncIterator[str]:
    async with TestServer(platform.app()) as server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    path = tmp_path / "oa-tokens.json"
    path.write_text('{"refresh_token": "refresh-1"}')
    return path


def account(tokens: Path) -> OaAccount:
    return OaAccount(
        app_id=APP_ID, app_secret=SecretStr(APP_SECRET), secret_key=SecretStr(KEY), tokens=tokens
    )


@pytest.fixture
async def channel(base: str, tokens: Path, clock: RealTime) -> AsyncIterator[ZaloOaChannel]:
    channel = ZaloOaChannel(account(tokens), base, base, clock=clock)
    await channel.start()
    yield channel
    await channel.stop()


def says(*texts: str) -> Outgoing:
    return Outgoing(parts=tuple(Part(text=text) for text in texts))


# --- tokens -------------------------------------------------------------------------------------


async def test_five_stale_calls_at_once_make_one_renewal(
    channel: ZaloOaChannel, platform: OaServer, tokens: Path
) -> None:
    platform.slow = 0.05
    before = tokens.read_text()

    await asyncio.gather(*(channel.send("u1", says(f"tin {n}")) for n in range(5)))

    assert platform.renewals == 1
    assert platform.spent == []
    assert len(platform.messages) == 5
    kept = json.loads(tokens.read_text())
    assert before != tokens.read_text()
    assert (kept["refresh_token"], kept["access_token"]) == ("refresh-2", "access-2")
    assert os.stat(tokens).st_mode & 0o777 == 0o600


PROCESS = """
import asyncio, sys
from pathlib import Path
from tests.bot.channels.test_zalo_oa import account, says
from bot.channels.zalo_oa import ZaloOaChannel

async def main():
    channel = ZaloOaChannel(account(Path(sys.argv[2])), sys.argv[1], sys.argv[1])
    await channel.start()
    await asyncio.gather(*(channel.send("u1", says(f"tin {n}")) for n in range(3)))
    await channel.stop()

asyncio.run(main())
"""


async def test_two_processes_make_one_renewal(base: str, platform: OaServer, tokens: Path) -> None:
    platform.slow = 0.2

    async def process() -> int:
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROCESS, base, str(tokens), cwd=Path(__file__).parents[3]
        )
        return await running.wait()

    assert sum(await asyncio.gather(process(), process())) == 0
    assert (platform.renewals, platform.spent) == (1, [])
    assert len(platform.messages) == 6


@pytest.mark.parametrize(
    ("expires_in", "after", "renewals"),
    [
        ("90000", timedelta(hours=19, minutes=59), 1),
        ("90000", timedelta(hours=20), 2),  # 80 % of 25 hours
        ("3600", timedelta(minutes=47), 1),
        ("3600", timedelta(minutes=48), 2),
        (3600, timedelta(minutes=48), 2),
    ],
)
async def test_a_pair_is_renewed_at_four_fifths_of_the_life_the_platform_gave_it(
    channel: ZaloOaChannel,
    platform: OaServer,
    clock: RealTime,
    expires_in: object,
    after: timedelta,
    renewals: int,
) -> None:
    platform.expires_in = expires_in
    await channel.send("u1", says("một"))

    clock.now = MORNING + after
    await channel.send("u1", says("hai"))

    assert platform.renewals == renewals


@pytest.mark.parametrize("code", [216, -216, -220, 401, -401])
async def test_a_token_refused_before_its_time_is_renewed_once_and_the_call_made_again(
    channel: ZaloOaChannel, platform: OaServer, code: int
) -> None:
    await channel.send("u1", says("một"))
    platform.errors = [code]

    await channel.send("u1", says("hai"))

    assert platform.renewals == 2
    assert [m["message"]["text"] for m in platform.messages] == ["một", "hai"]


async def test_a_token_refused_twice_stops_the_bot(
    channel: ZaloOaChannel, platform: OaServer
) -> None:
    platform.errors = [-216, -216]

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("một"))

    assert failure.value.whole_bot
    assert platform.renewals == 2


async def test_without_consent_the_bot_stops_says_what_to_do_and_goes_on_with_a_new_pair(
    channel: ZaloOaChannel, platform: OaServer, tokens: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tokens.write_text('{"refresh_token": "of-last-year"}')

    for _ in range(3):
        with pytest.raises(SendFailed) as failure:
            await channel.send("u1", says("một"))
        assert failure.value.whole_bot
        assert "consent" in str(failure.value)

    assert platform.spent == ["of-last-year"]  # a dead token is not tried again
    assert len([r for r in caplog.records if "must consent again" in r.getMessage()]) == 1
    assert "of-last-year" not in caplog.text + str(failure.value)
    tokens.write_text('{"refresh_token": "refresh-1"}')
    await channel.send("u1", says("hai"))
    assert [m["message"]["text"] for m in platform.messages] == ["hai"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot read the tokens file"),
        ("", 'is not {"refresh_token"'),
        ("refresh-1", 'is not {"refresh_token"'),
        ('{"access_token": "access-1"}', 'is not {"refresh_token"'),
        ('{"refresh_token": ""}', 'is not {"refresh_token"'),
    ],
)
async def test_a_tokens_file_that_is_none_is_named_and_not_quoted(
    channel: ZaloOaChannel, tokens: Path, content: str | None, said: str
) -> None:
    tokens.unlink()
    if content is not None:
        tokens.write_text(content)

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("một"))

    assert failure.value.whole_bot
    assert said in str(failure.value)
    assert "access-1" not in str(failure.value)
    assert failure.value.__cause__ is None


async def test_a_folder_that_takes_no_file_costs_no_token(
    channel: ZaloOaChannel, platform: OaServer, tokens: Path
) -> None:
    (tokens.parent / f"{tokens.name}.new").mkdir()  # where the new file would be written

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("một"))

    assert "cannot write the tokens file" in str(failure.value)
    assert platform.renewals == 0


async def test_who_stops_waiting_for_a_renewal_does_not_lose_it(
    channel: ZaloOaChannel, platform: OaServer, tokens: Path
) -> None:
    platform.slow = 0.1
    sending = asyncio.create_task(channel.send("u1", says("một")))
    while not (tokens.parent / f"{tokens.name}.lock").exists():
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)

    sending.cancel()
    await channel.stop()

    assert json.loads(tokens.read_text())["refresh_token"] == platform.refresh_token == "refresh-2"


# --- out ----------------------------------------------------------------------------------------


async def test_a_text_a_quote_and_buttons_are_what_the_platform_expects(
    channel: ZaloOaChannel, platform: OaServer
) -> None:
    row = (Button(label="1. Xong", data="1:done:7:1"), Button(label="x" * 120, data="1:snooze:7:1"))

    sent = await channel.send(
        "u1",
        Outgoing(parts=(Part(text="việc", buttons=(row,)), Part(text="hai")), quote="cb310000"),
    )

    first, second = platform.messages
    assert [each.provider_id for each in sent] == ["cb310001", "cb310002"]
    assert first["recipient"] == {"user_id": "u1"}
    assert (first["message"]["text"], first["message"]["quote_message_id"]) == ("việc", "cb310000")
    attachment = first["message"]["attachment"]
    assert attachment["type"] == "template"
    buttons = attachment["payload"]["buttons"]
    assert [b["type"] for b in buttons] == ["oa.query.hide"] * 2
    assert [b["title"] for b in buttons] == ["1. Xong", "x" * 100]
    assert all(b["payload"].endswith(d) for b, d in zip(buttons, (":7:1", ":7:1"), strict=True))
    assert second["message"] == {"text": "hai"}


LINK = "https://bot.example.vn/f/abc"


@pytest.mark.parametrize(
    ("part", "uploads", "messages"),
    [
        (
            Part(text="báo cáo", file_name="BC1.docx", content=b"PK"),
            [("file", "BC1.docx", b"PK")],
            [
                {"attachment": {"type": "file", "payload": {"token": "file-token"}}},
                {"text": "báo cáo"},
            ],
        ),
        (
            Part(text="bảng", file_name="BC1.xlsx", content=b"PK", link=LINK),
            [],
            [{"text": f"bảng\n{LINK}"}],
        ),
        (
            Part(text="", file_name="a.pdf", content=b"x" * (5 * 2**20 + 1), link=LINK),
            [],
            [{"text": LINK}],
        ),
        (
            Part(text="ảnh", file_name="a.PNG", content=b"\x89PNG", is_photo=True),
            [("image", "a.PNG", b"\x89PNG")],
            [
                {
                    "text": "ảnh",
                    "attachment": {
                        "type": "template",
                        "payload": {
                            "template_type": "media",
                            "elements": [{"media_type": "image", "attachment_id": "picture-id"}],
                        },
                    },
                }
            ],
        ),
        (
            Part(text="", file_name="a.jpg", content=b"x" * (2**20 + 1), is_photo=True, link=LINK),
            [],
            [{"text": LINK}],
        ),
    ],
    ids=["docx", "xlsx", "large pdf", "picture", "large picture"],
)
async def test_a_file_leaves_as_the_platform_takes_it(
    channel: ZaloOaChannel,
    platform: OaServer,
    part: Part,
    uploads: list[tuple[str, str, bytes]],
    messages: list[dict[str, Any]],
) -> None:
    sent = await channel.send("u1", Outgoing(parts=(part,)))

    assert platform.uploads == uploads
    assert [m["message"] for m in platform.messages] == messages
    assert [each.provider_id for each in sent] == ["cb310001"]


async def test_a_file_the_platform_does_not_take_and_no_link_is_refused(
    channel: ZaloOaChannel,
) -> None:
    part = Part(text="bảng", file_name="BC1.xlsx", content=b"PK")

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", Outgoing(parts=(Part(text="việc"), part)))

    assert failure.value.refused
    assert len(failure.value.sent) == 1


async def test_a_file_is_not_sent_twice_because_its_caption_failed(
    channel: ZaloOaChannel, platform: OaServer
) -> None:
    async def refuse_after_the_file() -> None:
        while not platform.messages:
            await asyncio.sleep(0)
        platform.errors = [-230]

    part = Part(text="báo cáo", file_name="BC1.pdf", content=b"%PDF")
    refusing = asyncio.create_task(refuse_after_the_file())

    sent = await channel.send("u1", Outgoing(parts=(part,)))

    await refusing
    assert len(sent) == len(platform.messages) == 1


GONE, CLOSED, REFUSED, WHOLE_BOT = "gone", "closed", "refused", "whole_bot"
REFUSALS = [
    (-213, {GONE}, None),
    (-217, {GONE}, None),
    (-244, {GONE}, None),
    (-227, {GONE}, None),
    (-230, {CLOSED}, None),
    (-232, {CLOSED}, None),
    (-211, {CLOSED}, None),
    (-218, {CLOSED}, None),
    (-201, {REFUSED}, None),
    (-210, {REFUSED}, None),
    (-233, {REFUSED}, None),
    (-32, {WHOLE_BOT}, timedelta(seconds=2)),
    (-221, {WHOLE_BOT}, timedelta(minutes=10)),
    (-224, {WHOLE_BOT}, timedelta(minutes=10)),
    (-240, {WHOLE_BOT}, timedelta(minutes=10)),
    (-320, {WHOLE_BOT}, timedelta(minutes=10)),
    (-321, {WHOLE_BOT}, timedelta(minutes=10)),
    (-14014, {WHOLE_BOT}, timedelta(minutes=10)),
    (-118, {WHOLE_BOT}, timedelta(minutes=10)),
    (-999, set(), timedelta(minutes=5)),
]


@pytest.mark.parametrize(("code", "kinds", "wait"), REFUSALS)
async def test_what_a_refusal_means(
    channel: ZaloOaChannel,
    platform: OaServer,
    code: int,
    kinds: set[str],
    wait: timedelta | None,
) -> None:
    await channel.send("u1", says("một"))
    platform.errors = [code]

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("hai"))

    failed = failure.value
    assert {k for k in (GONE, CLOSED, REFUSED, WHOLE_BOT) if getattr(failed, k)} == kinds
    assert not failed.unknown
    assert wait is None or failed.wait == wait
    assert platform.access_token not in str(failed)


@pytest.mark.parametrize(
    ("here", "wait"),
    [
        (datetime(2026, 9, 9, 15, 30, tzinfo=UTC), timedelta(hours=7, minutes=30)),  # 22:30
        (datetime(2026, 9, 9, 22, 59, tzinfo=UTC), timedelta(minutes=1)),  # 05:59
        (datetime(2026, 9, 9, 23, 0, tzinfo=UTC), timedelta(hours=24)),  # 06:00
    ],
)
async def test_what_is_refused_at_night_waits_for_six_o_clock_in_viet_nam(
    channel: ZaloOaChannel,
    platform: OaServer,
    clock: RealTime,
    here: datetime,
    wait: timedelta,
) -> None:
    clock.now = here
    platform.errors = [-234]

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("một"))

    assert failure.value.wait == wait
    assert not failure.value.whole_bot


async def test_parts_that_went_out_before_a_failure_are_named(
    channel: ZaloOaChannel, platform: OaServer
) -> None:
    async def refuse_after_the_first() -> None:
        while not platform.messages:
            await asyncio.sleep(0)
        platform.errors = [-201]

    refusing = asyncio.create_task(refuse_after_the_first())
    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("một", "hai"))

    await refusing
    assert [each.provider_id for each in failure.value.sent] == ["cb310001"]


async def test_a_lost_answer_is_unknown_and_never_made_again(
    channel: ZaloOaChannel, platform: OaServer
) -> None:
    await channel.send("u1", says("một"))
    platform.cut = True

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("hai"))

    assert failure.value.unknown
    assert not channel.repeats_unknown
    assert platform.access_token not in str(failure.value)


async def test_a_platform_that_is_away_has_not_had_the_message(tokens: Path) -> None:
    tokens.write_text('{"refresh_token": "r", "access_token": "a"}')
    channel = ZaloOaChannel(account(tokens), "http://127.0.0.1:1", "http://127.0.0.1:1")
    await channel.start()

    with pytest.raises(SendFailed) as failure:
        await channel.send("u1", says("một"))

    assert not failure.value.unknown
    await channel.stop()


# --- in -----------------------------------------------------------------------------------------


def event(name: str, **more: Any) -> dict[str, Any]:
    common = {"app_id": APP_ID, "event_name": name, "timestamp": "1699003881354"}
    people = {"sender": {"id": "u1"}, "recipient": {"id": "77"}, "user_id_by_app": "9"}
    return common | people | more


def followed(name: str) -> dict[str, Any]:
    return {
        "app_id": APP_ID,
        "event_name": name,
        "timestamp": "1699003881354",
        "follower": {"id": "u1"},
        "oa_id": "77",
        "source": "oa_profile",
    }


def signed(body: bytes, timestamp: str = "1699003881354", key: str = KEY) -> str:
    return hashlib.sha256(APP_ID.encode() + body + timestamp.encode() + key.encode()).hexdigest()


def posted(what: dict[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False).encode()


SAID = event("user_send_text", message={"text": "NV1 xong", "msg_id": "cb31aa"})


@pytest.mark.parametrize("form", ["mac={}", "{}", "mac={} "])
async def test_what_is_signed_with_the_account_s_key_is_the_platform_s(
    channel: ZaloOaChannel, form: str
) -> None:
    body = posted(SAID)

    update = channel.unpack({"X-ZEvent-Signature": form.format(signed(body))}, body)

    assert update is not None
    assert (update.id, update.number) == ("cb31aa", None)
    again = channel.unpack(
        {"X-ZEvent-Signature": form.format(signed(body)), "num_retry": "2"}, body
    )
    assert again is not None
    assert again.id == update.id


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, posted(SAID)),
        ({"X-ZEvent-Signature": "mac="}, posted(SAID)),
        ({"X-ZEvent-Signature": "\udcff"}, posted(SAID)),
        ({"X-ZEvent-Signature": signed(posted(SAID))}, posted(SAID) + b" "),
        ({"X-ZEvent-Signature": signed(posted(SAID), key=APP_SECRET)}, posted(SAID)),
        ({"X-ZEvent-Signature": signed(b"{}", "")[:-1]}, b"{}"),
        ({}, b'{"event_name": "follow"}'),
        ({}, b'{"event_name": "follow", "timestamp": "\\ud800"}'),
        ({}, b"[]"),
        ({}, b"["),
    ],
    ids=[
        "bare",
        "empty",
        "no text",
        "changed",
        "other key",
        "cut",
        "event",
        "half a letter",
        "list",
        "half",
    ],
)
async def test_what_is_not_signed_so_is_somebody_else_s(
    channel: ZaloOaChannel, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(NotThePlatform):
        channel.unpack(headers, body)


@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n"])
async def test_the_console_s_probe_is_answered(channel: ZaloOaChannel, body: bytes) -> None:
    assert channel.unpack({}, body) is None


@pytest.mark.parametrize(
    "body",
    [b"[7]", b"{", b'{"timestamp": "1"}', b'{"timestamp": "1", "event_name": "user_send_text"}'],
)
async def test_what_is_signed_and_no_event_is_malformed(
    channel: ZaloOaChannel, body: bytes
) -> None:
    stamp = "1" if b"timestamp" in body else "5"
    headers = {"X-ZEvent-Signature": signed(body, stamp), "X-ZEvent-Timestamp": "5"}

    with pytest.raises(Malformed):
        channel.unpack(headers, body)


@pytest.mark.parametrize(
    "name",
    [
        "user_received_message",
        "user_seen_message",
        "oa_send_text",
        "oa_send_image",
        "user_send_group_text",
        "user_submit_info",
    ],
)
async def test_receipts_and_echoes_are_not_kept(channel: ZaloOaChannel, name: str) -> None:
    body = posted(event(name, message={"text": "x", "msg_id": "cb31aa"}))

    assert channel.unpack({"X-ZEvent-Signature": signed(body)}, body) is None
    assert channel.read(json.loads(body)) is None


async def test_words_are_read_with_the_platform_s_stamp(channel: ZaloOaChannel) -> None:
    said = channel.read(SAID)

    assert said is not None
    assert (said.channel, said.address, said.message_id) == ("zalo_oa", "u1", "cb31aa")
    assert said.text == "NV1 xong"
    assert said.said_at == datetime(2023, 11, 3, 9, 31, 21, 354000, tzinfo=UTC)
    assert (said.button, said.unreadable) == (None, False)


async def test_a_press_is_known_and_nobody_can_type_one(
    channel: ZaloOaChannel, platform: OaServer
) -> None:
    row = (Button(label="1. Xong", data="1:done:7:1"),)
    await channel.send("u1", Outgoing(parts=(Part(text="việc", buttons=(row,)),)))
    (message,) = platform.messages
    payload = message["message"]["attachment"]["payload"]["buttons"][0]["payload"]

    def read(text: str, who: str = "u1") -> tuple[str | None, str]:
        said = channel.read(
            event("user_send_text", sender={"id": who}, message={"text": text, "msg_id": "c"})
        )
        assert said is not None
        return said.button, said.text

    assert read(payload) == ("1:done:7:1", "")
    changed = payload.replace("done", "nothing")
    for typed in ("1:done:7:1", "#0123456789abcdef:1:done:7:1", changed, payload + "0"):
        assert read(typed) == (None, typed)
    assert read(payload, "u2") == (None, payload)  # shown to somebody else it is just words


@pytest.mark.parametrize(
    ("name", "payload", "expected"),
    [
        (
            "user_send_file",
            {"url": "https://f.example/1", "name": "BC1.pdf", "size": "1024", "checksum": "0f"},
            Attachment(ref="https://f.example/1", name="BC1.pdf", size=1024),
        ),
        (
            "user_send_image",
            {"url": "https://f.example/2", "thumbnail": "https://f.example/2t"},
            Attachment(ref="https://f.example/2", name="ảnh", is_photo=True),
        ),
    ],
)
async def test_files_and_pictures_are_read(
    channel: ZaloOaChannel, name: str, payload: dict[str, str], expected: Attachment
) -> None:
    message = {"msg_id": "c", "attachments": [{"type": "x", "payload": payload}]}

    said = channel.read(event(name, message=message))

    assert said is not None
    assert said.attachments == (expected,)
    assert not said.unreadable


@pytest.mark.parametrize("kind", ["sticker", "audio", "video", "location", "business_card", "link"])
async def test_of_anything_else_it_is_known_that_something_came(
    channel: ZaloOaChannel, kind: str
) -> None:
    attachments = [{"type": kind, "payload": {"url": "https://f.example/3"}}]

    said = channel.read(
        event(f"user_send_{kind}", message={"msg_id": "c", "attachments": attachments})
    )

    assert said is not None
    assert said.unreadable
    assert said.attachments == ()


@pytest.mark.parametrize(("name", "reach"), [("follow", "live"), ("unfollow", "blocked")])
async def test_following_opens_the_chat_and_its_end_closes_it(
    channel: ZaloOaChannel, name: str, reach: str
) -> None:
    body = posted(followed(name))

    update = channel.unpack({"X-ZEvent-Signature": f"mac={signed(body)}"}, body)

    assert update is not None
    assert update.id == f"{name}-u1-1699003881354"
    done = channel.read(update.payload)
    assert done is not None
    assert (done.address, done.reach) == ("u1", reach)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"event_name": 5},
        {"event_name": "follow"},
        event("user_send_text", sender={"id": 5}, message={"text": "a", "msg_id": "c"}),
        event("user_send_text"),
        event("user_send_text", message={"text": 5, "msg_id": "c"}),
        event("user_send_file", message={"msg_id": "c", "attachments": [{"payload": {}}]}),
        event("user_send_text", message={"text": "a", "msg_id": "c"}, timestamp="9" * 40),
        event("user_send_file", message={"msg_id": "c", "attachments": 5}),
        event(
            "user_send_file",
            message={
                "msg_id": "c",
                "attachments": [{"payload": {"url": "https://f", "size": "9" * 5000}}],
            },
        ),
    ],
)
async def test_a_malformed_event_is_told_apart(
    channel: ZaloOaChannel, payload: dict[str, Any]
) -> None:
    with pytest.raises(Malformed):
        channel.read(payload)


async def test_a_file_that_came_in_can_be_fetched(channel: ZaloOaChannel, base: str) -> None:
    there = Attachment(ref=f"{base}/given/bao-cao.pdf", name="bao-cao.pdf")

    assert await channel.download(there) == b"%PDF-1.7"

    with pytest.raises(SendFailed) as failure:
        await channel.download(Attachment(ref=f"{base}/given/nothing", name="nothing"))
    assert failure.value.refused


async def test_the_account_cannot_be_polled_and_its_address_is_entered_by_hand(
    channel: ZaloOaChannel, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SendFailed) as failure:
        await channel.poll(0, timedelta(0))
    assert "DONDOC_PUBLIC_URL" in str(failure.value)

    with caplog.at_level("INFO"):
        await channel.deliver_to("https://bot.example.vn/zalo_oa/so-mau")
    assert "https://bot.example.vn/zalo_oa/so-mau" in caplog.text
