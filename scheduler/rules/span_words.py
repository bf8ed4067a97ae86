"""Which words name a stretch of time: one pattern for each kind, and what it means in a year."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from functools import partial

from scheduler.rules.named_days import NAMED_DAY, named_day, rests, stated_year

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
WEEKDAY = r"(?:thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat)(?!\w)"
_WEEK = timedelta(days=7)
_ANY_YEAR = 0  # of a piece that the day of reading has settled


class Unit(Enum):
    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    LONGER = auto()  # a quarter, some months, a year
    YEAR = auto()


@dataclass(frozen=True, kw_only=True)
class Span:
    """From `first` to `last`, both included."""

    first: date
    last: date
    unit: Unit
    ranged: bool = False  # the text names a beginning and an end
    rest: bool = False  # days on which the office rests lie before `first` and belong to it


SpanIn = Callable[[int], Span | None]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of time as found in the text, before its year is known."""

    begin: int
    end: int
    year: int | None
    span_in: SpanIn
    ahead: bool = False  # the next one that begins on or after the day of reading


def pieces(folded: str, on: date | None) -> Iterator[Piece]:
    """The kinds in order of how much each one says; what one has read the next does not see."""
    for pattern, reader in _READERS:
        found = list(pattern.finditer(folded))
        for each in found:
            yield from reader(each, on)
        if found:
            folded = pattern.sub(lambda each: "\0" * len(each[0]), folded)


def weekday_number(name: str) -> int:
    """Monday is 0: "thu 2" is Monday, "thu 5" and "thu nam" are Thursday."""
    if name == "chu nhat":
        return 6
    day = name.split()[1]
    return _WEEKDAYS[day] if day in _WEEKDAYS else int(day) - 2


# --- a year and its parts -----------------------------------------------------------------------


def _months(year: int, first: int, last: int, unit: Unit, *, ranged: bool = False) -> Span | None:
    if not (1 <= first <= last <= 12 and 1900 < year < 2200):
        return None
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Span(first=date(year, first, 1), last=end, unit=unit, ranged=ranged)


def _days(year: int, month: int, first: int, last: int) -> Span | None:
    try:
        start, end = date(year, month, first), date(year, month, last)
    except ValueError:
        return None
    ranged = first != last
    return Span(first=start, last=end, unit=Unit.DAY, ranged=ranged) if start <= end else None


def _stated(found: re.Match[str], on: date | None) -> int | None:
    """The year beside a day, month or quarter: in figures, or "năm nay", "năm sau"."""
    groups = found.groupdict()
    if year := groups.get("y") or groups.get("y2"):
        return int(year)
    if groups.get("ry") and on:
        return on.year + (groups["ry"] != "nay")
    return None


# --- the readers --------------------------------------------------------------------------------


def _day(found: re.Match[str], on: date | None) -> Iterator[Piece]:
    day, month = int(found["d"]), int(found["m"] or found["m2"])
    first = int(found["from"] or day)
    year = _stated(found, on)
    named = found["wd"] or found["wd2"]
    weekday = weekday_number(named) if named else None

    def agrees(span: Span | None) -> Span | None:
        return span if span and weekday in (None, span.last.weekday()) else None

    for other in re.finditer(r"\d+", found["list"] or ""):
        yield Piece(
            begin=found.start() if other.start() == 0 else found.start("list") + other.start(),
            end=found.start("list") + other.end(),
            year=year,
            span_in=partial(_days, month=month, first=int(other[0]), last=int(other[0])),
        )
    yield Piece(
        begin=found.start("from" if found["from"] else "d") if found["list"] else found.start(),
        end=found.end(),
        year=year,
        span_in=lambda y: agrees(_days(y, month, first, day)),
        ahead=bool(found["ahead"]),
    )


def _several(size: int) -> Callable[[re.Match[str], date | None], Iterator[Piece]]:
    """Months (size 1) or quarters (size 3): one, a range, or some counted up."""
    unit = Unit.MONTH if size == 1 else Unit.LONGER

    def read(found: re.Match[str], on: date | None) -> Iterator[Piece]:
        listed, offset = found["list"], found.start("list")
        words = list(re.finditer(r"\biv\b|\bi+\b|\b(?:mot|hai|ba|tu)\b|\d+", listed))
        year, at = _stated(found, on), 0
        while at < len(words):
            stop = at
            if at + 1 < len(words) and re.search(
                "-|den", listed[words[at].end() : words[at + 1].start()]
            ):
                stop = at + 1
            first, last = _count(words[at][0]), _count(words[stop][0])
            yield Piece(
                begin=found.start() if at == 0 else offset + words[at].start(),
                end=found.end() if stop == len(words) - 1 else offset + words[stop].end(),
                year=year,
                span_in=_between(size * (first - 1) + 1, size * last, unit, ranged=stop > at),
                ahead=bool(found.groupdict().get("ahead")),
            )
            at = stop + 1

    return read


