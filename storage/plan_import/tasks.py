"""Which paragraphs of a plan are tasks, whose, and by when (PLAN_FORMAT.md §3, §4).

A paragraph with labels ("Phòng chủ trì: …") is a task, and its labels say everything. Without
labels the lead is, in this order: "Giao X …" or "X chủ trì …" in the sentence, the unit named as
its heading ("1. Sở Tài chính"), the unit of a sentence above that ends in a colon. Aims, funding,
closing words and headings are no tasks. Where a plan labels its tasks, a clause to everybody ("Các
phòng, đơn vị căn cứ …") only says how the plan is run: a task only if it has a date of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.phrases import Unknown, find_stages, find_timing, read_timing
from scheduler.rules.report_phrases import read_reporting
from scheduler.rules.timing import Deadline, NoTime, Timing, Window, Yearly
from scheduler.rules.words import fold
from storage.calendars import shipped
from storage.plan_import import english
from storage.plan_import.assignment import (
    Assignment,
    assignment_at_end,
    read_assignment,
    time_alone,
)
from storage.plan_import.labels import Label
from storage.plan_import.names import (
    HEAD,
    is_unit,
    kind_of,
    leading_units,
    partners,
    scopes,
    split_names,
)
from storage.plan_import.outline import PLAIN, TITLE, Item, Outline
from storage.plan_import.periods import is_period, time_above
from storage.plan_import.persons import leading_person
from storage.plan_import.reporting import is_only_reporting
from storage.plan_import.sentences import given_apart

_WORK = re.compile(
    r"nhiem vu|giai phap|to chuc thuc hien|phan cong|noi dung|trach nhiem|thuc hien$"
    r"|\b(?:tasks?|activities|actions|implementation|responsibilities|assignments?|work ?plan)\b"
)
_NO_WORK = re.compile(
    r"muc dich|yeu cau|quan diem|muc tieu|chi tieu|phuong huong|can cu|thuc trang|tinh hinh"
    r"|danh gia|noi nhan|kinh phi|ket qua|thoi gian|dia diem"
    r"|\b(?:objectives?|purpose|goals?|background|principles|targets|budget|funding)\b"
)
_CLOSING = re.compile(
    r"\(|tren day la|trong qua trinh|ke hoach nay (?:co hieu luc|thay the)|nhan duoc ke hoach"
    r"|.{0,80} thong bao (?:den|de|cho) .{0,80} biet|\w+ \w+ nay (?:co hieu luc|thay the)"
    r"|(?:yeu cau|de nghi) .{0,160}(?:trien khai|to chuc|nghiem tuc) thuc hien"
    r"(?: [^,;.]{0,40})?\W*$"
    r"|.{0,160} chiu trach nhiem thi hanh"
)
_ONLY_TIME = re.compile(
    r"(?:thoi gian:? |trong |vao |tu |den |xong |cuoi |in |from )*"
    r"(?:ngay \d|thang \d|quy [\divx]|q[1-4]"
    r"|\d{1,2}/\d|tuan \d|thu [2-7]|[a-z]{3,9} 20\d\d$)[^;,]{0,40}$"
)
_FROM_TO = re.compile(
    r"(?<!\w)từ (?:ngày |tháng |quý )?[\dIVX/.]+ đến (?:hết )?(?:ngày |tháng |quý )?[\dIVX/.]+"
    r"(?: (?:tháng|năm) [\d/]+){0,2}$"
)
_SENTENCE_END = re.compile(r"[.;…!/]$")
_ABOUT = re.compile(r"^(?:Về|Đối với|Liên quan đến) [^:.]{3,100}:\s*")  # "Về an sinh: Sở Nội vụ …"
_HEADINGS = ("article", "roman", "capital", TITLE)
_ORDERED = ("number", "decimal", "letter")
_ANY_DAY = date(2026, 1, 1)  # whether a day is named, not which
SURE = 0.9  # of a sentence that says who leads
FEWEST_WORDS = 4
PLANNED_YEARS = range(2020, 2041)
LONGEST_HEADING = 30  # words


@cache
def _public_days() -> WorkCalendar:
    """For deadlines counted in working days; a plan is read before anybody says whose it is."""
    return shipped(PLANNED_YEARS)


@dataclass(frozen=True, kw_only=True)
class FoundTask:
    """A task with the names as written; `units` makes them one spelling each."""

    ref: str
    heading: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    timing_text: str | None
    timing: Timing | Unknown
    first: int
    last: int
    confidence: float
    lead_scope: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class _Charge:
    """Who a sentence puts in charge."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    confidence: float = 0.4


