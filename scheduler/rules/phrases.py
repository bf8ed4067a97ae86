"""When a task is due, read from the words of a plan (PLAN_FORMAT.md §4).

    "Trước ngày 15/8/2026"                due 14/8: `trước X` never includes X
    "chậm nhất ngày 15/8/2026"            due 15/8
    "8/2026"                              due 31/8: a lone month is a month of completion
    "Quý III/2026", "Năm 2026"            from its first day to its last
    "Năm 2026 và những năm tiếp theo"     ongoing, looked at each year; not due 31/12/2026
    "Thường xuyên", "Hằng năm"            ongoing, yearly
    "Sau khi có hướng dẫn"                waits until a person says so; the phrase is the condition
    "trước ngày 15/6 và 15/12/2026"       two times, for two results

A phrase is mended and folded (`spelling`), freed of what only looks like a time (`lookalikes`), its
stretches of time are found (`spans`), and the words before each say how it is meant (`limits`).
What names a time that cannot be settled ("đầu tháng 8", 31/9, "chậm nhất 15/8, không quá 20/8") is
`Unknown`: somebody must be asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import pairwise

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.counted import counted
from scheduler.rules.limits import How, Limit, after, is_a_limit, is_an_end, is_bound, limit_of
from scheduler.rules.lookalikes import DOCUMENT
from scheduler.rules.prepared import prepared, time_beside, time_of_day
from scheduler.rules.spans import Named, Unit, find_spans
from scheduler.rules.spelling import Said
from scheduler.rules.timing import (
    Conditional,
    Deadline,
    NoTime,
    Ongoing,
    Timing,
    Window,
    Yearly,
)


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A time is named that cannot be settled."""

    phrase: str


@dataclass(frozen=True, kw_only=True)
class TimePhrase:
    """One time that a phrase names, and the rule by which it was read."""

    timing: Timing | Unknown
    how: How
    clock: time | None = None


