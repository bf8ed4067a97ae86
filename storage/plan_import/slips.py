"""A name of a unit with a letter read wrongly, and what it was meant to be.

    "Sở Khoa họe và Công nghệ"   said once, where the plan says "Sở Khoa học và Công nghệ" often
    "Sở Nộl vụ"                  said once, "Nộl" is no syllable, "Nội" is

Whoever sends the plan is asked whether it is so (`units.gather`).
"""

import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from scheduler.rules.syllables import SYLLABLE
from scheduler.rules.words import fold

LONG_NAME = 25  # letters; from here on two of them may be wrong
_NUMBER = re.compile(r"\b(?:\d+[a-z]?|i{1,3}|iv|v|vi{1,3}|ix|x|[a-z])\b")
_READ_FOR = {"l": "i", "1": "i", "|": "i", "0": "o", "5": "s"}  # what stands: what was


class Wording:
    """The words of a plan, to look up how often a name is said and what it is a slip of."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: list[str] = []
        for text in texts:
            self._words += [*_words(text), ""]  # no name goes on in the next paragraph
        self._folded = [fold(word) for word in self._words]
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._folded):
            self._places.setdefault(word, []).append(place)

    def count(self, name: str) -> int:
        """How often the name is said, in whatever capitals."""
        wanted = [word.casefold() for word in _words(name)]
        return sum(
            [word.casefold() for word in said] == wanted for said in self._as_long_as(wanted)
        )

    def meant_by(self, name: str) -> str | None:
        """The name that this one misses by a letter or two, if the plan says it more often.

        Where this one is no Vietnamese, once is enough.
        """
        wanted = _words(name)
        folded = fold(" ".join(wanted))
        near: dict[str, Counter[str]] = {}
        for said in self._as_long_as(wanted):
            other = " ".join(said)
            if fold(other) != folded and misses(folded, fold(other)):
                near.setdefault(other.casefold(), Counter())[other] += 1
        spellings = max(near.values(), key=Counter.total, default=Counter())
        if not spellings:
            return None
        ((meant, _),) = spellings.most_common(1)
        often = spellings.total() > max(self.count(name), 1)
        if not often and (_is_readable(name) or not _is_readable(meant)):
            return None
        return _as_written(meant, name)

    def _as_long_as(self, wanted: list[str]) -> list[list[str]]:
        places = self._places.get(fold(wanted[0]), []) if wanted else []
        return [self._words[place : place + len(wanted)] for place in places]


def misses(one: str, other: str) -> bool:
    """Whether two folded names may be one with a letter read wrongly; numbers never are."""
    if _NUMBER.findall(one) != _NUMBER.findall(other):
        return False
    allowed = 2 if min(len(one), len(other)) >= LONG_NAME else 1
    return Levenshtein.distance(one, other, score_cutoff=allowed) <= allowed


def mended(name: str) -> str:
    """The name with what is no Vietnamese syllable made one, where a single letter does it."""
    return re.sub(r"\w{2,}", lambda found: _mended(found[0]), name)


def _is_readable(name: str) -> bool:
    words = [word for word in _words(name) if not word.isupper() and not word.isdecimal()]
    return all(SYLLABLE.fullmatch(fold(word)) for word in words)


def _mended(word: str) -> str:
    letters = sum(char.isalpha() for char in word)
    if word.isupper() or letters < 2 or SYLLABLE.fullmatch(fold(word)):
        return word
    ways = {
        word[:place] + _READ_FOR[char] + word[place + 1 :]
        for place, char in enumerate(word)
        if char in _READ_FOR
    }
    syllables = [way for way in ways if SYLLABLE.fullmatch(fold(way))]
    return syllables[0] if len(syllables) == 1 else word


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _as_written(meant: str, name: str) -> str:
    """The words of the name that is meant, with the dashes and commas of the other."""
    words = iter(meant.split())
    return re.sub(r"\w+", lambda _: next(words), name)
