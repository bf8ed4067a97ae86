"""Append-only record of who changed what."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_one
from storage.tables import journal


async def note(
    tx: AsyncConnection, org: int, at: datetime, what: str, person: int | None = None, **facts: Any
) -> int:
    """Write one line ("duty_accepted", with its facts as JSON) and return its id."""
    return await insert_one(
        tx, journal, org_id=org, at=at, person_id=person, what=what, facts=facts
    )


async def count_since(
    connection: AsyncConnection, org: int, what: str, person: int, since: datetime
) -> int:
    """How often that was noted of a person from a moment on."""
    found = await connection.scalar(
        select(func.count())
        .select_from(journal)
        .where(
            journal.c.org_id == org,
            journal.c.person_id == person,
            journal.c.what == what,
            journal.c.at >= since,
        )
    )
    return found or 0


async def newest(connection: AsyncConnection, org: int, what: str, person: int) -> datetime | None:
    """When that was last noted of a person; None if never."""
    found: datetime | None = await connection.scalar(
        select(func.max(journal.c.at)).where(
            journal.c.org_id == org, journal.c.what == what, journal.c.person_id == person
        )
    )
    return found


async def newest_of_all(connection: AsyncConnection, org: int, what: str) -> datetime | None:
    """When that was last noted, of whomever; None if never."""
    found: datetime | None = await connection.scalar(
        select(func.max(journal.c.at)).where(journal.c.org_id == org, journal.c.what == what)
    )
    return found
