"""What each kind of Telegram update says, in our words."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Attachment, Incoming, Malformed
from bot.channels.telegram import TelegramChannel
from tests.bot.sandbox.playing import TOKEN

AT = 1_786_000_000
AN = {"id": 7, "is_bot": False, "first_name": "An"}
BOT = {"id": 9, "is_bot": True, "first_name": "Đôn Đốc"}
PRIVATE = {"id": 7, "type": "private", "first_name": "An"}
GROUP = {"id": -5, "type": "group", "title": "Phòng Hành chính"}
FORUM = {"id": -100, "type": "supergroup", "title": "Sở", "is_forum": True}
FILE = {"file_id": "F", "file_unique_id": "U", "file_size": 12}
Json = dict[str, Any]


@pytest.fixture
def channel() -> TelegramChannel:
    return TelegramChannel(TOKEN, "http://127.0.0.1:1")


def a_message(chat: Json = PRIVATE, **content: Any) -> Json:
    return {"message_id": 3, "from": AN, "chat": chat, "date": AT, **content}


def read(channel: TelegramChannel, kind: str = "message", **update: Any) -> Incoming:
    found = channel.read({"update_id": 1, kind: update})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        pytest.param(
            {"document": {**FILE, "file_name": "qd.pdf", "mime_type": "application/pdf"}},
            Attachment(ref="F", name="qd.pdf", size=12, kind="application/pdf"),
            id="document",
        ),
        pytest.param(
            {"document": FILE}, Attachment(ref="F", name="tep-3", size=12), id="without a name"
        ),
        pytest.param(
            {
                "photo": [
                    {**FILE, "file_id": "small", "width": 90, "height": 60},
                    {**FILE, "file_id": "large", "width": 1280, "height": 960},
                    {**FILE, "file_id": "middle", "width": 320, "height": 240},
                ]
            },
            Attachment(ref="large", name="anh-3.jpg", size=12, kind="image/jpeg", is_photo=True),
            id="photo: the largest",
        ),
        pytest.param(
            {"voice": {**FILE, "duration": 4, "mime_type": "audio/ogg"}},
            Attachment(ref="F", name="ghi-am-3.ogg", size=12, kind="audio/ogg"),
            id="voice",
        ),
        pytest.param(
            {"audio": {**FILE, "duration": 4, "file_name": "hop.mp3"}},
            Attachment(ref="F", name="hop.mp3", size=12),
            id="audio",
        ),
        pytest.param(
            {"video": {**FILE, "width": 1, "height": 1, "duration": 4, "mime_type": "video/mp4"}},
            Attachment(ref="F", name="video-3.mp4", size=12, kind="video/mp4"),
            id="video",
        ),
        pytest.param(
            {"video_note": {**FILE, "length": 1, "duration": 4}},
            Attachment(ref="F", name="video-3.mp4", size=12, kind="video/mp4"),
            id="round video",
        ),
        pytest.param(
            {
                "animation": {**FILE, "width": 1, "height": 1, "duration": 4},
                "document": {**FILE, "file_name": "a.gif"},
            },
            Attachment(ref="F", name="a.gif", size=12),
            id="animation: one file, not two",
        ),
    ],
)
def test_a_file_of_every_kind(channel: TelegramChannel, content: Json, wanted: Attachment) -> None:
    said = read(channel, **a_message(**content, caption="NV1 xong"))

    assert said.attachments == (wanted,)
    assert said.text == "NV1 xong"


def test_parts_of_an_album_name_it(channel: TelegramChannel) -> None:
    document = {**FILE, "file_name": "qd.pdf"}

    assert read(channel, **a_message(document=document, media_group_id="77")).album == "77"


def test_an_edit_is_the_same_message_with_the_stamp_of_the_edit(channel: TelegramChannel) -> None:
    said = read(channel, "edited_message", **a_message(text="NV1 80%", edit_date=AT + 60))

    assert (said.is_edit, said.message_id, said.text) == (True, "3", "NV1 80%")
    assert said.said_at == datetime.fromtimestamp(AT + 60, UTC)


@pytest.mark.parametrize(
    ("chat", "content"),
    [
        (GROUP, {"migrate_to_chat_id": -1005}),
        ({**GROUP, "id": -1005, "type": "supergroup"}, {"migrate_from_chat_id": -5}),
    ],
    ids=["told in the old chat", "told in the new one"],
)
def test_a_group_that_moves(channel: TelegramChannel, chat: Json, content: Json) -> None:
    said = read(channel, **a_message(chat, **content))

    assert (said.address, said.moved_to) == ("-5", "-1005")


@pytest.mark.parametrize(
    ("now", "reach"),
    [
        ({"status": "kicked", "user": BOT, "until_date": 0}, "blocked"),
        ({"status": "left", "user": BOT}, "blocked"),
        ({"status": "member", "user": BOT}, "live"),
    ],
    ids=["kicked", "left", "member"],
)
@pytest.mark.parametrize("chat", [PRIVATE, GROUP], ids=["private", "group"])
def test_the_bot_is_thrown_out_and_let_in(
    channel: TelegramChannel, chat: Json, now: Json, reach: str
) -> None:
    said = read(
        channel,
        "my_chat_member",
        chat=chat,
        **{"from": AN},
        date=AT,
        old_chat_member={"status": "member", "user": BOT},
        new_chat_member=now,
    )

    assert (said.reach, said.in_group) == (reach, chat is GROUP)
    assert said.address == str(chat["id"])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"pinned_message": a_message(text="x")}, id="pinned"),
        pytest.param({"new_chat_members": [AN]}, id="joined"),
        pytest.param({"left_chat_member": AN}, id="left"),
        pytest.param({"new_chat_title": "Tổ"}, id="title"),
        pytest.param(
            {
                "forum_topic_created": {"name": "Tuần", "icon_color": 1},
                "message_thread_id": 3,
                "is_topic_message": True,
            },
            id="topic",
        ),
        pytest.param({"group_chat_created": True}, id="created"),
    ],
)
def test_news_about_a_chat_are_nobodys_words(channel: TelegramChannel, content: Json) -> None:
    for chat in (PRIVATE, FORUM):
        assert channel.read({"update_id": 1, "message": a_message(chat, **content)}) is None


def test_words_in_a_topic_answer_nobody(channel: TelegramChannel) -> None:
    """Telegram says of all of them that they reply to the topic's beginning."""
    began = a_message(FORUM, forum_topic_created={"name": "Tuần", "icon_color": 1})

    said = read(
        channel,
        **a_message(
            FORUM,
            text="NV1 60%",
            message_thread_id=3,
            is_topic_message=True,
            reply_to_message=began,
        ),
    )

    assert (said.text, said.reply_to, said.in_group) == ("NV1 60%", None, True)


