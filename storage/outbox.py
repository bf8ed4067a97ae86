"""The outbox: what must be said, one row per key, and the mailboxes that senders claim.

A sender claims a mailbox by a conditional update: whoever changes the row owns it, with a lease in
real time, and settles only with its own claim id. `calling_at` is committed just before the network
call, together with the message as it will be read: after a crash the same words leave again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind, Notice
from scheduler.rules.pacing import Waiting
from storage.orgs import OrgState
from storage.sql import insert_new, insert_one
from storage.tables import deliveries, mailboxes, message_items, messages, notices

LEASE = timedelta(minutes=2)
QUEUED = notices.c.state == "queued"


def person_box(person: int) -> str:
    return f"person:{person}"


def chat_box(channel: str, address: str) -> str:
    return f"chat:{channel}:{address}"


# --- queueing -----------------------------------------------------------------------------------


async def enqueue(tx: AsyncConnection, org: int, notice: Notice, now: datetime) -> bool:
    """Queue a notice for its slot; False if its key was queued before: one per key, ever."""
    return await _queue(
        tx,
        org,
        recipient=person_box(notice.person_id),
        at=notice.slot_at,
        key=notice.key,
        kind=notice.kind.value,
        lane="slot",
        person_id=notice.person_id,
        duty_id=notice.duty_id,
        round=notice.round,
        step=notice.step,
        facts=dict(notice.facts),
        created_at=now,
    )


async def answer(
    tx: AsyncConnection,
    org: int,
    *,
    inbox: int,
    n: int,
    channel: str,
    address: str,
    person: int | None,
    facts: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Queue the n-th answer to a message, for the chat that wrote: it leaves at once, any hour."""
    return await _queue(
        tx,
        org,
        recipient=person_box(person) if person else chat_box(channel, address),
        at=now,
        key=f"answer:{inbox}.{n}",
        kind=Kind.ANSWER.value,
        lane="now",
        person_id=person,
        duty_id=None,
        round=0,
        step="",
        facts={"channel": channel, "address": address, **facts},
        created_at=now,
    )


async def _queue(
    tx: AsyncConnection, org: int, *, recipient: str, at: datetime, **values: Any
) -> bool:
    await insert_new(tx, mailboxes, org_id=org, recipient=recipient)
    mailbox = await tx.scalar(
        select(mailboxes.c.id).where(mailboxes.c.org_id == org, mailboxes.c.recipient == recipient)
    )
    new = await insert_new(
        tx, notices, org_id=org, mailbox_id=mailbox, slot_at=at, state="queued", **values
    )
    if new is None:
        return False
    await tx.execute(
        update(mailboxes)
        .where(
            mailboxes.c.org_id == org,
            mailboxes.c.id == mailbox,
            or_(mailboxes.c.next_at.is_(None), mailboxes.c.next_at > at),
        )
        .values(next_at=at)
    )
    return True


# --- claiming -----------------------------------------------------------------------------------


async def waiting(
    connection: AsyncConnection, org: OrgState, now: datetime, real_now: datetime
) -> list[Waiting]:
    """The mailboxes with something that may leave at `now` and that nobody holds.

    Answers any hour; all else while the slot it belongs to is released (the watermark has reached
    it), once per mailbox and slot, and only from an org that is live.
    """
    slot = released_slot(org, now)
    of_box = and_(
        notices.c.org_id == mailboxes.c.org_id, notices.c.mailbox_id == mailboxes.c.id, QUEUED
    )
    of_messages = and_(
        messages.c.org_id == mailboxes.c.org_id, messages.c.mailbox_id == mailboxes.c.id
    )
    urgent = or_(
        exists().where(of_box, notices.c.lane == "now"),
        exists().where(of_messages, messages.c.state == "calling", messages.c.lane == "now"),
    )
    ready = urgent
    if slot is not None:
        begun = exists().where(
            of_messages, messages.c.state == "calling", messages.c.lane == "slot"
        )
        spoken = exists().where(of_messages, messages.c.lane == "slot", messages.c.slot_at == slot)
        due = exists().where(of_box, notices.c.lane == "slot", notices.c.slot_at <= slot)
        ready = or_(urgent, begun, and_(due, ~spoken))
    rows = await connection.execute(
        select(
            mailboxes.c.id, mailboxes.c.recipient, mailboxes.c.next_at, urgent.label("urgent")
        ).where(
            mailboxes.c.org_id == org.id,
            mailboxes.c.next_at <= now,
            _free(real_now),
            ready,
        )
    )
    return [
        Waiting(
            mailbox_id=row.id,
            recipient=row.recipient,
            urgent=bool(row.urgent),
            since=row.next_at,
        )
        for row in rows
    ]


