"""The stretches of time that a text names: days, weeks, months, quarters, years, one to another.

    "ngày 15 tháng 8 năm 2026", "15/8/2026"     that day
    "8/2026", "tháng 8 năm 2026"                that month
    "Quý II–III/2025", "từ 01/8 đến 15/8/2026"  from the first day of one to the last of the other
    "15/6, 15/9 và 15/12/2026"                  three days: the year is of all of them
    "6 tháng đầu năm 2026", "tháng này"         counted from the year, or from the day of reading

Everything here reads folded text (`words.fold`, `spelling.spelled`). What no calendar has (31/9,
Quý V, thứ Hai 15/8/2026), and what lacks a year that nothing settles, is found and has no span: it
must be asked about, never guessed. Which words name what is in `span_words`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.rules.calendar import DAY
from scheduler.rules.span_words import WEEKDAY, Piece, Span, Unit, pieces, weekday_number

__all__ = ["WEEKDAY", "Named", "Span", "Unit", "find_spans", "weekday_number"]

HALF_A_YEAR = timedelta(days=183)
_UNTIL = re.compile(
    r"\s*(?:-|,?\s*(?:cho )?(?:den|toi)(?: het| cuoi"
    r"| (?P<before>truoc))?)(?: het)?(?: (?:ngay|thang|quy))?\s*"
)
_ALSO = re.compile(r"\s*(?:,|;|,? va)(?: (?:het|truoc|den))*(?: (?:ngay|thang|quy))?\s*")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A stretch of time and its place in the text; no span if it cannot be settled."""

    begin: int
    end: int
    span: Span | None


def find_spans(folded: str, on: date | None = None) -> list[Named]:
    """Every stretch of time in a folded text. `on` settles "tháng này" and a year left out."""
    found = sorted(pieces(folded, on), key=lambda piece: piece.begin)
    return list(_joined(folded, _with_years(folded, found), on))


def _with_years(folded: str, found: list[Piece]) -> list[Piece]:
    """ "từ 01/8 đến 15/8/2026", "15/6, 15/12/2026": the year said last is of all before it."""
    settled: list[Piece] = []
    for piece in reversed(found):
        if piece.year is None and settled and settled[0].year:
            between = folded[piece.end : settled[0].begin]
            if _UNTIL.fullmatch(between) or _ALSO.fullmatch(between):
                piece = replace(piece, year=settled[0].year)
        settled.insert(0, piece)
    return settled


def _joined(folded: str, found: list[Piece], on: date | None) -> Iterator[Named]:
    """From one to another, and neighbours, become one stretch; the rest stay apart."""
    last: Named | None = None
    for piece in found:
        this = Named(begin=piece.begin, end=piece.end, span=_settle(piece, on))
        if last is None:
            last = this
            continue
        between = folded[last.end : piece.begin]
        until = _UNTIL.fullmatch(between)
        if until:
            span = _from_to(last.span, this.span, before=bool(until["before"]))
            last = Named(begin=last.begin, end=this.end, span=span)
        elif _ALSO.fullmatch(between) and last.span and this.span and _touch(last.span, this.span):
            span = _from_to(last.span, this.span, before=False)
            last = Named(begin=last.begin, end=this.end, span=span)
        else:
            yield last
            last = this
    if last is not None:
        yield last


def _from_to(first: Span | None, last: Span | None, *, before: bool) -> Span | None:
    if first is None or last is None:
        return None
    end = last.first - DAY if before else last.last
    if end <= first.first or last.first <= first.first:
        return None
    return Span(first=first.first, last=end, unit=last.unit, ranged=True)


def _touch(first: Span, last: Span) -> bool:
    return first.last + DAY == last.first


def _settle(piece: Piece, on: date | None) -> Span | None:
    if piece.year is not None:
        return piece.span_in(piece.year)
    if on is None:
        return None
    span = piece.span_in(on.year)
    if piece.ahead:
        past = span is None or span.first < on
        return piece.span_in(on.year + 1) if past else span
    # Read in December, "trước ngày 10/01" is next January; read in September, "15/8" is just past.
    if span and span.last < on - HALF_A_YEAR:
        return piece.span_in(on.year + 1)
    return span
