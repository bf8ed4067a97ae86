"""Moving open climbs to the policy in force (DESIGN.md §3 Policy, §4.5).

A climb keeps the ladder and the grace it began with. `policy apply` gives it those in force: what
was told stays told, and the next rung is due by the new ladder, never earlier than its grace after
the last one told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.rules import charge
from scheduler.rules.decision import Watched
from scheduler.rules.duty import Duty
from scheduler.rules.escalation import Climb, base_day, ladder_of, next_rung
from scheduler.rules.people import Role


@dataclass(frozen=True, kw_only=True)
class MovedClimb:
    """What moving a climb changes: its next rung by the ladder it kept, and by the one in force."""

    duty: Duty
    reached: Mapping[Role, date]
    kept: Climb | None  # None: it stands at the top
    moved: Climb | None


def moved(item: Watched) -> Watched:
    """The duty as it is looked at once its climb has the policy in force."""
    office = item.office
    ladder = ladder_of(item.duty, office)
    return replace(item, ladder=ladder, grace_days=office.policy.grace_days)


def move(item: Watched, now: datetime) -> MovedClimb:
    """What moving the climb of a duty changes."""
    kept, new = _next(item, now), _next(moved(item), now)
    return MovedClimb(duty=item.duty, reached=item.reached, kept=kept, moved=new)


def _next(item: Watched, now: datetime) -> Climb | None:
    if item.duty.due_on is None:
        return None
    base = base_day(item.duty, item.office, item.grace_days, item.refused_on)
    stood_still = charge.stood_still_until(item.charges, item.office, now)
    return next_rung(item.ladder, base, item.reached, item.office, stood_still)
