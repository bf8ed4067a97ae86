"""A message cut into clauses, as far as a wish to be reminded again may be one of them or more.

A clause is such a wish, or duties or a time and nothing else ("NV1, NV2", "sáng mai", "NV2 thứ 4"),
or something else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.receiving.actions import action_of
from bot.receiving.wording import folded, when_of, without_courtesy
from bot.understanding.moments import find_moment
from scheduler.rules.calendar import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A stretch of the message: the duties it is about and when, as far as it is (of) a wish."""

    words: str
    border: str = ""  # what stands between it and the clause before
    refs: tuple[str, ...] = ()
    when: str = ""
    is_wish: bool = False

    @property
    def is_listed(self) -> bool:
        """Whether it may be of one list with what stands before it: "NV1, NV2"."""
        return _IS_LISTED.fullmatch(self.border) is not None

    @property
    def is_loose(self) -> bool:
        """Codes, or a time, and nothing else."""
        return not self.is_wish and bool(self.refs or self.when)


_LISTED = r"(?:\s*[,&+]\s*|\s+(?:và|va|and)(?!\w)\s*)"
_IS_LISTED = re.compile(_LISTED, re.IGNORECASE)
_BORDER = re.compile(
    r"(?<!\d),|,(?!\d)|[;\n!]|\.(?=\s|$)"
    r"|\s(?:[&+]|và|va|and|nhưng|nhung|còn|con|but)(?=\s)",
    re.IGNORECASE,
)
_CODE = r"(?:nv|bc)\s?-?\d{1,4}(?:/[^\s,;:.&+]+)?"
_REF = rf"(?:{_CODE}|(?:(?:việc|viec|mục|muc|số|so)\s+)?\d{{1,2}})"
_ALONE = re.compile(rf"(?P<refs>{_REF}(?:{_LISTED}{_REF}){{0,20}})[\s:]*", re.IGNORECASE)
_HEAD = re.compile(rf"(?P<refs>{_REF}(?:{_LISTED}{_REF}){{1,20}})[\s:]+(?=\D)", re.IGNORECASE)
_EACH = re.compile(_REF, re.IGNORECASE)
_TO = re.compile(r"(?:(?<!\w)(?:đến|den|tới|toi|to)|-)\s*$", re.IGNORECASE)
_INNER = re.compile(rf"(?<=\s){_CODE}", re.IGNORECASE)
_WITH_TIME = re.compile(rf"(?P<ref>{_REF})[\s:]+(?P<when>[^\s:].*)", re.IGNORECASE)
_VAGUE = re.compile(r"(?:khi|luc|lan|sau|bao gio|hom nao|when|later)(?!\w)")


def clauses_of(words: str, said_at: datetime, work: WorkCalendar) -> list[Clause]:
    """Each clause and what it is."""
    return [part for each in _clauses(words) for part in _parts(each, said_at, work)]


def _clauses(words: str) -> list[Clause]:
    found, start, before = list[Clause](), 0, ""
    for border in _BORDER.finditer(words):
        found.append(Clause(words=words[start : border.start()], border=before))
        start, before = border.end(), border.group()
    found.append(Clause(words=words[start:], border=before))
    return [each for each in found if each.words.strip()]


def _parts(clause: Clause, said_at: datetime, work: WorkCalendar) -> list[Clause]:
    """What a clause is: a wish, loose codes or a time, something else, or ("NV1 xong NV2 nhắc lại
    mai") two things without a mark between them."""
    words = without_courtesy(clause.words)
    if alone := _ALONE.fullmatch(words):
        return [replace(clause, refs=_refs(alone["refs"]))]
    if wish := _wish(words, said_at, work):
        return [replace(wish, words=clause.words, border=clause.border)]
    if find_moment(words, said_at, work):
        return [replace(clause, when=words)]
    timed = _WITH_TIME.fullmatch(words)
    if timed and find_moment(timed["when"], said_at, work):
        return [replace(clause, refs=_refs(timed["ref"]), when=timed["when"])]
    for inner in _INNER.finditer(clause.words):
        before, after = clause.words[: inner.start()], clause.words[inner.start() :]
        if _TO.search(before):
            return [clause]  # "NV1 đến NV3 nhắc lại mai": a range is not taken apart
        first, second = (_wish(without_courtesy(each), said_at, work) for each in (before, after))
        if second or (first and first.refs):
            return [
                replace(first or clause, words=before, border=clause.border),
                replace(second or clause, words=after, border=""),
            ]
    return [clause]


def _wish(words: str, said_at: datetime, work: WorkCalendar) -> Clause | None:
    """The wish that a clause is; its time may be one that has to be asked for.

    "Nhắc lại" alone may as well tell of what was done ("đã gửi công văn, nhắc lại"), and "để" of no
    duty of when the work will be done ("không kịp tuần này, để tuần sau").
    """
    head = _HEAD.match(words)
    found = snooze_of(words[head.end() :] if head else words)
    if found is None or (head and found.refs) or folded(words) == "nhac lai":
        return None
    if not (head or found.refs) and folded(words).startswith("de "):
        return None
    if found.when and not (find_moment(found.when, said_at, work) or _VAGUE.match(found.when)):
        return None
    return replace(found, refs=_refs(head["refs"])) if head else found


def snooze_of(words: str) -> Clause | None:
    """The phrase of a snooze as a clause; None if the words are none."""
    found = action_of(words)
    if found is None or found[0].name != "snooze":
        return None
    ref, unit, n = (found[1].groupdict().get(name) for name in ("ref", "unit", "n"))
    named_one = f"{ref.upper()}/{unit}" if ref and unit else (ref or n or "").upper()
    refs = (named_one,) if named_one else ()
    return Clause(words=words, refs=refs, when=when_of(found[1]), is_wish=True)


def _refs(words: str) -> tuple[str, ...]:
    """Each of a list: "NV1, 2" is NV1 and NV2."""
    return as_one_list([each.group() for each in _EACH.finditer(words)])


def as_one_list(refs: Sequence[str]) -> tuple[str, ...]:
    """Codes and numbers, each once; a number behind a code is of its kind."""
    found: list[str] = []
    kind = ""
    for ref in refs:
        if ref[:2].lower() in ("nv", "bc"):
            kind = ref[:2].upper()
            found.append(kind + ref[2:].lstrip(" -"))
        else:
            found.append(kind + ref.split()[-1])
    return tuple(dict.fromkeys(found))


def begins_with_ref(words: str) -> bool:
    """Whether words begin with a code or an item number."""
    return _EACH.match(without_courtesy(words)) is not None
