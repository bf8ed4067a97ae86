"""Groups: which bot hears what, who is in them, topics, and what becomes of an upgraded one."""

from typing import Any

import pytest
from aiohttp import FormData
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from tests.bot.sandbox.playing import OTHER_BOT, OTHER_TOKEN, Json, Sim, call, result

OURS = "dondoc_7000000001_bot"


async def a_group(sim: Sim, *people: int, **how: Any) -> int:
    made = await sim.post("/groups", status=201, title="Tổ tổng hợp", members=people, **how)
    group_id: int = made["id"]
    return group_id


async def heard(sim: Sim, **how: Any) -> list[Json]:
    """What the bot has not confirmed, and from now on it has."""
    updates: list[Json] = await result(sim, "getUpdates", **how)
    if updates:
        await result(sim, "getUpdates", offset=updates[-1]["update_id"] + 1, **how)
    return updates


async def test_a_bot_learns_that_it_was_put_into_a_group(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)

    group = await a_group(sim, an)

    change, created = await bot.get_updates()
    assert change.my_chat_member is not None
    assert change.my_chat_member.chat.id == group
    assert change.my_chat_member.old_chat_member.status == "left"
    assert change.my_chat_member.new_chat_member.status == "member"
    assert created.message is not None
    assert created.message.group_chat_created
    assert (await bot.get_chat(group)).title == "Tổ tổng hợp"
    assert await bot.get_chat_member_count(group) == 2
    (owner,) = await bot.get_chat_administrators(group)
    assert (owner.status, owner.user.id) == ("creator", an)
    assert (await bot.get_chat_member(group, bot.id)).status == "member"


@pytest.mark.parametrize(
    ("words", "heard_in_privacy"),
    [
        ("xong việc rồi", False),
        ("/viec", True),
        (f"/viec@{OURS}", True),
        ("/viec@another_one_bot", False),
        (f"nhờ @{OURS} ghi giúp", True),
        ("nhờ @another_one_bot ghi giúp", False),
    ],
)
@pytest.mark.parametrize("privacy", [True, False])
async def test_in_privacy_mode_a_bot_hears_what_is_meant_for_it(
    bot: Bot, sim: Sim, words: str, heard_in_privacy: bool, privacy: bool
) -> None:
    an = await sim.add("An", started=False)
    group = await a_group(sim, an)
    await heard(sim)
    await sim.post(f"/bots/{bot.id}/privacy", on=privacy)
    assert (await bot.get_me()).can_read_all_group_messages is not privacy

    await sim.post(f"/groups/{group}/say", person_id=an, text=words)

    texts = [update["message"]["text"] for update in await heard(sim)]
    assert texts == ([words] if heard_in_privacy or not privacy else [])
    # People see it all the same.
    assert (await sim.get(f"/groups/{group}/messages"))[-1]["text"] == words


async def test_a_reply_to_a_bot_is_heard_by_that_bot_only(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    group = await a_group(sim, an, bots=[bot.id, OTHER_BOT])
    asked = await bot.send_message(group, "Ai làm NV12?")
    await heard(sim)
    await heard(sim, token=OTHER_TOKEN)

    await sim.post(f"/groups/{group}/say", person_id=an, text="tôi", reply_to=asked.message_id)
    await sim.post(f"/groups/{group}/say", person_id=an, text="/viec")

    said, order = await heard(sim)
    assert said["message"]["reply_to_message"]["from"]["id"] == bot.id
    assert said["message"]["from"]["id"] == an
    assert order["message"]["text"] == "/viec"
    # A command that names no bot is for the one that wrote last.
    assert await heard(sim, token=OTHER_TOKEN) == []


async def test_a_press_in_a_group_reaches_the_bot_that_offered_it(bot: Bot, sim: Sim) -> None:
    an, binh = await sim.add("An"), await sim.add("Bình")
    group = await a_group(sim, an, binh)
    keys = {"inline_keyboard": [[{"text": "Tôi nhận", "callback_data": "take:12"}]]}
    sent = await result(sim, "sendMessage", chat_id=group, text="NV12?", reply_markup=keys)
    await heard(sim)

    await sim.post(
        f"/groups/{group}/press", person_id=binh, message_id=sent["message_id"], data="take:12"
    )

    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.from_user.id, query.message.chat.id) == (binh, group)
    assert query.chat_instance == str(group)
    assert await query.answer("Đã ghi")


async def test_whoever_is_kicked_may_not_write_and_is_told(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    group = await a_group(sim, an)
    stranger = await a_group(sim, an, bots=[])
    await heard(sim)

    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(stranger, "chào")
    await sim.post(f"/groups/{group}/bots", person_id=an, standing="kicked")

    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group, "chào")
    await sim.post(f"/groups/{group}/bots", person_id=an, standing="left")
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group, "chào")
    await sim.post(f"/groups/{group}/bots", person_id=an, standing="member")
    await bot.send_message(group, "chào")


