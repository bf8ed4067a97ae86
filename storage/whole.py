"""A whole org read into plain values, for what looks ahead in memory: `dondoc simulate`.

Of what was said about a duty only its present round is asked for again, but all is read: a
simulation is made now and then, and not by the service.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.office_facts import Asked, HandedIn, OfficeFacts, Unsaid, Word
from scheduler.rules.plan import Task
from scheduler.rules.request import RequestKind
from scheduler.rules.timing import from_json
from scheduler.rules.watching import Known
from storage import (
    calendars,
    charges,
    cycles,
    duties,
    findings,
    handovers,
    links,
    periods,
    rhythms,
    units,
    watch,
)
from storage.mailboxes import person_of
from storage.orgs import OrgState
from storage.outbox import notice_of
from storage.people import load_named
from storage.tables import (
    group_members,
    mailboxes,
    messages,
    notices,
    plans,
    progress,
    requests,
    submission_duties,
    submission_lines,
    submissions,
    task_units,
    tasks,
)


async def read(connection: AsyncConnection, org: OrgState, until: date) -> OfficeFacts:
    """All that the rules ask about an org, as it is stored.

    The calendar has the days off of all years up to `until` that are known: the service would
    have copied them in by then.
    """
    book = await units.load(connection, org.id)
    records = await duties.read(connection, org.id)
    found = await cycles.read(connection, org.id)
    ids = [record.id for record in records]
    facts = await watch.facts(connection, org.id, ids)
    charged = await charges.of_duties(connection, org.id, ids)
    staff = await load_named(connection, org.id)
    reached = await links.of_people(connection, org.id, staff.people)
    calendar = _ahead(org.office.calendar, until)
    return OfficeFacts(
        office=replace(org.office, calendar=calendar),
        staff=staff,
        units=book.shorts,
        names=book.names,
        spellings=book.by_spelling,
        lineage=book.lineage,
        groups=await _groups(connection, org.id, book.groups),
        tasks=await _tasks(connection, org.id),
        cycles=tuple(found),
        policies=org.policies,
        channels={person: at.channel for person, at in reached.items()},
        rhythms=await rhythms.of_people(connection, org.id, staff.people),
        opened={
            cycle.id: tuple(await periods.opened(connection, org.id, cycle.id)) for cycle in found
        },
        duties=tuple(records),
        known={
            record.id: Known(
                said=[each for each in facts.notices[record.id] if each.state != "queued"],
                climbed=facts.rungs[record.id],
                snoozed=facts.snoozes[record.id],
                snoozed_at=facts.snoozed_at[record.id],
                charges=charged.get(record.id, ()),
            )
            for record in records
        },
        words=await _words(connection, org.id),
        handed_in=await _handed_in(connection, org.id),
        requests=await _requests(connection, org.id),
        queued=await _queued(connection, org.id),
        handovers=tuple(await handovers.expected(connection, org.id)),
        found=tuple(await findings.remembered(connection, org.id)),
        spoken=await _spoken(connection, org.id),
        watermark=org.watermark,
    )


def _ahead(calendar: WorkCalendar, until: date) -> WorkCalendar:
    years = range(min(calendar.years, default=until.year), until.year + 2)
    unknown = calendars.shipped((year for year in years if not calendar.knows(year)), calendar.zone)
    return replace(
        calendar,
        off=calendar.off | unknown.off,
        worked=calendar.worked | unknown.worked,
        mornings=calendar.mornings | unknown.mornings,
        afternoons=calendar.afternoons | unknown.afternoons,
        years=calendar.years | unknown.years,
    )


async def _groups(
    connection: AsyncConnection, org: int, groups: set[int]
) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {group: [] for group in sorted(groups)}
    rows = await connection.execute(
        select(group_members)
        .where(group_members.c.org_id == org)
        .order_by(group_members.c.group_id, group_members.c.unit_id)
    )
    for row in rows:
        found.setdefault(row.group_id, []).append(row.unit_id)
    return {group: tuple(members) for group, members in found.items()}


async def _tasks(connection: AsyncConnection, org: int) -> tuple[Task, ...]:
    sides: dict[tuple[int, str], list[int]] = defaultdict(list)
    named = select(task_units).where(task_units.c.org_id == org).order_by(task_units.c.unit_id)
    for row in await connection.execute(named):
        sides[row.task_id, row.side].append(row.unit_id)
    rows = await connection.execute(
        select(tasks, plans.c.unit_id.label("coordinating_unit"))
        .join(plans, and_(plans.c.org_id == tasks.c.org_id, plans.c.id == tasks.c.plan_id))
        .where(tasks.c.org_id == org)
        .order_by(tasks.c.id)
    )
    return tuple(
        Task(
            id=row.id,
            code=row.code,
            short=row.short,
            timing=from_json(row.timing),
            leads=tuple(sides[row.id, "lead"]),
            supporters=tuple(sides[row.id, "support"]),
            plan_id=row.plan_id,
            coordinating_unit=row.coordinating_unit,
            open_on=row.open_on,
            ref=row.ref,
            heading=row.heading,
            text=row.text,
        )
        for row in rows
    )


async def _words(connection: AsyncConnection, org: int) -> tuple[Word, ...]:
    rows = await connection.execute(
        select(progress.c.id, progress.c.duty_id, progress.c.person_id, progress.c.said_at)
        .where(progress.c.org_id == org, progress.c.undone_at.is_(None))
        .order_by(progress.c.said_at, progress.c.id)
    )
    return tuple(
        Word(id=row.id, duty_id=row.duty_id, person_id=row.person_id, said_at=row.said_at)
        for row in rows
    )


async def _handed_in(connection: AsyncConnection, org: int) -> tuple[HandedIn, ...]:
    named: dict[int, list[int]] = defaultdict(list)
    of = submission_duties.c
    every = select(of.submission_id, of.duty_id).where(of.org_id == org).order_by(of.duty_id)
    for submission, duty in await connection.execute(every):
        named[submission].append(duty)
    lines: dict[int, set[int]] = defaultdict(set)
    line = submission_lines.c
    entries = select(line.submission_id, line.progress_id).where(
        line.org_id == org, line.progress_id.is_not(None)
    )
    for submission, entry in await connection.execute(entries):
        lines[submission].add(entry)
    rows = await connection.execute(
        select(submissions).where(submissions.c.org_id == org).order_by(submissions.c.id)
    )
    return tuple(
        HandedIn(
            duties=tuple(named[row.id]),
            unit_id=row.unit_id,
            person_id=row.person_id,
            said_at=row.said_at,
            lines=frozenset(lines[row.id]),
            state=row.state,
        )
        for row in rows
    )


async def _requests(connection: AsyncConnection, org: int) -> tuple[Asked, ...]:
    rows = await connection.execute(
        select(requests).where(requests.c.org_id == org).order_by(requests.c.id)
    )
    return tuple(
        Asked(
            id=row.id,
            kind=RequestKind(row.kind),
            duty_id=row.duty_id,
            round=row.round,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            new_due_on=row.new_due_on,
            decided_at=row.decided_at,
            outcome=row.outcome,
        )
        for row in rows
    )


async def _queued(connection: AsyncConnection, org: int) -> tuple[Unsaid, ...]:
    """What waits to be said in a slot; an answer leaves by itself and is nobody's reminder."""
    rows = await connection.execute(
        select(notices)
        .where(
            notices.c.org_id == org,
            notices.c.state == "queued",
            notices.c.lane == "slot",
            notices.c.person_id.is_not(None),
        )
        .order_by(notices.c.id)
    )
    return tuple(
        Unsaid(notice=notice_of(row), queued_at=row.created_at, postponed=row.postponed)
        for row in rows
    )


async def _spoken(connection: AsyncConnection, org: int) -> dict[int, tuple[datetime, ...]]:
    """The slots in which each person was told something, in their order."""
    of_mailbox = and_(
        mailboxes.c.org_id == messages.c.org_id, mailboxes.c.id == messages.c.mailbox_id
    )
    rows = await connection.execute(
        select(mailboxes.c.recipient, messages.c.slot_at)
        .join(mailboxes, of_mailbox)
        .where(messages.c.org_id == org, messages.c.lane == "slot")
        .order_by(messages.c.slot_at)
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for box, slot in rows:
        if (person := person_of(box)) is not None:
            found[person].append(slot)
    return {person: tuple(slots) for person, slots in found.items()}
