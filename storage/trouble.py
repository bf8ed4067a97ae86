"""When the database itself cannot be used: told apart from what is wrong with a query or a value.

Such trouble is expected and ends by itself or by an administrator's hand: a disk is full, a file is
locked or read-only, a server restarts. Nothing is wrong with what was to be stored, so it is tried
again later and never set aside. Each driver says it in its own way; from here on it has one name.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, PendingRollbackError


class DatabaseTrouble(Exception):
    """The database cannot be used now; the text says why, in words without a URL or a value."""


NO_TABLES = "it has no tables: run `dondoc migrate` first"
READ_ONLY = "it is read-only"
LOCKED = "it is locked by another program"
FULL = "its disk is full"
DAMAGED = "its file is damaged: restore a backup"
NO_SQLITE = "its file is no SQLite database"
LOST = "the connection to its server was lost"
SILENT = "its server does not answer"
LOGIN = "its server refuses the user or the password"
NO_SUCH = "its server has no database of this name"

# The low byte of SQLite's result codes (sqlite.org/rescode.html).
_SQLITE = {
    sqlite3.SQLITE_PERM: "its file may not be used by this user",
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_NOMEM: "the memory is full",
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: "its disk cannot be read or written",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_PROTOCOL: LOCKED,
    sqlite3.SQLITE_NOTADB: NO_SQLITE,
}

# SQLSTATE, or the two digits of its class (postgresql.org/docs, appendix A).
_POSTGRES = {
    "08": LOST,
    "25006": READ_ONLY,
    "28": LOGIN,
    "3D000": NO_SUCH,
    "42P01": NO_TABLES,
    "40": "another transaction was in the way",
    "53": "its server has no room left",
    "53100": FULL,
    "53300": "its server has too many connections",
    "55P03": LOCKED,
    "57P01": "its server was stopped",
    "57P02": "its server has crashed",
    "57P03": "its server is starting or stopping",
    "57P05": LOST,
    "58": "its disk cannot be read or written",
}


@contextmanager
def named() -> Iterator[None]:
    """Whatever the drivers raise because the database cannot be used becomes DatabaseTrouble."""
    try:
        yield
    except DatabaseTrouble:
        raise
    except Exception as error:
        why = reason(error)
        if why is None:
            raise
        raise DatabaseTrouble(why) from error


def no_answer(error: OSError) -> DatabaseTrouble:
    """The trouble that a connection could not be made."""
    return DatabaseTrouble(f"{SILENT} ({error.strerror or type(error).__name__})")


def reason(error: Exception) -> str | None:
    """Why the database cannot be used; None if the error says nothing of that kind."""
    if isinstance(error, DatabaseTrouble):
        return str(error)
    raw = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = getattr(raw, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    if isinstance(raw, sqlite3.Error):
        if str(raw).startswith("no such table"):
            return NO_TABLES
        if str(raw).startswith("no such savepoint"):
            # A full disk undoes the whole transaction, so going back within it fails as well.
            before = error.__context__
            return reason(before) if isinstance(before, Exception) else None
        return _SQLITE.get(getattr(raw, "sqlite_errorcode", 0) & 0xFF)
    # Other errors of the system are of what is done meanwhile, such as a file that is written.
    if isinstance(raw, TimeoutError):
        return f"{SILENT} in time"
    lost = isinstance(raw, ConnectionError)
    lost = lost or (isinstance(error, DBAPIError) and error.connection_invalidated)
    # asyncpg has words instead of a state for a connection that it finds closed. Afterwards
    # SQLAlchemy refuses whatever else the transaction was to do.
    if lost or isinstance(error, PendingRollbackError) or "connection is closed" in str(raw):
        return LOST
    return None
