"""What Telegram finds in a text: commands, and the tags of parse mode HTML.

Offsets and lengths count UTF-16 units, as everywhere in the Bot API.
"""

import re
from html.parser import HTMLParser
from typing import Any

from bot.sandbox.telegram.refusal import bad_request

Entity = dict[str, Any]
COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?")
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}  # fmt: skip


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def commands_in(text: str) -> list[Entity]:
    return [
        {
            "type": "bot_command",
            "offset": units(text[: found.start()]),
            "length": units(found.group()),
        }
        for found in COMMAND.finditer(text)
    ]


def read_text(source: str, parse_mode: str) -> tuple[str, list[Entity]]:
    """The text to show, without its tags, and where they were."""
    if not parse_mode:
        text = source.strip()
        return text, commands_in(text)
    if parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    reader = _Tags()
    reader.feed(source.strip())
    reader.close()
    if reader.open:
        raise bad_request(f"can't parse entities: can't find end tag for \"{reader.open[-1][0]}\"")
    return reader.text, reader.entities + commands_in(reader.text)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[Entity] = []
        self.open: list[tuple[str, Entity]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise bad_request(f'can\'t parse entities: unsupported start tag "{tag}"')
        entity: Entity = {"type": TAGS[tag], "offset": units(self.text)}
        if tag == "a":
            entity["url"] = dict(attrs).get("href") or ""
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad_request(f'can\'t parse entities: unexpected end tag "{tag}"')
        _, entity = self.open.pop()
        entity["length"] = units(self.text) - entity["offset"]
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data
