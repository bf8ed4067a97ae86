"""What has happened is written in the journal and told to those it concerns, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Person
from storage import journal, outbox
from storage.orgs import OrgState


async def tell(
    tx: AsyncConnection,
    org: OrgState,
    now: datetime,
    readers: Sequence[Person],
    step: str,
    *,
    by: int | None = None,
    item: DutyRecord | None = None,
    slot_at: datetime | None = None,
    facts: dict[str, Any],
) -> list[str]:
    """Tell people with the text `told.<step>` what has just happened, in their next slot.

    `by` did it and need not be told; None is the operator. Another slot than the next one may be
    named. Returns the keys of the notices.
    """
    event = await journal.note(tx, org.id, now, step, by, duty=item.duty.name if item else None)
    told = [
        Notice(
            key=f"event:{event}:{reader.id}",
            kind=Kind.TOLD,
            person_id=reader.id,
            step=step,
            slot_at=slot_at or org.office.slot_after(now),
            duty_id=item.id if item else None,
            round=item.duty.round if item else 0,
            facts=facts,
        )
        for reader in readers
        if reader.id != by
    ]
    await outbox.enqueue(tx, org.id, told, now)
    return [notice.key for notice in told]
