"""When a task is due, read from the words of a plan (PLAN_FORMAT.md §4).

    "Trước ngày 15/8/2026"                due 14/8: `trước X` never includes X
    "chậm nhất ngày 15/8/2026"            due 15/8
    "8/2026"                              due 31/8: a lone month is a month of completion
    "Quý III/2026", "Năm 2026"            from its first day to its last
    "Năm 2026 và những năm tiếp theo"     ongoing, looked at each year; not due 31/12/2026
    "Thường xuyên", "Hằng năm"            ongoing, yearly
    "Sau khi có hướng dẫn"                waits until a person says so; the phrase is the condition

The number and date of a document are part of its name and no time for the task. What names a time
that cannot be settled ("đầu tháng 8", 31/9, two different days) is `Unknown`: somebody must be
asked.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from scheduler.rules.calendar import DAY, WorkCalendar
from scheduler.rules.spans import WEEKDAY, Named, Unit, find_spans
from scheduler.rules.timing import (
    Conditional,
    Deadline,
    NoTime,
    Ongoing,
    Timing,
    Window,
    Yearly,
)
from scheduler.rules.words import fold


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A time is named that cannot be settled."""

    phrase: str


_ANY_DAY = r"ngay \d{1,2}(?: thang |[/.-])\d{1,2}(?: nam |[/.-])\d{4}"
_DOCUMENT = (
    r"(?:ke hoach|nghi quyet|quyet dinh|chuong trinh|ket luan|cong van|thong bao|chi thi"
    r"|nghi dinh|thong tu|luat|van ban|de an|chien luoc|du an|quy hoach)"
)
_CITED = re.compile(
    r"(?:so:? ?)?(?<![\d/])\d+(?:/\d{4})?(?:/[a-z]{2,}|-[a-z]{2,}/[a-z]+)[-/&a-z]*"
    rf"(?:,? {_ANY_DAY})?"
    rf"|{_DOCUMENT}[^,;.]{{0,60}}? {_ANY_DAY}(?= cua| ve)"
)
_IN_A_NAME = re.compile(rf"{_DOCUMENT}(?:(?! trong | hoan thanh | truoc | den het )[^,;.])*$")

_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?: gio(?: (?P<minute>\d{2})(?: phut)?)?"
    r"|h(?P<short>\d{2})?|:(?P<colon>\d{2}))(?!\w),?(?: cua)?"
)
_ONGOING = re.compile(r"(?<!\w)(?:thuong xuyen|lien tuc)(?!\w)")
_SMALLER_CYCLE = re.compile(r"(?<!\w)(?:hang|moi) (?:ngay|tuan|thang|quy)(?!\w)")
_NO_END = re.compile(
    r"(?<!\w)(?:(?:nhung|cac|cho) nam (?:tiep theo|ke tiep|sau|toi)|nam tiep theo|tro di|ve sau)"
)
_YEARLY = re.compile(r"(?<!\w)(?:hang|moi|tung) nam(?!\w)")
_CONDITION = re.compile(
    r"(?:ngay )?(?:trong vong \d+ (?:ngay|thang) )?(?:ngay )?(?:(?:sau|truoc) )?khi (?!nao)"
    r"|sau (?:khi|hoi nghi|ky hop)|neu |khi (?:co|phat sinh)"
    r"|theo (?:yeu cau|huong dan|chi dao|thong bao|de nghi)(?!\w)"
)
_COUNTED = re.compile(
    r"(?:trong )?(?:vong |thoi han )?(?P<n>\d{1,3}) ngay(?P<working> lam viec)?,? "
    r"(?:ke )?tu (?P<event>(?:ngay|khi|thoi diem).*)"
)

