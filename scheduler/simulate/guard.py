"""What the watchdog sees of a virtual office, and what it remembers and tells of that.

What is not certain of the calendar is not known here: that stands in the data of public days.
"""

from collections.abc import Iterator
from datetime import datetime

from scheduler.rules.alarm import Alarm
from scheduler.rules.digest import digest_notice
from scheduler.rules.duty import CLOSED, State
from scheduler.rules.finding import Guarded, Owing, Undated, Waiting
from scheduler.simulate.office import VirtualOffice


def guarded(office: VirtualOffice, slot: datetime) -> Guarded:
    """What the watchdog must know in a slot."""
    mark, today = office.watermark, office.office.day_of(slot)
    undecided = [record for record in office.duties.values() if record.duty.state not in CLOSED]
    owing = {
        Owing(
            unit_id=record.duty.unit_id,
            unit=office.units[record.duty.unit_id],
            coordinating_unit=record.coordinating_unit,
            plan=str(record.plan_id or record.duty.code),
        )
        for record in undecided
    }
    return Guarded(
        slot=slot,
        released=mark,
        is_first=mark is None or mark < office.office.first_slot(today),
        office=office.office,
        staff=office.staff,
        waiting=list(_waiting(office, slot)),
        owing=sorted(owing, key=lambda each: (each.unit, each.plan)),
        undated=[
            Undated(
                duty=record.duty.name,
                since=record.duty.opens_on,
                coordinating_unit=record.coordinating_unit,
            )
            for record in undecided
            if record.duty.state is State.WAITING
        ],
        remembered=office.found,
    )


def keep(office: VirtualOffice, raised: Alarm, slot: datetime) -> None:
    """Remember what was found in a slot, and queue what is told of it."""
    office.found = [
        each
        for each in raised.remembered
        if each.over_at is None or (each.told_at is not None and each.told_at < each.over_at)
    ]
    digests = [digest_notice("watchdog", who, slot, office.office, {}) for who in raised.told]
    office.outbox.enqueue(digests, slot)


def _waiting(office: VirtualOffice, slot: datetime) -> Iterator[Waiting]:
    """The notices of earlier slots that are still queued, and those that have failed since the last
    word that reached their person."""
    for said in office.outbox.unsaid():
        if said.person_id is None:
            continue
        is_failed = said.state == "failed"
        if not is_failed and said.slot_at >= slot:
            continue
        last = office.last_message(said.person_id) if is_failed else None
        if last is not None and said.settled_at is not None and said.settled_at <= last.at:
            continue
        yield Waiting(
            person_id=said.person_id,
            slot_at=said.slot_at,
            created_at=said.created_at,
            spoke_at=max(office.outbox.spoken[said.person_id], default=None),
            failed=is_failed,
        )
