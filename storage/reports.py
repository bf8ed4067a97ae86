"""Reports: a period of a cycle as a frozen, versioned snapshot with traceable numbers (§5)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.amounts import figure
from scheduler.rules.duty import HANDED_IN, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.history import HandedIn, History
from scheduler.rules.plan import Cycle
from scheduler.rules.rollup import Entry, ReportFacts, TaskFacts, build_snapshot
from scheduler.rules.snapshot import Header, Snapshot, TargetLine, loads
from scheduler.rules.targets import with_unit
from storage import duties, history, journal, periods, progress, submissions, targets, units
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import duties as duty_rows
from storage.tables import plans, reports, task_units
from storage.targets import Target

CHANGES_WITH_TIME = ("as_of", "version")  # what two snapshots of the same facts may differ in


class NoSuchReport(LookupError):
    """The cycle owes no report for this period; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """A stored report; `text` is its JSON, byte for byte."""

    id: int
    version: int
    text: str
    is_new: bool

    @property
    def snapshot(self) -> Snapshot:
        return loads(self.text)


async def freeze(
    tx: AsyncConnection,
    org: OrgState,
    cycle: Cycle,
    period: str,
    *,
    as_of: datetime,
    now: datetime,
    person: int | None = None,
) -> Frozen:
    """Make the report of a period and store it; the same facts again give the stored one.

    Raises NoSuchReport if the cycle has no such period.
    """
    newest = (
        await tx.execute(
            select(reports)
            .where(
                reports.c.org_id == org.id,
                reports.c.cycle_id == cycle.id,
                reports.c.period == period,
            )
            .order_by(reports.c.version.desc())
        )
    ).first()
    version = newest.version + 1 if newest is not None else 1
    text = (await snapshot(tx, org, cycle, period, as_of=as_of, version=version)).dumps()
    if newest is not None and _same_facts(newest.snapshot, text):
        return Frozen(id=newest.id, version=newest.version, text=newest.snapshot, is_new=False)
    made = await insert_one(
        tx,
        reports,
        org_id=org.id,
        cycle_id=cycle.id,
        period=period,
        version=version,
        as_of=as_of,
        made_by=person,
        snapshot=text,
    )
    await journal.note(
        tx, org.id, now, "report_made", person, cycle=cycle.code, period=period, version=version
    )
    return Frozen(id=made, version=version, text=text, is_new=True)


async def by_id(connection: AsyncConnection, org: int, report: int) -> Frozen:
    found = await find(connection, org, report)
    if found is None:
        raise LookupError(f"no report {report}")
    return found


async def find(connection: AsyncConnection, org: int, report: int) -> Frozen | None:
    rows = await connection.execute(
        select(reports).where(reports.c.org_id == org, reports.c.id == report)
    )
    row = rows.first()
    if row is None:
        return None
    return Frozen(id=row.id, version=row.version, text=row.snapshot, is_new=False)


async def newest_of(connection: AsyncConnection, org: int, cycle: int) -> Frozen | None:
    """The report of a cycle that was made last; None if none was."""
    found = await connection.scalar(
        select(reports.c.id)
        .where(reports.c.org_id == org, reports.c.cycle_id == cycle)
        .order_by(reports.c.id.desc())
        .limit(1)
    )
    return await find(connection, org, found) if found is not None else None


async def snapshot(
    connection: AsyncConnection,
    org: OrgState,
    cycle: Cycle,
    period: str,
    *,
    as_of: datetime,
    version: int,
) -> Snapshot:
    """What the report says as of a moment. What it covers, `coverage` decides (DESIGN.md §5)."""
    try:
        covered = await periods.covering(connection, org, cycle, period)
    except ValueError as error:
        raise NoSuchReport(str(error)) from error
    book = await units.load(connection, org.id)
    zone = org.office.calendar.zone
    header = Header(
        org=org.name,
        issuer_parent=org.parent_name,
        cycle=cycle.code,
        kind=cycle.kind,
        period=period,
        period_from=covered.begins.astimezone(zone),
        cut_off=covered.cut_off.astimezone(zone),
        due_on=covered.due_on,
        as_of=as_of,
        version=version,
        plan_title=cycle.plan_title,
        receiver=book.names[cycle.to_unit_id],
    )
    owed = await reported_duties(connection, org.id, cycle, period)
    return build_snapshot(
        header,
        await _tasks(connection, org, cycle, book, header),
        await _reports(connection, org, owed, as_of),
        await _targets(connection, org, cycle, header),
    )


