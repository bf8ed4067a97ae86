"""Periods: what each report of a cycle covers, kept from the day it is opened.

What an opened period covers changes no more; `scheduler.rules.covering` works it out.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules import covering as rules
from scheduler.rules.coverage import CUMULATIVE, Coverage
from scheduler.rules.covering import Beside
from scheduler.rules.cycle import CycleKind
from scheduler.rules.plan import Cycle
from storage import cycles
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import cycles as cycle_rows
from storage.tables import periods


async def opened(connection: AsyncConnection, org: int, cycle: int) -> list[Coverage]:
    """The periods of a cycle that were opened, in order."""
    rows = await connection.execute(
        select(periods)
        .where(periods.c.org_id == org, periods.c.cycle_id == cycle)
        .order_by(periods.c.due_on)
    )
    return [as_opened(row) for row in rows]


def as_opened(row: Row[Any]) -> Coverage:
    return Coverage(period=row.period, due_on=row.due_on, begins=row.begins, cut_off=row.cut_off)


async def covering(
    connection: AsyncConnection, org: OrgState, cycle: Cycle, period: str
) -> Coverage:
    """What the report for a period covers; raise ValueError if the cycle owes none for it."""
    known = await opened(connection, org.id, cycle.id)
    beside = await _annual_beside(connection, org, cycle)
    annual = rules.annual_cut_off(cycle, period, org.office, beside)
    return rules.covering(cycle, known, period, org.office, annual=annual)


async def open_next(
    tx: AsyncConnection, org: OrgState, cycle: Cycle, due_on: date
) -> Coverage | None:
    """Open the period of the report due on a day; None if that period was opened before."""
    known = await opened(tx, org.id, cycle.id)
    found = await following_on(tx, org, cycle, known[-1] if known else None, due_on)
    if found is not None:
        await insert_one(tx, periods, org_id=org.id, cycle_id=cycle.id, **vars(found))
    return found


async def following_on(
    connection: AsyncConnection, org: OrgState, cycle: Cycle, last: Coverage | None, due_on: date
) -> Coverage | None:
    """What the report due on a day covers, if `last` is the newest opened; None if it opens none.

    So it is with the first due day after the reading was changed to `previous`.
    """
    beside = await _annual_beside(connection, org, cycle)
    return rules.following_on(cycle, last, due_on, org.office, beside)


async def _annual_beside(connection: AsyncConnection, org: OrgState, cycle: Cycle) -> Beside:
    """The annual cycles beside one that adds up the year; the others ask nothing of them."""
    if cycle.kind not in CUMULATIVE:
        return ()
    annual = cycle_rows.c.kind == CycleKind.ANNUAL.value
    return [
        (each, await opened(connection, org.id, each.id))
        for each in await cycles.read(connection, org.id, annual)
    ]
