"""The timeline of a duty: all that happened to it, from the tables in which each thing stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import Move
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind
from storage import charges, duties, evidence, leading, notes, progress
from storage.orgs import OrgState
from storage.tables import (
    assignments,
    attachments,
    digest_items,
    notices,
    people,
    requests,
    submission_duties,
    submissions,
)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened: `what` is a key of [timeline]; `by`: the person's name."""

    at: datetime
    what: str
    by: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


async def of_duty(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    """Everything that happened to a duty, the oldest first.

    What was taken back is left out. At one moment, a request stands before what follows from it.
    """
    found = [
        Event(at=_morning(org, item.duty.opens_on), what="opened"),
        *await _words(connection, org, item),
        *await _before(connection, org, item),
        *await _submissions(connection, org, item),
        *await _requests(connection, org, item),
        *await _moves(connection, org, item),
        *await _charges(connection, org, item),
        *await _notes(connection, org, item),
        *await _told(connection, org, item),
        *await _assigned(connection, org, item),
    ]
    return sorted(found, key=lambda event: event.at)


def _morning(org: OrgState, day: date) -> datetime:
    return org.office.calendar.at(day, time())


async def _names(connection: AsyncConnection, org: OrgState) -> dict[int | None, str]:
    rows = await connection.execute(
        select(people.c.id, people.c.full_name).where(people.c.org_id == org.id)
    )
    return {row.id: row.full_name for row in rows}


async def _moves(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    names = await _names(connection, org)
    moved = (await duties.moves_of(connection, org.id, [item.id])).get(item.id, [])
    return [
        Event(
            at=row.at,
            what=f"move_{row.move}",
            by=names.get(row.person_id),
            facts={"old": row.old_due_on, "new": row.new_due_on, "why": row.reason}
            if row.move == Move.DATE.value
            else {"why": row.reason},
        )
        for row in moved
    ]


async def _before(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    """What units that led the task before had said of it."""
    found: list[Event] = []
    for former, at in await leading.before(connection, org.id, item):
        old = await duties.one(connection, org.id, former)
        assert old is not None
        found += [each for each in await _words(connection, org, old) if each.at <= at]
        found.append(Event(at=at, what="lead_changed", facts={"old": old.duty.unit}))
    return found


async def _words(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    said = (await progress.of_duties(connection, org.id, [item.id])).get(item.id, [])
    brought = await connection.execute(
        select(attachments.c.said_with_id, attachments.c.name)
        .where(
            attachments.c.org_id == org.id,
            attachments.c.said_with_id.in_([row.inbox_id for row in said if row.inbox_id]),
        )
        .order_by(attachments.c.id)
    )
    files: dict[int, list[str]] = {}
    for row in brought:
        files.setdefault(row.said_with_id, []).append(row.name)
    papers = await evidence.of_entries(connection, org.id, [row.id for row in said])
    return [
        Event(
            at=row.said_at,
            what="said",
            by=row.full_name,
            facts={
                "words": row.words,
                "files": files.get(row.inbox_id, []),
                "papers": papers.get(row.id, ()),
            },
        )
        for row in said
    ]


async def _submissions(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    rows = await connection.execute(
        select(submissions, people.c.full_name)
        .join(
            submission_duties,
            and_(
                submission_duties.c.org_id == submissions.c.org_id,
                submission_duties.c.submission_id == submissions.c.id,
            ),
        )
        .outerjoin(
            people,
            and_(people.c.org_id == submissions.c.org_id, people.c.id == submissions.c.person_id),
        )
        .where(
            submissions.c.org_id == org.id,
            submission_duties.c.duty_id == item.id,
            submissions.c.state != "undone",
        )
    )
    return [
        Event(
            at=row.said_at,
            what="nothing_to_report" if row.nothing_to_report else "handed_in",
            by=row.full_name,
        )
        for row in rows
    ]


async def _requests(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    names = await _names(connection, org)
    rows = await connection.execute(
        select(requests)
        .where(requests.c.org_id == org.id, requests.c.duty_id == item.id)
        .order_by(requests.c.id)
    )
    found = []
    for row in rows:
        facts = {"old": row.old_due_on, "new": row.new_due_on, "why": row.reason}
        found.append(
            Event(
                at=row.asked_at, what=f"asked_{row.kind}", by=names.get(row.asked_by), facts=facts
            )
        )
        if row.decided_at is not None:
            decided = {"outcome": row.outcome}
            by = names.get(row.decided_by)
            found.append(Event(at=row.decided_at, what="decided", by=by, facts=decided))
    return found


async def _charges(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    every = (await charges.of_duties(connection, org.id, [item.id])).get(item.id, ())
    found = []
    for each in every:
        held = each.charge
        facts = {"until": held.until}
        found.append(Event(at=held.since, what="charge", by=held.person.name, facts=facts))
        if held.ended_at is not None:
            found.append(Event(at=held.ended_at, what="charge_ended", by=held.person.name))
    return found


async def _notes(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    return [
        Event(at=row.at, what="noted", by=row.full_name, facts={"words": row.words})
        for row in await notes.of_duty(connection, org.id, item)
    ]


async def _told(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    """Who was first told on which rung, by itself or in a digest."""
    by_itself = select(notices.c.step, notices.c.settled_at, people.c.full_name).where(
        notices.c.duty_id == item.id, notices.c.kind == Kind.CLIMB.value
    )
    in_digest = (
        select(digest_items.c.step, notices.c.settled_at, people.c.full_name)
        .join(
            digest_items,
            and_(
                digest_items.c.org_id == notices.c.org_id,
                digest_items.c.notice_id == notices.c.id,
            ),
        )
        .where(digest_items.c.duty_id == item.id)
    )
    told = {}
    for query, step in ((by_itself, notices.c.step), (in_digest, digest_items.c.step)):
        rows = await connection.execute(
            query.join(
                people,
                and_(people.c.org_id == notices.c.org_id, people.c.id == notices.c.person_id),
            )
            .where(
                notices.c.org_id == org.id,
                notices.c.state.in_(("sent", "unknown")),
                notices.c.settled_at.is_not(None),
                step.like("rung-%"),
            )
            .order_by(notices.c.settled_at.desc())
        )
        told.update({(row.step, row.full_name): row.settled_at for row in rows})
    return [
        Event(at=at, what="told", by=name, facts={"role": step.removeprefix("rung-")})
        for (step, name), at in told.items()
    ]


async def _assigned(connection: AsyncConnection, org: OrgState, item: DutyRecord) -> list[Event]:
    rows = await connection.execute(
        select(assignments, people.c.full_name)
        .join(
            people,
            and_(people.c.org_id == assignments.c.org_id, people.c.id == assignments.c.person_id),
        )
        .where(
            assignments.c.org_id == org.id,
            assignments.c.unit_id == item.duty.unit_id,
            assignments.c.task_id == item.task_id
            if item.task_id is not None
            else assignments.c.cycle_id == item.cycle_id,
        )
    )
    return [
        Event(at=_morning(org, row.from_on), what="assigned", by=row.full_name)
        for row in rows
        if row.from_on is not None
    ]