def _count(word: str) -> int:
    return _ROMAN.get(word) or _NUMBERS.get(word) or {"tu": 4}.get(word) or int(word)


def _between(first: int, last: int, unit: Unit, *, ranged: bool = False) -> SpanIn:
    return lambda year: _months(year, first, last, unit, ranged=ranged)


def _part_of_year(found: re.Match[str], on: date | None) -> Iterator[Piece]:
    if found["half"]:
        count = 6
    else:
        count = _NUMBERS.get(found["n"]) or int(found["n"])
        count *= 3 if found["unit"] == "quy" else 1
    first, last = (1, count) if found["side"] == "dau" else (13 - count, 12)
    yield _whole(found, _stated(found, on), _between(first, last, Unit.LONGER))


def _year(found: re.Match[str], on: date | None) -> Iterator[Piece]:
    yield _whole(found, int(found["y"]), _between(1, 12, Unit.YEAR))


def _iso_week(found: re.Match[str], on: date | None) -> Iterator[Piece]:
    def week(year: int) -> Span | None:
        try:
            monday = date.fromisocalendar(year, int(found["n"]), 1)
        except ValueError:
            return None
        return Span(first=monday, last=monday + timedelta(days=6), unit=Unit.WEEK)

    yield _whole(found, _stated(found, on), week)


def _named(found: re.Match[str], on: date | None) -> Iterator[Piece]:
    def span_in(year: int) -> Span | None:
        day = named_day(found, year)
        return Span(first=day, last=day, unit=Unit.DAY, rest=rests(found)) if day else None

    year = stated_year(found)
    yield Piece(begin=found.start(), end=found.end(), year=year, span_in=span_in, ahead=True)


def _relative(found: re.Match[str], on: date | None) -> Iterator[Piece]:
    span = _from_today(found, on) if on else None
    yield _whole(found, _ANY_YEAR, lambda _: span)


def _whole(found: re.Match[str], year: int | None, span_in: SpanIn) -> Piece:
    return Piece(begin=found.start(), end=found.end(), year=year, span_in=span_in)


