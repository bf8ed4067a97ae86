"""Restoring: a backup is checked to its last byte, then its rows are put into a new database.

The rows go into the tables of the backup's own revision, which are then brought up to date: so an
older backup takes the same way as an older database. All in the caller's one transaction. What was
said and heard since the backup is not in it; `bot.restoring` deals with that.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError
from sqlalchemy import Connection, column, func, inspect, select, table, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import migrations, sandbox_clock
from storage.backup import BATCH, HOLDS, MANIFEST, Manifest, Progress, at_a_time, parsed
from storage.tables import calendar_days, journal, orgs, policies
from storage.tables import sandbox_clock as clock_rows
from storage.tables.base import metadata

BY_MIGRATE = {orgs, policies, calendar_days, journal, clock_rows}
"""All that `dondoc migrate` puts a row into: a database with rows in no other table is new."""


class NotRestorable(ValueError):
    """The file is no backup that can be restored, or not into this database; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A file whose every row has been checked against its manifest."""

    path: Path
    manifest: Manifest


def check(path: Path, progress: Progress = lambda done, total: None) -> Backup:
    """Read a backup to its end: every table there, whole and unchanged; raise NotRestorable."""
    try:
        with zipfile.ZipFile(path) as store:
            manifest = Manifest.model_validate_json(store.read(MANIFEST))
            if not migrations.is_known(manifest.revision):
                raise NotRestorable(
                    f"{path} was made by a newer dondoc (tables {manifest.revision}): "
                    "install that version, then restore"
                )
            done = 0
            for name, contents in manifest.tables.items():
                digest, rows = hashlib.sha256(), 0
                with store.open(f"{name}.jsonl") as member:
                    for line in member:
                        digest.update(line)
                        rows += 1
                        if rows % BATCH == 0:
                            progress(done + rows, manifest.rows)
                if (rows, digest.hexdigest()) != (contents.rows, contents.sha256):
                    raise NotRestorable(f"{path} is damaged: table {name} is not as it was written")
                done += rows
                progress(done, manifest.rows)
    except ValidationError as error:
        raise NotRestorable(f"{path} is no backup that this version can read") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise NotRestorable(f"{path} is damaged, or is no backup: {error}") from error
    return Backup(path=path, manifest=manifest)


async def load(
    tx: AsyncConnection, backup: Backup, progress: Progress = lambda done, total: None
) -> None:
    """Put the rows of a checked backup into a database that is empty or freshly migrated.

    Raises NotRestorable if it is neither. A sandbox stays one, and its time does not go back.
    """
    manifest = backup.manifest
    ahead = await tx.run_sync(_make_room)
    await migrations.upgrade_to(tx, manifest.revision)
    await tx.run_sync(_all_tables_are_there, manifest)
    with zipfile.ZipFile(backup.path) as store:
        done = 0
        for name, contents in manifest.tables.items():
            with store.open(f"{name}.jsonl") as member:
                try:
                    async for rows in _load_table(tx, name, contents.columns, member):
                        done += rows
                        progress(done, manifest.rows)
                except DBAPIError as error:
                    why = str(error.orig).splitlines()[0]
                    raise NotRestorable(f"table {name} cannot be restored: {why}") from error
    await migrations.upgrade_to(tx, "head")
    if ahead is not None:
        await sandbox_clock.make_sandbox(tx)
        seconds = clock_rows.c.offset_seconds
        await tx.execute(update(clock_rows).where(seconds < ahead).values({seconds: ahead}))
    if tx.dialect.name == "postgresql":
        await _number_on(tx)


def _make_room(connection: Connection) -> int | None:
    """Drop the tables of a new database, if it has any; return the seconds of a sandbox's clock."""
    there = set(inspect(connection).get_table_names())
    ours = [table for table in metadata.sorted_tables if table.name in there]
    used = [t for t in ours if t not in BY_MIGRATE and connection.scalar(select(t).limit(1))]
    if used or (ours and migrations.revision(connection) is None):
        raise NotRestorable(
            "the database is in use: restore goes into a new one; let DONDOC_DATABASE_URL name "
            "a file that is not there yet, or an empty database"
        )
    ahead = connection.scalar(select(clock_rows.c.offset_seconds)) if ours else None
    metadata.drop_all(connection)
    if ours:
        connection.execute(text("DROP TABLE alembic_version"))
    return ahead


def _all_tables_are_there(connection: Connection, manifest: Manifest) -> None:
    there = set(inspect(connection).get_table_names()) & set(metadata.tables)
    if missing := there - set(manifest.tables):
        raise NotRestorable(f"the backup lacks the table {', '.join(sorted(missing))}")


async def _load_table(
    tx: AsyncConnection, name: str, columns: dict[str, str], member: IO[bytes]
) -> AsyncIterator[int]:
    """Insert the rows of a member, in batches; yields how many each time."""
    into = table(name, *(column(each, HOLDS[word]) for each, word in columns.items()))
    holds = list(columns.values())
    later = _points_at_itself(name)
    if later not in columns:  # an older backup: nothing pointed there yet
        later = ""
    linked: list[dict[str, Any]] = []
    for lines in _batches(member, at_a_time(holds)):
        rows = [dict(zip(columns, parsed(json.loads(line), holds), strict=True)) for line in lines]
        # A row may name one that comes after it in its own table: those are joined at the end.
        linked += [dict(row) for row in rows if later and row[later] is not None]
        await tx.execute(into.insert(), [row | {later: None} for row in rows] if later else rows)
        yield len(rows)
    for row in linked:
        await tx.execute(
            update(into).where(into.c.id == row["id"]).values({into.c[later]: row[later]})
        )


def _points_at_itself(name: str) -> str:
    """The column of a table that names another row of the same table (a unit's parent)."""
    known = metadata.tables.get(name)
    if known is None:
        return ""
    own = [link for link in known.foreign_key_constraints if link.referred_table is known]
    return next((each for link in own for each in link.column_keys if each != "org_id"), "")


def _batches(member: IO[bytes], rows: int) -> Iterator[list[bytes]]:
    while lines := list(islice(member, rows)):
        yield lines


async def _number_on(tx: AsyncConnection) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite looks at the rows itself."""
    for each in metadata.sorted_tables:
        if each.autoincrement_column is not None:
            highest = await tx.scalar(select(func.max(each.c.id)))
            if highest is not None:
                sequence = func.pg_get_serial_sequence(each.name, "id")
                await tx.execute(select(func.setval(sequence, highest)))
