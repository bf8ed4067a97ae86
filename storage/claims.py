"""Claims: which mailboxes may be served now, and which sender has them.

A sender claims some hundred mailboxes in one transaction, with a lease in real time, and settles
only with its own claim id (see `deliveries`). On PostgreSQL several processes claim side by side:
`FOR UPDATE` of the bot's row lets one of them at a time count what the bot said lately, and `SKIP
LOCKED` passes over mailboxes that another is just writing to.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.pacing import SECOND, Limits, Waiting, choose, lately, rest
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import bots, mailboxes, messages, notices

LEASE = timedelta(minutes=2)
QUEUED = notices.c.state == "queued"
CALLING = messages.c.state == "calling"


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """What a sender got; `rest`: how long the bot must be silent if it was at its limit."""

    boxes: tuple[Waiting, ...]
    rest: timedelta | None


# --- what may leave -----------------------------------------------------------------------------


def released_slot(org: OrgState, now: datetime) -> datetime | None:
    """The slot in which the org may speak at `now`, if all that was due by then is decided."""
    return org.office.released_slot(now, org.watermark) if org.is_live else None


async def waiting(
    connection: AsyncConnection,
    org: OrgState,
    now: datetime,
    real_now: datetime,
    most: int | None = None,
) -> list[Waiting]:
    """Up to `most` mailboxes with something that may leave at `now` and that nobody holds.

    Answers any hour; all else while the slot it belongs to is released (the watermark has reached
    it), once per mailbox and slot, and only from an org that is live.
    """
    return await _waiting(connection, org, now, real_now, lambda query: query.limit(most))


async def _waiting(
    connection: AsyncConnection, org: OrgState, now: datetime, real_now: datetime, add: Any
) -> list[Waiting]:
    queries = [(True, _urgent(org.id))]
    if slot := released_slot(org, now):
        queries.append((False, _ready(slot)))
    found: dict[int, Waiting] = {}
    for urgent, ready in queries:
        query = (
            select(mailboxes.c.id, mailboxes.c.recipient, mailboxes.c.next_at, mailboxes.c.called)
            .where(mailboxes.c.org_id == org.id, mailboxes.c.next_at <= now, ready)
            .where(_free(real_now))
            .order_by(mailboxes.c.next_at, mailboxes.c.id)
        )
        for row in await connection.execute(add(query)):
            box = Waiting(
                mailbox_id=row.id,
                recipient=row.recipient,
                urgent=urgent,
                since=row.next_at,
                calls=_moments(row.called),
            )
            found.setdefault(row.id, box)
    return list(found.values())


def _urgent(org: int) -> Any:
    """An answer waits, or was being called when its sender stopped."""
    return mailboxes.c.id.in_(
        union(
            select(notices.c.mailbox_id).where(
                notices.c.org_id == org, QUEUED, notices.c.lane == "now"
            ),
            select(messages.c.mailbox_id).where(
                messages.c.org_id == org, CALLING, messages.c.lane == "now"
            ),
        )
    )


def _ready(slot: datetime) -> Any:
    """The slot's message is due and not yet said, or one was being called."""
    of_box = and_(
        notices.c.org_id == mailboxes.c.org_id, notices.c.mailbox_id == mailboxes.c.id, QUEUED
    )
    of_messages = and_(
        messages.c.org_id == mailboxes.c.org_id,
        messages.c.mailbox_id == mailboxes.c.id,
        messages.c.lane == "slot",
    )
    due = exists().where(of_box, notices.c.lane == "slot", notices.c.slot_at <= slot)
    spoken = exists().where(of_messages, messages.c.slot_at == slot)
    return or_(exists().where(of_messages, CALLING), and_(due, ~spoken))


def _free(real_now: datetime) -> Any:
    """Nobody holds it. A lease that ends too late is of before the clock was set back."""
    return or_(
        mailboxes.c.lease_until.is_(None),
        mailboxes.c.lease_until <= real_now,
        and_(mailboxes.c.claim_id.is_not(None), mailboxes.c.lease_until > real_now + LEASE),
    )


# --- taking and giving back ---------------------------------------------------------------------


