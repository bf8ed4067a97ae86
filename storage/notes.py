"""Notes: what somebody who manages wrote beside a duty; no word of how it stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty_record import DutyRecord
from storage import journal
from storage.sql import insert_one
from storage.tables import notes, people


async def add(
    tx: AsyncConnection, org: int, item: DutyRecord, person: int, words: str, at: datetime
) -> None:
    """Keep a person's note on a duty; the journal has its words even if it is taken back."""
    await insert_one(tx, notes, org_id=org, duty_id=item.id, person_id=person, at=at, words=words)
    await journal.note(tx, org, at, "duty_noted", person, duty=item.duty.name, words=words)


async def of_duty(connection: AsyncConnection, org: int, item: DutyRecord) -> Sequence[Row[Any]]:
    """The notes on a duty, oldest first, with the full name of who wrote each."""
    rows = await connection.execute(
        select(notes, people.c.full_name)
        .join(people, and_(people.c.org_id == notes.c.org_id, people.c.id == notes.c.person_id))
        .where(notes.c.org_id == org, notes.c.duty_id == item.id)
        .order_by(notes.c.at, notes.c.id)
    )
    return rows.all()
