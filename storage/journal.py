"""Append-only record of who changed what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
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


async def noted(
    connection: AsyncConnection, org: int, what: str, **numbers: int
) -> Sequence[Row[Any]]:
    """Each line of that kind with these numbers among its facts, the oldest first."""
    about = [journal.c.facts[name].as_integer() == number for name, number in numbers.items()]
    found = await connection.execute(
        select(journal)
        .where(journal.c.org_id == org, journal.c.what == what, *about)
        .order_by(journal.c.id)
    )
    return found.all()


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
