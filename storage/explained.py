"""Notices of the outbox with why they were made: each by what was so when it was made.

What was so is read from what is kept: former dates and rounds from moves and submissions, the
policy from its versions, rungs and notices from their days. Who could be reached then is not kept:
for that the people of today stand in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.decision import Watched
from scheduler.rules.duty import BEGINS_ROUND, HANDED_IN, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.explanation import Asked, Background, Explanation
from scheduler.rules.history import History
from scheduler.rules.notice import Kind, Notice, request_of
from scheduler.rules.office_hours import Office
from scheduler.rules.staff import Staff, cast_of
from scheduler.rules.watching import SETTLED, Seen, watched
from scheduler.rules.why import coming, explain, since
from storage import calendars, duties, history, progress, sources, submissions, watch
from storage.orgs import OrgState
from storage.outbox import notice_of
from storage.tables import cycles, policies, requests
from storage.tables import duties as duty_rows

NEXT = "next"  # the state of a notice that is still to be made


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A notice, what became of it, and why it was made."""

    notice: Notice
    state: str  # queued, sent, unknown, dropped, failed; next: not made yet
    record: DutyRecord | None
    why: Explanation


# --- why they were made -------------------------------------------------------------------------


async def explained(
    connection: AsyncConnection,
    org: OrgState,
    staff: Staff,
    rows: Sequence[Row[Any]],
    now: datetime,
) -> list[Explained]:
    """Each notice with its explanation, in the same order."""
    reports = await _reports_of_lines(connection, org.id, rows)
    wanted = {row.duty_id for row in rows if row.duty_id is not None}
    wanted |= {report.id for report in reports.values()}
    past = await _past(connection, org, staff, sorted(wanted), now)
    asked = await _asked(connection, org.id, staff, rows)
    found = []
    for row in rows:
        notice = _notice(row)
        known = Background(
            day_names=past.day_names,
            request=asked.get(row.id),
            made_at=row.created_at,
            left_on=_left_on(row, org),
        )
        own = past.seen.get(row.duty_id)
        looked_at = past.seen.get(reports[row.id].id) if row.id in reports else own
        if looked_at is None or own is None:
            why = explain(notice, org.office, None, known)
        else:
            why = _why(notice, row.created_at, org, staff, past, own, looked_at, known)
        record = own.record if own is not None else None
        found.append(Explained(notice=notice, state=row.state, record=record, why=why))
    return found


async def next_about(
    connection: AsyncConnection, org: OrgState, staff: Staff, duty: int, now: datetime
) -> list[Explained]:
    """What will be said next about a duty if nothing changes; none if nothing is in sight."""
    past = await _past(connection, org, staff, [duty], now)
    seen = past.seen[duty]
    found = []
    for notice in coming(seen.item, seen.look_at, now):
        record, known = seen.record, Background(day_names=past.day_names)
        known = replace(
            known,
            source=past.sources[notice.duty_id or duty],
            merged=_merged_codes(seen, past),
            policy_version=record.policy_version,
        )
        if notice.duty_id != duty:
            continue  # a line of it is asked for: that is said of the task
        why = explain(notice, org.office, seen.item, known)
        found.append(Explained(notice=notice, state=NEXT, record=record, why=why))
    return found


# --- what was so --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Past:
    """All that is kept about some duties."""

    seen: Mapping[int, Seen]
    histories: Mapping[int, History]
    words: Mapping[int, Sequence[datetime]]  # when somebody said one
    rounds: Mapping[int, Sequence[datetime]]  # when one began
    together: Mapping[int, Sequence[DutyRecord]]  # of reports handed in: with which
    sources: Mapping[int, Any]
    versions: Sequence[tuple[datetime, int]]  # of the policy, oldest first
    day_names: Mapping[date, str]


async def _past(
    connection: AsyncConnection, org: OrgState, staff: Staff, ids: Sequence[int], now: datetime
) -> _Past:
    seen = await watch.of_duties(connection, org, staff, ids, now)
    records = [each.record for each in seen]
    said = await progress.of_duties(connection, org.id, ids)
    histories = await history.of_duties(connection, org.id, records, said)
    kept = await duties.moves_of(connection, org.id, ids)
    rows = await connection.execute(
        select(policies.c.created_at, policies.c.version)
        .where(policies.c.org_id == org.id)
        .order_by(policies.c.version)
    )
    handed_in = [r for r in records if r.duty.cycle is not None and r.duty.state in HANDED_IN]
    return _Past(
        seen={each.record.id: each for each in seen},
        histories=histories,
        words={duty: [row.said_at for row in said.get(duty, ())] for duty in ids},
        rounds={
            duty: [row.at for row in kept.get(duty, ()) if row.move in BEGINS_ROUND]
            + [each.taken_back_at for each in past.handed_in if each.taken_back_at is not None]
            for duty, past in histories.items()
        },
        together={
            r.id: await submissions.handed_in_with(connection, org.id, r.id) for r in handed_in
        },
        sources=await sources.of_duties(connection, org.id, records),
        versions=[(row.created_at, row.version) for row in rows],
        day_names=await calendars.names(connection, org.id),
    )


