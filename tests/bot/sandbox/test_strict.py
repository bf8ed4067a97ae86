"""What Telegram refuses is refused in its own words, and what it gives has its fields."""

import io
from datetime import timedelta

import pytest
from aiohttp import FormData

from bot.sandbox.telegram import account, door, methods
from tests.bot.sandbox.playing import TOKEN, Json, OfficeClock, Sim, call, result

KEY = {"text": "x", "callback_data": "x:1"}


def keys(*rows: list[Json]) -> Json:
    return {"inline_keyboard": list(rows)}


MANY_KEYS = keys(*([KEY] * 8 for _ in range(13)))
WANTED = """
    getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage editMessageText
    editMessageReplyMarkup deleteMessage answerCallbackQuery sendChatAction sendDocument
    sendPhoto getFile setMyCommands getMyCommands deleteMyCommands getChat getChatMember
    setMessageReaction sendMediaGroup editMessageCaption pinChatMessage getChatAdministrators
    getChatMemberCount createForumTopic setChatMenuButton copyMessage
"""
ALBUM = [{"type": "document", "media": "attach://a"}]


@pytest.mark.parametrize(
    ("method", "parameters", "code", "says"),
    [
        ("sendMessage", {"text": "x"}, 400, "chat_id is empty"),
        ("sendMessage", {"chat_id": 99, "text": "x"}, 400, "chat not found"),
        ("sendMessage", {"chat_id": "@kenh_nao_do", "text": "x"}, 400, "chat not found"),
        ("sendMessage", {"text": ""}, 400, "message text is empty"),
        ("sendMessage", {"text": "<b> </b>", "parse_mode": "HTML"}, 400, "message text is empty"),
        ("sendMessage", {"text": "x" * 4097}, 400, "message is too long"),
        ("sendMessage", {"text": "😀" * 2049}, 400, "message is too long"),
        ("sendMessage", {"text": "x", "parse_mode": "BBCode"}, 400, "unsupported parse_mode"),
        (
            "sendMessage",
            {"text": "<b>x", "parse_mode": "HTML"},
            400,
            "can't parse entities: can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            {"text": "ế <i>x</b>", "parse_mode": "HTML"},
            400,
            "can't parse entities: unmatched end tag at byte offset 8, "
            'expected "</i>", found "</b>"',
        ),
        (
            "sendMessage",
            {"text": "3 < 4 > 1", "parse_mode": "HTML"},
            400,
            'can\'t parse entities: unsupported start tag "" at byte offset 2',
        ),
        (
            "sendMessage",
            {"text": "<h1>x</h1>", "parse_mode": "HTML"},
            400,
            'can\'t parse entities: unsupported start tag "h1" at byte offset 0',
        ),
        (
            "sendMessage",
            {"text": "Hạn 30.11", "parse_mode": "MarkdownV2"},
            400,
            "can't parse entities: character '.' is reserved and must be escaped "
            "with the preceding '\\'",
        ),
        (
            "sendMessage",
            {"text": "*x", "parse_mode": "MarkdownV2"},
            400,
            "can't parse entities: can't find end of Bold entity at byte offset 0",
        ),
        (
            "sendMessage",
            {"text": "tệp bao_cao.docx", "parse_mode": "Markdown"},
            400,
            "can't parse entities: can't find end of the entity starting at byte offset 9",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": keys([{**KEY, "callback_data": "ế" * 22}])},
            400,
            "BUTTON_DATA_INVALID",
        ),
        ("sendMessage", {"text": "x", "reply_markup": keys([KEY] * 9)}, 400, "too long"),
        ("sendMessage", {"text": "x", "reply_markup": MANY_KEYS}, 400, "too long"),
        ("sendMessage", {"text": "x", "reply_markup": "{"}, 400, "can't parse reply_markup JSON"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": keys([{"text": "x", "url": "kho tệp"}])},
            400,
            "is invalid",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {"message_id": 7}},
            400,
            "message to be replied not found",
        ),
        ("sendMessage", {"text": "x", "message_thread_id": 7}, 400, "message thread not found"),
        ("sendDocument", {}, 400, "there is no document in the request"),
        ("sendDocument", {"document": "xyz"}, 400, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"document": "https://a.vn/b.pdf"}, 400, "failed to get HTTP URL content"),
        ("sendMediaGroup", {"media": ALBUM}, 400, "must have 2-10 items"),
        ("sendMediaGroup", {"media": ALBUM * 2}, 400, "there is no document in the request"),
        (
            "sendMediaGroup",
            {"media": [*ALBUM, {"type": "photo", "media": "x"}]},
            400,
            "document can't be mixed with other media types",
        ),
        ("copyMessage", {"from_chat_id": 1001, "message_id": 7}, 400, "message to copy not found"),
        ("editMessageText", {"text": "x"}, 400, "message identifier is not specified"),
        ("editMessageText", {"message_id": 7, "text": "x"}, 400, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, 400, "message can't be edited"),
        ("deleteMessage", {"message_id": 7}, 400, "message to delete not found"),
        ("setMessageReaction", {"message_id": 7}, 400, "message to react not found"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "x"}]},
            400,
            "REACTION_INVALID",
        ),
        ("pinChatMessage", {"message_id": 7}, 400, "message to pin not found"),
        ("sendChatAction", {"action": "sleeping"}, 400, "wrong parameter action in request"),
        ("getChatAdministrators", {}, 400, "there are no administrators in the private chat"),
        ("getChatMember", {"user_id": 5}, 400, "user not found"),
        ("createForumTopic", {"name": "x"}, 400, "the chat is not a forum"),
        ("getFile", {"file_id": "x"}, 400, "wrong file_id or the file is temporarily unavailable"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, 400, "query is too old"),
        ("setMyCommands", {"commands": [{"command": "việc"}]}, 400, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "viec", "description": ""}]},
            400,
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "everybody"}},
            400,
            "unsupported type specified",
        ),
        ("setMyCommands", {"commands": [], "language_code": "vie"}, 400, "invalid language code"),
        ("setChatMenuButton", {"menu_button": {"type": "x"}}, 400, "can't parse menu button"),
        ("getUpdates", {"allowed_updates": "message"}, 400, "can't parse allowed_updates"),
        ("setWebhook", {"url": "https://example.org"}, 400, "loopback"),
        (
            "setWebhook",
            {"url": "http://127.0.0.1:9/", "secret_token": "bí mật"},
            400,
            "secret token contains unallowed characters",
        ),
        ("sendInvoice", {}, 404, "Not Found"),
        ("getme2", {}, 404, "Not Found"),
    ],
)
async def test_refusals(sim: Sim, method: str, parameters: Json, code: int, says: str) -> None:
    an = await sim.add("An")
    start = (await sim.messages(an))[-1]["message_id"]
    at_home = {} if method == "sendMessage" and parameters == {"text": "x"} else {"chat_id": an}
    if parameters.get("message_id") == 1:  # the person's own
        parameters = {**parameters, "message_id": start}

    body = await call(sim, method, **{**at_home, **parameters})

    assert body["error_code"] == code
    assert says in body["description"]
    assert body["description"].startswith({400: "Bad Request: ", 404: "Not Found"}[code])
    assert [entry["method"] for entry in await sim.happened("refused")] == [method]
    assert await sim.happened("sent") == []


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("7000000001:SANDBOX", 200),
        ("7100000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", 401),
        ("7000000001:SANDBOX%20", 401),
        ("SANDBOX", 404),
    ],
)
async def test_a_token_that_is_not_the_sandboxs_own_opens_nothing(
    sim: Sim, token: str, code: int
) -> None:
    for path in (f"/telegram/bot{token}/getMe", f"/telegram/bot{token}/getUpdates"):
        async with sim.session.get(path) as answer:
            assert answer.status == code
    async with sim.session.get(f"/telegram/file/bot{token}/documents/x") as answer:
        assert answer.status == (404 if code == 200 else code)


