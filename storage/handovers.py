"""Hand-overs that are to come, and the list that whoever takes over gets on the day.

A hand-over is remembered when it is decided; its list is made in the first slot of its day or, if
that has gone, in the next one: what is open by then, and who was told what.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.handover import Handover, TakenOver, taken_over
from scheduler.rules.staff import Staff
from storage import duties, events, outbox
from storage.orgs import OrgState
from storage.people import load_staff
from storage.sql import insert_one
from storage.tables import handovers


async def expect(tx: AsyncConnection, org: int, handover: Handover) -> None:
    """Remember that on a day something changes hands."""
    await insert_one(
        tx,
        handovers,
        org_id=org,
        person_id=handover.person_id,
        on_day=handover.on,
        unit_id=handover.unit,
    )


async def expected(connection: AsyncConnection, org: int) -> list[Handover]:
    """The hand-overs whose list is still to be made, in the order they were decided."""
    rows = await connection.execute(
        select(handovers).where(handovers.c.org_id == org).order_by(handovers.c.id)
    )
    return [_of(row) for row in rows]


async def tell_takers(tx: AsyncConnection, org: OrgState, slot: datetime, now: datetime) -> int:
    """Queue for a slot, at `now`, the lists of the hand-overs whose day has come; return how many.

    One whose day came in vain, since it was changed meanwhile, has no list.
    """
    until = org.office.day_of(slot)
    due = (handovers.c.org_id == org.id, handovers.c.on_day <= until)
    in_turn = (handovers.c.on_day, handovers.c.id)
    rows = (await tx.execute(select(handovers).where(*due).order_by(*in_turn))).all()
    if not rows:
        return 0
    await tx.execute(handovers.delete().where(*due))
    staff = await load_staff(tx, org.id)
    items = await duties.not_closed(tx, org.id)
    lists = taken_over(
        [_of(row) for row in rows],
        staff,
        items,
        org.office,
        slot,
    )
    for each in lists:
        await tell(tx, org, staff, each, slot, now)
    return len(lists)


def _of(row: Row[Any]) -> Handover:
    return Handover(person_id=row.person_id, on=row.on_day, unit=row.unit_id)


async def tell(
    tx: AsyncConnection,
    org: OrgState,
    staff: Staff,
    each: TakenOver,
    slot: datetime,
    now: datetime,
) -> None:
    """Queue one person's list for a slot."""
    told = await outbox.told_about(tx, org.id, [item.id for item in each.duties])
    facts = {
        "duties": [item.id for item in each.duties],
        "told": {str(duty): names for duty, names in told.items()},
        "givers": sorted(staff.people[giver].name for giver in each.givers),
        "day": each.on.isoformat(),
    }
    taker = [staff.people[each.person_id]]
    await events.tell(tx, org, now, taker, "taken_over", slot_at=slot, facts=facts)
