"""Links: a person's address on a channel, made by a one-time code typed to the bot (DESIGN.md §3).

Codes are stored hashed, are used once and expire. Which of a person's links comes first is a rule
(scheduler/rules/choosing.py).
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.choosing import Address, Link, order
from storage import journal
from storage.mailboxes import leave_by, left_behind
from storage.sql import insert_one
from storage.tables import link_codes, links, people

CODE_LIVES = timedelta(days=14)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike in print
LENGTH = 8


def normalise(code: str) -> str:
    return code.strip().upper().replace("-", "").replace(" ", "")


def in_print(code: str) -> str:
    """ "ABCD2345" as it is read and typed best: "ABCD-2345"."""
    return f"{code[:4]}-{code[4:]}"


@dataclass(frozen=True, kw_only=True)
class CodeOf:
    """A code that waits to be shown or used: whose, and until when it is good."""

    id: int
    person_id: int
    person: str
    expires_at: datetime


async def make_code(
    tx: AsyncConnection, org: int, person: int, now: datetime, *, by: int | None = None
) -> str:
    """A new code for a person; an unused older one stops working. `by`: None is the operator."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    await keep_codes(tx, org, {await reserve_code(tx, org, person, now, by=by): code})
    return code


async def reserve_code(
    tx: AsyncConnection, org: int, person: int, now: datetime, *, by: int | None = None
) -> int:
    """A code for a person that links nobody before `keep_codes`; return its id."""
    await _drop_unused(tx, org, person)
    await journal.note(tx, org, now, "link_code_made", by, of=person)
    return await insert_one(
        tx, link_codes, org_id=org, person_id=person, expires_at=now + CODE_LIVES
    )


async def keep_codes(tx: AsyncConnection, org: int, said: Mapping[int, str]) -> None:
    """From now on the codes of these ids are known, by their hashes; kept again nothing changes."""
    for reserved, code in said.items():
        await tx.execute(
            update(link_codes)
            .where(
                link_codes.c.org_id == org,
                link_codes.c.id == reserved,
                link_codes.c.used_at.is_(None),
            )
            .values(code_hash=_hash(code))
        )


