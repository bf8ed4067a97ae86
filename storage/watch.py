"""What the rules must know about each duty that is due to be looked at, read in a few queries.

Work follows what is due, not what exists: only duties whose `look_at` has come are read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import LineAsk, Unsaid, Watched
from scheduler.rules.duty import OWED, Duty, DutyKind
from scheduler.rules.escalation import ladder_of
from scheduler.rules.merged import Together, rank, together
from scheduler.rules.notice import Kind
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import missed_at, review_rule
from scheduler.rules.people import Cast, Role
from scheduler.rules.recurrence import Recurrence, parse_rrule
from scheduler.rules.reminding import asking_steps
from scheduler.rules.timing import from_json
from storage.duties import DutyRecord, by_ids, cast_of, open_tasks_of, read
from storage.orgs import OrgState
from storage.people import Staff, load_staff
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

SETTLED = ("sent", "unknown")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A watched duty and the row it was read from."""

    item: Watched
    record: DutyRecord
    merged: Sequence[DutyRecord] = ()  # of a report: the set it is in, itself included

    @property
    def look_at(self) -> datetime | None:
        return self.record.look_at


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
    facts = await _facts(connection, org.id, [r.id for r in records])
    spoken = await _last_words_of_units(connection, org.id, records)
    sets = await _merged_sets(connection, org.id, records)
    missing = await _missing_lines(connection, org, staff, records, sets, now)
    reviews = await _reviews(connection, org.id, records)
    today = org.office.day_of(now)
    seen = []
    for r in records:
        duty = r.duty
        ladder_office = _frozen(org, r)
        cast = cast_of(staff, r, today)
        said = [row for row in facts.notices[r.id] if row.round == duty.round]
        reached = {
            Role(row.role): row.on_day for row in facts.rungs[r.id] if row.round == duty.round
        }
        last_word = facts.last_word.get(r.id, duty.round_began_at)
        if duty.kind is DutyKind.REPORT:
            # Whoever gives the lines of a report is not silent about it.
            last_word = max(last_word, spoken.get(duty.unit_id, last_word))
        asked = {
            row.message_id  # several asks that left together are one word to the person
            for row in said
            if row.kind == Kind.ASK.value
            and row.state in SETTLED
            and not row.step.startswith("line-")
            and row.settled_at > last_word
        }
        merged = _merged(r, sets)
        item = Watched(
            duty=duty,
            cast=cast,
            office=org.office,
            ladder=ladder_of(duty, ladder_office),
            grace_days=ladder_office.policy.grace_days,
            reached=reached,
            told=_told(said, facts.rungs[r.id], duty, cast),
            unsaid=_unsaid(said, reached, org.office),
            queued=frozenset(row.key for row in said),
            asks_sent=len(asked),
            last_word_at=facts.last_word.get(r.id),
            snoozed=facts.snoozes[r.id],
            speaks=_speaks(duty, merged),
            closes_missed_at=_missed_at(r, org.office),
            extension_asked_in_time=_asked_in_time(facts.extensions[r.id], duty, org.office),
            missing_lines=missing.get(r.id, ()),
            reviews=reviews.get(r.id),
            others_from=staff.others_from(duty.unit_id, r.task_id, r.cycle_id, today),
        )
        seen.append(Seen(item=item, record=r, merged=merged))
    return seen


async def merged_with(connection: AsyncConnection, org: int, item: DutyRecord) -> list[DutyRecord]:
    """The set a report duty is in, itself first (DESIGN.md §4.9): computed, never stored."""
    return _merged(item, await _merged_sets(connection, org, [item]))


# --- parts --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Facts:
    notices: dict[int, list[Any]]
    rungs: dict[int, list[Any]]
    snoozes: dict[int, dict[int, datetime]]
    extensions: dict[int, list[datetime]]
    last_word: dict[int, datetime]


