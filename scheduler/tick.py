"""One pass: open what opens, look at every duty whose time has come, queue what should be said.

1. Open the duties whose day has come.
2. Read the duties with `look_at` up to now, in batches; ask the rules about each (no I/O there).
3. Store the notices under their keys and when to look again, batch by batch.
4. Once per slot: let the watchdog look at the whole office.
5. Move the watermark: senders may speak in a slot once all that was due by then is decided.
6. Once a night: check whether a sample of the others would be looked at in time.

A duty that makes a rule raise is set aside and reported; the others go on.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from scheduler.ports import L, Ledger
from scheduler.rules.decision import Decision, decide
from scheduler.rules.night import oversleeps
from scheduler.watchdog import watchdog

logger = logging.getLogger(__name__)

BATCH = 500
IN_A_ROW = 50  # duties decided before whatever else waits in this process may go on


async def tick(ledger: Ledger[L], now: datetime) -> int:
    """Make one pass and return how many notices were newly queued.

    A pass at an earlier `now` than the one before it, after the clock was set back, finds nothing
    that is due.
    """
    if await ledger.is_quiet(now):
        return 0
    await ledger.open_due(now)
    queued = 0
    while batch := await ledger.watched(now, BATCH):
        queued += await ledger.apply(await _decided(ledger, batch, now), now)
    await watchdog(ledger, now)
    await ledger.reach(now)
    await _check_a_sample(ledger, now)
    return queued


async def _decided(
    ledger: Ledger[L], looks: Sequence[L], now: datetime
) -> list[tuple[L, Decision]]:
    """What is decided about duties; those that make a rule raise are set aside and left out."""
    decided: list[tuple[L, Decision]] = []
    for n, look in enumerate(looks, start=1):
        try:
            decided.append((look, decide(look.item, now)))
        except Exception as error:
            logger.exception(
                "a duty could not be decided",
                extra={"action": "decide_failed", "duty": look.item.duty.id},
            )
            await ledger.set_aside(look, error, now)
        if n % IN_A_ROW == 0:
            await asyncio.sleep(0)
    return decided


async def _check_a_sample(ledger: Ledger[L], now: datetime) -> None:
    """Would the duties that are not due be looked at in time? (DESIGN.md §4.17)"""
    sample = await ledger.sample(now)
    if sample is None:
        return
    decided = await _decided(ledger, sample, now)
    wanted = (
        (look, oversleeps(look.item.duty, look.look_at, decision, now))
        for look, decision in decided
    )
    await ledger.checked([(look, at) for look, at in wanted if at is not None], now)
