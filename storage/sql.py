"""The one piece of SQL that SQLite and PostgreSQL spell alike but SQLAlchemy does not."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(tx: AsyncConnection, table: Table, **values: Any) -> int | None:
    """Insert a row unless its unique key is there already; return its id, or None if it was.

    Tables without an id column answer 0 for an inserted row.
    """
    key = table.c.id if "id" in table.c else table.c.org_id
    new = await insert_all_new(tx, table, [values], key)
    if not new:
        return None
    return int(new[0][0]) if "id" in table.c else 0


async def insert_all_new(
    tx: AsyncConnection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *returning: ColumnElement[Any],
) -> list[Row[Any]]:
    """Insert rows of the same columns, in their order, some hundred in one statement.

    Those whose unique key is there already are left out. Returns the wanted columns of the new
    rows (one at least), in no order.
    """
    if not rows:
        return []
    wanted = returning or (table.c.org_id,)
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).on_conflict_do_nothing().returning(*wanted)
    return list((await tx.execute(statement, list(rows))).all())


async def insert_one(tx: AsyncConnection, table: Table, **values: Any) -> int:
    """Insert a row and return its id."""
    result = await tx.execute(table.insert().values(**values).returning(table.c.id))
    return int(result.scalar_one())
