"""A message as a row of lexemes: the longest phrases of vocabulary.py, and the words between them.

The phrases stand in a trie over words, so reading takes one step a word however long the
vocabulary grows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from bot.understanding.normalise import normalise
from bot.understanding.vocabulary import VOCABULARY

_TOKEN = re.compile(r"[0-9]+(?:[.,/:][0-9]+)*|[^\W\d_]+(?:['’/][^\W\d_]+)*|[^\s\w]|_|\w")
STOPS = frozenset('.,;!?():…"“”[]\n')
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")  # "xonggg"
_DAY_MONTH = re.compile(r"[0-3]?[0-9]/[01]?[0-9]")
_NUMERALS = frozenset(
    ["mot", "hai", "ba", "bon", "nam", "sáu", "bay", "tám", "chin", "muoi", "vai", "may"]
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A phrase or a word, and the concepts it is listed under."""

    text: str
    concepts: frozenset[str]


class _Node(dict[str, "_Node"]):
    __slots__ = ("concepts",)

    def __init__(self) -> None:
        self.concepts: frozenset[str] = frozenset()


def _spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """Each way to say a phrase: "hoan thanh/tat" is two."""
    words = [
        word.split("/") if word.replace("/", "").isalpha() and len(word) > 3 else [word]
        for word in phrase.split()
    ]
    yield from product(*words)


def _trie(vocabulary: Mapping[str, str]) -> _Node:
    root = _Node()
    for concept, phrases in vocabulary.items():
        for phrase in re.split(r",\s|\n", phrases):
            for words in _spellings(phrase.strip(" ,")):
                node = root
                for word in _TOKEN.findall(normalise(" ".join(words)).text):
                    node = node.setdefault(word, _Node())
                node.concepts |= {concept}
    root.concepts = frozenset()
    return root


_ROOT = _trie(VOCABULARY)
_NUMBER = frozenset({"number"})
_DAY = frozenset({"number", "time"})
_STOP = frozenset({"stop"})
_NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=64)  # one message is read for its orders first, then for its status
def lexemes(text: str) -> tuple[Lexeme, ...]:
    """Read normalised text; what no phrase begins with is a word of no concept, or a number."""
    tokens = _TOKEN.findall(_DRAWN_OUT.sub(r"\1", text).replace("\n", " . "))
    found: list[Lexeme] = []
    at, count = 0, len(tokens)
    while at < count:
        node, end, concepts = _ROOT, at + 1, _NOTHING
        for i in range(at, count):
            child = node.get(tokens[i])
            if child is None:
                break
            node = child
            if node.concepts:
                end, concepts = i + 1, node.concepts
        token = tokens[at]
        if end == at + 1:
            if token in STOPS:
                concepts |= _STOP
            elif token[0].isdigit() or token in _NUMERALS:
                concepts |= _DAY if _DAY_MONTH.fullmatch(token) else _NUMBER
        found.append(Lexeme(" ".join(tokens[at:end]), concepts))
        at = end
    return tuple(found)


def mentions(text: str, concept: str) -> bool:
    """Whether a phrase of the concept stands in the normalised text."""
    return any(concept in lexeme.concepts for lexeme in lexemes(text))
