"""What a wake with nothing to do asks goes through indexes, however many rows there are.

The real statements are recorded while they are made, and the database explains each.
"""

import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.cycle import CycleKind
from scheduler.rules.timing import Deadline
from scheduler.tick import tick
from storage import claims, health, inbox, night
from storage.ledger import SqlLedger
from storage.tables import (
    cycles,
    duties,
    handovers,
    mailboxes,
    messages,
    metadata,
    moves,
    notices,
    rungs,
    successions,
    tasks,
    units,
)
from storage.tables import inbox as inbox_rows
from tests.storage.builders import BEGINS, House, a_cycle, a_draft, a_task, at

LATER = at("2026-08-05T09:00")
CROWDED = (cycles, duties, handovers, inbox_rows, mailboxes, messages, moves, notices, rungs)
UNITS = {successions.name}  # all of them are read where people and units matter
BIG = {table.name for table in (*CROWDED, tasks)} | UNITS
ROWS = 6_000
Said = list[tuple[str, Any]]


@pytest.fixture
async def crowded(house: House) -> House:
    """An office with thousands of each thing: closed duties, and open ones that are not due; tasks
    and cycles that opened or will; messages handled, notices sent, mailboxes that are empty; climbs
    that are over; units that ended, or will, and what will change hands."""
    everyone = await house.staff()
    cycle = a_cycle("FREQ=WEEKLY;BYDAY=WE", CycleKind.WEEKLY)
    await house.commit(a_draft(a_task(Deadline(due=date(2026, 12, 21))), reporting=[cycle]))
    await house.go_live(BEGINS)
    await tick(SqlLedger(house.database, house.org, lambda: BEGINS), LATER)
    (task,), (a_cycle_row, *_) = await house.rows(tasks), await house.rows(cycles)
    (duty, *_), (unit, *_) = await house.rows(duties), await house.rows(units)
    ns = range(1000, 1000 + ROWS)
    copies: list[tuple[Any, list[dict[str, Any]]]] = [
        (tasks, [_copy(task, n, code=f"NV{n}", open_on=None if n % 9 else DECEMBER) for n in ns]),
        (
            cycles,
            [_copy(a_cycle_row, n, code=f"BC{n}", open_on=DECEMBER + timedelta(n % 9)) for n in ns],
        ),
        (duties, [_copy(duty, n, task_id=n, look_at=_looks(n), state=_state(n)) for n in ns]),
        (
            rungs,
            [
                {
                    "org_id": house.org,
                    "duty_id": n,
                    "round": 1,
                    "role": "officer",
                    "on_day": BEGINS.date(),
                    "outcome": "told",
                }
                for n in ns
                if _state(n) == "accepted"
            ],
        ),
        (
            moves,
            [
                {
                    "id": n,
                    "org_id": house.org,
                    "duty_id": n,
                    "at": BEGINS,
                    "move": "accept",
                    "state": "reported",
                    "reason": "",
                }
                for n in ns
                if _state(n) == "accepted"
            ],
        ),
        (units, [_copy(unit, n, name=f"Phòng {n}", short=f"P{n}", aliases=[]) for n in ns]),
        (
            successions,
            [
                {
                    "id": n,
                    "org_id": house.org,
                    "old_unit_id": n,
                    "kind": "close",
                    "effective_on": DECEMBER if n % 3 else BEGINS.date(),
                    "reason": "",
                    "noted_at": BEGINS,
                    "began_at": None if n % 3 else BEGINS,
                }
                for n in ns
            ],
        ),
        (
            handovers,
            [
                {
                    "id": n,
                    "org_id": house.org,
                    "person_id": everyone["An"],
                    "on_day": DECEMBER + timedelta(n % 9),
                }
                for n in ns
            ],
        ),
        (
            inbox_rows,
            [
                {
                    "id": n,
                    "org_id": house.org,
                    "bot": "b",
                    "update_id": str(n),
                    "payload": {},
                    "received_at": BEGINS,
                    "stored_at": BEGINS,
                    "state": "handled",
                }
                for n in ns
            ],
        ),
        (mailboxes, [{"id": n, "org_id": house.org, "recipient": f"chat:b:{n}"} for n in ns]),
        (
            messages,
            [
                {
                    "id": n,
                    "org_id": house.org,
                    "mailbox_id": n,
                    "lane": "slot",
                    "slot_at": BEGINS,
                    "body": {},
                    "channel": "b",
                    "address": "1",
                    "calling_at": BEGINS,
                    "settled_at": BEGINS,
                    "state": "sent",
                }
                for n in ns
            ],
        ),
        (
            notices,
            [
                {
                    "id": n,
                    "org_id": house.org,
                    "key": f"n{n}",
                    "kind": "ask",
                    "lane": "slot",
                    "mailbox_id": n,
                    "duty_id": n,
                    "round": 1,
                    "step": "T-7",
                    "slot_at": BEGINS,
                    "facts": {},
                    "created_at": BEGINS,
                    "state": "sent",
                }
                for n in ns
            ],
        ),
    ]

    async def fill(tx: AsyncConnection) -> None:
        for table, rows in copies:
            await tx.execute(table.insert(), rows)

    await house.database.write(fill)
    await house.database.write(lambda tx: tx.execute(text("ANALYZE")))
    return house


