"""Parse mode HTML: tags become entities, anything that is no known tag is refused."""

import re
from html import unescape
from typing import Any

from bot.sandbox.telegram.refusal import Refusal, bad_request
from bot.sandbox.telegram.utf16 import units

Entity = dict[str, Any]
KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)?([^<>]*)(>?)")
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def read_html(source: str) -> tuple[str, list[Entity]]:
    """The text without its tags, and where they were."""
    text, entities, begun, at = "", [], list[tuple[str, Entity]](), 0
    for tag in TAG.finditer(source):
        text += unescape(source[at : tag.start()])
        at = tag.end()
        closing, name, attributes, end = tag.groups()
        name = (name or "").lower()
        where = len(source[: tag.start()].encode())
        if not end:
            raise _wrong(f"unclosed start tag at byte offset {where}")
        if not closing:
            begun.append((name, _begun(name, attributes, units(text), where)))
            continue
        if not begun:
            raise _wrong(f"unexpected end tag at byte offset {where}")
        opened, entity = begun.pop()
        if opened != name:
            found = f'expected "</{opened}>", found "</{name}>"'
            raise _wrong(f"unmatched end tag at byte offset {where}, {found}")
        entity["length"] = units(text) - entity["offset"]
        if entity["length"]:
            entities.append(entity)
    if begun:
        raise _wrong(f'can\'t find end tag corresponding to start tag "{begun[-1][0]}"')
    return text + unescape(source[at:]), entities


def _begun(name: str, attributes: str, offset: int, where: int) -> Entity:
    found = {key: next(filter(None, rest), "") for key, *rest in ATTRIBUTE.findall(attributes)}
    if name not in KINDS or (name == "span" and found.get("class") != "tg-spoiler"):
        raise _wrong(f'unsupported start tag "{name}" at byte offset {where}')
    entity: Entity = {"type": KINDS[name], "offset": offset}
    if name == "a":
        entity["url"] = unescape(found.get("href", ""))
    return entity


def _wrong(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")
