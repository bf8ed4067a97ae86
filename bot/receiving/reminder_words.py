"""Wishes to be reminded again that are said beside something else, or of several duties at once.

    "NV1 xong, NV2 nhắc lại thứ 2"        NV2 on Monday; "NV1 xong" is left
    "NV1, NV2 và 3 nhắc lại mai"          NV1, NV2, NV3 tomorrow
    "nhắc lại NV1 mai, NV2 thứ 4"         NV1 tomorrow, NV2 on Wednesday
    "đang làm 40%, mai nhắc lại"          of whatever is meant; "đang làm 40%" is left

A message is cut into clauses. A clause that is the phrase of a snooze is a wish; a list of codes,
or a time, that stands alone beside it belongs to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.receiving.wording import folded, phrase_of, when_of, without_courtesy
from bot.understanding.moments import find_moment
from bot.understanding.verdict import named
from scheduler.rules.calendar import WorkCalendar

READ_AT_MOST = 500  # characters; nobody makes wishes at such length


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """Each wish in the words of a message of its own, and what else was said."""

    wishes: tuple[str, ...]
    rest: str = ""

    @property
    def rest_is_aside(self) -> bool:
        """Whether what else was said names no duty of its own: "bận quá chưa làm được"."""
        return (
            bool(self.rest)
            and not _ref_in(self.rest)
            and phrase_of(without_courtesy(self.rest)) is None
        )


@dataclass(frozen=True, kw_only=True)
class _Clause:
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


_LISTED = r"\s*(?:,|&|\+|\bvà\b|\bva\b|\band\b)\s*"
_IS_LISTED = re.compile(_LISTED, re.IGNORECASE)
_BORDER = re.compile(
    r"(?<!\d),|,(?!\d)|[;\n!]|\.(?=\s|$)"
    r"|\s(?:[&+]|và|va|and|nhưng|nhung|còn|con|but)(?=\s)",
    re.IGNORECASE,
)
_CODE = r"(?:nv|bc)\s?-?\d{1,4}(?:/[^\s,;:.]+)?"
_REF = rf"(?:{_CODE}|(?:(?:việc|viec|mục|muc|số|so)\s+)?\d{{1,2}})"
_ALONE = re.compile(rf"(?P<refs>{_REF}(?:{_LISTED}{_REF}){{0,20}})[\s:]*", re.IGNORECASE)
_HEAD = re.compile(rf"(?P<refs>{_REF}(?:{_LISTED}{_REF}){{1,20}})[\s:]+(?=\D)", re.IGNORECASE)
_EACH = re.compile(_REF, re.IGNORECASE)
_INNER = re.compile(rf"(?<=\s){_CODE}", re.IGNORECASE)
_WITH_TIME = re.compile(rf"(?P<ref>{_REF})[\s:]+(?P<when>.+)", re.IGNORECASE)
_ASKS = re.compile(r"(?<!\w)(?:nhac|snooze|remind|de(?! (?:nghi|xuat|an|tai)))(?!\w)")
_TELLS = re.compile(r"(?<!\w)(?:da|dang|se|vua)(?!\w)")
_VAGUE = re.compile(r"(?:khi|luc|lan|sau|bao gio|hom nao|when|later)(?!\w)")


def reminders_in(words: str, said_at: datetime, work: WorkCalendar) -> Reminders | None:
    """The wishes to be reminded again among other words, or several of them.

    None if there is none, if the message is one wish and nothing else, or if a time in it may be
    of two things.
    """
    if len(words) > READ_AT_MOST or not _ASKS.search(folded(words)):
        return None
    whole = _snooze(without_courtesy(words))
    if whole is not None and (not whole.when or find_moment(whole.when, said_at, work)):
        return None
    cut = [part for each in _clauses(words) for part in _parts(each, said_at, work)]
    parts = _with_what_follows(_with_what_leads(_without_told(cut)))
    if not any(part.is_wish for part in parts) or any(p.is_loose and not p.refs for p in parts):
        return None
    wishes: list[str] = []
    for place, part in enumerate(parts):
        if part.is_wish:
            refs = part.refs or _named_by(parts[:place]) or _named_by(parts[place + 1 :])
            wishes += [" ".join(f"{ref} nhắc lại {part.when}".split()) for ref in refs or ("",)]
    left = _left(parts)
    if len(wishes) == 1 and not left and whole is not None:
        return None
    return Reminders(wishes=tuple(dict.fromkeys(wishes)), rest=left)


def _ref_in(words: str) -> str:
    """The code, else the item number, that words name."""
    found = named(words)
    number = str(found.number) if found.number is not None else ""
    return f"{found.code}/{found.unit}" if found.code and found.unit else found.code or number


def _clauses(words: str) -> list[_Clause]:
    found, start, before = list[_Clause](), 0, ""
    for border in _BORDER.finditer(words):
        found.append(_Clause(words=words[start : border.start()], border=before))
        start, before = border.end(), border.group()
    found.append(_Clause(words=words[start:], border=before))
    return [each for each in found if each.words.strip()]


def _parts(clause: _Clause, said_at: datetime, work: WorkCalendar) -> list[_Clause]:
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
        first, second = (_wish(without_courtesy(each), said_at, work) for each in (before, after))
        if second or (first and first.refs):
            return [
                replace(first or clause, words=before, border=clause.border),
                replace(second or clause, words=after, border=""),
            ]
    return [clause]


def _wish(words: str, said_at: datetime, work: WorkCalendar) -> _Clause | None:
    """The wish that a clause is; its time may be one that has to be asked for.

    "Nhắc lại" alone may as well tell of what was done: "đã gửi công văn, nhắc lại".
    """
    head = _HEAD.match(words)
    found = _snooze(words[head.end() :] if head else words)
    if found is None or (head and found.refs) or folded(words) == "nhac lai":
        return None
    if found.when and not (find_moment(found.when, said_at, work) or _VAGUE.match(found.when)):
        return None
    return replace(found, refs=_refs(head["refs"])) if head else found


def _snooze(words: str) -> _Clause | None:
    found = phrase_of(words)
    if found is None or found[0] != "snooze":
        return None
    ref, unit, n = (found[1].groupdict().get(name) for name in ("ref", "unit", "n"))
    named_one = f"{ref.upper()}/{unit}" if ref and unit else (ref or n or "").upper()
    refs = (named_one,) if named_one else ()
    return _Clause(words=words, refs=refs, when=when_of(found[1]), is_wish=True)


def _refs(words: str) -> tuple[str, ...]:
    """Each code of a list; a number behind a code is of its kind: "NV1, 2" is NV1 and NV2."""
    return _of_one_kind([each.group() for each in _EACH.finditer(words)])


def _of_one_kind(refs: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    kind = ""
    for ref in refs:
        if ref[:2].lower() in ("nv", "bc"):
            kind = ref[:2].upper()
            found.append(kind + ref[2:].lstrip(" -"))
        else:
            found.append(kind + ref.split()[-1])
    return tuple(dict.fromkeys(found))


def _without_told(parts: Sequence[_Clause]) -> list[_Clause]:
    """In "đã gọi và nhắc lại NV2" the second clause tells of what was done, as the first does."""
    out: list[_Clause] = []
    for part in parts:
        told = (
            out and not out[-1].is_wish and _TELLS.search(folded(without_courtesy(out[-1].words)))
        )
        if told and part.is_wish and not part.when and not _begins_with_ref(part.words):
            part = _Clause(words=part.words, border=part.border)
        out.append(part)
    return out


def _with_what_leads(parts: Sequence[_Clause]) -> list[_Clause]:
    """ "NV1, NV2 nhắc lại mai", "NV1: mai nhắc lại", "sáng mai, nhắc lại NV1"."""
    out: list[_Clause] = []
    for part in parts:
        while part.is_wish and out and out[-1].is_loose:
            before = out[-1]
            is_list = not part.refs or (part.is_listed and _begins_with_ref(part.words))
            if before.when and not before.refs and not part.when:
                part = replace(part, when=before.when, border=before.border)
            elif before.refs and not before.when and is_list:
                refs = _of_one_kind((*before.refs, *part.refs))
                words = f"{before.words} {part.words}"
                part = replace(part, refs=refs, words=words, border=before.border)
            else:
                break
            out.pop()
        out.append(part)
    return out


def _with_what_follows(parts: Sequence[_Clause]) -> list[_Clause]:
    """ "nhắc lại NV1 và NV2", "nhắc lại NV1, NV2 mai", "NV1 nhắc lại mai, NV2 thứ 4"."""
    out: list[_Clause] = []
    for place, part in enumerate(parts):
        wish = out[-1] if out and out[-1].is_wish else None
        begins_another = any(not after.is_loose for after in parts[place + 1 : place + 2])
        if wish is None or not part.is_loose:
            out.append(part)
        elif part.refs and part.when:
            if not wish.when:
                out[-1] = replace(wish, when=part.when)
            out.append(replace(part, is_wish=True))
        elif part.refs and wish.refs and part.is_listed and not begins_another:
            out[-1] = replace(wish, refs=_of_one_kind((*wish.refs, *part.refs)))
        elif part.when and not wish.when:
            out[-1] = replace(wish, when=part.when)
        else:
            out.append(part)
    return out


def _begins_with_ref(words: str) -> bool:
    return _EACH.match(without_courtesy(words)) is not None


def _named_by(parts: Sequence[_Clause]) -> tuple[str, ...]:
    """What other clauses name last: "NV2 đang làm 40%, thứ 6 nhắc em lại"."""
    for part in reversed(parts):
        if ref := (part.refs[-1] if part.refs else _ref_in(part.words)):
            return (ref,)
    return ()


def _left(parts: Sequence[_Clause]) -> str:
    """What is no wish, as it was typed."""
    left, after_wish = "", False
    for part in parts:
        if part.is_wish:
            after_wish = True
        else:
            left += f", {part.words.lstrip()}" if after_wish else part.border + part.words
            after_wish = False
    left = left.strip(" ,.;:\n")
    return left if folded(without_courtesy(left)) else ""