@pytest.mark.parametrize(
    ("mode", "source", "text", "marked"),
    [
        ("HTML", "<b>đậm <i>nghiêng</i></b> &lt;3", "đậm nghiêng <3", ["nghiêng", "đậm nghiêng"]),
        ("HTML", '<a href="https://a.vn/?x=1&amp;y=2">tệp</a> &amp; 😀', "tệp & 😀", ["tệp"]),
        ("HTML", "😀 <code>NV12</code>\n<pre>a\nb</pre>", "😀 NV12\na\nb", ["NV12", "a\nb"]),
        ("HTML", " <u> x</u>  ", "x", ["x"]),
        ("MarkdownV2", r"*đậm* _nghiêng_ 30\.11", "đậm nghiêng 30.11", ["đậm", "nghiêng"]),
        ("MarkdownV2", "__gạch__ ~bỏ~ ||giấu||", "gạch bỏ giấu", ["gạch", "bỏ", "giấu"]),
        ("MarkdownV2", "[tệp](https://a.vn/b) `x_y`", "tệp x_y", ["tệp", "x_y"]),
        ("Markdown", "*đậm* [tệp](https://a.vn) 30.11", "đậm tệp 30.11", ["đậm", "tệp"]),
        ("Markdown", r"bao\_cao `a_b`", "bao_cao a_b", ["a_b"]),
        ("", "/viec@dondoc_1_bot hỏi @an_nguyen", None, ["/viec@dondoc_1_bot", "@an_nguyen"]),
        ("", "xem https://a.vn/x?y=1, số 5/2", None, ["https://a.vn/x?y=1"]),
    ],
)
async def test_parse_modes(
    sim: Sim, mode: str, source: str, text: str | None, marked: list[str]
) -> None:
    an = await sim.add("An")

    sent = await result(sim, "sendMessage", chat_id=an, text=source, parse_mode=mode)

    assert sent["text"] == (text or source)
    raw = sent["text"].encode("utf-16-le")
    spans = [
        raw[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in sent["entities"]
    ]
    assert spans == marked


async def test_commands_are_seen_from_the_narrowest_scope_outwards(sim: Sim) -> None:
    """The order that Telegram documents: scope before language."""
    an, binh = await sim.add("An"), await sim.add("Bình")
    group = (await sim.post("/groups", status=201, title="Tổ", members=[an, binh]))["id"]

    async def give(name: str, scope: Json, language: str = "") -> None:
        menu = [{"command": name, "description": name}]
        await result(sim, "setMyCommands", commands=menu, scope=scope, language_code=language)

    async def seen(path: str, language: str = "vi") -> list[str]:
        joined = "&" if "?" in path else "?"
        menu = await sim.get(f"/{path}{joined}language={language}")
        return [one["command"] for one in menu]

    ours, theirs = f"people/{an}/commands", f"people/{binh}/commands"
    assert await seen(ours) == []
    await give("chung", {"type": "default"})
    await give("rieng", {"type": "all_private_chats"})
    await give("rieng_vi", {"type": "all_private_chats"}, "vi")
    assert (await seen(ours), await seen(ours, "en")) == (["rieng_vi"], ["rieng"])
    await give("cua_an", {"type": "chat", "chat_id": an})
    assert (await seen(ours), await seen(theirs)) == (["cua_an"], ["rieng_vi"])

    in_group = f"groups/{group}/commands?person_id="
    assert await seen(f"{in_group}{an}") == ["chung"]
    await give("nhom", {"type": "all_group_chats"})
    await give("quan_tri", {"type": "all_chat_administrators"})
    await give("nhom_nay", {"type": "chat", "chat_id": group})
    await give("quan_tri_nay", {"type": "chat_administrators", "chat_id": group})
    assert await seen(f"{in_group}{an}") == ["quan_tri_nay"]  # who made the group
    assert await seen(f"{in_group}{binh}") == ["nhom_nay"]
    await give("binh", {"type": "chat_member", "chat_id": group, "user_id": binh})
    assert await seen(f"{in_group}{binh}") == ["binh"]


async def test_a_callback_is_answered_in_time_or_not_at_all(
    sim: Sim, monkeypatch: pytest.MonkeyPatch
) -> None:
    an = await sim.add("An")
    markup = keys([KEY])
    sent = await result(sim, "sendMessage", chat_id=an, text="?", reply_markup=markup)
    await sim.post(f"/people/{an}/press", message_id=sent["message_id"], data="x:1")
    (*_, update) = await result(sim, "getUpdates")
    monkeypatch.setattr(account, "CALLBACK_LIVES", timedelta(0))

    late = await call(sim, "answerCallbackQuery", callback_query_id=update["callback_query"]["id"])

    assert late["description"] == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_a_message_is_deleted_within_two_days(sim: Sim, clock: OfficeClock) -> None:
    an = await sim.add("An")
    first = await result(sim, "sendMessage", chat_id=an, text="một")
    second = await result(sim, "sendMessage", chat_id=an, text="hai")
    where = {"chat_id": an, "message_id": first["message_id"]}
    await result(sim, "deleteMessage", **where)
    clock.now += timedelta(hours=49)

    late = await call(sim, "deleteMessage", chat_id=an, message_id=second["message_id"])

    assert late["description"] == "Bad Request: message can't be deleted"


async def test_an_offset_below_zero_keeps_the_last_and_forgets_the_others(sim: Sim) -> None:
    an = await sim.add("An", started=False)
    for n in range(5):
        await sim.post(f"/people/{an}/say", text=f"lời {n}")

    last = await result(sim, "getUpdates", offset=-2)

    assert [update["message"]["text"] for update in last] == ["lời 3", "lời 4"]
    assert await result(sim, "getUpdates") == last
    assert len(await result(sim, "getUpdates", limit=1)) == 1


async def test_what_a_webhook_is_shows_in_its_info(sim: Sim) -> None:
    await sim.add("An")
    assert await result(sim, "getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }
    url = "http://127.0.0.1:9/hook"

    await result(sim, "setWebhook", url=url, max_connections=500, allowed_updates=["message"])

    info = await result(sim, "getWebhookInfo")
    assert info.pop("last_error_message", "") in ("", "Connection failed: ClientConnectorError")
    info.pop("last_error_date", None)
    assert info == {
        "url": url,
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 100,
        "ip_address": "127.0.0.1",
        "allowed_updates": ["message"],
    }
    await result(sim, "deleteWebhook", drop_pending_updates=True)
    assert (await result(sim, "getWebhookInfo"))["pending_update_count"] == 0
    assert await result(sim, "getUpdates") == []


async def test_files_have_a_largest_size(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    an = await sim.add("An")
    monkeypatch.setattr(methods, "LARGEST_DOWNLOAD", 2)

    async def upload(name: str, content: bytes, field: str) -> Json:
        form = FormData({"chat_id": str(an)})
        form.add_field(field, io.BytesIO(content), filename=name)
        method = f"/telegram/bot{TOKEN}/send{field.capitalize()}"
        async with sim.session.post(method, data=form) as answer:
            body: Json = await answer.json()
            return body

    sent = await upload("a.txt", b"abc", "document")
    large = await call(sim, "getFile", file_id=sent["result"]["document"]["file_id"])
    assert large["description"] == "Bad Request: file is too big"
    empty = await upload("a.txt", b"", "document")
    assert empty["description"] == "Bad Request: file must be non-empty"
    too_big = await upload("a.png", b"\x89PNG" + bytes(10 * 2**20), "photo")
    assert too_big["description"] == "Bad Request: file is too big"
    no_image = await upload("a.png", b"text", "photo")
    assert no_image["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    over = await upload("a.bin", bytes(50 * 2**20 + 1), "document")
    assert (over["error_code"], over["description"]) == (413, "Request Entity Too Large")


def test_every_method_is_known_by_its_own_spelling() -> None:
    """The reference's lists P0 and P1."""
    assert set(WANTED.split()) <= set(door.SPELT.values())
