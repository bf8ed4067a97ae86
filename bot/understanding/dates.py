"""By which day the officer says it will be done (LABELS.md §4).

The table of the guide, top to bottom: what names no day ("sau Tết", "tuần trước") is read first, so
that nothing inside it is taken for one. Weeks are ISO weeks; a day of the year already past means
next year's; `trước X` is the day before X, but the end of a period stays its end. Of several days
the last one promised counts.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.understanding.days import (
    Answer,
    Days,
    count,
    day_of_month,
    dd_mm,
    in_week,
    month_part,
    nothing,
    plain,
    quarter_end,
    quarter_start,
    tet_day,
    weekday,
    year_end,
)
from bot.understanding.numbers import WORDS, value
from scheduler.rules.calendar import DAY, WorkCalendar

_N = rf"(?:[0-9]{{1,3}}|{WORDS})"
_DDMM = r"[0-9]{1,2}\s?[/.]\s?[0-9]{1,2}(?:\s?[/.]\s?(?:20)?[0-9]{2})?(?![0-9/%])"
_WEEK = r"(?P<week>tuan (?:nay|sau nua|toi nua|sau|toi|ke tiep|ke))"
_OF_YEAR = r"(?:(?:/| nam |/nam )(?P<year>20[0-9]{2}))?"
_MONTH = rf"thang (?P<month>nay|sau|toi|[0-9]{{1,2}}|{WORDS}){_OF_YEAR}"
_QUARTER = (
    r"quy (?P<quarter>nay|sau|toi|iii|ii|iv|i|[1-4])"
    r"(?:(?:/| nam |/nam )(?P<year>20[0-9]{2}|nay|sau))?"
)

# (what the text says, the day it means). The first pattern to claim a stretch of text keeps it.
_TABLE: tuple[tuple[str, Answer], ...] = (
    # An amount counted from today, said so.
    (rf"(?P<low>{_N})(?: ?- ?(?P<high>{_N}))? ?(?P<unit>ngay lam viec|ngay|hom|tuan|thang)"
     r"(?: nua)? (?:tinh |ke )?(?:từ|tu) (?:ngay )?(?:hom nay|bay gio|nay)", count),
    # No day at all.
    (r"[0-9]+/[a-z][\w/&-]*(?:[^,.;\n]{0,12}ngay [0-9]+[/.-][0-9/.-]+)?", nothing),
    (r"(?:quyet dinh|cong van|nghi quyet|ke hoach|van ban|thong tu|nghi dinh|vb|cv|qd|kh) (?:so )?"
     r"[0-9]+[^,.;\n]{0,30}?ngay [0-9]+[/.-][0-9/.-]+", nothing),
    (r"(?:vai|may|dam|it) (?:ba )?(?:hom|ngay|bua|tuan|thang)(?: nua| toi| sau)?", nothing),
    (r"mai (?:mốt|mot|kia)|(?:hom|ngay) nao|bua nao|lan (?:thu )?(?:hai|ba|tu|nam"
    r"|[0-9]+)", nothing),
    (r"thu (?:hai|ba|tu|nam) la|(?:sau|qua|truoc|gan|giap|xong|het|nghi|nghỉ) (?:dip "
    r"|ngay )?tet(?! duong)"
     r"|ra gieng", nothing),
    (rf"(?:sau|từ|(?<!thu )tu|ke từ|ke tu) (?:ngay |hom |thang |mung )?(?:{_DDMM}"
    rf"|[0-9]{{1,2}}(?! ?[-/])"
     r"(?: thang [0-9]{1,2})?|nay|mai|qua|kia|hom nay|tuan (?:nay|sau|toi|truoc)|thang [0-9]{1,2}"
     r"|(?:dau|giua|cuoi) (?:thang|tuan|nam|quy)(?: nay| sau| truoc)?|thu [2-7]|truoc"
     r"|mung [0-9]{1,2})"
     rf"(?! ?(?:-|den|toi) (?:{_DDMM}|ngay|[0-9]))", nothing),
    (rf"(?:từ|tu) (?:ngay )?(?:{_DDMM}|[0-9]{{1,2}})(?= ?(?:den|toi|-))", nothing),
    (r"(?:tuan|thang|quy|nam|ngay|hom|lan|dot|ky) (?:truoc|ngoai|qua|vua roi|roi)|hom kia"
     r"|(?:may|nhung) (?:hom|ngay) nay|thoi gian toi|toi nay(?= ?(?:da|dang))|den nay", nothing),
    (r"(?:dau|cuoi|giua|sang|trong|qua) nam (?:sau|toi) nua", nothing),
    # Amounts from now, or from a due day we are not told.
    (rf"(?:them|muon|muộn|tre|trễ|cham|chậm|khat|lui|lai|hoan|hoãn|gia han|delay|xin) (?:lai "
    rf"|khoang "
     rf"|duoc |tầm |do |chung |cho em )*{_N}(?: ?- ?{_N})? ?(?:ngay|hom|tuan|thang|buoi"
     rf"|gio)(?: lam viec)?"
     r"(?: nua)?(?! nua)", nothing),
    (rf"(?<!mung )(?<!ngay )(?<!hom )(?<!thu )(?P<low>{_N})(?: ?(?:-|den|hoac"
    rf"|,) ?(?P<high>{_N}))? ?(?P<unit>ngay lam viec|ngay|hom|tuan|thang"
     r"|gio|tieng|h) (?:nua|toi|sau)(?! nua)", count),
    (r"(?:nửa|nua) thang (?:nua|toi)", plain(15)),
    (r"(?:nửa|nua) (?:tuan|ngay|thang|nam)", nothing),
    (rf"(?<!thu ){_N} (?:ngay|hom|tuan|thang)(?! ?(?:[0-9]|nay|sau|toi))", nothing),
    # Lunar and solar days.
    (rf"(?:mung|ngay|hom) (?P<day>{_N}) (?:thang gieng|tet)", tet_day),
    (rf"(?P<first>[0-9]{{1,2}}(?:[/.][0-9]{{1,2}})?) ?- ?(?P<date>{_DDMM})", dd_mm),
    (rf"(?P<date>(?<![\w/.,]){_DDMM})", dd_mm),
    (r"(?P<date>(?<![\w/.,-])[0-9]{1,2}-[0-9]{1,2}-20[0-9]{2})", dd_mm),
    (rf"(?:(?:ngay|mung|hom) )?(?P<day>[0-9]{{1,2}}|{WORDS})(?:,| )? ?{_MONTH}", day_of_month),
    # "Hôm sau" is the next day; "ngay sau" (right after) is none, and never "sáu" without accent.
    (r"(?:(?:ngay|sang|trua|chieu|tối|toi) )*hom sau|(?:the )?(?:next|following) day", plain(1)),
    (r"(?:the )?day after tomorrow", plain(2)),
    (rf"(?:ngay|mung|hom) (?:[0-9]{{1,2}} ?- ?)?"
     rf"(?P<day>[0-9]{{1,2}}(?![\w%]|[.,]?[0-9])|(?!(?<!mung )sau(?! muoi)){WORDS})"
     r"(?! (?:phan tram|don vi|lan))", day_of_month),
    # Weeks.
    (rf"(?:thu ?(?P<name>[2-7]|hai|ba|tu|nam|sáu|sau|bay)"
    rf"|chu nhat)(?:,? {_WEEK})?", weekday),
    (r"(?:by |on |next )?(?P<name>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)",
     weekday),
    (rf"dau {_WEEK}", in_week(0)),
    (rf"giua {_WEEK}", in_week(2)),
    (rf"(?:(?:het|cuoi|trong|noi trong) )?{_WEEK}", in_week(4)),
    (r"(?:het|cuoi|trong|noi trong) tuan", in_week(4)),
    (r"giua tuan", in_week(2)),
    # Months, quarters, years.
    (rf"(?:(?P<part>dau|giua|cuoi|het|trong|noi trong|trung tuan|thuong tuan"
    rf"|ha tuan) )?{_MONTH}", month_part),
    (r"(?P<part>dau|giua|cuoi|het|trong|noi trong|eo) thang", month_part),
    (r"dau quy (?P<quarter>sau|toi)", quarter_start),
    (rf"(?:(?:het|cuoi|trong|dau|noi trong) )?{_QUARTER}", quarter_end),
    (r"(?:het|cuoi|trong|noi trong) quy", quarter_end),
    (r"dau nam (?:sau|toi|moi)", lambda _, days: date(days.today.year + 1, 1, 1)),
    (r"(?:cuoi|het) nam (?P<year>sau|toi)", year_end),
    (r"(?:cuoi|het|trong) nam(?: nay)?(?! [0-9])", year_end),
    # Today and the days after.
    (r"(?:ngay )?(?:hom nay|(?:trua|chieu|toi|tối|dem) nay|hom nay|today|asap hom nay)", plain(0)),
    (r"(?:cuoi|het|trong) (?:gio|buoi|ngay|chieu|sang)(?! [0-9])(?: (?:chieu|sang|lam viec"
    r"|hanh chinh))*"
     r"(?: nay)?(?! mai)", plain(0)),
    (r"sang nay", plain(0)),
    (r"(?:ngay |sang |chieu |tối |toi |trua |hom )*mai(?: thu [2-7])?|tomorrow|tmr", plain(1)),
    (r"(?:ngay|hom) kìa", plain(3)),
    (r"(?:ngay|sang|chieu|hom) (?:kia|mốt|mot)|mốt", plain(2)),
    (r"(?:truoc |tam |tầm |khoang |den |toi )?(?<![\w/.,])[0-2]?[0-9] ?(?:h|g"
    r"|gio)(?: ?[0-5][0-9]| ruoi)?"
     r"(?: (?:sang|trua|chieu|tối|toi|dem))?(?: nay)?", plain(0)),
)  # fmt: skip
_PATTERNS = tuple((re.compile(rf"(?<!\w)(?:{p})(?!\w)"), answer) for p, answer in _TABLE)

# The table says so: before a named day is the day before; before a period's end is its end.
_BEFORE = re.compile(r"truoc (?:ngay |le |dip |hom |han )*$")
_PERIOD = re.compile(r"(?:cuoi|het|trong|dau|giua|quy|thang|tuan|nam|truoc|luc)\b")
_MISSED = re.compile(
    r"(?:khong kip|khong the kip|thay vi|thay cho|khong dung|qua han|han cu)(?: \w+){0,3} ?$"
)
_ASKED_FOR = re.compile(
    r"(?<!\w)(?:xin|den|toi|sang|qua|truoc|se|du kien|hen|(?:cham|chậm|muon|muộn|tre"
    r"|trễ) nhat)(?!\w)"
)
_PAST = re.compile(
    r"(?<!\w)(?:da|vua|theo|tai|hoi|luc|ban hanh|phat hanh|ky|(?<!tong )(?<!phoi )(?<!phu )hop"
    r"|hoi nghi)(?!\w)[^,.;\n]*$"
)
_TO_START = re.compile(
    r"(?<!\w)(?:bat dau|moi (?:lam|trien khai|co|di|hop)|lam tiep|tiep tuc|khoi (?:dong|cong)"
    r"|trien khai tiep"
    r"|xu ly tiep|viet tiep|tiep(?= ?(?:a|nhe)?$))(?!\w)"
)
_ELSEWHERE = re.compile(
    r"(?<!\w)(?:(?<!co )so(?! lieu)|bo|ubnd|hdnd|xa|tinh|nha thau|cong ty|ben(?! em| minh| toi)"
    r"|phong(?! em| minh| toi)|hoi dong"
    r"|lanh dao|sep|giam doc|chu tich|ban thuong vu"
    r"|cac don vi)(?!\w)[^,.;\n]{0,40}?(?<!\w)(?:hen|(?<!tong )(?<!phoi )hop|moi (?:co|tra"
    r"|gui|hop|ky|duyet|cap)|hua|tra loi|cap von|se (?:co|hop|tra|gui))(?!\w)"
)
_WINDOW = re.compile(
    r"(?<!\w)(?:lay y kien|gop y|cong tac|tap huan|di hoc|nghi phep|nghỉ phep|nghỉ|du hoi nghi"
    r"|truc|(?<!tong )(?<!phoi )hop)(?!\w)"
    r"[^,.;\n]{0,30}$"
)
# "báo cáo tuần này" is the name of a report; "tuần này lên 55%" tells of now.
_TITLE = re.compile(r"(?<!\w)(?:bao cao|bc|ke hoach|so lieu|viec|nhiem vu)(?: dinh ky| cua)? ?$")
_OF_NOW = re.compile(r"(?:tuan|thang|quy|nam) nay$")
_TOLD = re.compile(r" ?(?:len|dat|duoc|da|moi|em ban|hop|bận|nghỉ|chua|[0-9]+ ?%)(?!\w)")
_CLAUSE_ENDS = re.compile(r"[,;!?\n]|\.(?![0-9])")
_YEAR = re.compile(
    r"(?<!\w)20[0-9]{2}(?!\w)|[/.-][0-9]{1,2}[/.-][0-9]{2}(?!\w)"
    r"|(?<!\w)(?:nam (?:sau|toi)|next year)(?!\w)"
)
HALF_A_YEAR = timedelta(days=183)
_EARLY = re.compile(rf"som (?:hon )?(?P<n>{_N}) (?:ngay|hom)")


def find_date(text: str, today: date, work: WorkCalendar) -> date | None:
    """The promised or requested day, or None; the text is normalised and carries no codes."""
    found: list[tuple[int, date]] = []
    for match, day in _stretches(text, Days(today, work)):
        if day is None or not _promised(text, match):
            continue
        if _BEFORE.search(text[: match.start()]) and not _PERIOD.match(match[0]):
            day -= DAY
        if day >= today:
            found.append((match.start(), day))
    if not found:
        return None
    last = _one_moment(text, sorted(found), today)
    if early := _EARLY.search(text):
        earlier = last - timedelta(days=int(value(early["n"])))
        return earlier if earlier >= today else last
    return last


def named_days(text: str, today: date, work: WorkCalendar) -> list[tuple[str, date | None]]:
    """Every stretch of a text that speaks of a day, with the day it names; None: of none.

    What is promised, past or of others is not told apart: the text is about nothing but a day.
    """
    return [(match[0], day) for match, day in _stretches(text, Days(today, work))]


def has_passed(text: str, day: date, today: date) -> bool:
    """Whether a day without a year has only just passed: a promise would mean next year's.

    "4/8", said on 5 August; in December "4/1" is a day to come.
    """
    rolled_over = day.year > today.year and day - today > HALF_A_YEAR
    return rolled_over and not _YEAR.search(text)


def _stretches(text: str, days: Days) -> Iterator[tuple[re.Match[str], date | None]]:
    rest = text
    for pattern, answer in _PATTERNS:
        for match in pattern.finditer(rest):
            rest = rest[: match.start()] + "·" * (match.end() - match.start()) + rest[match.end() :]
            yield match, _safely(answer, match, days)


def _safely(answer: Answer, match: re.Match[str], days: Days) -> date | None:
    """A day that is on no calendar ("31/2", the year 9999) is no day."""
    try:
        return answer(match, days)
    except (ValueError, OverflowError):
        return None


def _one_moment(text: str, found: list[tuple[int, date]], today: date) -> date:
    """The last day said; a clock time or "chiều" beside a day belongs to that day."""
    others = [(at, day) for at, day in found if day != today]
    return others[-1][1] if others else found[-1][1]


def _promised(text: str, match: re.Match[str]) -> bool:
    """Whether the day is one the officer gives for the whole, and not a past or foreign one."""
    starts = [end.end() for end in _CLAUSE_ENDS.finditer(text, 0, match.start())]
    begin = starts[-1] if starts else 0
    stop = _CLAUSE_ENDS.search(text, match.end())
    before = text[begin : match.start()]
    clause = text[begin : stop.start() if stop else len(text)]
    if _MISSED.search(before):
        return False
    if _TO_START.search(clause) or _ELSEWHERE.search(clause) or _WINDOW.search(before):
        return False
    if _OF_NOW.match(match[0]) and _TOLD.match(text, match.end()):
        return False
    if _TITLE.search(before) and re.match(r"(?:tuan|thang|quy|nam)", match[0]):
        return False
    past = _PAST.search(before)
    return not (past and not _ASKED_FOR.search(past[0]))
