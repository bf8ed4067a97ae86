"""One message per person and slot: each duty is one item, its strongest notice (DESIGN.md §4.3)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from scheduler.rules.duty import Duty
from scheduler.rules.notice import REMINDED, Kind

FAR = "9999"
BY_THEMSELVES = frozenset({Kind.TOLD, Kind.DIGEST})
SEPARATOR = "\n\n"  # between two blocks of one part
STRENGTH = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, kw_only=True)
class Queued:
    """A notice in the outbox, as far as bundling needs to know it."""

    id: int
    kind: Kind
    duty_id: int | None
    step: str
    sort_key: tuple[str, ...] = ()  # due day, then code: what stands first in the message
    before: datetime | None = None  # the moment it warns of: later it would say nothing
    postponed: bool = False  # it has given way to others once
    request: int | None = None  # that it speaks for


@dataclass(frozen=True, kw_only=True)
class Item:
    """One numbered line of a message: the notice said, and those it says along."""

    said: Queued
    along: tuple[Queued, ...] = ()


def queued(
    id_: int,
    kind: Kind,
    step: str,
    duty: Duty | None,
    *,
    before: datetime | None = None,
    postponed: bool = False,
    request: int | None = None,
) -> Queued:
    """A notice as it is bundled. What is only told stands by itself, at the end: it must not take
    the place of what is asked."""
    key = (str(duty.due_on or FAR), duty.code) if duty else (FAR,)
    stands_for = duty.id if duty and kind not in BY_THEMSELVES else None
    return Queued(
        id=id_,
        kind=kind,
        duty_id=stands_for,
        step=step,
        sort_key=key,
        before=before,
        postponed=postponed,
        request=request,
    )


def is_counted(kind: Kind, step: str) -> bool:
    """Whether it is no item of its own, but one of a line that counts: the repeat of each week."""
    return kind is Kind.CLIMB and step.startswith("week-")


def bundle(queued: Iterable[Queued]) -> tuple[Item, ...]:
    """Make the items of one slot message, the most pressing kind first.

    Notices about the same duty become one item, said as the strongest of them, and of those as what
    a manager wanted said, else as the newest; a notice about no duty is an item of its own. So is
    each request that waits.
    """

    def place(notice: Queued) -> tuple[int, int]:
        # What concerns no duty keeps its own place: its id cannot meet a duty's in the same group.
        return (0, notice.duty_id) if notice.duty_id is not None else (1, notice.id)

    def rank(notice: Queued) -> tuple[int, bool, int]:
        return STRENGTH[notice.kind], not notice.step.startswith(REMINDED), -notice.id

    items = []
    for _, group in groupby(sorted(queued, key=place), key=place):
        ranked = sorted(group, key=rank)
        newest: dict[int | None, Queued] = {}
        for notice in ranked:
            newest.setdefault(notice.request, notice)
        said = [n for n in newest.values() if n.request is not None] or ranked[:1]
        along = tuple(notice for notice in ranked if notice not in said)
        items += [Item(said=said[0], along=along), *(Item(said=each) for each in said[1:])]
    return tuple(sorted(items, key=lambda i: (STRENGTH[i.said.kind], i.said.sort_key, i.said.id)))


def split(blocks: Sequence[str], limit: int, separator: str = SEPARATOR) -> list[str]:
    """Lay blocks of text into as few parts as fit `limit`, breaking only at block borders.

    Lengths are UTF-16 units, as Telegram counts. A block longer than `limit` alone is cut, where it
    is a list between two items: no platform would take it.
    """
    laid = _laid(blocks, limit, separator)
    return [separator.join(piece for _, piece in part) for part in laid]


def left_after(
    blocks: Sequence[str], limit: int, parts: int, separator: str = SEPARATOR
) -> list[str]:
    """What is not in the first parts that `split` makes: of a block that was cut, its end."""
    pieces = [piece for part in _laid(blocks, limit, separator)[parts:] for piece in part]
    return ["".join(text for _, text in group) for _, group in groupby(pieces, lambda p: p[0])]


def _laid(blocks: Sequence[str], limit: int, separator: str) -> list[list[tuple[int, str]]]:
    """Of each part the pieces in it, each with the number of its block."""
    parts: list[list[tuple[int, str]]] = []
    used = 0
    for number, block in enumerate(blocks):
        for piece in _cut(block, limit):
            size = utf16(piece)
            if parts and used + len(separator) + size <= limit:
                parts[-1].append((number, piece))
                used += len(separator) + size
            elif piece:
                parts.append([(number, piece)])
                used = size
    return parts


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# Where a block may be cut, the best place first: between the items of a list (a line with those
# indented below it), between lines, between words.
_BORDERS = (re.compile(r"(?<=\n)(?![ \n])"), re.compile(r"(?<=\n)"), re.compile(r"(?= )"))


def _cut(block: str, limit: int, borders: Sequence[re.Pattern[str]] = _BORDERS) -> list[str]:
    """A block in pieces that fit; of two neighbours none is broken that fits by itself."""
    if utf16(block) <= limit:
        return [block]
    if not borders:
        return _letters(block, limit)
    pieces: list[str] = []
    for unit in filter(None, borders[0].split(block)):
        if pieces and utf16(pieces[-1]) + utf16(unit) <= limit:
            pieces[-1] += unit
        else:
            pieces += _cut(unit, limit, borders[1:])
    return pieces


def _letters(block: str, limit: int) -> list[str]:
    pieces: list[str] = []
    piece: list[str] = []
    used = 0
    for letter in block:
        size = utf16(letter)
        if used + size > limit:
            pieces.append("".join(piece))
            piece, used = [], 0
        piece.append(letter)
        used += size
    return [*pieces, "".join(piece)]
