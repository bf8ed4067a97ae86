"""Progress: append-only entries of what was said about a duty, and taking the last one back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import Move
from scheduler.rules.progress import Said, effect_of
from storage import duties
from storage.duties import DutyRecord
from storage.sql import insert_one
from storage.tables import people, progress

UNDO_FOR = timedelta(minutes=10)


async def add(
    tx: AsyncConnection,
    org: int,
    item: DutyRecord,
    said: Said,
    *,
    person: int,
    inbox: int | None,
    text: str,
    words: str,
    said_at: datetime,
    now: datetime,
) -> int:
    """Record an entry and what it does to its duty; return the entry's id.

    `said_at` is the platform's stamp: a word counts from when it was said (DESIGN.md §4.12).
    Raises NothingToRecord if the duty is closed.
    """
    duty = item.duty
    effect = effect_of(said, duty)
    entry = await insert_one(
        tx,
        progress,
        org_id=org,
        duty_id=duty.id,
        person_id=person,
        inbox_id=inbox,
        said_at=said_at,
        text=text,
        words=words,
        intent=said.intent,
        percent=said.percent,
        promise_on=said.promise_on,
        blocker=said.blocker,
        before={
            "state": duty.state.value,
            "percent": duty.percent,
            "promise_on": duty.promise_on.isoformat() if duty.promise_on else None,
            "reported_at": duty.reported_at.isoformat() if duty.reported_at else None,
        },
    )
    facts: dict[str, Any] = {"percent": effect.percent, "promise_on": effect.promise_on}
    if effect.move is None:
        await duties.change(tx, org, duty.id, now, **facts)
    else:
        reported = {"reported_at": said_at} if effect.move is Move.REPORT else {}
        await duties.move(tx, org, item, effect.move, now, **facts, **reported)
    return entry


async def last_of(
    connection: AsyncConnection, org: int, person: int, since: datetime
) -> list[Row[Any]]:
    """The entries of a person's newest message after `since` that are not undone."""
    rows = await connection.execute(
        select(progress)
        .where(
            progress.c.org_id == org,
            progress.c.person_id == person,
            progress.c.undone_at.is_(None),
            progress.c.said_at >= since,
        )
        .order_by(progress.c.id.desc())
    )
    found = rows.all()
    return [row for row in found if row.inbox_id == found[0].inbox_id]


async def undo(tx: AsyncConnection, org: int, entry: Row[Any], now: datetime) -> None:
    """Take an entry back: it stays, marked, and the duty has its former facts again.

    If somebody has said more since, theirs stands and the duty stays as it is. Whoever had
    reported begins a new round: what is queued about the report is no longer needed.
    """
    await tx.execute(
        update(progress)
        .where(progress.c.org_id == org, progress.c.id == entry.id)
        .values(undone_at=now)
    )
    later = await tx.scalar(
        select(progress.c.id).where(
            progress.c.org_id == org,
            progress.c.duty_id == entry.duty_id,
            progress.c.id > entry.id,
            progress.c.undone_at.is_(None),
        )
    )
    item = await duties.one(tx, org, entry.duty_id)
    assert item is not None
    if later is not None:
        return
    before = dict(entry.before)
    promise = before.get("promise_on")
    facts: dict[str, Any] = {
        "state": before["state"],
        "percent": before["percent"],
        "promise_on": datetime.fromisoformat(promise).date() if promise else None,
    }
    if before["state"] != item.duty.state.value:
        reported = before.get("reported_at")
        facts |= {
            "reported_at": datetime.fromisoformat(reported) if reported else None,
            **duties.new_round(item, now),
        }
    await duties.change(tx, org, item.id, now, **facts)


async def of_duties(
    connection: AsyncConnection, org: int, ids: Iterable[int]
) -> dict[int, list[Row[Any]]]:
    """Entries that stand, by duty, oldest first, with the full name of who said them."""
    rows = await connection.execute(
        select(progress, people.c.full_name)
        .join(
            people, and_(people.c.org_id == progress.c.org_id, people.c.id == progress.c.person_id)
        )
        .where(
            progress.c.org_id == org,
            progress.c.duty_id.in_(list(ids)),
            progress.c.undone_at.is_(None),
        )
        .order_by(progress.c.said_at, progress.c.id)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.duty_id, []).append(row)
    return found
