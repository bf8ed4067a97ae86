"""What the watchdog must know of an office, what it found before, and what is told of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, and_, delete, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.alarm import Alarm
from scheduler.rules.digest import digest_notice
from scheduler.rules.duty import State
from scheduler.rules.finding import (
    Doubt,
    Finding,
    FindingKind,
    Guarded,
    Owing,
    Remembered,
    Undated,
    Waiting,
)
from scheduler.rules.quota import month_of
from storage import calendar_years, duties, link_tries, outbox, quotas, set_aside
from storage.orgs import OrgState
from storage.people import load_staff
from storage.sql import insert_new
from storage.tables import cycles, findings, messages, notices, plans, tasks, units
from storage.tables import duties as duty_rows


async def guarded(connection: AsyncConnection, org: OrgState, slot: datetime) -> Guarded:
    """What the watchdog must know in a slot."""
    office, mark = org.office, org.watermark
    today = office.day_of(slot)
    month = month_of(slot, office.calendar.zone)
    doubts = await calendar_years.doubts_in_sight(connection, org.id, today)
    return Guarded(
        slot=slot,
        released=mark,
        is_first=mark is None or mark < office.first_slot(today),
        office=office,
        staff=await load_staff(connection, org.id),
        waiting=await _waiting(connection, org.id, slot),
        set_aside=[each.name for each in await set_aside.listed(connection, org.id)],
        owing=await _owing(connection, org.id),
        undated=await _undated(connection, org.id),
        guessed=await link_tries.guessed(connection, org.id, slot),
        used=list((await quotas.of_month(connection, org.id, month)).values()),
        doubts=[Doubt(year=year, says=point.says) for year, point in doubts],
        remembered=await remembered(connection, org.id),
    )


async def remembered(connection: AsyncConnection, org: int) -> list[Remembered]:
    """What stood when it was last looked, and what was over and has not been told, oldest first."""
    f = findings.c
    rows = await connection.execute(
        select(findings)
        .where(f.org_id == org, or_(f.over_at.is_(None), f.told_at < f.over_at))
        .order_by(f.since, f.id)
    )
    return [
        Remembered(
            finding=Finding(
                kind=FindingKind(row.kind),
                subject=row.subject,
                unit_id=row.unit_id,
                **row.facts,
            ),
            since=row.since,
            told_at=row.told_at,
            over_at=row.over_at,
        )
        for row in rows
    ]


async def keep(
    tx: AsyncConnection, org: OrgState, before: Iterable[Remembered], raised: Alarm, slot: datetime
) -> int:
    """Remember what was found in a slot, and queue what is told of it; return how many digests."""
    kept = {(each.finding.key, each.since): each for each in raised.remembered}
    known = {(each.finding.key, each.since): each for each in before}
    for key, old in known.items():
        if key not in kept:
            await tx.execute(delete(findings).where(_is(org.id, old)))
        elif kept[key] != old:
            await tx.execute(update(findings).where(_is(org.id, old)).values(**_values(kept[key])))
    for key, new in kept.items():
        if key not in known:
            await insert_new(
                tx,
                findings,
                org_id=org.id,
                kind=new.finding.kind.value,
                subject=new.finding.subject,
                since=new.since,
                **_values(new),
            )
    told = ((who, {"lines": [each.facts() for each in said]}) for who, said in raised.told.items())
    digests = [digest_notice("watchdog", who, slot, org.office, facts) for who, facts in told]
    return await outbox.enqueue(tx, org.id, digests, slot)


def _is(org: int, known: Remembered) -> Any:
    return and_(
        findings.c.org_id == org,
        findings.c.kind == known.finding.kind.value,
        findings.c.subject == known.finding.subject,
        findings.c.since == known.since,
    )


def _values(each: Remembered) -> dict[str, Any]:
    finding = each.finding
    return {
        "facts": {"name": finding.name, "says": dict(finding.says), "count": finding.count},
        "unit_id": finding.unit_id,
        "told_at": each.told_at,
        "over_at": each.over_at,
    }


# --- what the watchdog looks at -----------------------------------------------------------------


async def _waiting(connection: AsyncConnection, org: int, slot: datetime) -> list[Waiting]:
    """The notices of earlier slots that are still queued, and those that have failed since the last
    word that reached their person."""
    found = await connection.execute(_unsaid(org, "queued").where(notices.c.slot_at < slot))
    failed = await connection.execute(_unsaid(org, "failed"))
    rows: Sequence[Row[Any]] = [*found, *failed]
    spoke = await _spoke_at(connection, org, {row.mailbox_id for row in rows})
    waiting = []
    for row in rows:
        spoke_at, said_at = spoke.get(row.mailbox_id, (None, None))
        is_failed = row.state == "failed"
        if is_failed and said_at is not None and row.settled_at <= said_at:
            continue
        waiting.append(
            Waiting(
                person_id=row.person_id,
                slot_at=row.slot_at,
                created_at=row.created_at,
                spoke_at=spoke_at,
                failed=is_failed,
            )
        )
    return waiting


def _unsaid(org: int, state: Literal["queued", "failed"]) -> Any:
    """The state is said in the statement itself: so PostgreSQL knows the index of these few."""
    n = notices.c
    return select(n.mailbox_id, n.person_id, n.slot_at, n.created_at, n.settled_at, n.state).where(
        n.org_id == org,
        n.state == literal_column(f"'{state}'"),
        n.lane == "slot",
        n.person_id.is_not(None),
    )


async def _spoke_at(
    connection: AsyncConnection, org: int, boxes: Iterable[int]
) -> dict[int, tuple[datetime, datetime]]:
    """Of mailboxes the latest slot in which something was said, and when."""
    m = messages.c
    rows = await connection.execute(
        select(m.mailbox_id, func.max(m.slot_at), func.max(m.settled_at))
        .where(
            m.org_id == org,
            m.mailbox_id.in_(list(boxes)),
            m.lane == "slot",
            m.state.in_(("sent", "unknown")),
        )
        .group_by(m.mailbox_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def _owing(connection: AsyncConnection, org: int) -> list[Owing]:
    """The units that owe something, by name, with who coordinates it."""
    d = duty_rows.c
    owed = select(d.unit_id, d.task_id, d.cycle_id).where(d.org_id == org, ~duties.IS_CLOSED)
    each = owed.distinct().subquery().c
    plan = func.coalesce(plans.c.title, cycles.c.code).label("plan")
    rows = await connection.execute(
        select(
            each.unit_id,
            units.c.short,
            duties.COORDINATING_UNIT.label("coordinating"),
            plan,
        )
        .join(units, and_(units.c.org_id == org, units.c.id == each.unit_id))
        .outerjoin(tasks, and_(tasks.c.org_id == org, tasks.c.id == each.task_id))
        .outerjoin(cycles, and_(cycles.c.org_id == org, cycles.c.id == each.cycle_id))
        .outerjoin(
            plans,
            and_(
                plans.c.org_id == org,
                plans.c.id == func.coalesce(tasks.c.plan_id, cycles.c.plan_id),
            ),
        )
        .distinct()
        .order_by(units.c.short, plan)
    )
    return [
        Owing(
            unit_id=row.unit_id,
            unit=row.short,
            coordinating_unit=row.coordinating,
            plan=row.plan,
        )
        for row in rows
    ]


async def _undated(connection: AsyncConnection, org: int) -> list[Undated]:
    found = await duties.read(connection, org, duty_rows.c.state == State.WAITING.value)
    return [
        Undated(
            duty=item.duty.name,
            since=item.duty.opens_on,
            coordinating_unit=item.coordinating_unit,
        )
        for item in found
    ]
