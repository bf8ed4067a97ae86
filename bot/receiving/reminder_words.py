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

from bot.receiving.actions import action_of
from bot.receiving.clauses import Clause, as_one_list, begins_with_ref, clauses_of, snooze_of
from bot.receiving.wording import folded, without_courtesy
from bot.understanding.moments import find_moment
from bot.understanding.verdict import named
from scheduler.rules.calendar import WorkCalendar

READ_AT_MOST = 500  # characters; nobody makes wishes at such length

_ASKS = re.compile(r"(?<!\w)(?:nhac|snooze|remind|de(?! (?:nghi|xuat|an|tai)))(?!\w)")
_MAY_BE_A_REF = re.compile(
    r"(?<![\w/:.,])\d{1,2}(?=\s*(?:$|[,;.!])| (?:va|and) )|(?:viec|muc|so) \d"
)
_TELLS = re.compile(r"(?<!\w)(?:da|dang|se|vua)(?!\w)")


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """Each wish in the words of a message of its own, and what else was said."""

    wishes: tuple[str, ...]
    rest: str = ""

    @property
    def rest_is_aside(self) -> bool:
        """Whether what else was said names no duty of its own: "bận quá chưa làm được"."""
        plain = without_courtesy(self.rest)
        may_name_one = _ref_in(self.rest) or _MAY_BE_A_REF.search(folded(plain))
        return bool(self.rest) and not may_name_one and action_of(plain) is None


def reminders_in(words: str, said_at: datetime, work: WorkCalendar) -> Reminders | None:
    """The wishes to be reminded again among other words, or several of them.

    None if there is none, if the message is one wish and nothing else, or if a time in it may be
    of two things.
    """
    if len(words) > READ_AT_MOST or not _ASKS.search(folded(words)):
        return None
    whole = snooze_of(without_courtesy(words))
    if whole is not None and (not whole.when or find_moment(whole.when, said_at, work)):
        return None
    cut = clauses_of(words, said_at, work)
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


def snooze_in(wish: str) -> re.Match[str]:
    """A wish, as the phrase of one snooze has it."""
    found = action_of(wish)
    assert found is not None
    return found[1]


def _ref_in(words: str) -> str:
    """The code, else the item number, that words name."""
    found = named(words)
    number = str(found.number) if found.number is not None else ""
    return f"{found.code}/{found.unit}" if found.code and found.unit else found.code or number


def _without_told(parts: Sequence[Clause]) -> list[Clause]:
    """In "đã gọi và nhắc lại NV2" the second clause tells of what was done, as the first does."""
    out: list[Clause] = []
    for part in parts:
        told = (
            out and not out[-1].is_wish and _TELLS.search(folded(without_courtesy(out[-1].words)))
        )
        if told and part.is_wish and not part.when and not begins_with_ref(part.words):
            part = Clause(words=part.words, border=part.border)
        out.append(part)
    return out


def _with_what_leads(parts: Sequence[Clause]) -> list[Clause]:
    """ "NV1, NV2 nhắc lại mai", "NV1: mai nhắc lại", "sáng mai, nhắc lại NV1"."""
    out: list[Clause] = []
    for part in parts:
        while part.is_wish and out and out[-1].is_loose:
            before = out[-1]
            is_list = not part.refs or (part.is_listed and begins_with_ref(part.words))
            if before.when and not before.refs and not part.when:
                part = replace(part, when=before.when, border=before.border)
            elif before.refs and not before.when and is_list:
                refs = as_one_list((*before.refs, *part.refs))
                words = f"{before.words} {part.words}"
                part = replace(part, refs=refs, words=words, border=before.border)
            else:
                break
            out.pop()
        out.append(part)
    return out


def _with_what_follows(parts: Sequence[Clause]) -> list[Clause]:
    """ "nhắc lại NV1 và NV2", "nhắc lại NV1, NV2 mai", "NV1 nhắc lại mai, NV2 thứ 4"."""
    out: list[Clause] = []
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
            out[-1] = replace(wish, refs=as_one_list((*wish.refs, *part.refs)))
        elif part.when and not wish.when:
            out[-1] = replace(wish, when=part.when)
        else:
            out.append(part)
    return out


def _named_by(parts: Sequence[Clause]) -> tuple[str, ...]:
    """What other clauses name last: "NV2 đang làm 40%, thứ 6 nhắc em lại"."""
    for part in reversed(parts):
        if ref := (part.refs[-1] if part.refs else _ref_in(part.words)):
            return (ref,)
    return ()


def _left(parts: Sequence[Clause]) -> str:
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
