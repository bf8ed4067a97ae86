"""One moment of an office: what stands, and what was said since the moment before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from scheduler.rules.digest import Fact
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind
from scheduler.rules.office_facts import Asked
from scheduler.rules.office_hours import Office
from scheduler.rules.policy import Policy
from scheduler.rules.request import RequestKind
from scheduler.rules.staff import Staff
from scheduler.rules.watching import Climbed
from scheduler.simulate.office import Request


@dataclass(frozen=True, kw_only=True)
class SaidNow:
    """A notice that left in a message, with those that it stood for."""

    key: str
    kind: Kind
    step: str
    round: int
    duty_id: int | None
    slot_at: datetime  # the slot it belongs to
    named: frozenset[Fact] = frozenset()  # of a digest: what it says of the duties it names


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
    requests: Mapping[int, Asked | Request] = field(default_factory=dict)  # whatever became of them
    succeeded: Mapping[int, int] = field(default_factory=dict)  # ended units: their one successor
    is_calm: bool = True  # nothing may keep what is due from leaving in its slot
    heard: tuple[Heard, ...] = ()  # since the scene before

    @cached_property
    def open_requests(self) -> frozenset[int]:
        """The duties with a request that waits."""
        return frozenset(each.duty_id for each in self.requests.values() if each.outcome is None)

    @cached_property
    def refused_on(self) -> dict[int, datetime]:
        """By duty when more time was last refused in its round."""
        return {
            each.duty_id: each.decided_at
            for each in self.requests.values()
            if each.outcome == "refused"
            and each.decided_at is not None
            and each.kind is RequestKind.EXTENSION
            and each.round == self.duties[each.duty_id].duty.round
        }
