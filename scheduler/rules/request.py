"""Requests that wait for a word: a result to confirm, more time to grant (DESIGN.md §4.11), a
question to answer, a task that somebody says is not theirs or that they have passed on.

The head is asked, and the coordinator about a question; after two working days again; after two
more whoever is above is asked as well (DESIGN.md §4.7). Whoever cannot be reached is passed over at
once. Nobody decides their own: a head's goes to the coordinator, a coordinator's to the deputy in
charge.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from scheduler.rules.duty import OWED, WATCHED, Duty, DutyKind, State
from scheduler.rules.notice import Kind, Notice, request_key
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Cast, Person, Role

PATIENCE = 2  # working days before it is asked again, and as many before it goes on
ASKED, AGAIN, HANDED_ON = 1, 2, 3  # `n` of the key
ABOVE_HEADS = (Role.COORDINATOR, Role.DEPUTY, Role.LEADER)


class RequestKind(StrEnum):
    EXTENSION = "extension"
    CONFIRM = "confirm"
    QUESTION = "question"
    REJECT = "reject"  # "not our task"
    HANDOVER = "handover"  # "I passed it on to Dung"


EACH_THEIR_OWN = frozenset({RequestKind.QUESTION, RequestKind.REJECT, RequestKind.HANDOVER})
"""Of these each person may have one about a duty; of the others there is one for all."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A request that nobody has decided, and what was asked about it so far."""

    id: int
    kind: RequestKind
    asked_by: int
    asked_at: datetime
    said_on: Mapping[int, date] = field(default_factory=dict)  # n: the day it was asked first
    keys: frozenset[str] = frozenset()  # of the notices that exist
    failed: Mapping[int, datetime] = field(default_factory=dict)  # who was not reached, and when
    was_read: bool = False  # somebody was asked, as far as anybody knows


@dataclass(frozen=True, kw_only=True)
class Asking:
    notices: tuple[Notice, ...] = ()
    look_at: datetime | None = None


def levels(cast: Cast, asked_by: int, kind: RequestKind) -> tuple[tuple[Person, ...], ...]:
    """Who may decide what a person asked, from the lowest level up; a level may be empty.

    A question is the coordinator's; the head's where a plan has none.
    """
    heads = {head.id for head in _heading(cast)}
    if kind is RequestKind.QUESTION:
        first = _others(cast.at(Role.COORDINATOR), asked_by) or cast.confirming()
        higher = (cast.at(role) for role in (Role.DEPUTY, Role.LEADER))
        return tuple(_others(people, asked_by) for people in (first, *higher))
    above = tuple(cast.at(role) for role in ABOVE_HEADS)
    chain = above if asked_by in heads else (cast.confirming(), *above)
    return tuple(_others(people, asked_by) for people in chain)


def deciders(cast: Cast, asked_by: int, kind: RequestKind) -> tuple[Person, ...]:
    """Whom a request is for: the lowest level on which somebody can be reached."""
    return next((people for people in levels(cast, asked_by, kind) if people), ())


def is_for(cast: Cast, asked_by: int, kind: RequestKind, person: Person) -> bool:
    """Whether a person may decide what another asked.

    Whoever is away still may, beside those who stand in; and a deputy head's word is the head's.
    """
    casts = (cast, replace(cast, away={}))
    heading = _heading(cast) if kind is not RequestKind.QUESTION else ()
    if person in heading and asked_by not in {head.id for head in heading}:
        return True
    return person.id != asked_by and any(person in deciders(each, asked_by, kind) for each in casts)


def may_extend(cast: Cast, person: Person) -> bool:
    """Whether a person may give more time unasked: whoever stands above those who owe it.

    The head does not: her unit owes it, so her wish is a request to the coordinator.
    """
    above = {each.id for each in (*cast.coordinators, *cast.deputies, *cast.leaders)}
    above |= {each.id for role in ABOVE_HEADS for each in cast.at(role)}
    owing = {each.id for each in (*cast.owners(), *cast.heads, *cast.deputy_heads)}
    return person.id in above - owing


