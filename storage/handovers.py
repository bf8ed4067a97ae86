"""Hand-overs that are to come, and the list that whoever takes over gets on the day.

A hand-over is remembered when it is decided; its list is made in the first slot of its day or, if
that has gone, in the next one: what is open by then, and who was told what.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.handover import Handover, TakenOver, taken_over
from scheduler.rules.notice import Kind, Notice, request_key
from scheduler.rules.staff import Staff, cast_of
from storage import duties, events, outbox, requests
from storage.orgs import OrgState
from storage.people import load_staff
from storage.sql import insert_one
from storage.tables import handovers

KINDS = {"confirm": Kind.CONFIRM, "extension": Kind.DECIDE}


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


async def tell_takers(tx: AsyncConnection, org: OrgState, slot: datetime) -> int:
    """Queue in a slot the lists of the hand-overs whose day has come; return how many.

    One whose day came in vain, since it was changed meanwhile, has no list.
    """
    until = org.office.day_of(slot)
    due = (handovers.c.org_id == org.id, handovers.c.on_day <= until)
    rows = (await tx.execute(select(handovers).where(*due).order_by(handovers.c.id))).all()
    if not rows:
        return 0
    await tx.execute(handovers.delete().where(*due))
    staff = await load_staff(tx, org.id)
    items = await duties.not_closed(tx, org.id)
    lists = taken_over(
        [Handover(person_id=row.person_id, on=row.on_day, unit=row.unit_id) for row in rows],
        staff,
        items,
        org.office,
        slot,
    )
    for each in lists:
        await _tell(tx, org, staff, each, slot)
    await _ask_again(tx, org, staff, lists, slot)
    return len(lists)


async def _tell(
    tx: AsyncConnection, org: OrgState, staff: Staff, each: TakenOver, slot: datetime
) -> None:
    told = await outbox.told_about(tx, org.id, [item.id for item in each.duties])
    facts = {
        "duties": [item.id for item in each.duties],
        "told": {str(duty): names for duty, names in told.items()},
        "givers": sorted(staff.people[giver].name for giver in each.givers),
        "day": each.on.isoformat(),
    }
    taker = [staff.people[each.person_id]]
    await events.tell(tx, org, slot, taker, "taken_over", slot_at=slot, facts=facts)


async def _ask_again(
    tx: AsyncConnection,
    org: OrgState,
    staff: Staff,
    lists: Sequence[TakenOver],
    slot: datetime,
) -> None:
    """Whoever takes over from a head is asked what the head was asked to confirm or decide.

    Who asked for it is not asked: nobody decides their own.
    """
    takers: dict[int, set[int]] = {}
    for each in lists:
        for item in each.duties:
            takers.setdefault(item.id, set()).add(each.person_id)
    waiting = await requests.open_for_all(tx, org.id, takers)
    items = {item.id: item for each in lists for item in each.duties}
    today = org.office.day_of(slot)
    asked: list[Notice] = []
    for duty, rows in waiting.items():
        cast = cast_of(staff, items[duty], today)
        for row in rows:
            asked += [
                Notice(
                    key=request_key(row.id, 1, person.id),
                    kind=KINDS[row.kind],
                    person_id=person.id,
                    step=KINDS[row.kind].value,
                    slot_at=slot,
                    duty_id=duty,
                    round=items[duty].duty.round,
                )
                for person in cast.confirming()
                if person.id in takers[duty] and person.id != row.asked_by
            ]
    await outbox.enqueue(tx, org.id, asked, slot)
