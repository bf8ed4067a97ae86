"""The watchdog: once per slot a look at the whole office, as the pass looks at each duty.

Did every due notice leave? Who cannot be reached? Does the calendar end? (DESIGN.md §5)
"""

import logging
from datetime import datetime

from scheduler.ports import L, Ledger
from scheduler.rules.alarm import alarm

logger = logging.getLogger(__name__)


async def watchdog(ledger: Ledger[L], now: datetime) -> None:
    """Look before a slot is let go, and tell in it; a look that fails holds no slot up."""
    seen = await ledger.guarded(now)
    if seen is None:
        return
    try:
        raised = alarm(seen)
    except Exception:
        logger.exception("the watchdog failed", extra={"action": "watchdog_failed"})
        return
    await ledger.warned(raised, seen.slot)
