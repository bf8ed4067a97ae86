"""Which reports are owed and by when, read from the words of a plan (PLAN_FORMAT.md §5).

    "Báo cáo tuần (trước thứ 5 hàng tuần)"      weekly, in time until Wednesday
    "tháng (trước ngày 10 hàng tháng)"          monthly, until the 9th
    "quý, 6 tháng, 9 tháng (trước ngày 10       one bracket, three cycles: until 9/3, 9/6, 9/9
     của tháng cuối quý)"                       and 9/12; until 9/6; until 9/9
    "6 tháng và năm (trước 15/6 và 15/12)"      as many days as cycles: one each, in their order
    "năm (trước ngày 10 tháng 11 hàng năm)"     annual, until 9/11
    "đột xuất", "khi phát sinh"                 on request: no day
    "định kỳ báo cáo"                           says how, not how often: must be asked

The text is a row of names (tuần, tháng, quý …) and days (`report_day_words`); a day belongs to all
the names since the day before it, or to those right behind it ("ngày 10 hằng tháng", "15/6 đối với
báo cáo 6 tháng"). A day with a year ("trước ngày 15/12/2026") falls once and is no cycle.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.cycle import CycleKind
from scheduler.rules.limits import How
from scheduler.rules.phrases import TimePhrase, Unknown, read_timings
from scheduler.rules.prepared import prepared, time_beside
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.report_day_words import find_days
from scheduler.rules.report_days import QUARTER_ENDS, ReportDay
from scheduler.rules.spelling import Said

LONGEST = 2000  # characters of a phrase; a whole document is for `import`
# Half a character, or what stands where one was lost: "tr??c ngày 10" may be "trước ngày 10".
_BROKEN = re.compile(r"[\ud800-\udfff\ufffd]|(?<=[^\W\d_])\?+(?=[^\W\d_])")


@dataclass(frozen=True, kw_only=True)
class ReportPhrase:
    """One reporting duty in words. Without a recurrence the day is not stated."""

    kind: CycleKind
    recurrence: Recurrence | None
    phrase: str
    before: bool = False  # the words exclude the day they name
    impossible: bool = False  # they name a day that no calendar has
    clock: time | None = None


@dataclass(frozen=True, kw_only=True)
class _Name:
    kind: CycleKind
    phrase: str
    begin: int
    end: int
    weeks: int = 1
    twice: bool = False  # "6 tháng một lần": in December too
    every: bool = False  # "hằng tháng": says that something comes back
    once: bool = False  # "mỗi tháng một lần"


_EVERY = r"(?:hang|moi|tung)"
_ONCE = r"(?: ?(?:1|mot) lan| ?/ ?(?:1 )?lan)"
_OFTEN = r"(?:(?:0?1|mot) lan ?(?:/|moi|trong|tren|1|mot) ?(?:1 |mot )?)"
_TWICE = (
    r"(?:0?6|sau) thang"
    + _ONCE
    + r"|nua nam(?:"
    + _ONCE
    + r")?|(?:moi |1 |mot )?nam (?:0?2|hai) lan"
    r"|(?:0?2|hai) lan(?: ?/ ?| (?:moi|mot|1|trong) )nam"
)
_SOME = r"(?:[2-9]|\d\d+|hai|ba|bon|nam|muoi) (?:tuan|thang|quy|nam)"
_NAME = re.compile(
    rf"(?<![\w/])(?:{_EVERY} |ca |1 |mot |{_OFTEN})?(?:"
    rf"(?P<fortnight>(?:0?2|hai) tuan(?:{_ONCE}|(?! nua| toi| tiep| ke| tu| truoc| sau))|cach tuan)"
    rf"|(?P<semiannual>(?P<twice>{_TWICE})|(?:0?6|sau) thang(?: (?:dau|cuoi) nam)?(?! \d| nam \d))"
    r"|(?P<nine_month>(?:0?9|chin) thang(?: dau nam)?(?! \d| nam \d))"
    rf"|(?P<weekly>tuan(?:{_ONCE}|(?! nay| sau| toi| \d| cuoi| dau| thu)))"
    rf"|(?P<quarterly>quy(?:{_ONCE}|(?! (?:dinh|che|trinh|hoach|nay|sau|toi|\d|[iv]+\b|(?:mot"
    rf"|hai|ba|tu)\b)))"
    rf"|(?:0?3|ba) thang(?:{_ONCE}|(?=,| va )))"
    rf"|(?P<periodic_unspecified>{_SOME}{_ONCE}|(?<=moi ){_SOME})"
    rf"|(?P<monthly>thang(?:{_ONCE}|(?! cuoi| dau| giua| nay| sau| toi| thu| \d| (?:gieng|chap))))"
    rf"|(?P<annual>nam(?:{_ONCE}|(?! \d| nay| sau| toi| hoc| tiep)))"
    r")(?!\w)"
)
_COMES_BACK = re.compile(rf"^{_EVERY} | lan|lan(?: |/)|/1|2 tuan|hai tuan|cach tuan|nua nam")
_SO_OFTEN = re.compile(rf"{_ONCE}|{_OFTEN}|{_TWICE}")
_NAMES_FOLLOW = re.compile(
    r"(?:bao cao(?: (?:dinh ky|ket qua|tien do|tinh hinh|so ket|tong ket|cong tac))*"
    r"|dinh ky(?: theo)?"
    r"|thuc hien|so ket|tong ket|^theo)[:\s(]*$"
)
_BETWEEN_NAMES = re.compile(r"[\s,;:()+/-]*(?:va|hoac)?\s*(?:bao cao|dinh ky|ca)?\s*")
_MEANT_FOR = re.compile(
    r"\s*(?:\((?:(?:doi voi|cho) )?|(?:doi voi|ap dung cho|cho) )(?:cac )?(?:bao cao )?(?:ky )?"
)
_RIGHT_BEHIND = re.compile(r"(?P<comma>,?)\s*\(?(?:(?:cua|trong|vao|dinh ky|bao cao) )*")
_SUDDEN = re.compile(
    r"dot xuat|khi (?:co )?(?:noi dung )?phat sinh|khi co yeu cau|neu co [^.;,]{0,80}"
)
_SOME_TIMES = re.compile(
    r"dinh ky[^.;]{0,60}?bao cao|bao cao[^.;]{0,20}? dinh ky|^(?:theo )?dinh ky$"
    r"|bao cao[^.;]{0,20}? (?:hang|moi) ngay|(?:hang|moi) ngay[^.;]{0,20}? bao cao"
)
_EXCEPTION = re.compile(r"(?<!\w)(?:rieng|ngoai tru|tru) (?:cac )?(?:thang|quy|nam|ky) ")
_REPORT = re.compile(r"bao cao|gui ve|gui phong|gui so")
_WORK = re.compile(r"(?<!\w)(?:hoan thanh|xong|thuc hien|trien khai|ban hanh)(?!\w)")
_PART_OF_A_YEAR = re.compile(r"(?:trong |het |den (?:het )?)?\w+ thang (?:dau|cuoi) nam")
_BARE = re.compile(r"^(?:theo )?(?:dinh ky|dot xuat|khi phat sinh)$")


def read_reporting(text: str) -> tuple[ReportPhrase, ...]:
    """Every reporting cycle that the text names, in its order."""
    said = prepared(text)
    found: list[ReportPhrase] = []
    names: list[_Name] = []
    tokens = list(_tokens(said))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if isinstance(token, _Name):
            names.append(token)
            continue
        end, waiting = token.end, bool(names)
        listed = [] if waiting else _meant_for(said.text, end, tokens[at:])
        if (
            not listed
            and at < len(tokens)
            and (behind := _qualifier(said.text, token, tokens[at], names))
        ):
            names = names or [replace(behind, kind=token.says or behind.kind)]
            end = behind.end
            at += 1
            listed = [] if waiting else _meant_for(said.text, end, tokens[at:])
        names = listed or names
        at += len(listed)
        if not names and token.says and _comes_back(token, said.text):
            names = [_Name(kind=token.says, phrase="", begin=token.begin, end=token.end)]
        found += _owed(
            names, token, said.quote(token.begin, end), time_beside(said, token.begin, end)
        )
        names = []
    known = {each.kind for each in found}
    reported = any(_is_of_a_report(said.text, name) for name in names)
    found += [
        ReportPhrase(
            # There is no cycle of two weeks: without its day nothing says how often.
            kind=name.kind if name.weeks == 1 else CycleKind.PERIODIC_UNSPECIFIED,
            recurrence=None,
            phrase=name.phrase,
        )
        for name in names
        if name.kind not in known and reported
    ]
    sudden = found and "dot xuat" in said.text
    if sudden or _REPORT.search(said.text) or _BARE.match(said.text):
        found += _without_days(said, bool(found))
    return tuple(found)


def read_phrase(
    phrase: str, on: date | None = None, calendar: WorkCalendar | None = None
) -> tuple[ReportPhrase | TimePhrase, ...]:
    """What a deadline phrase means, when nobody says whether it is of a task or of a report.

    A day that comes back is a reporting cycle; "hằng năm" alone, and what is to be finished by a
    day of each year, is a yearly task.
    """
    if len(phrase) > LONGEST:
        return (TimePhrase(timing=Unknown(phrase=phrase), how=How.TOO_LONG),)
    if _BROKEN.search(phrase):
        return (TimePhrase(timing=Unknown(phrase=phrase), how=How.UNREADABLE),)
    said = prepared(phrase).text
    if _EXCEPTION.search(said):
        return (TimePhrase(timing=Unknown(phrase=phrase), how=How.SEVERAL),)
    cycles = read_reporting(phrase)
    is_work = bool(_WORK.search(said))
    if _PART_OF_A_YEAR.fullmatch(said) and not any(each.recurrence for each in cycles):
        return read_timings(phrase, on, calendar)
    yearly_task = all(
        each.kind is CycleKind.ANNUAL and (is_work or not each.recurrence) for each in cycles
    )
    if cycles and not (yearly_task and not _REPORT.search(said)):
        return cycles
    return read_timings(phrase, on, calendar)


def _comes_back(day: ReportDay, said: str) -> bool:
    """Two plain dates ("15/6 và 15/12") are of this year, unless a report is due on them."""
    listed = "cac thang" in said[day.begin : day.end] or len(day.dates) == len(QUARTER_ENDS)
    return not day.dates or listed or bool(_REPORT.search(said))


def _qualifier(said: str, day: ReportDay, after: object, names: list[_Name]) -> _Name | None:
    """ "ngày 10 hằng tháng": the name right behind a day says how often that day comes."""
    if not isinstance(after, _Name):
        return None
    gap = _RIGHT_BEHIND.fullmatch(said, day.end, after.begin)
    if not gap or (names and (gap["comma"] or not after.every)):
        return None
    return after if after.every or not names else None


def _meant_for(said: str, end: int, after: list[ReportDay | _Name]) -> list[_Name]:
    """ "ngày 20 của tháng cuối kỳ (tháng, quý)", "15/6 đối với báo cáo 6 tháng": names behind."""
    found: list[_Name] = []
    for token in after:
        gap = said[end : token.begin]
        opens = not found and _MEANT_FOR.fullmatch(gap)
        if not isinstance(token, _Name) or not (opens or (found and _BETWEEN_NAMES.fullmatch(gap))):
            break
        found.append(token)
        end = token.end
    return found


def _owed(
    names: list[_Name], day: ReportDay, phrase: str, clock: time | None
) -> Iterator[ReportPhrase]:
    """One duty for each name; as many days as names go one to each."""
    days = day.apart() if len(names) > 1 else ()
    each_its_own = len(days) == len(names)
    for at, name in enumerate(names):
        own = days[at] if each_its_own else day
        yield ReportPhrase(
            kind=name.kind,
            recurrence=own.recurrence(name.kind, weeks=name.weeks, twice=name.twice),
            phrase=phrase,
            before=day.before,
            impossible=day.impossible,
            clock=clock,
        )


def _is_of_a_report(said: str, name: _Name) -> bool:
    """Without a day, "hằng quý" must be next to "báo cáo": budgets too come every year."""
    before, after = said[: name.begin], said[name.end :]
    near = re.search(r"bao cao[^.;,]{0,40}$|dinh ky $", before) or re.match(
        r"[^.;]{0,40}bao cao", after
    )
    return bool(near) or len(said.split()) < 5 or name.once


def _tokens(said: Said) -> Iterator[ReportDay | _Name]:
    """Names and days in the order of the text. A name stands first, or after "báo cáo",
    "hằng" or another name: "tháng" and "năm" are everywhere."""
    text = said.text
    days = find_days(text)
    names = [
        _name(said, found)
        for found in _NAME.finditer(text)
        if not any(day.begin < found.end() and found.start() < day.end for day in days)
    ]
    end_of_last = 0
    tokens: list[ReportDay | _Name] = [*days, *names]
    for token in sorted(tokens, key=lambda token: token.begin):
        if isinstance(token, ReportDay):
            yield token
            end_of_last = token.end if end_of_last or token.says else 0
        elif (
            token.every
            or not text[: token.begin].strip(" -+")
            or _NAMES_FOLLOW.search(text[: token.begin])
            or any(_MEANT_FOR.fullmatch(text, day.end, token.begin) for day in days)
            or (end_of_last and _BETWEEN_NAMES.fullmatch(text, end_of_last, token.begin))
        ):
            yield token
            end_of_last = token.end


def _name(said: Said, found: re.Match[str]) -> _Name:
    groups = found.groupdict()
    kind = next((kind for kind in CycleKind if groups.get(kind.value)), CycleKind.WEEKLY)
    return _Name(
        kind=kind,
        phrase=said.quote(found.start(), found.end()),
        begin=found.start(),
        end=found.end(),
        weeks=2 if groups["fortnight"] else 1,
        twice=bool(groups["twice"]),
        every=bool(_COMES_BACK.search(found[0])),
        once=bool(_SO_OFTEN.search(found[0])),
    )


def _without_days(said: Said, has_cycles: bool) -> Iterator[ReportPhrase]:
    if found := re.search(r"dinh ky,? va dot xuat", said.text):
        for kind in (CycleKind.PERIODIC_UNSPECIFIED, CycleKind.ADHOC):
            yield ReportPhrase(kind=kind, recurrence=None, phrase=said.quote(*found.span()))
        return
    if found := _SUDDEN.search(said.text):
        kind = CycleKind.ADHOC
    elif not has_cycles and (found := _SOME_TIMES.search(said.text)):
        kind = CycleKind.PERIODIC_UNSPECIFIED
    else:
        return
    phrase = said.quote(found.start(), found.end())
    yield ReportPhrase(kind=kind, recurrence=None, phrase=phrase)


__all__ = ["ReportPhrase", "Unknown", "read_phrase", "read_reporting"]
