"""What an office decides for itself: ladder, steps, slots, hours (DESIGN.md §3, §4.4, §4.5).

A policy is a value with a version; changing one makes a new version, never alters an old one.
"""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from scheduler.rules.confidentiality import Level
from scheduler.rules.people import Role


class DayOffRule(StrEnum):
    PREVIOUS = "previous"  # advise the working day before; the due day stays the yardstick
    NEXT = "next"  # the due day itself moves to the next working day
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Who is told, and how many working days after the base day at the earliest."""

    role: Role
    after: int


Ladder = tuple[Rung, ...]
Levels = tuple[tuple[str, Level], ...]

RUNGS = (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.DEPUTY, Role.LEADER)
"""Who may stand on a ladder, lowest first: a ladder may leave some out, but never turn them."""

TASK_LADDER: Ladder = (
    Rung(role=Role.OFFICER, after=1),
    Rung(role=Role.HEAD, after=3),
    Rung(role=Role.COORDINATOR, after=5),
    Rung(role=Role.DEPUTY, after=7),
    Rung(role=Role.LEADER, after=10),
)
WEEKLY_LADDER: Ladder = (Rung(role=Role.OFFICER, after=1), Rung(role=Role.HEAD, after=2))


@dataclass(frozen=True, kw_only=True)
class Policy:
    version: int = 1
    slots: tuple[time, ...] = (time(7, 45), time(13, 30))
    hours: tuple[tuple[time, time], ...] = (
        (time(7, 30), time(11, 30)),
        (time(13, 0), time(17, 0)),
    )
    day_off_rule: DayOffRule = DayOffRule.PREVIOUS
    grace_days: int = 0
    ladder: Ladder = TASK_LADDER
    weekly_ladder: Ladder = WEEKLY_LADDER
    # Asking steps, in working days back from the advice day.
    long_task_steps: tuple[int, ...] = (20, 7, 3, 1, 0)
    short_task_steps: tuple[int, ...] = (7, 3, 1, 0)
    report_steps: tuple[int, ...] = (5, 2, 1, 0)
    confirm_tasks: bool = True
    # Working days for which somebody above takes charge: unless they name a day, and at the most.
    charge_days: int = 5
    charge_at_most: int = 20
    # How much one person is written to in slots; answers do not count (rules/noise.py).
    messages_a_day: int = 2
    items_a_message: int = 10
    # How much of plans a channel shows, by its name; those that are not named show all.
    confidentiality: Levels = ()
