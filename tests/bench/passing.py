"""The pass: so many duties are due to be looked at, and each gets a notice; or none of many is due.

The baseline does in plain statements what a pass must do at the least: read what is due in batches;
insert the notices, one row per key; move `look_at`; commit. It decides nothing. Of a pass with
nothing due it is the one question whether any duty is due.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Row, and_, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.clock import wall_clock
from scheduler.tick import tick
from storage.database import Database
from storage.ledger import SqlLedger
from storage.mailboxes import person_box
from storage.sql import insert_all_new
from storage.tables import assignments, duties, mailboxes, notices
from tests.bench.harness import Bench, Line, stopwatch
from tests.bench.office import EVENING, SLOT, UNITS, Template, after_the_pass, office
from tests.databases import Databases

BATCH = 500
IDLE_PASSES = 40
IDLE_ROUNDS = 3  # for one of the others': each is short, and a shared machine is uneven


async def passing(bench: Bench, databases: Databases, folder: Path, due: int) -> list[Line]:
    bench.say(f"making an office with {due} duties")
    many = await office(databases, folder / "many", tasks=due, staff=UNITS)
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

    ours, plain = partial(passed, with_rules=True), partial(passed, with_rules=False)
    return [await bench.compare("pass, duties due", ours, plain, "plain SQL, no rules")]


async def idle(
    bench: Bench, databases: Databases, folder: Path, sizes: Sequence[int]
) -> list[Line]:
    """The median pass with nothing due at each size, against the smallest and against plain SQL."""
    bench = replace(bench, rounds=bench.rounds * IDLE_ROUNDS)
    small = await office(databases, folder / "idle", tasks=min(sizes), staff=UNITS)
    small = await after_the_pass(databases, folder / "idle-done", small)
    lines: list[Line] = []
    async with AsyncExitStack() as stack:
        offices = {min(sizes): small}
        for size in sorted(sizes)[1:]:
            place = folder / f"idle-{size}"
            place.mkdir()
            url = await stack.enter_async_context(databases.copy(small.url, place))
            offices[size] = Template(url=url, org=small.org)
            with stopwatch() as watch:
                await _grow(offices[size], size)
            bench.say(f"{size} duties made in {watch.seconds:.0f} s")
        for size, many in offices.items():
            if size > min(sizes):
                against = f"the same at {min(sizes)}"
                what = f"pass, none of {size} due"
                ours, same = partial(_idle, many), partial(_idle, small)
                lines.append(await bench.compare(what, ours, same, against))
        what, most = f"pass, none of {max(sizes)} due", offices[max(sizes)]
        ours, plain = partial(_idle, most), partial(_idle, most, with_rules=False)
        lines.append(await bench.compare(what, ours, plain, "plain SQL"))
    return lines


async def _grow(made: Template, size: int) -> None:
    """Copies of the duties that are there, each of a period of its own, none of them due."""
    database = Database(made.url)
    columns = [column.name for column in duties.c if column.name not in ("id", "period")]
    named = ", ".join(columns)
    numbers = (
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
        " WHERE n < :times) "
    )
    if not database.is_sqlite:
        rest = text("ALTER TABLE duties SET (autovacuum_enabled = off)")
        await database.write(lambda tx: tx.execute(rest))
    async with database.read() as connection:
        there = await connection.scalar(select(func.count()).select_from(duties)) or 1
    copies = text(
        f"INSERT INTO duties (period, {named}) {numbers if database.is_sqlite else ''}"
        f"SELECT 'copy ' || n, {named} FROM duties, "
        f"{'numbers' if database.is_sqlite else 'generate_series(1, :times) AS numbers (n)'}"
        " WHERE duties.look_at IS NOT NULL"
    )
    await database.write(lambda tx: tx.execute(copies, {"times": size // there - 1}))
    # What PostgreSQL would do beside us in the next minutes, it does before.
    for each in ("ANALYZE", *(() if database.is_sqlite else ("CHECKPOINT",))):
        await database.write(lambda tx, each=each: tx.execute(text(each)))  # type: ignore[misc]  # mypy does not infer a lambda's default
    async with database.read() as connection:
        counted = await connection.scalar(select(func.count()).select_from(duties))
    await database.close()
    if counted != size:
        raise RuntimeError(f"{counted} duties instead of {size}")


async def _idle(template: Template, *, with_rules: bool = True) -> float:
    """How many passes the median pass with nothing to do would allow in a second."""
    database = Database(template.url)
    ledger = SqlLedger(database, template.org, wall_clock)
    await tick(ledger, SLOT)
    taken = []
    for _ in range(IDLE_PASSES):
        with stopwatch() as watch:
            if with_rules:
                await tick(ledger, SLOT)
            else:
                await _plain_pass(database, template.org)
        taken.append(watch.seconds)
    await database.close()
    return 1 / median(taken)


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
