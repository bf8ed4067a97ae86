"""The people of an office as rows, and their roles."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Row, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.assignment import Span
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Assigned, Post, Staff
from scheduler.rules.succession import standing_in
from storage import lineage
from storage.sql import insert_new, insert_one
from storage.tables import assignments, links, people, roles


async def load_staff(
    connection: AsyncConnection, org: int, given_to: ColumnElement[bool] | None = None
) -> Staff:
    """Everybody of an org; of the assignments all, or those that meet a condition."""
    linked = set(
        await connection.scalars(
            select(links.c.person_id).where(links.c.org_id == org, links.c.state == "live")
        )
    )
    everyone = await connection.execute(select(people).where(people.c.org_id == org))
    rows = everyone.all()
    given = await connection.execute(
        select(assignments)
        .where(assignments.c.org_id == org, true() if given_to is None else given_to)
        .order_by(assignments.c.id)
    )
    staff = Staff(
        people={
            row.id: Person(
                id=row.id, name=row.full_name, language=row.language, reachable=row.id in linked
            )
            for row in rows
        },
        posts=await load_posts(connection, org),
        assigned=tuple(_assigned(row) for row in given),
    )
    return standing_in(staff, await lineage.load(connection, org))


async def load_posts(connection: AsyncConnection, org: int) -> tuple[Post, ...]:
    """The roles people were given, unit by unit, without those they only stand in for."""
    rows = await connection.execute(
        select(roles).where(roles.c.org_id == org).order_by(roles.c.unit_id, roles.c.person_id)
    )
    return tuple(
        Post(
            person_id=row.person_id,
            unit_id=row.unit_id,
            role=Role(row.role),
            is_contact=row.is_contact,
        )
        for row in rows
    )


def _assigned(row: Row[tuple[object, ...]]) -> Assigned:
    return Assigned(
        task_id=row.task_id,
        cycle_id=row.cycle_id,
        unit_id=row.unit_id,
        person_id=row.person_id,
        span=Span(from_on=row.from_on, to_on=row.to_on),
    )


async def add(
    tx: AsyncConnection,
    org: int,
    *,
    full_name: str,
    title: str,
    email: str | None,
    language: str,
    posts: Iterable[tuple[int, Role, bool]],
    former: Iterable[int] = (),
) -> tuple[int, bool]:
    """Add a person with posts (unit, role, contact); return (id, whether they are new).

    The same full name in the same unit is the same person: a file may be imported again. So it is
    in the units that these were before (`former`).
    """
    wanted = list(posts)
    found = await tx.scalar(
        select(people.c.id)
        .join(roles, (roles.c.org_id == people.c.org_id) & (roles.c.person_id == people.c.id))
        .where(
            people.c.org_id == org,
            people.c.full_name == full_name,
            roles.c.unit_id.in_([*(unit for unit, _, _ in wanted), *former]),
        )
        .limit(1)
    )
    person = found or await insert_one(
        tx,
        people,
        org_id=org,
        full_name=full_name,
        title=title,
        email=email,
        language=language,
    )
    for unit, role, is_contact in wanted:
        await insert_new(
            tx,
            roles,
            org_id=org,
            person_id=person,
            unit_id=unit,
            role=role.value,
            is_contact=is_contact,
        )
    return person, found is None
