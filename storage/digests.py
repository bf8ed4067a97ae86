"""Queueing digests: of leader and deputies, and of coordinators (DESIGN.md §4.7).

What is in one, and whether it is time for it, is decided in `scheduler.rules.digest`; here the rows
are read, and what was decided is stored under its key. Of a kind and person only the newest waits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.decision import MANAGERS, Watched
from scheduler.rules.digest import (
    MISSING,
    MOVED,
    UNHEARD,
    Earlier,
    Fact,
    digest_notice,
    due_days_told,
    for_coordinator,
    for_manager,
    kinds_of_managers,
)
from scheduler.rules.duty import DutyKind, Move, State
from scheduler.rules.notice import Kind
from scheduler.rules.people import Role
from scheduler.rules.staff import Staff
from scheduler.rules.watching import SETTLED
from storage import digest_items, outbox, set_aside, watch
from storage.duties import IS_OWED
from storage.mailboxes import person_box
from storage.orgs import OrgState
from storage.people import load_staff
from storage.tables import duties, mailboxes, moves, notices, rungs
from storage.tables import set_aside as aside_rows


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A digest to be queued."""

    kind: str
    person_id: int
    facts: Mapping[str, Any]
    names: frozenset[Fact] = field(default_factory=frozenset)


async def queue_managers(tx: AsyncConnection, org: OrgState, slot: datetime, now: datetime) -> int:
    """Queue, at `now`, the digests of leader and deputies for a slot; return how many."""
    staff, today = await load_staff(tx, org.id), org.office.day_of(slot)
    if not any(staff.present(staff.holding(role), today) for role in MANAGERS):
        return 0
    late = await _late(tx, org, slot, Role.HEAD)
    closed = await _missed_since(tx, org, slot)
    items = await _watched(tx, org, staff, {*late, *closed}, slot)
    kinds = kinds_of_managers(items)
    earlier = await _earlier(tx, org, kinds)
    wanted = []
    for person, kind in kinds.items():
        before = earlier.get((person, kind), Earlier())
        digest = for_manager(items, closed, person, before, slot, org.watermark, org.office)
        if not digest.is_empty:
            names = frozenset(line.fact for line in digest.named)
            facts = {"duties": list(digest.duties)}
            wanted.append(Digest(kind=kind, person_id=person, facts=facts, names=names))
    return await _queue(tx, org, wanted, slot, now)


async def queue_coordinators(
    tx: AsyncConnection, org: OrgState, slot: datetime, now: datetime
) -> int:
    """Queue, at `now`, the digests of the coordinators for a slot; return how many.

    What was to be told on mornings on which no slot was reached is told now.
    """
    staff, today = await load_staff(tx, org.id), org.office.day_of(slot)
    there = staff.present(staff.holding(Role.COORDINATOR), today)
    people = {person.id: MISSING for person in there}
    if not people:
        return 0
    told_on = due_days_told(slot, org.watermark, org.office)
    earlier = await _earlier(tx, org, people)
    if not told_on and not any(each.failed for each in earlier.values()):
        return 0
    late = {*await _late(tx, org, slot), *await _reports_due(tx, org, told_on, slot)}
    late |= {duty for each in earlier.values() for duty, _, _ in each.pending}
    items = await _watched(tx, org, staff, late, slot)
    wanted = []
    for person, kind in people.items():
        before = earlier.get((person, kind), Earlier())
        digest = for_coordinator(items, person, before, told_on, slot)
        if not digest.is_empty:
            names = frozenset(line.fact for line in digest.lines)
            facts = {"duties": list(digest.duties)}
            wanted.append(Digest(kind=kind, person_id=person, facts=facts, names=names))
    return await _queue(tx, org, wanted, slot, now)


# --- which duties -------------------------------------------------------------------------------


async def _late(
    tx: AsyncConnection, org: OrgState, slot: datetime, reached: Role | None = None
) -> list[int]:
    """The duties of whose present round a rung (if one is named, that) was told or skipped.

    Nothing comes to a digest before: of a thousand late duties only these are read.
    """
    r = rungs.c
    climbs = exists().where(
        r.org_id == duties.c.org_id, r.duty_id == duties.c.id, r.round == duties.c.round
    )
    if reached is not None:
        climbs = climbs.where(r.role == reached.value)
    return await _ids(tx, org, slot, IS_OWED, climbs)


