"""What the words before a stretch of time make of it: which day is the last one in time.

trước, xong trước, sớm hơn             the day before it begins
đến (hết), chậm nhất, không quá, hạn   its last day
từ                                     from its first day on, without an end
sau, đầu, giữa, khoảng                 left open: must be asked about
nothing, or "trong"                    a day, week or month: its last day; else the whole of it
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from scheduler.rules.calendar import DAY, WorkCalendar
from scheduler.rules.spans import Named, Unit
from scheduler.rules.timing import Deadline, Ongoing, Timing, Window


class How(Enum):
    """By which rule a phrase was read; what a person is told when asking why."""

    BEFORE = auto()
    BEFORE_REST = auto()
    BY = auto()
    DAY = auto()
    MONTH = auto()
    WHOLE = auto()
    RANGE = auto()
    NARROWED = auto()
    FROM = auto()
    COUNTED = auto()
    WORKING_DAYS = auto()
    COUNTED_BACK = auto()
    ONGOING = auto()
    NO_END = auto()
    OFTEN = auto()
    YEARLY = auto()
    CONDITION = auto()
    NO_TIME = auto()
    QUESTION = auto()
    DOCUMENT = auto()
    VAGUE = auto()
    IMPOSSIBLE = auto()
    AFTER = auto()
    SEVERAL = auto()
    NO_DAY = auto()
    LUNAR = auto()
    TOO_LONG = auto()
    UNREADABLE = auto()


@dataclass(frozen=True)
class Limit:
    """What one stretch of time means; no timing if it is left open, and `how` says why."""

    timing: Timing | None
    how: How


_OF = r"(?: (?:ngay|thoi diem|het|luc|vao|moc|dip|trong|la|den))*\s*[:(]?\s*$"
BEFORE = re.compile(
    rf"(?:^|\W)(?:(?<!cham nhat )truoc|cham nhat truoc|som hon|khong (?:den|toi)){_OF}"
)
_ON_OR_BEFORE = re.compile(r"(?:^|\W)truoc (?:hoac|va|/) ?(?:trong|vao|dung)(?: ngay)?\s*$")
_WORKING_DAY_BEFORE = re.compile(
    r"ngay lam viec (?:cuoi(?: cung)?|gan nhat|lien ke|lien)? ?truoc(?: (?:ngay|khi))*\s*$"
)
BY = re.compile(
    r"(?:^|\W)(?:den|toi|het|cham nhat|muon nhat|toi da|khong (?:qua|muon hon|cham hon|sau|tre hon)"
    r"|trong ngay|cuoi|ket thuc|hoan tat|(?:thoi )?han(?: chot| cuoi(?: cung)?| nop| hoan thanh"
    r"| gui| bao cao)?|deadline|thoi diem)"
    r"(?: (?:het|cuoi|la|vao|trong|den|ngay|thoi diem|gui|nop|luc))*\s*[:(]?\s*$"
)
FROM = re.compile(r"(?:^|\W)(?:ke )?tu(?: (?:dau|ngay|thoi diem))*\s*$")
_AFTER = re.compile(r"(?:^|\W)(?<!khong )(?:ke tu )?sau(?: (?:ngay|dip|khi))*\s*$")
WITHIN = re.compile(r"(?:^|\W)(?:trong|hoan thanh|xong|vao)(?: (?:ca|ngay|noi))*\s*$")
_VAGUE = re.compile(
    r"(?:^|\W)(?:giua|khoang|gan|ngoai|cuoi tuan|dau tuan|du kien khoang|(?:thuong|trung|ha) tuan"
    r"|nua (?:dau|cuoi)|tuan (?:dau|cuoi|thu \w+)(?: tien| cung)?|may ngay (?:dau|cuoi)"
    r"|(?:nhung|may|cac|\d+) ngay|thang (?:dau|giua|cuoi)(?: tien| cung)?|(?P<dau>dau))"
    r"(?: cua)?(?: (?:ngay|dip))?\s*$"
)
_OWN_END = ("cuoi ", "het ")


def limit_of(said: str, lead: str, named: Named, calendar: WorkCalendar) -> Limit:
    """The last day in time of a stretch of time, from the words before it."""
    span = named.span
    if span is None:
        return Limit(None, How.IMPOSSIBLE)
    vague = _VAGUE.search(lead)
    if span.unit is Unit.WEEK and lead.endswith("cuoi "):
        return Limit(None, How.VAGUE)  # the weekend, or its Friday?
    if vague and not (span.ranged and vague["dau"]):
        return Limit(None, How.VAGUE)
    if _ON_OR_BEFORE.search(lead):
        return Limit(Deadline(due=span.last), How.BY)
    if _WORKING_DAY_BEFORE.search(lead):
        return Limit(Deadline(due=calendar.on_or_before(span.first - DAY)), How.BEFORE_REST)
    if BEFORE.search(lead):
        if span.rest:
            return Limit(Deadline(due=_before_rest(span.first, calendar)), How.BEFORE_REST)
        return Limit(Deadline(due=span.first - DAY), How.BEFORE)
    if _AFTER.search(lead):
        return Limit(None, How.AFTER)
    if span.rest:
        return Limit(None, How.VAGUE)  # "trong kỳ nghỉ Tết": which of its days?
    if span.ranged:
        return Limit(Window(start=span.first, due=span.last), How.RANGE)
    if BY.search(lead) or said[named.begin :].startswith(_OWN_END):
        return Limit(Deadline(due=span.last), How.BY)
    if FROM.search(lead):
        yearly = span.unit is Unit.YEAR
        return Limit(Ongoing(start=span.first, reviewed_yearly=yearly), How.FROM)
    if span.unit in (Unit.DAY, Unit.WEEK, Unit.MONTH):
        return Limit(Deadline(due=span.last), How.DAY if span.unit is Unit.DAY else How.MONTH)
    return Limit(Window(start=span.first, due=span.last), How.WHOLE)


def is_a_limit(said: str, named: Named) -> bool:
    """Whether a text says plainly that something must be done by then, or within that time."""
    lead = said[: named.begin]
    if named.span and named.span.unit is Unit.YEAR and not named.span.ranged:
        return bool(WITHIN.search(lead) or BEFORE.search(lead) or re.search("het $", lead))
    limited = BEFORE.search(lead) or BY.search(lead) or WITHIN.search(lead)
    return bool(limited) or said[named.begin : named.end].startswith(_OWN_END)


def after(said: str, named: Named) -> date | None:
    """The day on which what is to be done after a stretch of time may begin."""
    found = _AFTER.search(said[: named.begin])
    return named.span.last + DAY if found and named.span else None


def is_an_end(lead: str) -> bool:
    """Whether the words before a time make it the end of something, not its beginning."""
    return bool(BEFORE.search(lead) or BY.search(lead))


def is_bound(text: str) -> bool:
    """Whether these words, standing before a time, say how it is meant."""
    return any(each.search(text) for each in (BEFORE, _ON_OR_BEFORE, BY, FROM, _AFTER, _VAGUE))


def _before_rest(first: date, calendar: WorkCalendar) -> date:
    """ "trước kỳ nghỉ Tết" is before the office closes for it, not the eve of mùng 1."""
    return calendar.on_or_before(first - DAY)
