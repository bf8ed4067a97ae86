"""Bringing a database to the newest tables, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import turns, version
from storage.database import Database
from storage.turns import Turn


async def upgrade(database: Database) -> None:
    """Create the tables, or bring older ones up to date; newer ones are refused.

    Safe to repeat, and for two processes at once.
    """
    async with database.read() as connection:
        version.refuse_newer(await version.of(connection))

    async def work(tx: AsyncConnection) -> None:
        await turns.alone(tx, Turn.MIGRATE)
        await upgrade_to(tx, "head")

    await database.write(work)


async def upgrade_to(tx: AsyncConnection, wanted: str) -> None:
    """Bring the tables up to a revision, within the caller's transaction."""
    await tx.run_sync(_upgrade, wanted)


async def is_current(database: Database) -> bool:
    """Whether the database has exactly the tables this version expects."""
    async with database.read() as connection:
        found = await connection.run_sync(revision)
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def is_known(wanted: str) -> bool:
    """Whether this version has a revision; one that only a newer version knows it has not."""
    known = ScriptDirectory.from_config(_config()).walk_revisions()
    return wanted in {script.revision for script in known}


def revision(connection: Connection) -> str | None:
    """The revision of the tables; None if there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, wanted: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
