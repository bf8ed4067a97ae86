"""A task given in one message: who leads and supports it, what it is, and until when.

    "giao Phòng A: xây dựng quy chế, hạn 20/12"
    "giao P.HC-TH chủ trì, phối hợp P.KH: rà soát thủ tục trước ngày 10/12"
    "assign Phòng A: draft the rules, due 20/12"

The time is read as that of a plan (PLAN_FORMAT.md §4) from where the words begin to say when; what
stands before it is the task, verbatim. A period that only belongs to what is done ("báo cáo tổng
kết năm 2026", "đề án đến năm 2030") is no deadline: somebody must be asked.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.phrases import Unknown, read_timing
from scheduler.rules.timing import Conditional, NoTime, Timing
from scheduler.rules.words import plain

_VERB = re.compile(
    r"\s*(?:/giao|(?:(?:toi|anh|chi|em|de nghi|xin|nho|cho) )*(?:giao|phan cong)"
    r"|(?:please )?(?:assign|give)|new task)(?!\w)"
    r"(?: (?:them|moi|nhiem vu|nv(?! ?-?\d)|cong viec|viec|(?:a )?(?:new )?task"
    r"|for|to|cho|den))*\s*"
)
_SUPPORT = re.compile(
    r"\s*[,;(]?\s*(?<!\w)(?:(?:don vi |voi su )?phoi hop|supported by|with support of"
    r"|support)"
    r"(?: voi| la| cua)?:?(?!\w)\s*"
)
_LEADS = re.compile(
    r"(?<!\w)(?:\( ?)?(?:don vi |la(?: don vi)? |to |as )?(?:chu tri|leads?|leading)(?: la)?(?!\w)"
    r"(?: ?\))?"
)
# "A chủ trì, B phối hợp:", "A to lead, with B supporting:": who supports, named before the word.
_NAMED_BEFORE = re.compile(
    rf"^(?P<leads>[^:;]+?{_LEADS.pattern}) ?[,;]? ?(?:va |con |and |with )*"
    r"(?P<names>(?!phoi hop|don vi phoi|voi su|support|with)[^:;()]{1,120}?) ?\(? ?"
    r"(?:la don vi |lam |cung |to |as |in )*(?:phoi hop|support(?:s|ing|er)?) ?\)? ?(?=:)"
)
_PLAN = re.compile(r"\s*\((?:thuoc |theo |of )*(?:kh|ke hoach|plan)(?: so)? (?P<name>#?\w[^()]*)\)")
_CONDITION = (
    r"(?:trong |within )?(?:vong |thoi han )?\d{1,4} (?:ngay|tuan|thang|nam)(?: lam viec)?,? "
    r"(?:tinh |ke )*(?:tu|sau) (?:khi (?:co|duoc|nhan) )?|(?:ngay )?sau khi "
    r"|(?:cho )?den khi |khi (?:co|duoc|nhan) "
    r"|sau (?:hoi nghi|ky hop|cuoc hop|dai hoi) "
)
_MARK = re.compile(
    rf"(?<!\w)(?:{_CONDITION}|(?:thoi han|thoi gian|han|deadline)"
    r"(?: (?:chot|cuoi|nop|hoan thanh))?\W"
    r"|(?:(?:phai |can )?(?:xong|hoan thanh)|cham nhat|muon nhat|khong muon hon)(?= .*\d)"
    r"|truoc |den (?!nam )|tu (?:ngay|thang|quy|nam|nay|\d)|trong (?!\d+ ngay$)"
    r"|hang (?:nam|ngay|tuan|thang|quy)|moi (?:nam|ngay|tuan|thang|quy)|thuong xuyen"
    r"|due |by |before |until |within |in |every |yearly|annually|ongoing)"
    r"|(?<=[,;(])\s*(?:ngay |thang |quy |nam )?(?=\d|[ivx]+/\d)"
)
_PERIOD = r"(?:thang|quy|tuan|month|quarter|week)"
_DAY_OF_WEEK = r"(?:hai|ba|tu|nam|sau|bay|[2-7]|(?:mon|tues|wednes|thurs|fri)day)"
# A day that comes again with each period: one deadline cannot say it.
_COMES_AGAIN = re.compile(
    r"(?<!\w)(?:(?:(?:thoi )?han|truoc|cham nhat|muon nhat|vao|due|by|before|on)(?: \w+){0,2}? )?"
    rf"(?:(?:ngay |mung |the )?\d{{1,2}}(?:st|nd|rd|th)?|(?:thu )?{_DAY_OF_WEEK}"
    r"|ngay (?:dau|cuoi)(?: cung)?|the (?:first|last) day)"
    rf"(?: of| cua)? (?:(?:hang|moi|every|each) {_PERIOD}|monthly|quarterly|weekly)(?!\w)"
    rf"|(?<!\w)(?:hang|moi|every|each) {_PERIOD},? (?:(?:vao|truoc|han|cham nhat|nop|due|by|before"
    r"|on) )*(?:ngay |thu |the )?\d"
    r"|(?<!\w)(?:due |by |on )*(?:every|each) (?:mon|tues|wednes|thurs|fri)day(?!\w)"
)
_COLON = re.compile(r"(?<!phoi hop)(?<!chu tri):")
_ENDS = re.compile(r"[\s,]+(?:(?:phai |can )?(?:xong|hoan thanh))$")
_EXPLICIT = re.compile(
    r"(?<!\w)(?:thoi han|han|truoc|den(?! nam)|due|by|before|until)(?: (?:ngay|la))?:? "
)


@dataclass(frozen=True, kw_only=True)
class When:
    """Until when, as the end of some words says it; `before`: the words without that end.

    `timing` is None where no time is named, or none that can be settled.
    """

    before: str
    phrase: str
    timing: Timing | None


@dataclass(frozen=True, kw_only=True)
class Given:
    """A task as it was typed; what was left out is empty."""

    leads: str
    supporters: str
    plan: str
    text: str
    when: When


def read_given(words: str, on: date, calendar: WorkCalendar, units: int = 0) -> Given | None:
    """The parts of a message that gives a task; None if it does not begin so.

    Without a colon the first `units` words behind "giao" name who leads.
    """
    said = " ".join(unicodedata.normalize("NFC", words).split())
    verb = _VERB.match(plain(said))
    if verb is None:
        return None
    said = said[verb.end() :].strip()
    if named_before := _NAMED_BEFORE.match(plain(said)):
        leads = said[: named_before.end("leads")]
        names = said[named_before.start("names") : named_before.end("names")].strip(" ,")
        said = f"{leads}, phối hợp {names}{said[named_before.end() :]}"
    plan = _PLAN.search(plain(said))
    named = said[plan.start("name") : plan.end("name")].strip() if plan else ""
    if plan:
        said = f"{said[: plan.start()]}{said[plan.end() :]}"
    if units:
        each = said.split()
        head, body = " ".join(each[:units]), " ".join(each[units:])
    else:
        colon = _COLON.search(plain(said))
        head, body = (said[: colon.start()], said[colon.end() :]) if colon else (said, "")
    early, late = read_when(head, on, calendar), read_when(body, on, calendar)
    when = late if late.timing is not None or early.timing is None else early
    leads, supporters = _sides(early.before if early.timing is not None else head)
    text = late.before if when is late else body
    return Given(leads=leads, supporters=supporters, plan=named, text=_bare(text), when=when)


def behind_the_verb(words: str) -> str:
    """What stands behind "giao" or "assign"; empty if nothing does."""
    said = " ".join(unicodedata.normalize("NFC", words).split())
    verb = _VERB.match(plain(said))
    return said[verb.end() :].strip() if verb else ""


def read_when(words: str, on: date, calendar: WorkCalendar) -> When:
    """Where the words begin to say until when, and what that means, read on a day.

    The shortest end that says all of it: "trong cơ quan, hạn 20/12" ends with "hạn 20/12".
    """
    folded = plain(words)
    if again := _COMES_AGAIN.search(folded):
        at = again.start()
        return When(before=_bare(words[:at]), phrase=_bare(words[at:]), timing=None)
    found: list[tuple[int, Timing]] = []
    unsettled = -1
    for mark in _MARK.finditer(folded):
        timing = read_timing(words[mark.start() :].strip(" ,;("), on, calendar)
        if isinstance(timing, Unknown):
            unsettled = mark.start() if unsettled < 0 else unsettled
        elif not isinstance(timing, NoTime):
            found.append((mark.start(), timing))
    if not found:
        last = [mark.start() for mark in _EXPLICIT.finditer(folded)][-1:]
        at = unsettled if unsettled >= 0 else (last[0] if last else len(words))
        return When(before=_bare(words[:at]), phrase=_bare(words[at:]), timing=None)
    at, timing = found[0]
    if isinstance(timing, Conditional):
        at, timing = found[-1]
    else:
        at = max(start for start, each in found if each == timing)
    return When(before=_task(words[:at]), phrase=_bare(words[at:]), timing=timing)


def comes_again(phrase: str) -> bool:
    """Whether words name a day of each month, quarter or week."""
    return _COMES_AGAIN.search(plain(phrase)) is not None


def _task(words: str) -> str:
    """What is to be done, without the "xong" that belongs to the day behind it."""
    return _without(_ENDS, _bare(words))


def _sides(head: str) -> tuple[str, str]:
    """Who leads, and who supports: "P.HC-TH chủ trì, phối hợp P.KH"."""
    parted = _SUPPORT.search(plain(head))
    lead, support = (head[: parted.start()], head[parted.end() :]) if parted else (head, "")
    return _without(_LEADS, lead), _bare(support).strip("()")


def _without(pattern: re.Pattern[str], words: str) -> str:
    found = pattern.search(plain(words))
    return _bare(f"{words[: found.start()]} {words[found.end() :]}" if found else words)


def _bare(words: str) -> str:
    """Without what stands around it, and without a bracket that was opened before it."""
    bare = " ".join(words.split()).strip(" ,;:.-(")
    return bare.removesuffix(")") if bare.count(")") > bare.count("(") else bare
