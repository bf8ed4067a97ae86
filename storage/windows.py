"""What somebody last did on one bot, and how much was said to them there since."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.window import Acts
from storage.tables import deliveries, links


async def acted(tx: AsyncConnection, org: int, channel: str, address: str, at: datetime) -> None:
    """Somebody wrote or pressed a button; what came late changes nothing."""
    await tx.execute(
        update(links)
        .where(
            links.c.org_id == org,
            links.c.channel == channel,
            links.c.address == address,
            or_(links.c.acted_at.is_(None), links.c.acted_at < at),
        )
        .values(acted_at=at)
    )


async def acts_of(connection: AsyncConnection, org: int, channel: str, address: str) -> Acts:
    """What is known of an address; of one without a link nothing is."""
    acted_at = await connection.scalar(
        select(links.c.acted_at).where(
            links.c.org_id == org, links.c.channel == channel, links.c.address == address
        )
    )
    if acted_at is None:
        return Acts(acted_at=None, said=0)
    said = await connection.scalar(
        select(func.count())
        .select_from(deliveries)
        .where(
            deliveries.c.org_id == org,
            deliveries.c.channel == channel,
            deliveries.c.address == address,
            deliveries.c.at >= acted_at,
            deliveries.c.outcome.in_(("sent", "unknown")),
        )
    )
    return Acts(acted_at=acted_at, said=said or 0)