_IN_A_NAME = re.compile(
    rf"(?:bo )?luat [^;.]*$|{DOCUMENT}(?:(?! trong | hoan thanh | truoc | den het | tu "
    rf"|cham nhat)[^,;.])*$"
)
_OF_A_REPORT = re.compile(
    r"(?:bao cao|so lieu|ke hoach|du toan|kinh phi|ngan sach|phuong huong|ket qua|tong ket|so ket"
    r"|nhiem vu(?: trong tam)?|danh muc|tinh hinh|chi tieu|lich cong tac)"
    r"(?: (?!truoc|den|het|trong|tu|hoan|xong|vao|cham|muon|khong|han)\w+){0,7}\s*$"
)
_ONGOING = re.compile(
    r"(?<!chi )(?<!phi )(?<!\w)(?:thuong xuyen|lien tuc|hang ngay|moi ngay|quanh nam"
    r"|suot nam)(?!\w)"
)
_SMALLER_CYCLE = re.compile(
    r"(?<!\w)(?:hang|moi|tung) (?:tuan|thang|quy)(?!\w)|(?<!\w)(?:tuan|quy|thang)/lan"
    r"|(?<![\d/.])(?:0?[1-9]|1[01]|mot|hai|ba|sau) (?:tuan|thang|quy)(?:/| )(?:mot |0?1 )?lan(?!\w)"
    r"|(?<![\d/.])(?:\d{1,2}|mot|hai) lan ?(?:/|moi|trong) ?(?:0?1 |mot )?(?:tuan|thang|quy)(?!\w)"
    r"|(?<![\d/.])(?:0?[2-9]|hai) lan ?(?:/|moi|trong) ?(?:0?1 |mot )?nam(?!\w)"
)
_PART_OF_EACH = re.compile(
    r"(?:dau|giua|cuoi)(?: tien| cung)?(?: cua| trong)? (?:hang|moi|tung) (?:thang|quy)"
)
_NO_END = re.compile(
    r"(?<!\w)(?:(?:nhung|cac|cho|va) (?:cac |nhung )?nam (?:tiep theo|ke tiep|sau(?! day)|toi|tiep)"
    r"|nam tiep theo|tro di|ve sau)"
)
_YEARLY = re.compile(
    r"(?<!\w)(?:hang|moi|tung) nam(?!\w)|(?<!\w)1 nam(?: 1 lan|/lan)"
    r"|(?<!\w)(?:0?1|mot) lan ?(?:/|moi|mot|trong|1) ?(?:1 |mot )?nam(?!\w)"
)
_CONDITION = re.compile(
    r"^(?:\w+ ){0,4}?(?:"
    r"(?:trong vong \d+ (?:ngay|thang) )?(?:ngay |chi )?(?:(?:sau|truoc) )?khi (?!nao)"
    r"|(?:ngay )?sau (?:khi|hoi nghi|ky hop|dai hoi|cuoc hop)|neu |(?:cho )?den khi |cho "
    r"(?:y kien|huong dan|khi)|tuy (?:theo|thuoc|tinh hinh)"
    r"|theo (?:yeu cau|huong dan|chi dao|thong bao|de nghi|tien do|lo trinh)(?!\w))"
)
_FROM_NOW = re.compile(r"tu (?:nay|ngay ky|khi ban hanh|ngay ban hanh)")
_BY_THE_MOON = re.compile(
    r"(?<!\w)(?:am lich(?<!tet am lich)|(?:thang|ra) (?:gieng|chap)|ram thang)"
)
_BLANKS = re.compile(r"(?<!\w)(?:ngay|thang|quy|nam) ?(?:\.{2,}|_{2,}|/ ?/)")
_NO_SUCH = re.compile(
    r"(?<!\w)thu (?:[0189]|\d{2,}),? (?:hang|moi|trong|cua|cac) tuan"
    r"|(?<![\d/.])(?:2[5-9]|[3-9]\d)(?:h| gio)\d*(?!\w)|(?<!\d)\d{1,2}h[6-9]\d(?!\w)"
)
# A week of a month, whose days nobody agrees on; "trước kỳ họp", of which the day is not its last.
_NOT_FIXED = re.compile(
    r"(?<!\w)tuan (?:thu )?(?:[1-5]|nhat|hai|ba|tu|dau|cuoi)(?: cua)? thang(?! (?:nay|sau)\b)"
    r"|(?<!\w)truoc (?:khi (?:dien ra|khai mac) )?ky hop(?!\w)"
)
# A space inside a day, "ngày 1 5/8/2026": of the fifth, or of the fifteenth?
_SPLIT_DAY = re.compile(
    r"(?:^|(?<!\w)(?:ngay|truoc|den|het|tu|cham nhat|muon nhat) )[0-3] \d[/.]\d{1,2}[/.]\d{4}"
)
_SCHOOL_YEAR = re.compile(r"(?<!\w)(?:nam hoc|nien khoa|mua vu|vu)(?= \d)")
_ANY_TIME = re.compile(
    r"(?<!\w)(?:(?:dau|giua|cuoi|trong|het|nua dau|nua cuoi|qua|ngoai|dip|moi|tung|cac|hang|may)"
    r" (?:nam|quy(?! (?:dinh|che|trinh|hoach))|thang|tuan|ngay)(?! (?:gioi|bo|tay)\b)"
    r"|(?:ngay|thang|quy|nam|tuan|thu) (?:\d+|[ivx]+\b)"
    r"|\d+ (?:ngay|tuan|thang|quy|nam|gio)(?!\w)|\d{1,2}[/.](?:\d{1,2}|(?:19"
    r"|20)\d\d)(?![\d.])|20\d\d/\d{1,2}"
    r"|(?:dau|giua|den|het|cuoi|trong) (?:het )?(?:nhiem ky|nam hoc|vu|ky nay|ky sau)"
    r"|(?:nam|quy|thang|tuan) (?:nay|sau|toi|truoc)|(?:ngay|hom) (?:mai|kia|nay|sau)"
    r"|cham nhat|muon nhat|som nhat|(?:thoi|dung|qua|den|het|co) han|tien do"
    r"|thoi (?:gian (?:toi|som|ngan|thuc hien|hoan thanh)|diem)|(?:vai|may) (?:hom|ngay|tuan|thang)"
    r"|(?:dip|ngay|ky) le|mua (?:xuan|ha|he|thu|dong|mua|kho|bao)"
    r"|han (?:chot|cuoi|nop|hoan)|deadline|sap toi"
    r"|(?<!bay )(?<!bieu )truoc(?! (?:phap luat|hoi dong|nhan dan|toa|cong luan|to chuc|het|mat|do"
    r"|day|tien|nay|pha|yeu|su|nhung|ap|khi|cac|moi|cong)(?!\w)| *$)"
    r"|(?:thuong|trung|ha) tuan|tet|nghi le|cuoi tuan|dau tuan)(?!\w)"
)


