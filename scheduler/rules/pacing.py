"""Who is called next, and at which moment, so that no limit of a platform is broken (DESIGN.md §5).

Pure: who waits, up to when the bot and each chat must be left alone, and the real time in; whom to
claim, when to call each of them and when to look again out. Throttling is a table of numbers to
test, not a sleep to wait for.

Calls are spread evenly. A burst at the beginning of each second would keep to "so many in a
second" only as long as nothing is delayed on its way; spread, a delay of some hundredths of a
second makes one call more in the busiest second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from math import ceil

from scheduler.rules.notice import Kind

SECOND = timedelta(seconds=1)
AHEAD = SECOND  # so far ahead calls are planned: an answer that comes now waits no longer
LOOK_AGAIN = SECOND / 2  # so long before the last planned call: claiming takes a moment, too
FAIR = 4  # each fourth place is that of whoever has waited longest, for whatever
JITTER = SECOND / 20  # a call may arrive so much later than another
STALE = timedelta(minutes=1)  # no pace reaches so far: the machine's clock was set back


@dataclass(frozen=True, kw_only=True)
class Limits:
    """A bot's limits: those of Telegram by default (CHANNELS.md B), each a little below what is
    allowed, for what is called evenly arrives up to 50 ms later.

    30 messages in a second: of 28 no more than 30 arrive in any second. One message a second to a
    chat, 20 a minute to a group: no burst, for the next second costs a person nothing.
    """

    per_second: float = 28  # to all chats together
    per_chat: timedelta = 1.05 * SECOND  # between two messages to one chat
    per_group: timedelta = 3.05 * SECOND  # between two messages to one group chat

    @property
    def every(self) -> timedelta:
        """The time between two calls of the bot; rounded up, or a second would hold one more."""
        return timedelta(microseconds=ceil(1_000_000 / self.per_second))

    @property
    def at_most(self) -> int:
        """How many calls there are in a second, and the jitter, if they are made as planned."""
        return int(self.per_second * (1 + JITTER / SECOND)) + 1

    def of_chat(self, *, is_group: bool) -> timedelta:
        return self.per_group if is_group else self.per_chat


class Priority(IntEnum):
    """In which order messages leave that could leave together."""

    ANSWER = 0
    CLIMB = 1  # also what waits for somebody's decision
    ASK = 2
    TELL = 3


def priority(kind: Kind) -> Priority:
    match kind:
        case Kind.ANSWER:
            return Priority.ANSWER
        case Kind.CLIMB | Kind.DECIDE | Kind.CONFIRM:
            return Priority.CLIMB
        case Kind.ASK | Kind.URGE:
            return Priority.ASK
    return Priority.TELL


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A mailbox in which something waits that may leave now."""

    mailbox_id: int
    recipient: str
    priority: Priority
    since: datetime
    is_group: bool = False
    next_call: datetime | None = None  # real time: until then its chat is left alone

    @property
    def urgent(self) -> bool:
        """An answer waits in it."""
        return self.priority is Priority.ANSWER


@dataclass(frozen=True, kw_only=True)
class Place:
    """A mailbox to claim, and the real moment at which its chat is to be called."""

    box: Waiting
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Whom to claim now; `next_call`: from when on the bot may be called again after these.

    `again`: when to look again, in real time; None: nobody waits whom this plan leaves out.
    """

    places: tuple[Place, ...] = ()
    next_call: datetime | None = None
    again: datetime | None = None


def plan(
    waiting: Iterable[Waiting],
    next_call: datetime | None,
    limits: Limits,
    real_now: datetime,
    most: int,
) -> Plan:
    """Plan the calls of a bot for the next second, at most so many.

    `next_call`: until when the bot must be left alone, for its pace or because the platform said
    so. Answers go first, then climbs, then asks, then the rest, each by how long it has waited;
    but no kind can keep another waiting for ever.
    """
    at = max(real_now, next_call or real_now)
    urgent_first = sorted(waiting, key=lambda box: (box.priority, box.since, box.mailbox_id))
    longest_first = sorted(urgent_first, key=lambda box: box.since)
    places: list[Place] = []
    left = {box.mailbox_id: _free_at(box, real_now) for box in urgent_first}
    until = real_now + AHEAD
    while left and at < until and len(places) < most:
        is_fair = len(places) % FAIR == FAIR - 1
        order = longest_first if is_fair else urgent_first
        box = next((b for b in order if b.mailbox_id in left and left[b.mailbox_id] <= at), None)
        if box is None:  # all chats rest: the bot is silent until the first of them is free
            at = min(left.values())
            continue
        places.append(Place(box=box, at=at))
        del left[box.mailbox_id]
        at += limits.every
    if not left:
        return Plan(places=tuple(places), next_call=at)
    again = max(at, min(left.values())) - LOOK_AGAIN
    return Plan(places=tuple(places), next_call=at if places else next_call, again=again)


def left_alone_until(moment: datetime | None, real_now: datetime) -> datetime | None:
    """Until when a bot or chat is left alone for its pace, by what was stored; None if it is free.

    A moment far ahead was stored before the machine's clock was set back: it counts no more, or
    the bot would be silent until the clock has caught up.
    """
    return moment if moment and real_now < moment < real_now + STALE else None


def _free_at(box: Waiting, real_now: datetime) -> datetime:
    return left_alone_until(box.next_call, real_now) or real_now


def held_until(calls: Sequence[datetime], limits: Limits, real_now: datetime) -> datetime | None:
    """When a call may be made whose moment has come, by the bot's calls before it, oldest first;
    None: at once.

    Calls that a slow disk or a busy machine held up would leave all at once: they catch up as far
    as no second, seen from the platform, has more than those that are called in time.
    """
    if len(calls) < limits.at_most:
        return None
    until = calls[-limits.at_most] + SECOND + JITTER
    return until if real_now < until <= real_now + SECOND + JITTER else None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A platform said "not now" to a call, and until when (real time)."""

    mailbox_id: int
    until: datetime


def is_of_the_bot(refusal: Refusal, earlier: Sequence[Refusal], real_now: datetime) -> bool:
    """Whether the whole bot must rest, not only the chat.

    The platform does not say which of the two is too fast. One chat by itself is: the others need
    not wait for it. A second one, while the first still rests, means the bot.
    """
    return any(
        other.mailbox_id != refusal.mailbox_id and real_now < other.until for other in earlier
    )