def _why(
    notice: Notice,
    made_at: datetime,
    org: OrgState,
    staff: Staff,
    past: _Past,
    own: Seen,
    looked_at: Seen,
    known: Background,
) -> Explanation:
    """Of a line that a report asks for, `looked_at` is the report and `own` the task."""
    is_line = own is not looked_at
    round_ = looked_at.record.duty.round if is_line else notice.round
    then = _as_it_was(looked_at, round_, made_at, org, staff, past)
    own_source = past.sources[own.record.id]
    known = replace(
        known,
        source=replace(
            own_source, dates=tuple(each for each in own_source.dates if each.at <= made_at)
        ),
        task=own.record.duty if is_line else None,
        merged=() if is_line else _merged_codes(looked_at, past),
        policy_version=_kept_version(looked_at.record, round_),
        cast=cast_of(staff, own.record, org.office.day_of(made_at)),
    )
    why = explain(notice, org.office, then, known)
    if is_line:
        return replace(why, since=since(notice, own.record.duty, own.item))
    return replace(why, since=since(notice, then.duty, own.item))


def _as_it_was(
    seen: Seen, round_: int, moment: datetime, org: OrgState, staff: Staff, past: _Past
) -> Watched:
    """The duty as a look at the moment saw it."""
    record, duty = seen.record, seen.record.duty
    before = past.histories[record.id]
    began = duty.round_began_at
    if round_ != duty.round:
        earlier = [at for at in past.rounds[record.id] if at <= moment]
        began = max(earlier, default=org.office.first_slot(duty.opens_on))
    due_on, due_time = before.due(moment)
    words = [at for at in past.words[record.id] if at <= moment]
    then = replace(
        record,
        duty=replace(
            duty,
            due_on=due_on,
            due_time=due_time,
            round=round_,
            round_began_at=began,
            state=State.STARTED,
        ),
        policy_version=_kept_version(record, round_),
    )
    known = replace(
        seen.known,
        said=[
            each
            for each in seen.known.said
            if each.settled_at is not None and each.settled_at <= moment
        ],
        climbed=[each for each in seen.known.climbed if each.on_day <= org.office.day_of(moment)],
        last_word_at=max(words, default=None),
    )
    version = max((v for at, v in past.versions if at <= moment), default=past.versions[0][1])
    office = Office(
        calendar=org.office.calendar,
        policy=org.policies[version],
        live_from=org.office.live_from,
    )
    today = org.office.day_of(moment)
    return watched(then, known, seen.merged, staff, office, org.policies, today)


def _kept_version(record: DutyRecord, round_: int) -> int | None:
    """The policy that a climb of this round keeps; of an earlier round that is not kept."""
    return record.policy_version if round_ == record.duty.round else None


def _merged_codes(seen: Seen, past: _Past) -> tuple[str, ...]:
    """The codes of the reports that a report is, or was, sent together with."""
    same = past.together.get(seen.record.id) or seen.merged
    return tuple(sorted(each.duty.code for each in same if each.id != seen.record.id))


# --- rows ---------------------------------------------------------------------------------------


def _left_on(row: Row[Any], org: OrgState) -> date | None:
    if row.state not in SETTLED or row.settled_at is None:
        return None
    return org.office.day_of(row.settled_at)


def _notice(row: Row[Any]) -> Notice:
    """Of a duty that a digest names: the climb that it tells."""
    notice = notice_of(row)
    is_named = notice.kind is Kind.DIGEST and notice.duty_id is not None
    return replace(notice, kind=Kind.CLIMB) if is_named else notice


async def _reports_of_lines(
    connection: AsyncConnection, org: int, rows: Sequence[Row[Any]]
) -> dict[int, DutyRecord]:
    """The report that asked for a line, by notice."""
    lines = [row for row in rows if row.step.startswith("line-")]
    if not lines:
        return {}
    tasks = await duties.by_ids(connection, org, {row.duty_id for row in lines})
    unit_of = {task.id: task.duty.unit_id for task in tasks}
    reports = await duties.read(
        connection,
        org,
        duty_rows.c.kind == DutyKind.REPORT.value,
        duty_rows.c.unit_id.in_(set(unit_of.values())),
        cycles.c.code.in_({row.facts["report"] for row in lines}),
        duty_rows.c.period.in_({row.step.removeprefix("line-") for row in lines}),
    )
    by_name = {(r.duty.unit_id, r.duty.code, r.duty.period): r for r in reports}
    found = {
        row.id: by_name.get(
            (unit_of[row.duty_id], row.facts["report"], row.step.removeprefix("line-"))
        )
        for row in lines
    }
    return {notice: report for notice, report in found.items() if report is not None}


async def _asked(
    connection: AsyncConnection, org: int, staff: Staff, rows: Sequence[Row[Any]]
) -> dict[int, Asked]:
    """Who asked what a confirm or decide speaks for, and when, by notice."""
    of_notice = {row.id: request_of(row.key) for row in rows}
    ids = {request for request in of_notice.values() if request is not None}
    found = {
        row.id: Asked(who=staff.people[row.asked_by].name, at=row.asked_at)
        for row in await connection.execute(
            select(requests).where(requests.c.org_id == org, requests.c.id.in_(ids))
        )
    }
    return {
        notice: found[request]
        for notice, request in of_notice.items()
        if request is not None and request in found
    }
