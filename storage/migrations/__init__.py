"""Bringing a database to the newest tables, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import turns
from storage.database import Database
from storage.turns import Turn


async def upgrade(database: Database) -> None:
    """Create the tables, or bring older ones up to date. Safe to repeat, and for two at once."""

    async def work(tx: AsyncConnection) -> None:
        await turns.alone(tx, Turn.MIGRATE)
        await tx.run_sync(_upgrade)

    await database.write(work)


async def is_current(database: Database) -> bool:
    """Whether the database has exactly the tables this version expects."""
    async with database.read() as connection:
        found = await connection.run_sync(_revision)
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
