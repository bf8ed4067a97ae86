"""What a request for more time lacks: a reason, or a day that is still to come."""

import re
from datetime import date

_EMPTY = (
    "xin gia han them den toi ngay thang nam cho em toi minh anh chi a nhe voi de nghi duoc "
    "hon tuan cuoi dau giua het hom nay mai kia sau toi truoc khoang lui lai nop han thoi "
    "gian so thu hai ba tu sau bay chu nhat may vai mot phep xin moi vang da the thi la muon "
    "can se an extension please until till to by on next week month more days day extend ask "
    "for i would like monday tuesday wednesday thursday friday the of time need"
)
_SAYS_NOTHING = frozenset(_EMPTY.split())
_WORD = re.compile(r"[a-z]+")
_CODE = re.compile(r"(?<!\w)(?:nv|bc)\s?-?\d{1,4}(?:/[^\s,;:.]+)?")
_DAY = re.compile(
    r"(?:den|toi|truoc|han|hen|until|till|to|by|on)(?: het)?(?: ngay)?"
    r" (?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?(?![/\d])"
)


def has_reason(folded: str) -> bool:
    """Whether folded words that ask for more time say anything besides: at least two words."""
    words = _WORD.findall(_CODE.sub(" ", folded))
    return sum(word not in _SAYS_NOTHING for word in words) >= 2


def past_day(folded: str, today: date) -> date | None:
    """The last day that folded words lead to ("đến 1/8"), if it has passed.

    A day without a year is meant of this year; in the last quarter one of the first is next year's.
    """
    found = None
    for named in _DAY.finditer(folded):
        month = int(named["month"])
        year = int(named["year"] or today.year + (today.month > 9 and month < 4))
        try:
            found = date(year, month, int(named["day"]))
        except ValueError:
            continue
    return found if found is not None and found < today else None
