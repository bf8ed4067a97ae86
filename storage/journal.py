"""Append-only record of who changed what."""

from datetime import datetime
from typing import Any

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
