"""Accents read from the keys that were meant to type them (LABELS.md §7).

Where accents tell two words apart, the keys do too: "chowf" and "cho72" are "chờ" (wait), not
"cho" (for). A word and its keys are compared without regard to where the keys stand in it.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable

_TELEX = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j",
          "\u031b": "w", "\u0306": "w"}  # fmt: skip
_VNI = {"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5",
        "\u0302": "6", "\u031b": "7", "\u0306": "8"}  # fmt: skip
_CIRCUMFLEX = "\u0302"  # in Telex the vowel typed twice

Typed = tuple[str, str]  # the plain word, and its keys in alphabetical order


def typed_forms(words: Iterable[str]) -> dict[Typed, str]:
    """Accented words by what typing them leaves where no input method is on."""
    return {form: word for word in words for form in (_form(word, _TELEX, "d"), _vni(word))}


def form_of(typed: str, plain: str) -> Typed:
    """What somebody typed, once the plain word in it is known."""
    keys = Counter(typed)
    keys.subtract(plain)
    return plain, "".join(sorted(keys.elements()))


def _vni(word: str) -> Typed:
    return _form(word, _VNI, "9")


def _form(word: str, keys: dict[str, str], stroke: str) -> Typed:
    plain, typed = "", ""
    for char in unicodedata.normalize("NFD", word):
        if char == "đ":
            plain, typed = plain + "d", typed + stroke
        elif char == _CIRCUMFLEX:
            typed += keys.get(char, plain[-1])
        elif unicodedata.combining(char):
            typed += keys[char]
        else:
            plain += char
    return plain, "".join(sorted(typed))
