"""Submissions (bản nộp): one unit's answer to one report duty or to a merged set (§3, §4.9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.cycle import due_day, period_of
from scheduler.rules.duty import DutyKind, Move, State
from scheduler.rules.opening import next_due, previous_due
from storage import duties
from storage import progress as entries
from storage.duties import DutyRecord
from storage.orgs import OrgState
from storage.sql import insert_new, insert_one
from storage.tables import duties as duty_rows
from storage.tables import progress, submission_duties, submission_lines, submissions
from storage.tables import reports as made_reports


async def lines_of(
    connection: AsyncConnection, org: OrgState, report: DutyRecord
) -> list[tuple[DutyRecord, Row[Any] | None]]:
    """The prepared lines of a report: each open task of the unit, with its newest entry of the
    period, or None if nothing was said about it; and each finished one with such an entry.

    Entries after the period are taken too, by a late report: as long as no later period counts
    them (DESIGN.md §5, "each counts exactly once").
    """
    after, until = await _span(connection, org, report)
    tasks = await duties.read(
        connection,
        org.id,
        duty_rows.c.kind == DutyKind.TASK.value,
        duty_rows.c.unit_id == report.duty.unit_id,
        duty_rows.c.state != State.CANCELLED.value,
        (duty_rows.c.state != State.ACCEPTED.value)
        | duty_rows.c.id.in_(
            select(progress.c.duty_id).where(
                progress.c.org_id == org.id,
                progress.c.said_at > after,
                progress.c.said_at <= until,
                progress.c.undone_at.is_(None),
            )
        ),
    )
    said = await entries.of_duties(connection, org.id, [task.id for task in tasks])
    assert report.cycle_id is not None
    named = await named_for(connection, org.id, report.cycle_id, after)
    taken = {row.entry for row in named} - {row.entry for row in named if row.duty == report.id}
    lines = []
    for task in tasks:
        new = [
            row
            for row in said.get(task.id, [])
            if after < row.said_at <= until and row.id not in taken
        ]
        if new or task.duty.state is not State.ACCEPTED:
            lines.append((task, new[-1] if new else None))
    return lines


async def _span(
    connection: AsyncConnection, org: OrgState, report: DutyRecord
) -> tuple[datetime, datetime]:
    """After when, and until when, an entry may be taken for a report.

    Up to the next cut-off; if the next period's report was already made, only up to its own.
    """
    kind, recurrence = report.duty.cycle, report.recurrence
    assert kind is not None
    assert recurrence is not None
    own = due_day(kind, recurrence, report.duty.period)  # an extension does not move the period
    after = org.office.closes_at(previous_due(kind, recurrence, own, org.office))
    following = next_due(kind, recurrence, own, org.office)
    until = org.office.closes_at(following)
    made = await connection.scalar(
        select(made_reports.c.id)
        .where(
            made_reports.c.org_id == org.id,
            made_reports.c.cycle_id == report.cycle_id,
            made_reports.c.period == period_of(kind, following),
            made_reports.c.as_of >= until,
        )
        .limit(1)
    )
    return after, org.office.closes_at(own) if made is not None else until


async def hand_in(
    tx: AsyncConnection,
    org: OrgState,
    reports: Sequence[DutyRecord],
    *,
    person: int | None,
    said_at: datetime,
    now: datetime,
    inbox: int | None = None,
    text: str = "",
    nothing: bool = False,
) -> int:
    """Hand in for one report duty or a whole set: names all, moves all; return the submission."""
    submission = await insert_one(
        tx,
        submissions,
        org_id=org.id,
        unit_id=reports[0].duty.unit_id,
        person_id=person,
        inbox_id=inbox,
        said_at=said_at,
        text=text,
        nothing_to_report=int(nothing),
        state="sent",
    )
    for report in reports:
        await insert_new(
            tx, submission_duties, org_id=org.id, submission_id=submission, duty_id=report.id
        )
        await duties.move(tx, org.id, report, Move.REPORT, now, reported_at=said_at, percent=100)
    for task, entry in await lines_of(tx, org, reports[0]):
        await insert_new(
            tx,
            submission_lines,
            org_id=org.id,
            submission_id=submission,
            duty_id=task.id,
            progress_id=entry.id if entry is not None else None,
        )
    return submission


async def take_back(
    tx: AsyncConnection, org: int, submission: int, state: str, now: datetime
) -> list[DutyRecord]:
    """Return ("returned") or undo ("undone") a submission; its duties are owed again."""
    await tx.execute(
        update(submissions)
        .where(submissions.c.org_id == org, submissions.c.id == submission)
        .values(state=state)
    )
    again = []
    for item in await _duties_of(tx, org, submission):
        if item.duty.state is State.REPORTED:
            await duties.move(tx, org, item, Move.SEND_BACK, now, percent=None)
            again.append(item)
    return again


async def accept(tx: AsyncConnection, org: int, items: Sequence[DutyRecord], now: datetime) -> None:
    """Accept the reported among these duties, and their submissions: consolidation does."""
    for item in items:
        if item.duty.state is not State.REPORTED:
            continue
        await duties.move(tx, org, item, Move.ACCEPT, now, accepted_at=now)
        found = await newest_for(tx, org, item.id)
        if found is not None:
            await tx.execute(
                update(submissions)
                .where(submissions.c.org_id == org, submissions.c.id == found.id)
                .values(state="accepted")
            )


async def newest_for(connection: AsyncConnection, org: int, duty: int) -> Row[Any] | None:
    """The newest submission that names a duty, whatever became of it."""
    rows = await connection.execute(
        select(submissions)
        .join(
            submission_duties,
            and_(
                submission_duties.c.org_id == submissions.c.org_id,
                submission_duties.c.submission_id == submissions.c.id,
            ),
        )
        .where(submissions.c.org_id == org, submission_duties.c.duty_id == duty)
        .order_by(submissions.c.id.desc())
    )
    return rows.first()


async def handed_in_with(connection: AsyncConnection, org: int, duty: int) -> list[DutyRecord]:
    """The duties that the newest submission of a report duty names, itself included."""
    found = await newest_for(connection, org, duty)
    return await _duties_of(connection, org, found.id) if found is not None else []


async def last_of(
    connection: AsyncConnection, org: int, person: int, since: datetime
) -> list[Row[Any]]:
    """The submissions of a person's newest message after `since` that still stand."""
    rows = await connection.execute(
        select(submissions)
        .where(
            submissions.c.org_id == org,
            submissions.c.person_id == person,
            submissions.c.state == "sent",
            submissions.c.said_at >= since,
        )
        .order_by(submissions.c.id.desc())
    )
    found = rows.all()
    return [row for row in found if row.inbox_id == found[0].inbox_id]


