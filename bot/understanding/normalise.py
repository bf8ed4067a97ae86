"""One spelling for what officers type, with the way back to what they typed (LABELS.md §7).

Accents go, because half of all replies carry none. Only where two common words differ by nothing
but their accents ("sáu" six, "sau" after) does an accented one keep them: see `APART`. Short forms
and dialect (shorthand.py), keys of Telex and VNI, and slips of the finger (slips.py) become the
plain word. Every character of the result knows the raw characters it stands for, so a blocker can
be quoted as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.characters import Places, composed
from bot.understanding.keys import form_of, typed_forms
from bot.understanding.shorthand import (
    APART,
    DOTTED,
    IN_CONTEXT,
    WAITED_FOR,
    WAITED_FOR_BARE,
    WAITS,
    expanded,
)
from bot.understanding.slips import mended, unstretched
from scheduler.rules.syllables import SYLLABLE
from scheduler.rules.words import fold

__all__ = ["TAKEN_AT_MOST", "Said", "blanked", "normalise"]

TAKEN_AT_MOST = 6000  # raw characters; nobody reads on, and some of them stand for nothing

_LONGEST_WORD = 24
_NEARBY = 24  # characters beside a short form that tell its meaning

_BY_KEYS = typed_forms(APART)


def _without_accent(char: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))
    return bare if len(bare) == 1 else char


# One character for one: letters without accents, one kind of blank, line end, dash and apostrophe.
_PLAIN = {
    **{ord(c): _without_accent(c) for c in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])},
    **dict.fromkeys(map(ord, "đð"), "d"),
    **dict.fromkeys(map(ord, "\r\n\u2028\u2029"), "\n"),
    **dict.fromkeys(map(ord, "–—−‐‑‒―"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ´"), "'"),
    **dict.fromkeys([*map(ord, "\t\v\f\x1c\x1d\x1e\x1f\x85"), 0x3000], " "),
}
# Blanks after a blank or at the start of a line, and words.
_TOKEN = re.compile(rf"(?<![^ \n]) +|(?<!\w){DOTTED}(?!\w)|[^\W_]+")
_NUMBERED = re.compile(r"[0-9]/$")
_IN_VNI = re.compile(
    r"(?<![^\W_])(?!(?:nv|bc)[0-9])(?:[a-z]{1,6}[1-9][a-z]{1,6}[0-9]{0,2}|d9[a-z]{1,6}[0-9]{0,2}"
    r"|[a-z]{2,6}(?:[678][1-5]|[1-5][678]))(?![^\W_])"
)
_GLUED_NUMBER = re.compile(
    r"([0-9]{1,4})(ngay|thang|tuan|nam|hom|bua|xa|phuong|don vi|viec|ho|trieu|tr|ty|phan|hs|dv)"
)
# "nv3xong": a code and what is said of it.
_GLUED_STATUS = re.compile(
    r"((?:nv|bc)[0-9]{1,4})((?:xong|done|ok|roi|chua|dang|da|lam|hoan|ht|bi|vuong|tac|ket|xin|nop"
    r"|gui|trinh|ko|khong|duoc|dc|dat|tre|cham)[a-z]{0,12})"
)
_GLUED_TIME = re.compile(r"(ngay|thang|tuan|quy|thu|mung|hom|nam)([0-9]{1,4})")


@dataclass(frozen=True)
class Said:
    """A message ready for matching; `starts` and `ends` lead back into `raw`."""

    raw: str
    text: str
    starts: Places
    ends: Places

    def quote(self, start: int, end: int) -> str:
        """The raw characters behind text[start:end]."""
        return self.raw[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def with_text(self, text: str) -> "Said":
        """The same message with some of its characters blanked."""
        assert len(text) == len(self.text)
        return Said(self.raw, text, self.starts, self.ends)


def blanked(text: str, places: Iterable[tuple[int, int]], mark: str = " ") -> str:
    """The text with these places (start, end) blanked; its length stays."""
    for start, end in places:
        text = text[:start] + mark * (end - start) + text[end:]
    return text


def normalise(raw: str) -> Said:
    """Return the message, or the beginning of a very long one, in one spelling."""
    typed, starts, ends = composed(raw[:TAKEN_AT_MOST])
    plain = typed.translate(_PLAIN)
    pieces: list[str] = []
    firsts: list[int] = []
    lasts: list[int] = []
    at = 0
    for begin, end, new in _changes(typed, plain):
        pieces += (plain[at:begin], new)
        firsts += starts[at:begin]
        lasts += ends[at:begin]
        if len(new) == end - begin:
            firsts += starts[begin:end]
            lasts += ends[begin:end]
        else:
            firsts += [starts[begin]] * len(new)
            lasts += [ends[end - 1]] * len(new)
        at = end
    if not pieces:
        return Said(raw, plain, starts, ends)
    pieces.append(plain[at:])
    firsts += starts[at:]
    lasts += ends[at:]
    return Said(raw, "".join(pieces), firsts, lasts)


def _changes(typed: str, plain: str) -> Iterator[tuple[int, int, str]]:
    """Where the plain text says something else than the word meant, and what that is."""
    waited_for = WAITED_FOR_BARE if typed.isascii() else WAITED_FOR
    in_vni = bool(_IN_VNI.search(typed))
    for token in _TOKEN.finditer(plain):
        begin, end = token.span()
        bare, word = token[0], typed[begin:end]
        if bare[0] == " ":
            meant = ""
        elif end - begin > _LONGEST_WORD or not bare.isascii():
            continue  # no word of ours
        elif _NUMBERED.search(plain, max(0, begin - 2), begin):
            continue  # "12/KH-UBND"
        elif word in IN_CONTEXT:
            before = plain[max(0, begin - _NEARBY) : begin]
            meant = IN_CONTEXT[word](before, plain[end : end + _NEARBY])
        elif word in WAITS and waited_for.match(typed, end):
            meant = WAITS[word]
        else:
            meant = _meant(word, in_vni)
        if meant != bare:
            yield begin, end, meant


@lru_cache(maxsize=8192)
def _meant(word: str, in_vni: bool) -> str:
    """The plain spelling of one word, whatever stands beside it."""
    if word in APART:
        return word
    if short := expanded(word):
        return short
    once = unstretched(word)
    if once != word and (meant := once if once in APART else expanded(once) or mended(once)):
        return meant if SYLLABLE.fullmatch(fold(meant)) or " " in meant else fold(word)
    if not in_vni and (glued := _GLUED_TIME.fullmatch(word)):
        return f"{glued[1]} {glued[2]}"
    if glued := _GLUED_NUMBER.fullmatch(word.translate(_PLAIN)):
        unit = glued[2]
        return f"{glued[1]} {'trieu' if unit == 'tr' else expanded(unit) or unit}"
    if glued := _GLUED_STATUS.fullmatch(word.translate(_PLAIN)):
        return f"{glued[1]} {_meant(word[glued.end(1) :], in_vni=False)}"
    plain = mended(word, in_vni=in_vni)
    return _BY_KEYS.get(form_of(word, plain), plain)