_BEFORE = re.compile(r"(?:^|\W)truoc(?: thoi diem| het)?(?: ngay)?\s*$")
_BY = re.compile(
    r"(?:^|\W)(?:den|het|cham nhat|muon nhat|khong (?:qua|muon hon|cham hon)|trong ngay|cuoi)"
    r"(?: het| cuoi)?(?: la)?(?: vao| trong| den)?(?: het| cuoi)?(?: ngay)?\s*$"
)
_FROM = re.compile(r"(?:^|\W)(?:ke )?tu(?: ngay)?\s*$")
_WITHIN = re.compile(r"(?:^|\W)(?:trong|hoan thanh)(?: ngay)?\s*$")
_VAGUE = re.compile(
    r"(?:^|\W)(?:dau|giua|khoang|sau|(?:thuong|trung|ha) tuan|nua (?:dau|cuoi))"
    r"(?: cua)?(?: ngay)?\s*$"
)
_FROM_NOW = re.compile(r"tu (?:nay|ngay ky|khi ban hanh|ngay ban hanh)")
_TIME_WORD = re.compile(
    r"(?<!\w)(?:truoc|cham nhat|muon nhat|khong qua|han|thoi (?:gian|han|diem)|ngay|tuan|thang"
    r"|quy(?! (?:dinh|che|trinh|hoach))|nam|tien do|som|gap|khan|dau|cuoi|\d+)(?!\w)"
)


def read_timing(
    phrase: str, on: date | None = None, calendar: WorkCalendar | None = None
) -> Timing | Unknown:
    """The meaning of a phrase that says when, such as the text of a "Thời gian:" label.

    `on` is the day of reading: it settles "tháng này" and a year left out.
    """
    said = _CLOCK.sub(" ", without_documents(phrase))
    said = " ".join(said.split()).strip(" .;,:()[]")
    named_in = find_spans(said, on)
    spans = [named for named in named_in if not _in_a_name(said, named)]
    if named_in and not spans:
        return NoTime()
    starts = [named.span.first for named in spans if named.span]
    if _ONGOING.search(said):
        return Ongoing(start=min(starts, default=None))
    if _NO_END.search(said):
        return Ongoing(start=min(starts, default=None), reviewed_yearly=True)
    if _YEARLY.search(said):
        return _yearly(said, phrase)
    if _SMALLER_CYCLE.search(said):
        return Ongoing()  # several times a year has no kind of its own: shown in every report
    if counted := _COUNTED.match(said):
        return _counted(counted, spans, phrase, calendar or WorkCalendar())
    if _CONDITION.match(said) and not any(_is_a_limit(said, named) for named in spans):
        return Conditional(condition=_verbatim(phrase))
    if not spans:
        return Unknown(phrase=phrase) if _TIME_WORD.search(said) else NoTime()
    if len(spans) > 1 and _FROM_NOW.match(said):
        spans = spans[-1:]
    meanings = {_bounded(said, named) for named in spans}
    (meaning, *others) = meanings
    return Unknown(phrase=phrase) if others or meaning is None else meaning


def find_timing(text: str, on: date | None = None) -> Timing:
    """The time that a whole task's sentence states, if it does so plainly; else `NoTime`.

    Only a limit ("trước ngày …", "trong Quý III/2026") counts: years inside the names of programmes
    are everywhere, and a condition on one clause does not govern the task.
    """
    said = without_documents(text)
    limits = {
        _bounded(said, named)
        for named in find_spans(said, on)
        if _is_a_limit(said, named) and not _in_a_name(said, named)
    } - {None}
    if len(limits) == 1 and (found := limits.pop()):
        return found
    if _ONGOING.search(said):
        return Ongoing()
    if _YEARLY.search(said):
        return Yearly()
    return NoTime()


def time_of_day(phrase: str) -> time | None:
    """ "trước 16 giờ 30 ngày 15/8/2026" closes at 16:30 on that day."""
    found = _CLOCK.search(fold(phrase))
    if not found or int(found["hour"]) > 23:
        return None
    minute = int(found["minute"] or found["short"] or found["colon"] or 0)
    return time(int(found["hour"]), minute) if minute < 60 else None


