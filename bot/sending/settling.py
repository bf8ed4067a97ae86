"""Settling: what follows from what became of messages (DESIGN.md §4.5, §4.13).

A rung is told once its notice has left; the ladder freezes with the first. A permanent error closes
the link and tells the head (of a head: the coordinator); it is never a silent drop.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind, Notice
from scheduler.rules.pacing import Waiting
from scheduler.rules.people import Person, Role
from scheduler.rules.quota import Quota, month_of
from scheduler.rules.staff import Staff
from storage import claims, deliveries, digest_items, duties, journal, links, outbox, quotas, rungs
from storage.deliveries import Settlement
from storage.orgs import OrgState
from storage.people import load_staff
from storage.tables import duties as duty_rows

logger = logging.getLogger(__name__)


async def settle(
    tx: AsyncConnection,
    org: OrgState,
    settlements: Sequence[Settlement],
    limits: Mapping[str, Quota],
) -> list[bool]:
    """Record what became of calls and what follows, in one transaction; False: a claim was lost.

    `limits`: of the bots that have a quota.
    """
    outcomes = await deliveries.settle(tx, org.id, settlements)
    await _count(tx, org, settlements, limits)
    touched: dict[datetime, set[int]] = {}
    for each, said in zip(settlements, outcomes, strict=True):
        if said is None or each.state == "calling":
            continue
        if each.state in ("sent", "unknown"):
            await rungs_told(tx, org, said, each.at)
        else:
            await _failed(tx, org, each, said)
        spoken = await digest_items.spoken(tx, org.id, said)
        touched.setdefault(each.at, set()).update(one.duty_id for one in spoken)
    for at, ids in touched.items():
        await duties.touch(tx, org.id, at, duty_rows.c.id.in_(sorted(ids)))
    return [said is not None for said in outcomes]


async def _count(
    tx: AsyncConnection,
    org: OrgState,
    settlements: Sequence[Settlement],
    limits: Mapping[str, Quota],
) -> None:
    """Count what left against its bot's quota, even where the claim was lost: it was sent."""
    left: dict[date, Counter[str]] = {}
    for each in settlements:
        bot = each.message.channel
        if bot not in limits:
            continue
        month = month_of(each.at, org.office.calendar.zone)
        gone = [one for one in each.attempts if one.outcome in ("sent", "unknown")]
        left.setdefault(month, Counter())[bot] += len(gone)
        if each.is_closed:
            await quotas.doubt(tx, org.id, bot, month, limits[bot], each.at)
    for month, parts in left.items():
        await quotas.count(tx, org.id, month, parts, limits)


async def _failed(
    tx: AsyncConnection, org: OrgState, settlement: Settlement, said: Sequence[Row[Any]]
) -> None:
    message, last = settlement.message, settlement.attempts[-1:]
    logger.error(
        "a message could not be delivered: %s",
        last[0].error if last else f"no channel {message.channel}",
        extra={"action": "message_failed", "message_id": message.id},
    )
    if last and last[0].outcome == "gone":
        await close_link(tx, org, message.channel, message.address, "blocked", settlement.at)


async def unreachable(
    tx: AsyncConnection,
    org: OrgState,
    failed: Sequence[Row[Any]],
    dropped: Sequence[int],
    now: datetime,
) -> None:
    """Drop what is not needed any more; what nobody can be told is marked and handed on."""
    await deliveries.drop(tx, org.id, dropped, now)
    if not failed:
        return
    await deliveries.fail(tx, org.id, [row.id for row in failed], now)
    touched = {each.duty_id for each in await digest_items.spoken(tx, org.id, failed)}
    await duties.touch(tx, org.id, now, duty_rows.c.id.in_(sorted(touched)))


async def set_aside(
    tx: AsyncConnection, org: OrgState, box: Waiting, claim: str, now: datetime
) -> None:
    """Fail what waits in a mailbox and cannot be said, so that it keeps nothing else from leaving.

    Of answers the first; else all of the slot. The mailbox is given back.
    """
    if not await claims.held(tx, org.id, [(box.mailbox_id, claim)]):
        return
    slot = claims.released_slot(org, now) or now
    for lane, until in (("now", now), ("slot", slot)):
        waiting = await outbox.queued(tx, org.id, [box.mailbox_id], lane, until)
        if rows := waiting.get(box.mailbox_id):
            await unreachable(tx, org, rows[:1] if lane == "now" else rows, (), now)
            break
    await claims.release(tx, org.id, [box.mailbox_id])


async def close_link(
    tx: AsyncConnection, org: OrgState, channel: str, address: str, state: str, now: datetime
) -> None:
    """Close a link and tell the head of its person, of a head the coordinator."""
    person = await links.set_state(tx, org.id, channel, address, state, now)
    if person is None:
        return
    staff = await load_staff(tx, org.id)
    event = await journal.note(tx, org.id, now, "link_closed", person, channel=channel, state=state)
    told = [
        Notice(
            key=f"event:{event}:{reader.id}",
            kind=Kind.TOLD,
            person_id=reader.id,
            step="unreachable",
            slot_at=org.office.slot_after(now),
            facts={"who": staff.people[person].name},
        )
        for reader in _who_is_told(staff, person, org.office.day_of(now))
    ]
    await outbox.enqueue(tx, org.id, told, now)
    # Their asks and urges go to somebody else now.
    await duties.touch_those_of(tx, org.id, staff, person, now)


def _who_is_told(staff: Staff, person: int, day: date) -> list[Person]:
    held = staff.roles_of(person)
    is_head = any(role.role is Role.HEAD for role in held)
    heads = [
        head
        for role in held
        if role.unit_id is not None and not is_head
        for head in staff.holding(Role.HEAD, role.unit_id)
    ]
    told = [p for p in staff.present(heads, day) if p.id != person]
    coordinators = staff.present(staff.holding(Role.COORDINATOR), day)
    return told or [p for p in coordinators if p.id != person]


async def rungs_told(
    tx: AsyncConnection, org: OrgState, said: Sequence[Row[Any]], now: datetime
) -> list[int]:
    """Record the rungs that notices tell, by themselves or in a digest; return the duties spoken
    of."""
    spoken = await digest_items.spoken(tx, org.id, said)
    for each in spoken:
        if not each.step.startswith("rung-"):
            continue
        role = Role(each.step.removeprefix("rung-"))
        await rungs.told(tx, org, each.duty_id, each.round, role, now)
    return sorted({each.duty_id for each in spoken})
