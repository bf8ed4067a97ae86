"""The people of an office as rows, and their roles."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.absence import Absence
from scheduler.rules.assignment import Span
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Assigned, Post, Staff
from scheduler.rules.succession import standing_in
from storage import journal, lineage
from storage.sql import insert_new, insert_one
from storage.tables import absences, assignments, links, people, roles


async def load_staff(
    connection: AsyncConnection, org: int, given_to: ColumnElement[bool] | None = None
) -> Staff:
    """Everybody of an org; of the assignments all, or those that meet a condition.

    Who answers for a unit that nobody has been named for yet is among them.
    """
    own = await load_named(connection, org, given_to)
    return standing_in(own, await lineage.load(connection, org))


async def load_named(
    connection: AsyncConnection, org: int, given_to: ColumnElement[bool] | None = None
) -> Staff:
    """Everybody of an org with the roles and assignments they were given."""
    linked = await connection.execute(
        select(links.c.person_id, links.c.state).where(links.c.org_id == org)
    )
    states: dict[int, set[str]] = defaultdict(set)
    for row in linked:
        states[row.person_id].add(row.state)
    everyone = await connection.execute(select(people).where(people.c.org_id == org))
    rows = everyone.all()
    given = await connection.execute(
        select(assignments)
        .where(assignments.c.org_id == org, true() if given_to is None else given_to)
        .order_by(assignments.c.id)
    )
    return Staff(
        people={
            row.id: Person(
                id=row.id,
                name=row.full_name,
                language=row.language,
                reachable="live" in states[row.id],
                blocked=bool(states[row.id]) and "live" not in states[row.id],
            )
            for row in rows
        },
        posts=await load_posts(connection, org),
        assigned=tuple(_assigned(row) for row in given),
        absences=await absences_of(connection, org),
    )


async def absences_of(
    connection: AsyncConnection, org: int, person: int | None = None
) -> tuple[Absence, ...]:
    """The absences of an org, or of one of its people, soonest first."""
    one = (absences.c.person_id == person,) if person is not None else ()
    rows = await connection.execute(
        select(absences)
        .where(absences.c.org_id == org, *one)
        .order_by(absences.c.from_on, absences.c.id)
    )
    return tuple(
        Absence(
            person_id=row.person_id,
            span=Span(from_on=row.from_on, to_on=row.to_on),
            substitute_id=row.substitute_id,
        )
        for row in rows
    )


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
) -> tuple[int, bool, list[int]]:
    """Add a person with posts (unit, role, contact).

    Return their id, whether they are new, and the units in which they got a post.

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
    got = []
    for unit, role, is_contact in wanted:
        new = await insert_new(
            tx,
            roles,
            org_id=org,
            person_id=person,
            unit_id=unit,
            role=role.value,
            is_contact=is_contact,
        )
        if new is not None:
            got.append(unit)
    return person, found is None, got


async def mail_to(
    tx: AsyncConnection,
    org: int,
    person: int,
    email: str | None,
    now: datetime,
    *,
    by: int | None = None,
) -> None:
    """From now on a person's e-mail goes to this address; None: nowhere."""
    await tx.execute(
        update(people)
        .where(people.c.org_id == org, people.c.id == person)
        .values(email=email, email_dead_since=None)
    )
    await journal.note(tx, org, now, "email_set", by, of=person, email=email)


async def mail_is_dead(tx: AsyncConnection, org: int, email: str, now: datetime) -> list[int]:
    """Nobody is at an e-mail address; return the people whose it was, if that is news."""
    found = await tx.execute(
        update(people)
        .where(people.c.org_id == org, people.c.email == email, people.c.email_dead_since.is_(None))
        .values(email_dead_since=now)
        .returning(people.c.id)
    )
    return sorted(row.id for row in found)


async def emails_of(connection: AsyncConnection, org: int, ids: Collection[int]) -> dict[int, str]:
    """The e-mail address of each person who has one that works, as far as is known."""
    rows = await connection.execute(
        select(people.c.id, people.c.email).where(
            people.c.org_id == org,
            people.c.id.in_(ids),
            people.c.email.is_not(None),
            people.c.email_dead_since.is_(None),
        )
    )
    return {row.id: row.email for row in rows}


async def speak(
    tx: AsyncConnection,
    org: int,
    person: int,
    language: str,
    now: datetime,
    *,
    by: int | None = None,
) -> None:
    """From now on what is said to a person is said in this language ("vi", "en")."""
    spoken = await tx.execute(
        update(people)
        .where(people.c.org_id == org, people.c.id == person, people.c.language != language)
        .values(language=language)
    )
    if spoken.rowcount:
        await journal.note(tx, org, now, "language_set", by, of=person, language=language)
