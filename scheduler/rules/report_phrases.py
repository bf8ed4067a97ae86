"""Which reports are owed and by when, read from the words of a plan (PLAN_FORMAT.md §5).

    "Báo cáo tuần (trước thứ 5 hàng tuần)"      weekly, in time until Wednesday
    "tháng (trước ngày 10 hàng tháng)"          monthly, until the 9th
    "quý, 6 tháng, 9 tháng (trước ngày 10       one bracket, three cycles: until 9/3, 9/6, 9/9
     của tháng cuối quý)"                       and 9/12; until 9/6; until 9/9
    "năm (trước ngày 10 tháng 11 hàng năm)"     annual, until 9/11
    "đột xuất", "khi phát sinh"                 on request: no day
    "định kỳ báo cáo"                           says how, not how often: must be asked

The text is a row of names (tuần, tháng, quý …) and days; a day belongs to all the names since the
day before it. A day with a year ("trước ngày 15/12/2026") falls once and is no cycle.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.rules.cycle import CycleKind
from scheduler.rules.phrases import Unknown, read_timing
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.spans import WEEKDAY, weekday_number
from scheduler.rules.timing import Timing
from scheduler.rules.words import fold

QUARTER_ENDS = (3, 6, 9, 12)
_QUARTER_STARTS = (1, 4, 7, 10)
_LAST_MONTHS: dict[CycleKind, tuple[int, ...]] = {
    CycleKind.MONTHLY: (),
    CycleKind.QUARTERLY: QUARTER_ENDS,
    CycleKind.SEMIANNUAL: (6,),
    CycleKind.NINE_MONTH: (9,),
    CycleKind.ANNUAL: (12,),
}


@dataclass(frozen=True, kw_only=True)
class ReportPhrase:
    """One reporting duty in words. Without a recurrence the day is not stated."""

    kind: CycleKind
    recurrence: Recurrence | None
    phrase: str


@dataclass(frozen=True, kw_only=True)
class _Day:
    """The day that a phrase names, before it is known for which cycles it is meant."""

    phrase: str
    weekday: int | None = None
    day: int | None = None
    months: tuple[int, ...] = ()
    says: CycleKind | None = None  # the cycle the day names by itself: "… hàng tháng"

    def recurrence(self, kind: CycleKind) -> Recurrence | None:
        if kind is CycleKind.WEEKLY or self.day is None:
            fits = kind is CycleKind.WEEKLY and self.weekday is not None
            return Recurrence(weekday=self.weekday) if fits else None
        months = _LAST_MONTHS[kind] if self.months == QUARTER_ENDS else self.months
        monthly = kind is CycleKind.MONTHLY
        if bool(months) is monthly:
            return None  # "năm (trước ngày 10)": of which month?
        return Recurrence(month_day=self.day, months=months)


_EVERY = r"(?:hang|moi|tung)"
_CLOCK = r"(?P<clock>\d{1,2}(?:(?: gio|h|:)(?: ?\d{2}(?: phut)?)?),? (?:cua )?)?"
_LIMIT = (
    r"(?:(?P<before>truoc)|cham nhat(?: la)?(?: vao)?|muon nhat|khong qua|den het|den|vao|trong)? ?"
)
_DATE = r"\d{1,2}(?: thang |/)\d{1,2}(?![\d/])"
_DAY = re.compile(
    rf"(?<!\w){_LIMIT}{_CLOCK}(?:"
    rf"(?P<weekday>{WEEKDAY})(?P<weekly> (?:cua )?{_EVERY} tuan| trong tuan| cua tuan)?"
    rf"|ngay (?P<q>\d{{1,2}})(?: (?:cua|vao))?(?: {_EVERY})?"
    r" thang (?P<which>dau(?: tien)?|cuoi(?: cung)?)"
    rf"(?: cua)?(?: {_EVERY}| cac)? (?:quy|ky)(?: bao cao| sau| tiep theo| ke tiep)?"
    rf"|ngay (?P<dates>{_DATE}(?:(?:,| va|;) (?:ngay )?{_DATE})*)(?! nam \d)"
    rf"(?P<yearly>,? {_EVERY} nam)?"
    rf"|(?P<bare>{_DATE}),? {_EVERY} nam"
    rf"|ngay (?P<d>\d{{1,2}})(?![\d/])(?! thang \d)"
    rf"(?P<monthly>,?(?: cua)? (?:{_EVERY} thang|thang (?:sau|tiep theo|ke tiep)))?(?: cua thang)?"
    r"|ngay cuoi(?: cung)?(?: cua)?(?: hang)? (?P<last>thang|quy)"
    r")"
)
_NAME = re.compile(
    rf"(?<![\w/])(?:{_EVERY} |ca )?(?:"
    r"(?P<semiannual>(?:0?6|sau) thang(?: (?:dau|cuoi) nam| mot lan)?)"
    r"|(?P<nine_month>(?:0?9|chin) thang(?: dau nam)?)"
    r"|(?P<weekly>tuan(?! nay| sau| toi))|(?P<monthly>thang(?! cuoi| dau| nay| sau| toi| \d))"
    r"|(?P<quarterly>quy(?! (?:dinh|che|trinh|hoach|nay|sau))|0?3 thang mot lan)"
    r"|(?P<annual>nam(?! \d| nay| sau))"
    r")(?!\w)"
)
_NAMES_FOLLOW = re.compile(
    r"(?:bao cao(?: (?:dinh ky|ket qua|tien do|tinh hinh))*|dinh ky(?: theo)?|thuc hien)[:\s(]*$"
)
_BETWEEN_NAMES = re.compile(r"[\s,;:()+/-]*(?:va|hoac)?\s*(?:bao cao|dinh ky)?\s*")
_SUDDEN = re.compile(
    r"dot xuat|khi (?:co )?(?:noi dung )?phat sinh|khi co yeu cau|neu co [^.;,]{0,80}"
)
_SOME_TIMES = re.compile(r"dinh ky[^.;]{0,60}?bao cao|bao cao[^.;]{0,20}? dinh ky")
_REPORT = re.compile(r"bao cao|gui ve|gui phong|gui so")


def read_reporting(text: str) -> tuple[ReportPhrase, ...]:
    """Every reporting cycle that the text names, in its order."""
    plain = _aligned(text)
    said = fold(plain)
    found: list[ReportPhrase] = []
    names: list[tuple[CycleKind, str]] = []
    for token in _tokens(plain, said):
        if isinstance(token, tuple):
            names.append(token)
            continue
        if not names and token.says:
            names = [(token.says, "")]
        found += [
            ReportPhrase(kind=kind, recurrence=token.recurrence(kind), phrase=token.phrase)
            for kind, _ in names
        ]
        names = []
    known = {each.kind for each in found}
    found += [
        ReportPhrase(kind=kind, recurrence=None, phrase=phrase)
        for kind, phrase in names
        if kind not in known and _is_of_a_report(said, fold(phrase))
    ]
    if _REPORT.search(said):
        found += _without_days(plain, said, bool(found))
    return tuple(found)


def read_phrase(phrase: str, on: date | None = None) -> tuple[ReportPhrase, ...] | Timing | Unknown:
    """What a deadline phrase means, when nobody says whether it is of a task or of a report.

    A day that comes back is a reporting cycle; "hằng năm" alone is a yearly task.
    """
    cycles = read_reporting(phrase)
    yearly_task = all(each.kind is CycleKind.ANNUAL and not each.recurrence for each in cycles)
    if cycles and not (yearly_task and "bao cao" not in fold(phrase)):
        return cycles
    return read_timing(phrase, on)


def _is_of_a_report(said: str, name: str) -> bool:
    """Without a day, "hằng quý" must be next to "báo cáo": budgets too come every year."""
    before, _, after = said.partition(name)
    near = re.search(r"bao cao[^.;,]{0,40}$", before) or re.match(r"[^.;]{0,40}bao cao", after)
    return bool(near) or len(said.split()) < 5


def _aligned(text: str) -> str:
    """The text in a form whose folding has the same length, so that places carry over."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    return " ".join("".join(c for c in composed if unicodedata.category(c) != "Cf").split())


