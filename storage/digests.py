"""Queueing the coordinator's morning digest.

Who has not reported, who cannot be reached, and what is not certain of the calendar.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import days
from scheduler.rules.digest import digest_key, due_days_told_on
from scheduler.rules.duty import OWED, DutyKind
from scheduler.rules.escalation import week_step
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Role
from storage import duties, outbox
from storage.duties import DutyRecord
from storage.orgs import OrgState
from storage.people import Staff, load_staff
from storage.public_days import OpenPoint
from storage.tables import duties as duty_rows


async def queue_morning(tx: AsyncConnection, org: OrgState, slot: datetime) -> int:
    """Queue the day's digests, once a day, in its first slot that is reached; return how many.

    What was to be told on mornings on which no slot was reached is told now (DESIGN.md §4.7). An
    empty digest is not sent.
    """
    due_days = [
        day
        for morning in _mornings(org, slot)
        for day in due_days_told_on(morning, org.office.calendar)
    ]
    if not due_days:
        return 0
    staff = await load_staff(tx, org.id)
    missing = [
        item
        for item in await duties.read(
            tx,
            org.id,
            duty_rows.c.kind == DutyKind.REPORT.value,
            duty_rows.c.due_on.in_(due_days),
            duty_rows.c.state.in_([state.value for state in OWED]),
        )
        if not item.duty.receives
    ]
    digests = []
    for coordinator in staff.holding(Role.COORDINATOR):
        units = {held.unit_id for held in staff.roles_of(coordinator.id)}
        own = [item for item in missing if item.coordinating_unit in units]
        if own:
            digests.append(_digest(org, staff, coordinator.id, own, slot))
    return await outbox.enqueue(tx, org.id, digests, slot)


async def queue_doubts(
    tx: AsyncConnection, org: OrgState, slot: datetime, doubts: Sequence[tuple[int, OpenPoint]]
) -> int:
    """Tell the coordinators once a week what is not certain of the calendar; return how many."""
    if not doubts:
        return 0
    points = [{"year": year, **point.says} for year, point in doubts]
    staff = await load_staff(tx, org.id)
    told = [
        Notice(
            key=digest_key("calendar", week_step(slot, org.office), coordinator.id),
            kind=Kind.DIGEST,
            person_id=coordinator.id,
            step="calendar",
            slot_at=slot,
            facts={"points": points},
        )
        for coordinator in staff.holding(Role.COORDINATOR)
    ]
    return await outbox.enqueue(tx, org.id, told, slot)


def _mornings(org: OrgState, slot: datetime) -> list[date]:
    """Today, and the days since the last slot that was reached."""
    today = org.office.day_of(slot)
    if org.watermark is None:
        return [today]
    last = org.office.day_of(org.watermark)
    first_slot = org.office.first_slot(last)
    if first_slot is not None and org.watermark < first_slot:
        last -= timedelta(days=1)
    return list(days(last + timedelta(days=1), today))


def _digest(
    org: OrgState, staff: Staff, coordinator: int, missing: list[DutyRecord], slot: datetime
) -> Notice:
    morning = org.office.first_slot(org.office.day_of(slot)) or slot
    named = f"{morning.astimezone(org.office.calendar.zone):%Y-%m-%dT%H%M}"
    unlinked = sorted(person.name for person in staff.people.values() if not person.reachable)
    facts: dict[str, Any] = {"duties": [item.id for item in missing], "unlinked": unlinked}
    return Notice(
        key=digest_key("missing", named, coordinator),
        kind=Kind.DIGEST,
        person_id=coordinator,
        step="missing",
        slot_at=slot,
        facts=facts,
    )
