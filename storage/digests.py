"""Queueing the coordinator's morning digest: who has not reported, and who cannot be reached."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.digest import digest_key, due_days_told_on
from scheduler.rules.duty import OWED, DutyKind
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Role
from storage import duties, outbox
from storage.duties import DutyRecord
from storage.orgs import OrgState
from storage.people import Staff, load_staff
from storage.tables import duties as duty_rows


async def queue_morning(tx: AsyncConnection, org: OrgState, slot: datetime) -> int:
    """Queue the digests of a day's first slot; an empty one is not sent. Returns how many."""
    today = org.office.day_of(slot)
    due_days = due_days_told_on(today, org.office.calendar)
    if slot != org.office.first_slot(today) or not due_days:
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


def _digest(
    org: OrgState, staff: Staff, coordinator: int, missing: list[DutyRecord], slot: datetime
) -> Notice:
    named = f"{slot.astimezone(org.office.calendar.zone):%Y-%m-%dT%H%M}"
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