def without_documents(text: str) -> str:
    """The text folded, without the numbers and dates of the documents it cites.

    A weekday beside its date says nothing more, so it goes too.
    A clock before a day takes the "trước" with it: "trước 17 giờ ngày 15/8" is in time on 15/8.
    """
    said = _CITED.sub(" ", fold(text))
    said = re.sub(rf"{WEEKDAY},? (?=ngay \d|\(?\d)", "", said)
    return re.sub(rf"truoc (?={_CLOCK.pattern})", "cham nhat ", said)


def _verbatim(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" .;,")


def _in_a_name(said: str, named: Named) -> bool:
    """ "theo Chương trình … giai đoạn 2021-2025": the years belong to the programme."""
    whole_years = named.span is not None and named.span.unit is Unit.YEAR
    return whole_years and bool(_IN_A_NAME.search(said[: named.begin]))


def _is_a_limit(said: str, named: Named) -> bool:
    lead = said[: named.begin]
    if named.span and named.span.unit is Unit.YEAR and not named.span.ranged:
        return bool(_WITHIN.search(lead) or _BEFORE.search(lead) or re.search("het $", lead))
    own = said[named.begin : named.end]
    limited = _BEFORE.search(lead) or _BY.search(lead) or _WITHIN.search(lead)
    return bool(limited) or own.startswith(("het ", "cuoi "))


def _bounded(said: str, named: Named) -> Timing | None:
    """What the words just before a span make of it; None if they leave it open."""
    span, lead = named.span, said[: named.begin]
    if span is None or (_VAGUE.search(lead) and not span.ranged):
        return None
    if _BEFORE.search(lead):
        return Deadline(due=span.first - DAY)
    if span.ranged:
        return Window(start=span.first, due=span.last)
    if _BY.search(lead) or said[named.begin :].startswith(("cuoi ", "het ")):
        return Deadline(due=span.last)
    if _FROM.search(lead):
        return Ongoing(start=span.first, reviewed_yearly=span.unit is Unit.YEAR)
    if span.unit in (Unit.DAY, Unit.MONTH):
        return Deadline(due=span.last)
    return Window(start=span.first, due=span.last)


def _counted(
    found: re.Match[str], spans: list[Named], phrase: str, calendar: WorkCalendar
) -> Timing | Unknown:
    """ "trong 10 ngày kể từ ngày …": the day of the event is not counted (Điều 147 BLDS)."""
    if not spans:
        return Conditional(condition=_verbatim(phrase))
    event = spans[0].span
    if len(spans) > 1 or event is None or event.unit is not Unit.DAY or event.ranged:
        return Unknown(phrase=phrase)
    count = int(found["n"])
    if found["working"]:
        return Deadline(due=calendar.plus(event.last, count))
    return Deadline(due=event.last + timedelta(days=count))


_SAMPLE_YEAR = 2026  # any common year: only month and day are kept


def _yearly(said: str, phrase: str) -> Timing | Unknown:
    """Days without a year say when in each year; years say from when until when."""
    named = find_spans(said, date(_SAMPLE_YEAR, 1, 1))
    if any(each.span is None for each in named):
        return Unknown(phrase=phrase)
    years = [each.span for each in named if each.span and each.span.unit is Unit.YEAR]
    days = [each for each in named if each.span and each.span.unit is not Unit.YEAR]
    start = end = None
    if years:
        start = years[0].first
        end = years[-1].last if years[-1].ranged else None
    if not days:
        return Yearly(start=start, end=end)
    limits = {_last_day(_bounded(said, each)) for each in days}
    (limit, *others) = limits
    if others or limit is None:
        return Unknown(phrase=phrase)
    return Yearly(month=limit.month, day=limit.day, stated=True, start=start, end=end)


def _last_day(timing: Timing | None) -> date | None:
    return timing.due if isinstance(timing, Deadline | Window) else None