async def unused(
    connection: AsyncConnection, org: int, ids: Collection[int], now: datetime
) -> list[CodeOf]:
    """Of codes those that can still be used, by the names of their people."""
    c = link_codes.c
    rows = await connection.execute(
        select(c.id, c.person_id, people.c.full_name, c.expires_at)
        .join_from(link_codes, people, (people.c.org_id == c.org_id) & (people.c.id == c.person_id))
        .where(c.org_id == org, c.id.in_(ids), c.used_at.is_(None), c.expires_at > now)
        .order_by(people.c.full_name, c.id)
    )
    return [
        CodeOf(
            id=row.id,
            person_id=row.person_id,
            person=row.full_name,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


async def unlink(
    tx: AsyncConnection,
    org: int,
    person: int,
    now: datetime,
    *,
    by: int | None = None,
    at: Address | None = None,
) -> list[str]:
    """End a person's links, and their unused codes; or only the link `at` an address.

    Returns the channels of those ended. `by`: None is the operator.
    """
    of_them = [links.c.org_id == org, links.c.person_id == person]
    if at is not None:
        of_them += [links.c.channel == at.channel, links.c.address == at.address]
    ended = await tx.execute(delete(links).where(*of_them).returning(links.c.channel))
    channels = sorted(row.channel for row in ended)
    if at is None:
        await _drop_unused(tx, org, person)
    for channel in channels:
        await journal.note(tx, org, now, "unlinked", by, of=person, channel=channel)
    await chosen_anew(tx, org, {person})
    return channels


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
        acted_at=now,
    )
    await chosen_anew(tx, org, {row.person_id, *others})
    return int(row.person_id)


async def end_code(tx: AsyncConnection, org: int, code: str, now: datetime) -> bool:
    """A code that others have read links nobody any more; whether it still did."""
    ended = await tx.execute(
        update(link_codes)
        .where(
            link_codes.c.org_id == org,
            link_codes.c.code_hash == _hash(normalise(code)),
            link_codes.c.used_at.is_(None),
            link_codes.c.expires_at > now,
        )
        .values(expires_at=now)
    )
    return ended.rowcount == 1


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


async def why_not(connection: AsyncConnection, org: int, code: str) -> str:
    """Why a code is no good: "used", "expired", or "wrong" if there is none such."""
    found = await connection.execute(
        select(link_codes.c.used_at).where(
            link_codes.c.org_id == org, link_codes.c.code_hash == _hash(code)
        )
    )
    row = found.first()
    if row is None:
        return "wrong"
    return "expired" if row.used_at is None else "used"


async def is_good(connection: AsyncConnection, org: int, code: str, now: datetime) -> bool:
    """Whether a code would link somebody."""
    found = await connection.scalar(
        select(link_codes.c.person_id).where(
            link_codes.c.org_id == org,
            link_codes.c.code_hash == _hash(code),
            link_codes.c.used_at.is_(None),
            link_codes.c.expires_at > now,
        )
    )
    return found is not None


async def of_people(
    connection: AsyncConnection, org: int, people_ids: Collection[int]
) -> dict[int, Address]:
    """The link of each person's first choice; whom no live link reaches is left out."""
    orders = await orders_of(connection, org, people_ids)
    return {person: addresses[0] for person, addresses in orders.items()}


async def orders_of(
    connection: AsyncConnection,
    org: int,
    people_ids: Collection[int],
    configured: Collection[str] | None = None,
    used_up: Mapping[int, Collection[Address]] | None = None,
) -> dict[int, tuple[Address, ...]]:
    """Where each person is written to, first choice first; whom nothing reaches is left out.

    `configured`: the channels there are, e-mail among them if the office sends any; None: all but
    e-mail. `used_up`: by person, where something cannot be said any more.
    """
    wishes = await connection.execute(
        select(people.c.id, people.c.channels, people.c.email, people.c.email_dead_since).where(
            people.c.org_id == org, people.c.id.in_(people_ids)
        )
    )
    live: dict[int, list[Link]] = {}
    rows = await connection.execute(
        select(links.c.person_id, links.c.channel, links.c.address, links.c.since)
        .where(links.c.org_id == org, links.c.person_id.in_(people_ids), links.c.state == "live")
        .order_by(links.c.id.desc())
    )
    for row in rows:
        at = Address(row.channel, row.address)
        live.setdefault(row.person_id, []).append(Link(at=at, since=row.since))
    orders = {
        person.id: order(
            live.get(person.id, ()),
            person.channels or (),
            email=person.email if person.email_dead_since is None else None,
            configured=configured,
            used_up=(used_up or {}).get(person.id, ()),
        )
        for person in wishes
    }
    return {person: addresses for person, addresses in orders.items() if addresses}


async def dead(connection: AsyncConnection, org: int) -> int:
    """How many links were closed and not opened again, e-mail addresses that fail among them."""
    closed = select(func.count()).where(links.c.org_id == org, links.c.state != "live")
    failing = select(func.count()).where(
        people.c.org_id == org, people.c.email_dead_since.is_not(None)
    )
    return (await connection.scalar(closed) or 0) + (await connection.scalar(failing) or 0)


async def unlinked(connection: AsyncConnection, org: int) -> int:
    """How many people no live link reaches; an e-mail address is none."""
    live = exists().where(
        links.c.org_id == people.c.org_id, links.c.person_id == people.c.id, links.c.state == "live"
    )
    found = await connection.scalar(select(func.count()).where(people.c.org_id == org, ~live))
    return found or 0


async def linked_to(connection: AsyncConnection, org: int, channel: str) -> int:
    """How many people a bot speaks with, those included who have blocked it."""
    count = await connection.scalar(
        select(func.count())
        .select_from(links)
        .where(links.c.org_id == org, links.c.channel == channel, links.c.state != "gone")
    )
    return count or 0


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


async def instead(
    connection: AsyncConnection, org: int, configured: Collection[str], now: datetime
) -> dict[int, str]:
    """Of mailboxes for which something is due, but not the bot of it: by which one it can leave.

    Whom none of those `configured` reaches is left out: it waits until the bot is there again.
    """
    boxes = await left_behind(connection, org, configured, now)
    if not boxes:
        return {}
    orders = await orders_of(connection, org, boxes, configured)
    return {boxes[person]: addresses[0].channel for person, addresses in orders.items()}


async def chats(connection: AsyncConnection, org: int, channel: str) -> list[Row[Any]]:
    """The live links on a channel, with what menu each was offered."""
    rows = await connection.execute(
        select(links.c.id, links.c.person_id, links.c.address, links.c.menu)
        .where(links.c.org_id == org, links.c.channel == channel, links.c.state == "live")
        .order_by(links.c.id)
    )
    return list(rows.all())


async def note_menu(tx: AsyncConnection, org: int, link: int, menu: str | None) -> None:
    """Remember which menu a chat was offered; None: that of everybody."""
    await tx.execute(
        update(links).where(links.c.org_id == org, links.c.id == link).values(menu=menu)
    )


async def _drop_unused(tx: AsyncConnection, org: int, person: int) -> None:
    await tx.execute(
        delete(link_codes).where(
            link_codes.c.org_id == org,
            link_codes.c.person_id == person,
            link_codes.c.used_at.is_(None),
        )
    )


def _hash(code: str) -> str:
    return hashlib.sha256(normalise(code).encode()).hexdigest()
