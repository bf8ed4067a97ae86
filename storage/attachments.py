"""The files people sent: which, beside which words, and their content once it was fetched.

A row is written with the handling of its message, so that no file is forgotten; its content comes
later (`bot.receiving.fetching`). A file is *free* until words were recorded that it stands beside.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql import insert_one
from storage.tables import (
    attachments,
    errands,
    inbox,
    plan_drafts,
    progress,
    requests,
    submissions,
)

FREE_FOR = timedelta(minutes=10)  # so long the words for a file may come after it
WAITING = attachments.c.state == literal_column("'waiting'")
"""Said in the statement itself: so PostgreSQL knows the index of these few."""


async def add(
    tx: AsyncConnection,
    org: int,
    message: int,
    person: int,
    files: Sequence[Mapping[str, Any]],
    album: str | None,
    now: datetime,
) -> None:
    """Note the files (ref, name, kind, is_photo, size) of an inbox row: their content is to come.

    One of an album stands beside the same words as the others.
    """
    beside = None
    if album is not None:
        beside = await tx.scalar(
            select(attachments.c.said_with_id)
            .where(_of_album(org, person, album), attachments.c.said_with_id.is_not(None))
            .limit(1)
        )
    common = {"org_id": org, "inbox_id": message, "person_id": person, "free_since": now}
    common |= {"album": album, "said_with_id": beside, "state": "waiting", "tries": 0}
    if rows := [{**common, "n": n, **file} for n, file in enumerate(files, start=1)]:
        await tx.execute(attachments.insert(), rows)


async def add_pasted(
    tx: AsyncConnection,
    org: int,
    message: int,
    person: int,
    name: str,
    content: bytes,
    now: datetime,
) -> int:
    """Note what was written in a message itself as its file, which is here already; its number."""
    return await insert_one(
        tx,
        attachments,
        org_id=org,
        inbox_id=message,
        person_id=person,
        n=1,
        ref="",
        name=name,
        is_photo=False,
        size=len(content),
        content=content,
        free_since=now,
        state="kept",
        tries=0,
    )


async def of_album(
    connection: AsyncConnection, org: int, person: int, album: str, but_not: int
) -> list[int]:
    """The inbox rows that brought the other parts of a person's album so far, oldest first."""
    rows = await connection.scalars(
        select(attachments.c.inbox_id)
        .where(_of_album(org, person, album), attachments.c.inbox_id != but_not)
        .order_by(attachments.c.inbox_id)
    )
    return list(rows)


def _of_album(org: int, person: int, album: str) -> Any:
    a = attachments.c
    return and_(a.org_id == org, a.person_id == person, a.album == album)


async def of_messages(
    connection: AsyncConnection, org: int, messages: Collection[int]
) -> set[tuple[str, int | None]]:
    """(name, size) of the files that inbox rows brought."""
    rows = await connection.execute(
        select(attachments.c.name, attachments.c.size).where(
            attachments.c.org_id == org, attachments.c.inbox_id.in_(messages)
        )
    )
    return {(row.name, row.size) for row in rows}


async def named(
    connection: AsyncConnection, org: int, message: int, endings: tuple[str, ...]
) -> Row[Any] | None:
    """The first file of an inbox row whose name has one of these endings: id, n, name, state."""
    a = attachments.c
    rows = await connection.execute(
        select(a.id, a.n, a.name, a.state)
        .where(a.org_id == org, a.inbox_id == message)
        .order_by(a.n)
    )
    return next((row for row in rows if row.name.lower().endswith(endings)), None)


async def fetched(connection: AsyncConnection, org: int, person: int, file: int) -> Row[Any] | None:
    """Name and content of a file that a person sent; None if it is not theirs, or not here."""
    a = attachments.c
    rows = await connection.execute(
        select(a.name, a.content).where(
            a.org_id == org, a.id == file, a.person_id == person, a.state == "kept"
        )
    )
    return rows.first()


# --- beside which words -------------------------------------------------------------------------


async def stand_beside(
    tx: AsyncConnection, org: int, person: int, message: int, now: datetime
) -> list[str]:
    """Let a person's free files stand beside a message, if it was recorded; return their names."""
    a = attachments.c
    recorded = [
        exists().where(table.c.org_id == org, table.c.inbox_id == message)
        for table in (progress, submissions, requests)
    ]
    taken = await tx.execute(
        update(attachments)
        .where(_free(org, person, now), or_(*recorded))
        .values(said_with_id=message)
        .returning(a.id, a.name)
    )
    return [row.name for row in sorted(taken, key=lambda row: row.id)]


async def are_free(connection: AsyncConnection, org: int, person: int, now: datetime) -> bool:
    """Whether files of a person wait for words to stand beside."""
    a = attachments.c
    found = await connection.scalar(select(a.id).where(_free(org, person, now)).limit(1))
    return found is not None


def _free(org: int, person: int, now: datetime) -> Any:
    """A person's files that wait for words. What was sent as a plan or a people file is for the
    office, and no evidence of a task, unless it turned out to be no plan."""
    a, d, e = attachments.c, plan_drafts.c, errands.c
    is_plan = exists().where(d.org_id == org, d.attachment_id == a.id, d.state != "refused")
    names_people = exists().where(
        e.org_id == org, e.inbox_id == a.inbox_id, e.what == "people_file"
    )
    return and_(
        a.org_id == org,
        a.person_id == person,
        a.said_with_id.is_(None),
        a.free_since >= now - FREE_FOR,
        ~is_plan,
        ~names_people,
    )


async def set_free(tx: AsyncConnection, org: int, messages: Collection[int], now: datetime) -> None:
    """Free the files that came with messages, or stand beside them: there are other words now."""
    a = attachments.c
    await tx.execute(
        update(attachments)
        .where(a.org_id == org, or_(a.inbox_id.in_(messages), a.said_with_id.in_(messages)))
        .values(said_with_id=None, free_since=now)
    )


# --- their content ------------------------------------------------------------------------------


async def waiting(
    connection: AsyncConnection, org: int, real_now: datetime, limit: int
) -> list[Row[Any]]:
    """The files to be fetched now, oldest first, with the bot and the update they came by."""
    a = attachments.c
    rows = await connection.execute(
        select(
            *(a.id, a.inbox_id, a.n, a.person_id, a.ref, a.name, a.kind, a.is_photo, a.size),
            *(a.tries, inbox.c.bot, inbox.c.payload),
        )
        .join(inbox, and_(inbox.c.org_id == a.org_id, inbox.c.id == a.inbox_id))
        .where(a.org_id == org, WAITING, or_(a.try_at.is_(None), a.try_at <= real_now))
        .order_by(a.id)
        .limit(limit)
    )
    return list(rows.all())


async def keep(tx: AsyncConnection, org: int, file: int, content: bytes) -> None:
    await _settle(tx, org, file, state="kept", content=content, size=len(content))


async def try_later(tx: AsyncConnection, org: int, file: int, tries: int, at: datetime) -> None:
    """Let a file wait until a moment of real time, for the next of so many tries."""
    await _settle(tx, org, file, tries=tries, try_at=at)


async def give_up(tx: AsyncConnection, org: int, file: int, state: str, reason: str) -> bool:
    """Mark a file "too_large" or "failed"; False if that was settled before."""
    return await _settle(tx, org, file, state=state, reason=reason)


async def _settle(tx: AsyncConnection, org: int, file: int, **values: Any) -> bool:
    result = await tx.execute(
        update(attachments)
        .where(attachments.c.org_id == org, attachments.c.id == file, WAITING)
        .values(**values)
    )
    return result.rowcount == 1
