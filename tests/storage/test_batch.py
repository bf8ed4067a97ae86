"""Batches: what comes together is stored together, and a bad value fails alone."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.batch import Batch
from storage.database import Database
from storage.tables import orgs
from storage.trouble import DatabaseTrouble


class Slugs:
    """Stores orgs by their slugs and remembers how many came together."""

    def __init__(self, database: Database, most: int = 500) -> None:
        self.sizes: list[int] = []
        self.batch = Batch(database, self.store, most)

    async def store(self, tx: AsyncConnection, slugs: Sequence[str]) -> list[str]:
        self.sizes.append(len(slugs))
        rows = [
            {"slug": slug, "name": "", "zone": "UTC", "language": "vi", "state": "live"}
            for slug in slugs
        ]
        await tx.execute(orgs.insert(), rows)
        return [f"stored {slug}" for slug in slugs]


async def stored(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.scalars(select(orgs.c.slug)))


async def test_what_comes_while_one_batch_is_stored_goes_into_the_next(database: Database) -> None:
    slugs = Slugs(database)

    said = await asyncio.gather(*(slugs.batch.put(f"o{n}") for n in range(300)))

    assert said == [f"stored o{n}" for n in range(300)]
    assert slugs.sizes == [300]
    assert len(await stored(database)) == 300


async def test_a_batch_has_a_largest_size(database: Database) -> None:
    slugs = Slugs(database, most=2)

    await asyncio.gather(*(slugs.batch.put(f"o{n}") for n in range(5)))

    assert slugs.sizes == [2, 2, 1]


async def test_a_lone_value_does_not_wait_for_company(database: Database) -> None:
    slugs = Slugs(database)

    assert await slugs.batch.put("alone") == "stored alone"
    assert await slugs.batch.put("again") == "stored again"
    assert slugs.sizes == [1, 1]


async def test_a_bad_value_fails_alone(database: Database) -> None:
    slugs = Slugs(database)
    await slugs.batch.put("taken")

    first, taken, last = await asyncio.gather(
        *(slugs.batch.put(slug) for slug in ("first", "taken", "last")), return_exceptions=True
    )

    assert (first, last) == ("stored first", "stored last")
    assert isinstance(taken, IntegrityError)
    assert await stored(database) == {"taken", "first", "last"}


async def test_when_the_database_is_in_trouble_nobody_is_tried_alone(database: Database) -> None:
    sizes = []

    async def away(tx: AsyncConnection, values: Sequence[str]) -> Sequence[str]:
        sizes.append(len(values))
        raise ConnectionResetError  # as a driver does

    batch = Batch(database, away)
    outcomes = await asyncio.gather(*(batch.put("x") for _ in range(3)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [DatabaseTrouble] * 3
    assert sizes == [3]


async def test_whoever_gives_up_waiting_disturbs_nobody(database: Database) -> None:
    slugs = Slugs(database)
    waits = asyncio.create_task(slugs.batch.put("given-up"))
    stays = asyncio.create_task(slugs.batch.put("stays"))
    await asyncio.sleep(0)
    waits.cancel()

    assert await stays == "stored stays"
    with pytest.raises(asyncio.CancelledError):
        await waits
