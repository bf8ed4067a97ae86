"""Messages and deliveries: what is being called, what became of it, and what was said before.

`calling_at` is committed just before the network call, together with the message as it will be
read; a delivery is one attempt at one part of it, with the provider's id. Only the sender that
still holds the mailbox's claim may settle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outbox import person_box, release
from storage.sql import insert_one
from storage.tables import deliveries as delivery_rows
from storage.tables import mailboxes, message_items, messages, notices


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A composed message, ready to be committed with its `calling_at`."""

    mailbox_id: int
    claim_id: str
    lane: str
    slot_at: datetime | None
    channel: str
    address: str
    body: Mapping[str, Any]
    items: Sequence[tuple[int, int]]  # number, duty
    notice_ids: Sequence[int]
    dropped_ids: Sequence[int]  # no longer needed


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What became of one part of a message at the platform."""

    part: int
    outcome: str  # sent, unknown, refused, gone
    provider_id: str | None = None
    error: str | None = None


async def begin_call(tx: AsyncConnection, org: int, draft: Draft, now: datetime) -> int | None:
    """Commit a message as it will be sent; None if the claim was lost meanwhile."""
    if not await holds(tx, org, draft.mailbox_id, draft.claim_id):
        return None
    await drop(tx, org, draft.dropped_ids, now)
    message = await insert_one(
        tx,
        messages,
        org_id=org,
        mailbox_id=draft.mailbox_id,
        lane=draft.lane,
        slot_at=draft.slot_at,
        body=dict(draft.body),
        channel=draft.channel,
        address=draft.address,
        calling_at=now,
        state="calling",
    )
    for number, duty in draft.items:
        await tx.execute(
            message_items.insert().values(org_id=org, message_id=message, n=number, duty_id=duty)
        )
    await tx.execute(
        update(notices)
        .where(notices.c.org_id == org, notices.c.id.in_(list(draft.notice_ids)))
        .values(message_id=message)
    )
    return message


async def take_back(
    tx: AsyncConnection, org: int, mailbox: int, claim_id: str, message: int, now: datetime
) -> bool:
    """Give up a message of which no part has arrived; its notices are queued as before it.

    False, and nothing is changed, if the claim was lost or a part is known to have arrived.
    """
    if not await holds(tx, org, mailbox, claim_id) or await sent_parts(tx, org, message):
        return False
    await tx.execute(
        update(notices)
        .where(notices.c.org_id == org, notices.c.message_id == message)
        .values(message_id=None)
    )
    await tx.execute(
        update(messages)
        .where(messages.c.org_id == org, messages.c.id == message)
        .values(state="failed", settled_at=now)
    )
    return True


async def drop(tx: AsyncConnection, org: int, ids: Sequence[int], now: datetime) -> None:
    """Mark notices as no longer needed."""
    if ids:
        await tx.execute(
            update(notices)
            .where(notices.c.org_id == org, notices.c.id.in_(list(ids)))
            .values(state="dropped", settled_at=now)
        )


async def fail(tx: AsyncConnection, org: int, ids: Sequence[int], now: datetime) -> None:
    """Mark notices that nobody can be told: their person has no live link."""
    await tx.execute(
        update(notices)
        .where(notices.c.org_id == org, notices.c.id.in_(list(ids)))
        .values(state="failed", settled_at=now)
    )


async def settle(
    tx: AsyncConnection,
    org: int,
    *,
    mailbox: int,
    claim_id: str,
    message: Row[Any],
    attempts: Sequence[Attempt],
    state: str,
    now: datetime,
    rest_until: datetime | None = None,
) -> list[Row[Any]] | None:
    """Record what became of a message; return its notices, or None if the claim was lost.

    `state` "calling" keeps it for another attempt after `rest_until` (real time); "sent",
    "unknown" and "failed" settle it and its notices.
    """
    if not await holds(tx, org, mailbox, claim_id):
        return None
    for attempt in attempts:
        await insert_one(
            tx,
            delivery_rows,
            org_id=org,
            message_id=message.id,
            part=attempt.part,
            channel=message.channel,
            address=message.address,
            at=now,
            outcome=attempt.outcome,
            provider_id=attempt.provider_id,
            error=attempt.error,
        )
    said = (notices.c.org_id == org, notices.c.message_id == message.id)
    if state != "calling":
        await tx.execute(
            update(messages)
            .where(messages.c.org_id == org, messages.c.id == message.id)
            .values(state=state, settled_at=now)
        )
        await tx.execute(update(notices).where(*said).values(state=state, settled_at=now))
    await release(tx, org, mailbox, claim_id, rest_until)
    return list((await tx.execute(select(notices).where(*said))).all())


async def holds(tx: AsyncConnection, org: int, mailbox: int, claim_id: str) -> bool:
    held = await tx.scalar(
        select(mailboxes.c.id).where(
            mailboxes.c.org_id == org,
            mailboxes.c.id == mailbox,
            mailboxes.c.claim_id == claim_id,
        )
    )
    return held is not None


# --- looking back ------------------------------------------------------------------------------


async def sent_parts(connection: AsyncConnection, org: int, message: int) -> set[int]:
    """The parts of a message that the platform is known to have taken."""
    rows = await connection.scalars(
        select(delivery_rows.c.part).where(
            delivery_rows.c.org_id == org,
            delivery_rows.c.message_id == message,
            delivery_rows.c.outcome == "sent",
        )
    )
    return set(rows)


async def failures(connection: AsyncConnection, org: int, message: int) -> int:
    count = await connection.scalar(
        select(func.count())
        .select_from(delivery_rows)
        .where(
            delivery_rows.c.org_id == org,
            delivery_rows.c.message_id == message,
            delivery_rows.c.outcome != "sent",
        )
    )
    return count or 0


async def items_of_message(
    connection: AsyncConnection, org: int, channel: str, address: str, provider_id: str
) -> list[tuple[int, int]]:
    """(number, duty) of the message that the platform knows by this id: for quoted replies."""
    rows = await connection.execute(
        select(message_items.c.n, message_items.c.duty_id)
        .join(
            delivery_rows,
            and_(
                delivery_rows.c.org_id == message_items.c.org_id,
                delivery_rows.c.message_id == message_items.c.message_id,
            ),
        )
        .where(
            message_items.c.org_id == org,
            delivery_rows.c.channel == channel,
            delivery_rows.c.address == address,
            delivery_rows.c.provider_id == provider_id,
        )
        .order_by(message_items.c.n)
    )
    return [(row.n, row.duty_id) for row in rows]


async def last_slot_message(
    connection: AsyncConnection, org: int, person: int
) -> tuple[datetime, list[tuple[int, int]]] | None:
    """When the person's newest slot message settled, and its items (number, duty)."""
    rows = await connection.execute(
        select(messages.c.id, messages.c.settled_at)
        .join(
            mailboxes,
            and_(mailboxes.c.org_id == messages.c.org_id, mailboxes.c.id == messages.c.mailbox_id),
        )
        .where(
            messages.c.org_id == org,
            mailboxes.c.recipient == person_box(person),
            messages.c.lane == "slot",
            messages.c.state.in_(("sent", "unknown")),
        )
        .order_by(messages.c.id.desc())
    )
    row = rows.first()
    if row is None:
        return None
    items = await connection.execute(
        select(message_items.c.n, message_items.c.duty_id)
        .where(message_items.c.org_id == org, message_items.c.message_id == row.id)
        .order_by(message_items.c.n)
    )
    return row.settled_at, [(item.n, item.duty_id) for item in items]


async def message(connection: AsyncConnection, org: int, message_id: int) -> Row[Any]:
    """A message as it was committed."""
    rows = await connection.execute(
        select(messages).where(messages.c.org_id == org, messages.c.id == message_id)
    )
    return rows.one()
