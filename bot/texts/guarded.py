"""What not every chat may show: marked while a message is put into words, decided where it leaves.

A message is composed once and may go out by several channels, so its words keep both: the titles
and quoted words that a chat may have to hide stand between marks, and whoever lays the message out
for a chat takes the marks away, with what they hold where that chat shows less. By the name of its
blank a text says what it holds: `{title}` a title, `{said}` somebody's words.
"""

import re
from enum import StrEnum

from scheduler.rules.confidentiality import Level


class Guarded(StrEnum):
    TITLE = "title"  # of a plan or task
    WORDS = "words"  # the plan's own or somebody's, word for word; names of files
    PERSON = "person"  # who owes a thing: in a group, where others read along, nobody is named


BLANKS = {
    "title": Guarded.TITLE,
    **dict.fromkeys(
        ("said", "words", "reason", "remark", "answer", "why", "phrase", "files"), Guarded.WORDS
    ),
    **dict.fromkeys(("who", "by", "asker"), Guarded.PERSON),
}
"""What plain words in these blanks are; a text of ours in one guards its own blanks."""

_BEGINS = {Guarded.TITLE: "\ue0f0", Guarded.WORDS: "\ue0f1", Guarded.PERSON: "\ue0f4"}
_KINDS = {begins: kind for kind, begins in _BEGINS.items()}
_ENDS, _NEVER = "\ue0f2", "\ue0f3"
_MARKS = re.compile("[\ue0f0-\ue0f4]")
_SPAN = re.compile("(“?)( ?)([\ue0f0\ue0f1\ue0f4])([^\ue0f0-\ue0f2\ue0f4]*)\ue0f2")
LEFT_OUT = "…"


def guard(kind: Guarded, words: str) -> str:
    """Words between marks; nothing is nothing."""
    return f"{_BEGINS[kind]}{_MARKS.sub('', words)}{_ENDS}" if words else ""


def never(kind: Guarded) -> str:
    """What no chat shows."""
    return f"{_BEGINS[kind]}{_NEVER}{_ENDS}"


def has_guarded(words: str) -> bool:
    return _MARKS.search(words) is not None


def shown_at(words: str, level: Level, typed: str = "", *, in_group: bool = False) -> str:
    """Composed words as a chat at that level shows them, without marks.

    `typed`: what the reader wrote in that very chat, which may be said there again. `in_group`:
    others read along, so that people are not named either.
    """
    if not has_guarded(words):
        return words
    own = " ".join(typed.split())

    def shown(span: re.Match[str]) -> str:
        quote, space, begins, held = span.groups()
        kind = _KINDS[begins]
        if held != _NEVER and (
            (kind is Guarded.PERSON and not in_group)
            or (kind is not Guarded.PERSON and _shows(level, kind))
            or (kind is Guarded.WORDS and _is_of(held, own))
        ):
            return f"{quote}{space}{held}"
        # A title goes with the space before it: “NV3: đã xong” needs none. Of a quotation one sees
        # that something was said.
        return "" if kind is Guarded.TITLE and not quote else f"{quote}{space}{LEFT_OUT}"

    return _MARKS.sub("", _SPAN.sub(shown, words))


def within(words: str, level: Level) -> str:
    """Words of which no chat shows more than a level; the rest stays for the chat to decide."""
    if level is Level.FULL:
        return words

    def kept(span: re.Match[str]) -> str:
        quote, space, begins, _ = span.groups()
        shown = _shows(level, _KINDS[begins])
        return span[0] if shown else f"{quote}{space}{begins}{_NEVER}{_ENDS}"

    return _SPAN.sub(kept, words)


def _shows(level: Level, kind: Guarded) -> bool:
    match kind:
        case Guarded.TITLE:
            return level.shows_titles
        case Guarded.WORDS:
            return level.shows_words
    return True


def _is_of(held: str, own: str) -> bool:
    said = " ".join(held.removesuffix(LEFT_OUT).split())
    return bool(own) and said in own
