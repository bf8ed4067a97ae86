"""A whole office at one moment, as plain values: what a simulation starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.rules.coverage import Coverage
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.finding import Remembered
from scheduler.rules.handover import Handover
from scheduler.rules.notice import Notice
from scheduler.rules.office_hours import Office
from scheduler.rules.plan import Cycle, Task
from scheduler.rules.policy import Policy
from scheduler.rules.request import RequestKind
from scheduler.rules.staff import Staff
from scheduler.rules.watching import Known


@dataclass(frozen=True, kw_only=True)
class Word:
    """An entry of progress that stands: who said something about a duty, and when."""

    id: int
    duty_id: int
    person_id: int
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class Asked:
    """More time, or a confirmation, that was asked for; without an outcome it waits."""

    id: int
    kind: RequestKind
    duty_id: int
    round: int
    asked_by: int
    asked_at: datetime
    new_due_on: date | None = None
    decided_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A report, or a merged set, that a unit sent in; `lines`: the entries it names, by number."""

    duties: tuple[int, ...]
    unit_id: int
    person_id: int | None  # None: the receiver's own
    said_at: datetime
    lines: frozenset[int]
    state: str  # sent, returned, undone, accepted


@dataclass(frozen=True, kw_only=True)
class OfficeFacts:
    """All that the rules ask about an office.

    Units are numbers; `units` has their short names ("HC-TH"), `names` their full ones where they
    are known, `groups` the members of those that are groups. An office that has never been live
    has an `office` without `live_from`, and cycles without `next_due_on`.

    Of an office in the midst of its work also what is remembered: its duties, what is `known` of
    each by its id (but for what waits to be said), the words that stand, what was asked for, the
    reports sent in, and the notices that wait in the outbox since some moment.
    """

    office: Office
    staff: Staff
    units: Mapping[int, str]
    names: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    policies: Mapping[int, Policy] = field(default_factory=dict)  # empty: the one in force
    channels: Mapping[int, str] = field(default_factory=dict)  # by person; else Telegram

    opened: Mapping[int, tuple[Coverage, ...]] = field(default_factory=dict)  # by cycle, in order
    duties: tuple[DutyRecord, ...] = ()
    known: Mapping[int, Known] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    handed_in: tuple[HandedIn, ...] = ()  # in the order they came
    requests: tuple[Asked, ...] = ()
    queued: tuple[tuple[Notice, datetime], ...] = ()
    handovers: tuple[Handover, ...] = ()  # whose list is still to be made
    found: tuple[Remembered, ...] = ()  # by the watchdog
    spoken: Mapping[int, datetime] = field(default_factory=dict)  # by person: the newest slot
    watermark: datetime | None = None
