"""Understanding a reply: the median one of a labelled file, and one of 100 kB.

The baseline is the least a matcher of keywords does: accents off, letters small, and one search for
each of forty words, over the whole text. It tells neither who nor when nor whether, so ours takes
longer; of a long message, ours reads only the beginning. The line below the table says how long
one took.
"""

import json
import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median

from bot.understanding import Kind, understand
from scheduler.rules.words import fold
from tests.bench.harness import Bench, Line

REPLIES = Path(__file__).parents[1] / "replies" / "seen.jsonl"
LONG = 100_000  # characters
_KEYWORDS = """
xong roi chua dang duoc khong hoan gia han nop gui trinh ky cho vuong thieu bao cao phan tram mai
nay tuan thang ngay thu truoc sau den quy nam done not yet until by waiting extension ok vang
"""
KEYWORDS = [re.compile(rf"(?<!\w){word}(?!\w)") for word in _KEYWORDS.split()]
MOST = 720  # replies of the file

Reply = tuple[str, datetime, Kind]
Read = Callable[[Reply], object]


async def understanding(bench: Bench, most: int = MOST) -> list[Line]:
    """Replies a second at the median, and messages of 100 kB a second."""
    replies = _replies()[:most]
    for reply in replies:
        _understood(reply)  # what is made once is made before
    said, now, kind = (" ".join(text for text, _, _ in replies), *replies[0][1:])
    long: Reply = ((said * (LONG // len(said) + 1))[:LONG], now, kind)
    lines: list[Line] = []
    for what, read in (("understanding a reply", replies), ("understanding 100 kB", [long])):
        ours, plain = (partial(_rate, read, by) for by in (_understood, _searched))
        lines.append(await bench.compare(what, ours, plain, "forty words looked for"))
    return lines


def told(lines: Sequence[Line]) -> str:
    """How long each takes."""
    spent = ", ".join(f"{line.what.partition(' ')[2]} {1000 / line.ours:.2f} ms" for line in lines)
    return f"understanding: {spent} (medians)"


async def _rate(replies: Sequence[Reply], read: Read) -> float:
    spent = []
    for reply in replies:
        began = time.perf_counter()
        read(reply)
        spent.append(time.perf_counter() - began)
    return 1 / median(spent)


def _understood(reply: Reply) -> object:
    return understand(*reply)


def _searched(reply: Reply) -> object:
    text = fold(reply[0])
    return [word.search(text) for word in KEYWORDS]


def _replies() -> list[Reply]:
    rows = map(json.loads, REPLIES.read_text(encoding="utf-8").splitlines())
    return [(row["text"], datetime.fromisoformat(row["now"]), row["kind"]) for row in rows]
