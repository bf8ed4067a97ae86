"""How much of each plan chats may show: read, and set by whoever may."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.confidentiality import Level, strictest
from storage import journal
from storage.tables import plans, tasks


async def read(connection: AsyncConnection, org: int) -> Sequence[Row[Any]]:
    """Each plan's id, title, number, coordinating unit and level, the oldest first."""
    columns = (plans.c.id, plans.c.title, plans.c.number, plans.c.unit_id, plans.c.confidentiality)
    rows = await connection.execute(
        select(*columns).where(plans.c.org_id == org).order_by(plans.c.id)
    )
    return rows.all()


async def of_cycle(connection: AsyncConnection, org: int, plan: int | None) -> Level:
    """What may be shown of the reports of a cycle: as of its plan; the org's own is about all."""
    rows = await read(connection, org)
    return strictest(*(Level(row.confidentiality) for row in rows if plan in (None, row.id)))


async def by_code(
    connection: AsyncConnection, org: int, codes: Collection[str]
) -> dict[str, Level]:
    """The levels of the plans that tasks are of."""
    rows = await connection.execute(
        select(tasks.c.code, plans.c.confidentiality)
        .join(plans, (plans.c.org_id == tasks.c.org_id) & (plans.c.id == tasks.c.plan_id))
        .where(tasks.c.org_id == org, tasks.c.code.in_(sorted(codes)))
    )
    return {row.code: Level(row.confidentiality) for row in rows}


async def choose(
    tx: AsyncConnection, org: int, plan: int, level: Level, now: datetime, by: int | None
) -> bool:
    """Set a plan's level, noted in the journal; False if it has that level already. What has not
    left yet leaves as it says."""
    former = await tx.scalar(
        select(plans.c.confidentiality).where(plans.c.org_id == org, plans.c.id == plan)
    )
    if former == level.value:
        return False
    await tx.execute(
        update(plans)
        .where(plans.c.org_id == org, plans.c.id == plan)
        .values(confidentiality=level.value)
    )
    await journal.note(
        tx, org, now, "plan_confidentiality", by, plan=plan, level=level.value, was=former
    )
    return True
