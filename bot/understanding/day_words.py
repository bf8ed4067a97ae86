"""Which words of a reply name a day: the table of LABELS.md §4, one row for each way of saying it.

The first row to claim a stretch of text keeps it, so what names no day ("sau Tết", "tuần trước")
stands above what it contains. Whether the day is promised is not asked here: see day_roles.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from bot.understanding.counts import TIME
from bot.understanding.counts import UNIT as COUNTED
from bot.understanding.days import (
    Answer,
    Days,
    count,
    day_of_month,
    dd_mm,
    eve_of_period,
    holiday,
    next_period,
    nothing,
    part_of_month,
    part_of_week,
    part_of_year,
    plain,
    quarter,
    tet_day,
    weekday,
)
from bot.understanding.numbers import ENGLISH_UNIT, WORDS
from scheduler.rules.named_days import NAMED_DAY
from scheduler.rules.spans import WEEKDAY


class Names(Enum):
    """What kind of thing a phrase names."""

    NOTHING = auto()  # no day: "vài hôm nữa"
    DAY = auto()
    PERIOD = auto()  # a week, a month …, of which some day is meant
    CLOCK = auto()  # an hour, or a part of the day, without its day


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A stretch of text that speaks of a day, and the day; no day if it names none."""

    start: int
    end: int
    words: str
    names: Names
    day: date | None
    is_clear: bool = True  # the words can hardly mean another thing

    @property
    def is_ahead(self) -> bool:
        """Whether the words speak of nothing but the future."""
        return bool(_AHEAD.search(self.words))


_AHEAD = re.compile(
    r"(?<!\w)(?:sau|toi|nua|mai|kia|kìa|mốt|tomorrow|tmrw?|next|in|ke|ke tiep|tiep theo)(?!\w)"
)
NUMBER = rf"(?:[0-9]{{1,3}}|{WORDS}|{ENGLISH_UNIT}|ten)"
RANGE = rf"(?P<low>{NUMBER})(?: ?(?:-|den|hoac|hay|to|or|,) ?(?P<high>{NUMBER}))?"
UNIT = (
    r"(?:ngay lam viec|(?:working|business) days?|ngay|hom|tuan|thang|days?|weeks?|months?"
    r"|gio|tieng|(?<=[0-9])h|hours?)"
)
DAY_AND_MONTH = (
    r"[0-9]{1,2}\s?[/.]\s?[0-9]{1,2}(?:\s?[/.]\s?(?:20)?[0-9]{2})?(?![0-9/%])"
    r"(?! ?(?:ty|trieu|dong|km|ha|m2|m3|tan|diem|kg|phan)(?!\w))"
)
# "20-9": of a range the first is the lower, so a falling pair can be a day; "3-2 hôm" counts.
FALLING = "|".join(
    rf"0?{day}-0?(?:{'|'.join(map(str, range(1, min(day, 13))))})" for day in range(31, 1, -1)
)
RISING = r"(?:0?[1-9]|1[0-2])-(?:0?[1-9]|1[0-2])"
NOT_COUNTED = (
    r"(?![\w/%-]|[.,][0-9])(?! ?(?:%|phan|chuc|trieu|ty|nghin|dong|hom|phut|h|lan"
    rf"|{TIME}|{COUNTED}(?! (?:em|minh|toi)(?!\w)))(?!\w))"
)
_BY = "|".join(f"(?<={word} )" for word in ("den", "toi", "truoc", "han", "nhat", "hen", "kien"))
_LATER = r"(?:sau|toi|ke tiep|tiep theo|ke)"
_WEEK = rf"(?:tuan (?:nay|{_LATER}(?: nua)?)|(?:the )?(?:week after next|(?:this|next) week))"
_HALF = r"(?:sang|trua|chieu|tối|dem|morning|noon|afternoon|evening|night)"
_ENGLISH_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)day|(?:tues|wed|thurs|fri)"
_THU = WEEKDAY.replace("|sau", "|sau|sáu").removesuffix(r"(?!\w)")
_OF_YEAR = r"(?:(?:/| nam |/nam |, ?| )(?P<year>20[0-9]{2}|(?<=nam )(?:nay|sau|toi)))?"
_MONTH = rf"thang (?P<month>nay|{_LATER}|[0-9]{{1,2}}|{WORDS}){_OF_YEAR}"
_ENGLISH_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?"
    r"|sept(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_QUARTER = (
    rf"(?:quy |q)(?P<quarter>(?<=quy )(?:nay|{_LATER})|iii|ii|iv|i|[1-4])"
    rf"(?:(?:/| nam |/nam | )(?P<year>20[0-9]{{2}}|(?<=nam )(?:nay|sau|toi)))?"
)
_WHOLE = r"het|cuoi|trong|noi trong|end of|by the end of|within"
_PART = rf"(?:(?P<part>dau|giua|{_WHOLE}|trung tuan|thuong tuan|ha tuan|early|mid|late)[ -])"
_PAST = r"(?:truoc|ngoai|qua|vua roi|vua qua|roi|hom truoc|bua truoc)"
_FEW = r"(?:vai|may|dam|it|mot vai|doi ba|a few|few|a couple(?: of)?|several)"
_LUNAR = r"(?:thang gieng|tet)"