def test_a_reply_names_what_it_answers(channel: TelegramChannel) -> None:
    said = read(channel, **a_message(text="60%", reply_to_message=a_message(text="1. NV1")))

    assert (said.reply_to, said.quoted) == ("3", "1. NV1")


@pytest.mark.parametrize(
    "said",
    [
        {"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False,
                     "is_video": False}},
        {"location": {"longitude": 1.0, "latitude": 1.0}},
        {"contact": {"phone_number": "1", "first_name": "Chi"}},
    ],
    ids=["sticker", "location", "contact"],
)  # fmt: skip
def test_what_cannot_be_kept_is_still_answered(channel: TelegramChannel, said: Json) -> None:
    found = read(channel, **a_message(**said))

    assert (found.text, found.attachments) == ("", ())


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("/viec@dondoc_bot", "/viec"),
        ("/quahan@dondoc_bot 2", "/quahan 2"),
        ("NV1 xong, hỏi an@so.gov.vn", "NV1 xong, hỏi an@so.gov.vn"),
    ],
)
def test_a_command_may_name_the_bot(channel: TelegramChannel, typed: str, read_as: str) -> None:
    assert read(channel, **a_message(text=typed)).text == read_as


def test_a_press_under_a_message_too_old_for_telegram(channel: TelegramChannel) -> None:
    query = {"id": "1", "from": AN, "chat_instance": "1", "data": "1:done:7:1"}
    gone = {"chat": PRIVATE, "message_id": 3, "date": 0}

    said = read(channel, "callback_query", **query, message=gone)

    assert (said.button, said.address) == ("1:done:7:1", "7")
    assert channel.read({"update_id": 1, "callback_query": query}) is None


@pytest.mark.parametrize(
    "kind", ["channel_post", "inline_query", "message_reaction", "chat_join_request", "anything"]
)
def test_other_kinds_do_no_harm(channel: TelegramChannel, kind: str) -> None:
    with suppress(Malformed):
        assert channel.read({"update_id": 1, kind: {"id": "1"}}) is None


OURS = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Đôn Đốc"}


@pytest.mark.parametrize(
    ("content", "to_us", "mentions", "text"),
    [
        ({"text": "NV1 60%"}, False, (), "NV1 60%"),
        ({"text": "/quahan"}, True, (), "/quahan"),
        ({"text": "/quahan@dondoc_bot HC"}, False, ("dondoc_bot",), "/quahan HC"),
        ({"text": "/quahan@other_bot"}, False, ("other_bot",), "/quahan"),
        ({"text": "@dondoc_bot NV1 60%"}, False, ("dondoc_bot",), "@dondoc_bot NV1 60%"),
        (
            {"text": "60%", "reply_to_message": {**a_message(GROUP, text="NV1"), "from": OURS}},
            True,
            (),
            "60%",
        ),
        (
            {"text": "60%", "reply_to_message": {**a_message(GROUP, text="NV1"), "from": BOT}},
            False,
            (),
            "60%",
        ),
    ],
)
def test_who_writes_in_a_group_and_to_whom(
    channel: TelegramChannel, content: Json, to_us: bool, mentions: tuple[str, ...], text: str
) -> None:
    said = read(channel, **a_message(GROUP, **content))

    assert (said.in_group, said.address, said.sender) == (True, "-5", "7")
    assert (said.to_us, said.mentions, said.text) == (to_us, mentions, text)


@pytest.mark.parametrize(
    ("content", "topic"),
    [
        ({"message_thread_id": 12, "is_topic_message": True}, "12"),
        ({"message_thread_id": 12}, None),  # a thread of replies is no topic
        ({}, None),  # the general one
    ],
)
def test_the_topic_of_a_forum(channel: TelegramChannel, content: Json, topic: str | None) -> None:
    assert read(channel, **a_message(FORUM, text="/quahan", **content)).topic == topic


def test_other_bots_in_a_group_are_nobody(channel: TelegramChannel) -> None:
    said = {**a_message(GROUP, text="/quahan"), "from": BOT}

    assert channel.read({"update_id": 1, "message": said}) is None
