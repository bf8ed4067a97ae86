"""The database: one writer that commits in groups, and a pool of readers (DESIGN.md §6).

SQLite takes one writer at a time and pays for every commit with a disk sync. So all writes go
through `Database.write`: whatever waits while one commit syncs goes into the next one together,
each piece in a savepoint of its own. No parsing and no network belongs inside.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection

from storage import trouble

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]

BUSY_MILLISECONDS = 5_000
GROUP = 200  # pieces of work in one commit


class Database:
    """Where everything is remembered. `url` is SQLAlchemy's; SQLite's path may be relative."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        pool = {"pool_size": 1, "max_overflow": 0}
        self._writer = create_async_engine(self.url, **pool)
        self._readers = create_async_engine(self.url, pool_size=4, max_overflow=4)
        if self.is_sqlite:
            _prepare_sqlite(self._writer, begin="BEGIN IMMEDIATE", read_only=False)
            _prepare_sqlite(self._readers, begin="BEGIN", read_only=True)
        self._waiting: deque[tuple[Work[Any], asyncio.Future[Any]]] = deque()
        self._committer: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one consistent state and cannot write (on SQLite).

        Raises DatabaseTrouble if the database cannot be used.
        """
        async with _clearly(self._readers), self._readers.connect() as connection:
            yield connection

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction and return its result once it is committed.

        If it raises, nothing of it stays; others in the same group are not touched. Raises
        DatabaseTrouble if the database cannot be used: then nothing of the group is stored. Never
        call this from inside a piece of work.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_groups())
        return await future

    async def close(self) -> None:
        if self._committer is not None:
            await self._committer
        await self._writer.dispose()
        await self._readers.dispose()

    async def _commit_groups(self) -> None:
        try:
            while self._waiting:
                count = min(GROUP, len(self._waiting))
                await self._commit([self._waiting.popleft() for _ in range(count)])
        finally:
            self._committer = None

    async def _commit(self, group: list[tuple[Work[Any], asyncio.Future[Any]]]) -> None:
        done: list[tuple[asyncio.Future[Any], Any]] = []
        try:
            async with _clearly(self._writer), self._writer.begin() as connection:
                for work, future in group:
                    if future.cancelled():
                        continue
                    try:
                        async with connection.begin_nested():
                            result = await work(connection)
                    except Exception as error:
                        if trouble.reason(error) is not None:
                            # The transaction is gone with it: SQLite would store what
                            # follows piece by piece, outside of any.
                            raise
                        _fail(future, error)
                    else:
                        done.append((future, result))
        except BaseException as error:
            # The commit itself failed (disk full, locked): nobody's work is stored.
            for _, future in group:
                _fail(future, error)
            if not isinstance(error, Exception):
                raise
            return
        for future, result in done:
            if not future.done():
                future.set_result(result)


@asynccontextmanager
async def _clearly(engine: AsyncEngine) -> AsyncIterator[None]:
    """Trouble gets its one name, and the next to come opens the file or finds the server anew."""
    try:
        with trouble.named():
            yield
    except trouble.DatabaseTrouble:
        await engine.dispose()
        raise


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)


def _prepare_sqlite(engine: AsyncEngine, *, begin: str, read_only: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, record: PoolProxiedConnection) -> None:
        # The driver must not begin transactions on its own: it would begin the wrong kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "foreign_keys = ON",
            "synchronous = FULL",
            "query_only = ON" if read_only else "journal_mode = WAL",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
