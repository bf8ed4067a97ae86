"""Who may see and touch which duty, once more: plain SELECTs and the words of DESIGN.md §3, §4.14.

It shares no rule with the service: only its tables and the standard library are imported here.

    officer      own duties: assigned to them; a unit's duty that nobody is assigned is the
                 contact's, without one the head's. A contact answers for the unit.
    head         own units, and what they asked another unit for; a deputy_head stands in
    coordinator  the plans they coordinate, and the org's own reports that come to their unit
    deputy       units in charge
    leader       the org
    admin        nothing of this
    substitute   as the absent person, from the first day of the absence to the last
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.tables import (
    absences,
    assignments,
    cycles,
    duties,
    plans,
    roles,
    supports,
    tasks,
)

Rows = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Oracle:
    duties: Rows
    tasks: dict[int, Any]
    cycles: dict[int, Any]
    plans: dict[int, Any]
    asked_by: dict[int, int]  # support duty -> the unit that asked
    roles: Rows
    given: Rows
    absences: Rows

    @classmethod
    async def read(cls, connection: Any) -> "Oracle":
        async def rows(table: Any) -> Rows:
            return list((await connection.execute(table.select())).all())

        return cls(
            duties=await rows(duties),
            tasks={row.id: row for row in await rows(tasks)},
            cycles={row.id: row for row in await rows(cycles)},
            plans={row.id: row for row in await rows(plans)},
            asked_by={row.duty_id: row.for_unit_id for row in await rows(supports)},
            roles=await rows(roles),
            given=await rows(assignments),
            absences=await rows(absences),
        )

    def may_see(self, person: int | None, day: date) -> set[int]:
        """The duties whose title or state may be said to a person on a day."""
        if person is None:
            return set()
        everybody = {person, *self._stood_in_for(person, day)}
        return {d.id for d in self.duties if any(self._sees(p, d, day) for p in everybody)}

    def owns(self, person: int, day: date) -> set[int]:
        """The duties on a person's own list."""
        return {d.id for d in self.duties if person in self._owners(d, day)}

    def may_report(self, person: int | None, day: date) -> set[int]:
        """The duties that a person's word may move: of an owner, the contact, or the head."""
        if person is None:
            return set()
        everybody = {person, *self._stood_in_for(person, day)}
        return {
            d.id
            for d in self.duties
            for p in everybody
            if p in self._owners(d, day)
            or self._is_contact(p, d.unit_id)
            or self._holds(p, ("head", "deputy_head"), d.unit_id)
        }

    def may_direct(self, person: int | None, day: date) -> set[int]:
        """The duties over which a person has a say: the head and who stands above the head."""
        if person is None:
            return set()
        everybody = {person, *self._stood_in_for(person, day)}
        return {d.id for d in self.duties for p in everybody if self._is_above(p, d)}

    def _sees(self, person: int, duty: Any, day: date) -> bool:
        return (
            person in self._owners(duty, day)
            or self._is_contact(person, duty.unit_id)
            or self._is_above(person, duty)
        )

    def _is_above(self, person: int, duty: Any) -> bool:
        units = {duty.unit_id, self.asked_by.get(duty.id)}
        return (
            any(self._holds(person, ("head", "deputy_head", "deputy"), unit) for unit in units)
            or self._holds(person, ("coordinator",), self._coordinating(duty))
            or any(r.person_id == person and r.role == "leader" for r in self.roles)
        )

    def _owners(self, duty: Any, day: date) -> set[int]:
        assigned = {
            row.person_id
            for row in self.given
            if row.unit_id == duty.unit_id
            and (row.task_id, row.cycle_id) == (duty.task_id, duty.cycle_id)
            and (row.from_on is None or row.from_on <= day)
            and (row.to_on is None or day <= row.to_on)
        }
        contacts = {r.person_id for r in self.roles if r.unit_id == duty.unit_id and r.is_contact}
        heads = {r.person_id for r in self.roles if (r.unit_id, r.role) == (duty.unit_id, "head")}
        return assigned or contacts or heads

    def _coordinating(self, duty: Any) -> int | None:
        if duty.task_id is not None:
            plan = self.tasks[duty.task_id].plan_id
        else:
            cycle = self.cycles[duty.cycle_id]
            if cycle.plan_id is None:
                return int(cycle.to_unit_id)
            plan = cycle.plan_id
        unit: int | None = self.plans[plan].unit_id
        return unit

    def _holds(self, person: int, names: tuple[str, ...], unit: int | None) -> bool:
        return unit is not None and any(
            (r.person_id, r.unit_id) == (person, unit) and r.role in names for r in self.roles
        )

    def _is_contact(self, person: int, unit: int) -> bool:
        return any((r.person_id, r.unit_id) == (person, unit) and r.is_contact for r in self.roles)

    def _stood_in_for(self, person: int, day: date) -> set[int]:
        return {
            row.person_id
            for row in self.absences
            if row.substitute_id == person and row.from_on <= day <= row.to_on
        }