def released_slot(org: OrgState, now: datetime) -> datetime | None:
    """The slot in which the org may speak at `now`, if all that was due by then is decided."""
    slot = org.office.open_slot(now) if org.is_live else None
    reached = slot is not None and org.watermark is not None and org.watermark >= slot
    return slot if reached else None


async def claim(
    tx: AsyncConnection, org: int, mailbox: int, claim_id: str, real_now: datetime
) -> bool:
    """Take the mailbox for this sender; False means another got there first."""
    result = await tx.execute(
        update(mailboxes)
        .where(mailboxes.c.org_id == org, mailboxes.c.id == mailbox, _free(real_now))
        .values(lease_until=real_now + LEASE, claim_id=claim_id)
    )
    return result.rowcount == 1


async def release(
    tx: AsyncConnection,
    org: int,
    mailbox: int,
    claim_id: str,
    rest_until: datetime | None = None,
) -> None:
    """Give the mailbox back unserved; nobody claims it before `rest_until` (real time)."""
    await tx.execute(
        update(mailboxes)
        .where(
            mailboxes.c.org_id == org,
            mailboxes.c.id == mailbox,
            mailboxes.c.claim_id == claim_id,
        )
        .values(lease_until=rest_until, claim_id=None, next_at=await _next_at(tx, org, mailbox))
    )


async def unsettled(connection: AsyncConnection, org: int, mailbox: int) -> Row[Any] | None:
    """The mailbox's message that was being called when its sender stopped, oldest first."""
    rows = await connection.execute(
        select(messages)
        .where(
            messages.c.org_id == org,
            messages.c.mailbox_id == mailbox,
            messages.c.state == "calling",
        )
        .order_by(messages.c.id)
    )
    return rows.first()


async def queued(
    connection: AsyncConnection, org: int, mailbox: int, lane: str, until: datetime
) -> list[Row[Any]]:
    """The queued notices of a mailbox in a lane that belong to `until` or earlier, oldest first."""
    rows = await connection.execute(
        select(notices)
        .where(
            notices.c.org_id == org,
            notices.c.mailbox_id == mailbox,
            QUEUED,
            notices.c.message_id.is_(None),
            notices.c.lane == lane,
            notices.c.slot_at <= until,
        )
        .order_by(notices.c.id)
    )
    return list(rows.all())


def _free(real_now: datetime) -> Any:
    return or_(mailboxes.c.lease_until.is_(None), mailboxes.c.lease_until <= real_now)


async def _next_at(tx: AsyncConnection, org: int, mailbox: int) -> datetime | None:
    calling = await tx.scalar(
        select(func.min(messages.c.calling_at)).where(
            messages.c.org_id == org,
            messages.c.mailbox_id == mailbox,
            messages.c.state == "calling",
        )
    )
    coming: datetime | None = await tx.scalar(
        select(func.min(notices.c.slot_at)).where(
            notices.c.org_id == org,
            notices.c.mailbox_id == mailbox,
            QUEUED,
            notices.c.message_id.is_(None),
        )
    )
    return min((at for at in (calling, coming) if at is not None), default=None)


# --- calling and settling -----------------------------------------------------------------------


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
    if not await _holds(tx, org, draft.mailbox_id, draft.claim_id):
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
    if not await _holds(tx, org, mailbox, claim_id) or await sent_parts(tx, org, message):
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
    if not await _holds(tx, org, mailbox, claim_id):
        return None
    for attempt in attempts:
        await insert_one(
            tx,
            deliveries,
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


async def _holds(tx: AsyncConnection, org: int, mailbox: int, claim_id: str) -> bool:
    held = await tx.scalar(
        select(mailboxes.c.id).where(
            mailboxes.c.org_id == org,
            mailboxes.c.id == mailbox,
            mailboxes.c.claim_id == claim_id,
        )
    )
    return held is not None


# --- looking back -------------------------------------------------------------------------------


async def sent_parts(connection: AsyncConnection, org: int, message: int) -> set[int]:
    """The parts of a message that the platform is known to have taken."""
    rows = await connection.scalars(
        select(deliveries.c.part).where(
            deliveries.c.org_id == org,
            deliveries.c.message_id == message,
            deliveries.c.outcome == "sent",
        )
    )
    return set(rows)


async def failures(connection: AsyncConnection, org: int, message: int) -> int:
    count = await connection.scalar(
        select(func.count())
        .select_from(deliveries)
        .where(
            deliveries.c.org_id == org,
            deliveries.c.message_id == message,
            deliveries.c.outcome != "sent",
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
            deliveries,
            and_(
                deliveries.c.org_id == message_items.c.org_id,
                deliveries.c.message_id == message_items.c.message_id,
            ),
        )
        .where(
            message_items.c.org_id == org,
            deliveries.c.channel == channel,
            deliveries.c.address == address,
            deliveries.c.provider_id == provider_id,
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
