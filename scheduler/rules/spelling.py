"""A phrase about time in one spelling, with the way back to what was written.

    "trướcngày 15 /8/ 2O26", "truwowcs ngayf 15/8/2026", "tr ước ngày l5.8.2026"
                                            truoc ngay 15/8/2026
    "Quý lI/2026", "quys 2/2026"            quy ii/2026, quy 2/2026
    "thánq 8/26", "T8/2026", "tháng Tám"    thang 8/2026

Accents go (`words.fold`), then slips of the keyboard, of an input method, and of text recognition
are mended. Only words of time are ever made, only of what is no Vietnamese syllable, and only
beside a number or another word of time: an ordinary word stays what it is.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from scheduler.rules.syllables import SYLLABLE, without_keys
from scheduler.rules.words import fold

_CORE = frozenset({"ngay", "thang", "nam", "quy", "tuan", "thu", "truoc", "hang"})
_BESIDE = """
cham nhat muon den het trong cuoi dau moi sau tu ke gio khong qua lam viec cung dinh ky vong mung
han xong hoan thanh va cua giua tung thoi gian
"""
_TIME_WORDS = _CORE.union(_BESIDE.split())
_CONFUSED = {  # one letter that text recognition takes for another
    "g": "q", "q": "g", "y": "v", "c": "e", "e": "c", "h": "b", "b": "h", "n": "u", "u": "n",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """`text` is ready for matching; `starts[i]` is where its i-th character began in `raw`."""

    raw: str
    text: str
    starts: tuple[int, ...]

    def quote(self, begin: int, end: int) -> str:
        """What was written where text[begin:end] is read."""
        if begin >= end:
            return ""
        last = self.starts[end - 1]
        # Characters put in by a repair share their place with the one before.
        stop = bisect_right(self.starts, last)
        after = self.starts[stop] if stop < len(self.starts) else len(self.raw)
        quoted = self.raw[self.starts[begin] : after].strip()
        return quoted.rstrip(" .;,:)]") if end == len(self.text) else quoted

    def sub(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> "Said":
        """Replace what the pattern finds, remembering where it stood."""
        pieces: list[str] = []
        starts: list[int] = []
        at = 0
        for found in pattern.finditer(self.text):
            new = replace(found)
            if new == found[0]:
                continue
            begin, end = found.span()
            pieces += [self.text[at:begin], new]
            starts += self.starts[at:begin]
            own = self.starts[begin:end]
            starts += [own[min(i * len(own) // len(new), len(own) - 1)] for i in range(len(new))]
            at = end
        if not pieces:
            return self
        pieces.append(self.text[at:])
        starts += self.starts[at:]
        return Said(self.raw, "".join(pieces), tuple(starts))


def spelled(text: str) -> Said:
    """The phrase folded, mended, with numbers as digits and dates as 15/8/2026."""
    said = _folded(text)
    for pattern, replace in _REPAIRS:
        said = said.sub(pattern, replace)
    return said


def _folded(text: str) -> Said:
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    raw = " ".join("".join(c for c in composed if unicodedata.category(c) != "Cf").split())
    pieces: list[str] = []
    starts: list[int] = []
    for at, char in enumerate(raw):
        plain = " " if char == " " else _plain(char)
        if plain == " " and pieces and pieces[-1] == " ":
            continue
        pieces += plain
        starts += [at] * len(plain)
    return Said(raw, "".join(pieces), tuple(starts))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    return {"\N{FRACTION SLASH}": "/", "\N{DIVISION SLASH}": "/", "\\": "/"}.get(char) or fold(char)


# --- the repairs, in their order ----------------------------------------------------------------


def _same(text: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found.expand(text)


def _digits(found: re.Match[str]) -> str:
    return found[0].translate(str.maketrans("oil|", "0111"))


def _roman(found: re.Match[str]) -> str:
    """ "quy ll", "quy 1v": text recognition reads I as l or 1."""
    return str(found[1]) + re.sub(r"(?<![a-z])[il1|v]*[il|v][il1|v]*(?![a-z0-9])", _ones, found[2])


def _ones(found: re.Match[str]) -> str:
    return re.sub("[l1|]", "i", found[0])


_NUMBER_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "muoi lam": 15, "hai muoi": 20,
    "hai muoi lam": 25, "ba muoi": 30, "gieng": 0, "chap": 0,
}  # fmt: skip
_NUMBER_WORD = "|".join(sorted((w for w, n in _NUMBER_WORDS.items() if n), key=len, reverse=True))


def _number(found: re.Match[str]) -> str:
    return f"{found[1]}{_NUMBER_WORDS[found[2]]}"


def _keys(found: re.Match[str]) -> str:
    """A word of time typed with Telex or VNI keys left in it."""
    plain = without_keys(found[0])
    return plain if plain in _TIME_WORDS else found[0]


def _glued(found: re.Match[str]) -> str:
    parts = _parts(found[0])
    return " ".join(parts) if parts else found[0]


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    """ "truocngay" as its words of time; nothing if it is anything else."""
    if len(word) < 6 or SYLLABLE.fullmatch(word):
        return ()
    for length in range(len(word) - 2, 1, -1):
        head, rest = word[:length], word[length:]
        if head in _TIME_WORDS:
            tail = (rest,) if rest in _TIME_WORDS else _parts(rest)
            if tail and (head in _CORE or _CORE & set(tail)):
                return (head, *tail)
    return ()


def _split(found: re.Match[str]) -> str:
    """ "th ang", "tr uoc": two pieces of one word of time, one of which is no word itself."""
    joined = found[1] + found[2]
    broken = not (SYLLABLE.fullmatch(found[1]) and SYLLABLE.fullmatch(found[2]))
    return joined if joined in _CORE and broken else found[0]


def _slipped(found: re.Match[str]) -> str:
    plain = _nearest(found[0])
    if plain is None:
        return found[0]
    before = found.string[: found.start()].split()[-1:]
    after = found.string[found.end() :].split()[:1]
    beside = [*before, *after]
    return (
        plain if any(re.search(r"\d|^i{1,3}$|^iv$", w) or w in _CORE for w in beside) else found[0]
    )


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str | None:
    """The one word of time that is a slip away from what is no syllable: "thanq", "nagy"."""
    if SYLLABLE.fullmatch(word) or not 3 <= len(word) <= 6 or not word.isascii():
        return None
    near = {each for each in _CORE if _a_slip_apart(word, each)}
    return near.pop() if len(near) == 1 else None


def _a_slip_apart(word: str, meant: str) -> bool:
    if word.replace("rn", "m") == meant or word.replace("ii", "u") == meant:
        return True
    if len(word) == len(meant):
        differ = [i for i in range(len(word)) if word[i] != meant[i]]
        if len(differ) == 1:
            wrong, right = word[differ[0]], meant[differ[0]]
            return len(meant) > 3 or _CONFUSED.get(wrong) == right
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        return (
            swapped and word[differ[0]] == meant[differ[1]] and word[differ[1]] == meant[differ[0]]
        )
    longer, shorter = sorted((word, meant), key=len, reverse=True)
    if len(longer) != len(shorter) + 1 or len(meant) < 4:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _short_year(found: re.Match[str]) -> str:
    return f"{found[1]}20{found[2]}"


_D = r"(?<![\d/.,])\d{1,2}"
_REPAIRS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<=[a-z])0(?=[a-z]{2})"), _same("o")),  # "tru0c"
    (re.compile(r"(?<![a-z])qui(?![a-z])"), _same("quy")),  # "quí" and "quý" are the same word
    (re.compile(r"(?<![a-z])[i1|]am(?= viec(?![a-z]))"), _same("lam")),
    (
        re.compile(r"(?<![a-z])(?:thuong xu[vi]en|thuog xuyen|thuong xuyn)(?![a-z])"),
        _same("thuong xuyen"),
    ),
    (
        re.compile(
            r"(?<![a-z0-9])(ngay|thang|quy|nam|tuan|thu|hang)[1-9]{1,2} (?=\d|i|thang|tuan|quy|nam)"
        ),
        _same(r"\1 "),
    ),
    # Words glued to each other or to their number; words broken in two; keys left in; slips.
    (
        re.compile(
            r"(?<![a-z])(truoc|ngay|thang|nam|quy|tuan|den|het)(?=\d?[\doil]{1,2}(?:[/.-]\d"
            r"|\b|nam|thang)|\d{4}\b)"
        ),
        _same(r"\1 "),
    ),
    (
        re.compile(r"(?<![a-z])([a-z]{4,})(?=\d{1,4}\b)"),
        lambda m: _glued(m) + (" " if _parts(m[0]) else ""),
    ),
    (re.compile(r"(?<=\d)(thang|nam|ngay)(?![a-z])"), _same(r" \1")),
    (re.compile(r"(?<![a-z])(quy)(?=(?:iv|i{1,3}|[il1|v]{1,3})(?![a-z]))"), _same("quy ")),
    (re.compile(r"(?<![^\W_])[a-z][a-z0-9]{2,11}(?![^\W_])"), _keys),
    (re.compile(r"(?<![^\W_])[a-z]{6,}(?![^\W_])"), _glued),
    (re.compile(r"(?<![^\W_])([a-z]{1,4}) ([a-z]{1,3})(?![^\W_])"), _split),
    (re.compile(r"(?<![^\W_])[a-z]{3,6}(?![^\W_])"), _slipped),
    (
        re.compile(r"(?<![a-z])(?:trc|tuoc|truo|ruoc)(?= ngay \d| \d{1,2}/| thang \d| thu [2-7])"),
        _same("truoc"),
    ),
    # Letters for digits, and the numbers of quarters.
    (
        re.compile(
            r"((?<![a-z])quy )((?:[il1|v]+(?: ?(?:-|,|va|den) ?(?:quy )?(?=[il1|v]))?)+(?![a-z]))"
        ),
        _roman,
    ),
    (re.compile(r"(?<![^\W_]|[/|-])(?=[oil|]*\d)[\doil|]{2,4}(?![^\W_|])"), _digits),
    (re.compile(r"(?<=\d[/.])(?=[oil|]*\d)[\doil|]{2,4}(?![^\W_|])"), _digits),
    (
        re.compile(r"(?:(?<=ngay )|(?<=truoc ))[oil|]{1,2}(?=/\d)|(?<=\d/)[oil|]{1,2}(?=/\d)"),
        _digits,
    ),
    (
        re.compile(
            rf"(?<![a-z])((?:ngay|thang|quy) )(?:mung |mong )?({_NUMBER_WORD})(?= thang [^\W_]"
            rf"|,? nam \d|/\d)"
        ),
        _number,
    ),
    (
        re.compile(
            rf"(?<![a-z])((?:ngay|thang|quy|mung|mong) (?:mung |mong )?)(?!sau|nam"
            rf"|tu )({_NUMBER_WORD})(?= hang| cua|,|$)"
        ),
        _number,
    ),
    (re.compile(rf"(?<![a-z])(mung |mong )({_NUMBER_WORD})(?![a-z])"), _number),
    # Dates with blanks, dots, two digits of a year, or the year first.
    (re.compile(r"(?<=\d) ?/{1,2} ?(?=\d)"), _same("/")),
    (re.compile(rf"({_D}) ?\. ?(\d{{1,2}}) ?\. ?(\d{{4}}|\d\d)(?![\d.])"), _same(r"\1/\2/\3")),
    (re.compile(rf"({_D}/\d{{1,2}})[.-](\d{{4}})(?!\d)"), _same(r"\1/\2")),
    (re.compile(rf"({_D}) - (\d{{1,2}}) - (\d{{4}})(?!\d)"), _same(r"\1/\2/\3")),
    (re.compile(r"(?<=/)(20) (\d\d)(?!\d)"), _same(r"\1\2")),
    (re.compile(r"(?<![\d/.-])(20\d\d)[-/](\d{1,2})[-/](\d{1,2})(?![\d/-])"), _same(r"\3/\2/\1")),
    (re.compile(rf"({_D}[/-]\d{{1,2}}[/-])(\d\d)(?![\d/])"), _short_year),
    (re.compile(r"((?<![a-z])(?:quy |q)(?:iv|i{1,3}|[1-4]) ?/ ?)(\d\d)(?![\d/])"), _short_year),
    # Short forms.
    (re.compile(r"(?<![a-z])q([1-4]) (?=\d{4}(?!\d))"), _same(r"quy \1/")),
    (  # "T9-T12/2026": the first one has no year of its own
        re.compile(
            r"(?<![a-z0-9])t(?:h)?(?:ang)?\.? ?(\d{1,2})(?= ?(?:-|–|—|den|toi) ?"
            r"t(?:h)?(?:ang)?\.? ?\d{1,2}/(?:\d\d){1,2}(?!\d))"
        ),
        _same(r"thang \1"),
    ),
    (  # "9/2026-12/2026"
        re.compile(r"(?<![\d/.-])(\d{1,2}/20\d\d) ?[-–—] ?(?=\d{1,2}/20\d\d(?![\d/]))"),
        _same(r"thang \1 - thang "),
    ),
    (
        re.compile(
            r"(?<![a-z0-9])t(?:h)?(?:ang)?\.? ?(\d{1,2})(?=/(?:\d\d){1,2}(?!\d))(?!/\d{1,2}/)"
        ),
        _same(r"thang \1"),
    ),
    (
        re.compile(r"(?<![a-z0-9/-])t(?:hu )?\.?([2-7])(?=,? (?:hang|hằng|moi|tuan)\b)"),
        _same(r"thu \1"),
    ),
    (re.compile(r"(?<![a-z0-9])cn(?= (?:hang|moi) tuan)"), _same("chu nhat")),
    (re.compile(r"(?<![a-z])mong (?=\d)"), _same("mung ")),
    (re.compile(r"(?<![a-z])(?:ngay )?mung (?=\d)"), _same("ngay ")),
    (
        re.compile(r"(?<![a-z])(?:tre|cham|muon) nhut(?![a-z])|(?<![a-z])tre nhat(?![a-z])"),
        _same("cham nhat"),
    ),
)
