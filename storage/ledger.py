"""The scheduler's memory: its Ledger port over the tables of one org."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.alarm import Alarm
from scheduler.rules.decision import Decision
from scheduler.rules.duty import Move
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.finding import Guarded
from scheduler.rules.watching import Seen
from storage import (
    calendar_filling,
    calendar_years,
    digests,
    duties,
    findings,
    handovers,
    inbox,
    journal,
    night,
    opening,
    orgs,
    outbox,
    requests,
    rungs,
    set_aside,
    submissions,
    succession,
    trouble,
    turns,
    watch,
)
from storage.database import Database
from storage.orgs import OrgState
from storage.public_days import OpenPoint
from storage.tables import duties as duty_rows
from storage.tables import orgs as org_rows
from storage.tables import set_aside as aside
from storage.trouble import DatabaseTrouble
from storage.turns import Turn

logger = logging.getLogger(__name__)

DUTY = aside.c.duty_id
OPENED = 200  # tasks, and as many cycles, opened in one transaction


class SqlLedger:
    def __init__(self, database: Database, org: int, real_clock: Callable[[], datetime]) -> None:
        self._database = database
        self._org = org
        self._real_clock = real_clock

    async def is_quiet(self, now: datetime) -> bool:
        """Whether there is nothing to do at `now`: one look, on one connection, without a write."""
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            moment = {"org": org.id, "now": now, "today": org.office.day_of(now)}
            first = (await connection.execute(_first_to_come(), moment)).one()
            if any(each is not None for each in first) or night.is_due(org, now):
                return False
            if calendar_filling.missing_years(org, now):
                return False
            return await self._reachable(connection, org, now) is None

    async def open_due(self, now: datetime) -> int:
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            first = succession.first_to_begin(org.id, org.office.day_of(now))
            begins = await connection.scalar(first) is not None
        if calendar_filling.missing_years(org, now):
            keep_ahead = partial(calendar_filling.keep_ahead, org=self._org, now=now)
            await self._database.write(keep_ahead)
        if begins:
            await self._database.write(partial(succession.begin_due, org=org, now=now))
        made = 0
        while True:
            async with self._database.read() as connection:
                org = await orgs.load(connection, self._org)
                if await opening.nothing_to_open(connection, org, now):
                    return made
            made += await self._database.write(partial(_open, org=org, now=now))

    async def watched(self, now: datetime, limit: int) -> Sequence[Seen]:
        async with self._database.read() as connection:
            ids = await watch.due(connection, self._org, now, limit)
            if not ids:
                return ()
            return await self._read(connection, await orgs.load(connection, self._org), ids, now)

    async def _read(
        self, connection: AsyncConnection, org: OrgState, ids: Sequence[int], now: datetime
    ) -> Sequence[Seen]:
        """Read duties together; those that cannot be, one by one, so that a bad one is alone."""
        try:
            return await watch.read_all(connection, org, ids, now)
        except Exception as error:
            if trouble.reason(error) is not None:
                raise  # nothing is wrong with a duty: the database does not answer
            if len(ids) == 1:
                _log("read", ids[0])
                await self._set_aside(ids[0], error, now)
                return ()
        found = [await self._read(connection, org, [each], now) for each in ids]
        return [seen for each in found for seen in each]

    async def apply(self, decided: Sequence[tuple[Seen, Decision]], now: datetime) -> int:
        """Store decisions together; if that fails, one by one, so that a bad one is alone."""

        async def work(tx: AsyncConnection) -> int:
            await turns.alone(tx, Turn.ACT, self._org)
            return await _store(tx, await orgs.load(tx, self._org), decided, now)

        try:
            return await self._database.write(work)
        except DatabaseTrouble:
            raise
        except Exception as error:
            if len(decided) == 1:
                _log("stored", decided[0][0].record.id)
                await self._set_aside(decided[0][0].record.id, error, now)
                return 0
        return sum([await self.apply([each], now) for each in decided])

    async def set_aside(self, look: Seen, error: Exception, now: datetime) -> None:
        await self._set_aside(look.record.id, error, now)

    async def _set_aside(self, duty: int, error: Exception, now: datetime) -> None:
        async def work(tx: AsyncConnection) -> None:
            again_at = await set_aside.put(tx, self._org, DUTY, duty, error, now)
            await tx.execute(
                update(duty_rows)
                .where(duty_rows.c.org_id == self._org, duty_rows.c.id == duty)
                .values(look_at=again_at)
            )

        await self._database.write(work)

    async def guarded(self, now: datetime) -> Guarded | None:
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            slot = org.office.open_slot(now) if org.is_live else None
            if slot is None or await self._reachable(connection, org, now) is None:
                return None
            try:
                return await findings.guarded(connection, org, slot)
            except Exception as error:
                _log_digest(error)
                return None

    async def warned(self, raised: Alarm, slot: datetime) -> None:
        async def work(tx: AsyncConnection) -> None:
            org = await orgs.load(tx, self._org)
            before = await findings.remembered(tx, self._org)
            await findings.keep(tx, org, before, raised, slot)

        try:
            await self._database.write(work)
        except DatabaseTrouble:
            raise
        except Exception as error:
            _log_digest(error)

    async def reach(self, now: datetime) -> None:
        """Let a slot go, with its digests. Written twice a day, not at every wake."""
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            heard = await self._reachable(connection, org, now)
            doubts = await calendar_years.doubts_in_sight(
                connection, self._org, org.office.day_of(now)
            )
        slot = org.office.open_slot(now)
        if heard is None or slot is None:
            return

        async def work(tx: AsyncConnection) -> None:
            if org.is_live:
                await _queue_digests(tx, org, slot, now)
                await _tell_takers(tx, org, slot, now)
            await tx.execute(
                update(org_rows)
                .where(
                    org_rows.c.id == self._org,
                    or_(org_rows.c.watermark.is_(None), org_rows.c.watermark < heard),
                )
                .values(watermark=heard)
            )

        await self._database.write(work)
        if org.watermark is None or org.office.day_of(org.watermark) < org.office.day_of(now):
            _log_doubts(org, doubts)

    async def _reachable(
        self, connection: AsyncConnection, org: OrgState, now: datetime
    ) -> datetime | None:
        """Where the watermark may go to let a slot go; None if that is done, or not possible yet.

        It waits for messages that nobody has acted upon, but not for long.
        """
        slot = org.office.open_slot(now)
        if slot is None or (org.watermark is not None and org.watermark >= slot):
            return None
        heard = await inbox.heard_up_to(connection, self._org, now, self._real_clock())
        return heard if heard >= slot else None

    async def sample(self, now: datetime) -> Sequence[Seen] | None:
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
            if not night.is_due(org, now):
                return None
            ids = await night.sample(connection, org, now)
            return await self._read(connection, org, ids, now)

    async def checked(self, overslept: Sequence[tuple[Seen, datetime]], now: datetime) -> None:
        async with self._database.read() as connection:
            org = await orgs.load(connection, self._org)
        await self._database.write(lambda tx: night.checked(tx, org, overslept, now))


@cache
def _first_to_come() -> Select[Any]:
    """The duty, the task, the cycle and the end of a unit that are due first, or null.

    The first in the order of an index, not just any: where PostgreSQL plans without the values,
    it takes a third of the table for due, and would look for one of them from end to end. Building
    the question takes longer than asking it, so it is built once.
    """
    org: BindParameter[int] = bindparam("org")
    now: BindParameter[datetime] = bindparam("now")
    today: BindParameter[date] = bindparam("today")
    due = (
        select(duty_rows.c.id)
        .where(duty_rows.c.org_id == org, duty_rows.c.look_at <= now)
        .order_by(duty_rows.c.look_at, duty_rows.c.id)
        .limit(1)
    )
    begins = succession.first_to_begin(org, today)
    coming = opening.first_to_open(org, today, now)
    return select(due.scalar_subquery(), *coming, begins.scalar_subquery())


def _log(what: str, duty: int) -> None:
    logger.exception(
        "a duty could not be %s: it is set aside",
        what,
        extra={"action": "duty_set_aside", "duty": duty},
    )


async def _open(tx: AsyncConnection, org: OrgState, now: datetime) -> int:
    return await opening.open_due(tx, org, now, OPENED)


def _log_doubts(org: OrgState, doubts: Sequence[tuple[int, OpenPoint]]) -> None:
    """What is not certain of the calendar, once a day."""
    for year, point in doubts:
        logger.warning(
            "the calendar of %d is not certain: %s",
            year,
            point.says["en"],
            extra={"action": "calendar_doubt", "org": org.slug, "year": year},
        )


async def _queue_digests(tx: AsyncConnection, org: OrgState, slot: datetime, now: datetime) -> None:
    """Queue the slot's digests; what is wrong with one keeps nothing else from being said."""
    for queue in (digests.queue_managers, digests.queue_coordinators):
        try:
            async with tx.begin_nested():
                await queue(tx, org, slot, now)
        except Exception as error:
            _log_digest(error)


