"""What a request for more time, or a promise, lacks: a reason, or a day that is still to come."""

import re
import unicodedata
from datetime import date, timedelta

from scheduler.rules.words import plain

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
_DATE = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?(?![\d/])"
_DAY = re.compile(
    r"(?:den|toi|truoc|han|hen|tu|until|till|to|by|on|from)(?: het)?(?: ngay)?"
    rf" (?:{_DATE}|(?P<before>hom qua|yesterday))"
)
# Who promises is the speaker: "Sở Tài chính hẹn 1/8 trả lời" is another's word, and "hẹn 1/8 mà
# chưa xong" is no promise any more.
_SPEAKER = (
    r"(?:^|[,.;:%\n] ?|(?<!\w)(?:em|toi|minh|chung toi|chung em|xin|va|con lai|i|we) )"
    r"(?:(?:em|toi|minh|xin|i|we) )?"
)
_NO_MORE = r"(?! ?,? ?(?:ma|nhung|chua|khong|but|not)(?!\w))"
_FINISHED = r"(?: ?(?:thi |la |se )?(?:xong|hoan thanh|hoan tat|done|finished))?"
_PROMISED = re.compile(
    rf"{_SPEAKER}(?P<promise>(?:(?:se )?(?:hen|hua|cam ket)|du kien|se|promise|will)"
    r"(?:(?! (?:chua|khong|ma|nhung)) [a-z]+){0,4}?"
    rf" (?:(?:den|toi|truoc|vao|trong|by|on|before) )?(?:ngay )?{_DATE}{_FINISHED}){_NO_MORE}"
)
_BY_THEN = re.compile(
    rf"^(?P<promise>(?:den|toi|truoc|by|before) (?:ngay )?{_DATE} (?:se |thi |la )?"
    r"(?:xong|hoan thanh|done))(?= ?(?:a|nhe)?[ .!]*$)"
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
        said = today - timedelta(days=1) if named["before"] else _date(named, today)
        found = said or found
    return found if found is not None and found < today else None


def past_promise(words: str, today: date) -> tuple[date, str] | None:
    """A day gone by that the speaker promises, and the words without it; of no code's part.

    "60%, hẹn 1/8 xong, vướng kinh phí" said later: the day, and "60%, vướng kinh phí".
    """
    typed = unicodedata.normalize("NFC", words).strip()
    text = plain(typed)
    found = _BY_THEN.search(text) or _PROMISED.search(text)
    if found is None or (meant := _date(found, today)) is None or meant >= today:
        return None
    head, tail = typed[: found.start("promise")], typed[found.end() :]
    rest = [part.strip(" ,.;:\n") for part in (head, tail)]
    return meant, ", ".join(part for part in rest if part)


def _date(named: re.Match[str], today: date) -> date | None:
    month = int(named["month"])
    year = int(named["year"] or today.year + (today.month > 9 and month < 4))
    try:
        return date(year, month, int(named["day"]))
    except ValueError:
        return None
