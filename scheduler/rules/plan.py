"""What a plan asks for: tasks that units lead, and reports that they owe again and again.

Both open duties, each on its days (`opening`); a duty is then a thing of its own. Groups of units
("các phòng chuyên môn") stay groups here: who belongs to one is asked when a duty opens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.rules.calendar import DAY
from scheduler.rules.coverage import Schedule, report_openings
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import State
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import Opening
from scheduler.rules.timing import Timing


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task with the units it names; `open_on`: when its next duties open, None: never again."""

    id: int
    code: str
    short: str
    timing: Timing
    leads: tuple[int, ...]
    supporters: tuple[int, ...] = ()
    plan_id: int | None = None
    coordinating_unit: int | None = None
    open_on: date | None
    ref: str = ""
    heading: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """A reporting cycle with the plan it belongs to, if any.

    `next_due_on`: from which day on its next report is due; None before the first `live`.
    `open_on`: on which day it opens that, or is asked again; None: not before `live`, or never.
    """

    id: int
    code: str
    schedule: Schedule
    phrase: str = ""
    plan_id: int | None  # None: of the org itself, over the tasks of all plans
    plan_title: str = ""
    from_unit_id: int
    to_unit_id: int
    coordinating_unit: int | None
    next_due_on: date | None
    open_on: date | None
    ends_on: date | None = None

    @property
    def kind(self) -> CycleKind:
        return self.schedule.kind

    def is_over(self, due_on: date) -> bool:
        """Whether it owes no report due on a day any more."""
        return self.ends_on is not None and due_on > self.ends_on


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a cycle opens up to a day, and when it opens again; `open_on` None: it is over."""

    openings: tuple[Opening, ...]
    next_due_on: date
    open_on: date | None


def opens_by(cycle: Cycle, today: date, office: Office) -> Opened:
    """The reports of a cycle that open up to `today`, and where it goes on.

    A week that opens no report today may yet: should one of its days off be worked after all.
    """
    assert cycle.next_due_on is not None
    recurrence = cycle.schedule.recurrence
    opened: list[Opening] = []
    following = recurrence.on_or_after(cycle.next_due_on)
    for opening in report_openings(cycle.schedule, following, office):
        assert opening.due_on is not None
        is_over = cycle.is_over(opening.due_on)
        if opening.opens_on > today or is_over:
            return Opened(
                openings=tuple(opened),
                next_due_on=following,
                open_on=None if is_over else opening.opens_on,
            )
        opened.append(opening)
        following = recurrence.on_or_after(opening.due_on + DAY)
    raise AssertionError("reports open for ever")


@dataclass(frozen=True, kw_only=True)
class Led:
    """A task as one unit leads it: the state of its duty, None as long as none has opened."""

    open_on: date | None
    state: State | None
    accepted_at: datetime | None


def leads_open_task(led: Iterable[Led], since: datetime) -> bool:
    """Whether a unit leads a task neither cancelled nor accepted before `since`.

    Which units of a group owe a report (DESIGN.md §3, Unit). A task whose window has not begun
    counts: it has no duty yet, but one is to come.
    """
    return any(
        each.open_on is not None
        if each.state is None
        else each.state is not State.CANCELLED
        and not (
            each.state is State.ACCEPTED
            and each.accepted_at is not None
            and each.accepted_at < since
        )
        for each in led
    )
