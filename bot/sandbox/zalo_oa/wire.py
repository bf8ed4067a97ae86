"""Events in Zalo's JSON, with the fields that its documents show."""

import hashlib
from datetime import datetime
from typing import Any

from bot.sandbox.people import Person
from bot.sandbox.zalo.talk import Message
from bot.sandbox.zalo_oa.account import Account, user_id

Json = dict[str, Any]


def milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def by_user(account: Account, person: Person, name: str, message: Json, now: datetime) -> Json:
    """What a person did in the chat."""
    user = user_id(person.id)
    return {
        "app_id": account.state.app_id,
        "event_name": name,
        "timestamp": milliseconds(now),
        "sender": {"id": user},
        "recipient": {"id": account.id},
        "user_id_by_app": f"{account.state.app_id[:4]}{user[4:]}",
        "message": message,
    }


def by_account(account: Account, person: Person, name: str, message: Json, now: datetime) -> Json:
    """An echo, or a receipt: also that one, though a person gives it, has the account as sender."""
    return {
        "app_id": account.state.app_id,
        "event_name": name,
        "timestamp": milliseconds(now),
        "sender": {"id": account.id},
        "recipient": {"id": user_id(person.id)},
        "message": message,
    }


def following(account: Account, person: Person, name: str, now: datetime) -> Json:
    return {
        "app_id": account.state.app_id,
        "event_name": name,
        "timestamp": milliseconds(now),
        "follower": {"id": user_id(person.id)},
        "oa_id": account.id,
        "source": "oa_profile",
    }


def recent(account: Account, person: Person, message: Message) -> Json:
    """A message as the list of recent chats shows it; src 0: from the account, 1: from a person."""
    ours, theirs = (account.id, "Đôn Đốc (sandbox)"), (user_id(person.id), person.name)
    sender, receiver = (ours, theirs) if message.by == "bot" else (theirs, ours)
    return {
        "src": 0 if message.by == "bot" else 1,
        "time": int(milliseconds(message.at)),
        "type": _type(message),
        "message": message.text,
        "message_id": message.id,
        "from_id": sender[0],
        "from_display_name": sender[1],
        "to_id": receiver[0],
        "to_display_name": receiver[1],
        **({"url": account.files.address(message.file)} if message.file else {}),
    }


def checksum(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _type(message: Message) -> str:
    if message.link or (message.file and message.file.photo):
        return "photo"
    return "file" if message.file else "text"
