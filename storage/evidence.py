"""The documents that entries of progress go by; an entry that is taken back takes its own along."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.evidence import Paper, PaperKind
from storage.tables import evidence


async def add(tx: AsyncConnection, org: int, entry: int, papers: Sequence[Paper]) -> None:
    """Keep what documents an entry names, in its transaction."""
    rows = [
        {
            "org_id": org,
            "progress_id": entry,
            "kind": paper.kind.value,
            "number": paper.number,
            "issued_on": paper.issued_on,
        }
        for paper in papers
    ]
    if rows:
        await tx.execute(evidence.insert(), rows)


async def of_entries(
    connection: AsyncConnection, org: int, entries: Collection[int]
) -> dict[int, tuple[Paper, ...]]:
    """The documents of each entry that names some, as they were said."""
    rows = await connection.execute(
        select(evidence)
        .where(evidence.c.org_id == org, evidence.c.progress_id.in_(entries))
        .order_by(evidence.c.id)
    )
    found: dict[int, tuple[Paper, ...]] = {}
    for row in rows:
        paper = Paper(kind=PaperKind(row.kind), number=row.number, issued_on=row.issued_on)
        found[row.progress_id] = (*found.get(row.progress_id, ()), paper)
    return found
