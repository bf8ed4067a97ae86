"""The outbox: what must be said, one row per key, and the mailboxes that senders claim.

A sender claims a mailbox by a conditional update: whoever changes the row owns it, with a lease in
real time, and settles only with its own claim id (see `deliveries`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind, Notice
from scheduler.rules.pacing import Waiting
from storage import wakeups
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import mailboxes, messages, notices

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
    await wakeups.wake(tx, "send")
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
