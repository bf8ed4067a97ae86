"""Who is deputy head of a unit: a role that its head gives and takes by talking."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.people import Role
from storage import duties, journal
from storage.sql import insert_new
from storage.tables import duties as duty_rows
from storage.tables import roles


async def name(
    tx: AsyncConnection, org: int, person: int, unit: int, now: datetime, *, by: int | None
) -> None:
    """Make a person deputy head of a unit; the person's other roles stay. `by` has said so;
    None is the operator."""
    role = Role.DEPUTY_HEAD.value
    await insert_new(
        tx, roles, org_id=org, person_id=person, unit_id=unit, role=role, is_contact=False
    )
    await _changed(tx, org, "deputy_named", person, unit, now, by)


async def end(
    tx: AsyncConnection, org: int, person: int, unit: int, now: datetime, *, by: int | None
) -> None:
    """Let a person be deputy head of a unit no more.

    Whoever has no other role there stays in the unit as an officer, and its contact if they were.
    """
    at = (roles.c.org_id == org, roles.c.person_id == person, roles.c.unit_id == unit)
    removed = delete(roles).where(*at, roles.c.role == Role.DEPUTY_HEAD.value)
    was_contact = await tx.scalar(removed.returning(roles.c.is_contact))
    if await tx.scalar(roles.select().where(*at).limit(1)) is None:
        role = Role.OFFICER.value
        await insert_new(
            tx,
            roles,
            org_id=org,
            person_id=person,
            unit_id=unit,
            role=role,
            is_contact=bool(was_contact),
        )
    await _changed(tx, org, "deputy_ended", person, unit, now, by)


async def _changed(
    tx: AsyncConnection, org: int, what: str, person: int, unit: int, now: datetime, by: int | None
) -> None:
    """Whom a duty's steps are for follows from it, so all of the unit's are looked at again."""
    await duties.touch(tx, org, now, duty_rows.c.unit_id == unit)
    await journal.note(tx, org, now, what, by, of=person, unit=unit)
