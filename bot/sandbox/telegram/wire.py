"""Our nouns in Telegram's JSON, with every field python-telegram-bot insists on."""

from typing import Any

from bot.sandbox.chats import Chat, File, Message
from bot.sandbox.people import Person
from bot.sandbox.telegram.keyboard import show_keyboard

BOT_NAME = "Đôn Đốc (sandbox)"
BOT_USERNAME = "dondoc_sandbox_bot"
PHOTO_SIZE = {"width": 800, "height": 600}  # nobody asks; the field must be there

Json = dict[str, Any]


def user(person: Person) -> Json:
    return {"id": person.id, "is_bot": False, "first_name": person.name, "language_code": "vi"}


def bot_user(bot_id: int) -> Json:
    return {"id": bot_id, "is_bot": True, "first_name": BOT_NAME, "username": BOT_USERNAME}


def me(bot_id: int) -> Json:
    return {
        **bot_user(bot_id),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def private_chat(person: Person) -> Json:
    return {"id": person.id, "type": "private", "first_name": person.name}


def full_chat(person: Person) -> Json:
    gifts = ("unlimited", "limited", "unique")
    return {
        **private_chat(person),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            **{f"{kind}_gifts": False for kind in gifts},
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def member(who: Json, *, kicked: bool = False) -> Json:
    if kicked:
        return {"status": "kicked", "user": who, "until_date": 0}
    return {"status": "member", "user": who}


def file(stored: File) -> Json:
    return {
        "file_id": stored.id,
        "file_unique_id": stored.id[::-1],
        "file_size": len(stored.content),
    }


def message(chat: Chat, shown: Message, bot_id: int) -> Json:
    form: Json = {
        "message_id": shown.id,
        "from": user(chat.person) if shown.by == "person" else bot_user(bot_id),
        "chat": private_chat(chat.person),
        "date": int(shown.at.timestamp()),
        **_content(shown),
    }
    quoted = chat.get(shown.reply_to)
    if quoted is not None:
        # One level only: Telegram never nests a reply within a reply.
        form["reply_to_message"] = {
            key: value
            for key, value in message(chat, quoted, bot_id).items()
            if key != "reply_to_message"
        }
    if shown.keyboard:
        form["reply_markup"] = show_keyboard(shown.keyboard)
    if shown.edited:
        form["edit_date"] = int(shown.edited.timestamp())
    return form


def _content(shown: Message) -> Json:
    if shown.file is None:
        return _worded("text", "entities", shown)
    worded = _worded("caption", "caption_entities", shown)
    if shown.file.photo:
        return {"photo": [{**file(shown.file), **PHOTO_SIZE}], **worded}
    document = {
        **file(shown.file),
        "file_name": shown.file.filename,
        "mime_type": shown.file.mime,
    }
    return {"document": document, **worded}


def _worded(text: str, entities: str, shown: Message) -> Json:
    form: Json = {text: shown.text} if shown.text else {}
    return {**form, entities: shown.entities} if shown.entities else form
