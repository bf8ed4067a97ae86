"""The methods that change what was sent: edits, deletions, reactions, pins."""

from datetime import datetime, timedelta
from typing import Any

from telegram.constants import ReactionEmoji

from bot.sandbox.chats import Chat, Message
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.html import Entity
from bot.sandbox.telegram.keyboard import read_keyboard
from bot.sandbox.telegram.noting import note, note_text
from bot.sandbox.telegram.refusal import bad_request
from bot.sandbox.telegram.sending import caption, chat_id, message_text
from bot.sandbox.telegram.wire import Place

DELETED_WITHIN = timedelta(hours=48)  # office time
EMOJI = frozenset(str(emoji) for emoji in ReactionEmoji)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)


def edit_message_text(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _own_message(account, call)
    text, entities = message_text(call)
    if message.file is not None:
        raise bad_request("there is no text in the message to edit")
    return _edit(account, call, now, chat, message, text, entities)


def edit_message_caption(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _own_message(account, call)
    text, entities = caption(call)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _edit(account, call, now, chat, message, text, entities)


def edit_message_reply_markup(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _own_message(account, call)
    return _edit(account, call, now, chat, message, message.text, message.entities)


def delete_message(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _message(account, call, "delete")
    ours = message.by == "bot" and message.author in (None, account.bot_id)
    may = ours or isinstance(chat, Chat) or chat.is_admin(account.bot_id)
    # An admin of a group may delete whatever is there, however old.
    is_admin = isinstance(chat, Group) and chat.is_admin(account.bot_id)
    if not may or (now - message.at > DELETED_WITHIN and not is_admin):
        raise bad_request("message can't be deleted")
    chat.remove(message)
    note(account, call, now, "deleted", chat, message)
    return True


def set_message_reaction(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _message(account, call, "react")
    wanted = call.container("reaction") or []
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise bad_request("can't parse reaction JSON object")
    emoji = [str(one.get("emoji")) for one in wanted if one.get("type") == "emoji"]
    if len(emoji) != len(wanted) or not set(emoji) <= EMOJI:
        raise bad_request("REACTION_INVALID")
    if len(emoji) > 1:  # what a bot without Premium may set
        raise bad_request("REACTIONS_TOO_MANY")
    kept = {**message.reactions, str(account.bot_id): emoji}
    chat.change(message, reactions={who: each for who, each in kept.items() if each})
    text = " ".join(emoji) or None
    note_text(account, call, now, "reacted", chat, message_id=message.id, text=text)
    return True


def pin_chat_message(account: Account, call: Call, now: datetime) -> Any:
    chat, message = _message(account, call, "pin")
    if isinstance(chat, Group):
        if not chat.is_admin(account.bot_id):
            raise bad_request("not enough rights to manage pinned messages in the chat")
        chat.facts.pinned.append(message.id)
        chat.keep()
        told = {"pinned_message": wire.message(chat, message, account.bot_id)}
        chat.post("bot", "", at=now, author=account.bot_id, service=told)
    note_text(account, call, now, "pinned", chat, message_id=message.id)
    return True


def _message(account: Account, call: Call, verb: str) -> tuple[Place, Message]:
    chat = account.open_chat(chat_id(call))
    asked = call.integer("message_id")
    if asked is None:
        raise bad_request("message identifier is not specified")
    message = chat.get(asked)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    return chat, message


def _own_message(account: Account, call: Call) -> tuple[Place, Message]:
    chat, message = _message(account, call, "edit")
    ours = message.by == "bot" and message.author in (None, account.bot_id)
    if not ours or message.service:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(
    account: Account,
    call: Call,
    now: datetime,
    chat: Place,
    message: Message,
    text: str,
    entities: list[Entity],
) -> Any:
    # Without a reply_markup the keyboard goes: Telegram's trap for every edit.
    keyboard = read_keyboard(call.container("reply_markup"))
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad_request(NOT_MODIFIED)
    chat.change(message, text=text, entities=entities, keyboard=keyboard, edited=now)
    note(account, call, now, "edited", chat, message)
    return wire.message(chat, message, account.bot_id)
