"""Periods: what each report of a cycle covers, kept from the day it is opened.

An opened period changes no more, whatever is set later or the calendar becomes; what was never
opened is worked out. Each begins where the one before it ended, so no entry counts twice.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.coverage import (
    CUMULATIVE,
    Coverage,
    coverage,
    covered_period,
    following,
    period_due,
)
from scheduler.rules.cycle import CycleKind
from storage import cycles
from storage.cycles import Cycle
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import cycles as cycle_rows
from storage.tables import periods

REMEMBERED, FORESEEN = "2000", "2099"  # years; a date has an end, and each step to it takes time


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
    for each in known:
        if each.period == period:
            return each
    if not REMEMBERED <= period[:4] <= FORESEEN:
        raise ValueError(f"{period!r} is no period of these years")
    annual = await _annual_cut_off(connection, org, cycle, period)
    found = covered_period(cycle.schedule, period, org.office, annual=annual)
    if cycle.ends_on is not None and found.due_on > cycle.ends_on:
        raise ValueError(f"{cycle.code} ended on {cycle.ends_on}")
    if not known or found.due_on < known[0].due_on:
        return found
    last = known[-1]
    while last.due_on < found.due_on:
        last = following(cycle.schedule, last, org.office, annual=annual)
    if last.period != period:
        raise ValueError(f"no report was opened for {period}: what was said counts in the next")
    return last


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
    period = period_due(cycle.schedule, due_on)
    if last is not None and period <= last.period:  # names of periods sort by time
        return None
    annual = await _annual_cut_off(connection, org, cycle, period)
    return coverage(cycle.schedule, due_on, org.office, before=last, annual=annual)


async def _annual_cut_off(
    connection: AsyncConnection, org: OrgState, cycle: Cycle, period: str
) -> datetime | None:
    """Of six and nine months: the cut-off of the annual report of the year before.

    Of the same plan, else of the org; None without one.
    """
    if cycle.kind not in CUMULATIVE or not period[:4].isdecimal():
        return None
    annual = cycle_rows.c.kind == CycleKind.ANNUAL.value
    beside = await cycles.read(connection, org.id, annual)
    year = str(int(period[:4]) - 1)
    for owner in (cycle.plan_id, None):
        for each in beside:
            if each.plan_id == owner:
                try:
                    return (await covering(connection, org, each, year)).cut_off
                except ValueError:
                    continue  # it owed none for that year
    return None