def read_timing(
    phrase: str, on: date | None = None, calendar: WorkCalendar | None = None
) -> Timing | Unknown:
    """The meaning of a phrase that says when, such as the text of a "Thời gian:" label.

    `on` is the day of reading: it settles "tháng này" and a year left out. A phrase that names
    several times has no single one: `Unknown`.
    """
    readings = read_timings(phrase, on, calendar)
    return readings[0].timing if len(readings) == 1 else Unknown(phrase=phrase)


def read_timings(
    phrase: str, on: date | None = None, calendar: WorkCalendar | None = None
) -> tuple[TimePhrase, ...]:
    """Every time that a phrase names, each for a result of its own; at least one."""
    said = prepared(phrase)
    limits, spans = _limits(said.text, phrase, on, calendar or WorkCalendar())
    clocks = [time_of_day(phrase)] if len(limits) == 1 else [*_clocks(said, spans)]
    return tuple(
        TimePhrase(timing=limit.timing or Unknown(phrase=phrase), how=limit.how, clock=clock)
        for limit, clock in zip(limits, clocks, strict=True)
    )


def find_timing(text: str, on: date | None = None) -> Timing:
    """The time that a whole task's sentence states, if it does so plainly; else `NoTime`.

    Only a limit ("trước ngày …", "trong Quý III/2026") counts: years inside the names of programmes
    are everywhere, and a condition on one clause does not govern the task.
    """
    said = prepared(text).text
    limits = {each for _, each in _stated_limits(said, on)}
    if len(limits) == 1:
        return limits.pop()
    if _ONGOING.search(said):
        return Ongoing()
    if _YEARLY.search(said):
        return Yearly()
    return NoTime()


def find_stages(text: str, on: date | None = None) -> tuple[Deadline | Window, ...]:
    """The times of a task in several stages ("lấy ý kiến trong tháng 6; ban hành trong Quý III"),
    the last at the end; none if its sentence states fewer than two days, months or quarters."""
    stated = [
        each
        for named, each in _stated_limits(prepared(text).text, on)
        if isinstance(each, Deadline | Window) and named.span and named.span.unit is not Unit.YEAR
    ]
    stages = sorted(dict.fromkeys(stated), key=lambda each: each.due)
    return tuple(stages) if len(stages) > 1 else ()


def _stated_limits(said: str, on: date | None) -> Iterator[tuple[Named, Timing]]:
    for named in find_spans(said, on):
        if is_a_limit(said, named) and not _in_a_name(said, named):
            found = limit_of(said, said[: named.begin], named, WorkCalendar()).timing
            if found is not None:
                yield named, found


# --- what the whole phrase says -----------------------------------------------------------------


def _limits(
    said: str, phrase: str, on: date | None, calendar: WorkCalendar
) -> tuple[tuple[Limit, ...], list[Named]]:
    """What the phrase asks for, and the stretches of time it names: as many, if it is several."""
    whole = _whole(said, phrase, on, calendar)
    if whole:
        return (whole,), []
    spans = [named for named in find_spans(said, on) if not _in_a_name(said, named)]
    if len(spans) > 1:
        spans = [named for named in spans if not _of_a_report(said, named)] or spans
    if len(spans) > 1 and _FROM_NOW.match(said):
        spans = spans[-1:]
    return _together(said, spans, [*_each(said, spans, calendar)]), spans


