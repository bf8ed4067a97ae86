"""The list somebody looks at: by it "trang 2" and the buttons of its pages are understood."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_one
from storage.tables import listings


async def keep(
    tx: AsyncConnection, org: int, person: int, words: str, page: int, at: datetime
) -> int:
    """Remember which list a person sees, and its page; the same list again is the same row."""
    seen = await newest(tx, org, person)
    if seen is None or seen.words != words:
        return await insert_one(
            tx, listings, org_id=org, person_id=person, words=words, page=page, shown_at=at
        )
    await tx.execute(
        update(listings)
        .where(listings.c.org_id == org, listings.c.id == seen.id)
        .values(page=page, shown_at=at)
    )
    return int(seen.id)


async def newest(connection: AsyncConnection, org: int, person: int) -> Row[Any] | None:
    """The list that a person saw last; None if they never saw one."""
    rows = await connection.execute(
        select(listings)
        .where(listings.c.org_id == org, listings.c.person_id == person)
        .order_by(listings.c.shown_at.desc(), listings.c.id.desc())
        .limit(1)
    )
    return rows.first()


async def one(connection: AsyncConnection, org: int, person: int, listing: int) -> Row[Any] | None:
    """A list by its id, if it is this person's."""
    rows = await connection.execute(
        select(listings).where(
            listings.c.org_id == org, listings.c.id == listing, listings.c.person_id == person
        )
    )
    return rows.first()
