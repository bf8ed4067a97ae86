"""A duty with what it belongs to: its task or cycle, its plan, the units around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from scheduler.rules.coverage import Coverage, Schedule, schedule_of
from scheduler.rules.duty import BEGINS_ROUND, OWED, Duty, DutyKind, Move, moved
from scheduler.rules.words import fold


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


def facts_of_move(duty: Duty, step: Move, now: datetime, **facts: Any) -> dict[str, Any]:
    """What a move changes, by the names of the facts; raise MoveRefused if there is no such move.

    What is taken back is not reported any more. With some moves a round begins. `facts` go with
    the move: another `due_on`, when it was reported.
    """
    state = moved(duty.state, step)
    if step in (Move.SEND_BACK, Move.REOPEN):
        facts = {"reported_at": None, "accepted_at": None, **facts}
    if step in BEGINS_ROUND:
        facts |= new_round(duty, now)
    return facts | {"state": state}


def new_round(duty: Duty, now: datetime) -> dict[str, Any]:
    """The facts of a round that begins: asked anew, climbing from the ladder in force."""
    return {"round": duty.round + 1, "round_began_at": now, "policy_version": None}


def changed(record: DutyRecord, **facts: Any) -> DutyRecord:
    """The record with other facts, by their names, in its next version."""
    own = {name: value for name, value in facts.items() if name in _OF_RECORD}
    of_duty = {name: value for name, value in facts.items() if name not in _OF_RECORD}
    duty = replace(record.duty, **of_duty) if of_duty else record.duty
    return replace(record, duty=duty, version=record.version + 1, **own)


_OF_RECORD = frozenset(field.name for field in fields(DutyRecord))


# --- as managers name them ----------------------------------------------------------------------


def code_in(name: str) -> str:
    """The code in a manager's name of a duty: "nv 12/HC-TH" begins with NV12."""
    return re.sub(r"[\s-]", "", name.partition("/")[0]).upper()


def meant_by(name: str, records: Iterable[DutyRecord]) -> list[DutyRecord]:
    """The duties that a manager's name may mean: "NV12/HC-TH", "BC1/HC-TH/2026-W37", or a part.

    Case and accents do not matter, and what is left out may be anything: of a unit that then has
    several periods only those it still owes, or of none owed the newest.
    """
    code, rest = code_in(name), [fold(part.strip()) for part in name.split("/")[1:]]
    unit, period = (*rest, "", "")[:2]
    meant = [
        item
        for item in records
        if item.duty.code == code
        and unit in ("", fold(item.duty.unit))
        and period in ("", fold(item.duty.period))
    ]
    return meant if period or len(rest) > 2 else _newest_of_each(meant)


def _newest_of_each(items: list[DutyRecord]) -> list[DutyRecord]:
    of_unit: dict[tuple[int, DutyKind], list[DutyRecord]] = {}
    for item in items:
        of_unit.setdefault((item.duty.unit_id, item.duty.kind), []).append(item)
    found = []
    for same in of_unit.values():
        owed = [item for item in same if item.duty.state in OWED]
        found += owed or [max(same, key=lambda item: (item.duty.opens_on, item.id))]
    return found
