"""Which tables a database has, and which this version of ours needs; known without Alembic.

A migration is numbered: "0002" is the revision in `migrations/versions/0002_what_it_does.py`.
"""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.trouble import NO_TABLES, DatabaseTrouble, reason

VERSIONS = Path(__file__).parent / "migrations" / "versions"
NEWEST = max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


async def of(connection: AsyncConnection) -> str:
    """The number of the newest migration the database has seen; "" if it has no tables."""
    try:
        async with connection.begin_nested():
            found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    except Exception as error:
        if reason(error) == NO_TABLES:
            return ""
        raise
    return str(found or "")


async def require(connection: AsyncConnection) -> None:
    """Raise DatabaseTrouble with what to do, unless the tables are those of this version."""
    found = await of(connection)
    refuse_newer(found)
    if not found:
        raise DatabaseTrouble(NO_TABLES)
    if found != NEWEST:
        raise DatabaseTrouble(
            f"its tables are of an older version ({found}, not {NEWEST}): run `dondoc migrate`"
        )


def refuse_newer(found: str) -> None:
    if found > NEWEST:
        raise DatabaseTrouble(
            f"its tables are of a newer version ({found}; this one knows {NEWEST}): "
            "install the newer dondoc, or restore a backup of before"
        )