async def _facts(connection: AsyncConnection, org: int, ids: Sequence[int]) -> _Facts:
    said = defaultdict(list)
    for row in await connection.execute(
        select(
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
    ):
        said[row.duty_id].append(row)
    climbed = defaultdict(list)
    for row in await connection.execute(
        select(rungs).where(rungs.c.org_id == org, rungs.c.duty_id.in_(ids))
    ):
        climbed[row.duty_id].append(row)
    muted: dict[int, dict[int, datetime]] = defaultdict(dict)
    for row in await connection.execute(
        select(snoozes).where(snoozes.c.org_id == org, snoozes.c.duty_id.in_(ids))
    ):
        muted[row.duty_id][row.person_id] = row.until
    asked = defaultdict(list)
    for row in await connection.execute(
        select(requests.c.duty_id, requests.c.asked_at).where(
            requests.c.org_id == org,
            requests.c.duty_id.in_(ids),
            requests.c.kind == "extension",
            requests.c.decided_at.is_(None),
        )
    ):
        asked[row.duty_id].append(row.asked_at)
    words = await connection.execute(
        select(progress.c.duty_id, func.max(progress.c.said_at))
        .where(
            progress.c.org_id == org,
            progress.c.duty_id.in_(ids),
            progress.c.undone_at.is_(None),
        )
        .group_by(progress.c.duty_id)
    )
    return _Facts(
        notices=said,
        rungs=climbed,
        snoozes=muted,
        extensions=asked,
        last_word={row[0]: row[1] for row in words},
    )


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


def _told(
    said: Sequence[Any], climbed: Sequence[Any], duty: Duty, cast: Cast
) -> dict[Role, frozenset[int]]:
    """Who was told at each rung of this round; a muted officer's rung counts as told."""
    told: dict[Role, set[int]] = defaultdict(set)
    for row in said:
        if row.state not in SETTLED:
            continue
        if row.step.startswith("rung-"):
            told[Role(row.step.removeprefix("rung-"))].add(row.person_id)
        elif row.kind == Kind.URGE.value:
            told[Role.OFFICER].add(row.person_id)
    for row in climbed:
        role = Role(row.role)
        if row.round == duty.round and row.outcome == "told" and not told[role]:
            told[role] = {person.id for person in cast.at(role)}
    return {role: frozenset(people) for role, people in told.items() if people}


def _unsaid(
    said: Sequence[Any], reached: Mapping[Role, date], office: Office
) -> dict[Role, Unsaid]:
    """Rungs whose notices were queued and reached nobody, with the day since which they wait."""
    found: dict[Role, Unsaid] = {}
    for row in said:
        if not row.step.startswith("rung-") or row.state not in ("queued", "failed"):
            continue
        role = Role(row.step.removeprefix("rung-"))
        if role not in reached:
            # Queued after its slot, as after a long sleep, it waits since then.
            since = office.day_of(row.settled_at or max(row.slot_at, row.created_at))
            found[role] = Unsaid(since=since, failed=row.state == "failed")
    return found


def _frozen(org: OrgState, r: DutyRecord) -> Office:
    """The office with the policy that was in force when the round's first rung was told."""
    if r.policy_version is None:
        return org.office
    policy = org.policies[r.policy_version]
    return Office(calendar=org.office.calendar, policy=policy, live_from=org.office.live_from)


async def _merged_sets(
    connection: AsyncConnection, org: int, records: Sequence[DutyRecord]
) -> dict[Together, list[DutyRecord]]:
    """All owed reports of the units and due days of these reports, by what makes them a set."""
    reports = [r for r in records if r.duty.kind is DutyKind.REPORT and r.duty.due_on is not None]
    if not reports:
        return {}
    owed = await read(
        connection,
        org,
        duties.c.kind == DutyKind.REPORT.value,
        duties.c.unit_id.in_({r.duty.unit_id for r in reports}),
        duties.c.due_on.in_({r.duty.due_on for r in reports}),
        duties.c.state.in_([state.value for state in OWED]),
    )
    sets: dict[Together, list[DutyRecord]] = defaultdict(list)
    for r in owed:
        sets[together(r.duty, r.receiver_unit)].append(r)
    return sets


def _merged(r: DutyRecord, sets: Mapping[Together, Sequence[DutyRecord]]) -> list[DutyRecord]:
    return [
        r,
        *(other for other in sets.get(together(r.duty, r.receiver_unit), ()) if other.id != r.id),
    ]


def _speaks(duty: Duty, merged: Sequence[DutyRecord]) -> bool:
    return all(rank(other.duty) <= rank(duty) for other in merged)


def _missed_at(r: DutyRecord, office: Office) -> datetime | None:
    if r.duty.due_on is None or r.schedule is None:
        return None
    return missed_at(r.schedule.kind, r.schedule.recurrence, r.duty.due_on, office)


def _asked_in_time(asked: Sequence[datetime], duty: Duty, office: Office) -> bool:
    if duty.due_on is None:
        return False
    closes = office.closes_at(duty.due_on, duty.due_time)
    return any(at < closes for at in asked)


async def _missing_lines(
    connection: AsyncConnection,
    org: OrgState,
    staff: Staff,
    records: Sequence[DutyRecord],
    sets: Mapping[Together, Sequence[DutyRecord]],
    now: datetime,
) -> dict[int, tuple[LineAsk, ...]]:
    """Of reports: the unit's open tasks without an entry in the period, once asking has begun."""
    since = {r.id: _asks_lines_since(r, _merged(r, sets), org.office, now) for r in records}
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

    def is_missing(task: DutyRecord, begins: datetime) -> bool:
        said = spoken.get(task.id)
        return task.duty.state in OWED and (said is None or said < begins)

    return {
        r.id: tuple(
            LineAsk(duty=task.duty, people=cast_of(staff, task, today).asked())
            for task in tasks[r.duty.unit_id]
            if is_missing(task, begins)
        )
        for r in asking
        if (begins := since[r.id]) is not None
    }


def _asks_lines_since(
    r: DutyRecord, merged: Sequence[DutyRecord], office: Office, now: datetime
) -> datetime | None:
    """From when an entry counts for a report; None while nobody is asked for lines.

    For a merged set it must count for each: what was said in March is no line of this week's.
    """
    if r.coverage is None or r.duty.state not in OWED:
        return None
    steps = asking_steps(r.duty, office)
    if not steps or now < steps[0].at:
        return None
    return max(other.coverage.begins for other in merged if other.coverage)
