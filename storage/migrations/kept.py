"""What migrations share: a table altered on SQLite although other rows point into it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op


@contextmanager
def rows_kept(table: str, **filled: str) -> Iterator[None]:
    """Around a batch that alters a table: its rows are put aside and come back afterwards.

    SQLite alters a table by dropping it, which others that point into it forbid while it has rows;
    the keys that point at them are asked again at the commit. `filled`: which old column a new one
    takes its values from. Other databases alter a table with its rows in it.
    """
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        yield
        return
    columns = [each["name"] for each in sa.inspect(bind).get_columns(table)]
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {table}")
    op.execute(f"DELETE FROM {table}")
    yield
    there = {each["name"] for each in sa.inspect(bind).get_columns(table)}
    source = {name: name for name in columns if name in there} | filled
    into, taken = ", ".join(map(_quoted, source)), ", ".join(map(_quoted, source.values()))
    op.execute(f"INSERT INTO {table} ({into}) SELECT {taken} FROM kept")
    op.execute("DROP TABLE temp.kept")


def _quoted(name: str) -> str:
    return f'"{name}"'