def _log_digest(error: Exception) -> None:
    """A digest that could not be made; raise what is the database's own trouble."""
    if trouble.reason(error) is not None:
        raise error
    logger.error("a digest could not be made", exc_info=error, extra={"action": "digest_failed"})


async def _tell_takers(tx: AsyncConnection, org: OrgState, slot: datetime, now: datetime) -> None:
    """Queue the lists of who takes over; what is wrong with them keeps nothing else back."""
    try:
        async with tx.begin_nested():
            await handovers.tell_takers(tx, org, slot, now)
    except Exception as error:
        if trouble.reason(error) is not None:
            raise
        logger.exception(
            "the lists of what is taken over could not be made", extra={"action": "handover_failed"}
        )


async def _store(
    tx: AsyncConnection, org: OrgState, decided: Sequence[tuple[Seen, Decision]], now: datetime
) -> int:
    """Store decisions about duties that are still as they were read; return the new notices."""
    # What moves a duty may move others of its set too: those are no longer as they were read.
    moving = [[each] for each in decided if each[1].missed or each[1].handed_in]
    staying = [each for each in decided if not (each[1].missed or each[1].handed_in)]
    kept = []
    for group in [*moving, staying]:
        fresh = await _look_again(tx, org.id, group)
        for seen, decision in group:
            if seen.record.id in fresh:
                kept.append((seen, decision))
                await _move(tx, org, seen.record, decision, now)
    await set_aside.done(tx, org.id, DUTY, [seen.record.id for seen, _ in kept])
    if not org.is_live:
        return 0  # the pass opens and moves duties, but nothing is queued
    for seen, decision in kept:
        await _pass_over(tx, org, seen.record, decision, now)
    wanted = [notice for _, decision in kept for notice in decision.notices]
    return await outbox.enqueue(tx, org.id, wanted, now)


