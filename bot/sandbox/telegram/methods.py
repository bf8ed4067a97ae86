"""What each method does to the account. None of them awaits: it happens wholly or not at all."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat, File, Message
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.keyboard import read_keyboard
from bot.sandbox.telegram.markup import Entity, read_text, units
from bot.sandbox.telegram.refusal import bad_request

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_CALLBACK_ANSWER = 4096, 1024, 200
LARGEST_DOWNLOAD, LARGEST_PHOTO = 20 * 2**20, 10 * 2**20
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)

Method = Callable[[Account, Call, datetime], Any]


def get_me(account: Account, call: Call, now: datetime) -> Any:
    return wire.me(account.bot_id)


def send_message(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(call.integer("chat_id"))
    text, entities = _text(call, "text", LONGEST_TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return _post(account, chat, call, now, text, entities)


def send_document(account: Account, call: Call, now: datetime) -> Any:
    return _send_file(account, call, now, "document")


def send_photo(account: Account, call: Call, now: datetime) -> Any:
    return _send_file(account, call, now, "photo")


def edit_message_text(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _own_message(account, call, "edit")
    text, entities = _text(call, "text", LONGEST_TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    if message.file is not None:
        raise bad_request("there is no text in the message to edit")
    return _edit(account, call, now, chat, message, text, entities)


def edit_message_caption(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _own_message(account, call, "edit")
    text, entities = _text(call, "caption", LONGEST_CAPTION, "message caption is too long")
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _edit(account, call, now, chat, message, text, entities)


def edit_message_reply_markup(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _own_message(account, call, "edit")
    return _edit(account, call, now, chat, message, message.text, message.entities)


def delete_message(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(call.integer("chat_id"))
    message = chat.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    chat.remove(message)
    _note(account, call, now, "deleted", chat, message)
    return True


def answer_callback_query(account: Account, call: Call, now: datetime) -> Any:
    person_id = account.asker(call.text("callback_query_id"))
    if person_id is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text")
    if units(text) > LONGEST_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    account.note(
        "answered_callback",
        at=now,
        by="bot",
        method=call.method,
        person_id=person_id,
        text=text or None,
    )
    return True


def send_chat_action(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(call.integer("chat_id"))
    account.note(
        "chat_action",
        at=now,
        by="bot",
        method=call.method,
        person_id=chat.person.id,
        text=call.text("action"),
    )
    return True


def get_file(account: Account, call: Call, now: datetime) -> Any:
    stored = account.files.get(call.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**wire.file(stored), "file_path": stored.path}


def get_chat(account: Account, call: Call, now: datetime) -> Any:
    return wire.full_chat(account.known_chat(call.integer("chat_id")).person)


def get_chat_member(account: Account, call: Call, now: datetime) -> Any:
    chat = account.known_chat(call.integer("chat_id"))
    user_id = call.integer("user_id")
    if user_id == account.bot_id:
        return wire.member(wire.bot_user(account.bot_id), kicked=chat.blocked)
    if user_id != chat.person.id:
        raise bad_request("user not found")
    return wire.member(wire.user(chat.person))


def set_my_commands(account: Account, call: Call, now: datetime) -> Any:
    account.commands.set(*_menu(call), call.container("commands"))
    return True


def get_my_commands(account: Account, call: Call, now: datetime) -> Any:
    return account.commands.get(*_menu(call))


def delete_my_commands(account: Account, call: Call, now: datetime) -> Any:
    account.commands.delete(*_menu(call))
    return True


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
COUNTED = ("sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageReplyMarkup")


def _menu(call: Call) -> tuple[dict[str, Any], str]:
    return call.container("scope") or {"type": "default"}, call.text("language_code")


def _text(call: Call, name: str, longest: int, too_long: str) -> tuple[str, list[Entity]]:
    text, entities = read_text(call.text(name), call.text("parse_mode"))
    if units(text) > longest:
        raise bad_request(too_long)
    return text, entities


def _send_file(account: Account, call: Call, now: datetime, field: str) -> Any:
    chat = account.open_chat(call.integer("chat_id"))
    text, entities = _text(call, "caption", LONGEST_CAPTION, "message caption is too long")
    upload = call.upload(field)
    if upload is None:
        stored = account.files.get(call.text(field))
        if stored is None:
            raise bad_request(f"there is no {field} in the request")
    elif not upload.content:
        raise bad_request("file must be non-empty")
    elif field == "photo" and len(upload.content) > LARGEST_PHOTO:
        raise bad_request("file is too big")
    else:
        stored = account.store(
            filename=upload.filename,
            mime=upload.mime,
            content=upload.content,
            photo=field == "photo",
        )
    return _post(account, chat, call, now, text, entities, stored)


def _post(
    account: Account,
    chat: Chat,
    call: Call,
    now: datetime,
    text: str,
    entities: list[Entity],
    stored: File | None = None,
) -> Any:
    message = chat.post(
        "bot",
        text,
        at=now,
        entities=entities,
        keyboard=read_keyboard(call.container("reply_markup")),
        file=stored,
        reply_to=_reply_to(chat, call),
    )
    _note(account, call, now, "sent", chat, message)
    return wire.message(chat, message, account.bot_id)


def _reply_to(chat: Chat, call: Call) -> int | None:
    parameters = call.container("reply_parameters")
    if not isinstance(parameters, dict):
        return None
    quoted = chat.get(parameters.get("message_id"))
    if quoted is not None:
        return quoted.id
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _own_message(account: Account, call: Call, verb: str) -> tuple[Chat, Message]:
    chat = account.open_chat(call.integer("chat_id"))
    message = chat.get(call.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.by != "bot":
        raise bad_request(f"message can't be {verb}ed")
    return chat, message


def _edit(
    account: Account,
    call: Call,
    now: datetime,
    chat: Chat,
    message: Message,
    text: str,
    entities: list[Entity],
) -> Any:
    # Without a reply_markup the keyboard goes: Telegram's trap for every edit.
    keyboard = read_keyboard(call.container("reply_markup"))
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad_request(NOT_MODIFIED)
    chat.change(message, text=text, entities=entities, keyboard=keyboard, edited=now)
    _note(account, call, now, "edited", chat, message)
    return wire.message(chat, message, account.bot_id)


def _note(
    account: Account, call: Call, now: datetime, what: str, chat: Chat, message: Message
) -> None:
    account.note(
        what,
        at=now,
        by="bot",
        method=call.method,
        person_id=chat.person.id,
        message_id=message.id,
        text=message.text,
        buttons=message.buttons(),
        filename=message.file.filename if message.file else None,
        reply_to=message.reply_to,
    )
