"""The pass: so many duties are due to be looked at, and each gets a notice.

The baseline does in plain statements what a pass must do at the least: read what is due in batches;
insert the notices, one row per key; move `look_at`; commit. It decides nothing.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Row, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.clock import wall_clock
from scheduler.tick import tick
from storage.database import Database
from storage.ledger import SqlLedger
from storage.outbox import person_box
from storage.sql import insert_all_new
from storage.tables import assignments, duties, mailboxes, notices
from tests.bench.harness import Bench, Line, stopwatch
from tests.bench.office import EVENING, SLOT, UNITS, Template, after_the_pass, office
from tests.databases import Databases

BATCH = 500
IDLE_PASSES = 100


async def passing(bench: Bench, databases: Databases, folder: Path, due: int) -> list[Line]:
    bench.say(f"making an office with {due} duties")
    many = await office(databases, folder / "many", tasks=due, staff=UNITS)
    few = await office(databases, folder / "few", tasks=due // 10, staff=UNITS)
    rounds = iter(range(1000))

    async def passed(with_rules: bool) -> float:
        place = folder / f"pass-{next(rounds)}"
        place.mkdir()
        async with databases.copy(many.url, place) as url:
            database = Database(url)
            with stopwatch() as watch:
                if with_rules:
                    await tick(SqlLedger(database, many.org, wall_clock), SLOT)
                else:
                    await _plain_pass(database, many.org)
            await _each_has_one(database, due)
            await database.close()
        return due / watch.seconds

    lines = [
        await bench.compare(
            "pass, duties due", lambda: passed(True), lambda: passed(False), "plain SQL, no rules"
        )
    ]
    idle_many = await after_the_pass(databases, folder / "idle-many", many)
    idle_few = await after_the_pass(databases, folder / "idle-few", few)
    lines.append(
        await bench.compare(
            f"pass, none of {due} due",
            lambda: _idle(idle_many),
            lambda: _idle(idle_few),
            f"the same at {due // 10}",
        )
    )
    return lines


async def _idle(template: Template) -> float:
    """Passes per second when there is nothing to do."""
    database = Database(template.url)
    ledger = SqlLedger(database, template.org, wall_clock)
    await tick(ledger, SLOT)
    with stopwatch() as watch:
        for _ in range(IDLE_PASSES):
            await tick(ledger, SLOT)
    await database.close()
    return IDLE_PASSES / watch.seconds


async def _plain_pass(database: Database, org: int) -> None:
    while True:
        async with database.read() as connection:
            rows = await connection.execute(
                select(duties.c.id, assignments.c.person_id)
                .join(
                    assignments,
                    and_(
                        assignments.c.org_id == duties.c.org_id,
                        assignments.c.task_id == duties.c.task_id,
                        assignments.c.unit_id == duties.c.unit_id,
                    ),
                )
                .where(duties.c.org_id == org, duties.c.look_at <= SLOT)
                .order_by(duties.c.look_at, duties.c.id)
                .limit(BATCH)
            )
            due = rows.all()
        if not due:
            return
        await database.write(partial(_plain_batch, org=org, due=due))


async def _plain_batch(tx: AsyncConnection, org: int, due: Sequence[Row[Any]]) -> None:
    boxes = sorted({person_box(row.person_id) for row in due})
    await insert_all_new(
        tx, mailboxes, [{"org_id": org, "recipient": box, "next_at": SLOT} for box in boxes]
    )
    found = await tx.execute(
        select(mailboxes.c.recipient, mailboxes.c.id).where(
            mailboxes.c.org_id == org, mailboxes.c.recipient.in_(boxes)
        )
    )
    box_of = {row.recipient: row.id for row in found}
    await insert_all_new(
        tx,
        notices,
        [
            {
                "org_id": org,
                "key": f"duty:{row.id}.1:T-7:{row.person_id}",
                "kind": "ask",
                "lane": "slot",
                "mailbox_id": box_of[person_box(row.person_id)],
                "person_id": row.person_id,
                "duty_id": row.id,
                "round": 1,
                "step": "T-7",
                "slot_at": SLOT,
                "facts": {},
                "created_at": SLOT,
                "state": "queued",
            }
            for row in due
        ],
    )
    await tx.execute(
        update(duties)
        .where(duties.c.org_id == org, duties.c.id.in_([row.id for row in due]))
        .values(look_at=EVENING + timedelta(days=365), version=duties.c.version + 1)
    )


async def _each_has_one(database: Database, due: int) -> None:
    async with database.read() as connection:
        said = await connection.scalar(select(func.count(notices.c.duty_id.distinct())))
    if said != due:
        raise RuntimeError(f"{said} of {due} duties have a notice")
