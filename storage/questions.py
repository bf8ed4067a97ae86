"""Open questions of ours: the next answer of that person may be one of their choices (§5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_one
from storage.tables import questions


async def ask(
    tx: AsyncConnection, org: int, person: int, body: dict[str, Any], at: datetime
) -> int:
    """Remember a question; an older one that is still open is closed: one at a time."""
    await close(tx, org, person, at)
    return await insert_one(tx, questions, org_id=org, person_id=person, body=body, asked_at=at)


async def open_for(connection: AsyncConnection, org: int, person: int) -> Row[Any] | None:
    rows = await connection.execute(
        select(questions)
        .where(
            questions.c.org_id == org,
            questions.c.person_id == person,
            questions.c.answered_at.is_(None),
        )
        .order_by(questions.c.id.desc())
    )
    return rows.first()


async def one(connection: AsyncConnection, org: int, question: int) -> Row[Any]:
    rows = await connection.execute(
        select(questions).where(questions.c.org_id == org, questions.c.id == question)
    )
    return rows.one()


async def keep(
    tx: AsyncConnection, org: int, question: int, more: dict[str, Any], *, is_open: bool = False
) -> None:
    """Keep more with a question; open it again if it `is_open`."""
    row = await one(tx, org, question)
    form = {"body": row.body | more} | ({"answered_at": None} if is_open else {})
    await tx.execute(
        update(questions)
        .where(questions.c.org_id == org, questions.c.id == question)
        .values(**form)
    )


async def close(tx: AsyncConnection, org: int, person: int, at: datetime) -> None:
    await tx.execute(
        update(questions)
        .where(
            questions.c.org_id == org,
            questions.c.person_id == person,
            questions.c.answered_at.is_(None),
        )
        .values(answered_at=at)
    )
