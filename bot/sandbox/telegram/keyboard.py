"""Inline keyboards: which ones Telegram accepts, and how they look on the wire."""

import re
from typing import Any

from bot.sandbox.chats import Button, Keyboard
from bot.sandbox.telegram.refusal import Refusal, bad_request

URL = re.compile(r"(?:https?://|tg://)\S+")
MOST_DATA_BYTES = 64
MOST_BUTTONS, MOST_IN_ROW = 100, 8


def read_keyboard(markup: Any) -> Keyboard:
    """The inline keyboard of a reply_markup. Other kinds are accepted and show nothing here."""
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    keyboard = tuple(tuple(_read_button(button) for button in row) for row in rows if row)
    if sum(map(len, keyboard)) > MOST_BUTTONS or max(map(len, keyboard), default=0) > MOST_IN_ROW:
        raise bad_request("reply markup is too long")
    return keyboard


def show_keyboard(keyboard: Keyboard) -> dict[str, Any]:
    return {"inline_keyboard": [[_show_button(button) for button in row] for row in keyboard]}


def _read_button(button: Any) -> Button:
    text = button.get("text") if isinstance(button, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise _unreadable("text is empty")
    data, url = button.get("callback_data"), button.get("url")
    if url is not None:
        if not URL.match(str(url)):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: wrong HTTP URL")
        return Button(text=text, url=str(url))
    if data is None:
        raise _unreadable("text buttons are unallowed in the inline keyboard")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return Button(text=text, data=data)


def _unreadable(why: str) -> Refusal:
    return bad_request(f"can't parse inline keyboard button: {why}")


def _show_button(button: Button) -> dict[str, str]:
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "callback_data": button.data or ""}
