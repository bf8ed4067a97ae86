"""Who and by when, as clauses that say nothing else (PLAN_FORMAT.md §3, §4).

Many plans put no labels under a task but a few words behind it, in brackets, after a colon:

    "… mạng nội bộ (Phòng A chủ trì, phối hợp với Phòng B; xong trước ngày 30/9)."
    "… hồ sơ lưu trữ: Trung tâm C chủ trì, các đơn vị phối hợp, thường xuyên."
    "… thiết bị cũ - Văn phòng - Quý IV/2026."

The same words stand under labels ("Thực hiện: Phòng A (chủ trì), Phòng B (phối hợp)"). What does
not consist of such clauses alone is left to be read as a sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from scheduler.rules.phrases import read_timing
from scheduler.rules.timing import Deadline, Ongoing, Window, Yearly
from scheduler.rules.words import fold
from storage.plan_import.names import HEAD, split_names
from storage.plan_import.verbs import VERB

_LEADS = (
    r"(?:là )?(?:(?:đơn vị |cơ quan )?(?:đồng )?chủ trì|(?:làm )?đầu mối|phụ trách"
    r"|chịu trách nhiệm)(?:,? (?:chính|tham mưu|thực hiện|triển khai|tổ chức))*"
)
_HELPS = r"(?:cùng |tham gia )?(?:phối hợp|hỗ trợ|tham gia)(?: thực hiện| triển khai)?"
_TIME_IS = (
    r"(?:thời gian|thời hạn|tiến độ|hạn(?: chót)?|tg)(?: (?:hoàn thành|thực hiện|triển khai))*\s*:?"
    r"|(?:cần |phải )?(?:hoàn thành|thực hiện|triển khai|kết thúc|xong|trình)(?: xong| vào)*\s*:?"
)
_TIME = (
    r"(?:trước|trong|từ|đến|tháng|quý|ngày|năm|tuần|thường xuyên|hằng|hàng|chậm nhất|cuối|đầu)\b"
)
_WHOSE = (
    r"(?:nhiệm vụ|trách nhiệm|phần việc) của"
    r"|(?:đơn vị|cơ quan|bộ phận|phòng) (?:chủ trì|thực hiện)\s*:|(?:đồng )?chủ trì\s*:?"
    r"|thực hiện\s*:|phụ trách\s*:|trách nhiệm\s*:|phân công\s*:|đầu mối\s*:"
)
_HELPED_BY = (
    r"(?:đơn vị |cơ quan )?(?:có sự )?phối hợp(?: thực hiện| chặt chẽ)?(?:\s*:|,? với| cùng| của)?"
    r"|cùng với|với sự (?:phối hợp|tham gia) của"
)
_BEGINS = rf"(?:(?:và )?(?:do )?{HEAD}|(?i:{_WHOSE}|{_HELPED_BY}|{_TIME_IS}|{_TIME}))"
_PARTS = re.compile(
    r"\s*(?:;|(?<!\bP)(?<!\bTT)\.)(?=\s|$)\s*|[()]|\s+(?:[/→⇒|]|->|=>)\s+"
    rf"|\s+[-–—]+\s+(?={_BEGINS})|,\s*(?={_BEGINS})|\s+(?:và|&)\s+(?={HEAD})"
)
_LED = re.compile(rf"(?:do |giao |giao cho )?(?P<units>{HEAD}.*?)(?: (?:{_LEADS}))")
_GIVEN = re.compile(rf"(?:do|giao|giao cho|{_WHOSE})\s+(?P<units>{HEAD}.*)", re.IGNORECASE)
_HELP = re.compile(rf"(?P<units>{HEAD}.*?) {_HELPS}")
_WITH = re.compile(rf"(?:{_HELPED_BY})\s*(?P<units>{HEAD}.*)", re.IGNORECASE)
_ROLE = re.compile(rf"(?P<leads>{_LEADS})|(?P<helps>{_HELPS})", re.IGNORECASE)
_UNITS = re.compile(rf"(?P<units>{HEAD}.*)")
_SAYS_WHEN = re.compile(rf"(?:(?:{_TIME_IS})\s*)?(?P<when>.+)", re.IGNORECASE)
_TAILS = re.compile(r"(?P<strong>\s*\(|\s*[:→⇒]\s+|\s+(?:/|[-–—]+>?|=>)\s+)|[,.;]\s+")
# What words of time are made of: anything else beside them, and the text says more than when.
_OF_TIME = re.compile(
    r"\d+|\d[\d/.:h-]*|[ivx]+(?:/\d{2,4})?|q[1-4](?:/\d{4})?|t\d{1,2}(?:/\d{4})?"
    r"|ngay|thang|quy|nam|tuan|gio|thu|chu|nhat|hai|ba|tu|sang|chieu|truoc|sau|trong|vao|den|tu|het"
    r"|cuoi|dau|giua|nua|ky|va|hoac|hang|thuong|xuyen|dinh|lien|tuc|cham|muon|khong|qua|ke|tiep|theo"
    r"|nay|tro|di|lam|viec|moi|mot|hoc|giai|doan|thoi|diem|hoan|thanh|xong|nhung|cac|tiep|dip|tet"
    r"|by|before|in|end|of|the|from|to|until|and|mid|early|late|q|quarter|month|monthly|year|yearly"
    r"|annual|annually|ongoing|continuous(?:ly)?|regular(?:ly)?|week|weekly|within|during|first"
    r"|second|half|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*"
)
_ANY_DAY = date(2026, 1, 1)  # whether a time is said, not which
_MOST_WORDS = 60
_WORDS_OF_A_TIME = 12
_WORDS_OF_A_NAME = 14


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Units as written; the time as its words, "" if none is said."""

    lead: tuple[str, ...]
    support: tuple[str, ...] = ()
    time: str = ""
    is_plain: bool = False  # no word says that the lead leads: it stands there alone


