"""The posts people hold (a role in a unit), given and taken one by one.

Whose duties are whose follows from them, so whatever changes has all that is owed looked at again
(DESIGN.md §4.17). `by` has said so; None is the operator.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.handover import Handover
from scheduler.rules.people import Role
from storage import duties, handovers, journal
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import people, roles


async def give(
    tx: AsyncConnection,
    org: OrgState,
    person: int,
    unit: int,
    role: Role,
    now: datetime,
    *,
    by: int | None,
) -> None:
    """Give a post; the person's others stay. They get one list of what is open in it."""
    await _insert(tx, org.id, person, unit, role, is_contact=False)
    await handovers.expect(
        tx, org.id, Handover(person_id=person, on=org.office.day_of(now), unit=unit)
    )
    await _changed(tx, org.id, "post_given", now, by, of=person, unit=unit, role=role.value)


async def take(
    tx: AsyncConnection,
    org: OrgState,
    person: int,
    unit: int,
    role: Role,
    now: datetime,
    *,
    by: int | None,
) -> None:
    """Take a post. Whoever has no other one in the unit stays there as an officer, and its contact
    if they were; who was only in charge of it, if they have no other one anywhere."""
    of: tuple[ColumnElement[bool], ...] = (roles.c.org_id == org.id, roles.c.person_id == person)
    this = (*of, roles.c.unit_id == unit, roles.c.role == role.value)
    if role is not Role.DEPUTY:
        of = (*of, roles.c.unit_id == unit, roles.c.role != Role.DEPUTY.value)
    was_contact = await tx.scalar(delete(roles).where(*this).returning(roles.c.is_contact))
    if await tx.scalar(select(roles.c.person_id).where(*of).limit(1)) is None:
        await _insert(tx, org.id, person, unit, Role.OFFICER, is_contact=bool(was_contact))
    await _changed(tx, org.id, "post_taken", now, by, of=person, unit=unit, role=role.value)


async def move(
    tx: AsyncConnection,
    org: OrgState,
    person: int,
    unit: int,
    role: Role,
    now: datetime,
    *,
    by: int | None,
) -> None:
    """Let a person hold this post and no other, but for administering the office."""
    await tx.execute(
        delete(roles).where(
            roles.c.org_id == org.id,
            roles.c.person_id == person,
            roles.c.role != Role.ADMIN.value,
        )
    )
    await give(tx, org, person, unit, role, now, by=by)


async def leave(
    tx: AsyncConnection, org: OrgState, person: int, now: datetime, *, by: int | None
) -> None:
    """Take all posts of a person who has left; what they said stays."""
    await tx.execute(delete(roles).where(roles.c.org_id == org.id, roles.c.person_id == person))
    await _changed(tx, org.id, "person_left", now, by, of=person)


async def answers_for(
    tx: AsyncConnection, org: OrgState, person: int, unit: int, now: datetime, *, by: int | None
) -> None:
    """Make somebody of a unit its contact; nobody else of it is."""
    of_unit = (roles.c.org_id == org.id, roles.c.unit_id == unit)
    await tx.execute(update(roles).where(*of_unit).values(is_contact=False))
    await tx.execute(
        update(roles).where(*of_unit, roles.c.person_id == person).values(is_contact=True)
    )
    await _changed(tx, org.id, "contact_named", now, by, of=person, unit=unit)


async def rename(
    tx: AsyncConnection, org: OrgState, person: int, name: str, now: datetime, *, by: int | None
) -> None:
    """A person is called otherwise from now on."""
    await tx.execute(
        update(people)
        .where(people.c.org_id == org.id, people.c.id == person)
        .values(full_name=name)
    )
    await journal.note(tx, org.id, now, "person_renamed", by, of=person, name=name)


async def _insert(
    tx: AsyncConnection, org: int, person: int, unit: int, role: Role, *, is_contact: bool
) -> None:
    await insert_new(
        tx,
        roles,
        org_id=org,
        person_id=person,
        unit_id=unit,
        role=role.value,
        is_contact=is_contact,
    )


async def _changed(
    tx: AsyncConnection, org: int, what: str, now: datetime, by: int | None, **facts: Any
) -> None:
    await duties.touch(tx, org, now)
    await journal.note(tx, org, now, what, by, **facts)
