"""SQLite reached with one handover to its thread for each statement.

aiosqlite runs each connection in a thread of its own. SQLAlchemy asks it for a cursor, the
statement, the rows and the end of the cursor one after the other: four handovers, each of which
wakes the thread and then the event loop, where our statements take far less than one. Nothing else
differs: what is not here is SQLAlchemy's own.
"""

import sqlite3
from collections import deque
from contextlib import closing
from typing import Any

from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)


class OneHandoverConnection(AsyncAdapt_aiosqlite_connection):
    """A connection that SQLAlchemy's dialect has made, with such cursors."""

    __slots__ = ()

    def cursor(self, server_side: bool = False) -> AsyncAdapt_aiosqlite_cursor:
        return super().cursor(server_side=True) if server_side else _Cursor(self)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()

    def execute(self, operation: Any, parameters: Any = None) -> None:
        try:
            work = self._connection._execute(
                _execute,
                self._connection._conn,
                operation,
                () if parameters is None else parameters,
            )
            self.description, rows, self.lastrowid, self.rowcount = self.await_(work)
            self._rows = deque(rows)
        except Exception as error:
            self._adapt_connection._handle_exception(error)


def _execute(
    connection: sqlite3.Connection, operation: str, parameters: Any
) -> tuple[Any, list[Any], int | None, int]:
    """In the thread of the connection: (description, rows, last row's number, rows changed)."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(operation, parameters)
        if cursor.description:
            return cursor.description, cursor.fetchall(), -1, -1
        return None, [], cursor.lastrowid, cursor.rowcount
