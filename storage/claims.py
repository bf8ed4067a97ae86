"""Claims: which mailboxes may be served now, and which sender has them.

A sender claims what a bot may say in the next second in one transaction, with a lease in real
time, and settles only with its own claim id (see `deliveries`). Each mailbox leaves by one bot, so
that a bot that rests, or is no longer there, hides nothing that another could say. On PostgreSQL
several processes claim side by side: `FOR UPDATE` of the bot's row lets one of them at a time plan
its calls, and `SKIP LOCKED` passes over mailboxes that another is just writing to.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind
from scheduler.rules.pacing import (
    AHEAD,
    SECOND,
    Limits,
    Place,
    Plan,
    Priority,
    Waiting,
    left_alone_until,
    plan,
    priority,
)
from storage import links
from storage.mailboxes import is_group, person_of
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import bots, mailboxes, messages, notices

LEASE = 120 * SECOND
RESTING = 100  # chats at most that were called so lately that they rest
QUEUED = notices.c.state == "queued"
CALLING = messages.c.state == "calling"
OF_SLOT = tuple(each for each in Priority if each is not Priority.ANSWER)
URGENCY = case(
    {kind.value: int(priority(kind)) for kind in Kind if kind is not Kind.ANSWER},
    value=notices.c.kind,
    else_=int(Priority.TELL),
)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """What a sender got, and when to look again (real time) for what it did not get."""

    places: tuple[Place, ...]
    again: datetime | None

    @property
    def boxes(self) -> tuple[Waiting, ...]:
        return tuple(place.box for place in self.places)


# --- what may leave -----------------------------------------------------------------------------


def released_slot(org: OrgState, now: datetime) -> datetime | None:
    """The slot in which the org may speak at `now`, if all that was due by then is decided."""
    return org.office.released_slot(now, org.watermark) if org.is_live else None


async def waiting(
    connection: AsyncConnection, org: OrgState, now: datetime, real_now: datetime
) -> list[Waiting]:
    """The mailboxes with something that may leave at `now` and that nobody holds, of any bot.

    Answers any hour; all else while the slot it belongs to is released (the watermark has reached
    it), once per mailbox and slot, and only from an org that is live.
    """
    return await _waiting(connection, _eligible(org, now, real_now))


async def is_waiting(
    connection: AsyncConnection, org: OrgState, bot: str | None, now: datetime, real_now: datetime
) -> bool:
    """Whether there is such a mailbox that leaves by a bot; None: by none, nobody is reached."""
    of_bot = mailboxes.c.bot == bot
    for urgent, query in _eligible(org, now, real_now):
        # Said of each priority, so that the index leads to what is due past all that is not yet.
        of = true() if urgent else mailboxes.c.priority.in_([int(each) for each in OF_SLOT])
        if (await connection.execute(query.where(of_bot, of).limit(1))).first():
            return True
    return False


async def _candidates(
    tx: AsyncConnection,
    org: OrgState,
    bot: str | None,
    now: datetime,
    real_now: datetime,
    most: int,
) -> list[Waiting]:
    """Of each priority those that have waited longest, locked."""
    queries: list[tuple[bool, Select[tuple[Any, ...]]]] = []
    for urgent, query in _eligible(org, now, real_now):
        of_bot = query.where(mailboxes.c.bot == bot)
        if urgent:
            queries.append((True, of_bot))
        else:
            queries += [(False, of_bot.where(mailboxes.c.priority == int(p))) for p in OF_SLOT]
    return await _waiting(
        tx,
        [
            (urgent, query.limit(most).with_for_update(of=mailboxes, skip_locked=True))
            for urgent, query in queries
        ],
    )


def _eligible(
    org: OrgState, now: datetime, real_now: datetime
) -> list[tuple[bool, Select[tuple[Any, ...]]]]:
    """What may leave at `now`, whoever has waited longest first: answers (True), the slot's."""
    box = mailboxes.c
    query = (
        select(box.id, box.recipient, box.priority, box.next_at, box.next_call)
        .where(box.org_id == org.id, box.next_at <= now, _free(real_now))
        .order_by(box.next_at, box.id)
    )
    slot = released_slot(org, now)
    answers = (True, query.where(_urgent(org.id)))
    return [answers, (False, query.where(_ready(slot)))] if slot else [answers]


async def _waiting(
    connection: AsyncConnection, queries: Iterable[tuple[bool, Select[tuple[Any, ...]]]]
) -> list[Waiting]:
    found: dict[int, Waiting] = {}
    for urgent, query in queries:
        for row in await connection.execute(query):
            box = Waiting(
                mailbox_id=row.id,
                recipient=row.recipient,
                priority=Priority.ANSWER if urgent else Priority(row.priority),
                since=row.next_at,
                is_group=is_group(row.recipient),
                next_call=row.next_call,
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
    bot: str | None,
    claim_id: str,
    *,
    now: datetime,
    real_now: datetime,
    limits: Limits,
    most: int,
    but_not: Collection[int] = (),
) -> Claimed:
    """Take for a sender up to `most` mailboxes that leave by a bot, as it and its chats may be
    called from now on; with no bot nobody is called, and those who cannot be reached are taken.

    `but_not` are mailboxes it still has in hand, whatever their lease says.
    """
    next_call = await _next_call(tx, org.id, bot, real_now) if bot else None
    if next_call and next_call >= real_now + AHEAD:  # it is only asked whether anybody waits
        most = 0
    places_at_most = min(most, int(limits.per_second * AHEAD.total_seconds()) + 1)
    found = await _candidates(tx, org, bot, now, real_now, places_at_most + len(but_not) + RESTING)
    free = [box for box in found if box.mailbox_id not in but_not]
    planned = plan(free, next_call, limits, real_now, most)
    if planned.places:
        await _take(tx, org.id, bot, claim_id, planned, limits, real_now)
    return Claimed(places=planned.places, again=planned.again)


