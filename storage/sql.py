"""The one piece of SQL that SQLite and PostgreSQL spell alike but SQLAlchemy does not."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(tx: AsyncConnection, table: Table, **values: Any) -> int | None:
    """Insert a row unless its unique key is there already; return its id, or None if it was.

    Tables without an id column answer 0 for an inserted row.
    """
    key = table.c.id if "id" in table.c else table.c.org_id
    row = (await tx.execute(_insert_new(tx, table).values(**values).returning(key))).first()
    if row is None:
        return None
    return int(row[0]) if "id" in table.c else 0


async def insert_all_new(
    tx: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert rows of the same columns, in their order, in one statement for some hundred of them.

    Those whose unique key is there already are left out. Returns how many were inserted.
    """
    if not rows:
        return 0
    statement = _insert_new(tx, table).returning(table.c.org_id)
    return len((await tx.execute(statement, rows)).all())


async def insert_one(tx: AsyncConnection, table: Table, **values: Any) -> int:
    """Insert a row and return its id."""
    result = await tx.execute(table.insert().values(**values).returning(table.c.id))
    return int(result.scalar_one())


def _insert_new(tx: AsyncConnection, table: Table) -> Any:
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()
