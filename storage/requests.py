"""Requests: what waits for someone's word: more time, a result, a question, whose work it is
(DESIGN.md §3, §4.11)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind, request_of
from scheduler.rules.request import EACH_THEIR_OWN, RequestKind
from storage.sql import insert_one
from storage.tables import notices, requests

DECISIONS = ("confirmed", "returned", "granted", "refused", "answered", "kept", "reassigned")
"""The outcomes that somebody decided; with any other it only waits no longer."""


async def ask(
    tx: AsyncConnection,
    org: int,
    item: DutyRecord,
    *,
    kind: str,
    person: int,
    at: datetime,
    inbox: int | None = None,
    reason: str = "",
    new_due_on: date | None = None,
    for_person: int | None = None,
) -> int:
    """Store a request of a `RequestKind`; one that is still open for the duty gives way, of a
    question and the like only the same person's.

    `for_person`: to whom work was handed. The pass asks whoever has to decide it
    (`scheduler.rules.request`).
    """
    mine = person if RequestKind(kind) in EACH_THEIR_OWN else None
    await close(tx, org, item.id, kind, None, at, "replaced", asked_by=mine)
    return await insert_one(
        tx,
        requests,
        org_id=org,
        kind=kind,
        duty_id=item.id,
        round=item.duty.round,
        asked_by=person,
        inbox_id=inbox,
        asked_at=at,
        reason=reason,
        old_due_on=item.duty.due_on,
        new_due_on=new_due_on,
        for_id=for_person,
    )


async def open_for(
    connection: AsyncConnection, org: int, duty: int, kind: str | None = None
) -> list[Row[Any]]:
    """The requests about a duty that nobody has decided, newest first."""
    waiting = (await open_for_all(connection, org, [duty])).get(duty, [])
    return [row for row in waiting if kind in (None, row.kind)]


async def open_for_all(
    connection: AsyncConnection, org: int, ids: Collection[int]
) -> dict[int, list[Row[Any]]]:
    """The requests about duties that nobody has decided, by duty, newest first."""
    rows = await connection.execute(
        select(requests)
        .where(
            requests.c.org_id == org,
            requests.c.duty_id.in_(ids),
            requests.c.decided_at.is_(None),
        )
        .order_by(requests.c.id.desc())
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.duty_id, []).append(row)
    return found


async def one(connection: AsyncConnection, org: int, duty: int, request: int) -> Row[Any] | None:
    """A request about a duty, decided or not."""
    rows = await connection.execute(
        select(requests).where(
            requests.c.org_id == org, requests.c.duty_id == duty, requests.c.id == request
        )
    )
    return rows.first()


async def last_closed(connection: AsyncConnection, org: int, duty: int) -> Row[Any] | None:
    """The request about a duty that waits no more since last: decided, or withdrawn."""
    rows = await connection.execute(
        select(requests)
        .where(
            requests.c.org_id == org,
            requests.c.duty_id == duty,
            requests.c.decided_at.is_not(None),
            requests.c.outcome != "replaced",
        )
        .order_by(requests.c.decided_at.desc(), requests.c.id.desc())
        .limit(1)
    )
    return rows.first()


async def last_of(
    connection: AsyncConnection, org: int, person: int, since: datetime
) -> list[Row[Any]]:
    """What a person asked for in their newest such message and nobody has decided yet.

    What follows from a report, to have it confirmed, goes with that.
    """
    rows = await connection.execute(
        select(requests)
        .where(
            requests.c.org_id == org,
            requests.c.asked_by == person,
            requests.c.inbox_id.is_not(None),
            requests.c.decided_at.is_(None),
            requests.c.asked_at >= since,
        )
        .order_by(requests.c.id.desc())
    )
    found = rows.all()
    return [row for row in found if row.inbox_id == found[0].inbox_id]


async def decided_for(
    connection: AsyncConnection, org: int, person: int, since: datetime
) -> Row[Any] | None:
    """What a person asked for last since then, if somebody has decided it."""
    rows = await connection.execute(
        select(requests)
        .where(
            requests.c.org_id == org,
            requests.c.asked_by == person,
            requests.c.asked_at >= since,
            requests.c.outcome != "replaced",
        )
        .order_by(requests.c.id.desc())
        .limit(1)
    )
    row = rows.first()
    return row if row is not None and row.outcome in DECISIONS else None


async def of_messages(
    connection: AsyncConnection, org: int, messages: Collection[int]
) -> list[Row[Any]]:
    """What was asked for in messages (inbox rows) and nobody has decided yet."""
    rows = await connection.execute(
        select(requests)
        .where(
            requests.c.org_id == org,
            requests.c.inbox_id.in_(messages),
            requests.c.decided_at.is_(None),
        )
        .order_by(requests.c.id.desc())
    )
    return list(rows.all())


async def all_open(connection: AsyncConnection, org: int) -> dict[int, list[Row[Any]]]:
    """Duty -> its requests, oldest first, of all that nobody has decided."""
    rows = await connection.execute(
        select(requests)
        .where(requests.c.org_id == org, requests.c.decided_at.is_(None))
        .order_by(requests.c.id)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.duty_id, []).append(row)
    return found


async def asked(
    connection: AsyncConnection, org: int, person: int, ids: Collection[int]
) -> set[int]:
    """The requests about duties that a person was asked to decide, or will be in the next slot."""
    keys = await connection.scalars(
        select(notices.c.key).where(
            notices.c.org_id == org,
            notices.c.duty_id.in_(ids),
            notices.c.person_id == person,
            notices.c.kind.in_((Kind.CONFIRM.value, Kind.DECIDE.value)),
            notices.c.state != "dropped",
        )
    )
    return {request for key in keys if (request := request_of(key)) is not None}


async def keys_of(
    connection: AsyncConnection, org: int, duty: int, ids: Collection[int]
) -> list[str]:
    """The keys of the notices that ask somebody to decide requests about a duty."""
    keys = await connection.scalars(
        select(notices.c.key).where(
            notices.c.org_id == org,
            notices.c.duty_id == duty,
            notices.c.kind.in_((Kind.CONFIRM.value, Kind.DECIDE.value)),
        )
    )
    return [key for key in keys if request_of(key) in ids]


async def close(
    tx: AsyncConnection,
    org: int,
    duty: int,
    kind: str,
    person: int | None,
    at: datetime,
    outcome: str,
    *,
    asked_by: int | None = None,
    answer: str | None = None,
    remark: str = "",
) -> None:
    """Nobody need decide what was asked about a duty any more; `remark` is the decider's own.

    `asked_by`: only what this person asked.
    """
    mine = () if asked_by is None else (requests.c.asked_by == asked_by,)
    await tx.execute(
        update(requests)
        .where(
            requests.c.org_id == org,
            requests.c.duty_id == duty,
            requests.c.kind == kind,
            requests.c.decided_at.is_(None),
            *mine,
        )
        .values(
            decided_by=person,
            decided_at=at,
            outcome=outcome,
            answer=answer,
            remark=remark or None,
        )
    )
