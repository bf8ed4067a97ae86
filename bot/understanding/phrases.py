"""Tables of phrases, made into patterns for normalised text.

A phrase is written as people type it
without accents but for the words normalise.py keeps them of
("chậm"). `…` stands for up to three other words.
"""

import re

from bot.understanding.shorthand import APART
from scheduler.rules.words import fold

_GAP = r"(?: [^\s,.;:!?]+){0,3}?"


def _phrase(phrase: str, *, plain: bool) -> str:
    words = phrase.split()
    if plain and len(words) == 1 and words[0] in APART:
        return ""
    kept = (w if w == "…" or (w in APART and not plain) else fold(w) for w in words)
    return " ".join(map(re.escape, kept)).replace(r" …", _GAP)


# Without accents these are common words of other meanings: "kết quả", "em bàn giao".
_AMBIGUOUS = {
    "ket qua",
    "em ban",
    "qua ban",
    "nhieu ban",
    "minh ban",
    "toi ban",
    "ban hop",
    "thi ket",
    "roi ket",
}


def phrases(table: str, *, plain: bool = False) -> str:
    """An alternation of the phrases of a table; they stand between commas or on lines.

    `plain`: for a text without any accent.
    """
    found = (p for part in table.splitlines() for p in part.split(",") if p.strip())
    spelled = {_phrase(p, plain=plain) for p in found} - {""}
    if plain:
        spelled -= _AMBIGUOUS
    return "|".join(sorted(spelled, key=len, reverse=True))
