"""A backup: every row of the database in one portable file, read as of one moment.

A ZIP with one JSON-lines member per table, parents before children, and `manifest.json` last: the
revision of the tables, what each column holds, how many rows there are and their SHA-256. The same
for SQLite and PostgreSQL, so a backup of one can be restored into the other. It is written beside
its target and renamed once it is safely on the disk: there is never half a backup under the name.
Tokens of bots are in no table, so they are in no backup.
"""

import base64
import hashlib
import json
import os
import uuid
import zipfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import AwareDatetime, BaseModel
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from storage import migrations
from storage.database import Database
from storage.tables.base import UtcDateTime, metadata

MANIFEST = "manifest.json"
NOTED = "backed_up"  # in the journal, once it is written
BATCH = 500  # rows held in memory at a time, of tables that hold no files

Progress = Callable[[int, int], None]  # rows done, rows there are


class Contents(BaseModel):
    """What the manifest says of one table."""

    columns: dict[str, str]  # name -> what it holds, a key of HOLDS
    rows: int
    sha256: str


class Manifest(BaseModel):
    format: Literal["dondoc-backup"] = "dondoc-backup"
    version: Literal[1] = 1
    revision: str  # of the tables, as Alembic names it
    made_at: AwareDatetime  # real time: after it nothing is known
    tables: dict[str, Contents]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


HOLDS: dict[str, TypeEngine[Any]] = {
    "moment": UtcDateTime(),
    "json": JSON(),
    "boolean": Boolean(),
    "date": Date(),
    "time": Time(),
    "number": Float(),
    "integer": BigInteger(),  # wide enough for any
    "text": String(),
    "bytes": LargeBinary(),
}
_PARSE: dict[str, Callable[[str], Any]] = {
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bytes": base64.b64decode,
}


def held_by(column: Column[Any]) -> str:
    """What a column of ours holds, in a word that says the same on every database."""
    kind = Integer if isinstance(column.type, Integer) else type(column.type)
    words = {Integer: "integer"} | {
        type(found): word for word, found in HOLDS.items() if word != "integer"
    }
    return words[kind]


async def write(
    database: Database,
    target: Path,
    *,
    real_now: datetime,
    progress: Progress = lambda done, total: None,
) -> Manifest:
    """Write a backup while the service runs; return what is in it. Replaces what has the name."""
    with _written_whole(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as store:
        async with database.read() as connection:
            if not database.is_sqlite:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            revision: str | None = await connection.run_sync(migrations.revision)
            manifest = Manifest(revision=revision or "", made_at=real_now, tables={})
            total = sum([await _count(connection, table) for table in metadata.sorted_tables])
            for table in metadata.sorted_tables:
                with store.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                    manifest.tables[table.name] = await _dump(
                        connection, table, member, lambda n: progress(manifest.rows + n, total)
                    )
        store.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


async def _dump(
    connection: AsyncConnection, table: Table, member: IO[bytes], told: Callable[[int], None]
) -> Contents:
    """Write the table's rows, in the order of their keys; the rows pass through, none is kept."""
    digest, rows = hashlib.sha256(), 0
    async for batch in _batches(connection, table):
        # ASCII: whatever people typed survives, half a surrogate pair too.
        lines = "".join(json.dumps([_plain(v) for v in row]) + "\n" for row in batch).encode()
        member.write(lines)
        digest.update(lines)
        rows += len(batch)
        told(rows)
    columns = {column.name: held_by(column) for column in table.columns}
    return Contents(columns=columns, rows=rows, sha256=digest.hexdigest())


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Any]]:
    rows = at_a_time(map(held_by, table.columns))
    query = select(table).order_by(*table.primary_key.columns)
    result = await connection.stream(query.execution_options(yield_per=rows))
    async for batch in result.partitions():
        yield batch


def at_a_time(holds: Iterable[str]) -> int:
    """How many rows of such columns to hold in memory: a file may be of twenty megabytes."""
    return 1 if "bytes" in holds else BATCH


async def _count(connection: AsyncConnection, table: Table) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | time) else value


def parsed(row: Sequence[Any], holds: Sequence[str]) -> list[Any]:
    """A line's values as the database wants them; the other way round of `_plain`."""
    return [
        _PARSE[word](value) if word in _PARSE and value is not None else value
        for value, word in zip(row, holds, strict=True)
    ]


@contextmanager
def _written_whole(target: Path) -> Any:
    """A file that gets its name once it is complete and on the disk; only its owner may read it."""
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
        if os.name != "nt":
            folder = os.open(target.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
    finally:
        beside.unlink(missing_ok=True)
