"""Restoring an office: the rows of a backup, then what must be assumed of the time since.

The backup knows what was said until it was made. Whatever the service went on to say after that is
lost, but the rules are not: for each slot since then the ordinary pass is made once more, and what
it queues counts as said instead of being sent. So the office stands where it may have stood, each
duty goes on from there, and nobody hears anything twice. All in one transaction: the database is
restored whole or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.settling import rungs_told
from scheduler.clock import wall_clock
from scheduler.rules.finding import Guarded
from scheduler.tick import tick
from storage import aftermath, duties, orgs, restore, sandbox_clock, turns
from storage.backup import Manifest, Progress
from storage.database import Database
from storage.ledger import SqlLedger
from storage.one_transaction import OneTransaction
from storage.orgs import OrgState
from storage.tables import duties as duty_rows
from storage.turns import Turn

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """What became of one org."""

    slug: str
    was: str  # its state in the backup
    state: str
    counted: int  # notices that count as said
    again: int  # requests that are asked for once more


@dataclass(frozen=True, kw_only=True)
class Restored:
    manifest: Manifest
    orgs: tuple[Resumed, ...]


async def restore_office(
    database: Database, path: Path, progress: Progress, clock: Clock = wall_clock
) -> Restored:
    """Check the backup, put it into the new database, let its orgs rest.

    Raises NotRestorable, and has changed nothing then.
    """
    backup = restore.check(path, progress)

    async def work(tx: AsyncConnection) -> Restored:
        await turns.alone(tx, Turn.MIGRATE)  # of two at once, the second finds it in use
        await restore.load(tx, backup, progress)
        ahead = await sandbox_clock.offset(tx) or timedelta(0)
        made, now = backup.manifest.made_at + ahead, clock() + ahead
        resumed = [await _resume(tx, org, made, now) for org in await aftermath.all_orgs(tx)]
        return Restored(manifest=backup.manifest, orgs=tuple(resumed))

    return await database.write(work)


async def _resume(tx: AsyncConnection, org_id: int, made: datetime, now: datetime) -> Resumed:
    org = await orgs.load(tx, org_id)
    said: list[Row[Any]] = []
    for moment in _slots_since(org, made, now):
        said += await _live_through(tx, org, moment)
    again = await aftermath.ask_again(tx, org, said, now)
    await aftermath.come_to_rest(
        tx, org_id, now, {"made_at": made.isoformat(), "counted": len(said), "again": again}
    )
    state = (await orgs.load(tx, org_id)).state
    return Resumed(slug=org.slug, was=org.state, state=state, counted=len(said), again=again)


def _slots_since(org: OrgState, made: datetime, now: datetime) -> list[datetime]:
    """The moments at which the office could have been spoken to: the backup's, then every slot."""
    moments = [made]
    while (slot := org.office.slot_after(moments[-1])) <= now:
        moments.append(slot)
    return moments


class _Replay(SqlLedger):
    """Nothing leaves while slots are lived through again: that notices wait is no trouble."""

    async def guarded(self, now: datetime) -> Guarded | None:
        seen = await super().guarded(now)
        return None if seen is None else replace(seen, waiting=())


async def _live_through(tx: AsyncConnection, org: OrgState, moment: datetime) -> list[Row[Any]]:
    """The pass at a moment, and what it wants to say counted as said, until it wants no more."""
    ledger = _Replay(OneTransaction(tx), org.id, wall_clock)
    said: list[Row[Any]] = []
    while True:
        await tick(ledger, moment)
        new = await aftermath.count_as_said(tx, org, moment)
        if not new:
            return said
        about = await rungs_told(tx, org, new, moment)
        await duties.touch(tx, org.id, moment, duty_rows.c.id.in_(about))
        said += new