@dataclass
class _Reading:
    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    time: str = ""
    pending: list[str] = field(default_factory=list)  # units whose part no word has said yet
    goes_on: list[str] | None = None  # to whom units belong after "phối hợp với A, B"
    said_to_lead: bool = False

    def give(self, to: list[str], units: str = "") -> None:
        to += [*self.pending, *([units] if units else [])]
        self.pending, self.goes_on = [], None
        self.said_to_lead |= to is self.lead

    def settle(self) -> None:
        """A list of units ends: those that no word follows belong to what went before them."""
        if self.pending:
            to = self.support if self.said_to_lead else self.lead
            (self.goes_on if self.goes_on is not None else to).extend(self.pending)
        self.pending, self.goes_on = [], None


def read_assignment(text: str) -> Assignment | None:
    """What a clause assigns; None if anything in it is no part of an assignment."""
    if len(text.split()) > _MOST_WORDS:
        return None
    reading = _Reading()
    for part, ends in _parts(text):
        if part and not _take(part, reading):
            return None
        if ends == ";":
            reading.settle()
    reading.settle()
    lead = split_names("; ".join(reading.lead)) if reading.lead else ()
    return Assignment(
        lead=lead,
        support=tuple(
            name
            for name in (split_names("; ".join(reading.support)) if reading.support else ())
            if name not in lead
        ),
        time=reading.time,
        is_plain=not reading.said_to_lead,
    )


def assignment_at_end(text: str) -> Assignment | None:
    """What the last words of a task assign, if they name who leads it.

    A unit with no word beside it leads only after a bracket, a colon or a dash: after a comma it
    may be one of those that the task is about.
    """
    for found in _TAILS.finditer(text):
        tail = text[found.end() :]
        if "chủ trì" not in tail and not re.search(HEAD, tail):
            return None
        read = read_assignment(tail.rstrip(" .;/"))
        if read and read.lead and (found["strong"] or not read.is_plain):
            return read
    return None


def time_alone(text: str) -> str:
    """The time that a whole text says, without "hoàn thành", "thời gian"; "" if it says more."""
    found = _SAYS_WHEN.fullmatch(text.strip(" .;)("))
    return found["when"] if found and _is_time(found["when"]) else ""


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Each clause with what ends it: ";" for what also ends a list of units."""
    at = 0
    for mark in _PARTS.finditer(text):
        yield text[at : mark.start()].strip(" ,.;:"), ";" if _ends_a_list(mark[0]) else ","
        at = mark.end()
    yield text[at:].strip(" ,.;:"), ";"


def _ends_a_list(mark: str) -> bool:
    return mark.strip()[:1] in {";", ".", "/", "→", "⇒", "|", "-", "–", "—", "="}


def _take(part: str, reading: _Reading) -> bool:
    """Add one clause to the reading; False if it is none of an assignment's."""
    if role := _ROLE.fullmatch(part):
        if not reading.pending:
            return False
        reading.give(reading.lead if role["leads"] else reading.support)
    elif units := _units(_LED, part) or _units(_GIVEN, part):
        reading.settle() if reading.goes_on is not None else None
        reading.give(reading.lead, units)
        if _GIVEN.fullmatch(part) and not _LED.fullmatch(part):
            reading.goes_on = reading.lead
    elif units := _units(_WITH, part):
        reading.settle()
        reading.give(reading.support, units)
        reading.goes_on = reading.support
    elif units := _units(_HELP, part):
        reading.give(reading.support, units)
    elif said := time_alone(part):
        if reading.time:
            return False
        reading.settle()
        reading.time = said
    elif units := _units(_UNITS, part.removeprefix("và ")):
        reading.pending.append(units)
    else:
        return False
    return True


def _units(pattern: re.Pattern[str], part: str) -> str:
    """The units that a clause names in this way; "" if it says anything else beside."""
    found = pattern.fullmatch(part)
    if not found or len(found["units"].split()) > _WORDS_OF_A_NAME:
        return ""
    head = re.match(HEAD, found["units"])
    return "" if head is None or VERB.search(found["units"], head.end()) else found["units"]


@lru_cache(maxsize=4096)
def _is_time(said: str) -> bool:
    words = re.findall(r"[^\s,()–-]+", fold(said))
    if len(words) > _WORDS_OF_A_TIME or not all(map(_OF_TIME.fullmatch, words)):
        return False
    return isinstance(read_timing(said, _ANY_DAY), Deadline | Window | Ongoing | Yearly)
