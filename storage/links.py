"""Links: a person's address on a channel, made by a one-time code typed to the bot (DESIGN.md §3).

Codes are stored hashed, are used once and expire.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.mailboxes import leave_by
from storage.sql import insert_one
from storage.tables import link_codes, links, people

CODE_LIVES = timedelta(days=14)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike in print
LENGTH = 8


def normalise(code: str) -> str:
    return code.strip().upper().replace("-", "").replace(" ", "")


async def make_code(tx: AsyncConnection, org: int, person: int, now: datetime) -> str:
    """A new code for a person; an unused older one stops working."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    await tx.execute(
        delete(link_codes).where(
            link_codes.c.org_id == org,
            link_codes.c.person_id == person,
            link_codes.c.used_at.is_(None),
        )
    )
    await tx.execute(
        link_codes.insert().values(
            org_id=org, code_hash=_hash(code), person_id=person, expires_at=now + CODE_LIVES
        )
    )
    return code


async def use_code(
    tx: AsyncConnection, org: int, code: str, channel: str, address: str, now: datetime
) -> int | None:
    """Link the address to the code's person and return them; None if the code is no good."""
    used = await tx.execute(
        update(link_codes)
        .where(
            link_codes.c.org_id == org,
            link_codes.c.code_hash == _hash(normalise(code)),
            link_codes.c.used_at.is_(None),
            link_codes.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(link_codes.c.person_id)
    )
    row = used.first()
    if row is None:
        return None
    before = await tx.execute(
        delete(links)
        .where(links.c.org_id == org, links.c.channel == channel, links.c.address == address)
        .returning(links.c.person_id)
    )
    others = {other.person_id for other in before}
    await insert_one(
        tx,
        links,
        org_id=org,
        person_id=row.person_id,
        channel=channel,
        address=address,
        state="live",
        since=now,
    )
    await chosen_anew(tx, org, {row.person_id, *others})
    return int(row.person_id)


async def of_address(
    connection: AsyncConnection, org: int, channel: str, address: str
) -> Row[tuple[int, int, str, str, str]] | None:
    """The link of an address with its person's name and language, whatever its state."""
    found = await connection.execute(
        select(links.c.id, links.c.person_id, links.c.state, people.c.full_name, people.c.language)
        .join_from(
            links,
            people,
            (people.c.org_id == links.c.org_id) & (people.c.id == links.c.person_id),
        )
        .where(links.c.org_id == org, links.c.channel == channel, links.c.address == address)
    )
    return found.first()


async def of_people(
    connection: AsyncConnection, org: int, people_ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """(channel, address) of each person's newest live link; whom nothing reaches is left out."""
    rows = await connection.execute(
        select(links.c.person_id, links.c.channel, links.c.address)
        .where(links.c.org_id == org, links.c.person_id.in_(people_ids), links.c.state == "live")
        .order_by(links.c.since, links.c.id)
    )
    return {row.person_id: (row.channel, row.address) for row in rows}


async def set_state(
    tx: AsyncConnection, org: int, channel: str, address: str, state: str, now: datetime
) -> int | None:
    """Mark a link live, blocked or gone; return its person if that changed anything."""
    changed = await tx.execute(
        update(links)
        .where(
            links.c.org_id == org,
            links.c.channel == channel,
            links.c.address == address,
            links.c.state != state,
        )
        .values(state=state, since=now)
        .returning(links.c.person_id)
    )
    row = changed.first()
    if row is None:
        return None
    await chosen_anew(tx, org, {row.person_id})
    return int(row.person_id)


async def chosen_anew(tx: AsyncConnection, org: int, people_ids: Collection[int]) -> None:
    """The first choice of people may be another now: what waits for them leaves by that bot."""
    found = await of_people(tx, org, people_ids)
    await leave_by(
        tx, org, {each: found[each][0] if each in found else None for each in people_ids}
    )


def _hash(code: str) -> str:
    return hashlib.sha256(normalise(code).encode()).hexdigest()
