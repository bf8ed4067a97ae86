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
from functools import lru_cache

from scheduler.rules.phrases import Unknown, find_timing, read_timing
from scheduler.rules.timing import Deadline, NoTime, Timing, Window, Yearly
from scheduler.rules.words import fold
from storage.plan_import.assignment import (
    Assignment,
    assignment_at_end,
    read_assignment,
    time_alone,
)
from storage.plan_import.charges import SURE, Charge, charge_of, inherited
from storage.plan_import.labels import Label
from storage.plan_import.names import (
    is_unit,
    kind_of,
    partners,
    scopes,
    split_names,
)
from storage.plan_import.outline import PLAIN, TITLE, Item, Outline
from storage.plan_import.periods import is_period, time_above
from storage.plan_import.reporting import is_only_reporting
from storage.plan_import.sentences import given_apart
from storage.plan_import.stated_times import not_long_past, public_days, stated_time, time_first

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
_SENTENCE_END = re.compile(r"[.;…!/]$")
_HEADINGS = ("article", "roman", "capital", TITLE)
_ORDERED = ("number", "decimal", "letter")
_ANY_DAY = date(2026, 1, 1)  # whether a day is named, not which
FEWEST_WORDS = 4
LONGEST_HEADING = 30  # words


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
    said = Charge(support=leads.support or partners(lead))
    if not lead:
        said = inherited(item, outline, (), charge_of(item.text, ()))
    time = time or leads.time or helps.time
    return FoundTask(
        ref=item.ref,
        heading=_heading(outline, item),
        text=item.text,
        lead=leads.lead if lead else said.lead,
        support=helps.lead + helps.support if support else said.support,
        timing_text=time.rstrip(" .") or None,
        timing=read_timing(time, on, public_days()) if time else _its_time(item, outline, on),
        first=item.first,
        last=item.text_last,
        confidence=1.0 if lead and time else 0.8,
        lead_scope=scopes(lead),
    )


def _from_sentence(
    item: Item, outline: Outline, known: Sequence[str], on: date | None, *, strict: bool
) -> Iterator[FoundTask]:
    first, text = time_first(item.text)
    charge, last = charge_of(text, known), assignment_at_end(text)
    if last and not (charge.lead and (charge.confidence >= SURE or last.is_plain)):
        charge = Charge(
            lead=last.lead, support=last.support, confidence=0.6 if last.is_plain else SURE
        )
    timing = stated_time(item.text, on)
    for said in (last.time if last else "", first):
        when = read_timing(said, on, public_days()) if said else None
        if isinstance(timing, NoTime) and when and not isinstance(when, Unknown):
            timing = not_long_past(when, on)
    if isinstance(timing, NoTime):
        timing = time_above(outline, item, on)
    if not charge.lead:
        charge = inherited(item, outline, known, charge)
    if strict:
        named = [name for name in charge.lead if kind_of(name) not in ("nhom", "chuc_danh")]
        dated = isinstance(timing, Deadline | Window)
        if not named and not dated:
            return
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
        led = charge_of(item.text, ()).lead or inherited(item, outline, (), Charge()).lead
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


def _told(listed: str) -> Assignment:
    """What stands under a label: units, and beside them perhaps who helps and by when."""
    read = read_assignment(listed)
    if read and (read.support or read.time):
        return read
    names, glue, last = listed.rpartition(";")
    if glue and not is_unit(last.strip()) and (time := time_alone(last)):
        return Assignment(lead=split_names(names), time=time)
    return Assignment(lead=split_names(listed) if listed else ())


def _its_time(item: Item, outline: Outline, on: date | None) -> Timing:
    stated = stated_time(item.text, on)
    return time_above(outline, item, on) if isinstance(stated, NoTime) else stated
