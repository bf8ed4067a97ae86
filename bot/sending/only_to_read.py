"""What a message says where it can only be read: by e-mail nobody can answer us."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.channels.base import Channel
from bot.sending.naming import channel_name
from bot.texts import joined, render
from scheduler.rules.choosing import platform_of


def only_to_read(body: Mapping[str, Any], channels: Iterable[Channel]) -> list[str]:
    """The blocks of a message; instead of how to answer they end with where."""
    blocks = list(body["blocks"])
    if body.get("says_how") and blocks:
        blocks.pop()
    platforms = dict.fromkeys(platform_of(each.name) for each in channels if each.receives)
    chats = joined(map(channel_name, platforms), by="/")
    return [*blocks, render("mail.answer_in_chat", body["language"], {"channels": chats})]
