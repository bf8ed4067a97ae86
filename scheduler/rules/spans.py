"""The stretches of time that a text names: days, months, quarters, years, and from one to another.

    "ngày 15 tháng 8 năm 2026", "15/8/2026"     that day
    "8/2026", "tháng 8 năm 2026"                that month
    "Quý II–III/2025", "từ 01/8 đến 15/8/2026"  from the first day of one to the last of the other
    "6 tháng đầu năm 2026", "tháng này"         counted from the year, or from the day of reading

Everything here reads folded text (`words.fold`). What no calendar has (31/9, Quý V), and what lacks
a year that nothing settles, is found and has no span: it must be asked about, never guessed.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto

HALF_A_YEAR = timedelta(days=183)
WEEK = timedelta(days=7)

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12,
}  # fmt: skip
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
WEEKDAY = r"(?:thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat)(?!\w)"


class Unit(Enum):
    DAY = auto()
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


@dataclass(frozen=True, kw_only=True)
class Named:
    """A stretch of time and its place in the text; no span if it cannot be settled."""

    begin: int
    end: int
    span: Span | None


@dataclass(frozen=True, kw_only=True)
class _Piece:
    begin: int
    end: int
    year: int | None
    span_in: Callable[[int], Span | None]


_Q = r"(?:iv|i{1,3}|[1-9])(?!\w)"
_M = r"\d{1,2}(?![\d]|/\d{1,2}(?!\d))"
_AND = r"\s*(?:-|,|va|den het|den)\s*"
_IN_YEAR = r"(?:\s*/\s*|\s*-\s*|,?\s+(?:cua )?nam\s+)"
_DAY = re.compile(
    r"(?<![\d/])(?:ngay )?(?:(?P<from>\d{1,2})\s*(?:-|den)\s*(?:ngay )?)?"
    r"(?P<d>\d{1,2})(?:(?:/| thang )(?P<m>\d{1,2})(?!\d)(?:(?:/| nam )(?P<y>\d{4}))?"
    r"|(?P<sep>[.-])(?P<m2>\d{1,2})(?P=sep)(?P<y2>\d{4}))(?![\d/])"
)
_MONTHS = re.compile(
    rf"(?<!\w)thang (?P<list>{_M}(?:{_AND}(?:thang )?{_M})*)(?:{_IN_YEAR}(?P<y>\d{{4}}))?(?![\d/])"
)
_MONTH_WORD = re.compile(
    rf"(?<!\w)thang (?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
    rf"{_IN_YEAR}(?P<y>\d{{4}})"
)
_MONTH_SLASH = re.compile(r"(?<![\d/])(?P<list>\d{1,2})/(?P<y>\d{4})(?![\d/])")
_QUARTERS = re.compile(
    rf"(?<!\w)(?:quy |q)(?P<list>{_Q}(?:{_AND}(?:quy )?{_Q})*)(?:{_IN_YEAR}(?P<y>\d{{4}}))?(?!\d)"
)
_PART = re.compile(
    r"(?<!\w)(?P<n>\d{1,2}|ba|sau|chin) thang (?P<side>dau|cuoi)(?: cua)? nam(?: (?P<y>\d{4}))?"
)
_YEAR = re.compile(r"(?<![\d/.])(?:nam )?(?P<y>(?:19|20)\d\d)(?![\d/])")
_RELATIVE = re.compile(
    r"(?<!\w)(?:(?P<what>thang|quy|nam) (?P<which>nay|sau|toi)|(?:cuoi|het) (?P<whole>thang|nam)"
    r"|(?P<day>hom nay|ngay mai)"
    rf"|(?P<weekday>{WEEKDAY})(?P<week> tuan (?:nay|sau|toi))?)(?!\w| \d| hang tuan|,? ngay)"
)
_FROM_TO = re.compile(r"\s*(?:-|,?\s*(?:den|toi)(?: het| cuoi)?)\s*")
_ALSO = re.compile(r"\s*(?:,|va|;)\s*")


def find_spans(folded: str, on: date | None = None) -> list[Named]:
    """Every stretch of time in a folded text. `on` settles "tháng này" and a year left out."""
    return list(_joined(folded, sorted(_pieces(folded, on), key=lambda piece: piece.begin), on))


def weekday_number(name: str) -> int:
    """Monday is 0: "thu 2" is Monday, "thu 5" and "thu nam" are Thursday."""
    day = name.split()[1]
    if name == "chu nhat":
        return 6
    return _WEEKDAYS[day] if day in _WEEKDAYS else int(day) - 2


def months(year: int, first: int, last: int, unit: Unit, *, ranged: bool = False) -> Span | None:
    if not (1 <= first <= last <= 12 and 1900 < year < 2200):
        return None
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Span(first=date(year, first, 1), last=end, unit=unit, ranged=ranged)


# --- pieces -------------------------------------------------------------------------------------


def _pieces(folded: str, on: date | None) -> Iterator[_Piece]:
    """The kinds in order of how much each one says; what one has read the next does not see."""
    readers: list[
        tuple[re.Pattern[str], Callable[[re.Match[str]], Callable[[int], Span | None]]]
    ] = [
        (_PART, _part_of_year),
        (_QUARTERS, lambda found: _several(found["list"], 3)),
        (_DAY, _day),
        (_MONTHS, lambda found: _several(found["list"], 1)),
        (_MONTH_WORD, lambda found: _several(str(_WORDS[found["word"]]), 1)),
        (_MONTH_SLASH, lambda found: _several(found["list"], 1)),
        (_YEAR, lambda found: lambda year: months(year, 1, 12, Unit.YEAR)),
    ]
    for pattern, reader in readers:
        for found in pattern.finditer(folded):
            groups = found.groupdict()
            stated = groups.get("y") or groups.get("y2")
            yield _Piece(
                begin=found.start(),
                end=found.end(),
                year=int(stated) if stated else None,
                span_in=reader(found),
            )
        folded = pattern.sub(lambda found: "\0" * len(found[0]), folded)
    for found in _RELATIVE.finditer(folded):
        span = _relative(found, on) if on else None
        yield _Piece(begin=found.start(), end=found.end(), year=0, span_in=_always(span))


def _always(span: Span | None) -> Callable[[int], Span | None]:
    return lambda _: span


def _day(found: re.Match[str]) -> Callable[[int], Span | None]:
    last, month = int(found["d"]), int(found["m"] or found["m2"])
    first = int(found["from"] or last)

    def span_in(year: int) -> Span | None:
        try:
            start, end = date(year, month, first), date(year, month, last)
        except ValueError:
            return None
        ranged = first != last
        return Span(first=start, last=end, unit=Unit.DAY, ranged=ranged) if start <= end else None

    return span_in


def _several(listed: str, size: int) -> Callable[[int], Span | None]:
    """Months (size 1) or quarters (size 3): one, a range, or neighbours counted up."""
    numbers = [_ROMAN.get(word) or int(word) for word in re.findall(r"\biv\b|\bi+\b|\d+", listed)]
    ranged = len(numbers) > 1
    together = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if ranged and not together and not re.search("-|den", listed):
        return _always(None)  # "quý I, III" names two times, not one
    unit = Unit.MONTH if size == 1 else Unit.LONGER
    first, last = size * (numbers[0] - 1) + 1, size * numbers[-1]
    return lambda year: months(year, first, last, unit, ranged=ranged)


def _part_of_year(found: re.Match[str]) -> Callable[[int], Span | None]:
    count = _WORDS.get(found["n"]) or int(found["n"])
    first, last = (1, count) if found["side"] == "dau" else (13 - count, 12)
    return lambda year: months(year, first, last, Unit.LONGER)


def _relative(found: re.Match[str], on: date) -> Span | None:
    later = found["which"] in ("sau", "toi")
    if found["day"]:
        day = on + timedelta(days=1) if found["day"] == "ngay mai" else on
        return Span(first=day, last=day, unit=Unit.DAY)
    if found["weekday"]:
        number = weekday_number(found["weekday"])
        if found["week"]:
            monday = on - timedelta(days=on.weekday())
            day = monday + timedelta(days=number) + (0 if "nay" in found["week"] else 1) * WEEK
        else:
            day = on + timedelta(days=(number - on.weekday()) % 7)
        return Span(first=day, last=day, unit=Unit.DAY)
    match found["what"] or found["whole"]:
        case "nam":
            return months(on.year + later, 1, 12, Unit.YEAR)
        case "quy":
            year, quarter = divmod(4 * on.year + (on.month - 1) // 3 + later, 4)
            return months(year, 3 * quarter + 1, 3 * quarter + 3, Unit.LONGER)
        case _:
            year, month = divmod(12 * on.year + on.month - 1 + later, 12)
            return months(year, month + 1, month + 1, Unit.MONTH)


# --- from one to another ------------------------------------------------------------------------


def _joined(folded: str, pieces: list[_Piece], on: date | None) -> Iterator[Named]:
    index = 0
    while index < len(pieces):
        left = pieces[index]
        right = pieces[index + 1] if index + 1 < len(pieces) else None
        between = folded[left.end : right.begin] if right else ""
        ranged = bool(right and _FROM_TO.fullmatch(between))
        if right and (ranged or _ALSO.fullmatch(between)):
            if left.year is None and right.year:
                left = replace(left, year=right.year)  # "từ 01/8 đến 15/8/2026"
            first, last = _settle(left, on), _settle(right, on)
            span = None
            if first and last and first.last < last.last and (ranged or _touch(first, last)):
                span = Span(first=first.first, last=last.last, unit=last.unit, ranged=True)
            yield Named(begin=left.begin, end=right.end, span=span)
            index += 2
        else:
            yield Named(begin=left.begin, end=left.end, span=_settle(left, on))
            index += 1


def _touch(first: Span, last: Span) -> bool:
    return first.last + timedelta(days=1) == last.first


def _settle(piece: _Piece, on: date | None) -> Span | None:
    if piece.year is not None:
        return piece.span_in(piece.year)
    if on is None:
        return None
    span = piece.span_in(on.year)
    # Read in December, "trước ngày 10/01" is next January; read in September, "15/8" is just past.
    if span and span.last < on - HALF_A_YEAR:
        return piece.span_in(on.year + 1)
    return span
