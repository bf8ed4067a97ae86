"""A duty with what it belongs to: its task or cycle, its plan, the units around it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from scheduler.rules.coverage import Coverage, Schedule, schedule_of
from scheduler.rules.duty import Duty


@dataclass(frozen=True, kw_only=True)
class DutyRecord:
    """A duty with what it points at. `version` rises with each change of it."""

    duty: Duty
    version: int
    task_id: int | None
    cycle_id: int | None
    coordinating_unit: int | None
    receiver_unit: int | None  # of a report
    settings: tuple[str, str, str, str] | None  # of a report's cycle, as `schedule_of` reads them
    coverage: Coverage | None  # of a report: what it covers, as it was opened
    ref: str
    heading: str
    text: str
    timing: dict[str, Any] | None
    plan_id: int | None
    for_unit: int | None  # of a support duty: the lead unit that asked for it
    original_due_on: date | None
    accepted_at: datetime | None
    policy_version: int | None
    look_at: datetime | None

    @property
    def id(self) -> int:
        return self.duty.id

    @cached_property
    def schedule(self) -> Schedule | None:
        """Read when it is asked for: a rule that cannot be read spoils no list of duties."""
        return schedule_of(*self.settings) if self.settings else None
