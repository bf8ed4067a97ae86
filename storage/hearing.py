"""Since when each bot receives, when it last did not for long, and who has been told of that."""

from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.outage import Outage, is_to_be_told, outage
from storage.sql import insert_new
from storage.tables import bots, links


async def note(tx: AsyncConnection, org: int, bot: str, now: datetime, *, again: bool) -> None:
    """A bot receives; `again`: it may not have until now, so an outage may be over."""
    await insert_new(tx, bots, org_id=org, name=bot, next_offset=0)
    this = bots.c.org_id == org, bots.c.name == bot
    last = await tx.scalar(select(bots.c.received_at).where(*this))
    values = {"received_at": now}
    if again and (over := outage(last, now)):
        values |= {"deaf_from": over.begins, "deaf_until": over.ends}
    await tx.execute(update(bots).where(*this).values(**values))


async def to_tell(
    connection: AsyncConnection, org: int, channel: str, address: str
) -> Outage | None:
    """The outage of a bot that whoever writes from an address has not been told of."""
    same_bot = and_(bots.c.org_id == links.c.org_id, bots.c.name == links.c.channel)
    rows = await connection.execute(
        select(bots.c.deaf_from, bots.c.deaf_until, links.c.since, links.c.told_deaf_until)
        .select_from(links)
        .join(bots, same_bot)
        .where(
            links.c.org_id == org,
            links.c.channel == channel,
            links.c.address == address,
            bots.c.deaf_from.is_not(None),
        )
    )
    row = rows.first()
    if row is None:
        return None
    gap = Outage(begins=row.deaf_from, ends=row.deaf_until)
    return gap if is_to_be_told(gap, row.since, row.told_deaf_until) else None


async def told(tx: AsyncConnection, org: int, channel: str, address: str, gap: Outage) -> None:
    """Whoever writes from an address has been told of an outage."""
    await tx.execute(
        update(links)
        .where(links.c.org_id == org, links.c.channel == channel, links.c.address == address)
        .values(told_deaf_until=gap.ends)
    )