def find_tasks(outline: Outline, on: date | None) -> list[FoundTask]:
    labelled = {
        place: _from_labels(item, outline, on)
        for place, item in enumerate(outline.items)
        if item.assigned
    }
    known = list(
        dict.fromkeys(name for task in labelled.values() for name in task.lead + task.support)
    )
    found: list[FoundTask] = []
    others = {
        place
        for place, item in enumerate(outline.items)
        if place not in labelled and _may_be_a_task(outline, place, item)
    }
    # A plan that labels its tasks does so throughout; a label here and there says nothing of it.
    leads = sum(bool(outline.items[place].label(Label.LEAD)) for place in labelled)
    strict = leads >= max(1, len(others))
    for place, item in enumerate(outline.items):
        if place in labelled:
            found.append(labelled[place])
        elif place in others:
            for each in given_apart(item, known):
                found += _from_sentence(each, outline, known, on, strict=strict)
    return found


def _from_labels(item: Item, outline: Outline, on: date | None) -> FoundTask:
    lead, support, time = (
        label.value if (label := item.label(each)) else ""
        for each in (Label.LEAD, Label.SUPPORT, Label.TIME)
    )
    leads, helps = _told(lead), _told(support)
    said = _Charge(support=leads.support or partners(lead))
    if not lead:
        said = _inherited(item, outline, (), _charge(item.text, ()))
    time = time or leads.time or helps.time
    return FoundTask(
        ref=item.ref,
        heading=_heading(outline, item),
        text=item.text,
        lead=leads.lead if lead else said.lead,
        support=helps.lead + helps.support if support else said.support,
        timing_text=time.rstrip(" .") or None,
        timing=read_timing(time, on, _public_days()) if time else _its_time(item, outline, on),
        first=item.first,
        last=item.text_last,
        confidence=1.0 if lead and time else 0.8,
        lead_scope=scopes(lead),
    )


def _from_sentence(
    item: Item, outline: Outline, known: Sequence[str], on: date | None, *, strict: bool
) -> Iterator[FoundTask]:
    first, text = _time_first(item.text)
    charge, last = _charge(text, known), assignment_at_end(text)
    if last and not (charge.lead and (charge.confidence >= SURE or last.is_plain)):
        charge = _Charge(
            lead=last.lead, support=last.support, confidence=0.6 if last.is_plain else SURE
        )
    timing = stated_time(item.text, on)
    for said in (last.time if last else "", first):
        when = read_timing(said, on, _public_days()) if said else None
        if isinstance(timing, NoTime) and when and not isinstance(when, Unknown):
            timing = _not_long_past(when, on)
    if isinstance(timing, NoTime):
        timing = time_above(outline, item, on)
    if strict:
        named = [name for name in charge.lead if kind_of(name) not in ("nhom", "chuc_danh")]
        dated = isinstance(timing, Deadline | Window)
        if not named and not dated:
            return
    elif not charge.lead:
        charge = _inherited(item, outline, known, charge)
    if isinstance(timing, Yearly) and not charge.lead:
        timing = NoTime()
    if is_only_reporting(item.text) and not isinstance(timing, Deadline | Window):
        return
    yield FoundTask(
        ref=item.ref,
        heading=_heading(outline, item),
        text=item.text,
        lead=charge.lead,
        support=tuple(name for name in charge.support if name not in charge.lead),
        timing_text=None,
        timing=timing,
        first=item.first,
        last=item.last,
        confidence=charge.confidence,
        lead_scope={},
    )