def _whole(said: str, phrase: str, on: date | None, calendar: WorkCalendar) -> Limit | None:
    """What words of the whole phrase settle; None if its stretches of time must be looked at."""
    named_in = find_spans(said, on)
    spans = [named for named in named_in if not _in_a_name(said, named)]
    if phrase.rstrip().endswith("?"):
        return Limit(NoTime(), How.QUESTION)
    if named_in and not spans:
        return Limit(NoTime(), How.DOCUMENT)
    if _BLANKS.search(said):
        return Limit(None, How.NO_DAY)
    if _SPLIT_DAY.search(said):
        return Limit(None, How.NO_DAY)
    if _NOT_FIXED.search(said):
        return Limit(None, How.VAGUE)
    if _NO_SUCH.search(said):
        return Limit(None, How.IMPOSSIBLE)
    if _BY_THE_MOON.search(said):
        return Limit(None, How.LUNAR)
    if _SCHOOL_YEAR.search(said) and all(n.span and n.span.unit is Unit.YEAR for n in spans):
        return Limit(None, How.VAGUE)
    own = find_spans(_NO_END.sub(" ", said), on)
    begun = [n.span.first for n in own if n.span and not is_an_end(said[: n.begin])]
    start = min(begun, default=None)
    if _ONGOING.search(said):
        return Limit(Ongoing(start=start), How.ONGOING)
    if _NO_END.search(said):
        return Limit(Ongoing(start=start, reviewed_yearly=True), How.NO_END)
    if _YEARLY.search(said):
        return _yearly(said, calendar)
    if _PART_OF_EACH.search(said):
        return Limit(None, How.VAGUE)
    if _SMALLER_CYCLE.search(said):
        return Limit(Ongoing(), How.OFTEN)  # several times a year: shown in every report
    if found := counted(said, spans, phrase, on, calendar):
        return found
    if _CONDITION.match(said) and not any(is_a_limit(said, named) for named in spans):
        return Limit(Conditional(condition=_verbatim(phrase)), How.CONDITION)
    if not spans:
        vague = _ANY_TIME.search(said)
        return Limit(None, How.VAGUE) if vague else Limit(NoTime(), How.NO_TIME)
    if len(spans) == 1 and _of_a_report(said, spans[0]):
        report = "bao cao" in said[: spans[0].begin]
        return Limit(None, How.NO_DAY) if report else Limit(NoTime(), How.DOCUMENT)
    return None


_LISTED = re.compile(r"\s*(?:,|;|,? va|hoac)(?: (?:ngay|thang|quy))?\s*")


def _each(said: str, spans: list[Named], calendar: WorkCalendar) -> Iterator[Limit]:
    """ "trước ngày 15/6, 15/9 và 15/12": what stands before the first is meant of all."""
    lead = ""
    for at, named in enumerate(spans):
        between = said[spans[at - 1].end if at else 0 : named.begin]
        if at == 0 or not _LISTED.fullmatch(between):
            lead = said[: named.begin]
        yield limit_of(said, lead, named, calendar)


def _clocks(said: Said, spans: list[Named]) -> Iterator[time | None]:
    """The time of day of each; that of the first is meant of all that are listed with it."""
    last: Named | None = None
    clock = None
    for named in spans:
        listed = last is not None and _LISTED.fullmatch(said.text, last.end, named.begin)
        clock = time_beside(said, named.begin, named.end) or (clock if listed else None)
        yield clock
        last = named


def _together(said: str, spans: list[Named], limits: list[Limit]) -> tuple[Limit, ...]:
    """One limit, a window made of two, or several for several results; else it is open."""
    if len({limit.timing for limit in limits}) == 1:
        return (limits[0],)
    if len(limits) == 2 and (joined := _from_one_to_the_other(said, spans, limits)):
        return (joined,)
    if any(limit.timing is None for limit in limits):
        return (next(limit for limit in limits if limit.timing is None),)
    gaps = [said[a.end : b.begin] for a, b in pairwise(spans)]
    if all(_parts_results(gap) for gap in gaps):
        return tuple(limits)
    return (Limit(None, How.SEVERAL),)


_BEGINS = re.compile(
    r"(?<!\w)(?:khoi (?:cong|dong)|bat dau|trien khai|tien hanh)"
    r"(?: (?:tu|vao|trong|thi cong|thuc hien|trien khai|xay dung))*\s*$"
)
_IS_DONE = re.compile(
    r"[\s,;-]*(?:va )?(?:hoan (?:thanh|tat)|ket thuc|xong|nghiem thu|ban giao)"
    r"(?: (?:vao|trong|truoc|den|het|cham nhat|ngay|ban giao|dua vao su dung))*\s*"
)


def _from_one_to_the_other(said: str, spans: list[Named], limits: list[Limit]) -> Limit | None:
    """A start and an end: "từ … hoàn thành trước …", "khởi công …, hoàn thành …"."""
    first, last = limits
    begins = spans[0].span
    is_done = _IS_DONE.fullmatch(said, spans[0].end, spans[1].begin)
    if begins and is_done and _BEGINS.search(said[: spans[0].begin]):
        start: date | None = begins.first
    elif isinstance(last.timing, Deadline):
        start = after(said, spans[0])
    else:
        return _narrowed(said, spans, limits)
    if not isinstance(last.timing, Deadline | Window):
        return None
    due = last.timing.due
    if first.how is How.FROM and isinstance(first.timing, Ongoing):
        start = first.timing.start
    if start:
        if start > due:
            return Limit(None, How.IMPOSSIBLE)
        return Limit(Window(start=start, due=due), How.RANGE)
    return _narrowed(said, spans, limits)