class _Row(NamedTuple):
    names: Names
    answer: Answer
    pattern: str
    is_clear: bool = True


class _Group(NamedTuple):
    """Rows about one thing, tried only if the text has one of the hints in it."""

    hints: tuple[str, ...]
    rows: tuple[_Row, ...]


_NOTHING = (
    # documents and their dates
    r"[0-9]+/(?:20[0-9]{2}/)?[a-z][\w/&-]*(?:[^,.;\n]{0,12}(?:ngay|dated) [0-9]+[/.-][0-9/.-]+)?",
    r"(?:quyet dinh|cong van|nghi quyet|ke hoach|van ban|thong tu|nghi dinh|thong bao|vb|cv|qd|kh)"
    r" (?:so )?[0-9]+(?!/[0-9])[^,.;\n]{0,30}?(?:ngay|hom) [0-9]+[/.-][0-9/.-]+",
    # vague
    rf"{_FEW}(?: ba)? (?:working )?(?:hom|ngay|bua|tuan|thang|gio|tieng|days?|weeks?|months?)"
    rf"(?: (?:lam viec|nay))?(?: (?:nua|toi|sau))?",
    r"mai (?:mốt|mot|kia)|(?<!thang )(?<!tuan )nay mai|(?:hom|ngay|bua) (?:nao|khac)|ra gieng"
    r"|sang nam(?: sau| toi)?",
    rf"(?:sau|qua|truoc|gan|giap|xong|het|nghi|nghỉ|ra|an) (?:dip |ngay )?tet(?! duong)"
    rf"|(?<!mung )(?<!ngay )(?<!hom )[0-9]+ (?:tet|thang chap)|(?:dau|cuoi|giua) nam {_LATER} nua",
    # not a day at all
    r"lan (?:thu )?(?:hai|ba|tu|nam|nhat|cuoi|[0-9]+)|thu (?:hai|ba|tu|nam|sau|bay|[2-7])"
    r"(?= (?:la|nhat)(?!\w))|(?:nguoi|cai|phan|buoc|(?<!hy )(?<!hi )vong|dot|(?<!van )ban"
    r"|phien ban|quyen|cuon|y|muc|mon"
    r"|giai doan|phuong an|nam|quy) thu (?:hai|ba|tu|nam|sau|bay|[2-7])",
    # past
    rf"(?:{_THU}|(?:cuoi |dau |giua )?(?:tuan|thang|quy|nam))(?: tuan| thang)? {_PAST}",
    rf"(?:{_HALF} )*(?:ngay|hom|lan|dot|ky) (?:(?:thu [2-7]|chu nhat) )?{_PAST}",
    rf"(?:ca|suot|may|nhung|{NUMBER}) (?:hom|ngay) nay|(?<!thu )(?:ca|suot|may|{NUMBER}) tuan nay"
    r"|(?:ca|suot|may|nhung|mot|hai|ba) thang nay|thang [0-9]+ am(?: lich)?"
    r"|[0-9]+ am(?= lich|[,.;]|$)|(?:den|toi) (?:ngay )?(?:hom )?nay(?= (?:moi|da|dat|duoc|chua"
    r"|van|cung|con|dang)(?!\w))",
    rf"(?:{_HALF} )?hom kia|thoi gian toi|lau nay|den nay",
    r"hoi (?:sang|trua|chieu|tối|toi|dem|dau thang|dau tuan)|yesterday|last \w+|\w+ days? ago",
    r"toi nay(?= ?(?:da|dang|la|van|duoc|dat|khong|chua|con|cung)(?!\w))|(?:từ|tu) \w+ (?:den"
    r"|toi) nay",
)
_D, _P, _C = Names.DAY, Names.PERIOD, Names.CLOCK
_DIGITS = tuple("0123456789")
_TABLE: tuple[_Group, ...] = (
  _Group((), (_Row(Names.NOTHING, nothing, "|".join(_NOTHING)),)),
  # amounts from now
  _Group(("ngay", "hom", "tuan", "thang", "gio", "tieng", "phut", "h ", "day", "week", "month",
          "hour"), (
    _Row(_D, plain(0), rf"{NUMBER} phut (?:nua|toi)"),
    _Row(_D, count, rf"(?<!mung )(?<!ngay )(?<!hom )(?<!thu )(?<!dot )(?<!lop )(?<!phan )"
        rf"(?<!buoc )(?<!bieu )(?<!so )(?<!tuyen )(?:sau |trong )?(?:vong |khoang )?"
         rf"(?!(?:1[3-9]|[23][0-9]) thang)"
         rf"{RANGE} ?(?P<unit>{UNIT}) (?:nua|toi|sau|from now)(?! nua)"),
    _Row(_D, count, rf"(?:in|within) (?:about )?{RANGE} (?P<unit>{UNIT})"),
    _Row(_D, count, rf"(?:trong vong|chi can|(?:mat|can|phai)(?: khoang)?|khoang) {RANGE}"
         rf" ?(?P<unit>{UNIT})", is_clear=False),
    _Row(_D, plain(10), r"(?<!vai )(?<!may )(?<!hang )(?<![0-9] )chuc (?:ngay|hom) (?:nua|toi)"),
    _Row(_D, plain(0), r"(?:nửa|nua) (?:tieng|gio|buoi|ngay)(?: dong ho)? (?:nua|toi)"),
    _Row(_D, plain(7), r"(?:chung|khoang|tầm|do) tuan nua"),
    _Row(_D, plain(15), r"(?:nửa|nua) thang (?:nua|toi)"),
    _Row(_D, plain(7), r"in an? week|a week from now"),
    _Row(Names.NOTHING, nothing, r"(?:nửa|nua) (?:tuan|ngay|thang|nam)(?! (?:sau|toi|nay"
                                 r"|ke)(?!\w))"),
    _Row(Names.NOTHING, nothing,
         rf"(?<!thu ){NUMBER} (?:ngay|hom|tuan|thang)(?! ?(?:[0-9]|nay|sau|toi))"),
  )),
  _Group(("mốt", "mot"), (
    # "mốt" is a day, "một" the first; without accents nobody can tell
    _Row(_D, plain(2), rf"(?:(?:ngay|hom|{_HALF}) )?mốt"),
    _Row(_D, plain(2), r"(?:ngay|hom) mot(?! thang)|(?:sang|chieu) mot"
         r"|mot(?= (?:em |e |minh |moi )*(?:nop|gui|xong|trinh)(?!\w))", is_clear=False),
  )),
  # lunar and solar days
  _Group(("tet", "gieng"), (
    _Row(_D, tet_day, rf"(?:mung|ngay|hom) (?P<day>{NUMBER}) {_LUNAR}"),
  )),
  _Group(_DIGITS, (
    _Row(_D, dd_mm, rf"[0-9]{{1,2}}(?:[/.][0-9]{{1,2}})? ?- ?(?P<date>{DAY_AND_MONTH})"),
    _Row(_D, dd_mm, rf"(?<![\w/.,])(?P<date>{DAY_AND_MONTH})(?: nam (?P<year>sau|toi))?"),
    _Row(_D, dd_mm, r"(?<![\w/.,-])(?P<date>[0-9]{1,2}-[0-9]{1,2}-20[0-9]{2})"),
    _Row(_D, dd_mm, rf"(?:{_BY}|(?:ngay|hom|mung) )(?P<date>{FALLING}){NOT_COUNTED}"),
    _Row(_D, dd_mm, rf"(?:{_BY})(?P<date>{RISING}){NOT_COUNTED}", is_clear=False),
    _Row(_D, dd_mm, rf"(?<!so )(?<![\w/.,-])(?=[0-3][0-9]-)(?P<date>{FALLING}){NOT_COUNTED}",
         is_clear=False),
  )),
  _Group(("tet", "le ", "quoc khanh", "gio to", "lao dong", "giang sinh", "noel", "christmas",
          "giai phong", "thong nhat"), (
    _Row(_D, holiday, NAMED_DAY),
  )),
  _Group((*_DIGITS, "ngay", "mung", "hom", "thang", "tay", "ham ", "bam ", "day"), (
    _Row(_D, day_of_month, rf"(?:(?:ngay|mung|hom) )?(?P<day>[0-9]{{1,2}}|{WORDS}),? ?{_MONTH}"),
    _Row(_D, day_of_month, rf"{_ENGLISH_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
         r"(?:,? (?P<year>20[0-9]{2}))?"),
    _Row(_D, day_of_month, rf"(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? "
         rf"{_ENGLISH_MONTH}(?:,? (?P<year>20[0-9]{{2}}))?"),
    _Row(_D, day_of_month, r"(?<=(?:by|on|in|to) )(?P<month>may) (?P<day>[0-9]{1,2})"),
    _Row(_D, day_of_month, r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)"),
    _Row(_D, plain(1), rf"(?:(?:ngay|{_HALF}) )*hom sau|(?:the )?(?:next|following) day"),
    _Row(_D, plain(2), r"(?:the )?day after tomorrow"),
    _Row(_D, day_of_month, r"(?:ngay|mung|hom) (?:[0-9]{1,2} ?- ?)?"
         rf"(?P<day>[0-9]{{1,2}}(?![\w%]|[.,]?[0-9])|(?!(?<!mung )sau(?! muoi)){WORDS})"
         r"(?! (?:phan tram|don vi|lan|tet|gio|viec))"),
    _Row(_D, day_of_month,
         r"(?:(?<= den )|(?<= toi )|(?<= truoc )|(?<= sang )|(?<= qua )|(?<= han )"
         r"|(?<=until )|(?<=till ))(?P<day>[0-9]{1,2})(?= ?(?:[,.;!?\n]|$|(?:em|a|anh|chi|nhe|nay"
         r"|giup|gium"
         r"|duoc|nop|gui|xong)(?!\w)))", is_clear=False),
    _Row(_D, day_of_month, rf"(?:ngay )?(?P<day>[0-9]{{1,2}}|{WORDS}) tay"),
    _Row(_D, day_of_month, rf"(?P<day>(?=ham |bam ){WORDS})(?: nay)?(?! (?:phan|tuoi|ho|xa))"),
    # At the head of a clause a small number is an item of our message: "2 xong".
    _Row(_D, day_of_month, r"(?P<day>(?:(?<=hen )|(?<=xin )|(?<=du kien ))[0-9]{1,2}"
         r"|(?:^|(?<=, ))(?:[12][0-9]|3[01]))"
         r"(?= (?:nay|em|e|xong|nop|gui|giao|trinh|tra|ra|ban hanh|co|moi)(?!\w))",
         is_clear=False),
    _Row(_D, day_of_month, r"(?:(?<=xin )|(?<=xin gui )|(?<=xin nop )|(?<=hoãn toi )|(?<=hoan toi )"
         r"|(?<=lui toi )|(?<=lui den ))(?P<day>[0-9]{1,2})(?= ?(?:[,.;!?\n]|$|(?:a|nhe|vi|do|duoc)"
         r"(?!\w)))", is_clear=False),
    _Row(_D, day_of_month, r"(?:(?<=tầm )|(?<=khoang ))[0-9]{1,2} ?[-,] ?(?P<day>[0-9]{1,2})"
         r"(?= (?:gi do )?(?:em|e|minh) (?:se )?(?:nop|gui|trinh|xong)(?!\w))", is_clear=False),
  )),
  # weeks
  _Group(("thu", "chu nhat", "tuan", "week", "day", "mon", "tue", "wed", "fri", "sat", "sun",
          "eow"), (
    _Row(_D, part_of_week,
         rf"ngay (?:lam viec )?(?P<part>dau) (?:tien )?(?:cua )?(?P<week>{_WEEK})"),
    _Row(_D, weekday, rf"(?:(?P<before>{_WEEK}),? )?(?:{_HALF} )*(?:ngay )?(?P<name>{_THU})"
         rf"(?:(?:,| dau| cuoi)? (?P<week>{_WEEK})| nay)?"),
    _Row(_D, weekday, rf"(?P<week>next week),? (?:on )?(?P<name>{_ENGLISH_DAY})"),
    _Row(_D, weekday, rf"(?P<name>{_ENGLISH_DAY})(?: {_HALF})?,? (?P<week>{_WEEK})"),
    _Row(_D, weekday, rf"(?P<week>next) (?P<name>{_ENGLISH_DAY})"),
    _Row(_D, weekday, rf"(?:this )?(?P<name>{_ENGLISH_DAY})"),
    _Row(_D, weekday, r"(?:(?<=by )|(?<=on )|(?<=to )|(?<=until ))"
         r"(?P<name>mon|tue|wed|thu|fri|sat|sun)"),
    _Row(_P, next_period, rf"sang (?P<unit>tuan|thang)(?! (?:nay|{_LATER}|[0-9]))"),
    _Row(_P, part_of_week, rf"{_PART}?(?P<week>{_WEEK})"),
    _Row(_P, part_of_week, rf"(?P<part>{_WHOLE}) (?:the )?(?:tuan|week)|(?:by )?eow|weekend"),
    _Row(_P, part_of_week, r"(?P<part>giua) tuan|midweek"),
  )),
  # months, quarters, years
  _Group(("thang", "quy", "nam", "month", "quarter", "year", "q1", "q2", "q3", "q4", "qi", "eo",
          "early", "mid", "late", "end of"), (
    _Row(_P, eve_of_period, rf"truoc (?:{_MONTH}|{_QUARTER.replace('P<year', 'P<q_year')})",
         is_clear=False),
    _Row(_P, part_of_month, rf"{_PART}?{_MONTH}"),
    _Row(_P, part_of_month, rf"(?P<part>dau|giua|{_WHOLE}|eo) (?:the )?(?:thang|month)"
         r"|(?:by )?eom"),
    _Row(_P, part_of_month, rf"{_PART}?(?P<month>this|next) month"),
    _Row(_P, part_of_month, rf"{_PART}{_ENGLISH_MONTH}"),
    _Row(_P, quarter, rf"{_PART}?{_QUARTER}"),
    _Row(_P, quarter, rf"(?:{_WHOLE}) (?:the )?(?:quy|quarter)|(?P<quarter>next) quarter|eoq"),
    _Row(_P, part_of_year, r"(?P<part>dau|early) (?P<year>nam (?:sau|toi)|next year)"),
    _Row(_P, part_of_year, r"(?P<part>dau) (?P<year>nam) moi(?! [0-9])", is_clear=False),
    _Row(_P, part_of_year, r"(?P<part>giua|cuoi|het|end of) (?P<year>nam (?:sau|toi)|next year)"),
    _Row(_P, part_of_year, rf"(?P<part>{_WHOLE}) (?:nam(?: nay)?|(?:the|this) year)(?! [0-9])"
         r"|eoy|year[- ]end"),
  )),
  # today and the days after
  _Group((), (
    # of today more is told than promised
    _Row(_D, plain(0), r"(?<!trong )(?<!noi )(?<!het )(?<!ngay )hom nay"
         r"(?!(?: \w+){0,3} (?:nop|gui|trinh|se|phai|ban hanh|chot)(?!\w))", is_clear=False),
    _Row(_D, plain(0), rf"(?:(?:trong|noi|het) )?(?:{_HALF} )*(?:ngay )?hom nay"
         rf"|(?:ngay )?(?:trua|chieu|toi|tối|dem|khuya) nay|today|tonight|this {_HALF}"
         r"|(?:trong|noi) (?:ngay )?nay|noi nhat(?: hom nay)?"),
    _Row(_D, plain(0), r"(?:cuoi|het|trong) (?:gio|buoi|ngay|chieu|sang)(?! [0-9·])"
         r"(?: (?:chieu|sang|lam viec|hanh chinh))*(?: nay)?(?! mai)|(?:by )?(?:the )?"
         r"(?:eod|cob|end of (?:the )?day|close of business)"),
    # told of what was done more often than promised
    _Row(_D, plain(0), r"sang nay", is_clear=False),
    _Row(_D, plain(1),
         rf"(?<!chi )(?<!co )(?<!ban )(?<! c )(?<!ms )(?<!mrs )"
         rf"(?:(?:ngay|hom|{_HALF}) )*mai(?: {_HALF}(?! qua))?"
         rf"|(?:tomorrow|tmrw?)(?: {_HALF})?"),
    _Row(_D, plain(3), rf"(?:{_HALF} )?(?:ngay|hom) kìa"),
    _Row(_D, plain(2), rf"(?:{_HALF} )?ngay kia|{_HALF} kia"),
    _Row(_C, plain(0), r"(?:truoc |tam |tầm |khoang |den |toi |by |before )?(?<![\w/.,])[0-2]?[0-9]"
         r" ?(?:h|g|gio|[ap]m)(?: ?[0-5][0-9]| ruoi)?(?: kem [0-9]+)?"
         rf"(?: {_HALF})?(?: nay)?(?! ?·)"),
    _Row(_C, plain(0), r"gio (?:nghi|nghỉ)(?: trua)?|noon"),
    _Row(_C, plain(0), r"(?:buoi )?(?:(?<!doi )(?<!theo )chieu|tối|trua|dem)(?= (?:em|e|minh|tui"
                       r"|tôi|chi|anh|la|nay|ve"
         r"|se|xong|nop|gui|co|chot|trinh|nhe|nghen)(?!\w))"),
    _Row(_C, plain(0), r"(?<=, )toi(?= (?:em|e) (?:gui|nop|xong|trinh)(?!\w))", is_clear=False),
  )),
)  # fmt: skip
_PATTERNS = tuple(
    (
        group.hints,
        tuple((re.compile(rf"(?<!\w)(?:{row.pattern})(?!\w)"), row) for row in group.rows),
    )
    for group in _TABLE
)


def day_phrases(text: str, days: Days) -> list[Phrase]:
    """Every stretch of a normalised text that speaks of a day, in their order."""
    return sorted(_claims(text, days), key=lambda phrase: phrase.start)


def _claims(text: str, days: Days) -> Iterator[Phrase]:
    for hints, rows in _PATTERNS:
        if hints and not any(hint in text for hint in hints):
            continue
        for pattern, row in rows:
            for match in pattern.finditer(text):
                start, end = match.span()
                text = text[:start] + "·" * (end - start) + text[end:]
                day = _safely(row.answer, match, days)
                yield Phrase(
                    start=start,
                    end=end,
                    words=match[0],
                    names=row.names,
                    day=day,
                    is_clear=row.is_clear,
                )


def _safely(answer: Answer, match: re.Match[str], days: Days) -> date | None:
    """A day that is on no calendar ("31/2", the year 9999) is no day."""
    try:
        return answer(match, days)
    except (ValueError, OverflowError):
        return None
