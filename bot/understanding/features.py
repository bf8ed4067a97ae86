"""What the model is told of a reply: its words and letters, the kinds of words, and the facts.

Figures are told by their shape only ("0", "00", "0/0"), and codes are blanked before: a model that
knew NV12 would know our examples, not the language.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import product

from bot.understanding.lexemes import Lexeme, lexemes
from bot.understanding.normalise import Said

MOST_LEXEMES = 80  # a status is said in less
_NOT_LISTED = frozenset({"_"})
MOST_TYPED = 1500  # characters
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"[0-9]")


def features(said: Said, kind: str, facts: Collection[str]) -> set[str]:
    """The features of one subject's words, without codes; `facts`: what the rules found in them."""
    row = lexemes(said.text)[:MOST_LEXEMES]
    words = [_shape(word) for lexeme in row for word in lexeme.text.split()]
    told = {f"kind {kind}"}
    told.update(f"fact {fact}" for fact in facts)
    told.update(f"{kind} {fact}" for fact in facts)
    told.update(_of_words(["^", *words, "$"]))
    told.update(_as_typed(said.quote(0, len(said.text))))
    told.update(_of_letters(" ".join(["", *words, ""])))
    told.update(_of_concepts([lexeme.concepts for lexeme in row if lexeme.concepts], "known"))
    told.update(_of_concepts(_collapsed(row), "row"))
    return told


def _shape(word: str) -> str:
    if not word[0].isdigit():
        return word
    if "/" in word:
        return "0/0"
    return "0" if len(word) == 1 else "00"


def _of_words(words: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        yield f"word {word}"
        if at:
            yield f"words {words[at - 1]} {word}"


def _as_typed(raw: str) -> Iterator[str]:
    """The words with their accents, of somebody who types them."""
    if raw.isascii():
        return
    typed = unicodedata.normalize("NFC", raw[:MOST_TYPED]).lower()
    words = ["^", *(_shape(word) for word in _WORD.findall(typed)), "$"]
    for at, word in enumerate(words):
        yield f"typed {word}"
        if at:
            yield f"typed {words[at - 1]} {word}"


def _of_letters(text: str) -> Iterator[str]:
    """Three to five letters in a row, across words: what slips and unlisted words leave whole."""
    text = _DIGIT.sub("0", text)
    for size in (3, 4, 5):
        for at in range(len(text) - size + 1):
            yield f"…{text[at : at + size]}"


def _collapsed(row: Sequence[Lexeme]) -> list[frozenset[str]]:
    """The concepts in their order; words of no concept between them leave one mark."""
    out: list[frozenset[str]] = []
    for lexeme in row:
        concepts = lexeme.concepts or _NOT_LISTED
        if concepts is not _NOT_LISTED or not out or out[-1] is not _NOT_LISTED:
            out.append(concepts)
    return out


def _of_concepts(row: Sequence[frozenset[str]], name: str) -> Iterator[str]:
    """One to three concepts side by side."""
    edged = [frozenset("^"), *row, frozenset("$")]
    for at in range(len(edged)):
        for size in (1, 2, 3):
            part = edged[at : at + size]
            if len(part) == size:
                for one in product(*part):
                    yield f"{name} {' '.join(one)}"
