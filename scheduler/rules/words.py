"""Vietnamese words without their accents.

Officers write "đã xong", "da xong" and "ĐÃ  XONG" and mean the same, so whatever compares words
compares folded ones. The letter đ has to be named: Unicode does not decompose it.
"""

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACED_DASH = re.compile(r"\s*-\s*")


def fold(text: str) -> str:
    """Return the text in lower case, with single spaces, plain dashes and no accents.

    Zero-width and direction marks vanish; Đ may also come as Ð (U+00D0).
    """
    compatible = unicodedata.normalize("NFKC", text).lower()
    plain = unicodedata.normalize("NFD", compatible.replace("đ", "d").replace("ð", "d"))
    for sign in set(plain):
        if not sign.isascii() and unicodedata.category(sign) in ("Mn", "Cf"):
            plain = plain.replace(sign, "")
    return " ".join(_DASHES.sub("-", plain).split())


def plain(text: str) -> str:
    """The text folded character for character: what is found in it stands there in the text."""
    return "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    folded = fold(char)
    if len(folded) == 1:
        return folded
    return " " if char.isspace() and char != "\n" else char


@lru_cache(maxsize=4096)  # the same names are compared again and again
def fold_name(text: str) -> str:
    """Fold the name of a unit or a person for comparison (PLAN_FORMAT.md §2).

    Every dash with its spaces is one dash; final punctuation goes.
    """
    return _SPACED_DASH.sub("-", fold(text)).strip(" ./,;:")