def _from_today(found: re.Match[str], on: date) -> Span | None:
    later = found["which"] in ("sau", "toi", "ke tiep", "tiep theo")
    if found["day"]:
        ahead = 2 if found["day"] == "ngay kia" else int(found["day"].endswith("mai"))
        day = on + timedelta(days=ahead)
        return Span(first=day, last=day, unit=Unit.DAY)
    if found["weekday"]:
        number = weekday_number(found["weekday"])
        if found["week"]:
            monday = on - timedelta(days=on.weekday())
            day = monday + timedelta(days=number) + (0 if "nay" in found["week"] else 1) * _WEEK
        else:
            day = on + timedelta(days=(number - on.weekday()) % 7)
        return Span(first=day, last=day, unit=Unit.DAY)
    if found["dom"]:
        year, month = divmod(12 * on.year + on.month - 1 + (found["dow"] != "nay"), 12)
        return _days(year, month + 1, int(found["dom"]), int(found["dom"]))
    match found["what"] or found["whole"] or (found["year"] and "nam"):
        case "tuan":
            monday = on - timedelta(days=on.weekday()) + later * _WEEK
            return Span(first=monday, last=monday + timedelta(days=6), unit=Unit.WEEK)
        case "nam":
            return _months(on.year + later, 1, 12, Unit.YEAR)
        case "quy":
            year, quarter = divmod(4 * on.year + (on.month - 1) // 3 + later, 4)
            return _months(year, 3 * quarter + 1, 3 * quarter + 3, Unit.LONGER)
        case _:
            year, month = divmod(12 * on.year + on.month - 1 + later, 12)
            return _months(year, month + 1, month + 1, Unit.MONTH)


_Q = r"(?:iv|i{1,3}|[1-9]|(?:mot|hai|ba|tu)(?=,? (?:nam|va|den|hang)|[/,-]|$))(?!\w)"
_M = r"\d{1,2}(?!\d|/\d{1,2}(?!\d))"
_AND = r"\s*(?:[-,+&]|va|den het|den)\s*"
_RELATIVE_YEAR = r"(?:cua )?nam (?P<ry>nay|sau|toi)(?!\w)"
_IN_YEAR = (
    r"(?:(?:\s*/\s*|\s*-\s*|,?\s+(?:(?:cua )?nam\s+)?)(?P<y>\d{4})|,? " + _RELATIVE_YEAR + ")"
)
_AHEAD = r"(?P<ahead> (?:sap )?toi(?! \d))?"
_NOT_A_NOUN = r"(?! (?:ho|nguoi|doanh nghiep|trieu|ty|dong|can bo|dang vien|hoc sinh|sinh vien)\b)"

_Reader = Callable[[re.Match[str], date | None], Iterator[Piece]]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(NAMED_DAY), _named),
    (
        re.compile(
            r"(?<!\w)(?:(?P<n>\d{1,2}|mot|hai|ba|sau|chin) (?P<unit>thang|quy)|(?P<half>nua))"
            r" (?P<side>dau|cuoi)(?: cua)? nam(?: (?P<y>\d{4})| (?P<ry>nay|sau|toi)(?!\w))?"
        ),
        _part_of_year,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:quy |q)(?P<list>{_Q}(?:{_AND}(?:quy )?{_Q})*){_IN_YEAR}?(?!\d){_AHEAD}"
        ),
        _several(3),
    ),
    (re.compile(r"(?<![\w/])(?P<list>iv|i{1,3})/(?P<y>\d{4})(?!\d)"), _several(3)),
    (re.compile(r"(?<!\w)tuan (?:thu )?(?P<n>\d{1,2})(?:/|,? nam )(?P<y>\d{4})(?!\d)"), _iso_week),
    (
        re.compile(
            rf"(?<![\d/])(?:(?P<wd>{WEEKDAY}),? ?\(?(?=ngay|\d))?(?:ngay )?"
            r"(?P<list>(?<=ngay )(?:\d{1,2}(?:,| va|;) (?:ngay )?)+)?"
            r"(?:(?P<from>\d{1,2})\s*(?:-|den)\s*(?:ngay )?)?"
            r"(?P<d>\d{1,2})(?:(?:/| thang )(?P<m>\d{1,2})(?!\d)"
            rf"(?:(?:/|,? nam )(?P<y>\d{{4}})|,? {_RELATIVE_YEAR})?"
            rf"|(?P<sep>[.-])(?P<m2>\d{{1,2}})(?P=sep)(?P<y2>\d{{4}}))(?![\d/]){_AHEAD}"
            rf"(?: \((?P<wd2>{WEEKDAY})[^)]*\)?)?"
        ),
        _day,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:cac )?thang (?P<list>{_M}(?:{_AND}(?:thang )?{_M})*){_IN_YEAR}?"
            rf"(?![\d/]){_AHEAD}"
        ),
        _several(1),
    ),
    (
        re.compile(r"(?<![\d/.,-])(?P<list>\d{1,2}(?: ?- ?\d{1,2})?)/(?P<y>\d{4})(?![\d/])"),
        _several(1),
    ),
    (re.compile(rf"(?<![\d/.:])(?:nam )?(?P<y>(?:19|20)\d\d)(?![\d/:]){_NOT_A_NOUN}"), _year),
    (
        re.compile(
            r"(?<!\w)(?:ngay (?P<dom>\d{1,2}) (?:cua )?thang"
            r" (?P<dow>nay|sau|toi|tiep theo|ke tiep|lien sau)"
            r"|(?<!\d )(?P<what>tuan|thang|quy|nam) (?P<which>nay|sau|toi|ke tiep|tiep theo)"
            r"|(?:cuoi|het) (?P<whole>thang|quy|nam)(?! (?:nay|sau|toi|truoc|\d))"
            r"|(?P<year>ca|trong) nam(?=[ .;,)]*$)"
            r"|(?P<day>hom nay|trong ngay(?! \d| lam)|(?:sang|chieu|trua|toi) nay"
            r"|(?:ngay |sang |chieu |trua |toi )mai|ngay kia)"
            rf"|(?P<weekday>{WEEKDAY})(?P<week> tuan (?:nay|sau|toi))?(?: nay| toi)?)"
            r"(?!\w| \d| [ivx]+(?!\w)|,? (?:hang|moi) (?:tuan|thang|nam|quy)|,? ngay)"
        ),
        _relative,
    ),
)
