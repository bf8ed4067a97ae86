"""A duty (việc phải làm): one thing one unit owes for one period (DESIGN.md §3).

    OPEN ──start──▶ STARTED ──report──▶ REPORTED ──accept──▶ ACCEPTED
      └────────────report──────────────────▲ │                  │
                    STARTED ◀──send_back───┘ └─◀──reopen────────┘
    OPEN, STARTED ◀─▶ WAITING (for its condition), SUSPENDED;  ──miss──▶ MISSED ──report──▶ REPORTED
    any but ACCEPTED ──cancel──▶ CANCELLED;  a new date leaves the state as it is

Being overdue is not a state: it is worked out from the facts and `now`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from scheduler.rules.calendar import require_aware
from scheduler.rules.cycle import CycleKind
from scheduler.rules.office_hours import Office
from scheduler.rules.refusal import Refusal


class DutyKind(StrEnum):
    TASK = "task"
    REPORT = "report"
    SUPPORT = "support"


class State(StrEnum):
    OPEN = "open"
    STARTED = "started"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    SUSPENDED = "suspended"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Move(StrEnum):
    START = "start"
    REPORT = "report"
    SEND_BACK = "send_back"  # returned by the head, or undone by whoever reported
    ACCEPT = "accept"
    REOPEN = "reopen"
    WAIT = "wait"
    SUSPEND = "suspend"
    RESUME = "resume"
    MISS = "miss"
    CANCEL = "cancel"
    DATE = "date"  # another due day or time


OWED = frozenset({State.OPEN, State.STARTED})
"""States in which the unit still owes something and may be asked for it."""
WATCHED = OWED | {State.REPORTED}
"""States in which a look may find something to say: what is reported waits for a word."""
HANDED_IN = frozenset({State.REPORTED, State.ACCEPTED})
CLOSED = frozenset({State.ACCEPTED, State.CANCELLED, State.MISSED})
"""States in which nothing more is awaited; only reports are ever missed."""

MOVES = {
    (State.OPEN, Move.START): State.STARTED,
    (State.STARTED, Move.START): State.STARTED,
    **dict.fromkeys(
        ((state, Move.REPORT) for state in (State.OPEN, State.STARTED, State.MISSED)),
        State.REPORTED,
    ),
    (State.REPORTED, Move.SEND_BACK): State.STARTED,
    (State.REPORTED, Move.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Move.REOPEN): State.STARTED,
    **{(state, Move.WAIT): State.WAITING for state in OWED},
    **{(state, Move.SUSPEND): State.SUSPENDED for state in OWED},
    (State.WAITING, Move.RESUME): State.STARTED,
    (State.SUSPENDED, Move.RESUME): State.STARTED,
    **{(state, Move.MISS): State.MISSED for state in OWED},
    **{
        (state, Move.CANCEL): State.CANCELLED
        for state in State
        if state not in (State.ACCEPTED, State.CANCELLED)
    },
    **{(state, Move.DATE): state for state in (*OWED, State.SUSPENDED)},
}

BEGINS_ROUND = frozenset({Move.SEND_BACK, Move.REOPEN, Move.RESUME, Move.DATE})
"""Moves with which a round begins: what was asked and climbed before no longer counts."""

_DONE_TO_IT = {
    Move.START: "started",
    Move.REPORT: "reported",
    Move.SEND_BACK: "sent back",
    Move.ACCEPT: "accepted",
    Move.REOPEN: "reopened",
    Move.WAIT: "made to wait",
    Move.SUSPEND: "suspended",
    Move.RESUME: "resumed",
    Move.MISS: "closed as missed",
    Move.CANCEL: "cancelled",
    Move.DATE: "given another date",
}


class MoveRefused(Refusal):
    """The duty is not in a state this move starts from; the words say what can be done instead."""

    def __init__(self, state: State, move: Move) -> None:
        self.state, self.move = state, move
        others = " or ".join(
            _DONE_TO_IT[other]
            for start, other in MOVES
            if start is state and other not in (Move.WAIT, Move.MISS)  # nobody decides those
        )
        instead = f"it can be {others}" if others else "nothing more can be done with it"
        says = f"it is {state.value} and cannot be {_DONE_TO_IT[move]}: {instead}"
        super().__init__("state", says, state=state.value)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What is stored about a duty. Days are office days; moments are aware."""

    id: int
    kind: DutyKind
    unit_id: int  # whose it is: the unit it opened for, or the successor a person has confirmed
    code: str  # "NV12", "BC1"
    unit: str  # short name of the unit it opened for, "HC-TH": it keeps that
    title: str
    opens_on: date
    due_on: date | None
    due_time: time | None = None
    state: State = State.OPEN
    round: int = 1
    round_began_at: datetime
    percent: int | None = None
    reported_at: datetime | None = None
    promise_on: date | None = None
    cycle: CycleKind | None = None  # of a report duty
    period: str = ""
    receives: bool = False  # a report duty of the unit that receives the reports
    asked_by: str = ""  # of a support duty: the lead unit that asked, "HC-TH"
    unit_now: str = ""  # short name of the successor it has gone to, "VP"

    def __post_init__(self) -> None:
        require_aware(self.round_began_at)

    @property
    def name(self) -> str:
        """The duty's name for managers: "NV12/HC-TH", "BC1/HC-TH/2026-W37"."""
        return "/".join(part for part in (self.code, self.unit, self.period) if part)

    @property
    def is_weekly(self) -> bool:
        return self.cycle is CycleKind.WEEKLY


def moved(state: State, move: Move) -> State:
    """The state after a move; raise MoveRefused if the table has no such move."""
    if (state, move) not in MOVES:
        raise MoveRefused(state, move)
    return MOVES[state, move]


def is_overdue(duty: Duty, office: Office, now: datetime) -> bool:
    """Owed, and its last day in time (or hour) has passed."""
    owed = duty.state in OWED and duty.due_on is not None
    return owed and now >= closes_at(duty, office)


def closes_at(duty: Duty, office: Office) -> datetime:
    """The first instant too late; only for a duty with a due day."""
    assert duty.due_on is not None
    return office.closes_at(duty.due_on, duty.due_time)


def days_late(duty: Duty, office: Office, now: datetime) -> int:
    """Calendar days from the last day in time to today; 0 if it is not overdue."""
    if not is_overdue(duty, office, now) or duty.due_on is None:
        return 0
    return max(1, (office.day_of(now) - office.effective_due(duty.due_on)).days)
