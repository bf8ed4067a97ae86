"""A notice: one thing to be said to one recipient, under a key that names the fact (DESIGN.md §3).

One row per key, ever: running the pass twice, or after a crash, says nothing twice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from scheduler.rules.duty import OWED, Duty, State

REMINDED = "remind-"
"""The steps of asks and urges that a manager wanted said: "remind-2026-08-12"."""


class Kind(StrEnum):
    """What a notice wants, strongest first where several meet about one duty."""

    CONFIRM = "confirm"  # please confirm or return what was reported
    DECIDE = "decide"  # please decide a request
    CLIMB = "climb"  # somebody else's duty is late
    URGE = "urge"  # yours is late
    ASK = "ask"  # yours will be due
    TOLD = "told"
    DIGEST = "digest"
    ANSWER = "answer"


@dataclass(frozen=True, kw_only=True)
class Notice:
    key: str
    kind: Kind
    person_id: int
    step: str
    slot_at: datetime  # the slot it belongs to
    duty_id: int | None = None
    round: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


def duty_key(duty_id: int, round_: int, step: str, person_id: int) -> str:
    return f"duty:{duty_id}.{round_}:{step}:{person_id}"


def request_key(request: int, n: int, person_id: int) -> str:
    """`n`: 1 asked, 2 again, 3 the coordinator (DESIGN.md §3, Notice)."""
    return f"request:{request}.{n}:{person_id}"


def request_of(key: str) -> int | None:
    """The request that a confirm or decide speaks for: 12 of "request:12.1:7"."""
    kind, _, rest = key.partition(":")
    return int(rest.split(".")[0]) if kind == "request" else None


def asked_how_often(key: str) -> int:
    """The `n` of a request's key: 1 of "request:12.1:7"."""
    return int(key.partition(":")[2].partition(":")[0].partition(".")[2])


def of_duty(
    duty: Duty, kind: Kind, step: str, person_id: int, slot_at: datetime, **facts: Any
) -> Notice:
    return Notice(
        key=duty_key(duty.id, duty.round, step, person_id),
        kind=kind,
        person_id=person_id,
        step=step,
        slot_at=slot_at,
        duty_id=duty.id,
        round=duty.round,
        facts=facts,
    )


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is true of a queued notice's duty when a sender is about to say it."""

    duty: Duty
    recipients: Collection[int]  # who such a notice would go to now
    snoozed_until: datetime | None = None
    request_open: bool = False  # the very request that a confirm or decide speaks for
    spoken_since: bool = False  # somebody said a word about the duty after it was queued
    is_overdue: bool = False
    waits_for_time: bool = False  # more time was asked for in time, and nobody has decided


UNCONDITIONAL = frozenset({Kind.ANSWER, Kind.TOLD, Kind.DIGEST})


def still_needed(notice: Notice, seen: Circumstances, now: datetime) -> bool:
    """Whether a notice about a duty should still be said (DESIGN.md §4.2)."""
    duty, kind = seen.duty, notice.kind
    if kind in UNCONDITIONAL:
        return True
    if notice.round != duty.round or notice.person_id not in seen.recipients:
        return False
    match kind:
        case Kind.ASK | Kind.URGE if notice.step.startswith(REMINDED):
            # Whoever manages asks although the owner rests; who has answered is not asked again.
            return duty.state in OWED and not seen.spoken_since
        case Kind.ASK | Kind.URGE:
            snoozed = seen.snoozed_until is not None and now < seen.snoozed_until
            # What was not said in time is not asked for as if it were: it is urged, rung by rung.
            of_report = notice.step.startswith("line-")
            too_late = seen.spoken_since if of_report else kind is Kind.ASK and seen.is_overdue
            waits = kind is Kind.ASK and not of_report and seen.waits_for_time
            return duty.state in OWED and not (snoozed or too_late or waits)
        case Kind.CLIMB:
            # Somebody has spoken since, or the climb has begun: nobody is silent about it.
            stale = notice.step == "silent" and (seen.spoken_since or seen.is_overdue)
            return duty.state in OWED and not stale
        case Kind.CONFIRM:
            return duty.state is State.REPORTED and seen.request_open
    return seen.request_open