async def named_for(
    connection: AsyncConnection, org: int, cycle: int, after: datetime
) -> Sequence[Row[Any]]:
    """The entries said after a moment that standing submissions of a cycle name, in the order of
    the submissions.

    Each row has the entry, when it was said, and the report duty and the period it is named for.
    """
    rows = await connection.execute(
        select(
            progress.c.id.label("entry"),
            progress.c.said_at,
            duty_rows.c.id.label("duty"),
            duty_rows.c.period,
        )
        .select_from(submissions)
        .join(
            submission_duties,
            and_(
                submission_duties.c.org_id == submissions.c.org_id,
                submission_duties.c.submission_id == submissions.c.id,
            ),
        )
        .join(
            duty_rows,
            and_(
                duty_rows.c.org_id == submission_duties.c.org_id,
                duty_rows.c.id == submission_duties.c.duty_id,
            ),
        )
        .join(
            submission_lines,
            and_(
                submission_lines.c.org_id == submissions.c.org_id,
                submission_lines.c.submission_id == submissions.c.id,
            ),
        )
        .join(
            progress,
            and_(
                progress.c.org_id == submission_lines.c.org_id,
                progress.c.id == submission_lines.c.progress_id,
            ),
        )
        .where(
            submissions.c.org_id == org,
            submissions.c.state.in_(("sent", "accepted")),
            duty_rows.c.cycle_id == cycle,
            progress.c.said_at > after,
        )
        .order_by(submissions.c.id, progress.c.id)
    )
    return rows.all()


async def _duties_of(connection: AsyncConnection, org: int, submission: int) -> list[DutyRecord]:
    ids = await connection.scalars(
        select(submission_duties.c.duty_id).where(
            submission_duties.c.org_id == org, submission_duties.c.submission_id == submission
        )
    )
    return await duties.by_ids(connection, org, ids.all())
