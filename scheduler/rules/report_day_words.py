"""Which words name the days of reports: one pattern for each way, and what it names."""

import re
from collections.abc import Callable
from dataclasses import replace

from scheduler.rules.cycle import CycleKind
from scheduler.rules.recurrence import ALL_DAYS, WORKDAYS
from scheduler.rules.report_days import (
    QUARTER_ENDS,
    QUARTER_STARTS,
    SECOND_MONTHS,
    ReportDay,
    by_gaps,
    checked,
    excluded,
    month_before,
    of_months,
    ordered,
)
from scheduler.rules.spans import WEEKDAY, weekday_number

_EVERY = r"(?:hang|moi|tung|cac)"
_LIMIT = (
    r"(?<![\w/])(?:(?P<offset>\d{1,3} ngay(?: lam viec)? )(?=truoc))?(?:(?:cham nhat )?"
    r"(?P<before>truoc)|cham nhat|muon nhat|toi da|den|vao|trong|het"
    r"|khong (?:qua|muon hon|cham hon)|han(?: chot| cuoi)?)?(?: (?:la|vao|het|trong|den))*"
    r"(?: ?:)? ?"
)
_NEXT = r"(?:,| va|;|,? hoac) ?(?:truoc )?(?:ngay )?"  # between the days of a list
_NO = r"\d{1,2}(?![\d/]|\.\d)"
_ALSO_NO = (
    rf"(?:{_NO}(?! thang(?! (?:sau|bao cao|cuoi|dau|giua|ke|lien)))|cuoi(?: cung)?(?: thang)?)"
)
_LIST = rf"{_NO}(?:{_NEXT}{_ALSO_NO})*"
_DATE = r"\d{1,2}(?: thang |/)\d{1,2}(?![\d/])"
_DATES = rf"{_DATE}(?:{_NEXT}(?:quy (?:[iv]+|\d) (?:truoc )?(?:ngay )?)?{_DATE})*"
_OF = rf"(?:,? (?:cua|trong|vao|tai))?(?: {_EVERY})?"
_MONTH_OF_QUARTER = (
    r"(?:thang (?:(?P<last>cuoi(?: cung)?|thu (?:ba|3))|(?P<first>dau(?: tien)?|thu nhat)"
    rf"|(?P<second>giua|thu (?:hai|2))){_OF} (?:quy|ky|6 thang)(?: bao cao)?"
    r"(?: (?:sau|tiep theo|ke tiep|lien ke))?"
    r"|thang (?P<next>(?:(?:lien ke|ke tiep|tiep theo|dau) )?(?:sau|tiep theo|ke tiep))(?: cua)?"
    r" (?:quy|ky)(?: bao cao)?)(?! (?:[ivx]+|\d+)(?!\w))"
)
_UNIT = r"(?P<unit>thang|quy|nam)(?! \d| [ivx]+(?!\w)| nay| sau \w| dau| cuoi)"
_ORDER = r"(?P<order>cuoi(?: cung)?|dau(?: tien)?|thu (?:nhat|\d{1,2}|hai|ba|tu|nam))"
_WEEKDAYS = (
    rf"(?P<weekdays>{WEEKDAY}(?:(?:,| va|;|,? hoac| ?-| den)? ?(?:thu )?"
    r"(?:[2-7](?![\d/])|hai|ba|tu|nam|sau|bay|chu nhat)(?!\w))*)"
)
_AFTER_MONTH = r"thang (?:sau|tiep theo|ke tiep|lien ke)(?: lien ke)?"


def find_days(text: str) -> list[ReportDay]:
    """Every day that a folded text names, in its order; "trước" already taken off."""
    found: list[ReportDay] = []
    for pattern, reader in _READERS:
        for each in pattern.finditer(text):
            place = ReportDay(
                begin=each.start(), end=each.end(), before=bool(each.groupdict()["before"])
            )
            if each["offset"]:  # "02 ngày làm việc trước ngày cuối tháng" is no plain day
                found.append(replace(place, impossible=True))
            else:
                found.append(excluded(reader(each, place)))
        text = pattern.sub(lambda each: "\0" * len(each[0]), text)
    return sorted(found, key=lambda day: day.begin)


_OF_UNIT: dict[str, tuple[CycleKind, tuple[int, ...], tuple[int, ...]]] = {
    "thang": (CycleKind.MONTHLY, (), ()),
    "quy": (CycleKind.QUARTERLY, QUARTER_STARTS, QUARTER_ENDS),
    "nam": (CycleKind.ANNUAL, (1,), (12,)),
}
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5}


