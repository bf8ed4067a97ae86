"""Queueing the morning's digests.

To the coordinator: who has not reported, who cannot be reached, and what is not certain of the
calendar. To the administrator (if there is none, to the coordinator): what the pass has set aside.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import days
from scheduler.rules.digest import digest_key, due_days_told_on
from scheduler.rules.duty import OWED, DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.escalation import week_step
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Role
from storage import duties, outbox, set_aside
from storage.orgs import OrgState
from storage.people import load_staff
from storage.public_days import OpenPoint
from storage.tables import duties as duty_rows
from storage.tables import set_aside as aside_rows


async def queue_morning(tx: AsyncConnection, org: OrgState, slot: datetime) -> int:
    """Queue the day's digests, once a day, in its first slot that is reached; return how many.

    What was to be told on mornings on which no slot was reached is told now (DESIGN.md §4.7). An
    empty digest is not sent.
    """
    mornings = _mornings(org, slot)
    if not mornings:
        return 0
    due_days = [
        day for morning in mornings for day in due_days_told_on(morning, org.office.calendar)
    ]
    missing = await _missing(tx, org, due_days, slot)
    aside = await set_aside.listed(tx, org.id)
    if not missing and not aside:
        return 0
    staff, today = await load_staff(tx, org.id), org.office.day_of(slot)
    digests = []
    for coordinator in staff.present(staff.holding(Role.COORDINATOR), today):
        units = {held.unit_id for held in staff.roles_of(coordinator.id, today)}
        own = [item for item in missing if item.coordinating_unit in units]
        if own:
            unlinked = sorted(p.name for p in staff.people.values() if not p.reachable)
            facts = {"duties": [item.id for item in own], "unlinked": unlinked}
            digests.append(_digest(org, "missing", coordinator.id, facts, slot))
    if aside:
        facts = {"set_aside": [each.name for each in aside]}
        told = staff.holding(Role.ADMIN) or staff.present(staff.holding(Role.COORDINATOR), today)
        digests += [_digest(org, "set_aside", person.id, facts, slot) for person in told]
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
        for coordinator in staff.present(staff.holding(Role.COORDINATOR), org.office.day_of(slot))
    ]
    return await outbox.enqueue(tx, org.id, told, slot)


async def _missing(
    tx: AsyncConnection, org: OrgState, due_days: list[date], slot: datetime
) -> list[DutyRecord]:
    """The reports due on these days and not sent, without those that cannot be read."""
    if not due_days:
        return []
    found = await duties.read(
        tx,
        org.id,
        duty_rows.c.kind == DutyKind.REPORT.value,
        duty_rows.c.due_on.in_(due_days),
        duty_rows.c.state.in_([state.value for state in OWED]),
        ~set_aside.rests(aside_rows.c.duty_id, duty_rows.c.id, slot),
    )
    return [item for item in found if not item.duty.receives]


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


def _digest(org: OrgState, kind: str, person: int, facts: dict[str, Any], slot: datetime) -> Notice:
    morning = org.office.first_slot(org.office.day_of(slot)) or slot
    named = f"{morning.astimezone(org.office.calendar.zone):%Y-%m-%dT%H%M}"
    return Notice(
        key=digest_key(kind, named, person),
        kind=Kind.DIGEST,
        person_id=person,
        step=kind,
        slot_at=slot,
        facts=facts,
    )
