"""Wrong linking codes, counted by account and by bot (scheduler/rules/guessing.py)."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.guessing import (
    MOST_OF_ALL,
    MOST_OF_ONE,
    REMEMBERED,
    Guessed,
    Tries,
    after_wrong,
)
from storage.tables import link_tries

ALL = ""  # the address under which those of a bot are counted together


async def of(
    connection: AsyncConnection, org: int, channel: str, address: str = ALL
) -> Tries | None:
    """What is counted of an account, or of all of a bot."""
    found = await connection.execute(
        select(link_tries).where(*_is(org, channel, address)),
    )
    row = found.first()
    if row is None:
        return None
    return Tries(wrong=row.wrong, since=row.since, silences=row.silences, until=row.until)


async def note_wrong(
    tx: AsyncConnection, org: int, channel: str, address: str, now: datetime
) -> Tries:
    """Count a wrong code of an account; return what is counted of the account now.

    What is long past is forgotten, so that the table stays small.
    """
    t = link_tries.c
    old = now - REMEMBERED
    await tx.execute(
        delete(link_tries).where(
            t.org_id == org, t.since < old, func.coalesce(t.until, t.since) < old
        )
    )
    of_one = await of(tx, org, channel, address)
    after = after_wrong(of_one, now, most=MOST_OF_ONE, doubles=True)
    await _keep(tx, org, channel, address, after)
    of_all = await of(tx, org, channel)
    await _keep(tx, org, channel, ALL, after_wrong(of_all, now, most=MOST_OF_ALL, doubles=False))
    return after


async def forget(tx: AsyncConnection, org: int, channel: str, address: str) -> None:
    """The account typed a code that is good: it was no guessing."""
    await tx.execute(delete(link_tries).where(*_is(org, channel, address)))


async def guessed(connection: AsyncConnection, org: int, now: datetime) -> list[Guessed]:
    """The accounts that were silenced of late, and every bot at which too many guessed."""
    t = link_tries.c
    rows = await connection.execute(
        select(t.channel, t.address)
        .where(t.org_id == org, t.until > now - REMEMBERED)
        .order_by(t.channel, t.address)
    )
    return [Guessed(channel=row.channel, address=row.address) for row in rows]


async def _keep(tx: AsyncConnection, org: int, channel: str, address: str, tries: Tries) -> None:
    await tx.execute(delete(link_tries).where(*_is(org, channel, address)))
    await tx.execute(
        link_tries.insert().values(
            org_id=org,
            channel=channel,
            address=address,
            wrong=tries.wrong,
            since=tries.since,
            silences=tries.silences,
            until=tries.until,
        )
    )


def _is(org: int, channel: str, address: str) -> tuple[ColumnElement[bool], ...]:
    t = link_tries.c
    return t.org_id == org, t.channel == channel, t.address == address
