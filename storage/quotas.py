"""The ledger of what bots with a quota have sent: per org, bot and calendar month."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.quota import Quota, Used
from storage.sql import insert_new
from storage.tables import quotas


async def count(
    tx: AsyncConnection,
    org: int,
    month: date,
    parts: Mapping[str, int],
    limits: Mapping[str, Quota],
) -> None:
    """Add parts that left, or may have, to what each bot has sent in a month."""
    for bot, sent in sorted(parts.items()):
        if not sent or bot not in limits:
            continue
        await _have(tx, org, bot, month, limits[bot])
        await tx.execute(
            update(quotas)
            .where(_is(org, bot, month))
            .values(sent=quotas.c.sent + sent, most=limits[bot].messages)
        )


async def doubt(
    tx: AsyncConnection, org: int, bot: str, month: date, limit: Quota, now: datetime
) -> None:
    """Remember that the platform says a bot's quota is used up, whatever we have counted."""
    await _have(tx, org, bot, month, limit)
    await tx.execute(update(quotas).where(_is(org, bot, month)).values(doubted_at=now))


async def of_month(connection: AsyncConnection, org: int, month: date) -> dict[str, Used]:
    """What each bot with a quota has sent in a month; one that has said nothing is left out."""
    rows = await connection.execute(
        select(quotas).where(quotas.c.org_id == org, quotas.c.month == month).order_by(quotas.c.bot)
    )
    return {
        row.bot: Used(
            bot=row.bot, month=row.month, sent=row.sent, most=row.most, doubted_at=row.doubted_at
        )
        for row in rows
    }


async def _have(tx: AsyncConnection, org: int, bot: str, month: date, limit: Quota) -> None:
    await insert_new(tx, quotas, org_id=org, bot=bot, month=month, sent=0, most=limit.messages)


def _is(org: int, bot: str, month: date) -> ColumnElement[bool]:
    return (quotas.c.org_id == org) & (quotas.c.bot == bot) & (quotas.c.month == month)
