"""When each person wants to be written to, as they chose it."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.rhythm import ANY_SLOT, Rhythm
from storage import journal
from storage.tables import people


async def of_people(connection: AsyncConnection, org: int, ids: Iterable[int]) -> dict[int, Rhythm]:
    """The rhythms of people who have chosen one; the others are written to in any slot."""
    rows = await connection.execute(
        select(people.c.id, people.c.slots, people.c.quiet).where(
            people.c.org_id == org, people.c.id.in_(sorted(ids))
        )
    )
    return {row.id: _read(row.slots, row.quiet) for row in rows if row.slots or row.quiet}


async def of(connection: AsyncConnection, org: int, person: int) -> Rhythm:
    return (await of_people(connection, org, [person])).get(person, ANY_SLOT)


async def keep(
    tx: AsyncConnection,
    org: int,
    person: int,
    rhythm: Rhythm,
    now: datetime,
    *,
    by: int | None = None,
) -> None:
    """Keep what a person chose, or somebody chose for them: it counts from the next slot on.

    No duty is looked at again: what is decided stays, only when it is said changes.
    """
    slots = [_clock(clock) for clock in rhythm.slots]
    quiet = [[_clock(begins), _clock(ends)] for begins, ends in rhythm.quiet]
    await tx.execute(
        update(people)
        .where(people.c.org_id == org, people.c.id == person)
        .values(slots=slots, quiet=quiet)
    )
    await journal.note(tx, org, now, "rhythm_set", by, of=person, slots=slots, quiet=quiet)


def _read(slots: Any, quiet: Any) -> Rhythm:
    return Rhythm(
        slots=tuple(time.fromisoformat(clock) for clock in slots or ()),
        quiet=tuple(
            (time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in quiet or ()
        ),
    )


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"
