"""The Zalo Bot Platform of the sandbox, over HTTP as its documents and its observers tell of it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, FormData
from aiohttp.test_utils import TestServer

from bot.sandbox.server import build_app
from bot.sandbox.shelf import Shelf
from tests.bot.sandbox.playing import MONDAY_8AM, OfficeClock, Sim
from tests.bot.sandbox.zalo import Json, Receiver, fetch, receiving, send_file

TOKEN = "7100000001:SANDBOX-test"
SECRET = "mat-khau-webhook"
HERE: Json = {"channel": "zalo_bot"}
UNKNOWN = [
    "getme", "SendMessage", "editMessageText", "deleteMessage", "sendDocument", "sendFile",
    "getFile", "setMyCommands", "answerCallbackQuery", "testWebhook", "getUserProfile",
]  # fmt: skip
EIGHT_IN_MS = int(MONDAY_8AM.timestamp() * 1000)
BLOCKED = "Forbidden: bot was blocked by the user"


class Zalo:
    """A bot that calls; each answer with its HTTP status."""

    def __init__(self, session: ClientSession, token: str = TOKEN) -> None:
        self.session = session
        self.path = f"/zalo-bot/bot{token}"

    async def call(self, method: str, **values: Any) -> tuple[int, Json]:
        async with self.session.post(f"{self.path}/{method}", json=values) as answer:
            return answer.status, await answer.json()

    async def ok(self, method: str, **values: Any) -> Any:
        _, answer = await self.call(method, **values)
        assert answer["ok"], answer
        return answer.get("result")

    async def refused(self, method: str, **values: Any) -> tuple[int | None, str]:
        _, answer = await self.call(method, **values)
        assert not answer["ok"]
        return answer.get("error_code"), answer["description"]


@pytest.fixture
async def zalo(sim: Sim) -> Zalo:
    return Zalo(sim.session)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def newcomer(sim: Sim, name: str = "An") -> tuple[int, str]:
    """Somebody who has written to the bot: their id here, and on the platform."""
    person = await sim.add(name, started=False)
    await sim.post(f"/people/{person}/say", text="chào", **HERE)
    everyone = await sim.get("/people?channel=zalo_bot")
    chat: str = next(each["addresses"]["zalo_bot"] for each in everyone if each["id"] == person)
    return person, chat


async def chatting(zalo: Zalo, sim: Sim) -> tuple[int, str]:
    """A newcomer whose first words the bot has read."""
    person, chat = await newcomer(sim)
    await zalo.ok("getUpdates", timeout="0")
    return person, chat


async def test_the_bot_knows_its_name(zalo: Zalo) -> None:
    me = await zalo.ok("getMe")

    assert (
        me.items()
        >= {
            "id": "7100000001",
            "account_type": "BASIC",
            "can_join_groups": False,
        }.items()
    )
    assert me["account_name"].startswith("bot.")


@pytest.mark.parametrize(
    "token", ["12345689:abc-xyz", "7100000001:WRONG", "none", "7100000001:sandbox"]
)
async def test_a_token_that_is_not_the_sandboxs_is_refused_with_status_200(
    sim: Sim, token: str
) -> None:
    status, answer = await Zalo(sim.session, token).call("getMe")

    assert status == 200
    assert answer == {"ok": False, "description": "Unauthorized", "error_code": 401}


@pytest.mark.parametrize("method", UNKNOWN)
async def test_there_are_no_other_methods_and_their_case_counts(zalo: Zalo, method: str) -> None:
    status, answer = await zalo.call(method, chat_id="x", text="x")

    assert status == 404
    assert answer == {"ok": False, "description": "Not Found", "error_code": 404}


async def test_a_call_is_written_in_any_of_five_ways(zalo: Zalo, sim: Sim) -> None:
    _, chat = await chatting(zalo, sim)
    path, form = f"{zalo.path}/sendMessage", FormData(default_to_multipart=True)
    form.add_field("chat_id", chat)
    form.add_field("text", "5")
    ways = [
        sim.session.get(path, params={"chat_id": chat, "text": "1"}),
        sim.session.post(path, params={"chat_id": chat, "text": "2"}),
        sim.session.post(path, data={"chat_id": chat, "text": "3"}),
        sim.session.post(path, json={"chat_id": chat, "text": "4"}),
        sim.session.post(path, data=form),
    ]
    for way in ways:
        async with way as answer:
            assert (await answer.json())["ok"]

    assert [entry["text"] for entry in await sim.happened("sent")] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff\xfe"])
async def test_a_body_that_is_not_what_it_says_is_refused(zalo: Zalo, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with zalo.session.post(f"{zalo.path}/getMe", data=body, headers=headers) as answer:
        assert (await answer.json())["error_code"] == 400


async def test_a_text_arrives_as_one_object_and_is_gone(zalo: Zalo, sim: Sim) -> None:
    person, chat = await newcomer(sim)
    await sim.post(f"/people/{person}/say", text="xong 70%", **HERE)

    first, second = await zalo.ok("getUpdates", timeout="0"), await zalo.ok("getUpdates", timeout=0)

    assert re.fullmatch("[0-9a-f]{20}", chat)
    assert re.fullmatch("[0-9a-f]{20}", first["message"].pop("message_id"))
    assert first == {
        "event_name": "message.text.received",
        "message": {
            "date": EIGHT_IN_MS,
            "chat": {"chat_type": "PRIVATE", "id": chat},
            "from": {"id": chat, "is_bot": False, "display_name": "An"},
            "text": "chào",
        },
    }
    assert second["message"]["text"] == "xong 70%"
    assert await sim.get("/updates") == []


@pytest.mark.parametrize(
    ("idle", "status", "answer"),
    [
        ("408", 408, {"ok": False, "description": "Request timeout", "error_code": 408}),
        ("uncoded", 200, {"ok": False, "description": "Request timeout"}),
        ("empty", 200, {"ok": True, "result": {}}),
    ],
)
async def test_a_poll_for_which_nothing_comes(
    zalo: Zalo, sim: Sim, idle: str, status: int, answer: Json
) -> None:
    await zalo.ok("getMe")
    await sim.post("/zalo-bot", idle=idle)

    assert await zalo.call("getUpdates", timeout="0.05") == (status, answer)
    assert await sim.happened("refused") == []


async def test_a_poll_waits_for_what_is_said(zalo: Zalo, sim: Sim) -> None:
    polling = asyncio.create_task(zalo.ok("getUpdates", timeout="10"))
    await asyncio.sleep(0.05)
    await newcomer(sim)

    assert (await polling)["message"]["text"] == "chào"


async def test_what_nobody_waits_for_any_more_is_not_consumed(zalo: Zalo, sim: Sim) -> None:
    polling = asyncio.create_task(zalo.ok("getUpdates", timeout="10"))
    await asyncio.sleep(0.05)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await asyncio.sleep(0.05)
    await newcomer(sim)

    assert (await zalo.ok("getUpdates", timeout="0"))["message"]["text"] == "chào"


async def test_an_answer_to_a_poll_that_is_lost_is_lost_for_good(zalo: Zalo, sim: Sim) -> None:
    await newcomer(sim)
    await sim.order("drop_after", "getUpdates")

    with pytest.raises(ClientError):
        await zalo.call("getUpdates", timeout="0")

    assert (await zalo.call("getUpdates", timeout="0"))[0] == 408


async def test_sending_answers_with_an_id_and_milliseconds(zalo: Zalo, sim: Sim) -> None:
    person, chat = await chatting(zalo, sim)

    sent = await zalo.ok("sendMessage", chat_id=chat, text="NV12 đến hạn hôm nay")

    assert re.fullmatch("[0-9a-f]{20}", sent["message_id"])
    assert sent["date"] == EIGHT_IN_MS
    (entry,) = await sim.happened("sent")
    assert entry["channel"] == "zalo_bot"
    assert entry["bot_id"] == 7100000001
    assert entry["person_id"] == person
    assert entry["message_id"] == sent["message_id"]
    assert entry["text"] == "NV12 đến hạn hôm nay"
    shown = await sim.get(f"/people/{person}/messages?channel=zalo_bot")
    assert [(each["from"], each["text"]) for each in shown] == [
        ("person", "chào"),
        ("bot", "NV12 đến hạn hôm nay"),
    ]


@pytest.mark.parametrize(
    ("values", "passes"),
    [
        ({"text": "ế" * 2000}, True),
        ({"text": "ế" * 2001}, False),
        ({"text": "😀" * 1001}, False),  # two UTF-16 units each
        ({"text": ""}, False),
        ({"text": " \n"}, False),
        ({}, False),
        ({"text": ["a"]}, False),
        ({"text": "**đậm**", "parse_mode": "markdown"}, True),
        ({"text": "<b>đậm</b>", "parse_mode": "html"}, True),
        ({"text": "đậm", "parse_mode": "MarkdownV2"}, False),
        ({"text": "đậm", "text_styles": [{"start": 0, "len": 3, "st": ["b", "f_18"]}]}, True),
        ({"text": "đậm", "text_styles": '[{"start": 0, "len": 3, "st": ["b"]}]'}, True),
        ({"text": "đậm", "text_styles": [{"start": 0, "len": 4, "st": ["b"]}]}, False),
        ({"text": "đậm", "text_styles": [{"start": 0, "len": 1, "st": ["to"]}]}, False),
        ({"text": "đậm", "text_styles": [{"start": 0}]}, False),
        ({"text": "đậm", "text_styles": ["b"], "parse_mode": "html"}, True),  # which wins
    ],
)
async def test_what_a_text_may_be(zalo: Zalo, sim: Sim, values: Json, passes: bool) -> None:
    _, chat = await chatting(zalo, sim)

    status, answer = await zalo.call("sendMessage", chat_id=chat, **values)

    assert status == 200
    assert answer["ok"] is passes
    assert answer.get("error_code") == (None if passes else 400)
    assert len(await sim.happened("sent")) == passes


@pytest.mark.parametrize(
    ("method", "values", "passes"),
    [
        ("sendPhoto", {"photo": "http://127.0.0.1:1/a.png"}, True),
        ("sendPhoto", {"photo": "http://127.0.0.1:1/a.png", "caption": "Biểu đồ"}, True),
        ("sendPhoto", {"photo": "http://127.0.0.1:1/a.png", "caption": "ế" * 2001}, False),
        ("sendPhoto", {"photo": "http://127.0.0.1:1/a.png", "caption": ""}, False),
        ("sendPhoto", {"photo": "a.png"}, False),
        ("sendPhoto", {}, False),
        ("sendSticker", {"sticker": "0e078a2fb66a5f34067b"}, True),
        ("sendSticker", {}, False),
        ("sendVoice", {"voice_url": "http://127.0.0.1:1/a.aac"}, True),
        ("sendVoice", {"voice_url": "http://127.0.0.1:1/a.mp3"}, False),
    ],
)
async def test_what_else_may_be_sent(
    zalo: Zalo, sim: Sim, method: str, values: Json, passes: bool
) -> None:
    _, chat = await chatting(zalo, sim)

    _, answer = await zalo.call(method, chat_id=chat, **values)

    assert answer["ok"] is passes
    assert [entry["method"] for entry in await sim.happened("sent")] == [method] * passes


async def test_a_chat_action_is_ok_without_a_result(zalo: Zalo, sim: Sim) -> None:
    _, chat = await chatting(zalo, sim)

    assert await zalo.call("sendChatAction", chat_id=chat, action="typing") == (200, {"ok": True})
    assert (await zalo.refused("sendChatAction", chat_id=chat, action="upload_photo"))[0] == 400
    assert (await sim.get("/zalo-bot"))["used"] == 0


async def test_a_bot_writes_only_to_whom_it_has_met(zalo: Zalo, sim: Sim) -> None:
    await sim.add("An", started=False)
    (an,) = await sim.get("/people")

    for chat in (an["addresses"]["zalo_bot"], "0" * 20, str(an["id"])):
        assert await zalo.refused("sendMessage", chat_id=chat, text="?") == (
            400,
            "Bad Request: chat not found",
        )


async def test_whoever_blocks_the_bot_is_out_of_reach_and_no_event_tells(
    zalo: Zalo, sim: Sim
) -> None:
    person, chat = await chatting(zalo, sim)
    await sim.post(f"/people/{person}/block", **HERE)

    assert await zalo.refused("sendMessage", chat_id=chat, text="?") == (403, BLOCKED)
    await sim.post(f"/people/{person}/say", text="?", status=409, **HERE)
    assert (await zalo.call("getUpdates", timeout="0"))[0] == 408
    (shown,) = await sim.get("/people?channel=zalo_bot")
    assert shown["blocked"]

    await sim.post(f"/people/{person}/unblock", **HERE)
    await zalo.ok("sendMessage", chat_id=chat, text="lại được")
    assert len(await sim.happened("blocked")) == len(await sim.happened("unblocked")) == 1


async def test_the_quota_of_a_month(zalo: Zalo, sim: Sim, clock: OfficeClock) -> None:
    _, chat = await chatting(zalo, sim)
    standing = await sim.get("/zalo-bot")
    assert (standing["messages"], standing["users"]) == (3000, 50)
    await sim.post("/zalo-bot", used=2999)

    await zalo.ok("sendMessage", chat_id=chat, text="cuối cùng")
    status, answer = await zalo.call("sendMessage", chat_id=chat, text="một lần nữa")
    assert status == 200
    assert answer == {"ok": False, "description": "Quota exceeded", "error_code": 429}
    assert (await sim.get("/zalo-bot"))["used"] == 3000

    clock.now = clock.now.replace(month=12, day=1)
    await zalo.ok("sendMessage", chat_id=chat, text="tháng mới")
    assert (await sim.get("/zalo-bot"))["used"] == 1


async def test_the_plan_counts_people(zalo: Zalo, sim: Sim) -> None:
    await zalo.ok("getMe")
    await sim.post("/zalo-bot", users=1)
    _, an = await newcomer(sim, "An")
    _, binh = await newcomer(sim, "Bình")

    await zalo.ok("sendMessage", chat_id=an, text="được")
    assert (await zalo.refused("sendMessage", chat_id=binh, text="không"))[0] == 429
    # Yet what the second one says arrives.
    heard = [await zalo.ok("getUpdates", timeout="0") for _ in range(2)]
    assert [event["message"]["from"]["display_name"] for event in heard] == ["An", "Bình"]


async def test_a_picture_comes_with_an_address(zalo: Zalo, sim: Sim) -> None:
    person, _ = await newcomer(sim)
    await zalo.ok("getUpdates", timeout="0")
    await send_file(
        sim, person, "hiện trường.png", "image/png", b"\x89PNG", "channel=zalo_bot", "đã lắp"
    )

    event = await zalo.ok("getUpdates", timeout="0")

    assert event["event_name"] == "message.image.received"
    message = event["message"]
    assert (message["message_type"], message["caption"]) == ("CHAT_PHOTO", "đã lắp")
    assert await fetch(message["photo_url"]) == b"\x89PNG"
    (entry,) = await sim.happened("photo")
    assert entry["filename"] == "hiện trường.png"
    async with sim.session.get(message["photo_url"].replace(".png", "x.png")) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("what", ["pdf", "link"])
async def test_of_a_file_or_a_link_the_bot_hears_only_that_something_came(
    zalo: Zalo, sim: Sim, what: str, bare: bool
) -> None:
    person, chat = await chatting(zalo, sim)
    await sim.post("/zalo-bot", bare=bare)
    if what == "pdf":
        await send_file(sim, person, "kết quả.pdf", "application/pdf", b"%PDF", "channel=zalo_bot")
    else:
        await sim.post(f"/people/{person}/say", text="https://vi.du/ket-qua", **HERE)

    event = await zalo.ok("getUpdates", timeout="0")

    assert event.pop("event_name") == "message.unsupported.received"
    if bare:
        assert event == {}
    else:
        assert sorted(event["message"]) == ["chat", "date", "from", "message_id"]
        assert event["message"]["chat"] == {"chat_type": "PRIVATE", "id": chat}


async def test_voice_comes_with_an_address(zalo: Zalo, sim: Sim) -> None:
    person, _ = await chatting(zalo, sim)
    await send_file(sim, person, "loi.aac", "audio/aac", b"\xff\xf1", "channel=zalo_bot")

    message = (await zalo.ok("getUpdates", timeout="0"))["message"]

    assert message["message_type"] == "CHAT_VOICE"
    assert await fetch(message["voice_url"]) == b"\xff\xf1"


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("edit", {"message_id": "0" * 20, "text": "sửa"}),
        ("press", {"message_id": "0" * 20, "data": "xong"}),
        ("say", {"text": "trả lời", "reply_to": "0" * 20}),
        ("say", {"text": "  "}),
    ],
)
async def test_what_the_app_does_not_let_people_do(sim: Sim, act: str, body: Json) -> None:
    person, _ = await newcomer(sim)

    await sim.post(f"/people/{person}/{act}", status=409, **HERE, **body)


async def test_in_a_group_a_bot_hears_only_what_names_it(zalo: Zalo, sim: Sim) -> None:
    person, chat = await chatting(zalo, sim)
    group = await sim.post("/zalo-bot/groups", status=201, name="Phòng Hành chính")
    path = f"/zalo-bot/groups/{group['id']}/say"
    await sim.post(path, person_id=person, text="với nhau", heard=False)
    await sim.post(path, person_id=person, text="@Bot /quahan", heard=True)

    message = (await zalo.ok("getUpdates", timeout="0"))["message"]

    assert message["text"] == "@Bot /quahan"
    assert message["chat"] == {"chat_type": "GROUP", "id": group["id"]}
    assert message["from"]["id"] == chat
    await zalo.ok("sendMessage", chat_id=group["id"], text="NV12: quá hạn 2 ngày")
    # A voice message seems to go out, and nobody hears it.
    await zalo.ok("sendVoice", chat_id=group["id"], voice_url="http://127.0.0.1:1/a.aac")
    assert [entry["method"] for entry in await sim.happened("sent")] == ["sendMessage"]


@pytest.mark.parametrize(
    ("values", "passes"),
    [
        ({"secret_token": "12345678"}, True),
        ({"secret_token": "x" * 256}, True),
        ({"secret_token": "1234567"}, False),
        ({"secret_token": "x" * 257}, False),
        ({}, False),
        ({"secret_token": SECRET, "url": ""}, False),
        ({"secret_token": SECRET, "url": "https://dondoc.vi.du/zalo"}, False),
        ({"secret_token": SECRET, "url": "http://10.0.0.1/zalo"}, False),
    ],
)
async def test_what_a_webhook_needs(
    zalo: Zalo, receiver: Receiver, values: Json, passes: bool
) -> None:
    _, answer = await zalo.call("setWebhook", **{"url": receiver.url, **values})

    assert answer["ok"] is passes
    if passes:
        assert answer["result"] == {
            "url": receiver.url,
            "updated_at": EIGHT_IN_MS,
            "verification": {"ok": True},
        }


@pytest.mark.parametrize("wrapped", [False, True])
async def test_a_webhook_gets_events_in_order_with_its_secret(
    zalo: Zalo, sim: Sim, receiver: Receiver, wrapped: bool
) -> None:
    person, _ = await newcomer(sim)
    await zalo.ok("setWebhook", url=receiver.url, secret_token=SECRET)
    await sim.post("/zalo-bot", wrapped=wrapped)
    await sim.post(f"/people/{person}/say", text="hai", **HERE)
    await send_file(sim, person, "a.png", "image/png", b"png", "channel=zalo_bot")

    probe, first, second, third = await receiver.until(4)

    assert probe.body == b""
    assert "Content-Type" not in probe.headers
    assert second.headers["X-Bot-Api-Secret-Token"] == SECRET
    assert second.headers["Content-Type"] == "application/json"
    assert json.loads(first.body)["message"]["text"] == "chào"
    event = json.loads(second.body)
    if wrapped:
        assert event["ok"] is True
        event = event["result"]
    assert event["message"]["text"] == "hai"
    picture = json.loads(third.body)
    assert await fetch((picture["result"] if wrapped else picture)["message"]["photo_url"]) == (
        b"png"
    )
    assert (await zalo.refused("getUpdates", timeout="0"))[0] == 400


async def test_a_webhook_that_fails_is_tried_again(
    zalo: Zalo, sim: Sim, receiver: Receiver
) -> None:
    await zalo.ok("setWebhook", url=receiver.url, secret_token=SECRET)
    receiver.statuses = [500, 503]
    await newcomer(sim)

    posted = await receiver.until(4)

    assert len({each.body for each in posted[1:]}) == 1
    async with asyncio.timeout(5):
        while await sim.get("/updates"):
            await asyncio.sleep(0.01)


async def test_an_address_is_kept_even_if_nobody_answers_there(zalo: Zalo) -> None:
    made = await zalo.ok("setWebhook", url="http://127.0.0.1:9/", secret_token=SECRET)

    assert made["verification"]["ok"] is False
    assert made["verification"]["hint"]
    assert (await zalo.ok("getWebhookInfo"))["verification"] == made["verification"]


async def test_a_poll_ends_when_a_webhook_is_set(zalo: Zalo, receiver: Receiver) -> None:
    polling = asyncio.create_task(zalo.refused("getUpdates", timeout="10"))
    await asyncio.sleep(0.05)
    await zalo.ok("setWebhook", url=receiver.url, secret_token=SECRET)

    assert (await polling)[0] == 400


async def test_without_a_webhook_there_is_nothing_to_tell(zalo: Zalo, receiver: Receiver) -> None:
    nothing = (404, {"ok": False, "description": "Not Found", "error_code": 404})
    assert await zalo.call("getWebhookInfo") == nothing
    await zalo.ok("setWebhook", url=receiver.url, secret_token=SECRET)

    for _ in range(2):
        assert await zalo.ok("deleteWebhook") == {"url": "", "updated_at": EIGHT_IN_MS}
    assert await zalo.call("getWebhookInfo") == nothing
    assert (await zalo.call("getUpdates", timeout="0"))[0] == 408


@pytest.mark.parametrize(
    ("kind", "code", "description"),
    [
        ("400", 400, "Bad Request: text is invalid"),
        ("403", 403, "Internal server error"),
        ("429", 429, "Quota exceeded"),
    ],
)
async def test_refusals_on_order(
    zalo: Zalo, sim: Sim, kind: str, code: int, description: str
) -> None:
    person, chat = await chatting(zalo, sim)
    await sim.order(kind, "sendMessage", person_id=person)

    refused = await zalo.call("sendMessage", chat_id=chat, text="1")
    await zalo.ok("sendMessage", chat_id=chat, text="2")

    assert refused == (200, {"ok": False, "description": description, "error_code": code})
    (entry,) = await sim.happened("refused")
    assert (entry["channel"], entry["person_id"], entry["error_code"]) == ("zalo_bot", person, code)


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("outage", 502)])
async def test_a_gateway_answers_in_no_json(zalo: Zalo, sim: Sim, kind: str, status: int) -> None:
    _, chat = await chatting(zalo, sim)
    await sim.order(kind, "sendMessage", channel="zalo_bot")
    path = f"{zalo.path}/sendMessage"

    async with sim.session.post(path, json={"chat_id": chat, "text": "1"}) as answer:
        assert (answer.status, answer.content_type) == (status, "text/plain")
    assert await sim.happened("sent") == []


@pytest.mark.parametrize(("kind", "accepted"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_gives_no_answer(
    zalo: Zalo, sim: Sim, kind: str, accepted: int
) -> None:
    _, chat = await chatting(zalo, sim)
    await sim.order(kind, "sendMessage")

    with pytest.raises(ClientError):
        await zalo.call("sendMessage", chat_id=chat, text="mất")

    assert len(await sim.happened("sent")) == accepted
    assert (await sim.get("/zalo-bot"))["used"] == accepted


@pytest.mark.parametrize(("kind", "accepted"), [("hold_before", 0), ("hold_after", 1)])
async def test_a_held_call_waits(zalo: Zalo, sim: Sim, kind: str, accepted: int) -> None:
    _, chat = await chatting(zalo, sim)
    fault = await sim.order(kind, "sendMessage")
    sending = asyncio.create_task(zalo.ok("sendMessage", chat_id=chat, text="chờ"))
    await sim.until_hanging(1)
    assert len(await sim.happened("sent")) == accepted

    await sim.post(f"/faults/{fault}/release")

    assert (await sending)["message_id"]
    assert len(await sim.happened("sent")) == 1


@pytest.mark.parametrize(
    ("kind", "heard"),
    [("duplicate", ["một", "một", "hai"]), ("reorder", ["hai", "một"])],
)
async def test_events_twice_or_in_the_wrong_order(
    zalo: Zalo, sim: Sim, kind: str, heard: list[str]
) -> None:
    person, _ = await chatting(zalo, sim)
    await sim.order(kind, "*", channel="zalo_bot")
    await sim.post(f"/people/{person}/say", text="một", **HERE)
    if kind == "duplicate":
        first = await zalo.ok("getUpdates", timeout="0")
        assert await zalo.ok("getUpdates", timeout="0") == first
        heard = heard[2:]
    await sim.post(f"/people/{person}/say", text="hai", **HERE)

    events = [await zalo.ok("getUpdates", timeout="0") for _ in heard]

    assert [event["message"]["text"] for event in events] == heard
    assert await sim.get("/updates") == []


async def test_nothing_is_posted_in_an_outage(zalo: Zalo, sim: Sim, receiver: Receiver) -> None:
    await zalo.ok("setWebhook", url=receiver.url, secret_token=SECRET)
    fault = await sim.order("outage", "*", channel="zalo_bot")
    await newcomer(sim)
    await asyncio.sleep(0.1)
    assert len(receiver.posted) == 1  # the probe

    await sim.post(f"/faults/{fault}/release")

    await receiver.until(2)


async def test_an_event_comes_a_second_time_and_any_other_on_order(zalo: Zalo, sim: Sim) -> None:
    person, _ = await chatting(zalo, sim)
    said = await sim.post(f"/people/{person}/say", text="hai lần", **HERE)
    first = await zalo.ok("getUpdates", timeout="0")
    await sim.post("/redeliver", update_id=said["update_id"], **HERE)
    await sim.post("/updates?channel=zalo_bot", event_name="user.follow", la="gì đó")

    assert await zalo.ok("getUpdates", timeout="0") == first
    assert await zalo.ok("getUpdates", timeout="0") == {"event_name": "user.follow", "la": "gì đó"}


async def test_bots_have_chats_and_quotas_of_their_own(zalo: Zalo, sim: Sim) -> None:
    _, chat = await chatting(zalo, sim)
    other = Zalo(sim.session, "7100000002:SANDBOX-hai")

    assert (await other.refused("sendMessage", chat_id=chat, text="?"))[0] == 400
    assert (await other.call("getUpdates", timeout="0"))[0] == 408
    await zalo.ok("sendMessage", chat_id=chat, text="của bot một")
    assert (await sim.get("/zalo-bot?bot_id=7100000001"))["used"] == 1
    assert (await sim.get("/zalo-bot?bot_id=7100000002"))["used"] == 0


async def test_a_sandbox_started_again_is_as_it_was(
    tmp_path: Path, clock: OfficeClock, receiver: Receiver
) -> None:
    """Chats, quota, blocks, events that wait, files and the webhook."""

    async def started(shelf: Shelf) -> TestServer:
        app = build_app(tokens=None, office_now=clock.read, move_clock=clock.move, shelf=shelf)
        server = TestServer(app)
        await server.start_server()
        return server

    path = tmp_path / "sandbox.db"
    server = await started(shelf := Shelf(path))
    async with ClientSession(server.make_url("/")) as session:
        zalo, sim = Zalo(session), Sim(session)
        an, an_chat = await chatting(zalo, sim)
        binh, _ = await chatting(zalo, sim)
        await zalo.ok("sendMessage", chat_id=an_chat, text="trước")
        await sim.post(f"/people/{binh}/block", **HERE)
        await sim.post("/zalo-bot", used=7, wrapped=True)
        await send_file(sim, an, "a.png", "image/png", b"png", "channel=zalo_bot")
        before = await sim.get(f"/people/{an}/messages?channel=zalo_bot")
    await server.close()
    shelf.close()

    server = await started(shelf := Shelf(path))
    async with ClientSession(server.make_url("/")) as session:
        zalo, sim = Zalo(session), Sim(session)
        assert await sim.get(f"/people/{an}/messages?channel=zalo_bot") == before
        blocked = [each["blocked"] for each in await sim.get("/people?channel=zalo_bot")]
        assert blocked == [False, True]
        standing = await sim.get("/zalo-bot")
        assert (standing["used"], standing["wrapped"], standing["met"]) == (7, True, 2)
        assert await sim.get("/bots") == [
            {"id": 7000000001, "channel": "telegram"},
            {"id": 7100000001, "channel": "zalo_bot"},
        ]

        await zalo.ok("setWebhook", url=receiver.url, secret_token=SECRET)
        picture = json.loads((await receiver.until(2))[1].body)["result"]["message"]
        assert await fetch(picture["photo_url"]) == b"png"
        await zalo.ok("sendMessage", chat_id=an_chat, text="sau")
    await server.close()
    shelf.close()

    # And the webhook goes on by itself.
    server = await started(shelf := Shelf(path))
    async with ClientSession(server.make_url("/")) as session:
        sim = Sim(session)
        await sim.post(f"/people/{an}/say", text="sau khi khởi động lại", **HERE)
        await receiver.until(3)
    await server.close()
    shelf.close()