async def _look_again(
    tx: AsyncConnection, org: int, decided: Sequence[tuple[Seen, Decision]]
) -> set[int]:
    """Set when each duty is looked at again; return those that nobody has changed meanwhile.

    The others keep their `look_at`, which is still due, so they are decided anew.
    """
    by_time: dict[datetime | None, list[tuple[int, int]]] = defaultdict(list)
    for seen, decision in decided:
        by_time[decision.look_at].append((seen.record.id, seen.record.version))
    fresh: set[int] = set()
    for look_at, read in by_time.items():
        rows = await tx.scalars(
            update(duty_rows)
            .where(
                duty_rows.c.org_id == org,
                tuple_(duty_rows.c.id, duty_rows.c.version).in_(read),
            )
            .values(look_at=look_at)
            .returning(duty_rows.c.id)
        )
        fresh.update(rows)
    return fresh


async def _move(
    tx: AsyncConnection, org: OrgState, record: DutyRecord, decision: Decision, now: datetime
) -> None:
    """Close a report as missed, or hand in the receiving unit's own with the lines it has."""
    duty = record.duty
    if decision.missed:
        await duties.move(tx, org.id, record, Move.MISS, now)
        await requests.close(tx, org.id, record.id, "extension", None, now, "withdrawn")
        await journal.note(tx, org.id, now, "report_missed", duty=duty.name)
    if decision.handed_in:
        assert duty.due_on is not None
        # The last instant in time: nobody is late to himself.
        last_instant = org.office.closes_at(duty.due_on, duty.due_time) - timedelta(seconds=1)
        merged = await watch.set_of(tx, org.id, record)
        await submissions.hand_in(tx, org, merged, person=None, said_at=last_instant, now=now)


async def _pass_over(
    tx: AsyncConnection, org: OrgState, record: DutyRecord, decision: Decision, now: datetime
) -> None:
    """Note rungs that are skipped, and those of people who rest: they count as told."""
    duty = record.duty
    for role, why in decision.skipped.items():
        await rungs.skipped(tx, org, duty.id, duty.round, role, now, why)
        facts: dict[str, Any] = {"role": role.value, "why": why.value}
        await journal.note(tx, org.id, now, "rung_skipped", duty=duty.name, **facts)
    for role in decision.muted:
        await rungs.told(tx, org, duty.id, duty.round, role, now)
        await journal.note(tx, org.id, now, "rung_muted", duty=duty.name, role=role.value)
