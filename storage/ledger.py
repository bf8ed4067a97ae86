"""The scheduler's memory: its Ledger port over the tables of one org."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.decision import Decision
from scheduler.rules.duty import Move
from storage import digests, duties, inbox, journal, opening, orgs, outbox, submissions, watch
from storage.database import Database
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import duties as duty_rows
from storage.tables import orgs as org_rows
from storage.tables import rungs
from storage.watch import Seen

logger = logging.getLogger(__name__)

SET_ASIDE = timedelta(hours=1)


class SqlLedger:
    def __init__(self, database: Database, org: int, real_clock: Callable[[], datetime]) -> None:
        self._database = database
        self._org = org
        self._real_clock = real_clock

    async def open_due(self, now: datetime) -> int:
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            if await opening.nothing_to_open(connection, org, now):
                return 0
        return await self._database.write(lambda tx: opening.open_due(tx, org, now))

    async def watched(self, now: datetime, limit: int) -> Sequence[Seen]:
        async with self._database.read() as connection:
            waits = await connection.scalar(
                select(duty_rows.c.id)
                .where(duty_rows.c.org_id == self._org, duty_rows.c.look_at <= now)
                .limit(1)
            )
            if waits is None:
                return ()
            org = await orgs.load(connection, self._org)
            return await watch.due(connection, org, now, limit)

    async def apply(self, decided: Sequence[tuple[Seen, Decision]], now: datetime) -> int:
        async def work(tx: AsyncConnection) -> int:
            org = await orgs.load(tx, self._org)
            return sum([await _store(tx, org, seen, decision, now) for seen, decision in decided])

        return await self._database.write(work)

    async def set_aside(self, look: Seen, now: datetime) -> None:
        await self._database.write(
            lambda tx: tx.execute(
                update(duty_rows)
                .where(duty_rows.c.org_id == self._org, duty_rows.c.id == look.record.id)
                .values(look_at=now + SET_ASIDE)
            )
        )

    async def reach(self, now: datetime) -> None:
        """Let a slot go, with its digests. Written twice a day, not at every wake."""
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            slot = org.office.open_slot(now)
            if slot is None or (org.watermark is not None and org.watermark >= slot):
                return
            heard = await inbox.heard_up_to(connection, self._org, now, self._real_clock())
        if heard < slot:
            return

        async def work(tx: AsyncConnection) -> None:
            if org.is_live:
                await digests.queue_morning(tx, org, slot)
            await tx.execute(
                update(org_rows)
                .where(
                    org_rows.c.id == self._org,
                    or_(org_rows.c.watermark.is_(None), org_rows.c.watermark < heard),
                )
                .values(watermark=heard)
            )

        await self._database.write(work)


async def _store(
    tx: AsyncConnection, org: OrgState, seen: Seen, decision: Decision, now: datetime
) -> int:
    record = seen.record
    fresh = await tx.execute(
        update(duty_rows)
        .where(
            duty_rows.c.org_id == org.id,
            duty_rows.c.id == record.id,
            duty_rows.c.version == record.version,
        )
        .values(look_at=decision.look_at)
    )
    if fresh.rowcount != 1:
        return 0  # changed since it was read: its `look_at` is still due, so it is decided anew
    if decision.missed:
        await duties.move(tx, org.id, record, Move.MISS, now)
        await journal.note(tx, org.id, now, "report_missed", duty=record.duty.name)
    if decision.handed_in:
        assert record.duty.due_on is not None
        # The last instant in time: nobody is late to himself.
        due = org.office.closes_at(record.duty.due_on, record.duty.due_time)
        last_instant = due - timedelta(seconds=1)
        merged = await watch.merged_with(tx, org.id, record)
        await submissions.hand_in(tx, org, merged, person=None, said_at=last_instant, now=now)
    if not org.is_live:
        return 0  # the pass opens and moves duties, but nothing is queued
    outcomes = [(role, "skipped") for role in decision.skipped]
    outcomes += [(role, "told") for role in decision.muted]  # whoever rests counts as told
    for role, outcome in outcomes:
        await insert_new(
            tx,
            rungs,
            org_id=org.id,
            duty_id=record.id,
            round=record.duty.round,
            role=role.value,
            on_day=org.office.day_of(now),
            outcome=outcome,
        )
        what = "rung_skipped" if outcome == "skipped" else "rung_muted"
        await journal.note(tx, org.id, now, what, duty=record.duty.name, role=role.value)
    return sum([await outbox.enqueue(tx, org.id, notice, now) for notice in decision.notices])