async def latest_owed_period(
    connection: AsyncConnection, org: int, cycle_id: int, today: date
) -> str | None:
    """The period whose report is collected now: the newest that units owed by today.

    Before the first is due it is the first that is open; None if none ever was. An extension
    moves a unit's day, not the period's.
    """
    rows = await connection.execute(
        select(duty_rows.c.period, duty_rows.c.original_due_on)
        .where(
            duty_rows.c.org_id == org,
            duty_rows.c.cycle_id == cycle_id,
            duty_rows.c.state != State.CANCELLED.value,
        )
        .distinct()
        .order_by(duty_rows.c.original_due_on)
    )
    periods = rows.all()
    due = [row.period for row in periods if row.original_due_on <= today]
    if due:
        return str(due[-1])
    return str(periods[0].period) if periods else None


async def reported_duties(
    connection: AsyncConnection, org: int, cycle: Cycle, period: str
) -> list[DutyRecord]:
    """The report duties of a period."""
    return await duties.read(
        connection, org, duty_rows.c.cycle_id == cycle.id, duty_rows.c.period == period
    )


# --- parts --------------------------------------------------------------------------------------


def _same_facts(stored: str, made: str) -> bool:
    """Whether all that the stored snapshot says is so in the other; an older one says less."""
    old, new = json.loads(stored), json.loads(made)
    return all(new.get(key) == old[key] for key in old if key not in CHANGES_WITH_TIME)


async def _reports(
    connection: AsyncConnection, org: OrgState, owed: Sequence[DutyRecord], moment: datetime
) -> list[ReportFacts]:
    pasts = await history.of_duties(connection, org.id, owed, {})
    return [_report_facts(item, org, pasts[item.id], moment) for item in owed]


def _report_facts(item: DutyRecord, org: OrgState, past: History, moment: datetime) -> ReportFacts:
    closes_at = past.deadline(moment, org.office)
    assert closes_at is not None
    stands = past.standing(moment)
    return ReportFacts(
        duty_id=item.id,
        unit=item.duty.unit,
        closes_at=closes_at,
        reported_at=stands.at if stands else None,
        counts_from=past.counts_from(moment, org.office),
        state=_state(_at(moment, item, past), stands),
    )


def _at(moment: datetime, item: DutyRecord, past: History, said: Sequence[Row[Any]] = ()) -> str:
    """The state of a duty at a moment.

    An entry keeps the state that it found, and so does a move: the first after the moment tells.
    """
    later = [(row.said_at, str(row.before["state"])) for row in said if row.said_at > moment]
    later += past.moved_after(moment)
    return min(later)[1] if later else item.duty.state.value


def _state(state: str, stands: HandedIn | None) -> str:
    """The state at a moment; a state says that something was handed in only if it was by then."""
    if stands is not None:
        return State.REPORTED.value
    return State.OPEN.value if state in HANDED_IN else state


async def _tasks(
    connection: AsyncConnection,
    org: OrgState,
    cycle: Cycle,
    book: units.UnitBook,
    header: Header,
) -> list[TaskFacts]:
    """The tasks of the plan, or of all plans, as they stood at the cut-off.

    Or when a draft was made before it.
    """
    moment = min(header.cut_off, header.as_of)
    last_day = org.office.day_of(moment - timedelta.resolution)  # a cut-off is the end of a day
    items = await duties.read(
        connection,
        org.id,
        duty_rows.c.kind == DutyKind.TASK.value,
        duty_rows.c.opens_on <= last_day,
        *((plans.c.id == cycle.plan_id,) if cycle.plan_id is not None else ()),
    )
    sent_with = await _sent_with(connection, org, cycle, header.period_from)
    facts = await task_facts(connection, org, items, book, moment, sent_with)
    return [each for each in facts if each.state != State.CANCELLED.value]


