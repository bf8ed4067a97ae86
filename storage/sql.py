"""The few pieces of SQL that both databases know but SQLAlchemy does not spell alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Executable,
    Row,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    column,
    func,
    select,
    true,
)
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
    key = _unique_key(table, rows[0])
    statement = (
        _insert(tx.dialect.name, table)
        .on_conflict_do_nothing(index_elements=key)
        .returning(*wanted)
    )
    return list((await tx.execute(statement, list(rows))).all())


def insert_new_from(
    dialect: str, table: Table, columns: Mapping[str, ColumnElement[Any]]
) -> Executable:
    """Insert rows as they are selected; those whose unique key is there already are left out.

    Building it takes longer than running it: a hot path builds it once for each dialect.
    """
    # Without a WHERE, SQLite would take ON CONFLICT for the condition of a join.
    rows = select(*columns.values()).where(true())
    statement: Any = _insert(dialect, table).from_select(list(columns), rows)
    key = _unique_key(table, columns)
    made: Executable = statement.on_conflict_do_nothing(index_elements=key)
    return made


def pairs(dialect: str) -> tuple[ColumnElement[str], ColumnElement[Any]]:
    """The text and the JSON value of pairs to select from, in the order of `bound_pairs`.

    They are bound as a whole. Where most columns of some hundred rows are alike, that takes a third
    of the time of binding each column of each row.
    """
    if dialect == "sqlite":
        each = func.json_each(bindparam("pairs", type_=JSON))
        pair = each.table_valued(column("value", JSON)).c.value
        return pair[0].as_string(), pair[1]
    texts = bindparam("texts", type_=postgresql.ARRAY(String))
    objects = bindparam("objects", type_=postgresql.ARRAY(JSON))
    both = func.unnest(texts, objects).table_valued(column("text", String), column("value", JSON))
    both = both.render_derived()
    return both.c.text, both.c.value


def bound_pairs(dialect: str, values: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """What the statement with `pairs` in it is run with."""
    if dialect == "sqlite":
        return {"pairs": [list(pair) for pair in values]}
    return {"texts": [text for text, _ in values], "objects": [value for _, value in values]}


async def insert_one(tx: AsyncConnection, table: Table, **values: Any) -> int:
    """Insert a row and return its id."""
    result = await tx.execute(table.insert().values(**values).returning(table.c.id))
    return int(result.scalar_one())


def _insert(dialect: str, table: Table) -> Any:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def _unique_key(table: Table, row: Mapping[str, Any]) -> list[str]:
    """By which columns a row of a table is known to be there already.

    Named, so that no other conflict passes for that: an id that is given out a second time must
    be an error, not a row that is silently not stored.
    """
    primary = [column.name for column in table.primary_key]
    if primary != ["id"] or "id" in row:
        return primary
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    keys = sorted([column.name for column in each.columns] for each in unique)
    return next(
        key for key in keys if "id" not in key and all(row.get(name) is not None for name in key)
    )
