"""The one piece of SQL that SQLite and PostgreSQL spell alike but SQLAlchemy does not."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(tx: AsyncConnection, table: Table, **values: Any) -> int | None:
    """Insert a row unless its unique key is there already; return its id, or None if it was.

    Tables without an id column answer 0 for an inserted row.
    """
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    key = table.c.id if "id" in table.c else table.c.org_id
    row = (await tx.execute(statement.returning(key))).first()
    if row is None:
        return None
    return int(row[0]) if "id" in table.c else 0


async def insert_one(tx: AsyncConnection, table: Table, **values: Any) -> int:
    """Insert a row and return its id."""
    result = await tx.execute(table.insert().values(**values).returning(table.c.id))
    return int(result.scalar_one())
