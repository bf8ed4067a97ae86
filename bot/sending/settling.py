"""Settling: what follows from what became of messages (DESIGN.md §4.5, §4.13).

A rung is told once its notice has left; the ladder freezes with the first. A permanent error closes
the link and tries the person's next channel; it is never a silent drop.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.falling_over import with_next_channels
from bot.sending.unreached import close_link, close_mail, not_reached
from scheduler.rules.choosing import EMAIL
from scheduler.rules.pacing import Waiting
from scheduler.rules.people import Role
from scheduler.rules.quota import Quota, month_of
from storage import addresses, claims, deliveries, digest_items, duties, outbox, quotas, rungs
from storage.deliveries import Settlement
from storage.orgs import OrgState
from storage.tables import duties as duty_rows

logger = logging.getLogger(__name__)


async def settle(
    tx: AsyncConnection,
    org: OrgState,
    settlements: Sequence[Settlement],
    bots: Mapping[str, Quota | None],
) -> list[bool]:
    """Record what became of calls and what follows, in one transaction; False: a claim was lost.

    `bots`: those there are, for what one of them would not take, each with its quota if it has one.
    """
    settlements = await with_next_channels(tx, org.id, settlements, bots)
    leaves = [each.at for each in settlements if each.state == "sent"]
    unsaid = await _unsaid_rungs(tx, org.id) if leaves else set()
    outcomes = await deliveries.settle(tx, org.id, settlements)
    await _count(tx, org, settlements, bots)
    touched: dict[datetime, set[int]] = {max(leaves): unsaid} if unsaid else {}
    for each, said in zip(settlements, outcomes, strict=True):
        if said is None:
            continue
        if each.moved_to is not None:
            message = each.message
            await addresses.move(tx, org.id, message.channel, message.address, each.moved_to)
        await _close(tx, org, each)
        if each.state == "calling":
            continue
        if each.state in ("sent", "unknown"):
            await rungs_told(tx, org, said, each.at)
        else:
            await _failed(tx, org, each)
        spoken = await digest_items.spoken(tx, org.id, said)
        touched.setdefault(each.at, set()).update(one.duty_id for one in spoken)
    for at, ids in touched.items():
        await duties.touch(tx, org.id, at, duty_rows.c.id.in_(sorted(ids)))
    return [said is not None for said in outcomes]


async def _close(tx: AsyncConnection, org: OrgState, settlement: Settlement) -> None:
    """Nobody is at an address any more: it is not tried again."""
    if not any(attempt.outcome == "gone" for attempt in settlement.attempts):
        return
    at = settlement.message.at
    if at.channel == EMAIL:
        await close_mail(tx, org, at.address, settlement.at)
    else:
        await close_link(tx, org, at, "blocked", settlement.at)


async def _count(
    tx: AsyncConnection,
    org: OrgState,
    settlements: Sequence[Settlement],
    bots: Mapping[str, Quota | None],
) -> None:
    """Count what left against its bot's quota, even where the claim was lost: it was sent."""
    limits = {bot: quota for bot, quota in bots.items() if quota is not None}
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


async def _failed(tx: AsyncConnection, org: OrgState, settlement: Settlement) -> None:
    message, last = settlement.message, settlement.attempts[-1:]
    logger.error(
        "a message could not be delivered: %s",
        last[0].error if last else f"no channel {message.channel}",
        extra={"action": "message_failed", "message_id": message.id},
    )
    owners = await outbox.people_of(tx, org.id, [message.mailbox_id])
    if settlement.rest is not None and message.lane == "slot" and owners:
        await not_reached(tx, org, owners[message.mailbox_id], message.at, settlement.at)


async def _unsaid_rungs(tx: AsyncConnection, org: int) -> set[int]:
    """The late duties of which nobody could be told since the office's last message left.

    A climb waits longer while nobody at all is reached (scheduler/rules/watching.py): these are
    looked at again when a message leaves.
    """
    failed = await deliveries.failed_since(tx, org, await deliveries.newest_left(tx, org))
    spoken = await digest_items.spoken(tx, org, failed)
    return {each.duty_id for each in spoken if each.step.startswith("rung-")}


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
