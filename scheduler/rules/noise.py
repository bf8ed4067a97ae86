"""How much a person is written to: merged and postponed, never dropped (DESIGN.md §4.3, §4.4).

Two limits of the policy, for a person and a day. What may wait (early asks, what is only told,
weekly repeats, the watchdog's digest) leaves in a later slot once the day's messages are used up,
or if the message would hold too many items; once only. What may not wait leaves now; of too many
such items the last are named together in one line, and count as said like the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.rules.bundle import BY_THEMSELVES, Item, Queued, bundle, is_counted
from scheduler.rules.duty import Duty, closes_at
from scheduler.rules.notice import Kind
from scheduler.rules.office_hours import Office
from scheduler.rules.rhythm import Rhythm, own_slot

OF_THE_OFFICE = "watchdog"  # the digest that names nobody's duty
EARLY = ("T-", "line-", "review-")
LAST = "T-0"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What becomes of what waits in a person's mailbox in a slot: each notice is in one of these.

    `rests`: it belongs to a later slot of the person's own; `postponed`: it gives way to others,
    for the first and the last time. Both by notice: the slot in which it leaves.
    """

    items: tuple[Item, ...] = ()
    named: tuple[Item, ...] = ()  # said too, but only by their codes
    rests: Mapping[int, datetime] = field(default_factory=dict)
    postponed: Mapping[int, datetime] = field(default_factory=dict)

    @property
    def said(self) -> tuple[int, ...]:
        """The notices that leave now."""
        return tuple(n.id for item in (*self.items, *self.named) for n in parts(item))


def leaving(
    waiting: Iterable[Queued], slot: datetime, rhythm: Rhythm, office: Office, said_today: int
) -> Leaving:
    """Share out what waits for a person in `slot`, one of the office's, now released.

    `said_today`: the slot messages the person has had on that day.
    """
    rests: dict[int, datetime] = {}
    due: list[Queued] = []
    for notice in waiting:
        own = own_slot(slot, rhythm, office, before=notice.before)
        if own > slot:
            rests[notice.id] = own
        else:
            due.append(notice)
    later = _next_slot(slot, rhythm, office, said_today + 1)
    policy = office.policy
    items = bundle(due)
    pressing = [item for item in items if not _may_wait(item, later)]
    waits = [item for item in items if _may_wait(item, later)]
    full, named = _merged(pressing, policy.items_a_message)
    spent = said_today >= policy.messages_a_day
    room = -1 if spent else policy.items_a_message - _places(full)
    goes = [item for n, item in enumerate(waits) if _places(waits[: n + 1]) <= room]
    kept = {item.said.id for item in (*full, *goes)}
    return Leaving(
        items=tuple(item for item in items if item.said.id in kept),
        named=tuple(named),
        rests=rests,
        postponed={n.id: later for item in waits if item not in goes for n in parts(item)},
    )


def warns_of(kind: Kind, duty: Duty, office: Office) -> datetime | None:
    """The moment before which a notice about a duty must be said: what is asked, before it closes.

    What is late already, told or asked to be decided has none.
    """
    return closes_at(duty, office) if kind is Kind.ASK and duty.due_on is not None else None


def parts(item: Item) -> tuple[Queued, ...]:
    return (item.said, *item.along)


def _next_slot(slot: datetime, rhythm: Rhythm, office: Office, said: int) -> datetime:
    """The person's next slot on a day on which, after `said` messages, one more may be said."""
    later = own_slot(office.slot_after(slot), rhythm, office)
    today = office.day_of(slot)
    if office.day_of(later) == today and said >= office.policy.messages_a_day:
        tomorrow = office.first_slot(office.calendar.plus(today, 1))
        later = own_slot(tomorrow, rhythm, office)
    return later


def _may_wait(item: Item, later: datetime) -> bool:
    return all(_notice_may_wait(notice, later) for notice in parts(item))


def _notice_may_wait(notice: Queued, later: datetime) -> bool:
    if notice.postponed or (notice.before is not None and later >= notice.before):
        return False
    match notice.kind:
        case Kind.TOLD:
            return True
        case Kind.DIGEST:
            return notice.step == OF_THE_OFFICE
        case Kind.ASK:
            return notice.step.startswith(EARLY) and notice.step != LAST
        case Kind.URGE | Kind.CLIMB:
            return notice.step.startswith("week-")
    return False


def _merged(pressing: Sequence[Item], most: int) -> tuple[list[Item], list[Item]]:
    """Of what cannot wait what is said in full, and what is only named.

    Nothing that is told or listed can be named by a code, so it is always said in full; one item
    too many takes no less room if it is named instead.
    """
    about_duties = [item for item in pressing if _has_a_place(item) and _is_numbered(item)]
    if len(about_duties) <= most + 1:
        return list(pressing), []
    named = about_duties[most:]
    return [item for item in pressing if item not in named], named


def _places(items: Iterable[Item]) -> int:
    return sum(_has_a_place(item) for item in items)


def _has_a_place(item: Item) -> bool:
    """Weekly repeats to those above stand in one line, however many they are."""
    return not is_counted(item.said.kind, item.said.step)


def _is_numbered(item: Item) -> bool:
    return item.said.kind not in BY_THEMSELVES
