"""Submissions (bản nộp): one unit's answer to one report duty or to a merged set (§3, §4.9)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.coverage import following
from scheduler.rules.duty import DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.lines import counted
from storage import duties
from storage import progress as entries
from storage.orgs import OrgState
from storage.sql import insert_new, insert_one
from storage.tables import duties as duty_rows
from storage.tables import periods, progress, submission_duties, submission_lines, submissions
from storage.tables import reports as made_reports


async def lines_of(
    connection: AsyncConnection, org: OrgState, reports: Sequence[DutyRecord]
) -> list[tuple[DutyRecord, Row[Any] | None]]:
    """The prepared lines of a report, or of a merged set: each open task of the unit, with its
    newest entry of the period, or None if nothing was said about it; and each finished one with
    such an entry.

    Entries after the period are taken too, by a late report: as long as no later period counts
    them (DESIGN.md §5, "each counts exactly once"). Of a set that must be so for each report.
    """
    assert all(report.coverage is not None for report in reports)
    after = min(report.coverage.begins for report in reports if report.coverage)
    until = min([await _until(connection, org, report) for report in reports])
    tasks = await duties.read(
        connection,
        org.id,
        duty_rows.c.kind == DutyKind.TASK.value,
        duty_rows.c.unit_id == reports[0].duty.unit_id,
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
    taken = {report.id: await _taken_from(connection, org.id, report) for report in reports}
    lines = []
    for task in tasks:
        new = counted(said.get(task.id, []), reports, taken, until)
        if new or task.duty.state is not State.ACCEPTED:
            lines.append((task, new[-1] if new else None))
    return lines


async def _until(connection: AsyncConnection, org: OrgState, report: DutyRecord) -> datetime:
    """Until when an entry may be taken for a report.

    Up to the next cut-off; if the next period's report was already made, only up to its own.
    """
    own, schedule = report.coverage, report.schedule
    assert own is not None
    assert schedule is not None
    made = exists().where(
        made_reports.c.org_id == periods.c.org_id,
        made_reports.c.cycle_id == periods.c.cycle_id,
        made_reports.c.period == periods.c.period,
        made_reports.c.as_of >= periods.c.cut_off,
    )
    after = await connection.execute(
        select(periods.c.cut_off, made.label("is_made"))
        .where(
            periods.c.org_id == org.id,
            periods.c.cycle_id == report.cycle_id,
            periods.c.due_on > own.due_on,
        )
        .order_by(periods.c.due_on)
        .limit(1)
    )
    if (row := after.first()) is None:
        return following(schedule, own, org.office).cut_off  # not opened yet, so not made either
    return own.cut_off if row.is_made else row.cut_off


async def _taken_from(connection: AsyncConnection, org: int, report: DutyRecord) -> set[int]:
    """The entries that submissions name for other reports of a report's cycle."""
    assert report.cycle_id is not None
    assert report.coverage is not None
    named = await named_for(connection, org, report.cycle_id, report.coverage.begins)
    return {row.entry for row in named} - {row.entry for row in named if row.duty == report.id}


async def hand_in(
    tx: AsyncConnection,
    org: OrgState,
    reports: Sequence[DutyRecord],
    *,
    person: int | None,
    said_at: datetime,
    now: datetime,
    behalf: int | None = None,
    inbox: int | None = None,
    text: str = "",
    nothing: bool = False,
) -> int:
    """Hand in for one report duty or a whole set: names all, moves all; return the submission.

    `behalf`: for whom the person does it as their substitute.
    """
    submission = await _store(
        tx,
        org,
        reports,
        person_id=person,
        behalf_id=behalf,
        inbox_id=inbox,
        said_at=said_at,
        text=text,
        nothing_to_report=int(nothing),
    )
    for report in reports:
        await duties.move(tx, org.id, report, Move.REPORT, now, reported_at=said_at, percent=100)
    return submission


async def renew(
    tx: AsyncConnection,
    org: OrgState,
    reports: Sequence[DutyRecord],
    *,
    person: int,
    said_at: datetime,
    behalf: int | None = None,
    inbox: int | None = None,
    text: str = "",
) -> int | None:
    """A new version of what was handed in for these, with the lines as they are now.

    It was handed in when it was at first. Returns None if no submission of theirs stands.
    """
    former = await newest_for(tx, org.id, reports[0].id)
    if former is None or former.state != "sent":
        return None
    await _set_state(tx, org.id, former.id, "undone")
    return await _store(
        tx,
        org,
        reports,
        person_id=person,
        behalf_id=behalf,
        inbox_id=inbox,
        said_at=said_at,
        text=text,
        replaces_id=former.id,
    )


async def _store(
    tx: AsyncConnection, org: OrgState, reports: Sequence[DutyRecord], **facts: Any
) -> int:
    unit = reports[0].duty.unit_id
    submission = await insert_one(
        tx, submissions, org_id=org.id, unit_id=unit, state="sent", **facts
    )
    for report in reports:
        await insert_new(
            tx, submission_duties, org_id=org.id, submission_id=submission, duty_id=report.id
        )
    for task, entry in await lines_of(tx, org, reports):
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
    """Return ("returned") or undo ("undone") a submission; its duties are owed again.

    If a new version is undone, the former one stands again, and nothing is owed.
    """
    await _set_state(tx, org, submission, state)
    this = submissions.c.org_id == org, submissions.c.id == submission
    former = await tx.scalar(select(submissions.c.replaces_id).where(*this))
    if former is not None and state == "undone":
        await _set_state(tx, org, former, "sent")
        return []
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
            await _set_state(tx, org, found.id, "accepted")


async def _set_state(tx: AsyncConnection, org: int, submission: int, state: str) -> None:
    await tx.execute(
        update(submissions)
        .where(submissions.c.org_id == org, submissions.c.id == submission)
        .values(state=state)
    )


async def newest_for(connection: AsyncConnection, org: int, duty: int) -> Row[Any] | None:
    """The submission that stands for a duty, else the newest that names it."""
    stands = case((submissions.c.state.in_(("sent", "accepted")), 0), else_=1)
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
        .order_by(stands, submissions.c.id.desc())
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


async def of_messages(
    connection: AsyncConnection, org: int, messages: Collection[int]
) -> list[Row[Any]]:
    """The submissions made by messages (inbox rows) that still stand, the newest first."""
    rows = await connection.execute(
        select(submissions)
        .where(
            submissions.c.org_id == org,
            submissions.c.inbox_id.in_(messages),
            submissions.c.state == "sent",
        )
        .order_by(submissions.c.id.desc())
    )
    return list(rows.all())


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


async def last_sent(connection: AsyncConnection, org: int, person: int) -> list[DutyRecord]:
    """The duties that a person's newest standing submission names."""
    newest: int | None = await connection.scalar(
        select(submissions.c.id)
        .where(
            submissions.c.org_id == org,
            submissions.c.person_id == person,
            submissions.c.state == "sent",
        )
        .order_by(submissions.c.id.desc())
        .limit(1)
    )
    return await _duties_of(connection, org, newest) if newest is not None else []
