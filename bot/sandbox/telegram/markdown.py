"""Parse modes MarkdownV2 and Markdown: signs become entities, a sign that stands alone is refused.

MarkdownV2 reserves its signs everywhere; the older Markdown knows four, and none inside another.
"""

from typing import Any

from bot.sandbox.telegram.refusal import Refusal, bad_request
from bot.sandbox.telegram.utf16 import units

Entity = dict[str, Any]
RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
V2 = {
    "```": "pre", "||": "spoiler", "__": "underline", "*": "bold", "_": "italic",
    "~": "strikethrough", "`": "code", "[": "text_link",
}  # fmt: skip
V1 = {"```": "pre", "*": "bold", "_": "italic", "`": "code", "[": "text_link"}
NAMES = {"pre": "Pre", "spoiler": "Spoiler", "text_link": "TextUrl"}


def read_markdown(source: str, *, second: bool) -> tuple[str, list[Entity]]:
    """The text without its signs, and where they were. `second`: MarkdownV2."""
    return _Reader(source, second=second).read()


class _Reader:
    def __init__(self, source: str, *, second: bool) -> None:
        self._source = source
        self._second = second
        self._signs = V2 if second else V1
        self._at = 0
        self._text = ""
        self._entities: list[Entity] = []
        self._open: list[tuple[str, Entity, int]] = []  # sign, entity, where it began

    def read(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            self._step()
        if self._open:
            _, entity, began = self._open[-1]
            raise self._endless(entity["type"], began)
        return self._text, self._entities

    def _step(self) -> None:
        if self._source[self._at] == "\\" and self._escaped():
            self._text += self._source[self._at + 1]
            self._at += 2
            return
        within = self._open[-1] if self._open else None
        if within and within[1]["type"] == "text_link" and self._here("]"):
            self._end_link()
        elif within and within[0] != "[" and self._here(within[0]):
            self._close()
        elif within and (within[1]["type"] in ("code", "pre") or not self._second):
            self._plain()
        elif sign := next((sign for sign in self._signs if self._here(sign)), None):
            self._begin(sign)
        elif self._second and self._source[self._at] in RESERVED:
            what = f"character '{self._source[self._at]}' is reserved and must be escaped"
            raise _wrong(f"{what} with the preceding '\\'")
        else:
            self._plain()

    def _escaped(self) -> bool:
        follows = self._source[self._at + 1 : self._at + 2]
        return bool(follows) and (ord(follows) < 127 if self._second else follows in "_*`[")

    def _here(self, sign: str) -> bool:
        return self._source.startswith(sign, self._at)

    def _plain(self) -> None:
        self._text += self._source[self._at]
        self._at += 1

    def _begin(self, sign: str) -> None:
        entity: Entity = {"type": self._signs[sign], "offset": units(self._text)}
        self._open.append((sign, entity, self._at))
        self._at += len(sign)

    def _close(self) -> None:
        sign, entity, _ = self._open.pop()
        self._at += len(sign)
        entity["length"] = units(self._text) - entity["offset"]
        if entity["length"]:
            self._entities.append(entity)

    def _end_link(self) -> None:
        _, entity, began = self._open[-1]
        if self._source[self._at + 1 : self._at + 2] != "(":
            if self._second:
                raise _wrong(
                    "character ']' is reserved and must be escaped with the preceding '\\'"
                )
            raise self._endless("text_link", began)
        end = self._source.find(")", self._at)
        if end < 0:
            raise _wrong(f"can't find end of a URL at byte offset {self._bytes(self._at)}")
        entity["url"] = self._source[self._at + 2 : end]
        self._open[-1] = ("", entity, began)
        self._at = end + 1
        self._close()

    def _endless(self, kind: str, began: int) -> Refusal:
        name, where = NAMES.get(kind, kind.capitalize()), self._bytes(began)
        if self._second:
            return _wrong(f"can't find end of {name} entity at byte offset {where}")
        return _wrong(f"can't find end of the entity starting at byte offset {where}")

    def _bytes(self, at: int) -> int:
        return len(self._source[:at].encode())


def _wrong(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")
