"""The databases a test can run on. What takes time is done once, in a template, and then copied.

A test that uses `databases`, or a fixture made of it, runs on each. A file or a test that is about
one of them says so: `pytestmark = SQLITE_ONLY`, or the decorator `@POSTGRESQL_ONLY`.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy.engine import make_url

from tests.postgres import PostgresServer

BACKENDS = ("sqlite", "postgresql")
SQLITE_ONLY = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


class Databases(Protocol):
    """Makes databases of one kind and names them by their URL. `folder` is for those in a file."""

    async def create(self, folder: Path) -> str:
        """An empty database without tables, kept until the last test is over."""
        ...

    def copy(self, template: str, folder: Path) -> AbstractAsyncContextManager[str]:
        """A copy of a database to which nobody is connected, for as long as the context lasts."""
        ...


class SqliteDatabases:
    async def create(self, folder: Path) -> str:
        return sqlite(folder / "dondoc.db")

    @asynccontextmanager
    async def copy(self, template: str, folder: Path) -> AsyncIterator[str]:
        path = folder / "dondoc.db"
        with (
            closing(sqlite3.connect(str(make_url(template).database))) as original,
            closing(sqlite3.connect(path)) as made,
        ):
            original.backup(made)
        yield sqlite(path)


class PostgresDatabases:
    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    async def create(self, folder: Path) -> str:
        return await self._server.create()

    @asynccontextmanager
    async def copy(self, template: str, folder: Path) -> AsyncIterator[str]:
        url = await self._server.create(str(make_url(template).database))
        yield url
        await self._server.command(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


def sqlite(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"