async def _reports_due(
    tx: AsyncConnection, org: OrgState, told_on: Collection[date], slot: datetime
) -> list[int]:
    """The reports due on these days, whatever became of them; a few more are no matter."""
    if not told_on:
        return []
    between = duties.c.due_on.between(min(told_on) - MOVED, max(told_on))
    return await _ids(tx, org, slot, duties.c.kind == DutyKind.REPORT.value, between)


async def _missed_since(tx: AsyncConnection, org: OrgState, slot: datetime) -> dict[int, datetime]:
    """The reports that count as missed, with the moment they were closed.

    Not those of more than a month ago: each week's digest tells of them, so they were told.
    """
    rows = await tx.execute(
        select(moves.c.duty_id, func.max(moves.c.at).label("at"))
        .join(duties, and_(duties.c.org_id == moves.c.org_id, duties.c.id == moves.c.duty_id))
        .where(
            moves.c.org_id == org.id,
            moves.c.move == Move.MISS.value,
            moves.c.at > slot - UNHEARD,
            duties.c.state == State.MISSED.value,
        )
        .group_by(moves.c.duty_id)
    )
    return {row.duty_id: row.at for row in rows}


async def _ids(tx: AsyncConnection, org: OrgState, slot: datetime, *conditions: Any) -> list[int]:
    """The duties that meet conditions, without those that cannot be read or decided."""
    whole = ~set_aside.rests(aside_rows.c.duty_id, duties.c.id, slot)
    found = await tx.scalars(
        select(duties.c.id).where(duties.c.org_id == org.id, *conditions, whole)
    )
    return list(found)


async def _watched(
    tx: AsyncConnection, org: OrgState, staff: Staff, ids: Iterable[int], slot: datetime
) -> list[Watched]:
    seen = await watch.of_duties(tx, org, staff, sorted(ids), slot)
    return [each.item for each in seen]


# --- when ---------------------------------------------------------------------------------------


async def _earlier(
    tx: AsyncConnection, org: OrgState, kinds: Mapping[int, str]
) -> dict[tuple[int, str], Earlier]:
    """What became of the digests of these people so far, by person and kind."""
    boxes = select(mailboxes.c.id).where(
        mailboxes.c.org_id == org.id,
        mailboxes.c.recipient.in_([person_box(person) for person in kinds]),
    )
    rows = await tx.execute(
        select(
            notices.c.id,
            notices.c.person_id,
            notices.c.step,
            notices.c.state,
            notices.c.slot_at,
            notices.c.created_at,
        )
        .where(
            notices.c.org_id == org.id,
            notices.c.mailbox_id.in_(boxes),
            notices.c.kind == Kind.DIGEST.value,
            notices.c.step.in_(set(kinds.values())),
        )
        .order_by(notices.c.id)
    )
    by_kind: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        by_kind.setdefault((row.person_id, row.step), []).append(row)
    named = await digest_items.of_notices(
        tx, org.id, [row.id for each in by_kind.values() for row in each]
    )
    found = {}
    for key, each in by_kind.items():
        newest = each[-1]
        left = [row for row in each if row.state in SETTLED]
        pending = newest.state in ("queued", "failed")
        found[key] = Earlier(
            newest_at=newest.slot_at,
            failed=newest.state == "failed",
            pending=named.get(newest.id, frozenset()) if pending else frozenset(),
            said=frozenset().union(*(named.get(row.id, frozenset()) for row in left)),
            said_until=left[-1].created_at if left else None,
        )
    return found


async def _queue(
    tx: AsyncConnection, org: OrgState, wanted: Sequence[Digest], slot: datetime, now: datetime
) -> int:
    """Queue digests; what still waits of the same kind and person gives way."""
    queued = 0
    for each in wanted:
        notice = digest_notice(each.kind, each.person_id, slot, org.office, each.facts)
        if not await outbox.enqueue(tx, org.id, [notice], now):
            continue  # the office was paused and went on within a slot
        queued += 1
        of_kind = and_(
            notices.c.org_id == org.id,
            notices.c.kind == Kind.DIGEST.value,
            notices.c.step == each.kind,
            notices.c.person_id == each.person_id,
            notices.c.state == "queued",
        )
        await tx.execute(
            update(notices)
            .where(of_kind, notices.c.key != notice.key, notices.c.message_id.is_(None))
            .values(state="dropped", settled_at=now)
        )
        made = select(notices.c.id).where(of_kind, notices.c.key == notice.key)
        await digest_items.write(tx, org.id, {(await tx.scalars(made)).one(): each.names})
    return queued
