"""A phrase made ready for reading: one language, one spelling, no lookalikes; and its clock."""

import re
from collections.abc import Callable
from datetime import time
from functools import lru_cache

from scheduler.rules.english import in_vietnamese
from scheduler.rules.lookalikes import without_lookalikes
from scheduler.rules.spelling import Said, spelled

_CLOCK = re.compile(
    r"(?<![\d/.,])(?P<hour>[01]?\d|2[0-4])(?: ?gio(?: (?P<minute>\d{2})(?![\d/])(?: ?phut)?)?"
    r"| ?[hg](?P<short>\d{2})?(?: ?phut)?|:(?P<colon>\d{2})(?: ?gio)?)(?!\w)'?"
    r"(?: (?:(?P<pm>chieu|toi)|sang|trua)(?! mai| nay)| (?=(?P<later>chieu|toi) (?:mai|nay)))?"
    r",?(?: cua)?(?: (?=ngay|thu|\d))?"
)
_DAY_ITSELF = re.compile(r"ngay|thu|\d|chu nhat|cuoi|dau")  # not the "trước" before it
_PARTED = re.compile(r"[,;.]\s|\s(?:và|va|hoặc|hoac)\s")
_PART_OF_DAY = re.compile(
    r"(?<!\w)(?:(?:truoc |den )?(?:het|cuoi|trong|ket thuc) )?(?:gio (?:lam viec|hanh chinh)"
    r"|buoi (?:sang|chieu)"
    r"|gio chieu|cuoi gio(?: chieu)?|sang|chieu)(?:,? (?:cua )?)(?=ngay \d|thu [2-7]|\d|hom nay)"
)
_WITHOUT_CLOCKS = (
    (re.compile(rf"truoc (?:luc )?(?!0h|0 gio|00)(?={_CLOCK.pattern})"), "cham nhat "),
    (_CLOCK, " "),
    (re.compile(rf"truoc (?={_PART_OF_DAY.pattern})"), "cham nhat "),
    (_PART_OF_DAY, "den "),
    (re.compile(r"^[ .;,:()\[\]]+|[ .;,:()\[\]]+$|(?<= ) +"), ""),
)


def time_of_day(phrase: str) -> time | None:
    """ "trước 16 giờ 30 ngày 15/8/2026" closes at 16:30 on that day."""
    found = _CLOCK.search(normal(phrase).text)
    if not found or int(found["hour"]) > 23:
        return None
    afternoon = found["pm"] or found["later"]
    hour = int(found["hour"]) + (12 if afternoon and int(found["hour"]) < 12 else 0)
    minute = int(found["minute"] or found["short"] or found["colon"] or 0)
    return time(hour, minute) if minute < 60 and (hour or minute) else None


def without_clocks(phrase: str) -> str:
    """A phrase in the spelling that is read, without its times of day: "14h mai" is "mai"."""
    return " ".join(_CLOCK.sub(" ", normal(phrase).text).split())


def time_beside(said: Said, begin: int, end: int) -> time | None:
    """The time of day in the part of a sentence that names the day at said.text[begin:end].

    "trước 16h thứ Sáu hằng tuần và 17h ngày 25 hằng tháng": commas and "và" part it.
    """
    named = _DAY_ITSELF.search(said.text, begin, end)
    first, last = said.starts[named.start() if named else begin], said.starts[end - 1]
    parts = [found.span() for found in _PARTED.finditer(said.raw)]
    since = max((stop for _, stop in parts if stop <= first), default=0)
    until = min((start for start, _ in parts if start > last), default=len(said.raw))
    return time_of_day(said.raw[since:until])


@lru_cache(maxsize=256)  # a phrase is asked about several times in a row
def normal(text: str) -> Said:
    """A phrase in either language in the one spelling that is read, without lookalikes."""
    return without_lookalikes(spelled(in_vietnamese(text)))


@lru_cache(maxsize=256)
def prepared(text: str) -> Said:
    """`normal`, with neither clocks nor parts of a day.

    A clock before a day takes the "trước" with it: "trước 17 giờ ngày 15/8" is in time on 15/8.
    """
    said = normal(text)
    for pattern, instead in _WITHOUT_CLOCKS:
        said = said.sub(pattern, _put(instead))
    return said


def _put(text: str) -> Callable[[re.Match[str]], str]:
    return lambda found: text
