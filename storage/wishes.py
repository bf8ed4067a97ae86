"""Where each person wants to be written to, as they or an admin chose (DESIGN.md §4.13)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import journal, links
from storage.tables import people


async def of_people(
    connection: AsyncConnection, org: int, ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """The channels people wish for, first choice first; whoever wished for none is left out."""
    rows = await connection.execute(
        select(people.c.id, people.c.channels).where(people.c.org_id == org, people.c.id.in_(ids))
    )
    return {row.id: tuple(row.channels) for row in rows if row.channels}


async def keep(
    tx: AsyncConnection,
    org: int,
    person: int,
    wish: Sequence[str],
    now: datetime,
    *,
    by: int | None = None,
) -> None:
    """Keep a wish; it counts from the next message on. An empty one: the newest link first."""
    await tx.execute(
        update(people)
        .where(people.c.org_id == org, people.c.id == person)
        .values(channels=list(wish))
    )
    await links.chosen_anew(tx, org, {person})
    await journal.note(tx, org, now, "channels_set", by, of=person, channels=list(wish))
