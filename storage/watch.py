"""What the rules must know about each duty that is due to be looked at, read in a few queries.

Work follows what is due, not what exists: only duties whose `look_at` has come are read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import LineAsk
from scheduler.rules.duty import OWED, DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.escalation import Skip
from scheduler.rules.merged import Together
from scheduler.rules.notice import Kind
from scheduler.rules.opening import review_rule
from scheduler.rules.people import Role
from scheduler.rules.recurrence import Recurrence, parse_rrule
from scheduler.rules.request import RequestKind
from scheduler.rules.staff import Staff
from scheduler.rules.timing import from_json
from scheduler.rules.watching import (
    Climbed,
    Known,
    Requested,
    Said,
    Seen,
    asks_lines_since,
    merged_sets,
    merged_with,
    missing_lines,
    watched,
)
from storage import charges, deliveries, digest_items
from storage.duties import by_ids, open_tasks_of, read
from storage.orgs import OrgState
from storage.people import load_staff
from storage.tables import (
    assignments,
    cycles,
    duties,
    notices,
    progress,
    requests,
    rungs,
    snoozes,
    submissions,
)


async def due(connection: AsyncConnection, org: int, now: datetime, limit: int) -> Sequence[int]:
    """Up to `limit` duties whose time to be looked at has come, oldest first, by their ids."""
    ids = await connection.scalars(
        select(duties.c.id)
        .where(duties.c.org_id == org, duties.c.look_at <= now)
        .order_by(duties.c.look_at, duties.c.id)
        .limit(limit)
    )
    return list(ids)


async def read_all(
    connection: AsyncConnection, org: OrgState, ids: Sequence[int], now: datetime
) -> Sequence[Seen]:
    """Duties by their ids, with all that rules ask about them.

    Of the assignments only theirs are read: a pass over many batches must not read all in each.
    """
    if not ids:
        return ()
    records = await by_ids(connection, org.id, ids)
    reporting = {r.duty.unit_id for r in records if r.duty.kind is DutyKind.REPORT}
    theirs = or_(
        assignments.c.task_id.in_({r.task_id for r in records if r.task_id}),
        assignments.c.cycle_id.in_({r.cycle_id for r in records if r.cycle_id}),
        assignments.c.unit_id.in_(reporting),  # whoever is asked for the lines of a report
    )
    staff = await load_staff(connection, org.id, theirs)
    return await _seen(connection, org, staff, records, now)


async def of_duties(
    connection: AsyncConnection, org: OrgState, staff: Staff, ids: Iterable[int], now: datetime
) -> list[Seen]:
    """Duties by their ids, with all that rules ask about them."""
    return await _seen(connection, org, staff, await by_ids(connection, org.id, ids), now)


async def _seen(
    connection: AsyncConnection,
    org: OrgState,
    staff: Staff,
    records: Sequence[DutyRecord],
    now: datetime,
) -> list[Seen]:
    kept = await facts(connection, org.id, [r.id for r in records])
    spoken = await _last_words_of_units(connection, org.id, records)
    sets = await _merged_sets(connection, org.id, records)
    missing = await _missing_lines(connection, org, staff, records, sets, now)
    reviews = await _reviews(connection, org.id, records)
    others_left_at = await _newest_left(connection, org.id, kept)
    charged = await charges.of_duties(connection, org.id, [r.id for r in records])
    today = org.office.day_of(now)
    seen = []
    for r in records:
        merged = merged_with(r, sets)
        known = Known(
            said=kept.notices[r.id],
            climbed=kept.rungs[r.id],
            snoozed=kept.snoozes[r.id],
            snoozed_at=kept.snoozed_at[r.id],
            requests=kept.requests[r.id],
            charges=charged.get(r.id, ()),
            others_left_at=others_left_at,
            last_word_at=kept.last_word.get(r.id),
            unit_word_at=spoken.get(r.duty.unit_id),
            missing_lines=missing.get(r.id, ()),
            reviews=reviews.get(r.id),
        )
        item = watched(r, known, merged, staff, org.office, org.policies, today)
        seen.append(Seen(item=item, record=r, known=known, merged=merged))
    return seen


async def set_of(connection: AsyncConnection, org: int, item: DutyRecord) -> list[DutyRecord]:
    """The set a report duty is in, itself first (DESIGN.md §4.9): computed, never stored."""
    return merged_with(item, await _merged_sets(connection, org, [item]))


# --- parts --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is remembered about duties, by their ids."""

    notices: dict[int, list[Said]]
    rungs: dict[int, list[Climbed]]
    snoozes: dict[int, dict[int, datetime]]
    snoozed_at: dict[int, dict[int, datetime]]
    requests: dict[int, list[Requested]]
    last_word: dict[int, datetime]