def _narrowed(said: str, spans: list[Named], limits: list[Limit]) -> Limit | None:
    """ "Quý III/2026, chậm nhất ngày 15/9/2026": the day narrows the quarter it lies in."""
    if _parts_results(said[spans[0].end : spans[1].begin]):
        return None
    for wide, narrow in ((0, 1), (1, 0)):
        span, limit = spans[wide].span, limits[narrow].timing
        if span is None or span.unit is Unit.DAY or not isinstance(limit, Deadline):
            continue
        if span.first <= limit.due <= span.last:
            if isinstance(limits[wide].timing, Window):
                return Limit(Window(start=span.first, due=limit.due), How.NARROWED)
            return Limit(limit, How.NARROWED)
    return None


_ONLY_LIMITS = re.compile(
    r"(?:[\s,;:().-]|(?:va|hoac|nhung|cham nhat|muon nhat|truoc|den|het|khong|qua|muon|hon|la|vao"
    r"|trong|ngay|han|tu|sau|cu the|thoi|gian|toi da|deadline|chot|cuoi|nop|xong|hoan thanh|phai"
    r"|lai|tuc|som|co the|ke)(?!\w))*"
)


def _parts_results(gap: str) -> bool:
    """Whether the words between two times part two results: "và", ";", or words of work."""
    bare = re.sub(r"\s+", " ", gap).strip()
    if "(" in bare or "nhung" in bare.split() or "hoac" in bare.split():
        return False
    if re.match(r"(?:va|;|,)(?: ngay)?$", bare):
        return True
    return bool(re.match(r"(?:;|va\b)", bare)) or not _ONLY_LIMITS.fullmatch(bare)


def _verbatim(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" .;,")


def _in_a_name(said: str, named: Named) -> bool:
    """ "theo Chương trình … giai đoạn 2021-2025": the years belong to the programme."""
    whole_years = named.span is not None and named.span.unit is Unit.YEAR
    return whole_years and bool(_IN_A_NAME.search(said[: named.begin]))


def _of_a_report(said: str, named: Named) -> bool:
    """ "báo cáo quý III/2026": what the report is about, not when it is due."""
    span = named.span
    if span is None or span.unit in (Unit.DAY, Unit.WEEK) or is_bound(said[: named.begin]):
        return False
    return bool(_OF_A_REPORT.search(said[: named.begin]))


_SAMPLE_YEAR = 2026  # any common year: only month and day are kept


def _yearly(said: str, calendar: WorkCalendar) -> Limit:
    """Days without a year say when in each year; years say from when until when."""
    named = find_spans(said, date(_SAMPLE_YEAR, 1, 1))
    if any(each.span is None or each.span.rest for each in named):
        return Limit(None, How.IMPOSSIBLE)
    years = [each.span for each in named if each.span and each.span.unit is Unit.YEAR]
    days = [each for each in named if each.span and each.span.unit is not Unit.YEAR]
    start = end = None
    if years:
        first = next(each.begin for each in named if each.span is years[0])
        until = len(years) == 1 and not years[0].ranged and is_an_end(said[:first])
        start = None if until else years[0].first
        end = years[-1].last if until or years[-1].ranged else None
    yearly = Yearly(start=start, end=end)
    if not days:
        vague = re.search(r"(?:dau|giua) (?:hang|moi) nam|(?:dau|giua) nam", said)
        return Limit(None, How.VAGUE) if vague else Limit(yearly, How.YEARLY)
    limits = {_last_day(limit_of(said, said[: each.begin], each, calendar).timing) for each in days}
    (limit, *others) = limits
    if others or limit is None:
        return Limit(None, How.SEVERAL)
    stated = replace(yearly, month=limit.month, day=limit.day, stated=True)
    return Limit(stated, How.YEARLY)


def _last_day(timing: Timing | None) -> date | None:
    return timing.due if isinstance(timing, Deadline | Window) else None
