"""Days counted from another day, which is not counted itself (Bộ luật Dân sự 2015, Điều 147).

"trong vòng 10 ngày làm việc kể từ ngày 03/8/2026"   the tenth working day after 3/8
"trong 2 tháng kể từ ngày 31/12/2026"                28/2/2027
"ít nhất 05 ngày trước ngày 15/9/2026"               10/9
"trong 15 ngày kể từ ngày ký"                        waits until somebody says when it was signed
"trong vòng 10 ngày"                                 counted from what? Must be asked
"""

import calendar as months
import re
from datetime import date, timedelta

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.limits import How, Limit
from scheduler.rules.spans import Named, Unit
from scheduler.rules.timing import Conditional, Deadline

_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi lam": 15, "hai muoi": 20, "ba muoi": 30,
}  # fmt: skip
_N = rf"(?P<n>\d{{1,4}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_COUNT = rf"{_N}(?: ?\([^)]*\))? (?P<unit>ngay|tuan|thang|nam)(?P<working> lam viec)?"
_LEAD = (
    r"(?:^|(?<=\W))(?<!ngay )(?<!thu )(?:trong )?(?:vong |thoi (?:han|gian) |khoang thoi gian )?"
    r"(?:khong qua |cham nhat |muon nhat |toi da |sau )?(?:la )?"
)
_FORWARD = re.compile(
    rf"{_LEAD}{_COUNT},? (?:(?:tinh )?(?:ke )?tu|sau|tiep theo,? ke tu)(?: sau)?"
    r" (?P<event>(?:ngay|khi|thoi diem|luc|hom nay|nay|bay gio|ket thuc|\d).*)"
)
_FROM_FIRST = re.compile(
    rf"(?:ke )?tu (?P<event>(?:ngay|khi|hom nay).*?),? (?:trong|toi da|khong qua"
    rf"|cham nhat) (?:vong )?"
    rf"(?:khong qua |la )?{_COUNT}(?!\w)"
)
_BACK = re.compile(
    rf"(?:^|(?<=\W))(?:it nhat |toi thieu |cham nhat "
    rf"|muon nhat )?(?:la )?{_COUNT} truoc(?: ngay)? (?=\d)"
    rf"|truoc (?:ngay )?(?P<day>[\d/]+|\d+ thang \d+ nam \d+),? (?:it nhat |toi thieu )?"
    rf"{_COUNT.replace('P<', 'P<after_')}"
)
_AHEAD = re.compile(rf"{_LEAD}{_COUNT} (?:toi|tiep theo|nua|ke tiep)(?! \d)")
_OPEN = re.compile(
    rf"(?:^|(?<=\W))(?:trong(?: vong| thoi han| thoi gian)?|sau|toi da|khong qua) {_COUNT}(?!\w)"
)


def counted(
    said: str, spans: list[Named], phrase: str, on: date | None, calendar: WorkCalendar
) -> Limit | None:
    """What a count of days means; None if the text counts none."""
    if found := _FORWARD.search(said) or _FROM_FIRST.search(said):
        return _forward(found, spans, phrase, on, calendar)
    if (found := _BACK.search(said)) and len(spans) == 1:
        return _back(found, spans[0], calendar)
    if found := _AHEAD.search(said):
        if on is None or spans:
            return Limit(None, How.NO_DAY)
        return _plus(on, found, calendar)
    if _OPEN.search(said) and not spans:
        return Limit(None, How.NO_DAY)
    return None


def _forward(
    found: re.Match[str],
    spans: list[Named],
    phrase: str,
    on: date | None,
    calendar: WorkCalendar,
) -> Limit:
    behind = [each for each in spans if each.begin >= found.start("event") - 8]
    if re.match(r"(?:nay|bay gio)(?!\w)", found["event"]) and on:
        return _plus(on, found, calendar)
    if not spans:
        return Limit(Conditional(condition=" ".join(phrase.split()).strip(" .;,")), How.CONDITION)
    event = behind[0].span if behind else None
    if len(spans) > 1 or event is None or event.unit is not Unit.DAY or event.ranged:
        return Limit(None, How.SEVERAL if len(spans) > 1 else How.IMPOSSIBLE)
    return _plus(event.last, found, calendar)


def _back(found: re.Match[str], named: Named, calendar: WorkCalendar) -> Limit:
    if named.span is None or named.span.unit is not Unit.DAY:
        return Limit(None, How.IMPOSSIBLE)
    side = "" if found["n"] else "after_"
    count = _number(found[f"{side}n"])
    if found[f"{side}working"]:
        return Limit(Deadline(due=calendar.plus(named.span.first, -count)), How.COUNTED_BACK)
    size = {"ngay": 1, "tuan": 7}.get(found[f"{side}unit"])
    if size is None:
        return Limit(None, How.VAGUE)
    return Limit(Deadline(due=named.span.first - timedelta(days=count * size)), How.COUNTED_BACK)


def _plus(event: date, found: re.Match[str], calendar: WorkCalendar) -> Limit:
    count = _number(found["n"])
    if found["working"]:
        if found["unit"] != "ngay":
            return Limit(None, How.VAGUE)
        return Limit(Deadline(due=calendar.plus(event, count)), How.WORKING_DAYS)
    match found["unit"]:
        case "ngay":
            due = event + timedelta(days=count)
        case "tuan":
            due = event + timedelta(weeks=count)
        case unit:
            due = months_on(event, count * (12 if unit == "nam" else 1))
    return Limit(Deadline(due=due), How.COUNTED)


def months_on(day: date, count: int) -> date:
    """The same day of a later month; the last one of a month that is shorter (Điều 148)."""
    year, month = divmod(12 * day.year + day.month - 1 + count, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _number(said: str) -> int:
    return _WORDS.get(said) or int(said)