async def facts(connection: AsyncConnection, org: int, ids: Sequence[int]) -> Facts:
    said: dict[int, list[Said]] = defaultdict(list)
    own = select(
        notices.c.duty_id,
        notices.c.key,
        notices.c.kind,
        notices.c.round,
        notices.c.step,
        notices.c.state,
        notices.c.person_id,
        notices.c.slot_at,
        notices.c.created_at,
        notices.c.settled_at,
        notices.c.message_id,
    ).where(notices.c.org_id == org, notices.c.duty_id.in_(ids))
    in_digests = await connection.execute(digest_items.of_duties(org, ids))
    for row in (*await connection.execute(own), *in_digests):
        said[row.duty_id].append(
            Said(
                key=row.key,
                kind=Kind(row.kind),
                round=row.round,
                step=row.step,
                state=row.state,
                person_id=row.person_id,
                slot_at=row.slot_at,
                created_at=row.created_at,
                settled_at=row.settled_at,
                message_id=row.message_id,
            )
        )
    climbed: dict[int, list[Climbed]] = defaultdict(list)
    for row in await connection.execute(
        select(rungs).where(rungs.c.org_id == org, rungs.c.duty_id.in_(ids))
    ):
        climbed[row.duty_id].append(
            Climbed(
                role=Role(row.role),
                round=row.round,
                on_day=row.on_day,
                outcome=row.outcome,
                why=Skip(row.why) if row.why else None,
            )
        )
    muted: dict[int, dict[int, datetime]] = defaultdict(dict)
    muted_at: dict[int, dict[int, datetime]] = defaultdict(dict)
    for row in await connection.execute(
        select(snoozes).where(snoozes.c.org_id == org, snoozes.c.duty_id.in_(ids))
    ):
        muted[row.duty_id][row.person_id] = row.until
        if row.said_at is not None:
            muted_at[row.duty_id][row.person_id] = row.said_at
    asked: dict[int, list[Requested]] = defaultdict(list)
    for row in await connection.execute(
        select(requests)
        .where(
            requests.c.org_id == org,
            requests.c.duty_id.in_(ids),
            or_(requests.c.decided_at.is_(None), requests.c.outcome == "refused"),
        )
        .order_by(requests.c.id)
    ):
        asked[row.duty_id].append(
            Requested(
                id=row.id,
                kind=RequestKind(row.kind),
                round=row.round,
                asked_by=row.asked_by,
                asked_at=row.asked_at,
                decided_at=row.decided_at,
                outcome=row.outcome,
            )
        )
    words = await connection.execute(
        select(progress.c.duty_id, func.max(progress.c.said_at))
        .where(
            progress.c.org_id == org,
            progress.c.duty_id.in_(ids),
            progress.c.undone_at.is_(None),
        )
        .group_by(progress.c.duty_id)
    )
    return Facts(
        notices=said,
        rungs=climbed,
        snoozes=muted,
        snoozed_at=muted_at,
        requests=asked,
        last_word={row[0]: row[1] for row in words},
    )


async def _newest_left(connection: AsyncConnection, org: int, facts: Facts) -> datetime | None:
    """When the newest message of the org left; asked only if a notice of these duties failed."""
    if not any(said.state == "failed" for each in facts.notices.values() for said in each):
        return None
    return await deliveries.newest_left(connection, org)


async def _reviews(
    connection: AsyncConnection, org: int, records: Sequence[DutyRecord]
) -> dict[int, Recurrence]:
    """Of tasks that go on and are reviewed yearly: when, by the annual report of their plan."""
    standing = [r for r in records if r.timing is not None and r.duty.due_on is None]
    if not standing:
        return {}
    rows = await connection.execute(
        select(cycles.c.plan_id, cycles.c.rrule).where(
            cycles.c.org_id == org,
            cycles.c.kind == CycleKind.ANNUAL.value,
            cycles.c.plan_id.in_({r.plan_id for r in standing}),
        )
    )
    annual = {row.plan_id: parse_rrule(row.rrule) for row in rows}
    rules = {r.id: review_rule(from_json(r.timing or {}), annual.get(r.plan_id)) for r in standing}
    return {duty: rule for duty, rule in rules.items() if rule is not None}


