"""From what each file finds to readings: of a whole message, and of its part about each code.

A part runs from its code to the next ("NV3 xong, NV5 60%"), or up to it where the status comes
first ("xong NV3, đang làm NV5"). Codes with nothing between them share what follows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.understanding.blocker import find_difficulty
from bot.understanding.dates import find_date
from bot.understanding.normalise import Said
from bot.understanding.percent import find_figure
from bot.understanding.refs import Ref
from bot.understanding.status import Evidence, Kind, find_status
from bot.understanding.understood import STATUSES, Intent, Item, Reading
from scheduler.rules.calendar import WorkCalendar

MOST_READINGS = 4
_MARK = re.compile(r"[,.;\n]")
MOST_PARTS = 20  # statuses told apart in one message
# What else a doubtful message may mean, if its own words do not say.
_COMMON = (Intent.PROGRESS, Intent.DONE, Intent.QUESTION)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When, and about what kind of duty, somebody writes."""

    today: date
    work: WorkCalendar
    kind: Kind


@dataclass(frozen=True)
class Read:
    """The readings of a text, likeliest first; only the first is wanted if it is sure."""

    readings: tuple[Reading, ...]
    sure: bool

    @property
    def best(self) -> Reading:
        return self.readings[0]


def read(said: Said, refs: tuple[str, ...], moment: Moment) -> Read:
    """Read a text that speaks of one thing; its codes are already blanked."""
    figure = find_figure(said.text)
    text = said.text
    for start, end in figure.places:
        text = text[:start] + " " * (end - start) + text[end:]
    promised = find_date(text, moment.today, moment.work)
    day = promised.day if promised else None
    difficulty = find_difficulty(said)
    evidence = Evidence(
        kind=moment.kind,
        percent=figure.percent,
        over=figure.over,
        date_said=day is not None,
        difficulty=difficulty,
    )
    status = find_status(said.text, evidence)

    def reading(intent: Intent) -> Reading:
        blocker = difficulty.words if difficulty and intent in STATUSES else None
        return Reading.of(intent, figure.percent, day, blocker, refs)

    return Read(
        readings(reading(status.intent), map(reading, (*status.others, *_COMMON))), status.sure
    )


def readings(first: Reading, others: Iterable[Reading]) -> tuple[Reading, ...]:
    """The first and what else it may be, each once."""
    return tuple(dict.fromkeys((first, *others)))[:MOST_READINGS]


def read_parts(said: Said, refs: tuple[Ref, ...], moment: Moment) -> tuple[Item, ...]:
    """What the message says about each code, if it speaks of two or more of them.

    At least one is a status; what is doubtful may be one.
    """
    if len(refs) < 2:
        return ()
    after = _parts(said, refs, moment, before=False)
    if len(after) < len(refs):
        earlier = _parts(said, refs, moment, before=True)
        after = max(after, earlier, key=len)
    told = any(item.intent in STATUSES for item in after)
    return tuple(after) if told and len(after) > 1 else ()


def _parts(said: Said, refs: tuple[Ref, ...], moment: Moment, *, before: bool) -> list[Item]:
    found: list[Item] = []
    waiting: list[str] = []
    for ref in reversed(refs) if before else refs:
        waiting.append(ref.code)
        start, end = _stretch(said, refs, ref, before=before)
        if not _says_something(said.text[start:end]):
            if before:
                continue
            start, end = _clause_before(said, refs, ref)  # "xong NV3, NV5 chưa"
            if not _says_something(said.text[start:end]):
                continue
        part = read(_only(said, start, end), (), moment)
        if part.best.intent in STATUSES or not part.sure:
            found.extend(_item(code, part) for code in waiting)
        elif not before and end <= ref.start:
            continue  # "Báo cáo anh, NV3, NV5 xong": words before, but no status
        waiting.clear()
        if len(found) >= MOST_PARTS:
            break
    place = {ref.code: ref.start for ref in refs}
    return sorted(found, key=lambda item: place[item.ref])


def _stretch(said: Said, refs: tuple[Ref, ...], ref: Ref, *, before: bool) -> tuple[int, int]:
    if before:
        ends = [other.end for other in refs if other.end <= ref.start]
        return (max(ends, default=0), ref.start)
    starts = [other.start for other in refs if other.start >= ref.end]
    return (ref.end, min(starts, default=len(said.text)))


def _clause_before(said: Said, refs: tuple[Ref, ...], ref: Ref) -> tuple[int, int]:
    start, end = _stretch(said, refs, ref, before=True)
    marks = [mark.end() for mark in _MARK.finditer(said.text, start, end)]
    return (max(marks, default=start), end)


def _says_something(text: str) -> bool:
    return bool(text.strip(" ,.;:&+\n-").removeprefix("va").strip())


def _only(said: Said, start: int, end: int) -> Said:
    return Said(said.raw, said.text[start:end], said.starts[start:end], said.ends[start:end])


def _item(code: str, part: Read) -> Item:
    return Item(
        ref=code,
        intent=part.best.intent,
        percent=part.best.percent,
        date=part.best.date,
        blocker=part.best.blocker,
        sure=part.sure,
        readings=() if part.sure else part.readings,
    )
