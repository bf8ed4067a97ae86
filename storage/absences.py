"""Absences as rows: made known, changed, ended early, and what that touches (DESIGN.md §3, §4.17).

On the days on which an absence begins or has ended the pass comes back by itself
(`Watched.others_from`), and who takes over gets one list (`storage/handovers.py`).
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.absence import Absence, hands_over_on, with_end, with_new
from scheduler.rules.handover import Handover
from storage import duties, events, handovers, journal
from storage.orgs import OrgState
from storage.people import absences_of, load_staff
from storage.sql import insert_one
from storage.tables import absences


async def declare(
    tx: AsyncConnection, org: OrgState, new: Absence, now: datetime, *, by: int | None
) -> list[str]:
    """A person is away; what was known of the same days gives way. `by`: None is the operator.

    Returns the keys of what people are told of it.
    """
    known = await absences_of(tx, org.id, new.person_id)
    await _change(tx, org, new.person_id, known, with_new(known, new), now)
    if new.last >= org.office.day_of(now):
        await _hand_over(tx, org.id, new.person_id, hands_over_on(known, new))
    await journal.note(
        tx,
        org.id,
        now,
        "absent",
        by,
        who=new.person_id,
        first=new.first.isoformat(),
        last=new.last.isoformat(),
        substitute=new.substitute_id,
    )
    return await _tell(tx, org, new, now, by)


async def end(
    tx: AsyncConnection,
    org: OrgState,
    person: int,
    back_on: date,
    now: datetime,
    *,
    by: int | None,
) -> bool:
    """A person is back at work on a day; False if on that day they are not away."""
    known = await absences_of(tx, org.id, person)
    left = with_end(known, back_on)
    if left is None:
        return False
    await _change(tx, org, person, known, left, now)
    await _hand_over(tx, org.id, person, [back_on])
    await journal.note(tx, org.id, now, "back", by, who=person, day=back_on.isoformat())
    return True


# --- parts --------------------------------------------------------------------------------------


async def _change(
    tx: AsyncConnection,
    org: OrgState,
    person: int,
    known: Sequence[Absence],
    wanted: Sequence[Absence],
    now: datetime,
) -> None:
    staff = await load_staff(tx, org.id)
    for each in known:
        if each not in wanted:
            await tx.execute(
                absences.delete().where(
                    absences.c.org_id == org.id,
                    absences.c.person_id == person,
                    absences.c.from_on == each.first,
                )
            )
    for each in wanted:
        if each not in known:
            await insert_one(
                tx,
                absences,
                org_id=org.id,
                person_id=person,
                from_on=each.first,
                to_on=each.last,
                substitute_id=each.substitute_id,
            )
    # Whoever is stood in for has their duties looked at, and so have those they stand in for.
    for concerned in (person, *_led_to(staff.absences, person)):
        await duties.touch_those_of(tx, org.id, staff, concerned, now)


def _led_to(every: Sequence[Absence], person: int) -> set[int]:
    """Those whose substitute a person is, or whose substitute's substitute."""
    found: set[int] = set()
    wanted = {person}
    while wanted:
        wanted = {each.person_id for each in every if each.substitute_id in wanted} - found
        found |= wanted
    return found - {person}


async def _tell(
    tx: AsyncConnection, org: OrgState, new: Absence, now: datetime, by: int | None
) -> list[str]:
    """Tell the substitute, and the person if somebody else has said it."""
    staff = await load_staff(tx, org.id)
    facts = {
        "who": staff.people[new.person_id].name,
        "day": {"day": new.first.isoformat()},
        "until": {"day": new.last.isoformat()},
    }
    told = []
    if new.substitute_id is not None:
        readers = [staff.people[new.substitute_id]]
        told += await events.tell(tx, org, now, readers, "substitute", by=by, facts=facts)
    readers = [staff.people[new.person_id]]
    told += await events.tell(tx, org, now, readers, "away", by=by, facts=facts)
    return told


async def _hand_over(tx: AsyncConnection, org: int, person: int, turns: Sequence[date]) -> None:
    for turn in turns:
        await handovers.expect(tx, org, Handover(person_id=person, on=turn))