async def claim(
    tx: AsyncConnection,
    org: OrgState,
    bot: str,
    claim_id: str,
    *,
    now: datetime,
    real_now: datetime,
    limits: Limits,
    most: int,
    but_not: Collection[int] = (),
) -> Claimed:
    """Take up to `most` mailboxes for a sender, as many as the bot and each chat may be called now.

    `but_not` are mailboxes it still has in hand, whatever their lease says.
    """
    calls = await _calls(tx, org.id, bot, real_now)

    def lock(query: Select[Any]) -> Select[Any]:
        return query.limit(most + len(but_not)).with_for_update(of=mailboxes, skip_locked=True)

    found = await _waiting(tx, org, now, real_now, lock)
    free = [box for box in found if box.mailbox_id not in but_not]
    boxes = tuple(choose(free, calls, limits, real_now)[:most])
    if boxes:
        await tx.execute(
            update(mailboxes)
            .where(mailboxes.c.org_id == org.id, mailboxes.c.id == bindparam("box"))
            .values(lease_until=real_now + LEASE, claim_id=claim_id, called=bindparam("calls")),
            [
                {
                    "box": box.mailbox_id,
                    "calls": _stamps((*lately(box.calls, limits.chat_window, real_now), real_now)),
                }
                for box in boxes
            ],
        )
        calls = (*calls, *[real_now] * len(boxes))
        await tx.execute(
            update(bots)
            .where(bots.c.org_id == org.id, bots.c.name == bot)
            .values(called=_stamps(calls))
        )
    return Claimed(boxes=boxes, rest=rest(calls, limits, real_now) if free else None)


async def _calls(
    tx: AsyncConnection, org: int, bot: str, real_now: datetime
) -> tuple[datetime, ...]:
    """When the bot was called within the last second, by any sender; the others wait for us."""
    mine = select(bots.c.called).where(bots.c.org_id == org, bots.c.name == bot).with_for_update()
    row = (await tx.execute(mine)).first()
    if row is None:  # the insert waits for a sender that is just making the same row
        await insert_new(tx, bots, org_id=org, name=bot, next_offset=0)
        row = (await tx.execute(mine)).one()
    return lately(_moments(row.called), SECOND, real_now)


async def held(tx: AsyncConnection, org: int, claims: Iterable[tuple[int, str]]) -> frozenset[int]:
    """Of claims (mailbox, claim id) the mailboxes that are still the sender's own."""
    wanted = dict(claims)
    rows = await tx.execute(
        select(mailboxes.c.id, mailboxes.c.claim_id)
        .where(mailboxes.c.org_id == org, mailboxes.c.id.in_(wanted))
        .order_by(mailboxes.c.id)
        .with_for_update()
    )
    return frozenset(row.id for row in rows if row.claim_id == wanted[row.id])


async def release(
    tx: AsyncConnection, org: int, boxes: Iterable[int], rest_until: datetime | None = None
) -> None:
    """Give held mailboxes back; nobody claims them before `rest_until` (real time)."""
    wanted = list(boxes)
    coming = await _next_at(tx, org, wanted)
    by_time = sorted(wanted, key=lambda box: _sortable(coming.get(box)))
    for at, group in groupby(by_time, key=coming.get):
        await tx.execute(
            update(mailboxes)
            .where(mailboxes.c.org_id == org, mailboxes.c.id.in_(list(group)))
            .values(lease_until=rest_until, claim_id=None, next_at=at)
        )


async def _next_at(tx: AsyncConnection, org: int, boxes: list[int]) -> dict[int, datetime]:
    """When each mailbox next has something to say; those with nothing are left out."""
    calling = (
        select(messages.c.mailbox_id, func.min(messages.c.calling_at))
        .where(messages.c.org_id == org, messages.c.mailbox_id.in_(boxes), CALLING)
        .group_by(messages.c.mailbox_id)
    )
    coming = (
        select(notices.c.mailbox_id, func.min(notices.c.slot_at))
        .where(
            notices.c.org_id == org,
            notices.c.mailbox_id.in_(boxes),
            QUEUED,
            notices.c.message_id.is_(None),
        )
        .group_by(notices.c.mailbox_id)
    )
    found: dict[int, datetime] = {}
    for query in (calling, coming):
        for box, at in await tx.execute(query):
            found[box] = min(at, found.get(box, at))
    return found


def _sortable(at: datetime | None) -> tuple[bool, datetime]:
    return at is not None, at or datetime.min.replace(tzinfo=UTC)


def _moments(stamps: list[float] | None) -> tuple[datetime, ...]:
    return tuple(datetime.fromtimestamp(stamp, UTC) for stamp in stamps or ())


def _stamps(moments: Iterable[datetime]) -> list[float]:
    return [at.timestamp() for at in moments]
