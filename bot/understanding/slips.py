"""The word that was meant by one that is none: stretched, glued, or typed with a slip.

    "xonggg", "rồiii"       xong, roi
    "daxong", "hoànthành"   da xong, hoan thanh
    "xnog", "chưă", "đagn"  xong, chua, dang

Only words that decide what a reply means are ever made, only of what is neither a Vietnamese
syllable nor English, and only if one of them is near: a name stays a name.
"""

import re
from functools import lru_cache

from scheduler.rules.syllables import SYLLABLE, without_keys
from scheduler.rules.words import fold

_DECIDING_WORDS = """
xong roi chua dang khong duoc hoan thanh trinh trien khai thuc hien nop gui bao cao nhiem vuong
truoc tuan thang ngay phan tram khoang quyet duyet tien luong kinh huong
"""
_DECIDING = frozenset(_DECIDING_WORDS.split())
_BESIDE = """
da lam em anh chi sap gan moi vua hom nay mai sau xin gia han tre phi so lieu ho don vi ky cho
vu kip tat nhe
"""
_GLUED = _DECIDING.union(_BESIDE.split())
# Common English that looks like keys or a slip: "two" as "to", "team" as "trễ".
_ENGLISH_WORDS = """
air app arm as away been best box busy car chair chief choose cost data days deep did didn docs
docx does door down dozen est gas goes hair has hasn her here hire his how hurt if is isn its
keep kind last law left life list lose lost low lower march meet more most music must new
news next nor nose now of or owe own pair part pas past per photo piece plan poor post
power rest rise row saw says see seem seems seen sense sets sir six size soft sort sure tax
team teen term test text there things this those thus town tree tried trust turn two us use
view war warm warn was way ways we were west wet win wip won wrong yes
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED_END = re.compile(r"([^\W\d_])\1$")
_ROMAN = re.compile(r"[ivx]+")
_LETTERS = re.compile(r"[a-z]+")


def unstretched(word: str) -> str:
    """ "xonggg" as "xong"; "iii" is a number."""
    return word if _ROMAN.fullmatch(word) else _STRETCHED.sub(r"\1", word)


def mended(word: str, *, in_vni: bool = False) -> str:
    """The plain spelling of a lower-case word that is no short form."""
    plain = fold(word)
    if plain in _ENGLISH or SYLLABLE.fullmatch(plain) or _ROMAN.fullmatch(plain):
        return plain
    if parts := _parted(plain):
        return parts
    if plain == word and (keyless := without_keys(word, in_vni=in_vni)) != word:
        return keyless
    if not _LETTERS.fullmatch(plain):
        return plain
    once = _DOUBLED_END.sub(r"\1", plain)
    if once != plain and SYLLABLE.fullmatch(once):
        return once
    if plain != word and (keyless := without_keys(plain)) in _DECIDING:
        return keyless  # an accent and a key: "đangd", "chưaw"
    return _nearest(plain) or plain


def _parted(word: str) -> str | None:
    """ "daxong" as its words."""
    for length in range(len(word) - 1, 0, -1):
        head, rest = word[:length], word[length:]
        if head not in _GLUED or head in rest:
            continue
        tail = rest if rest in _GLUED else _parted(rest) if len(rest) > 3 else None
        if tail and not _DECIDING.isdisjoint([head, *tail.split()]):
            return f"{head} {tail}"
    return None


@lru_cache(maxsize=1)
def _slips() -> dict[str, str | None]:
    """Every slip of one letter of a deciding word; None where two words are as near."""
    made: dict[str, str | None] = {}
    for meant in _DECIDING:
        for slip in _one_slip(meant):
            made[slip] = None if slip in made else meant
    return made


def _one_slip(meant: str) -> set[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    swapped = {meant[:i] + meant[i + 1] + meant[i] + meant[i + 2 :] for i in range(len(meant) - 1)}
    if len(meant) < 4:  # too much is one letter away from "roi"
        return swapped
    dropped = {meant[:i] + meant[i + 1 :] for i in range(1, len(meant))}
    added = {meant[:i] + c + meant[i:] for i in range(1, len(meant) + 1) for c in letters}
    replaced = {meant[:i] + c + meant[i + 1 :] for i in range(1, len(meant)) for c in letters}
    return swapped | dropped | added | replaced


def _nearest(word: str) -> str | None:
    return _slips().get(word)