async def _take(
    tx: AsyncConnection,
    org: int,
    bot: str | None,
    claim_id: str,
    planned: Plan,
    limits: Limits,
    real_now: datetime,
) -> None:
    await tx.execute(
        update(mailboxes)
        .where(mailboxes.c.org_id == org, mailboxes.c.id == bindparam("box"))
        .values(lease_until=real_now + LEASE, claim_id=claim_id, next_call=bindparam("free_at")),
        [
            {
                "box": place.box.mailbox_id,
                "free_at": place.at + limits.of_chat(is_group=place.box.is_group),
            }
            for place in planned.places
        ],
    )
    if bot:
        await tx.execute(
            update(bots)
            .where(bots.c.org_id == org, bots.c.name == bot)
            .values(next_call=planned.next_call)
        )


async def _next_call(
    tx: AsyncConnection, org: int, bot: str, real_now: datetime
) -> datetime | None:
    """From when on the bot may be called, whoever called it last; the others wait for us."""
    of_bot = select(bots.c.next_call, bots.c.rest_until).where(
        bots.c.org_id == org, bots.c.name == bot
    )
    row = (await tx.execute(of_bot.with_for_update())).first()
    if row is None:  # the insert waits for a sender that is just making the same row
        await insert_new(tx, bots, org_id=org, name=bot, next_offset=0)
        row = (await tx.execute(of_bot.with_for_update())).one()
    return _until(row.next_call, row.rest_until, real_now)


def _until(
    next_call: datetime | None, rest_until: datetime | None, real_now: datetime
) -> datetime | None:
    """The pace of a bot counts as long as the clock has not been set back, its rest always."""
    paced = left_alone_until(next_call, real_now)
    return max((at for at in (paced, rest_until) if at and at > real_now), default=None)


async def resting(connection: AsyncConnection, org: int, real_now: datetime) -> dict[str, datetime]:
    """The bots whom nobody may call before so long that no call can be planned yet."""
    rows = await connection.execute(
        select(bots.c.name, bots.c.next_call, bots.c.rest_until).where(bots.c.org_id == org)
    )
    found = {row.name: _until(row.next_call, row.rest_until, real_now) for row in rows}
    return {bot: until for bot, until in found.items() if until and until >= real_now + AHEAD}


async def rest(tx: AsyncConnection, org: int, bot: str, until: datetime) -> None:
    """Let nobody call a bot before `until` (real time): its platform said so."""
    await tx.execute(
        update(bots)
        .where(
            bots.c.org_id == org,
            bots.c.name == bot,
            or_(bots.c.rest_until.is_(None), bots.c.rest_until < until),
        )
        .values(rest_until=until)
    )


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
    coming = await _coming(tx, org, wanted)

    def alike(box: int) -> tuple[str, int]:
        at, urgency = coming.get(box, (None, int(Priority.TELL)))
        return at.isoformat() if at else "", urgency

    for _, group in groupby(sorted(wanted, key=alike), key=alike):
        same = list(group)
        at, urgency = coming.get(same[0], (None, int(Priority.TELL)))
        await tx.execute(
            update(mailboxes)
            .where(mailboxes.c.org_id == org, mailboxes.c.id.in_(same))
            .values(lease_until=rest_until, claim_id=None, next_at=at, priority=urgency)
        )
    if coming:
        rows = await tx.scalars(
            select(mailboxes.c.recipient).where(
                mailboxes.c.org_id == org, mailboxes.c.id.in_(coming)
            )
        )
        told = {person for box in rows if (person := person_of(box)) is not None}
        await links.chosen_anew(tx, org, told)


async def _coming(
    tx: AsyncConnection, org: int, boxes: list[int]
) -> dict[int, tuple[datetime, int]]:
    """When each mailbox next has something to say, and how urgent; with nothing: left out."""
    calling = (
        select(messages.c.mailbox_id, func.min(messages.c.calling_at))
        .where(messages.c.org_id == org, messages.c.mailbox_id.in_(boxes), CALLING)
        .group_by(messages.c.mailbox_id)
    )
    queued = (
        select(notices.c.mailbox_id, func.min(notices.c.slot_at), func.min(URGENCY))
        .where(
            notices.c.org_id == org,
            notices.c.mailbox_id.in_(boxes),
            QUEUED,
            notices.c.message_id.is_(None),
        )
        .group_by(notices.c.mailbox_id)
    )
    found: dict[int, tuple[datetime, int]] = {}
    for box, at in await tx.execute(calling):
        found[box] = at, int(Priority.TELL)
    for box, at, urgency in await tx.execute(queued):
        before, _ = found.get(box, (at, urgency))
        found[box] = min(at, before), urgency
    return found
