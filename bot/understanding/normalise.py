"""One spelling for what officers type, with the way back to what they typed.

Accents go, because half of all replies carry none. Only where two common words differ by nothing
but their accents ("sáu" six, "sau" after) does an accented one keep them: see `APART`. Shorthand,
dialect words, and Telex or VNI keys left in the text become the plain word. Every character of the
result knows the raw characters it stands for, so a blocker can be quoted as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass

from scheduler.rules.syllables import without_keys
from scheduler.rules.words import fold

# Words that keep their accents when typed with them; each folds into another word of replies.
_APART = """
dạ tôi tối từ tám tầm sáu mốt nửa kìa chờ đợi dời hoãn chậm trễ muộn bận nghỉ nhầm lầm lắm
mãi mải mái mài mại
tắc kẹt lỗi hỏng đó đô đồ đổ đỏ tài tái chứa chữa lũ bão cháy
"""
APART = frozenset(_APART.split())

# English words of time that would pass for Vietnamese ones with keys in them ("net" typed "next").
ENGLISH = frozenset({"next", "this", "now", "days", "last", "of", "more", "march", "us"})

# Keys are looked up as typed (accented), then folded.
SHORTHAND = {
    short: plain
    for plain, shorts in {
        "khong": "k ko kh hk hok hong hổng hông kg kô hem khg",
        "roi": "r rui rùi gòi ròi",
        "lam": "lm mần man",
        "dang": "dag đag dg đg đng",
        "hoan thanh": "hthanh h.thanh h.thành hthành ht",
        "hoan tat": "htat h.tat h.tất",
        "xong": "xog xg xoq xongg",
        "duoc": "dc đc dk đk dx đx",
        "chua": "chx chưaa",
        "gi": "j",
        "em": "e iem",
        "minh": "tui",
        "hom nay": "hnay",
        "hom qua": "hqua",
        "hom": "bữa bua",
        "nay": "ni",
        "mai": "mơi",
        "nhung": "nhug nhg nhưg",
        "ok": "oke okie okay okê okela okey okii oki",
        "vang": "vâg vag vg",
        "nhe": "nge nghen nhen nha nhá nghe hen",
        "truoc": "trc",
        "voi": "vs",
        "moi": "ms",
        "thoi gian": "tg",
        "nua": "nx",
        "bay gio": "bh chừ",
        "nhu the nao": "ntn",
        "vay": "z v rứa",
        "sao": "răng",
        "dau": "mô",
        "nguoi": "ng",
        "deadline": "dl",
        "mung": "mồng",
        "phan tram": "pt",
        "thu 2": "t2",
        "thu 3": "t3",
        "thu 4": "t4",
        "thu 5": "t5",
        "thu 6": "t6",
        "thu 7": "t7",
        "chu nhat": "cn",
        "kinh phi": "kp",
        "so lieu": "sl",
        "cam on": "tks thks thanks",
    }.items()
    for short in shorts.split()
}

# Half of "cho", typed without accents, is "chờ" (wait): told by what follows.
_WAITED_FOR = re.compile(
    r"(?<!\w)(cho|doi)(?= (?:ky|duyet|phe duyet|so lieu|huong dan|y kien|kinh phi|von|van ban"
    r"|phan hoi|chi dao|ket qua|tham dinh|thong tu|cap tren|tinh|bo|ubnd|trung uong|mat bang"
    r"|so |sep|lanh dao|xa gui|cac))"
)
_WORD = re.compile(r"(?<!\w)[^\W\d_]\.(?:thanh|thành|tat|tất)(?!\w)|[^\W_]+")


@dataclass(frozen=True)
class Said:
    """A message ready for matching; `starts` and `ends` lead back into `raw`."""

    raw: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """The raw characters behind text[start:end]."""
        return self.raw[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def with_text(self, text: str) -> "Said":
        """The same message with some of its characters blanked."""
        assert len(text) == len(self.text)
        return Said(self.raw, text, self.starts, self.ends)


def normalise(raw: str) -> Said:
    """Return the message in one spelling (LABELS.md §7)."""
    text, starts, ends = _composed(raw)
    out: list[str] = []
    where: list[tuple[int, int]] = []
    at = 0
    for word in [*_WORD.finditer(text), None]:
        stop = word.start() if word else len(text)
        for i in range(at, stop):
            _put(out, where, text[i], (starts[i], ends[i]))
        if word:
            first, last = word.span()
            plain = _spelling(word[0])
            if len(plain) == last - first:
                places = [(starts[i], ends[i]) for i in range(first, last)]
            else:
                places = [(starts[first], ends[last - 1])] * len(plain)
            out.append(plain)
            where.extend(places)
            at = last
    spelled = "".join(out)
    if text.isascii():
        spelled = _WAITED_FOR.sub(lambda m: {"cho": "chờ", "doi": "đợi"}[m[1]], spelled)
    return Said(raw, spelled, tuple(s for s, _ in where), tuple(e for _, e in where))


def _put(out: list[str], where: list[tuple[int, int]], char: str, place: tuple[int, int]) -> None:
    """Append what is not a word: one blank for many, and plain marks for typographic ones."""
    if char in "\r\n\u2028\u2029":
        char = "\n"
    elif char.isspace():
        char = " "
    elif char in "–—−‐‑‒―":
        char = "-"
    if char == " " and (not out or out[-1] in (" ", "\n")):
        return
    out.append(char)
    where.append(place)


def _composed(raw: str) -> tuple[str, list[int], list[int]]:
    """NFKC, lower case, without format characters; with the raw span of every character."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(raw):
        end = at + 1
        while end < len(raw) and unicodedata.category(raw[end]) == "Mn":
            end += 1
        for char in unicodedata.normalize("NFKC", raw[at:end]).lower():
            if unicodedata.category(char) not in ("Cf", "Mn"):
                out.append("/" if char == "\N{FRACTION SLASH}" else char)
                starts.append(at)
                ends.append(end)
        at = end
    return "".join(out), starts, ends


def _spelling(word: str) -> str:
    if word in APART or word in ENGLISH:
        return word
    if word in SHORTHAND:
        return SHORTHAND[word]
    plain = fold(word)
    return without_keys(word) if word == plain else plain
