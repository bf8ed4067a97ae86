"""The methods about chats themselves: who is in them, their topics, their menus."""

from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.noting import note_text
from bot.sandbox.telegram.refusal import bad_request
from bot.sandbox.telegram.sending import chat_id
from bot.sandbox.telegram.utf16 import units

LONGEST_TOPIC = 128
TOPIC_COLOUR = 7322096
MENU_BUTTONS = ("commands", "web_app", "default")
ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
)  # fmt: skip


def get_chat(account: Account, call: Call, now: datetime) -> Any:
    return wire.full_chat(account.known_chat(chat_id(call)), account.bot_id)


def get_chat_member(account: Account, call: Call, now: datetime) -> Any:
    chat, user_id = account.known_chat(chat_id(call)), call.integer("user_id")
    if isinstance(chat, Group):
        return _member_of(chat, user_id)
    if user_id == account.bot_id:
        status = "kicked" if chat.blocked else "member"
        return wire.member(wire.bot_user(account.bot_id), status)
    if user_id != chat.person.id:
        raise bad_request("user not found")
    return wire.member(wire.user(chat.person))


def get_chat_administrators(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(chat_id(call))
    if isinstance(chat, Chat):
        raise bad_request("there are no administrators in the private chat")
    # Bots that are administrators are left out, except the one that asks.
    asking = [account.bot_id] if chat.is_admin(account.bot_id) else []
    return [_member_of(chat, each) for each in (chat.facts.owner, *asking)]


def get_chat_member_count(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(chat_id(call))
    return 2 if isinstance(chat, Chat) else len(chat.facts.members) + len(chat.bots())


def send_chat_action(account: Account, call: Call, now: datetime) -> Any:
    chat, action = account.open_chat(chat_id(call)), call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    note_text(account, call, now, "chat_action", chat, text=action)
    return True


def create_forum_topic(account: Account, call: Call, now: datetime) -> Any:
    chat, name = account.open_chat(chat_id(call)), call.text("name").strip()
    if isinstance(chat, Chat) or not chat.facts.forum:
        raise bad_request("the chat is not a forum")
    if not chat.is_admin(account.bot_id):
        raise bad_request("not enough rights to create a topic")
    if not 1 <= units(name) <= LONGEST_TOPIC:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    told = {"forum_topic_created": {"name": name, "icon_color": TOPIC_COLOUR}}
    thread = chat.post("bot", "", at=now, author=account.bot_id, service=told).id
    chat.facts.topics[str(thread)] = name
    chat.keep()
    note_text(account, call, now, "topic_created", chat, message_id=thread, text=name)
    return {"message_thread_id": thread, "name": name, "icon_color": TOPIC_COLOUR}


def set_chat_menu_button(account: Account, call: Call, now: datetime) -> Any:
    button = call.container("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse menu button: unallowed type specified")
    if button["type"] == "web_app" and not (button.get("text") and button.get("web_app")):
        raise bad_request("can't parse menu button: text and web_app are needed")
    account.set(_menu_of(account, call), button)
    return True


def get_chat_menu_button(account: Account, call: Call, now: datetime) -> Any:
    own = account.setting(_menu_of(account, call))
    return own or account.setting("menu_button") or {"type": "commands"}


def _menu_of(account: Account, call: Call) -> str:
    if not call.text("chat_id"):
        return "menu_button"
    chat = account.known_chat(chat_id(call))
    if isinstance(chat, Group):
        raise bad_request("private chat is expected")
    return f"menu_button/{chat.person.id}"


def _member_of(group: Group, user_id: int | None) -> dict[str, Any]:
    if user_id is not None and str(user_id) in group.facts.bots:
        return wire.member(wire.bot_user(user_id), group.standing(user_id))
    person = group.people.get(user_id) if user_id is not None else None
    if person is None:
        raise bad_request("user not found")
    if person.id == group.facts.owner:
        return wire.member(wire.user(person), "creator")
    return wire.member(wire.user(person), "member" if person.id in group.facts.members else "left")
