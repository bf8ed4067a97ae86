"""What outlives a restart of the sandbox: JSON objects by kind and key, in one SQLite file.

Written in the same breath as the thing itself (no `await` between), so that a sandbox that is
killed comes back as it was last seen. The system's cache is enough for that: nothing here has to
survive a power cut.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


class Shelf:
    """`path` None: it lives as long as the process."""

    def __init__(self, path: Path | None = None) -> None:
        self._file = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute(TABLE)

    def put(self, kind: str, key: object, form: dict[str, Any], content: bytes = b"") -> None:
        """Keep an object; what was kept under this key before goes, but its place stays."""
        self._file.execute(PUT, (kind, str(key), json.dumps(form, ensure_ascii=False), content))

    def drop(self, kind: str, key: object) -> None:
        self._file.execute("DELETE FROM shelf WHERE kind = ? AND key = ?", (kind, str(key)))

    def all(self, kind: str) -> Iterator[Kept]:
        """The objects of a kind, in the order in which they were first put."""
        rows = self._file.execute(
            "SELECT key, form, content FROM shelf WHERE kind = ? ORDER BY n", (kind,)
        )
        for key, form, content in rows.fetchall():
            yield Kept(key=key, form=json.loads(form), content=content)

    def close(self) -> None:
        self._file.close()
