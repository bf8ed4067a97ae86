"""What a real bot relies on, one named check each. None depends on what another left behind."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MenuButtonCommands,
    Message,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.helpers import create_deep_linked_url, escape_markdown

from tests.bot.sandbox.application.world import KEYS, SECRET_HEADER, World, lone

Check = Callable[[World], Awaitable[None]]
CHECKS: dict[str, Check] = {}
PNG = b"\x89PNG\r\n"


def check(made: Check) -> Check:
    CHECKS[made.__name__] = made
    return made


def message_of(update: Update) -> Message:
    assert update.message is not None
    return update.message


# --- what comes in ------------------------------------------------------------------------------


@check
async def a_command_reaches_its_handler(w: World) -> None:
    an = await w.person(started=False)
    await w.say(an, "/start")
    update, _ = await w.handler("hello", an)
    assert message_of(update).text == "/start"


@check
async def a_deep_link_brings_its_code(w: World) -> None:
    an = await w.person(started=False)
    url = create_deep_linked_url(w.bot.username, "LIENKET-12_ab")
    await w.say(an, f"/start {url.partition('start=')[2]}")
    _, args = await w.handler("hello", an)
    assert args == ["LIENKET-12_ab"]


@check
async def a_command_that_names_the_bot_is_for_it(w: World) -> None:
    an = await w.person(started=False)
    await w.say(an, f"/start@{w.bot.username} x")
    _, args = await w.handler("hello", an)
    assert args == ["x"]


@check
async def a_slash_within_words_is_no_command(w: World) -> None:
    an = await w.person()
    await w.say(an, "báo cáo 5/10 việc và/hoặc hơn")
    await w.shown(an, "BÁO CÁO 5/10 VIỆC VÀ/HOẶC HƠN")


@check
async def an_answer_quotes_what_it_answers(w: World) -> None:
    an = await w.person()
    said = await w.say(an, "xong 70%")
    answer = await w.shown(an, "XONG 70%")
    assert answer["reply_to"] == said["message_id"]


@check
async def words_are_handled_in_the_order_they_were_said(w: World) -> None:
    an = await w.person()
    for n in range(12):
        await w.say(an, f"lời {n}")
    await w.handler("echo", an, count=12)
    heard = [message_of(u).text for name, u, _ in w.handled if name == "echo" and about(u, an)]
    assert heard == [f"lời {n}" for n in range(12)]


@check
async def each_update_comes_once(w: World) -> None:
    an = await w.person()
    for n in range(6):
        await w.say(an, f"lời {n}")
    await w.handler("echo", an, count=6)
    await asyncio.sleep(0.05)
    ids = [update.update_id for update in w.updates]
    assert len(set(ids)) == len(ids)


@check
async def update_ids_grow(w: World) -> None:
    an = await w.person()
    for n in range(3):
        await w.say(an, f"lời {n}")
    await w.handler("echo", an, count=3)
    ids = [update.update_id for update in w.updates]
    assert ids == sorted(ids)


@check
async def dates_are_the_offices_in_seconds(w: World) -> None:
    an = await w.person()
    await w.say(an, "mấy giờ")
    update, _ = await w.handler("echo", an)
    assert message_of(update).date == w.clock.now
    assert (await w.bot.send_message(an, "giờ này")).date == w.clock.now


@check
async def a_person_is_a_user_with_a_name(w: World) -> None:
    an = await w.person()
    await w.say(an, "tôi")
    update, _ = await w.handler("echo", an)
    user = update.effective_user
    assert user is not None
    assert (user.id, user.is_bot, user.first_name, user.language_code) == (an, False, "An", "vi")


@check
async def a_private_chat_has_the_persons_id(w: World) -> None:
    an = await w.person()
    await w.say(an, "ở đâu")
    update, _ = await w.handler("echo", an)
    assert (message_of(update).chat.id, message_of(update).chat.type) == (an, "private")


@check
async def message_ids_in_a_chat_differ_and_grow(w: World) -> None:
    an = await w.person()
    sent = [(await w.bot.send_message(an, str(n))).message_id for n in range(4)]
    said = (await w.say(an, "và tôi"))["message_id"]
    await w.handler("echo", an)
    assert [*sent, said] == sorted({*sent, said})
    assert len({m["message_id"] for m in await w.sim.messages(an)}) == len(await w.sim.messages(an))


@check
async def an_edit_comes_as_an_edit(w: World) -> None:
    an = await w.person()
    said = await w.say(an, "70%")
    await w.sim.post(f"/people/{an}/edit", message_id=said["message_id"], text="80%")
    update, _ = await w.handler("edited", an)
    assert update.edited_message is not None
    assert update.edited_message.message_id == said["message_id"]
    assert (update.edited_message.text, update.edited_message.edit_date) == ("80%", w.clock.now)


@check
async def a_document_can_be_fetched(w: World) -> None:
    an = await w.person()
    await w.send_files(an, b"%PDF-1.7", name="kết quả.pdf", caption="của tuần 45")
    update, content = await fetched(w, an)
    document = message_of(update).document
    assert document is not None
    assert content == b"%PDF-1.7"
    assert (document.file_name, document.mime_type) == ("kết quả.pdf", "application/pdf")
    assert (document.file_size, message_of(update).caption) == (8, "của tuần 45")


@check
async def a_photo_has_sizes_and_can_be_fetched(w: World) -> None:
    an = await w.person()
    await w.send_files(an, PNG, name="a.png", mime="image/png", kind="photo")
    update, content = await fetched(w, an)
    assert content == PNG
    assert message_of(update).photo[-1].width > 0


@check
async def a_voice_message_can_be_fetched(w: World) -> None:
    an = await w.person()
    await w.send_files(an, b"OggS", name="a.ogg", mime="audio/ogg", kind="voice")
    update, content = await fetched(w, an)
    voice = message_of(update).voice
    assert voice is not None
    assert (content, voice.duration) == (b"OggS", timedelta(seconds=3))


@check
async def an_album_has_one_mark_and_its_caption_first(w: World) -> None:
    an = await w.person()
    await w.send_files(an, b"1", b"2", b"3", caption="ba tệp")
    await w.handler("fetch", an, count=3)
    got = [message_of(u) for name, u, _ in w.handled if name == "fetch" and about(u, an)]
    assert len({message.media_group_id for message in got} - {None}) == 1
    assert [message.caption for message in got] == ["ba tệp", None, None]


@check
async def a_reply_carries_what_it_replies_to(w: World) -> None:
    an = await w.person()
    asked = await w.bot.send_message(an, "NV12?")
    await w.say(an, "xong", reply_to=asked.message_id)
    update, _ = await w.handler("echo", an)
    quoted = message_of(update).reply_to_message
    assert quoted is not None
    assert (quoted.message_id, quoted.text) == (asked.message_id, "NV12?")
    assert quoted.from_user is not None
    assert quoted.from_user.is_bot


@check
async def entities_count_utf_16_units(w: World) -> None:
    an = await w.person()
    await w.say(an, "😀😀 nhờ @an_nguyen xem")
    update, _ = await w.handler("echo", an)
    assert list(message_of(update).parse_entities(["mention"]).values()) == ["@an_nguyen"]


# --- what goes out ------------------------------------------------------------------------------


@check
async def a_sent_text_comes_back_as_a_message(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_message(an, "Nhắc việc\nNV12")
    assert (sent.text, sent.chat.id) == ("Nhắc việc\nNV12", an)
    assert sent.from_user is not None
    assert sent.from_user.id == w.bot.id
    assert (await w.last(an))["text"] == sent.text


@check
async def html_becomes_entities(w: World) -> None:
    an = await w.person()
    html = "😀 <b>quá hạn</b> &lt;3 <i>ngày</i>"
    sent = await w.bot.send_message(an, html, parse_mode=ParseMode.HTML)
    assert (sent.text, sent.text_html) == ("😀 quá hạn <3 ngày", html)


@check
async def markdown_becomes_entities(w: World) -> None:
    an = await w.person()
    words = f"*{escape_markdown('Hạn 30.11 (NV_12)!', version=2)}*"
    sent = await w.bot.send_message(an, words, parse_mode=ParseMode.MARKDOWN_V2)
    assert sent.text == "Hạn 30.11 (NV_12)!"
    assert list(sent.parse_entities(["bold"]).values()) == [sent.text]


@check
async def broken_markup_is_refused(w: World) -> None:
    an = await w.person()
    for words, mode in [("<b>x", "HTML"), ("a < b", "HTML"), ("3.5", "MarkdownV2")]:
        with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
            await w.bot.send_message(an, words, parse_mode=mode)


@check
async def a_pressed_button_is_answered_and_the_message_changed(w: World) -> None:
    an = await w.person()
    await w.say(an, "/ask")
    asked = await w.shown(an, "Xong chưa?")
    await w.sim.post(f"/people/{an}/press", message_id=asked["message_id"], data="done:17")
    changed = await w.shown(an, "Đã ghi: done:17")
    assert changed["message_id"] == asked["message_id"]
    answered = await w.sim.happened("answered_callback")
    assert (answered[-1]["person_id"], answered[-1]["text"]) == (an, "Đã ghi nhận")


@check
async def a_press_says_who_and_where(w: World) -> None:
    an = await w.person()
    asked = await w.bot.send_message(an, "Xong chưa?", reply_markup=KEYS)
    await w.sim.post(f"/people/{an}/press", message_id=asked.message_id, data="done:17")
    update, data = await w.handler("pressed", an)
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.from_user.id, query.message.message_id, data) == (an, asked.message_id, "done:17")
    assert query.chat_instance


@check
async def an_edit_without_a_keyboard_takes_it_away(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_message(an, "Xong chưa?", reply_markup=KEYS)
    edited = await w.bot.edit_message_text("Đã xong.", an, sent.message_id)
    assert isinstance(edited, Message)
    assert edited.reply_markup is None
    assert (await w.last(an))["buttons"] == []


@check
async def an_edit_that_changes_nothing_is_refused(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_message(an, "như cũ")
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await w.bot.edit_message_text("như cũ", an, sent.message_id)


@check
async def a_keyboard_alone_can_be_changed(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_message(an, "Xong chưa?")
    await w.bot.edit_message_reply_markup(an, sent.message_id, reply_markup=KEYS)
    assert (await w.last(an))["buttons"] == [[{"text": "Đã xong", "data": "done:17"}]]


@check
async def a_caption_can_be_changed(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_document(an, b"PK", filename="a.docx", caption="bản 1")
    edited = await w.bot.edit_message_caption(an, sent.message_id, caption="bản 2")
    assert isinstance(edited, Message)
    assert edited.caption == "bản 2"
    with pytest.raises(BadRequest, match="no text in the message"):
        await w.bot.edit_message_text("x", an, sent.message_id)


@check
async def what_is_deleted_is_gone(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_message(an, "nhầm")
    assert await w.bot.delete_message(an, sent.message_id)
    assert sent.message_id not in [m["message_id"] for m in await w.sim.messages(an)]
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await w.bot.edit_message_text("x", an, sent.message_id)


@check
async def a_quote_of_nothing_is_refused_unless_allowed(w: World) -> None:
    an = await w.person()
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await w.bot.send_message(an, "?", reply_parameters=ReplyParameters(1))
    lenient = ReplyParameters(1, allow_sending_without_reply=True)
    assert (await w.bot.send_message(an, "?", reply_parameters=lenient)).reply_to_message is None


@check
async def four_thousand_and_ninety_six_units_are_the_most(w: World) -> None:
    an = await w.person()
    await w.bot.send_message(an, "😀" * 2048)
    with pytest.raises(BadRequest, match=r"(?i)message is too long"):
        await w.bot.send_message(an, "😀" * 2048 + "x")


@check
async def button_data_is_counted_in_bytes(w: World) -> None:
    an = await w.person()

    def keys(data: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])

    await w.bot.send_message(an, "x", reply_markup=keys("ế" * 21 + "x"))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await w.bot.send_message(an, "x", reply_markup=keys("ế" * 22))


@check
async def a_document_goes_out_and_again_by_its_id(w: World) -> None:
    an, binh = await w.person(), await w.person()
    sent = await w.bot.send_document(an, b"PK..", filename="báo cáo.docx")
    assert sent.document is not None
    again = await w.bot.send_document(binh, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_name == "báo cáo.docx"
    file = await w.bot.get_file(again.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"PK.."


@check
async def a_photo_goes_out(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_photo(an, PNG, caption="biểu đồ")
    assert (sent.photo[-1].file_size, sent.caption) == (len(PNG), "biểu đồ")


@check
async def an_album_goes_out_whole(w: World) -> None:
    an = await w.person()
    media = [InputMediaDocument(b"1", filename="a.txt"), InputMediaDocument(b"2", filename="b.txt")]
    sent = await w.bot.send_media_group(an, media, caption="hai tệp")
    assert [message.document.file_name for message in sent if message.document] == [
        "a.txt",
        "b.txt",
    ]
    assert len({message.media_group_id for message in sent}) == 1
    with pytest.raises(BadRequest, match="mixed"):
        await w.bot.send_media_group(an, [*media, InputMediaPhoto(PNG)])


@check
async def a_message_can_be_copied(w: World) -> None:
    an, binh = await w.person(), await w.person()
    sent = await w.bot.send_message(an, "<b>đậm</b>", parse_mode="HTML")
    copy = await w.bot.copy_message(binh, an, sent.message_id)
    shown = await w.last(binh)
    assert (shown["message_id"], shown["text"]) == (copy.message_id, "đậm")


@check
async def reactions_go_both_ways(w: World) -> None:
    an = await w.person()
    sent = await w.bot.send_message(an, "xong chưa?")
    assert await w.bot.set_message_reaction(an, sent.message_id, "👍")
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await w.bot.set_message_reaction(an, sent.message_id, "x")
    await w.sim.post(f"/people/{an}/react", message_id=sent.message_id, emoji="❤")
    update, _ = await w.handler("reaction", an)
    assert update.message_reaction is not None
    assert update.message_reaction.new_reaction == (ReactionTypeEmoji("❤"),)


@check
async def a_web_app_hands_over_its_data(w: World) -> None:
    an = await w.person()
    await w.sim.post(f"/people/{an}/web-data", button_text="Mở bảng việc", data='{"nv": 12}')
    update, _ = await w.handler("web data", an)
    given = message_of(update).web_app_data
    assert given is not None
    assert (given.button_text, given.data) == ("Mở bảng việc", '{"nv": 12}')


@check
async def typing_is_seen(w: World) -> None:
    an = await w.person()
    assert await w.bot.send_chat_action(an, "typing")
    assert (await w.sim.happened("chat_action"))[-1]["person_id"] == an


# --- refusals -----------------------------------------------------------------------------------


@check
async def a_bot_may_not_speak_first(w: World) -> None:
    stranger = await w.person(started=False)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await w.bot.send_message(stranger, "chào")


@check
async def a_chat_of_nobody_is_not_found(w: World) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await w.bot.send_message(99, "ai đó")


@check
async def who_blocks_is_not_reached_and_the_bot_is_told(w: World) -> None:
    an = await w.person()
    await w.sim.post(f"/people/{an}/block")
    with pytest.raises(Forbidden, match="blocked by the user"):
        await w.bot.send_message(an, "chào")
    update, _ = await w.handler("membership", an)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    await w.sim.post(f"/people/{an}/unblock")
    await w.handler("membership", an, count=2)
    await w.bot.send_message(an, "lại được")


@check
async def too_many_requests_say_how_long_to_wait(w: World) -> None:
    an = await w.person()
    await w.sim.order("429", "sendMessage", person_id=an, retry_after=7)
    with pytest.raises(RetryAfter) as refused:
        await w.bot.send_message(an, "dồn dập")
    assert refused.value.retry_after == timedelta(seconds=7)
    await w.bot.send_message(an, "sau đó")


@check
async def a_failing_server_is_a_network_error(w: World) -> None:
    an = await w.person()
    await w.sim.order("500", "sendMessage", person_id=an)
    with pytest.raises(NetworkError, match=r"(?i)internal server error") as refused:
        await w.bot.send_message(an, "x")
    assert not isinstance(refused.value, BadRequest)


@check
async def a_cut_connection_leaves_open_what_became_of_it(w: World) -> None:
    an = await w.person()
    await w.sim.order("drop_after", "sendMessage", person_id=an)
    with pytest.raises(NetworkError):
        await w.bot.send_message(an, "đến rồi")
    assert (await w.last(an))["text"] == "đến rồi"


@check
async def a_slow_answer_times_out(w: World) -> None:
    an = await w.person()
    await w.sim.order("slow", "sendMessage", person_id=an, delay_ms=5000)
    with pytest.raises(TimedOut):
        await w.bot.send_message(an, "chậm", read_timeout=0.1)


@check
async def a_wrong_token_is_no_bot(w: World) -> None:
    with pytest.raises(InvalidToken):
        async with lone(w.base, "7100000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"):
            pass


@check
async def an_unknown_method_is_not_there(w: World) -> None:
    with pytest.raises(EndPointNotFound):
        await w.bot.do_api_request("sendFax")


@check
async def a_late_answer_to_a_press_is_refused(w: World) -> None:
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await w.bot.answer_callback_query("12345")


# --- how updates are had ------------------------------------------------------------------------


async def waiting(w: World, bot: Bot, *words: str) -> int:
    """Somebody writes to a bot that nobody polls for."""
    an = await w.person(started=False)
    for each in words:
        await w.say(an, each, bot_id=bot.id)
    return an


@check
async def an_offset_confirms_what_is_below_it(w: World) -> None:
    bot = await w.lone_bot()
    await waiting(w, bot, "một", "hai", "ba")
    ids = [update.update_id for update in await bot.get_updates()]
    assert [update.update_id for update in await bot.get_updates()] == ids
    assert [update.update_id for update in await bot.get_updates(offset=ids[1])] == ids[1:]
    assert await bot.get_updates(offset=ids[2] + 1) == ()


@check
async def an_offset_below_zero_counts_from_the_end(w: World) -> None:
    bot = await w.lone_bot()
    await waiting(w, bot, "một", "hai", "ba")
    assert [message_of(u).text for u in await bot.get_updates(offset=-1)] == ["ba"]
    assert len(await bot.get_updates()) == 1


@check
async def a_limit_is_kept(w: World) -> None:
    bot = await w.lone_bot()
    await waiting(w, bot, "một", "hai", "ba")
    assert [message_of(u).text for u in await bot.get_updates(limit=2)] == ["một", "hai"]


@check
async def a_newer_poll_ends_the_older_one(w: World) -> None:
    bot = await w.lone_bot()
    older = asyncio.create_task(bot.get_updates(timeout=3))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(bot.get_updates(timeout=3))
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        async with asyncio.timeout(w.patience):
            await older
    await waiting(w, bot, "đây")
    assert len(await newer) == 1


@check
async def the_kinds_asked_for_are_remembered(w: World) -> None:
    bot = await w.lone_bot()
    await bot.get_updates(allowed_updates=["message"])
    an = await waiting(w, bot, "một")
    await bot.get_updates()
    await w.sim.post(f"/people/{an}/block", bot_id=bot.id)
    assert [bool(update.message) for update in await bot.get_updates()] == [True]


@check
async def polling_and_a_webhook_exclude_each_other(w: World) -> None:
    bot = await w.lone_bot()
    url, _ = await w.hook()
    await bot.set_webhook(url)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


@check
async def a_webhook_brings_the_secret_and_plain_json(w: World) -> None:
    bot = await w.lone_bot()
    url, heard = await w.hook()
    await bot.set_webhook(url, secret_token="mot-hai_3")
    await waiting(w, bot, "đây")

    async def first() -> Any:
        return heard[0] if heard else None

    headers, update = await w.until(first)
    assert headers.get(SECRET_HEADER) == "mot-hai_3"
    assert headers["Content-Type"] == "application/json"
    assert update["message"]["text"] == "đây"


@check
async def a_webhook_is_asked_again_and_in_order(w: World) -> None:
    bot = await w.lone_bot()
    url, heard = await w.hook(500)
    await bot.set_webhook(url)
    await waiting(w, bot, "một", "hai")

    async def all_three() -> Any:
        return heard if len(heard) >= 3 else None

    await w.until(all_three)
    assert [update["message"]["text"] for _, update in heard] == ["một", "một", "hai"]
    info = await bot.get_webhook_info()
    assert info.last_error_message is not None
    assert "500" in info.last_error_message
    assert (info.url, info.pending_update_count) == (url, 0)


@check
async def what_waits_can_be_dropped(w: World) -> None:
    bot = await w.lone_bot()
    await waiting(w, bot, "cũ")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


# --- menus and chats ----------------------------------------------------------------------------


@check
async def a_bot_knows_itself(w: World) -> None:
    me = await w.bot.get_me()
    assert (me.id, me.is_bot, me.can_join_groups) == (7000000001, True, True)
    assert me.username is not None
    assert me.username.endswith("bot")


@check
async def commands_are_kept_by_scope_and_language(w: World) -> None:
    an = await w.person()
    scope, menu = BotCommandScopeChat(an), (BotCommand("overdue", "Việc quá hạn"),)
    await w.bot.set_my_commands(menu, scope=scope, language_code="vi")
    assert await w.bot.get_my_commands(scope=scope, language_code="vi") == menu
    assert await w.bot.get_my_commands(scope=scope) == ()
    assert [c["command"] for c in await w.sim.get(f"/people/{an}/commands")] == ["overdue"]
    await w.bot.delete_my_commands(scope=scope, language_code="vi")
    assert await w.bot.get_my_commands(scope=scope, language_code="vi") == ()


@check
async def a_menu_button_is_kept(w: World) -> None:
    an = await w.person()
    assert await w.bot.set_chat_menu_button(an, MenuButtonCommands())
    assert await w.bot.get_chat_menu_button(an) == MenuButtonCommands()


@check
async def a_chat_is_described(w: World) -> None:
    an = await w.person()
    chat = await w.bot.get_chat(an)
    assert (chat.id, chat.type, chat.first_name) == (an, "private", "An")
    assert (await w.bot.get_chat_member(an, an)).status == "member"


@check
async def a_bot_is_told_of_its_group_and_who_is_in_it(w: World) -> None:
    an, binh = await w.person(), await w.person()
    group = await w.group(an, binh)
    update, _ = await w.handler("membership", group)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.user.id == w.bot.id
    assert await w.bot.get_chat_member_count(group) == 3
    assert [m.user.id for m in await w.bot.get_chat_administrators(group)] == [an]


@check
async def in_a_group_a_bot_hears_what_is_meant_for_it(w: World) -> None:
    an = await w.person()
    group = await w.group(an)
    for words in ("chuyện riêng", f"nhờ @{w.bot.username}"):
        await w.sim.post(f"/groups/{group}/say", person_id=an, text=words)
    update, _ = await w.handler("group", group)
    assert message_of(update).text == f"nhờ @{w.bot.username}"
    assert sum(name == "group" and about(u, group) for name, u, _ in w.handled) == 1


@check
async def a_group_that_moved_says_where(w: World) -> None:
    an = await w.person()
    old = await w.group(an)
    new = (await w.sim.post(f"/groups/{old}/migrate", status=201))["id"]
    update, _ = await w.handler("migrated", old)
    assert message_of(update).migrate_to_chat_id == new
    with pytest.raises(ChatMigrated) as moved:
        await w.bot.send_message(old, "x")
    assert moved.value.new_chat_id == new
    assert (await w.bot.send_message(new, "x")).chat.id == new


@check
async def a_group_takes_twenty_a_minute(w: World) -> None:
    an = await w.person()
    group = await w.group(an)
    for n in range(20):
        await w.bot.send_message(group, str(n))
    with pytest.raises(RetryAfter):
        await w.bot.send_message(group, "21")


@check
async def a_topic_is_a_thread(w: World) -> None:
    an = await w.person()
    forum = await w.group(an, kind="supergroup", forum=True)
    await w.sim.post(f"/groups/{forum}/bots", person_id=an, standing="administrator")
    topic = await w.bot.create_forum_topic(forum, "Tuần 45")
    sent = await w.bot.send_message(forum, "x", message_thread_id=topic.message_thread_id)
    assert (sent.is_topic_message, sent.message_thread_id) == (True, topic.message_thread_id)


@check
async def who_was_kicked_may_not_write(w: World) -> None:
    an = await w.person()
    group = await w.group(an)
    await w.sim.post(f"/groups/{group}/bots", person_id=an, standing="kicked")
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await w.bot.send_message(group, "x")


async def fetched(w: World, person: int) -> tuple[Update, Any]:
    """The file that somebody sent, and what its handler got of it."""
    return await w.handler("fetch", person)


def about(update: Update, chat: int) -> bool:
    return update.effective_chat is not None and update.effective_chat.id == chat
