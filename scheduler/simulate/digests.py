"""The morning's digests of a virtual office: to the coordinators, who has not reported."""

from datetime import date, datetime, timedelta

from scheduler.rules.calendar import days
from scheduler.rules.digest import digest_key, due_days_told_on
from scheduler.rules.duty import OWED
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Role
from scheduler.simulate.office import VirtualOffice


def queue_morning(office: VirtualOffice, slot: datetime) -> int:
    """Queue what is to be told in the first slot of a day that is reached; return how many."""
    mornings = _mornings(office, slot)
    told_on = [day for each in mornings for day in due_days_told_on(each, office.office.calendar)]
    missing = [
        record
        for day in told_on
        for record in office.reports_due(day)
        if record.duty.state in OWED and not record.duty.receives
    ]
    first = office.office.first_slot(office.office.day_of(slot))
    named = f"{first.astimezone(office.office.calendar.zone):%Y-%m-%dT%H%M}"
    digests = []
    for coordinator in office.staff.holding(Role.COORDINATOR):
        units = {held.unit_id for held in office.staff.roles_of(coordinator.id)}
        own = [record.id for record in missing if record.coordinating_unit in units]
        if own:
            digest = Notice(
                key=digest_key("missing", named, coordinator.id),
                kind=Kind.DIGEST,
                person_id=coordinator.id,
                step="missing",
                slot_at=slot,
                facts={"duties": own},
            )
            digests.append(digest)
    return office.outbox.enqueue(digests, slot)


def _mornings(office: VirtualOffice, slot: datetime) -> list[date]:
    """Today, and the days since the last slot that was reached."""
    today = office.office.day_of(slot)
    if office.watermark is None:
        return [today]
    last = office.office.day_of(office.watermark)
    if office.watermark < office.office.first_slot(last):
        last -= timedelta(days=1)
    return list(days(last + timedelta(days=1), today))
