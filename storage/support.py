"""Support on request: a lead unit asks a supporting one for its input by a date (DESIGN.md §3).

Only then does a supporter owe anything. It is asked, and climbs, like a task of its own; the head
of the unit that asked confirms it.
"""

from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.amending import CannotAmend
from scheduler.rules.duty import OWED, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from storage import duties, journal, lineage, units
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import duties as duty_rows
from storage.tables import supports, task_units, tasks

PERIOD = "PH"  # phối hợp: "NV12/KHTC/PH1" is what a unit was asked first about NV12


async def supporters(connection: AsyncConnection, org: int, task: int, on: date) -> list[int]:
    """The units that support a task on a day: groups are their members, without those that lead it.

    A supporter that a merger has made the lead is the lead (DESIGN.md §3, Unit).
    """
    line = await lineage.load(connection, org)
    sides: dict[str, dict[int, None]] = {"lead": {}, "support": {}}
    rows = await connection.execute(
        select(task_units, tasks.c.code)
        .join(
            tasks, and_(tasks.c.org_id == task_units.c.org_id, tasks.c.id == task_units.c.task_id)
        )
        .where(task_units.c.org_id == org, task_units.c.task_id == task)
        .order_by(task_units.c.unit_id)
    )
    for row in rows.all():
        for unit in await units.today(connection, org, row.unit_id, line, on, row.code):
            sides[row.side][unit] = None
    return [unit for unit in sides["support"] if unit not in sides["lead"]]


async def ask(
    tx: AsyncConnection,
    org: OrgState,
    lead: DutyRecord,
    supporter: int,
    due_on: date,
    now: datetime,
    *,
    person: int | None,
    note: str,
) -> DutyRecord:
    """Ask a supporter of the lead's task for its input by a day; return the duty that opens.

    Raises CannotAmend if the unit does not support the task, the lead no longer owes it, or the
    day has passed.
    """
    task = lead.task_id
    today = org.office.day_of(now)
    if lead.duty.kind is not DutyKind.TASK or task is None:
        raise CannotAmend("no_support", "it is no task of a lead unit, so nobody supports it")
    if lead.duty.state not in OWED:
        raise CannotAmend(
            "not_open",
            f"it is {lead.duty.state.value}: only what is open needs support",
            state=lead.duty.state.value,
        )
    if supporter not in (known := await supporters(tx, org.id, task, today)):
        shorts = (await units.load(tx, org.id)).shorts
        names = ", ".join(shorts[unit] for unit in known) or "nobody"
        raise CannotAmend(
            "not_supporter",
            f"{shorts[supporter]} does not support it; who does: {names}",
            unit=shorts[supporter],
            known=[shorts[unit] for unit in known],
        )
    if due_on < today:
        raise CannotAmend("past", f"{due_on} has passed: name today or a later day", day=due_on)
    asked_before = await tx.scalar(
        select(func.count())
        .select_from(duty_rows)
        .where(
            duty_rows.c.org_id == org.id,
            duty_rows.c.task_id == task,
            duty_rows.c.unit_id == supporter,
            duty_rows.c.kind == DutyKind.SUPPORT.value,
        )
    )
    made = await insert_one(
        tx,
        duty_rows,
        org_id=org.id,
        kind=DutyKind.SUPPORT.value,
        task_id=task,
        unit_id=supporter,
        period=f"{PERIOD}{(asked_before or 0) + 1}",
        state=State.OPEN.value,
        round=1,
        round_began_at=now,
        opens_on=today,
        due_on=due_on,
        original_due_on=due_on,
        look_at=now,
    )
    asker = {"duty_id": made, "for_unit_id": lead.duty.unit_id}
    await tx.execute(supports.insert().values(org_id=org.id, **asker))
    item = await duties.one(tx, org.id, made)
    assert item is not None
    await journal.note(
        tx,
        org.id,
        now,
        "support_asked",
        person,
        duty=item.duty.name,
        lead=lead.duty.name,
        due_on=due_on.isoformat(),
        why=note,
    )
    return item
