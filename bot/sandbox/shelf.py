"""What outlives a restart of the sandbox: JSON objects by kind and key, in one SQLite file.

Written in the same breath as the thing itself (no `await` between), so that a sandbox that is
killed comes back as it was last seen. The system's cache is enough for that: nothing here has to
survive a power cut.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = 1  # rises when what is kept changes its form: an older file is then begun anew
TABLE = """
CREATE TABLE IF NOT EXISTS shelf (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    form TEXT NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (kind, key)
)
"""
PUT = """
INSERT INTO shelf (kind, key, form, content) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET form = excluded.form, content = excluded.content
"""


@dataclass(frozen=True, kw_only=True)
class Kept:
    key: str
    form: dict[str, Any]
    content: bytes = b""


class ShelfInUse(Exception):
    """Another process keeps its things there."""


class NoShelf(Exception):
    """A file that cannot be a shelf: none of ours, of another version, damaged, out of reach."""


class Shelf:
    """`path` None: it lives as long as the process."""

    def __init__(self, path: Path | None = None, *, alone: bool = False) -> None:
        """`alone`: keep every other process away; ShelfInUse if one was here first.

        Raises NoShelf.
        """
        self._within = ""
        try:
            self._file = sqlite3.connect(
                path or ":memory:", isolation_level=None, timeout=0 if alone else 5
            )
        except sqlite3.Error as error:
            raise NoShelf(str(error)) from error
        try:
            self._open(alone)
        except sqlite3.Error as error:
            self._file.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise ShelfInUse(str(error)) from error
            raise NoShelf(str(error)) from error
        except NoShelf:
            self._file.close()
            raise

    def _open(self, alone: bool) -> None:
        if alone:
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
        (version,) = self._file.execute("PRAGMA user_version").fetchone()
        (tables,) = self._file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and version != VERSION:
            raise NoShelf("it is of another version, or another program's")
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute(f"PRAGMA user_version = {VERSION}")
        self._file.execute(TABLE)

    def part(self, name: str) -> "Shelf":
        """A board of this shelf: its kinds are its own."""
        part = Shelf.__new__(Shelf)
        part._file, part._within = self._file, f"{self._within}{name}/"
        return part

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is put or dropped meanwhile is kept wholly or not at all. Never await in it.

        An exception keeps what was put before it, as the things themselves do.
        """
        if self._file.in_transaction:
            yield
            return
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._file.execute("COMMIT")

    def put(self, kind: str, key: object, form: dict[str, Any], content: bytes = b"") -> None:
        """Keep an object; what was kept under this key before goes, but its place stays."""
        kept = json.dumps(form, ensure_ascii=False)
        self._file.execute(PUT, (self._within + kind, str(key), kept, content))

    def drop(self, kind: str, key: object) -> None:
        where = (self._within + kind, str(key))
        self._file.execute("DELETE FROM shelf WHERE kind = ? AND key = ?", where)

    def all(self, kind: str) -> Iterator[Kept]:
        """The objects of a kind, in the order in which they were first put; raises NoShelf."""
        try:
            rows = self._file.execute(
                "SELECT key, form, content FROM shelf WHERE kind = ? ORDER BY n",
                (self._within + kind,),
            ).fetchall()
        except sqlite3.DatabaseError as error:
            raise NoShelf(str(error)) from error
        for key, form, content in rows:
            yield Kept(key=key, form=json.loads(form), content=content)

    def close(self) -> None:
        self._file.close()