async def test_an_upgraded_group_has_another_id_and_says_so(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    old = await a_group(sim, an)
    await heard(sim)

    new = (await sim.post(f"/groups/{old}/migrate", status=201))["id"]

    there, here = await bot.get_updates()
    assert there.message is not None
    assert here.message is not None
    assert (there.message.chat.id, there.message.migrate_to_chat_id) == (old, new)
    assert (here.message.chat.id, here.message.migrate_from_chat_id) == (new, old)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "còn đó không?")
    assert moved.value.new_chat_id == new
    refused = await call(sim, "sendMessage", chat_id=old, text="x")
    assert refused["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert refused["parameters"] == {"migrate_to_chat_id": new}
    assert (await bot.send_message(new, "ở đây")).chat.type == "supergroup"


async def test_topics_are_threads_of_a_forum(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    forum = await a_group(sim, an, kind="supergroup", forum=True)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await bot.create_forum_topic(forum, "Báo cáo tuần")
    await sim.post(f"/groups/{forum}/bots", person_id=an, standing="administrator")
    await heard(sim)

    topic = await bot.create_forum_topic(forum, "Báo cáo tuần")
    thread = topic.message_thread_id
    sent = await bot.send_message(forum, "Ai gửi?", message_thread_id=thread)
    await sim.post(f"/groups/{forum}/say", person_id=an, text="tôi", thread_id=thread)

    assert (sent.is_topic_message, sent.message_thread_id) == (True, thread)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.message_thread_id == thread
    with pytest.raises(BadRequest, match=r"(?i)thread not found"):
        await bot.send_message(forum, "lạc", message_thread_id=7)


async def test_pins_and_reactions_in_a_group(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    group = await a_group(sim, an)
    sent = await bot.send_message(group, "Hạn 30/11")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await bot.pin_chat_message(group, sent.message_id)
    await sim.post(f"/groups/{group}/bots", person_id=an, standing="administrator")
    await bot.get_updates(allowed_updates=["message_reaction"])
    await heard(sim)

    await bot.pin_chat_message(group, sent.message_id)
    await sim.post(f"/groups/{group}/react", person_id=an, message_id=sent.message_id, emoji="👍")

    pinned = (await bot.get_chat(group)).pinned_message
    assert pinned is not None
    assert pinned.message_id == sent.message_id
    (update,) = await bot.get_updates()
    assert update.message_reaction is not None
    assert update.message_reaction.new_reaction[0].to_dict()["emoji"] == "👍"


async def test_a_group_is_written_to_twenty_times_a_minute(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    group = await a_group(sim, an)
    for n in range(20):
        await bot.send_message(group, str(n))

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(group, "21")

    assert 50 < refused.value.retry_after.total_seconds() <= 60  # type: ignore[union-attr]
    await bot.send_message(an, "người thì vẫn được")


@pytest.mark.parametrize("place", ["person", "group"])
async def test_an_album_is_several_messages_with_one_mark(bot: Bot, sim: Sim, place: str) -> None:
    an = await sim.add("An")
    group = await a_group(sim, an)
    await sim.post(f"/bots/{bot.id}/privacy", on=False)
    await heard(sim)
    path = f"people/{an}/files" if place == "person" else f"groups/{group}/files?person_id={an}"
    form = FormData(quote_fields=False)
    for n in range(3):
        form.add_field("document", b"\x89PNG%d" % n, filename=f"{n}.png", content_type="image/png")
    form.add_field("kind", "photo")
    form.add_field("caption", "hiện trường")

    async with sim.session.post(f"/sim/{path}", data=form) as answer:
        assert answer.status == 200, await answer.text()

    messages = [update.message for update in await bot.get_updates()]
    assert [bool(one and one.photo) for one in messages] == [True] * 3
    assert len({one.media_group_id for one in messages if one}) == 1
    assert [one.caption for one in messages if one] == ["hiện trường", None, None]
    assert messages[2] is not None
    file = await bot.get_file(messages[2].photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == b"\x89PNG2"


async def test_what_makes_no_sense_in_a_group_is_refused(sim: Sim) -> None:
    an, binh = await sim.add("An", started=False), await sim.add("Bình", started=False)
    group = await a_group(sim, an)
    refusals: list[tuple[str, int, Json]] = [
        ("/groups", 400, {"title": "x", "members": []}),
        ("/groups", 404, {"title": "x", "members": [5]}),
        ("/groups", 409, {"title": "x", "members": [an], "forum": True}),
        (f"/groups/{group}/say", 409, {"person_id": binh, "text": "tôi ngoài nhóm"}),
        (f"/groups/{group}/say", 409, {"person_id": an, "text": " "}),
        (f"/groups/{group}/say", 409, {"person_id": an, "text": "x", "thread_id": 4}),
        (f"/groups/{group}/topics", 409, {"person_id": an, "name": "x"}),
        (f"/groups/{group}/members", 409, {"person_id": an, "present": True}),
        ("/groups/-5/say", 404, {"person_id": an, "text": "x"}),
    ]
    for path, status, body in refusals:
        assert (await sim.post(path, status=status, **body))["error"], path
