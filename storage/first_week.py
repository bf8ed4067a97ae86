"""Who is new, what was explained to them, and what they have done by themselves.

Nothing is kept for it: the day of the first link is that of its code, what was explained stands in
the messages, and what somebody did is known by what was answered.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind
from storage.tables import link_codes, messages, notices


async def first_links(
    connection: AsyncConnection, org: int, people: Collection[int], since: datetime
) -> dict[int, datetime]:
    """When each of these people was linked for the first time, of those since a moment."""
    first = func.min(link_codes.c.used_at)
    rows = await connection.execute(
        select(link_codes.c.person_id, first)
        .where(
            link_codes.c.org_id == org,
            link_codes.c.person_id.in_(list(people)),
            link_codes.c.used_at.is_not(None),
        )
        .group_by(link_codes.c.person_id)
        .having(first >= since)
    )
    return {row[0]: row[1] for row in rows}


async def explained(
    connection: AsyncConnection, org: int, boxes: Collection[int], since: datetime
) -> dict[int, dict[str, datetime]]:
    """By mailbox: what its slot messages explained, and in which slot; what failed explains none.

    `since`: bounds the messages that are looked at.
    """
    rows = await connection.execute(
        select(messages.c.mailbox_id, messages.c.body, messages.c.slot_at).where(
            messages.c.org_id == org,
            messages.c.mailbox_id.in_(list(boxes)),
            messages.c.slot_at >= since,
            messages.c.state != "failed",
        )
    )
    found: dict[int, dict[str, datetime]] = {}
    for row in rows:
        if name := row.body.get("dose"):
            found.setdefault(row.mailbox_id, {})[name] = row.slot_at
    return found


async def answered(
    connection: AsyncConnection, org: int, boxes: Collection[int], since: datetime
) -> dict[int, set[str]]:
    """By mailbox: the keys of the texts that answered its person."""
    rows = await connection.execute(
        select(notices.c.mailbox_id, notices.c.facts).where(
            notices.c.org_id == org,
            notices.c.mailbox_id.in_(list(boxes)),
            notices.c.kind == Kind.ANSWER.value,
            notices.c.created_at >= since,
        )
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row.mailbox_id, set()).add(row.facts["text"])
    return found
