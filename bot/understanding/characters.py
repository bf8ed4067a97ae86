"""One form for every character, with the raw characters it stands for (LABELS.md §7).

Lower case, compatible forms (full-width digits, ligatures, ½), accents joined to their letter
whichever way they were typed, and none of the characters nobody sees. Nearly every message is
already so, and is taken over whole; only runs of other characters are looked at one by one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

# Marks that join, and what is not seen: zero-width, direction, variation and tag characters.
_HIDDEN = (
    "\u0300-\u036f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20f0\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef"
)
_ANY_HIDDEN = re.compile(f"[{_HIDDEN}]")
_ODD_RUN = re.compile(
    "(?:[^\u0300-\u036f][\u0300-\u036f]{1,6}|[^\\x00-\\x7f\u00c0-\u017f\u01a0\u01a1\u01af\u01b0"
    "\u1ea0-\u1ef9])+"
)
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]{1,6}|.", re.DOTALL)
_SLASHES = str.maketrans("\N{FRACTION SLASH}\N{DIVISION SLASH}", "//")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})

Places = Sequence[int]


def composed(raw: str) -> tuple[str, Places, Places]:
    """The text in one form, and for each of its characters where its raw ones begin and end."""
    if _is_plain(raw):
        lower = raw.lower()
        return lower.translate(_SLASHES), range(len(raw)), range(1, len(raw) + 1)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for begin, stretch, is_plain in _stretches(raw):
        if is_plain:
            out.append(stretch.lower())
            starts.extend(range(begin, begin + len(stretch)))
            ends.extend(range(begin + 1, begin + len(stretch) + 1))
            continue
        for cluster in _CLUSTER.finditer(stretch):
            plain = _character(cluster[0])
            out.append(plain)
            starts.extend([begin + cluster.start()] * len(plain))
            ends.extend([begin + cluster.end()] * len(plain))
    return "".join(out).translate(_SLASHES), starts, ends


def _is_plain(text: str) -> bool:
    """Whether lower case is all it takes, one character for one."""
    return text.isascii() or (
        unicodedata.is_normalized("NFKC", text)
        and not _ANY_HIDDEN.search(text)
        and len(text.lower()) == len(text)
    )


def _stretches(raw: str) -> Iterator[tuple[int, str, bool]]:
    at = 0
    for odd in _ODD_RUN.finditer(raw):
        if odd.start() > at:
            yield at, raw[at : odd.start()], _is_plain(raw[at : odd.start()])
        yield odd.start(), odd[0], _is_plain(odd[0])
        at = odd.end()
    if at < len(raw):
        yield at, raw[at:], _is_plain(raw[at:])


@lru_cache(maxsize=4096)
def _character(cluster: str) -> str:
    whole = unicodedata.normalize("NFKC", cluster).lower()
    return "".join(char for char in whole if unicodedata.category(char) not in _UNSEEN)
