"""Climbing, rung by rung, once a duty is overdue (DESIGN.md §4.5).

The table counts working days from the base day. A rung is due in the first slot of the day that
lies its grace after the rung below was told or skipped: later than the table at times, never
earlier. Its grace is its difference to the rung below.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.rules.duty import Duty
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.policy import RUNGS, Ladder, Rung


@dataclass(frozen=True, kw_only=True)
class Climb:
    """The next rung of a climb and the day on which it may be told."""

    rung: Rung
    on: date


class Skip(StrEnum):
    """Why nobody is told at a rung."""

    NOBODY = "nobody"  # nobody holds the role
    UNREACHABLE = "unreachable"  # nobody who holds it can be reached
    FAILED = "failed"  # its notice has reached nobody for too long
    TOLD_BELOW = "told_below"  # all who hold it were told on a lower rung
    UNIT_UNTOLD = "unit_untold"  # above the unit, of which nobody was told: it waits


def why_skipped(cast: Cast, role: Role) -> Skip:
    """Why a rung has nobody left to be told."""
    if cast.at(role):
        return Skip.TOLD_BELOW
    return Skip.UNREACHABLE if _holding(cast, role) else Skip.NOBODY


def _holding(cast: Cast, role: Role) -> tuple[Person, ...]:
    """Who stands on a rung, whether they can be reached or not."""
    match role:
        case Role.OFFICER:
            return cast.owners()
        case Role.HEAD:
            return (*cast.heads, *cast.deputy_heads)
        case Role.COORDINATOR:
            return cast.coordinators
        case Role.DEPUTY:
            return cast.deputies
        case Role.LEADER:
            return cast.leaders
    return ()


def ladder_of(duty: Duty, office: Office) -> Ladder:
    return office.policy.weekly_ladder if duty.is_weekly else office.policy.ladder


def base_day(
    duty: Duty, office: Office, grace_days: int | None = None, refused_on: date | None = None
) -> date:
    """The day the table counts from.

    The latest of the effective due day with its grace, the day the round began, the day more time
    was refused and the first day live: so nobody is told of a delay on the day the service starts.
    `grace_days` is the grace frozen with the ladder; None: the one in force.
    """
    assert duty.due_on is not None
    due = office.effective_due(duty.due_on)
    days = [due, office.day_of(duty.round_began_at)]
    grace = office.policy.grace_days if grace_days is None else grace_days
    if grace:
        days.append(office.calendar.plus(due, grace))
    if office.live_from is not None:
        days.append(office.day_of(office.live_from))
    if refused_on is not None:
        days.append(refused_on)
    return max(days)


def next_rung(
    ladder: Ladder,
    base: date,
    reached: Mapping[Role, date],
    office: Office,
    stood_still_until: date | None = None,
) -> Climb | None:
    """The lowest rung above those told or skipped in this round, and its day; None at the top.

    `reached` holds the day on which each rung was told or skipped; `stood_still_until` the last day
    on which somebody in charge held the climb: the next rung waits its grace from there. Nothing
    holds the officer's. With another ladder than the one the climb began with (`policy apply`) a
    rung that this one lacks is simply passed, and one that it has below a rung already reached is
    not told afterwards.
    """
    highest = max(reached, key=RUNGS.index, default=None)
    below: Rung | None = None
    for rung in ladder:
        if highest is not None and RUNGS.index(rung.role) <= RUNGS.index(highest):
            below = rung
            continue
        on = office.calendar.plus(base, rung.after)
        grace = rung.after - (below.after if below else 0)
        if highest is not None:
            on = max(on, office.calendar.plus(reached[highest], grace))
        if stood_still_until is not None and rung.role is not Role.OFFICER:
            on = max(on, office.calendar.plus(stood_still_until, grace))
        return Climb(rung=rung, on=on)
    return None


def week_step(moment: datetime, office: Office) -> str:
    """The step of the weekly repeat: "week-2026-W41"."""
    year, week, _ = office.day_of(moment).isocalendar()
    return f"week-{year}-W{week:02}"


def week_slot(moment: datetime, office: Office) -> datetime:
    """The first slot of the moment's week: of its first working day.

    A week without a working day has none of its own: the answer lies in the week after it.
    """
    day = office.day_of(moment)
    monday = date.fromisocalendar(*day.isocalendar()[:2], 1)
    return office.first_slot(office.calendar.on_or_after(monday))


def next_week_slot(moment: datetime, office: Office) -> datetime:
    """The first slot of the first working week after the moment's own."""
    slot = week_slot(moment, office)
    day = office.day_of(slot)
    while slot <= moment:
        day = office.calendar.plus(day, 1)
        slot = week_slot(office.calendar.at(day, office.policy.slots[0]), office)
    return slot
