"""What the pass failed at is set aside: kept, counted and shown until it can be done.

A duty that cannot be decided, a task or a cycle that cannot be opened: something is wrong with its
row, or with a rule. All else goes on. It is tried again after an hour, then after two, four, …, at
last once a day; whoever mends the row need do nothing more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, and_, delete, exists, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_new
from storage.tables import cycles, duties, set_aside, tasks, units

SOON, AT_LAST = timedelta(hours=1), timedelta(days=1)
LONGEST = 160  # characters of what is kept of an error


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """Something set aside, under its name for managers: "NV3/HC-TH", "BC1/HC-TH/2026-W37"."""

    name: str
    since: datetime
    again_at: datetime
    failures: int
    error: str


async def put(
    tx: AsyncConnection, org: int, thing: Column[Any], row: int, error: Exception, now: datetime
) -> datetime:
    """Set a row aside; `thing` is the column of `set_aside` that names it. Return until when."""
    one = and_(set_aside.c.org_id == org, thing == row)
    failures: int = (await tx.scalar(select(set_aside.c.failures).where(one)) or 0) + 1
    again_at = now + min(SOON * 2.0 ** min(failures - 1, 10), AT_LAST)
    values = {"again_at": again_at, "failures": failures, "error": in_one_line(error)}
    if failures == 1:
        await insert_new(tx, set_aside, org_id=org, **{thing.name: row}, since=now, **values)
    else:
        await tx.execute(update(set_aside).where(one).values(**values))
    return again_at


async def done(tx: AsyncConnection, org: int, thing: Column[Any], rows: Collection[int]) -> None:
    """It could be done after all: forget that these were ever set aside."""
    await tx.execute(delete(set_aside).where(set_aside.c.org_id == org, thing.in_(list(rows))))


async def try_again(tx: AsyncConnection, org: int, now: datetime) -> int:
    """Let the next pass try all of it, not only once its rest is over; return how much that is."""
    own = select(set_aside.c.duty_id).where(
        set_aside.c.org_id == org, set_aside.c.duty_id.is_not(None)
    )
    await tx.execute(
        update(duties)
        .where(duties.c.org_id == org, duties.c.id.in_(own), duties.c.look_at.is_not(None))
        .values(look_at=now)
    )
    tried = await tx.execute(
        update(set_aside).where(set_aside.c.org_id == org).values(again_at=now)
    )
    return tried.rowcount


def rests(thing: Column[Any], row: Column[Any], now: Any) -> Any:
    """The condition that a row is set aside and not to be tried again at `now`."""
    return exists().where(
        set_aside.c.org_id == row.table.c.org_id, thing == row, set_aside.c.again_at > now
    )


async def count(connection: AsyncConnection, org: int) -> int:
    query = select(func.count()).select_from(set_aside).where(set_aside.c.org_id == org)
    return await connection.scalar(query) or 0


async def listed(connection: AsyncConnection, org: int) -> Sequence[SetAside]:
    """All that is set aside, oldest first. Reads nothing that may be what is wrong."""
    s = set_aside.c
    own = duties.c
    task, cycle = func.coalesce(s.task_id, own.task_id), func.coalesce(s.cycle_id, own.cycle_id)
    rows = await connection.execute(
        select(
            s.since,
            s.again_at,
            s.failures,
            s.error,
            func.coalesce(tasks.c.code, cycles.c.code).label("code"),
            units.c.short,
            own.period,
        )
        .select_from(set_aside)
        .outerjoin(duties, and_(own.org_id == s.org_id, own.id == s.duty_id))
        .outerjoin(tasks, and_(tasks.c.org_id == s.org_id, tasks.c.id == task))
        .outerjoin(cycles, and_(cycles.c.org_id == s.org_id, cycles.c.id == cycle))
        .outerjoin(units, and_(units.c.org_id == s.org_id, units.c.id == own.opened_for_id))
        .where(s.org_id == org)
        .order_by(s.since, s.id)
    )
    return [
        SetAside(
            name="/".join(part for part in (row.code, row.short, row.period) if part),
            since=row.since,
            again_at=row.again_at,
            failures=row.failures,
            error=row.error,
        )
        for row in rows
    ]


def in_one_line(error: Exception) -> str:
    """What went wrong, in one line. Of the database's errors only the kind: they quote people."""
    if isinstance(error, SQLAlchemyError):
        return type(getattr(error, "orig", None) or error).__name__
    words = " ".join(str(error).split())
    line = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
