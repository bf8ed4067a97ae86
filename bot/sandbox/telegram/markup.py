"""What Telegram finds in a text: commands, mentions, links, and what a parse mode marks."""

import re
from typing import Any

from bot.sandbox.telegram.html import Entity, read_html
from bot.sandbox.telegram.markdown import read_markdown
from bot.sandbox.telegram.refusal import bad_request
from bot.sandbox.telegram.utf16 import units

FOUND = {
    "bot_command": re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,32}(?:@\w+)?(?![\w/])"),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z][\w]{3,31}\b", re.ASCII),
    "hashtag": re.compile(r"(?<!\w)#\w*[^\W\d]\w*"),
    "url": re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]"),
}


def entities_in(text: str) -> list[Entity]:
    """What is found without being marked."""
    return [
        {"type": kind, "offset": units(text[: found.start()]), "length": units(found.group())}
        for kind, pattern in FOUND.items()
        for found in pattern.finditer(text)
    ]


def read_text(source: str, parse_mode: str, given: Any = None) -> tuple[str, list[Entity]]:
    """The text to show, without its signs, and where they were; `given`: entities sent along."""
    match parse_mode.lower():
        case "":
            text, marked = source, _given(given)
        case "html":
            text, marked = read_html(source)
        case "markdownv2":
            text, marked = read_markdown(source, second=True)
        case "markdown":
            text, marked = read_markdown(source, second=False)
        case _:
            raise bad_request("unsupported parse_mode")
    return _stripped(text, marked)


def mentioned(text: str, username: str) -> bool:
    return f"@{username}".lower() in (
        text[found.start() : found.end()].lower() for found in FOUND["mention"].finditer(text)
    )


def _stripped(text: str, marked: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the space around it, which moves what is marked."""
    bare = text.strip()
    cut, end = units(text[: len(text) - len(text.lstrip())]), units(bare)
    kept = []
    for entity in marked:
        first = max(entity["offset"] - cut, 0)
        last = min(entity["offset"] + entity["length"] - cut, end)
        if first < last:
            kept.append({**entity, "offset": first, "length": last - first})
    return bare, kept + entities_in(bare)


def _given(entities: Any) -> list[Entity]:
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    for entity in entities:
        numbers = isinstance(entity, dict) and (entity.get("offset"), entity.get("length"))
        if not numbers or not all(isinstance(n, int) and n >= 0 for n in numbers):
            raise bad_request("can't parse MessageEntity")
    return entities
