"""The past of duties from what was kept of it: their moves, requests, entries, submissions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import HANDED_IN, OWED, DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.history import Extension, HandedIn, History, handed_in_and_taken_back
from storage import progress
from storage.duties import moves_of
from storage.orgs import OrgState
from storage.tables import requests, submission_duties, submissions

CAN_REPORT = frozenset(state.value for state in (*OWED, State.MISSED))

TakenBack = list[tuple[datetime, bool]]


async def on_time_deadline(
    connection: AsyncConnection, org: OrgState, item: DutyRecord, at: datetime
) -> datetime | None:
    """The first instant at which the duty is late, as it stands at `at`; None if it has no day.

    An extension asked for after the deadline has passed does not move it (DESIGN.md §4.11).
    """
    return (await of_duty(connection, org.id, item)).deadline(at, org.office)


async def would_be_late(
    connection: AsyncConnection, org: OrgState, item: DutyRecord, at: datetime
) -> bool:
    """Whether the duty, handed in at `at`, is late: unless it replaces in time what was returned.

    Before and after it is handed in the answer is the same.
    """
    past = (await of_duty(connection, org.id, item)).and_now(at)
    deadline, counts = past.deadline(at, org.office), past.counts_from(at, org.office)
    return deadline is not None and counts is not None and counts >= deadline


async def of_duty(connection: AsyncConnection, org: int, item: DutyRecord) -> History:
    said = await progress.of_duties(connection, org, [item.id])
    return (await of_duties(connection, org, [item], said))[item.id]


async def of_duties(
    connection: AsyncConnection,
    org: int,
    items: Sequence[DutyRecord],
    said: Mapping[int, Sequence[Row[Any]]],
) -> dict[int, History]:
    """The history of each duty; `said` are the entries about them that stand, oldest first."""
    ids = [item.id for item in items]
    handed_in: dict[int, list[datetime]] = defaultdict(list)
    taken_back: dict[int, TakenBack] = defaultdict(list)
    for row in await connection.execute(
        select(requests)
        .where(
            requests.c.org_id == org,
            requests.c.duty_id.in_(ids),
            requests.c.kind == "confirm",
            requests.c.outcome == "returned",
        )
        .order_by(requests.c.decided_at, requests.c.id)
    ):
        taken_back[row.duty_id].append((row.decided_at, True))
    await _submitted(connection, org, ids, handed_in, taken_back)
    kept = await moves_of(connection, org, ids)
    found = {}
    for item in items:
        entries = said.get(item.id, ())
        if item.duty.kind is not DutyKind.REPORT and item.duty.due_on is not None:
            handed_in[item.id] += [row.said_at for row in entries if _hands_in(row)]
        taken_back[item.id] += [(row.said_at, False) for row in entries if _takes_back(row)]
        moved = kept.get(item.id, ())
        taken_back[item.id] += [(row.at, False) for row in moved if row.move == Move.REOPEN.value]
        found[item.id] = _history(item, moved, handed_in[item.id], taken_back[item.id])
    return found


# --- parts --------------------------------------------------------------------------------------


def _history(
    item: DutyRecord,
    moved: Sequence[Row[Any]],
    handed_in: Sequence[datetime],
    taken_back: TakenBack,
) -> History:
    duty = item.duty
    moments = [*handed_in]
    stands = duty.reported_at if duty.state in HANDED_IN else None
    if stands is not None:
        moments.append(stands)
    joined = handed_in_and_taken_back(moments, taken_back)
    if joined and stands is None and joined[-1].taken_back_at is None:
        # Nothing says when; but whatever took it back began a round.
        ended = max(joined[-1].at, duty.round_began_at)
        joined = (*joined[:-1], replace(joined[-1], taken_back_at=ended))
    dates: list[Row[Any]] = []
    for row in moved:
        if row.new_due_on is not None:
            dates.append(row)
        elif row.old_due_on is not None:
            dates = []  # another version of the plan names no day: those before hold no more
    first = (dates[0].old_due_on, dates[0].old_due_time) if dates else (duty.due_on, duty.due_time)
    return History(
        original_due_on=first[0],
        due_time=first[1],
        extensions=tuple(
            Extension(
                asked_at=row.asked_at,
                granted_at=row.at,
                due_on=row.new_due_on,
                due_time=row.new_due_time,
            )
            for row in dates
        ),
        moved=tuple((row.at, row.state) for row in moved),
        handed_in=tuple(
            HandedIn(at=each.at) if each.at == stands else each
            for each in joined
            if stands is None or each.at <= stands
        ),
    )


def _hands_in(entry: Row[Any]) -> bool:
    return bool(entry.intent == "done" and entry.before["state"] in CAN_REPORT)


def _takes_back(entry: Row[Any]) -> bool:
    """ "Chưa xong, em nhầm" about what was reported."""
    return bool(entry.intent != "done" and entry.before["state"] == State.REPORTED.value)


async def _submitted(
    connection: AsyncConnection,
    org: int,
    ids: Sequence[int],
    handed_in: dict[int, list[datetime]],
    taken_back: dict[int, TakenBack],
) -> None:
    """Add the submissions that name the duties; one of a set is returned with all it names."""
    named = (
        await connection.execute(
            select(submission_duties.c.duty_id, submissions)
            .join(
                submissions,
                and_(
                    submissions.c.org_id == submission_duties.c.org_id,
                    submissions.c.id == submission_duties.c.submission_id,
                ),
            )
            .where(
                submission_duties.c.org_id == org,
                submission_duties.c.duty_id.in_(ids),
                submissions.c.state != "undone",
            )
            .order_by(submissions.c.id)
        )
    ).all()
    returned = sorted({row.id for row in named if row.state == "returned"})
    returns = defaultdict(list)
    for row in await connection.execute(
        select(submission_duties.c.submission_id, requests.c.decided_at)
        .join(
            requests,
            and_(
                requests.c.org_id == submission_duties.c.org_id,
                requests.c.duty_id == submission_duties.c.duty_id,
            ),
        )
        .where(
            submission_duties.c.org_id == org,
            submission_duties.c.submission_id.in_(returned),
            requests.c.kind == "confirm",
            requests.c.outcome == "returned",
        )
    ):
        returns[row.submission_id].append(row.decided_at)
    for row in named:
        handed_in[row.duty_id].append(row.said_at)
        after = [at for at in returns[row.id] if at >= row.said_at]
        if after:
            taken_back[row.duty_id].append((min(after), True))
