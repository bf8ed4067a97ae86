"""What a reply about a duty changes: from an understood intent to a move and facts (§4.11).

Ack is not done, silence is never done. "xong" on an ongoing task is this period's entry, not its
end; on a report it hands the report in.
"""

from dataclasses import dataclass
from datetime import date

from scheduler.rules.duty import HANDED_IN, OWED, Duty, DutyKind, Move, State
from scheduler.rules.evidence import Paper


@dataclass(frozen=True, kw_only=True)
class Said:
    """The part of an understood reply that a record keeps."""

    intent: str
    percent: int | None = None
    promise_on: date | None = None
    blocker: str | None = None
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What to store: the move (None: the state stays), the percent, the promise."""

    move: Move | None
    percent: int | None
    promise_on: date | None


class NothingToRecord(Exception):
    """The duty is closed or held up: what was said cannot change it before a person reopens it."""


RECORDED = frozenset({"done", "progress", "not_started", "blocked"})
"""Intents that become an entry of progress; all others are a message to someone."""


def corrects(said: Said, duty: Duty) -> bool:
    """Whether an entry takes back what was said before: less done, another day, not done at all."""
    if duty.state in HANDED_IN:
        return said.intent != "done"
    less = said.percent is not None and duty.percent is not None and said.percent < duty.percent
    moved = said.promise_on is not None and duty.promise_on not in (None, said.promise_on)
    return less or moved or (said.intent == "not_started" and duty.state is State.STARTED)


def effect_of(said: Said, duty: Duty) -> Effect:
    """What an entry does to its duty; raise NothingToRecord if the duty takes none."""
    if duty.state in (State.ACCEPTED, State.CANCELLED):
        raise NothingToRecord(duty.state.value)
    stands = duty.due_on is None and duty.kind is DutyKind.TASK
    if said.intent == "done" and stands:
        move = Move.START if duty.state in OWED else None
        return Effect(move=move, percent=duty.percent, promise_on=None)
    if said.intent == "done":
        if duty.state in (State.WAITING, State.SUSPENDED):
            raise NothingToRecord(duty.state.value)  # no move leads from here to reported
        move = None if duty.state in HANDED_IN else Move.REPORT
        return Effect(move=move, percent=100, promise_on=None)
    percent = said.percent if said.percent is not None else duty.percent
    if duty.state is State.REPORTED:
        if duty.kind is DutyKind.REPORT:
            raise NothingToRecord(duty.state.value)  # it is sent; only a return opens it again
        # "chưa xong, em nhầm": whoever reported takes it back by saying so.
        return Effect(move=Move.SEND_BACK, percent=said.percent, promise_on=said.promise_on)
    if duty.state in OWED:
        started = said.intent in ("progress", "blocked") and (
            duty.state is State.OPEN or said.percent is not None
        )
        return Effect(
            move=Move.START if started else None, percent=percent, promise_on=said.promise_on
        )
    return Effect(move=None, percent=duty.percent, promise_on=said.promise_on)
