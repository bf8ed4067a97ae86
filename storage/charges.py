"""Who took charge of what is late, until when (DESIGN.md §4.5): rows of the duty's round.

A charge ends by itself with its round, or when the duty is no longer owed; only what a person does
is written: handing it back, and taking it over.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules import charge
from scheduler.rules.amending import CannotAmend
from scheduler.rules.charge import Charge
from scheduler.rules.duty import is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person
from scheduler.rules.watching import Taken, of_round
from storage import duties, journal
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import charges, people


async def of_duties(
    connection: AsyncConnection, org: int, ids: Collection[int]
) -> dict[int, list[Taken]]:
    """Who took charge of duties, of every round, by duty, oldest first."""
    rows = await connection.execute(
        select(charges, people.c.full_name, people.c.language)
        .join(people, (people.c.org_id == charges.c.org_id) & (people.c.id == charges.c.person_id))
        .where(charges.c.org_id == org, charges.c.duty_id.in_(ids))
        .order_by(charges.c.since, charges.c.id)
    )
    found: dict[int, list[Taken]] = {}
    for row in rows:
        person = Person(id=row.person_id, name=row.full_name, language=row.language)
        taken = Charge(person=person, since=row.since, until=row.until, ended_at=row.ended_at)
        found.setdefault(row.duty_id, []).append(Taken(round=row.round, charge=taken))
    return found


async def of_duty(connection: AsyncConnection, org: int, item: DutyRecord) -> tuple[Charge, ...]:
    """Who took charge of a duty in its round, oldest first."""
    every = await of_duties(connection, org, [item.id])
    return of_round(every.get(item.id, ()), item.duty.round)


async def take(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    person: int,
    wanted: date | None,
    now: datetime,
) -> date:
    """Put a person in charge of what is overdue, until a day; return that day.

    Whoever was in charge is so no more. Raises CannotAmend if the duty is not overdue, and
    ChargeRefused if the day cannot be.
    """
    if not is_overdue(item.duty, org.office, now):
        raise CannotAmend("not_overdue", "it is not overdue: nothing climbs that could be held")
    before = await of_duty(tx, org.id, item)
    until = charge.promised_day(wanted, before, person, org.office, now)
    await _end(tx, org.id, item, now)
    await insert_one(
        tx,
        charges,
        org_id=org.id,
        duty_id=item.id,
        round=item.duty.round,
        person_id=person,
        since=now,
        until=until,
    )
    await duties.change(tx, org.id, item.id, now)
    facts = {"duty": item.duty.name, "until": until.isoformat()}
    await journal.note(tx, org.id, now, "charge_taken", person, **facts)
    return until


async def give_back(tx: AsyncConnection, org: OrgState, item: DutyRecord, now: datetime) -> Charge:
    """End the charge that is in force before its day; return it. The climb goes on from where it
    was.

    Raises CannotAmend if nobody is in charge.
    """
    held = charge.in_force(await of_duty(tx, org.id, item), org.office, now)
    if held is None:
        raise CannotAmend("no_charge", "nobody is in charge of it")
    await _end(tx, org.id, item, now)
    await duties.change(tx, org.id, item.id, now)
    await journal.note(tx, org.id, now, "charge_ended", held.person.id, duty=item.duty.name)
    return held


async def _end(tx: AsyncConnection, org: int, item: DutyRecord, now: datetime) -> None:
    await tx.execute(
        update(charges)
        .where(
            charges.c.org_id == org,
            charges.c.duty_id == item.id,
            charges.c.round == item.duty.round,
            charges.c.ended_at.is_(None),
            charges.c.since <= now,
        )
        .values(ended_at=now)
    )