def _may_be_a_task(outline: Outline, place: int, item: Item) -> bool:
    if place in outline.parents or len(item.text.split()) < FEWEST_WORDS:
        return False
    if (
        item.heading
        or item.text.isupper()
        or item.text.endswith(":")
        or _CLOSING.match(fold(item.text))
    ):
        return False
    if outline.orders and not _headed(outline, item):
        led = _charge(item.text, ()).lead or _inherited(item, outline, (), _Charge()).lead
        dated = isinstance(find_timing(item.text, _ANY_DAY), Deadline | Window)
        return bool(led or (item.sign in _ORDERED and dated))
    is_sentence = _SENTENCE_END.search(item.text) or len(item.text.split()) > LONGEST_HEADING
    if item.sign == PLAIN and not is_sentence:
        return False
    return bool(item.above) and (_is_work(outline, item) or item.above[:1] in outline.assigning)


def _headed(outline: Outline, item: Item) -> bool:
    """Whether a heading above says what the section is about."""
    said = [_begins(each.text) for each in outline.above(item) if len(each.text.split()) < 12]
    return any(_WORK.search(each) or _NO_WORK.search(each) for each in said)


def _is_work(outline: Outline, item: Item) -> bool:
    """The nearest heading that says what its section is about decides."""
    for each in reversed(outline.above(item)):
        said = _begins(each.text)
        if each.sign not in (*_HEADINGS, "number") and not each.heading:
            continue
        if _WORK.search(said) or is_period(each.text):
            return True
        if _NO_WORK.search(said) and (each.sign in _HEADINGS or len(said.split()) < 8):
            return False
    return False


@lru_cache(maxsize=1024)  # a heading is asked about for each of its items
def _begins(text: str) -> str:
    return fold(text).strip(" .:")[:120]


def _heading(outline: Outline, item: Item) -> str:
    above = outline.above(item)
    return above[-1].text.rstrip(" :.") if above else ""


def _charge(text: str, known: Sequence[str]) -> _Charge:
    """Who the sentence itself names: "Giao X …", "X chủ trì, phối hợp với Y …", "X: …"."""
    if in_english := english.charge(text):
        return _Charge(lead=in_english[0], support=in_english[1], confidence=SURE)
    found = leading_units(_ABOUT.sub("", text), known)
    if not found:
        in_midst = re.search(
            rf"(?:\bgiao(?! ban\b)|[.;:] (?:Giao|Yêu cầu|Đề nghị))(?: cho)? (?P<rest>{HEAD}.*)"
            rf"|(?:\bdo|[.;(]) (?P<by>{HEAD}[^.;()]{{0,80}}? (?:chủ trì|đầu mối|phụ trách)\b.*)",
            text,
        )
        found = leading_units(in_midst["rest"] or in_midst["by"], known) if in_midst else None
    if not found and (person := leading_person(text)):
        return _Charge(lead=(person[0],), support=partners(person[1]), confidence=0.6)
    if not found:
        return _Charge(support=partners(text))
    written, rest = found
    if (inner := leading_units(rest, known)) and inner[1].startswith("chủ trì"):
        written, rest = inner  # "Đề nghị các đoàn thể: Hội Phụ nữ xã chủ trì …"
    if rest.startswith(("lãnh đạo ", "chỉ đạo ")):
        return _directed(written, rest, known)
    leads = rest.startswith(("chủ trì", "Chủ trì")) or text.startswith("Giao ")
    return _Charge(
        lead=split_names(written), support=partners(rest), confidence=SURE if leads else 0.6
    )


