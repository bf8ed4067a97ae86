"""The platform as python-telegram-bot meets it."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
)

from tests.bot.sandbox.playing import MONDAY_8AM, Sim, telegram_bot

DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Đã xong", callback_data="done:17")]])


async def test_a_message_reaches_the_chat_at_office_time(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")

    sent = await bot.send_message(an, "NV12 đến hạn\nngày mai", reply_markup=DONE)

    shown = (await sim.messages(an))[-1]
    assert sent.date == MONDAY_8AM
    assert sent.chat_id == an
    assert shown == {
        "message_id": sent.message_id,
        "from": "bot",
        "text": "NV12 đến hạn\nngày mai",
        "buttons": [[{"text": "Đã xong", "data": "done:17"}]],
        "document": None,
        "reply_to": None,
        "at": "2026-11-09T08:00:00+07:00",
        "edited": None,
    }


async def test_a_pressed_button_comes_back_and_is_answered_once_in_time(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    sent = await bot.send_message(an, "Xong chưa?", reply_markup=DONE)
    await sim.post(f"/people/{an}/press", message_id=sent.message_id, data="done:17")

    query = (await bot.get_updates())[-1].callback_query

    assert query is not None
    assert (query.data, query.from_user.id) == ("done:17", an)
    assert await bot.answer_callback_query(query.id, "Đã ghi nhận")
    assert (await sim.happened("answered_callback"))[-1]["text"] == "Đã ghi nhận"
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query("12345")


async def test_an_edit_without_a_keyboard_takes_it_away(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    sent = await bot.send_message(an, "Xong chưa?", reply_markup=DONE)

    await bot.edit_message_text("Đã xong.", an, sent.message_id)

    assert (await sim.messages(an))[-1]["buttons"] == []
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("Đã xong.", an, sent.message_id)
    await bot.edit_message_reply_markup(an, sent.message_id, reply_markup=DONE)
    assert await bot.delete_message(an, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("Muộn rồi", an, sent.message_id)


async def test_documents_go_both_ways(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")

    sent = await bot.send_document(an, InputFile(b"PK..", "báo cáo.docx"), caption="Bản tuần 45")

    assert sent.document is not None
    got = await bot.get_file(sent.document.file_id)
    assert bytes(await got.download_as_bytearray()) == b"PK.."
    shown = (await sim.messages(an))[-1]["document"]
    assert shown["filename"] == "báo cáo.docx"
    async with sim.session.get(shown["url"]) as saved:
        assert await saved.read() == b"PK.."
    photo = await bot.send_photo(an, b"\x89PNG")
    assert photo.photo


async def test_a_reply_names_the_message_it_answers(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    asked = await bot.send_message(an, "NV12?")
    await sim.post(f"/people/{an}/say", text="xong", reply_to=asked.message_id)

    message = (await bot.get_updates())[-1].message

    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == asked.message_id
    quoting = ReplyParameters(message.message_id)
    answer = await bot.send_message(an, "Đã ghi", reply_parameters=quoting)
    assert answer.reply_to_message is not None
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(an, "?", reply_parameters=ReplyParameters(1))
    lenient = ReplyParameters(1, allow_sending_without_reply=True)
    assert (await bot.send_message(an, "?", reply_parameters=lenient)).reply_to_message is None


async def test_commands_are_marked_so_that_handlers_see_them(bot: Bot, sim: Sim) -> None:
    binh = await sim.add("Bình", "head", started=False)
    await sim.post(f"/people/{binh}/say", text="/overdue tuần này")

    message = (await bot.get_updates())[-1].message

    assert message is not None
    assert message.parse_entities(["bot_command"]) != {}
    assert list(message.parse_entities(["bot_command"]).values()) == ["/overdue"]


async def test_html_becomes_entities_counted_in_utf_16(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")

    sent = await bot.send_message(an, "😀 <b>quá hạn</b> &lt;3", parse_mode="HTML")

    assert sent.text == "😀 quá hạn <3"
    assert list(sent.parse_entities().values()) == ["quá hạn"]
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(an, "<b>hở", parse_mode="HTML")


async def test_what_telegram_refuses_is_refused_in_its_words(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    stranger = await sim.add("Chi", started=False)
    long_data = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="ế" * 22)]])

    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(99, "ai đó")
    with pytest.raises(Forbidden, match=r"(?i)bot can't initiate conversation with a user"):
        await bot.send_message(stranger, "chào")
    with pytest.raises(BadRequest, match=r"(?i)message text is empty"):
        await bot.send_message(an, " \n")
    with pytest.raises(BadRequest, match=r"(?i)message is too long"):
        await bot.send_message(an, "😀" * 2049)
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(an, "x", reply_markup=long_data)
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendFax")
    assert [entry["error_code"] for entry in await sim.happened("refused")] == [
        400, 403, 400, 400, 400, 404,
    ]  # fmt: skip
    assert await sim.happened("sent") == []


async def test_who_blocks_the_bot_is_not_reached_and_the_bot_is_told(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/block")

    with pytest.raises(Forbidden, match=r"(?i)bot was blocked by the user"):
        await bot.send_message(an, "chào")
    change = (await bot.get_updates())[-1].my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "kicked"

    await sim.post(f"/people/{an}/unblock")
    await bot.send_message(an, "chào")


async def test_more_than_thirty_a_second_is_too_many(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")

    results = await asyncio.gather(
        *(bot.send_message(an, str(n)) for n in range(40)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, RetryAfter)]
    assert len(await sim.happened("sent")) == 30
    assert len(refused) == 10
    assert refused[0].retry_after == timedelta(seconds=1)


async def test_only_a_token_made_for_the_sandbox_opens_it(base: str, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot) == (7000000001, True)

    with pytest.raises(InvalidToken):
        async with telegram_bot(base, "7100000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"):
            pass


async def test_nobody_elsewhere_is_served(base: str) -> None:
    async with ClientSession() as session:
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            async with session.get(f"{base}/sim/people", headers=headers) as answer:
                assert answer.status == 403


async def test_the_rest_of_the_api_is_readable_for_the_library(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    commands = [BotCommand("overdue", "Việc quá hạn")]

    await bot.set_my_commands(commands, scope=BotCommandScopeChat(an), language_code="vi")

    chat_scope = BotCommandScopeChat(an)
    assert await bot.get_my_commands(scope=chat_scope, language_code="vi") == tuple(commands)
    assert await bot.get_my_commands() == ()
    assert await bot.delete_my_commands(scope=chat_scope, language_code="vi")
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("quáhạn", "x")])
    assert (await bot.get_chat(an)).first_name == "An"
    assert (await bot.get_chat_member(an, bot.id)).status == "member"
    assert await bot.send_chat_action(an, "typing")