async def _targets(
    connection: AsyncConnection, org: OrgState, cycle: Cycle, header: Header
) -> list[TargetLine]:
    """The targets of the plan, or of all plans, with what was known of them at the cut-off."""
    of = [cycle.plan_id] if cycle.plan_id is not None else None
    found = await targets.read(connection, org.id, of, until=header.counted_until)
    return [_target_line(each) for each in found]


def _target_line(target: Target) -> TargetLine:
    given, done = target.figure, target.reached
    return TargetLine(
        code=target.code,
        text=target.text,
        planned=target.aim.shown(),
        due_on=target.by,
        actual=with_unit(figure(given.value), target.aim.unit) if given else None,
        percent=done.percent,
        is_met=done.is_met,
        person=given.person if given else None,
        stands_on=given.stands_on if given else None,
        at=given.at if given else None,
    )


async def task_facts(
    connection: AsyncConnection,
    org: OrgState,
    items: Sequence[DutyRecord],
    book: units.UnitBook,
    moment: datetime,
    sent_with: Mapping[int, str] = MappingProxyType({}),
) -> list[TaskFacts]:
    """Task duties as they stood at a moment; `sent_with`: the period an entry was sent late for."""
    said = await progress.of_duties(connection, org.id, [item.id for item in items])
    pasts = await history.of_duties(connection, org.id, items, said)
    supporting = await _supporters(connection, org.id, book)
    return [
        _task_facts(
            item,
            org,
            pasts[item.id],
            said.get(item.id, []),
            supporting.get(item.task_id or 0, ()),
            sent_with,
            moment,
        )
        for item in items
    ]


def _task_facts(
    item: DutyRecord,
    org: OrgState,
    past: History,
    said: Sequence[Row[Any]],
    supporters: tuple[str, ...],
    sent_with: Mapping[int, str],
    moment: datetime,
) -> TaskFacts:
    duty = item.duty
    timing = item.timing or {}
    stands = past.standing(moment)
    return TaskFacts(
        duty_id=duty.id,
        code=duty.code,
        ref=item.ref,
        heading=item.heading,
        title=item.text,
        short=duty.title,
        unit=duty.unit,
        supporters=supporters,
        closes_at=past.deadline(moment, org.office),
        due_on=past.due_on(moment),
        original_due_on=item.original_due_on,
        state=_state(_at(moment, item, past, said), stands),
        reported_at=stands.at if stands else None,
        counts_from=past.counts_from(moment, org.office),
        percent=said[0].before["percent"] if said else duty.percent,
        year=int(duty.period) if duty.period else None,
        ongoing=timing.get("kind") == "ongoing",
        entries=tuple(
            Entry(
                id=row.id,
                person=row.full_name,
                at=row.said_at,
                text=row.words,
                percent=row.percent if row.intent != "done" else None,  # done: until returned
                blocker=row.blocker,
                sent_with=sent_with.get(row.id),
            )
            for row in said
        ),
    )


async def _supporters(
    connection: AsyncConnection, org: int, book: units.UnitBook
) -> dict[int, tuple[str, ...]]:
    rows = await connection.execute(
        select(task_units.c.task_id, task_units.c.unit_id)
        .where(task_units.c.org_id == org, task_units.c.side == "support")
        .order_by(task_units.c.task_id, task_units.c.unit_id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.task_id] = (*found.get(row.task_id, ()), book.names[row.unit_id])
    return found


async def _sent_with(
    connection: AsyncConnection, org: OrgState, cycle: Cycle, after: datetime
) -> dict[int, str]:
    """Entry -> the period of this cycle that a late submission named it for: it counts there.

    The submission that named an entry first decides. What was said by the cut-off of its period
    counts by its date alone; so each entry counts exactly once.
    """
    first: dict[int, tuple[str, datetime]] = {}
    for row in await submissions.named_for(connection, org.id, cycle.id, after):
        first.setdefault(row.entry, (row.period, row.said_at))
    known = await periods.opened(connection, org.id, cycle.id)
    cut_offs = {each.period: each.cut_off for each in known}
    return {
        entry: period for entry, (period, said_at) in first.items() if said_at > cut_offs[period]
    }
