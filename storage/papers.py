"""Lists frozen as they were when somebody wanted them as a workbook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_one
from storage.tables import papers


async def freeze(
    tx: AsyncConnection, org: int, person: int, body: Mapping[str, Any], at: datetime
) -> int:
    """Store what a workbook says; `body` is JSON."""
    return await insert_one(tx, papers, org_id=org, person_id=person, made_at=at, body=dict(body))


async def find(connection: AsyncConnection, org: int, paper: int) -> Row[Any] | None:
    rows = await connection.execute(
        select(papers).where(papers.c.org_id == org, papers.c.id == paper)
    )
    return rows.first()
