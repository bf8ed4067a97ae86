"""What a message says of each of several duties (LABELS.md §1, items).

The text is cut into one stretch for each group of codes named together:

    "NV3 xong, NV5 60%"              after its codes
    "xong NV3, đang làm NV5"         before them, as far back as the clause goes
    "em xin lùi NV5 đến 20/10"       around them
    "NV3 60%, NV5 40%, cả hai mai xong"      what is said of all of them goes to each
    "NV3-NV5 xong trừ NV4"           and what is said of all but one does not go to that one

A code said twice is judged by the last place that says something of it; a status beats a question.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from bot.understanding.item_numbers import REST, Ref
from bot.understanding.normalise import Said
from bot.understanding.papers import Named
from bot.understanding.reading import Moment, Read, read
from bot.understanding.understood import STATUSES, Intent, Item, Reading

MOST_PARTS = 20  # statuses told apart in one message
# Who does it, or that it is nobody's of us, is told of a duty as a status is.
TOLD = STATUSES | {Intent.DELEGATE, Intent.REJECT}

_MARK = re.compile(r"[;\n!?]|[,.](?![0-9])|(?<!\w)(?:con|rieng|nhung|and|but)(?= )")
# Words that lead to a code or bind it to its status, and say nothing themselves.
_BINDING = (
    r"[\s,.;:&+()*!-]|(?<!\w)(?:va|voi|lan|ca|deu|thi|la|cung|cai|viec|may|cac|nhung|nhiem vu"
    r"|bao cao|so|den|toi|từ|ve|doi voi|trong|hai|ba|nay|kia|em|anh|chi|a|nhe|thoi|day|do|ma"
    r"|rieng|and|the|is|are)(?!\w)"
)
_NOTHING = re.compile(rf"^(?:{_BINDING}|con(?!\w)){{0,60}}$")
_LEADING = re.compile(r"^(?:[\s,.;:&+()*-]|(?:deu|thi|cung)(?!\w)){0,20}")
_JOIN = re.compile(
    r"^[\s,&+/-]{0,9}(?:(?:va|voi|and|lan|ca|cung|hay|hoac|nhu|so|viec|cai|den) {1,3}){0,4}$"
)
_SHARED = re.compile(
    r"(?:[,.;\n] ?|(?<!\w)(?:va|nhung) )(?:(?:em |thi )?(?:ca (?:hai|ba|bon|nam|[2-9]|doi)|tat ca"
    r"|hai viec|deu|both|all of them)(?!\w))"
)
# "BC2 nộp chung với BC5 thứ 6": what is said holds for both.
_TOGETHER = re.compile(r"(?<!\w)(?:chung|trung|gop|ghep|kem)(?: \w{1,9}){0,2} (?:voi|vao) ?$")
_BUT = re.compile(r"(?<!\w)(?:tru|ngoai tru|ngoai|khong ke|khong tinh|except(?: for)?)[\s(]*$")


@dataclass(frozen=True)
class _Group:
    """Codes named together, and where something is said of them."""

    codes: tuple[str, ...]
    start: int
    end: int
    is_exception: bool = False
    has_comma: bool = False  # before the last code
    between: tuple[tuple[int, int], ...] = ()  # words among the codes
    places: tuple[tuple[int, int], ...] = ()


def read_parts(
    said: Said, mentions: tuple[Ref, ...], moment_of: Callable[[str], Moment]
) -> tuple[Item, ...]:
    """What the message says of each code, in order of mention, if it speaks of two or more.

    `moment_of` gives the moment for a code: not every duty falls due with the one asked about. At
    least one part is told, else there are no items.
    """
    codes = tuple(dict.fromkeys(ref.code for ref in mentions))
    if len(codes) < 2:
        return ()
    found: dict[str, Read] = {}
    groups = [_apart(said, group, moment_of) for group in _groups(said.text, mentions)]
    for group in chain.from_iterable(groups):
        if group.is_exception:
            found |= dict.fromkeys(group.codes, _LEFT_OUT)
        words = _only(said, group.places)
        if not words.text.strip(" ,.;:"):
            continue
        parts: dict[date | None, Read] = {}  # the words are the same, the due day may not be
        for code, moment in ((code, moment_of(code)) for code in dict.fromkeys(group.codes)):
            if moment.due_on not in parts:
                parts[moment.due_on] = read(words, (), moment)
            part = parts[moment.due_on]
            intent = part.best.intent
            if intent is Intent.OTHER and (part.sure or group.is_exception):
                continue
            if intent not in TOLD and code in found and found[code].best.intent in TOLD:
                continue  # a status beats a question about the same
            found[code] = part
        if len(found) >= MOST_PARTS:
            break
    items = tuple(item_of(code, found[code]) for code in codes if code in found)[:MOST_PARTS]
    told = any(item.intent in TOLD for item in items)
    return items if told and len(items) > 1 else ()


# "NV3-NV5 xong trừ NV4": something is still to do for NV4, how much is not said.
_LEFT_OUT = Read((Reading(intent=Intent.PROGRESS), Reading(intent=Intent.NOT_STARTED)), sure=False)


def _groups(text: str, mentions: tuple[Ref, ...]) -> list[_Group]:
    """The codes named together, each with the places of the words about them."""
    groups: list[_Group] = []
    for ref in mentions:
        last = groups[-1] if groups else None
        joined = last and (ref.start <= last.end or _JOIN.match(text[last.end : ref.start]))
        together = last and not joined and _TOGETHER.search(text, last.end, ref.start)
        if last and (joined or together):
            gap = (last.end, ref.start)
            groups[-1] = replace(
                last,
                codes=(*last.codes, ref.code),
                end=max(last.end, ref.end),
                has_comma="," in text[slice(*gap)],
                between=(*last.between, gap) if together else last.between,
            )
        else:
            but = bool(_BUT.search(text, last.end if last else 0, ref.start))
            groups.append(_Group((ref.code,), ref.start, ref.end, but))
    return _with_places(text, groups)


def _with_places(text: str, groups: list[_Group]) -> list[_Group]:
    last = groups[-1]
    tail = _end_of_last(text, last.end)
    before = _is_nothing(text[last.end : tail])  # the status stands before its codes
    places: list[list[tuple[int, int]]] = [[] for _ in groups]
    since = 0
    for i, group in enumerate(groups):
        lead = _lead(text, since, group, is_first=i == 0, before=before)
        if i:
            places[i - 1].append((since, lead))
        if not group.is_exception and not _is_nothing(text[lead : group.start]):
            places[i].append((lead, group.start))
        places[i].extend(group.between)
        since = group.end
    places[-1].append((last.end, tail))
    shared = _SHARED.search(text, last.end, tail) if len(groups) > 1 else None
    if shared:
        places[-1][-1] = (last.end, shared.start())
        for each in places:
            each.append((shared.start(), tail))
    return [replace(group, places=tuple(each)) for group, each in zip(groups, places, strict=True)]


def _apart(said: Said, group: _Group, moment_of: Callable[[str], Moment]) -> tuple[_Group, ...]:
    """ "xong NV3, NV4, NV5 chưa": what stands behind is about the last code alone.

    Where the words behind go on about all ("đang làm NV3, NV4, được 60%"; "xin lùi NV3, NV4 đến
    20/10") the group stays together.
    """
    if len(group.codes) < 2 or len(group.places) < 2 or not group.has_comma or group.between:
        return (group,)
    lead, (start, end) = group.places[0], group.places[1]
    if lead[1] > group.start or _MARK.match(said.text, start) or _is_nothing(said.text[start:end]):
        return (group,)
    moment = moment_of(group.codes[0])
    first = read(_only(said, (lead,)), (), moment).best.intent
    if first not in TOLD or first is Intent.EXTENSION:
        return (group,)
    return (
        replace(group, codes=group.codes[:-1], places=(lead, *group.places[2:])),
        replace(group, codes=group.codes[-1:], places=group.places[1:]),
    )


def _lead(text: str, since: int, group: _Group, *, is_first: bool, before: bool) -> int:
    """Where the words about a group begin, at the latest at the group itself."""
    if group.is_exception and (but := _BUT.search(text, since, group.start)):
        return but.start()
    marks = list(_MARK.finditer(text, since, group.start))
    idle = None  # the mark behind which nothing but "còn", "việc" leads to the codes
    while marks and _is_nothing(text[marks[-1].end() : group.start]):
        idle = marks.pop()
    if idle and not (is_first and before):
        return idle.start()
    if marks:
        return marks[-1].end()
    return since if is_first or before else group.start


def _end_of_last(text: str, start: int) -> int:
    """Where the words about the last group end: what is said of others is not about it."""
    rest = REST.search(text, start)
    return rest.start() if rest else len(text)


def _is_nothing(words: str) -> bool:
    return bool(_NOTHING.match(words))


def _only(said: Said, places: tuple[tuple[int, int], ...]) -> Said:
    """These places of the message, one after the other."""
    text = ""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in places:
        if not text and (leading := _LEADING.match(said.text[start:end])):
            start += leading.end()
        text += said.text[start:end]
        starts += said.starts[start:end]
        ends += said.ends[start:end]
    return Said(said.raw, text, starts, ends)


def named_with(
    said: Said, mentions: tuple[Ref, ...], papers: tuple[Named, ...]
) -> dict[str, tuple[Named, ...]]:
    """The documents named with each code: behind it, or with the first if before all codes."""
    groups = _groups(said.text, mentions) if mentions else []
    found: dict[str, tuple[Named, ...]] = {}
    for paper in papers:
        before = [group for group in groups if said.starts[group.start] <= paper.start]
        for group in before[-1:] or groups[:1]:
            for code in dict.fromkeys(group.codes):
                found[code] = (*found.get(code, ()), paper)
    return found


def item_of(code: str, part: Read) -> Item:
    """What was read, as said of this code."""
    return Item(
        ref=code,
        intent=part.best.intent,
        percent=part.best.percent,
        date=part.best.date,
        blocker=part.best.blocker,
        sure=part.sure,
        readings=() if part.sure else part.readings,
    )
