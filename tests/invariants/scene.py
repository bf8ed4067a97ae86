"""One moment of an office: what stands, and what was said since the moment before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind
from scheduler.rules.office_hours import Office
from scheduler.rules.policy import Policy
from scheduler.rules.staff import Staff
from scheduler.rules.watching import Climbed


@dataclass(frozen=True, kw_only=True)
class SaidNow:
    """A notice that left in a message, with those that it stood for."""

    key: str
    kind: Kind
    step: str
    round: int
    duty_id: int | None
    slot_at: datetime  # the slot it belongs to
    named: tuple[int, ...] = ()  # of a digest: the duties it names


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A message that reached a person in a slot."""

    person_id: int
    at: datetime
    slot_at: datetime
    said: tuple[SaidNow, ...]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An office at `now`, after all that was due has been done."""

    now: datetime
    office: Office
    policies: Mapping[int, Policy]
    is_live: bool
    staff: Staff
    duties: Mapping[int, DutyRecord]
    climbed: Mapping[int, Sequence[Climbed]]
    snoozed: Mapping[int, Mapping[int, datetime]]  # by duty, by person
    open_requests: frozenset[int]  # the duties with a request that waits
    requests: Mapping[int, tuple[int, datetime]] = field(default_factory=dict)  # by whom, when
    refused_on: Mapping[int, datetime] = field(default_factory=dict)  # by duty: the last refusal
    heard: tuple[Heard, ...] = ()  # since the scene before