def _working_day(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "ngày làm việc cuối cùng của quý", "ngày làm việc thứ 3 của tháng"."""
    order = _order(found["order"])
    says, starts, ends = _OF_UNIT[found["unit"]]
    return ordered(place, WORKDAYS, order, ends if order < 0 else starts, says)


def _working_day_of_month(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "ngày làm việc cuối cùng của tháng cuối quý"."""
    return ordered(place, WORKDAYS, _order(found["order"]), _which(found), CycleKind.QUARTERLY)


def _working_day_of_week(found: re.Match[str], place: ReportDay) -> ReportDay:
    order = _order(found["order"])
    weekday = 4 if order == -1 else order - 1
    if weekday not in WORKDAYS:
        return replace(place, impossible=True)
    return replace(place, weekdays=(weekday,), says=CycleKind.WEEKLY)


def _first_days(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "trong 5 ngày làm việc đầu tiên của tháng"."""
    says, starts, _ = _OF_UNIT[found["unit"]]
    return _counted(found, place, int(found["count"]), starts, says)


def _around_the_end(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "05 ngày sau khi kết thúc quý" is the 5th of the next; "trước khi" counts from its last."""
    says, starts, ends = _OF_UNIT[found["unit"]]
    if found["side"] == "truoc":
        return _counted(found, place, -int(found["count"]) - 1, ends, says)
    return _counted(found, place, int(found["count"]), starts, says)


def _counted(
    found: re.Match[str], place: ReportDay, count: int, months: tuple[int, ...], says: CycleKind
) -> ReportDay:
    if found["working"]:
        return ordered(place, WORKDAYS, count, months, says)
    if count < 0:
        return ordered(place, ALL_DAYS, count, months, says)
    return checked(replace(place, days=(count,), months=months), says)


def _weekdays(found: re.Match[str], place: ReportDay) -> ReportDay:
    days: set[int] = set()
    for until, name in re.findall(
        r"(-|den)? ?(?:thu )?(chu nhat|[2-7]|hai|bay|ba|tu|nam|sau)", found["weekdays"]
    ):
        day = weekday_number(name if name == "chu nhat" else f"thu {name}")
        days |= set(range(max(days), day + 1)) if until and days else {day}
    if order := found.groupdict().get("order"):
        return ordered(place, tuple(sorted(days)), _order(order), (), CycleKind.MONTHLY)
    says = CycleKind.WEEKLY if found["each"] else None
    return replace(place, weekdays=tuple(sorted(days)), says=says)


def _edge(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "ngày cuối cùng của tháng", "cuối mỗi quý"; "đầu mỗi tháng" is no day."""
    says, starts, ends = _OF_UNIT[found["unit"]]
    if found["edge"] == "giua":
        return replace(place, says=says, impossible=True)
    if found["edge"].startswith("dau"):
        if not found[0].startswith("ngay") and "ngay " not in found[0]:
            return replace(place, says=says, impossible=True)
        return replace(place, days=(1,), months=starts, says=says)
    return replace(place, days=(31,), months=ends, says=says)


def _edge_of_month(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "ngày cuối tháng cuối quý"; "đầu tháng cuối quý" is no day."""
    last = found["edge"] == "cuoi"
    return replace(
        place,
        days=(31,) if last else (),
        months=_which(found),
        says=CycleKind.QUARTERLY,
        impossible=not last,
    )


def _of_quarter(found: re.Match[str], place: ReportDay) -> ReportDay:
    return checked(
        replace(place, days=_numbers(found["list"]), months=_which(found)), CycleKind.QUARTERLY
    )


def _dates(found: re.Match[str], place: ReportDay) -> ReportDay:
    pairs = re.findall(r"(\d+)(?: thang |/)(\d+)", found["dates"])
    return of_months(replace(place, dates=tuple((int(a), int(b)) for a, b in pairs)))


def _day_of_months(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "ngày 15 các tháng 3, 6, 9, 12"."""
    months = _numbers(found["months"])
    return of_months(replace(place, dates=tuple((int(found["day"]), m) for m in months)))


def _whole_months(found: re.Match[str], place: ReportDay) -> ReportDay:
    """ "báo cáo … trước tháng 12 hằng năm"; one month without a report is a task of each year."""
    months = _numbers(found["months"])
    a_task = len(months) == 1 and "bao cao" not in found.string
    if a_task or not all(1 <= month <= 12 for month in months):
        return place
    if place.before:
        months = month_before(months)
    return replace(place, days=(31,), months=months, before=False, says=by_gaps(months))


def _days_of_month(found: re.Match[str], place: ReportDay) -> ReportDay:
    monthly = CycleKind.MONTHLY if found["monthly"] or "cuoi" in found["list"] else None
    return checked(replace(place, days=_numbers(found["list"])), monthly)


_Reader = Callable[[re.Match[str], ReportDay], ReportDay]


def _readers(*pairs: tuple[str, _Reader]) -> tuple[tuple[re.Pattern[str], _Reader], ...]:
    return tuple((re.compile(rf"{_LIMIT}{words}(?!\w)"), reader) for words, reader in pairs)


# What one has read the next does not see.
_READERS = _readers(
    (rf"ngay lam viec {_ORDER}{_OF} {_MONTH_OF_QUARTER}", _working_day_of_month),
    (rf"ngay (?P<list>{_LIST}){_OF} {_MONTH_OF_QUARTER}", _of_quarter),
    (rf"(?:ngay )?(?P<edge>cuoi|dau) {_MONTH_OF_QUARTER}", _edge_of_month),
    (rf"(?<!\d )ngay lam viec {_ORDER}{_OF} tuan(?! \d| nay| sau)", _working_day_of_week),
    (rf"(?<!\d )ngay lam viec {_ORDER}{_OF} {_UNIT}", _working_day),
    (rf"(?P<count>\d{{1,2}}) ngay(?P<working> lam viec)? dau(?: tien)?{_OF} {_UNIT}", _first_days),
    (
        r"(?P<count>\d{1,2}) ngay(?P<working> lam viec)? (?:(?:ke )?tu|(?P<side>truoc)|sau)"
        rf"(?: (?:khi|ngay))? (?:ket thuc|het)(?: moi)? {_UNIT}",
        _around_the_end,
    ),
    (
        rf"(?P<each>moi |hang )?{_WEEKDAYS} (?:(?:cua "
        rf"|trong )?tuan )?{_ORDER}{_OF} thang(?! \d)",
        _weekdays,
    ),
    (rf"(?P<each>moi |hang |cac )?{_WEEKDAYS}", _weekdays),
    (rf"(?:ngay |(?<=truoc )|(?<=nhat )|(?<=den ))(?P<dates>{_DATES})(?! nam \d)", _dates),
    (
        rf"(?P<dates>{_DATES})(?=,? {_EVERY} nam|\)| *$|,? gui|,? bao cao)(?! nam \d)",
        _dates,
    ),
    (
        rf"ngay (?P<day>{_NO}){_OF} (?:cac )?thang"
        rf" (?P<months>{_NO}(?:(?:,| va) ?(?:thang )?{_NO})+)(?!/| nam \d)",
        _day_of_months,
    ),
    (
        rf"ngay (?P<list>{_LIST})(?!/|,? thang \d)(?:,?(?: cua)? {_AFTER_MONTH}"
        r"|(?P<monthly> cua)? thang(?: bao cao)?(?! \d| nay| toi| dau| cuoi))?",
        _days_of_month,
    ),
    (rf"(?<!nhung )(?<!may )(?<!\d )ngay (?P<edge>cuoi|dau)(?: cung| tien)?{_OF} {_UNIT}", _edge),
    (rf"(?<!tuan )(?P<edge>cuoi|dau|giua|het) {_EVERY} {_UNIT}", _edge),
    (
        rf"(?:cac )?thang (?P<months>{_NO}(?:(?:,| va) ?(?:thang )?{_NO})*)(?=,? {_EVERY} nam)",
        _whole_months,
    ),
)


# --- their parts --------------------------------------------------------------------------------


def _order(words: str) -> int:
    if words.startswith(("cuoi", "dau")):
        return -1 if words.startswith("cuoi") else 1
    number = words.removeprefix("thu ")
    return _ORDINALS.get(number) or int(number)


def _which(found: re.Match[str]) -> tuple[int, ...]:
    """The months that "tháng cuối quý" and the like name."""
    if found["last"]:
        return QUARTER_ENDS
    return QUARTER_STARTS if found["first"] or found["next"] else SECOND_MONTHS


def _numbers(listed: str) -> tuple[int, ...]:
    found = re.findall(r"\d+|cuoi", listed)
    return tuple(sorted({31 if number == "cuoi" else int(number) for number in found}))