DECEMBER = date(2026, 12, 1)


def _copy(row: Any, n: int, **other: Any) -> dict[str, Any]:
    return {**row._mapping, "id": n, **other}


def _looks(n: int) -> Any:
    return LATER + timedelta(minutes=n) if n % 3 else None


def _state(n: int) -> str:
    return "open" if n % 3 else "accepted"


@contextmanager
def recorded() -> Iterator[Said]:
    """Every SELECT, INSERT and UPDATE that is executed meanwhile, as the driver gets it."""
    said: Said = []

    def note(connection: Any, cursor: Any, sql: str, values: Any, context: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql):
            said.append((sql, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def scans(
    house: House, said: Said, big: Collection[str] = frozenset(BIG), *, without_values: bool = False
) -> dict[str, str]:
    """The big tables that are read from end to end, as the database plans it, with a statement.

    `without_values`: as PostgreSQL plans a statement that it has seen more than five times.
    """
    found: dict[str, str] = {}
    async with house.database.read() as connection:
        for sql, values in said:
            if house.database.is_sqlite:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
                seen = {m[1] for row in plan if (m := re.match(r"SCAN (\w+)", row.detail))}
            else:
                explained = f"EXPLAIN (FORMAT JSON) {sql}"
                if without_values:
                    await connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
                    await connection.exec_driver_sql(f"PREPARE asked AS {sql}")
                    nulls = f"({', '.join(['NULL'] * len(values))})" if values else ""
                    explained, values = f"EXPLAIN (FORMAT JSON) EXECUTE asked{nulls}", ()
                plan = await connection.exec_driver_sql(explained, values)
                told = plan.scalar_one()
                if without_values:
                    await connection.exec_driver_sql("DEALLOCATE asked")
                tree = json.loads(told) if isinstance(told, str) else told
                seen = set(_scanned(tree[0]["Plan"]))
            found |= dict.fromkeys(seen.intersection(big), sql)
    return found


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    by_index = "Index Cond" in node or node["Node Type"] == "Bitmap Heap Scan"
    if "Relation Name" in node and not by_index:
        yield node["Relation Name"]
    for part in node.get("Plans", ()):
        yield from _scanned(part)


async def test_a_pass_with_nothing_due_scans_no_big_table(crowded: House) -> None:
    ledger = SqlLedger(crowded.database, crowded.org, lambda: BEGINS)
    with recorded() as said:
        assert await tick(ledger, LATER) == 0

    assert any("look_at" in sql for sql, _ in said)
    assert all(sql.startswith("SELECT") for sql, _ in said), "nothing is written"
    assert len(said) <= 5
    assert await scans(crowded, said) == {}
    assert await scans(crowded, said, without_values=True) == {}


async def test_nor_does_one_in_a_slot_that_waits_for_a_message(crowded: House) -> None:
    """The watermark cannot move yet: asked at every wake for up to a minute."""
    ledger = SqlLedger(crowded.database, crowded.org, lambda: BEGINS)
    await crowded.reach(None)
    async with crowded.database.read() as connection:
        org = await crowded.state()
        with recorded() as said:
            await inbox.heard_up_to(connection, org.id, LATER, BEGINS)
            assert not await ledger.is_quiet(LATER)
    assert await scans(crowded, said) == {}
    assert await scans(crowded, said, without_values=True) == {}


async def test_the_pass_that_lets_a_slot_go_scans_what_is_open_once(crowded: House) -> None:
    """Who owes anything at all, the watchdog asks of all that is open; the rest is of a few rows:
    notices that wait or failed, digests, what changes hands."""
    await crowded.reach(None)
    ledger = SqlLedger(crowded.database, crowded.org, lambda: BEGINS)
    with recorded() as said:
        assert await tick(ledger, LATER) == 0

    assert (await crowded.state()).watermark == LATER
    asked = [each for each in said if each[0].startswith("SELECT")]
    scanning = [sql for sql, values in asked if await scans(crowded, [(sql, values)], BIG - UNITS)]
    assert [sql for sql in scanning if not sql.startswith("SELECT DISTINCT")] == []


async def test_nor_does_whatever_else_a_wake_asks(crowded: House) -> None:
    """The sender's look, the receiver's, the health page, the choice of tonight's sample."""
    org = await crowded.state()
    async with crowded.database.read() as connection:
        with recorded() as said:
            for bot in ("telegram", None):
                await claims.is_waiting(connection, org, bot, LATER, BEGINS)
            await inbox.unhandled(connection, org.id, 100)
            await health.look(connection, org, LATER, BEGINS)
            await night.sample(connection, org, LATER)
    assert await scans(crowded, said) == {}


async def test_a_scan_would_be_seen(crowded: House) -> None:
    async with crowded.database.read() as connection:
        with recorded() as said:
            await connection.execute(duties.select().where(duties.c.round > 1))
            await connection.execute(tasks.select().where(tasks.c.heading == "x"))
    assert (await scans(crowded, said)).keys() == {"duties", "tasks"}
    assert set(metadata.tables) >= BIG
