"""Several bots on one platform: each has chats, updates, files and limits of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, BotCommand
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.bot.sandbox.playing import OTHER_BOT, OTHER_TOKEN, Sim, telegram_bot


@pytest.fixture
async def other(base: str) -> AsyncIterator[Bot]:
    async with telegram_bot(base, OTHER_TOKEN) as bot:
        yield bot


async def test_the_first_bot_that_calls_is_the_one_people_talk_to(base: str, sim: Sim) -> None:
    """Also of what they said before any bot had called."""
    an = await sim.add("An")
    async with telegram_bot(base, "5:SANDBOX") as first:
        (update,) = await first.get_updates()
        await sim.post(f"/people/{an}/say", text="chào")

    assert update.message is not None
    assert update.message.text == "/start"
    assert {entry["bot_id"] for entry in await sim.happened("said")} == {7000000001, 5}
    assert await sim.get("/bots") == [{"id": 5, "channel": "telegram"}]


async def test_each_bot_hears_only_what_was_said_to_it(bot: Bot, other: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="chỉ cho bot hai", bot_id=OTHER_BOT)

    theirs = [update.message.text for update in await other.get_updates() if update.message]
    ours = [update.message.text for update in await bot.get_updates() if update.message]

    assert (ours, theirs) == (["/start"], ["chỉ cho bot hai"])
    assert [entry["bot_id"] for entry in await sim.happened("said")] == [bot.id, other.id]


async def test_an_offset_confirms_for_one_bot_only(bot: Bot, other: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)
    (update,) = await bot.get_updates()
    assert len(await sim.get("/updates")) == 2

    await bot.get_updates(offset=update.update_id + 1)

    # Both bots number from the same second, so the two updates have one number.
    (left,) = await other.get_updates()
    assert left.update_id == update.update_id


async def test_a_chat_is_of_one_bot(bot: Bot, other: Bot, sim: Sim) -> None:
    """A bot may not write to whom only another has met, nor touch what that one wrote."""
    an = await sim.add("An")
    sent = await bot.send_message(an, "của bot một")
    with pytest.raises(Forbidden, match="can't initiate"):
        await other.send_message(an, "chưa quen")
    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)

    with pytest.raises(BadRequest, match="not found"):
        await other.edit_message_text("sửa", an, sent.message_id)
    await other.send_message(an, "của bot hai")

    assert [m["text"] for m in await sim.messages(an)] == ["/start", "của bot một"]
    theirs = await sim.get(f"/people/{an}/messages?bot_id={OTHER_BOT}")
    assert [m["text"] for m in theirs] == ["/start", "của bot hai"]


async def test_whoever_blocks_one_bot_still_hears_the_other(bot: Bot, other: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)
    await sim.post(f"/people/{an}/block", bot_id=OTHER_BOT)

    with pytest.raises(Forbidden, match="blocked"):
        await other.send_message(an, "nghe không?")
    await bot.send_message(an, "nghe không?")

    assert [one["blocked"] for one in await sim.get("/people")] == [False]
    assert [one["blocked"] for one in await sim.get(f"/people?bot_id={OTHER_BOT}")] == [True]


async def test_files_commands_and_presses_are_of_one_bot(bot: Bot, other: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    sent = await bot.send_document(an, b"mat", filename="kin.txt")
    assert sent.document is not None
    await bot.set_my_commands([BotCommand("viec", "việc của tôi")])

    with pytest.raises(BadRequest, match="file"):
        await other.get_file(sent.document.file_id)
    assert await other.get_my_commands() == ()
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"mat"


async def test_a_fault_is_ordered_for_one_bot_or_for_all(bot: Bot, other: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)
    await sim.order("500", "sendMessage", bot_id=OTHER_BOT)

    await bot.send_message(an, "1")
    with pytest.raises(NetworkError):
        await other.send_message(an, "1")

    await sim.order("500", "sendMessage", times=2)
    for each in (bot, other):
        with pytest.raises(NetworkError):
            await each.send_message(an, "2")


async def test_the_limit_of_calls_is_each_bots_own(bot: Bot, other: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)

    sending = [bot.send_message(an, str(n)) for n in range(40)]
    results = await asyncio.gather(*sending, return_exceptions=True)
    assert any(isinstance(result, RetryAfter) for result in results)

    await other.send_message(an, "tôi vẫn gửi được")


async def test_a_webhook_of_one_bot_leaves_the_other_polling(
    bot: Bot, other: Bot, sim: Sim
) -> None:
    an = await sim.add("An")
    await sim.post(f"/people/{an}/say", text="/start", bot_id=OTHER_BOT)
    await bot.set_webhook("http://127.0.0.1:9/")

    with pytest.raises(Conflict):
        await bot.get_updates()
    assert len(await other.get_updates()) == 1
    assert (await other.get_webhook_info()).url == ""


async def test_a_wrong_token_is_no_bot(base: str, bot: Bot, sim: Sim) -> None:
    with pytest.raises(InvalidToken):
        async with telegram_bot(base, "7000000003:WRONG"):
            pass

    assert await sim.get("/bots") == [{"id": bot.id, "channel": "telegram"}]
