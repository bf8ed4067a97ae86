"""What each method does to the account. None of them awaits: it happens wholly or not at all."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.people import Person
from bot.sandbox.zalo.talk import Message
from bot.sandbox.zalo_bot.account import Account
from bot.sandbox.zalo_bot.groups import Group
from bot.sandbox.zalo_bot.refusal import bad_request

LONGEST_TEXT = 2000
BOT_NAME = "Bot Đôn Đốc (sandbox)"
STYLES = frozenset([
    "b", "i", "u", "s", "f_13", "f_15", "f_18", "f_20", "c_050a19", "c_15a85f", "c_f7b503",
    "c_f27806", "c_db342e", "lst_1", "lst_2", "ind_1", "ind_2", "ind_3", "ind_4", "ind_5",
])  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What was given under a name, as text; "" for nothing."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            raise bad_request(f"{name} must be a string")
        return str(value)


Method = Callable[[Account, Call, datetime], Any]


def get_me(account: Account, call: Call, now: datetime) -> Any:
    return {
        "id": str(account.bot_id),
        "account_name": f"bot.sandbox{account.bot_id}",
        "account_type": "BASIC",
        "can_join_groups": False,
        "display_name": BOT_NAME,
    }


def send_message(account: Account, call: Call, now: datetime) -> Any:
    to = account.open_chat(call.text("chat_id"))
    text = call.text("text")
    if not text.strip():
        raise bad_request("text is empty")
    _must_fit("text", text)
    if mode := call.text("parse_mode"):
        if mode not in ("markdown", "html"):
            raise bad_request("parse_mode is markdown or html")
    else:
        _check_styles(call.values.get("text_styles"), _units(text))
    return _send(account, call, now, to, text)


def send_photo(account: Account, call: Call, now: datetime) -> Any:
    to = account.open_chat(call.text("chat_id"))
    caption = call.text("caption")
    if "caption" in call.values and not caption.strip():
        raise bad_request("caption is empty")
    _must_fit("caption", caption)
    return _send(account, call, now, to, caption, link=_address(call, "photo"))


def send_sticker(account: Account, call: Call, now: datetime) -> Any:
    to = account.open_chat(call.text("chat_id"))
    sticker = call.text("sticker")
    if not sticker.isalnum():
        raise bad_request("sticker is invalid")
    return _send(account, call, now, to, f"[sticker {sticker}]")


def send_voice(account: Account, call: Call, now: datetime) -> Any:
    to = account.open_chat(call.text("chat_id"))
    voice = _address(call, "voice_url")
    if not urlsplit(voice).path.endswith(".aac"):
        raise bad_request("voice_url must be an .aac file")
    if isinstance(to, Group):  # seems to succeed, and nobody hears it
        account.spend(now)
        return _answer(secrets.token_hex(10), now)
    return _send(account, call, now, to, "", link=voice)


def send_chat_action(account: Account, call: Call, now: datetime) -> Any:
    to = account.open_chat(call.text("chat_id"))
    if call.text("action") != "typing":
        raise bad_request("action is typing")
    person_id = to.id if isinstance(to, Person) else None
    account.note(
        "chat_action", at=now, by="bot", method=call.method, person_id=person_id, text="typing"
    )
    return None


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendSticker": send_sticker,
    "sendVoice": send_voice,
    "sendChatAction": send_chat_action,
}


def _send(
    account: Account,
    call: Call,
    now: datetime,
    to: Person | Group,
    text: str,
    *,
    link: str | None = None,
) -> Any:
    account.spend(now)
    message = Message(
        id=secrets.token_hex(10),
        person_id=to.id if isinstance(to, Person) else 0,
        by="bot",
        at=now,
        text=text,
        buttons=[],
        link=link,
        group=to.id if isinstance(to, Group) else None,
    )
    account.sent(to, message, call.method)
    return _answer(message.id, now)


def _answer(message_id: str, now: datetime) -> Any:
    return {"message_id": message_id, "date": milliseconds(now)}


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _must_fit(name: str, text: str) -> None:
    if _units(text) > LONGEST_TEXT:
        raise bad_request(f"{name} is longer than {LONGEST_TEXT} characters")


def _address(call: Call, name: str) -> str:
    address = call.text(name)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request(f"{name} must be a public address")
    return address


def _check_styles(styles: Any, length: int) -> None:
    """`text_styles` count UTF-16 units."""
    if isinstance(styles, str):  # of a form
        try:
            styles = json.loads(styles or "[]")
        except ValueError as error:
            raise bad_request("text_styles is no JSON") from error
    for style in styles or ():
        try:
            start, size, codes = style["start"], style["len"], style["st"]
            fits = start >= 0 and size > 0 and start + size <= length and STYLES.issuperset(codes)
        except (TypeError, KeyError) as error:
            raise bad_request("text_styles has start, len and st") from error
        if not fits:
            raise bad_request("text_styles has an unknown style, or one outside the text")