def _directed(by: str, rest: str, known: Sequence[str]) -> _Charge:
    """ "A lãnh đạo B chỉ đạo C …": C answers if it is a named unit, else A with C's help."""
    last = re.split(r"\b(?:lãnh đạo|chỉ đạo) ", rest)[-1]
    named = leading_units(last, known)
    bodies = split_names(named[0]) if named else ()
    if bodies and all(kind_of(body) != "nhom" for body in bodies):
        return _Charge(lead=bodies, confidence=0.6)
    return _Charge(lead=split_names(by), support=bodies, confidence=0.6)


def _inherited(item: Item, outline: Outline, known: Sequence[str], own: _Charge) -> _Charge:
    for each in () if own.lead else reversed(outline.above(item)):
        above = _charge(each.text, known)
        if above.lead:
            return _Charge(lead=above.lead, support=own.support or above.support, confidence=0.7)
    return own


def _told(listed: str) -> Assignment:
    """What stands under a label: units, and beside them perhaps who helps and by when."""
    read = read_assignment(listed)
    if read and (read.support or read.time):
        return read
    names, glue, last = listed.rpartition(";")
    if glue and not is_unit(last.strip()) and (time := time_alone(last)):
        return Assignment(lead=split_names(names), time=time)
    return Assignment(lead=split_names(listed) if listed else ())


def _time_first(text: str) -> tuple[str, str]:
    """ "Quý IV/2026: mua sắm máy trạm" as its time and the rest."""
    begun = re.match(r"([^:,]{4,40})[:,]\s+(?=\S)", text)
    when = time_alone(begun[1]) if begun else ""
    return (when, text[begun.end() :]) if begun and when else ("", text)


def _its_time(item: Item, outline: Outline, on: date | None) -> Timing:
    stated = stated_time(item.text, on)
    return time_above(outline, item, on) if isinstance(stated, NoTime) else stated


def stated_time(text: str, on: date | None) -> Timing:
    """The time that a task's sentence states; `on` settles the year where it names none."""
    said = _before_reports(text)
    timing: Timing = find_timing(said, on)
    if isinstance(timing, NoTime):
        timing = _last_words(said, on)
    if isinstance(timing, NoTime) and (stages := find_stages(said, on)):
        timing = stages[-1]  # it is done when its last stage is; `doubts` says so
    return _not_long_past(timing, on)


def _last_words(text: str, on: date | None) -> Timing:
    """The time that a sentence ends with, as a clause or in brackets: "…, từ 21/8 đến 23/8",
    "… (tháng 11/2026)"."""
    said = text.rstrip(" .;/)")
    from_to = _FROM_TO.search(said)
    last = from_to[0] if from_to else re.split(r"[;,(–]\s*", said)[-1]
    if not _ONLY_TIME.match(fold(last)):
        return NoTime()
    timing = read_timing(last, on, _public_days())
    return timing if isinstance(timing, Deadline | Window) else NoTime()


def _not_long_past(timing: Timing, on: date | None) -> Timing:
    """The time, unless it was over before the year of the plan: then it is of what the task is
    about ("văn bản ban hành trước ngày 01/01/2020"), or an anniversary's."""
    if on is None or not isinstance(timing, Deadline | Window):
        return timing
    began = timing.start if isinstance(timing, Window) else timing.due
    return NoTime() if timing.due.year < on.year or began.year < on.year - 5 else timing


def _before_reports(text: str) -> str:
    """The sentence without its clauses on reports that come back: their days are a cycle's."""
    kept, *clauses = re.split(
        r"(?=[;,]?\s*định kỳ[^;.]*?báo cáo|[;,]\s*báo cáo "
        r"|[;,]\s*(?:hằng|hàng) (?:tuần|tháng|quý)\b[^;]*báo cáo)",
        text,
    )
    for clause in clauses:
        if read_reporting(clause):
            break
        kept += clause
    for cycle in read_reporting(kept):
        if cycle.recurrence:
            kept = kept.replace(cycle.phrase, " ")
    return kept
