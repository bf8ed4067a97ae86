"""What people find the bots of an org by, as the platforms say."""

from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_new
from storage.tables import bots


async def keep_name(tx: AsyncConnection, org: int, bot: str, user_name: str) -> None:
    await insert_new(tx, bots, org_id=org, name=bot, next_offset=0)
    await tx.execute(
        update(bots).where(bots.c.org_id == org, bots.c.name == bot).values(user_name=user_name)
    )


async def keep_hearing(tx: AsyncConnection, org: int, bot: str, hears_all: bool) -> None:
    """Whether in groups it also hears what is not said to it."""
    await insert_new(tx, bots, org_id=org, name=bot, next_offset=0)
    await tx.execute(
        update(bots).where(bots.c.org_id == org, bots.c.name == bot).values(hears_all=hears_all)
    )


async def one(connection: AsyncConnection, org: int, bot: str) -> Row[Any] | None:
    rows = await connection.execute(
        select(bots.c.user_name, bots.c.hears_all).where(bots.c.org_id == org, bots.c.name == bot)
    )
    return rows.first()


async def names(connection: AsyncConnection, org: int) -> dict[str, str]:
    """By bot; one that has not said its name yet, or has none, is left out."""
    rows = await connection.execute(
        select(bots.c.name, bots.c.user_name)
        .where(bots.c.org_id == org, bots.c.user_name.is_not(None))
        .order_by(bots.c.name)
    )
    return {row.name: row.user_name for row in rows}