def _heading(cast: Cast) -> tuple[Person, ...]:
    """The heads who decide about a duty and their deputies: of support, those of the lead."""
    if cast.lead_heads or cast.lead_deputy_heads:
        return (*cast.lead_heads, *cast.lead_deputy_heads)
    return (*cast.heads, *cast.deputy_heads)


def may_decide(cast: Cast) -> frozenset[int]:
    """Everybody who may be asked to decide about a duty, whoever asked."""
    people = (*cast.confirming(), *(each for role in ABOVE_HEADS for each in cast.at(role)))
    return frozenset(person.id for person in people)


def waits(duty: Duty, kind: RequestKind) -> bool:
    """Whether a request still needs a word: what is reported needs no more time, and is done by
    whoever reported it; a question does as long as the duty is watched."""
    match kind:
        case RequestKind.CONFIRM:
            return duty.state is State.REPORTED
        case RequestKind.QUESTION:
            return duty.state in WATCHED
    return duty.state in OWED


def ask(waiting: Waiting, duty: Duty, cast: Cast, office: Office, now: datetime) -> Asking:
    """What is to be asked about a request at `now`, and when to look at it again.

    A report that was handed in waits for nobody: its head sees it once and may return it. Whoever
    stands in for the head later need not see it again.
    """
    if not waits(duty, waiting.kind):
        return Asking()
    if duty.kind is DutyKind.REPORT and waiting.kind is RequestKind.CONFIRM:
        if waiting.was_read:
            return Asking()
        heads = _others(cast.confirming(), waiting.asked_by)
        return _asking(waiting, duty, [(ASKED, heads, office.slot_after(waiting.asked_at))], now)
    first, *above = levels(cast, waiting.asked_by, waiting.kind)
    left = _not_failed(first, waiting)
    up = next((people for level in above if (people := _higher(level, first, waiting))), ())
    if not left:
        since = max([waiting.asked_at, *waiting.failed.values()])
        return _asking(waiting, duty, [(HANDED_ON, up, office.slot_after(since))], now)
    at = office.slot_after(waiting.asked_at)
    turns = [(ASKED, left, at)]
    for n, people in ((AGAIN, left), (HANDED_ON, up)):
        # What is not said yet will be in its slot; after a long sleep in the one that is open.
        said_on = waiting.said_on.get(n - 1, office.day_of(max(at, now)))
        at = office.first_slot(office.calendar.plus(said_on, PATIENCE))
        turns.append((n, people, at))
    return _asking(waiting, duty, turns, now)


def _asking(
    waiting: Waiting,
    duty: Duty,
    turns: Iterable[tuple[int, Sequence[Person], datetime]],
    now: datetime,
) -> Asking:
    kind = Kind.CONFIRM if waiting.kind is RequestKind.CONFIRM else Kind.DECIDE
    notices: list[Notice] = []
    later: list[datetime] = []
    for n, people, at in turns:
        if n != ASKED and now < at:
            later.append(at)
            continue
        notices += [
            Notice(
                key=key,
                kind=kind,
                person_id=person.id,
                step=kind.value,
                slot_at=at,
                duty_id=duty.id,
                round=duty.round,
            )
            for person in people
            if (key := request_key(waiting.id, n, person.id)) not in waiting.keys
        ]
    return Asking(notices=tuple(notices), look_at=min(later, default=None))


def _others(people: Iterable[Person], asked_by: int) -> tuple[Person, ...]:
    return tuple(person for person in people if person.id != asked_by)


def _higher(
    level: Iterable[Person], first: Sequence[Person], waiting: Waiting
) -> tuple[Person, ...]:
    """Who of a level is not asked on the lowest one already: a head may coordinate as well."""
    return tuple(person for person in _not_failed(level, waiting) if person not in first)


def _not_failed(people: Iterable[Person], waiting: Waiting) -> tuple[Person, ...]:
    return tuple(person for person in people if person.id not in waiting.failed)