async def _last_words_of_units(
    connection: AsyncConnection, org: int, records: Sequence[DutyRecord]
) -> dict[int, datetime]:
    """When somebody last said a word about any task of the units whose reports are looked at.

    A report handed in is a word too, unless it was undone.
    """
    reporting = sorted({r.duty.unit_id for r in records if r.duty.kind is DutyKind.REPORT})
    if not reporting:
        return {}
    said = (
        select(duties.c.unit_id, func.max(progress.c.said_at))
        .join(
            progress,
            and_(progress.c.org_id == duties.c.org_id, progress.c.duty_id == duties.c.id),
        )
        .where(
            duties.c.org_id == org,
            duties.c.unit_id.in_(reporting),
            progress.c.undone_at.is_(None),
        )
        .group_by(duties.c.unit_id)
    )
    sent = (
        select(submissions.c.unit_id, func.max(submissions.c.said_at))
        .where(
            submissions.c.org_id == org,
            submissions.c.unit_id.in_(reporting),
            submissions.c.person_id.is_not(None),
            submissions.c.state != "undone",
        )
        .group_by(submissions.c.unit_id)
    )
    words: dict[int, datetime] = {}
    for query in (said, sent):
        for unit, at in await connection.execute(query):
            words[unit] = max(at, words.get(unit, at))
    return words


async def _merged_sets(
    connection: AsyncConnection, org: int, records: Sequence[DutyRecord]
) -> dict[Together, list[DutyRecord]]:
    """All owed reports of the units and due days of these reports, and what a merger of units made
    meet at these tasks, by what makes them a set."""
    reports = [r for r in records if r.duty.kind is DutyKind.REPORT and r.duty.due_on is not None]
    owed = await _met_at_tasks(connection, org, records)
    if reports:
        owed += await read(
            connection,
            org,
            duties.c.kind == DutyKind.REPORT.value,
            duties.c.unit_id.in_({r.duty.unit_id for r in reports}),
            duties.c.due_on.in_({r.duty.due_on for r in reports}),
            duties.c.state.in_([state.value for state in OWED]),
        )
    return merged_sets(owed)


async def _met_at_tasks(
    connection: AsyncConnection, org: int, records: Sequence[DutyRecord]
) -> list[DutyRecord]:
    """The owed duties of those tasks of which some duty has gone to another unit: few, if any."""
    tasks = {r.task_id for r in records if r.duty.kind is DutyKind.TASK}
    if not tasks:
        return []
    is_owed = duties.c.state.in_([state.value for state in OWED])
    gone = await connection.scalars(
        select(duties.c.task_id).where(
            duties.c.org_id == org,
            duties.c.task_id.in_(tasks),
            duties.c.kind == DutyKind.TASK.value,
            duties.c.unit_id != duties.c.opened_for_id,
            is_owed,
        )
    )
    met = set(gone)
    if not met:
        return []
    kind = duties.c.kind == DutyKind.TASK.value
    return await read(connection, org, kind, duties.c.task_id.in_(met), is_owed)


async def _missing_lines(
    connection: AsyncConnection,
    org: OrgState,
    staff: Staff,
    records: Sequence[DutyRecord],
    sets: Mapping[Together, Sequence[DutyRecord]],
    now: datetime,
) -> dict[int, tuple[LineAsk, ...]]:
    """Of reports: the unit's open tasks without an entry in the period, once asking has begun."""
    since = {r.id: asks_lines_since(r, merged_with(r, sets), org.office, now) for r in records}
    asking = [r for r in records if since[r.id] is not None]
    if not asking:
        return {}
    tasks: dict[int, list[DutyRecord]] = defaultdict(list)
    for task in await open_tasks_of(connection, org.id, {r.duty.unit_id for r in asking}):
        tasks[task.duty.unit_id].append(task)
    rows = await connection.execute(
        select(progress.c.duty_id, func.max(progress.c.said_at))
        .where(
            progress.c.org_id == org.id,
            progress.c.duty_id.in_([task.id for each in tasks.values() for task in each]),
            progress.c.undone_at.is_(None),
        )
        .group_by(progress.c.duty_id)
    )
    spoken = {row[0]: row[1] for row in rows}
    today = org.office.day_of(now)

    return {
        r.id: missing_lines(tasks[r.duty.unit_id], spoken, begins, staff, today)
        for r in asking
        if (begins := since[r.id]) is not None
    }
