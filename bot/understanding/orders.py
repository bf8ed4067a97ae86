"""What is written for a machine: orders to it, and code (LABELS.md §2 "other", §7).

Orders are never obeyed, nor is code read: both are blanked before anything else is found. What is
said beside code counts as if it stood alone; what is said beside an order is asked about.
"""

import re

from bot.understanding.lexemes import mentions

_VALUE = r"[^\n]{0,300}"
_CODE = re.compile(
    "|".join(
        (
            r"<(?:script|style|iframe|svg)\b[^\n]{0,300}?(?:</(?:script|style|iframe|svg)>|$)",
            r"<[a-z]+ [^<>\n]{0,300}=[^<>\n]{0,300}>",  # markup that does more than to adorn
            r"\{\{[^{}\n]{0,200}\}\}|[$#]\{[^{}\n]{0,200}\}|<%[^%\n]{0,200}%>|\$\([^()\n]{0,200}\)",
            r"`[^`\n]{1,200}`",
            r"\{\s?[\"'][^{}]{0,600}\}",  # an object of JSON
            r"\\[ux][0-9a-f]{2,4}",
            # A formula: at the beginning of a cell, which is a line.
            r"^ ?[=+@-][a-z]{1,20}(?:\([^()\n]{0,200}\)?|\|[^!\n]{0,200}![a-z0-9]+)",
            r"^ ?[=+@-][0-9]+[+*][^ \n]{1,80}",
            r"(?<![\w/.])(?:drop|alter|truncate|create) table \w+",
            rf"(?<![\w/.])(?:delete from|insert into|update \w+ set|union select) {_VALUE}",
            rf"(?<![\w/.])select [^\n]{{1,80}} from \w+{_VALUE}",
            r"' ?(?:or|and) '?\w+'? ?= ?'?\w+",
            r"(?<![\w/.])\w+=[\w%+-]+(?:&\w+=[\w%+-]+)+",  # fields of a form
        )
    ),
    re.MULTILINE,
)
_HINTS = frozenset("<{`\\=+@-|$'")
_SENTENCE_ENDS = re.compile(r"((?<=[.!?\n])(?!\w))")


def without_orders(text: str) -> tuple[str, bool]:
    """Normalised text with orders and code blanked, and whether there were orders."""
    found = text
    if not _HINTS.isdisjoint(text) or "table" in text or " from " in text or " into " in text:
        found = _CODE.sub(lambda code: " " * len(code[0]), text)
    if not mentions(found, "machine"):
        return found, False
    sentences = _SENTENCE_ENDS.split(found)
    kept = (" " * len(each) if mentions(each, "machine") else each for each in sentences)
    return "".join(kept), True
