"""Our nouns in Telegram's JSON, with every field python-telegram-bot insists on."""

from typing import Any

from bot.sandbox.chats import Chat, File, Message
from bot.sandbox.people import Person
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.keyboard import show_keyboard

BOT_NAME = "Đôn Đốc (sandbox)"
PHOTO_SIZE = {"width": 800, "height": 600}  # nobody asks; the field must be there
VOICE_SECONDS = 3  # nor is this

Json = dict[str, Any]
Place = Chat | Group


def user(person: Person) -> Json:
    return {"id": person.id, "is_bot": False, "first_name": person.name, "language_code": "vi"}


def username(bot_id: int) -> str:
    return f"dondoc_{bot_id}_bot"


def bot_user(bot_id: int) -> Json:
    return {"id": bot_id, "is_bot": True, "first_name": BOT_NAME, "username": username(bot_id)}


def me(bot_id: int, *, reads_all: bool) -> Json:
    return {
        **bot_user(bot_id),
        "can_join_groups": True,
        "can_read_all_group_messages": reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def place(chat: Place) -> Json:
    """The chat as it stands in a message."""
    if isinstance(chat, Chat):
        return {"id": chat.person.id, "type": "private", "first_name": chat.person.name}
    form: Json = {"id": chat.id, "type": chat.facts.kind, "title": chat.facts.title}
    if chat.facts.kind == "group":
        return {**form, "all_members_are_administrators": False}
    return {**form, "is_forum": True} if chat.facts.forum else form


def full_chat(chat: Place, bot_id: int) -> Json:
    gifts = ("unlimited", "limited", "unique")
    form: Json = {
        **place(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            **{f"{kind}_gifts": False for kind in gifts},
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if isinstance(chat, Group):
        form["permissions"] = {"can_send_messages": True}
        if (pinned := chat.get(next(iter(chat.facts.pinned[-1:]), None))) is not None:
            form["pinned_message"] = message(chat, pinned, bot_id)
    return form


def member(who: Json, status: str = "member") -> Json:
    """`status`: creator, administrator, member, left, kicked."""
    form: Json = {"status": status, "user": who}
    match status:
        case "kicked":
            return {**form, "until_date": 0}
        case "creator":
            return {**form, "is_anonymous": False}
        case "administrator":
            may = ("manage_chat", "delete_messages", "manage_video_chats", "restrict_members")
            may_also = ("change_info", "invite_users", "pin_messages", "manage_topics")
            may_not = ("promote_members", "post_stories", "edit_stories", "delete_stories")
            return {
                **form,
                "can_be_edited": False,
                "is_anonymous": False,
                **{f"can_{what}": True for what in (*may, *may_also)},
                **{f"can_{what}": False for what in may_not},
            }
    return form


def file(stored: File) -> Json:
    return {
        "file_id": stored.id,
        "file_unique_id": stored.id[::-1],
        "file_size": len(stored.content),
    }


def reactions(emoji: list[str]) -> list[Json]:
    return [{"type": "emoji", "emoji": each} for each in emoji]


def message(chat: Place, shown: Message, bot_id: int) -> Json:
    """As that bot gets it."""
    form: Json = {
        "message_id": shown.id,
        "from": _author(chat, shown, bot_id),
        "chat": place(chat),
        "date": int(shown.at.timestamp()),
        **_content(shown),
        **shown.service,
    }
    quoted = chat.get(shown.reply_to)
    if quoted is not None:
        # One level only: Telegram never nests a reply within a reply.
        form["reply_to_message"] = {
            key: value
            for key, value in message(chat, quoted, bot_id).items()
            if key != "reply_to_message"
        }
    if shown.thread is not None:
        form["message_thread_id"], form["is_topic_message"] = shown.thread, True
    if shown.album is not None:
        form["media_group_id"] = shown.album
    if shown.keyboard:
        form["reply_markup"] = show_keyboard(shown.keyboard)
    if shown.edited:
        form["edit_date"] = int(shown.edited.timestamp())
    return form


def _author(chat: Place, shown: Message, bot_id: int) -> Json:
    if isinstance(chat, Chat):
        return user(chat.person) if shown.by == "person" else bot_user(bot_id)
    if shown.by == "person":
        return user(chat.person(shown.author))
    return bot_user(shown.author or bot_id)


def _content(shown: Message) -> Json:
    if shown.file is None:
        return _worded("text", "entities", shown)
    worded = _worded("caption", "caption_entities", shown)
    if shown.file.photo:
        return {"photo": [{**file(shown.file), **PHOTO_SIZE}], **worded}
    mime = {"mime_type": shown.file.mime}
    if shown.file.voice:
        return {"voice": {**file(shown.file), **mime, "duration": VOICE_SECONDS}, **worded}
    return {"document": {**file(shown.file), "file_name": shown.file.filename, **mime}, **worded}


def _worded(text: str, entities: str, shown: Message) -> Json:
    form: Json = {text: shown.text} if shown.text else {}
    return {**form, entities: shown.entities} if shown.entities else form
