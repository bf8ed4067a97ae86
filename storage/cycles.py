"""Reporting cycles: who owes a report to whom and how often, of a plan or of the org (§3, Plan)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.coverage import CutOff, Reading, Schedule, schedule_of
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.plan import Cycle
from storage import amending, duties, journal
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import cycles, orgs, plans
from storage.tables import duties as duty_rows


class NoSuchCycle(LookupError):
    """No one cycle of this name; the text says which there are, `known` their codes and kinds."""

    def __init__(self, known: Sequence[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{code} ({kind})" for code, kind in known) or "-")
        self.known = tuple(known)


@dataclass(frozen=True, kw_only=True)
class NewCycle:
    """What a cycle is before it has a code."""

    schedule: Schedule
    phrase: str
    from_unit_id: int
    to_unit_id: int


async def read(connection: AsyncConnection, org: int, *conditions: Any) -> list[Cycle]:
    rows = await connection.execute(
        select(cycles, plans.c.title, duties.COORDINATING_UNIT.label("coordinating_unit"))
        .outerjoin(plans, and_(plans.c.org_id == cycles.c.org_id, plans.c.id == cycles.c.plan_id))
        .where(cycles.c.org_id == org, *conditions)
        .order_by(cycles.c.id)
    )
    return [_cycle(row) for row in rows]


async def find(connection: AsyncConnection, org: int, name: str) -> Cycle:
    """A cycle by its code ("BC2"), or by its kind ("monthly") if only one has it."""
    every = await read(connection, org)
    found = [c for c in every if name.upper() == c.code or name.lower() == c.kind.value]
    if len(found) != 1:
        raise NoSuchCycle([(c.code, c.kind.value) for c in every])
    return found[0]


async def add(
    tx: AsyncConnection,
    org: OrgState,
    new: Sequence[NewCycle],
    now: datetime,
    *,
    plan: int | None = None,
) -> list[str]:
    """Store cycles of a plan, or of the org, under the next free codes; return the codes.

    Reports due from today on open; before the first `live` none does (DESIGN.md §4.18).
    """
    row = (
        await tx.execute(
            update(orgs)
            .where(orgs.c.id == org.id)
            .values(cycles_named=orgs.c.cycles_named + len(new))
            .returning(orgs.c.cycles_named)
        )
    ).one()
    codes = [f"BC{row.cycles_named - len(new) + n}" for n in range(1, len(new) + 1)]
    today = org.office.day_of(now)
    starts = today if org.office.live_from else None
    for code, cycle in zip(codes, new, strict=True):
        await insert_one(
            tx,
            cycles,
            org_id=org.id,
            plan_id=plan,
            code=code,
            kind=cycle.schedule.kind.value,
            rrule=cycle.schedule.recurrence.beginning(today).dated(),
            reading=cycle.schedule.reading.value,
            cut_off=cycle.schedule.cut_off.value,
            phrase=cycle.phrase,
            from_unit_id=cycle.from_unit_id,
            to_unit_id=cycle.to_unit_id,
            next_due_on=starts,
            open_on=starts,
        )
    if plan is None:
        await journal.note(tx, org.id, now, "cycles_added", cycles=codes)
    return codes


async def configure(
    tx: AsyncConnection,
    org: int,
    cycle: Cycle,
    now: datetime,
    *,
    reading: Reading | None = None,
    cut_off: CutOff | None = None,
) -> Cycle:
    """Change what reports not yet opened will cover; opened ones keep what they covered.

    Raises BadSchedule for settings that do not go together.
    """
    old = cycle.schedule
    new = replace(old, reading=reading or old.reading, cut_off=cut_off or old.cut_off)
    await tx.execute(
        update(cycles)
        .where(cycles.c.org_id == org, cycles.c.id == cycle.id)
        .values(reading=new.reading.value, cut_off=new.cut_off.value)
    )
    await journal.note(
        tx,
        org,
        now,
        "cycle_set",
        cycle=cycle.code,
        reading=new.reading.value,
        cut_off=new.cut_off.value,
    )
    await duties.touch(tx, org, now, duty_rows.c.cycle_id == cycle.id)
    return replace(cycle, schedule=new)


async def end(
    tx: AsyncConnection, org: OrgState, cycle: Cycle, on: date, now: datetime
) -> list[DutyRecord]:
    """Owe no report that is due after a day; those open already are cancelled, and returned.

    What was handed in stays. A later day than before lets the cycle go on until then; what would
    have been due while it had ended stays out.
    """
    today = org.office.day_of(now)
    goes_on: dict[str, Any] = {}
    if cycle.next_due_on is not None:
        had_ended = cycle.ends_on is not None and cycle.ends_on < today
        first = max(cycle.next_due_on, today) if had_ended else cycle.next_due_on
        goes_on = {"next_due_on": first, "open_on": today}
    await tx.execute(
        update(cycles)
        .where(cycles.c.org_id == org.id, cycles.c.id == cycle.id)
        .values(ends_on=on, **goes_on)
    )
    over = await duties.read(
        tx,
        org.id,
        duty_rows.c.cycle_id == cycle.id,
        duty_rows.c.original_due_on > on,
        duties.IS_OWED,
    )
    why = f"{cycle.code} ended on {on}"
    for item in over:
        await amending.cancel(tx, org, item, now, person=None, why=why)
    names = [item.duty.name for item in over]
    await journal.note(
        tx, org.id, now, "cycle_ended", cycle=cycle.code, on=on.isoformat(), cancelled=names
    )
    await duties.touch(tx, org.id, now, duty_rows.c.cycle_id == cycle.id)
    return over


def _cycle(row: Row[Any]) -> Cycle:
    return Cycle(
        id=row.id,
        code=row.code,
        schedule=schedule_of(row.kind, row.rrule, row.reading, row.cut_off),
        phrase=row.phrase,
        plan_id=row.plan_id,
        plan_title=row.title or "",
        from_unit_id=row.from_unit_id,
        to_unit_id=row.to_unit_id,
        coordinating_unit=row.coordinating_unit,
        next_due_on=row.next_due_on,
        open_on=row.open_on,
        ends_on=row.ends_on,
    )
