"""The time that the sentence of a task states (PLAN_FORMAT.md §4)."""

import re
from datetime import date
from functools import cache

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.phrases import Unknown, find_stages, find_timing, read_timing
from scheduler.rules.report_phrases import read_reporting
from scheduler.rules.timing import Deadline, NoTime, Timing, Window
from scheduler.rules.words import fold
from storage.calendars import shipped
from storage.plan_import.assignment import time_alone

_ONLY_TIME = re.compile(
    r"(?:thoi gian:? |trong |vao |tu |den |xong |cuoi |in |from )*"
    r"(?:ngay \d|thang \d|quy [\divx]|q[1-4]"
    r"|\d{1,2}/\d|tuan \d|thu [2-7]|[a-z]{3,9} 20\d\d$)[^;,]{0,40}$"
)
_FROM_TO = re.compile(
    r"(?<!\w)từ (?:ngày |tháng |quý )?[\dIVX/.]+ đến (?:hết )?(?:ngày |tháng |quý )?[\dIVX/.]+"
    r"(?: (?:tháng|năm) [\d/]+){0,2}$"
)
# Counted from the day of the plan itself, or of its arrival; not "từ ngày nhận đủ hồ sơ".
_FROM_ISSUE = re.compile(
    r"(?:trong (?:vòng |thời (?:hạn|gian) )?)?\d{1,3} (?:\([^)]*\) )?(?:ngày|tuần|tháng)"
    r"(?: làm việc)?,? (?:tính )?kể từ (?:ngày|khi) (?:ký|ban hành|(?:nhận được )?(?:văn bản"
    r"|thông báo|kết luận|công điện|chỉ thị|kế hoạch|quyết định))(?! (?:hợp đồng|đủ))[^,.;()]*",
    re.IGNORECASE,
)
PLANNED_YEARS = range(2020, 2041)


@cache
def public_days() -> WorkCalendar:
    """For deadlines counted in working days; a plan is read before anybody says whose it is."""
    return shipped(PLANNED_YEARS)


def stated_time(text: str, on: date | None) -> Timing:
    """The time that a task's sentence states; `on` settles the year where it names none."""
    said = _before_reports(text)
    timing: Timing = find_timing(said, on)
    if isinstance(timing, NoTime):
        timing = _last_words(said, on)
    if isinstance(timing, NoTime) and (stages := find_stages(said, on)):
        timing = stages[-1]  # it is done when its last stage is; `doubts` says so
    if isinstance(timing, NoTime) and (clause := _FROM_ISSUE.search(said)):
        when = read_timing(clause[0], on, public_days())
        timing = timing if isinstance(when, Unknown) else when
    return not_long_past(timing, on)


def _last_words(text: str, on: date | None) -> Timing:
    """The time that a sentence ends with, as a clause or in brackets: "…, từ 21/8 đến 23/8",
    "… (tháng 11/2026)"."""
    said = text.rstrip(" .;/)")
    from_to = _FROM_TO.search(said)
    last = from_to[0] if from_to else re.split(r"[;,(–]\s*", said)[-1]
    if not _ONLY_TIME.match(fold(last)):
        return NoTime()
    timing = read_timing(last, on, public_days())
    return timing if isinstance(timing, Deadline | Window) else NoTime()


def not_long_past(timing: Timing, on: date | None) -> Timing:
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


def time_first(text: str) -> tuple[str, str]:
    """ "Quý IV/2026: mua sắm máy trạm" as its time and the rest."""
    begun = re.match(r"([^:,]{4,40})[:,]\s+(?=\S)", text)
    when = time_alone(begun[1]) if begun else ""
    return (when, text[begun.end() :]) if begun and when else ("", text)
