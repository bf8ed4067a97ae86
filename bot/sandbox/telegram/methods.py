"""What each method does to the account. None of them awaits: it happens wholly or not at all."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.telegram import chat_methods, editing, sending, wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.refusal import bad_request
from bot.sandbox.telegram.utf16 import units

LONGEST_CALLBACK_ANSWER = 200
LARGEST_DOWNLOAD = 20 * 2**20

Method = Callable[[Account, Call, datetime], Any]


def get_me(account: Account, call: Call, now: datetime) -> Any:
    return wire.me(account.bot_id, reads_all=account.reads_all)


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


def get_file(account: Account, call: Call, now: datetime) -> Any:
    stored = account.file(call.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {**wire.file(stored), "file_path": stored.path}


def set_my_commands(account: Account, call: Call, now: datetime) -> Any:
    account.commands.set(*_menu(call), call.container("commands"))
    return True


def get_my_commands(account: Account, call: Call, now: datetime) -> Any:
    return account.commands.get(*_menu(call))


def delete_my_commands(account: Account, call: Call, now: datetime) -> Any:
    account.commands.delete(*_menu(call))
    return True


def _menu(call: Call) -> tuple[dict[str, Any], str]:
    return call.container("scope") or {"type": "default"}, call.text("language_code")


SENDING: Mapping[str, Method] = {
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendMediaGroup": sending.send_media_group,
    "copyMessage": sending.copy_message,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
}
METHODS: Mapping[str, Method] = {
    **SENDING,
    "getMe": get_me,
    "deleteMessage": editing.delete_message,
    "setMessageReaction": editing.set_message_reaction,
    "pinChatMessage": editing.pin_chat_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": chat_methods.send_chat_action,
    "getFile": get_file,
    "getChat": chat_methods.get_chat,
    "getChatMember": chat_methods.get_chat_member,
    "getChatAdministrators": chat_methods.get_chat_administrators,
    "getChatMemberCount": chat_methods.get_chat_member_count,
    "createForumTopic": chat_methods.create_forum_topic,
    "setChatMenuButton": chat_methods.set_chat_menu_button,
    "getChatMenuButton": chat_methods.get_chat_menu_button,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
