"""One pass: open what opens, look at every duty whose time has come, queue what should be said.

1. Open the duties whose day has come.
2. Read the duties with `look_at` up to now, in batches; ask the rules about each (no I/O there).
3. Store the notices under their keys and when to look again, batch by batch.
4. Move the watermark: senders may speak in a slot once all that was due by then is decided.

A duty that makes a rule raise is set aside with its id in the log; the others go on.
"""

import logging
from datetime import datetime

from scheduler.ports import L, Ledger
from scheduler.rules.decision import Decision, decide

logger = logging.getLogger(__name__)

BATCH = 500


async def tick(ledger: Ledger[L], now: datetime) -> int:
    """Make one pass and return how many notices were newly queued."""
    await ledger.open_due(now)
    queued = 0
    while batch := await ledger.watched(now, BATCH):
        decided: list[tuple[L, Decision]] = []
        for look in batch:
            try:
                decided.append((look, decide(look.item, now)))
            except Exception:
                logger.exception(
                    "a duty could not be decided",
                    extra={"action": "decide_failed", "duty": look.item.duty.id},
                )
                await ledger.set_aside(look, now)
        queued += await ledger.apply(decided, now)
    await ledger.reach(now)
    return queued
