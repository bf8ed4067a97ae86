"""Submissions (bản nộp): one unit's answer to one report duty or to a merged set (§3, §4.9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import Move
from storage import duties
from storage import progress as entries
from storage.duties import DutyRecord, open_tasks_of
from storage.opening import previous_due
from storage.orgs import OrgState
from storage.sql import insert_new, insert_one
from storage.tables import progress, submission_duties, submission_lines, submissions


async def lines_of(
    connection: AsyncConnection, org: OrgState, report: DutyRecord
) -> list[tuple[DutyRecord, Row[Any] | None]]:
    """The prepared lines of a report: each open task of the unit, with its newest entry of the
    period, or None if nothing was said about it."""
    duty = report.duty
    assert duty.due_on is not None
    assert duty.cycle is not None
    assert report.recurrence is not None
    before = previous_due(duty.cycle, report.recurrence, duty.due_on, org.office)
    since = org.office.closes_at(before)
    tasks = await open_tasks_of(connection, org.id, report.duty.unit_id)
    said = await entries.of_duties(connection, org.id, [task.id for task in tasks])
    lines = []
    for task in tasks:
        new = [row for row in said.get(task.id, []) if row.said_at >= since]
        lines.append((task, new[-1] if new else None))
    return lines


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
        if item.duty.state.value == "reported":
            await duties.move(tx, org, item, Move.SEND_BACK, now, percent=None)
            again.append(item)
    return again


async def accept(tx: AsyncConnection, org: int, items: Sequence[DutyRecord], now: datetime) -> None:
    """Accept the reported among these duties, and their submissions: consolidation does."""
    for item in items:
        if item.duty.state.value != "reported":
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


async def named_after(
    connection: AsyncConnection, org: int, duty: int, cut_off: datetime
) -> set[int]:
    """The entries said after the cut-off that a standing submission of a report duty names."""
    rows = await connection.scalars(
        select(progress.c.id)
        .join(
            submission_lines,
            and_(
                submission_lines.c.org_id == progress.c.org_id,
                submission_lines.c.progress_id == progress.c.id,
            ),
        )
        .join(
            submissions,
            and_(
                submissions.c.org_id == submission_lines.c.org_id,
                submissions.c.id == submission_lines.c.submission_id,
            ),
        )
        .join(
            submission_duties,
            and_(
                submission_duties.c.org_id == submissions.c.org_id,
                submission_duties.c.submission_id == submissions.c.id,
            ),
        )
        .where(
            submissions.c.org_id == org,
            submission_duties.c.duty_id == duty,
            submissions.c.state.in_(("sent", "accepted")),
            progress.c.said_at > cut_off,
        )
    )
    return set(rows)


async def _duties_of(connection: AsyncConnection, org: int, submission: int) -> list[DutyRecord]:
    ids = await connection.scalars(
        select(submission_duties.c.duty_id).where(
            submission_duties.c.org_id == org, submission_duties.c.submission_id == submission
        )
    )
    return await duties.by_ids(connection, org, ids.all())
