"""The introduction to a plan: one for the head of each unit that leads a task (DESIGN.md §4.4).

Its tasks, whom to give them to, and one line for what the unit supports.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.rules.people import Role
from scheduler.rules.staff import Staff


@dataclass(frozen=True, kw_only=True)
class Part:
    """The part of one unit in one task; a group is its members."""

    unit_id: int
    leads: bool
    code: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Introduction:
    unit_id: int
    person_id: int
    facts: Mapping[str, Any]


def introductions(
    parts: Iterable[Part], names: Mapping[int, str], staff: Staff
) -> list[Introduction]:
    """What each head of a lead unit is told of the tasks in the order given; `names` of units.

    A unit named twice for a task, by itself and in a group, has one part in it; who leads a task
    does not support it. Of what a unit supports only how many there are: nobody is told when a
    task begins, and a unit hears of its part when a lead asks for it.
    """
    every = dict.fromkeys(parts)
    leads = {(part.unit_id, part.code) for part in every if part.leads}
    led: dict[int, list[dict[str, Any]]] = {}
    supported: dict[int, int] = {}
    for part in every:
        if part.leads:
            task = {"code": part.code, "title": part.title}
            led.setdefault(part.unit_id, []).append(task)
        elif (part.unit_id, part.code) not in leads:
            supported[part.unit_id] = supported.get(part.unit_id, 0) + 1
    return [
        Introduction(
            unit_id=unit,
            person_id=head.id,
            facts={
                "unit": names[unit],
                "tasks": tasks,
                "to": _somebody(staff, unit, head.id),
                "supports": supported.get(unit, 0),
            },
        )
        for unit, tasks in led.items()
        for head in staff.holding(Role.HEAD, unit)
    ]


def _somebody(staff: Staff, unit: int, head: int) -> str:
    """Somebody of the unit to name in the example of how tasks are given out."""
    others = [p.name for p in staff.holding(Role.OFFICER, unit) if p.id != head]
    return others[0] if others else "An"
