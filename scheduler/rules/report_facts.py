"""What a report is made from: each duty as it stood at the cut-off, with what was said about it.

Facts only, those in force at that moment and not those of now (a report duty's: when the report
was made); where a task stands is for `standing` to say.
"""

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.rules.calendar import require_aware

HANDED_IN = frozenset({"reported", "accepted"})
STATES = HANDED_IN | {"open", "started", "waiting", "suspended", "missed", "cancelled"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing said about a duty.

    `sent_with` is the period of this cycle whose Submission named the entry: it counts there and
    nowhere else, whenever it was made.
    """

    id: int
    person: str
    at: datetime
    text: str
    percent: int | None = None
    blocker: str | None = None
    sent_with: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.at)


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """One task duty: what one lead unit owes for one task (in one year, if yearly)."""

    duty_id: int
    code: str
    ref: str
    heading: str
    title: str
    short: str
    unit: str
    supporters: tuple[str, ...] = ()
    closes_at: datetime | None = None  # the first instant too late; §4.11 says what moves it
    due_on: date | None = None
    original_due_on: date | None = None
    state: str = "open"
    reported_at: datetime | None = None
    counts_from: datetime | None = None  # if it replaces in time what was returned: when that came
    percent: int | None = None  # before anything was said
    year: int | None = None
    ongoing: bool = False
    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        _check(self.duty_id, self.state, self.reported_at)

    @property
    def task(self) -> tuple[str, int | None]:
        return self.code, self.year

    @property
    def extended_from(self) -> date | None:
        """The first due day, if another is in force."""
        return self.original_due_on if self.original_due_on != self.due_on else None


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    """One report duty: what one unit owed the receiver for this period."""

    duty_id: int
    unit: str
    closes_at: datetime
    reported_at: datetime | None = None
    counts_from: datetime | None = None  # as of a task
    state: str = "open"

    def __post_init__(self) -> None:
        _check(self.duty_id, self.state, self.reported_at)
        require_aware(self.closes_at)


def _check(duty_id: int, state: str, reported_at: datetime | None) -> None:
    if state not in STATES:
        raise ValueError(f"duty {duty_id}: no such state: {state}")
    if state in HANDED_IN and reported_at is None:
        raise ValueError(f"duty {duty_id} is {state}, but not since when")
    if reported_at is not None:
        require_aware(reported_at)