def _tokens(plain: str, said: str) -> Iterator[_Day | tuple[CycleKind, str]]:
    """Names and days in the order of the text. A name stands first, or after "báo cáo",
    "hằng" or another name: "tháng" and "năm" are everywhere."""
    verbatim = plain if len(plain) == len(said) else said
    days = [(found.start(), found.end(), found) for found in _DAY.finditer(said)]
    rest = _DAY.sub(lambda found: "\0" * len(found[0]), said)
    names = [(found.start(), found.end(), found) for found in _NAME.finditer(rest)]
    end_of_last = 0
    for begin, end, found in sorted([*days, *names], key=lambda token: token[0]):
        phrase = verbatim[begin:end].strip()
        if found.re is _DAY:
            day = _day(found, phrase)
            yield day
            end_of_last = end if end_of_last or day.says else 0
        elif (
            re.match(_EVERY, found[0])
            or not said[:begin].strip(" -+")
            or _NAMES_FOLLOW.search(said[:begin])
            or (end_of_last and _BETWEEN_NAMES.fullmatch(said, end_of_last, begin))
        ):
            yield CycleKind(str(found.lastgroup)), phrase
            end_of_last = end


def _day(found: re.Match[str], phrase: str) -> _Day:
    # "trước 17 giờ ngày 10": the clock is what is excluded, the 10th is still in time.
    earlier = 1 if found["before"] and not found["clock"] else 0
    if found["weekday"]:
        weekday = (weekday_number(found["weekday"]) - earlier) % 7
        return _Day(
            phrase=phrase, weekday=weekday, says=CycleKind.WEEKLY if found["weekly"] else None
        )
    if found["last"]:
        if found["last"] == "quy":
            return _Day(phrase=phrase, day=31, months=QUARTER_ENDS, says=CycleKind.QUARTERLY)
        return _Day(phrase=phrase, day=31, says=CycleKind.MONTHLY)
    if found["q"]:
        first = found["which"].startswith("dau")
        day, months = _earlier(int(found["q"]), _QUARTER_STARTS if first else QUARTER_ENDS, earlier)
        return _Day(phrase=phrase, day=day, months=months, says=CycleKind.QUARTERLY)
    if dates := found["dates"] or found["bare"]:
        pairs = [(int(a), int(b)) for a, b in re.findall(r"(\d+)(?: thang |/)(\d+)", dates)]
        if len({day for day, _ in pairs}) > 1 or not all(_exists(*pair) for pair in pairs):
            return _Day(phrase=phrase)
        day, months = _earlier(pairs[0][0], tuple(month for _, month in pairs), earlier)
        yearly = found["yearly"] or found["bare"]
        return _Day(
            phrase=phrase, day=day, months=months, says=CycleKind.ANNUAL if yearly else None
        )
    day, _ = _earlier(int(found["d"]), (), earlier)
    return _Day(
        phrase=phrase,
        day=day if day <= 31 else None,
        says=CycleKind.MONTHLY if found["monthly"] else None,
    )


def _exists(day: int, month: int) -> bool:
    try:
        return bool(date(2028, month, day))  # a leap year: 29/2 comes back, if rarely
    except ValueError:
        return False


def _earlier(day: int, months: tuple[int, ...], by: int) -> tuple[int, tuple[int, ...]]:
    """The day before the 1st is the last day (31, as `Recurrence` reads it) of the month before."""
    if day > by:
        return day - by, months
    return 31, tuple(month - 1 or 12 for month in months)


def _without_days(plain: str, said: str, has_cycles: bool) -> Iterator[ReportPhrase]:
    verbatim = plain if len(plain) == len(said) else said
    if found := _SUDDEN.search(said):
        yield ReportPhrase(
            kind=CycleKind.ADHOC, recurrence=None, phrase=verbatim[found.start() : found.end()]
        )
    elif not has_cycles and (found := _SOME_TIMES.search(said)):
        yield ReportPhrase(
            kind=CycleKind.PERIODIC_UNSPECIFIED,
            recurrence=None,
            phrase=verbatim[found.start() : found.end()],
        )
