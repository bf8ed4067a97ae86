"""The database: one writer that commits in groups, and a pool of readers (DESIGN.md §6).

Every commit costs a disk sync, and SQLite takes one writer at a time. So all writes of a process go
through `Database.write`: whatever waits while one commit syncs goes into the next one together,
each piece in a savepoint of its own. No parsing and no network belongs inside.

On PostgreSQL several processes write, each through a writer of its own. A piece sees what others
have committed, so whoever decides by what is stored says so in its UPDATE (a claim, a version, a
unique key). Two groups that wait for each other are told apart by PostgreSQL: it undoes one piece,
which is done again in the next group.
"""

import asyncio
import contextlib
import os
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool, PoolProxiedConnection

from storage import trouble
from storage.sqlite_cursor import OneHandoverConnection

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]

BUSY_MILLISECONDS = 5_000
GROUP = 200  # pieces of work in one commit
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql",
    "postgresql": "postgresql+asyncpg",
}
POSTGRESQL = {
    "application_name": "dondoc",
    "jit": "off",  # compiling a query takes longer than running ours
    # A process that freezes in the middle of a transaction, or a machine that is gone, holds the
    # others up for a minute, not for hours.
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
ANSWERS_AT_LATEST = 120.0  # seconds: a server that is silent for longer is as good as gone
ANSWERS_WITHIN = 10.0  # seconds: what is asked on a connection apart takes no time at all
APART = {"idle_session_timeout": "60s"}  # a process that freezes must not keep its locks
SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"


class Database:
    """Where everything is remembered. `url` is SQLAlchemy's; SQLite's path may be relative.

    On PostgreSQL a process takes at most eleven connections: one to write, eight to read, two that
    stand apart.
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(make_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = self._engine(pool_size=1, max_overflow=0)
        self._readers = self._engine(pool_size=4, max_overflow=4)
        if self.is_sqlite:
            _prepare_sqlite(self._writer, begin="BEGIN IMMEDIATE", read_only=False)
            _prepare_sqlite(self._readers, begin="BEGIN", read_only=True)
        else:
            self._writer = self._writer.execution_options(isolation_level="READ COMMITTED")
            self._readers = self._readers.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        self._file: tuple[int, int] | None = None  # the one that was opened (SQLite)
        self._waiting: deque[tuple[Work[Any], asyncio.Future[Any]]] = deque()
        self._committer: asyncio.Task[None] | None = None

    def _engine(self, **pool: Any) -> AsyncEngine:
        if self.is_sqlite:
            return create_async_engine(self.url, **pool)
        # The ping finds out that the server was started again, before work is lost to it.
        return self._on_server(pool_pre_ping=True, **pool)

    def _on_server(self, **more: Any) -> AsyncEngine:
        arguments = {"server_settings": POSTGRESQL, "command_timeout": ANSWERS_AT_LATEST}
        arguments |= more.pop("connect_args", {})
        engine = create_async_engine(self.url, connect_args=arguments, **more)

        @event.listens_for(engine.sync_engine, "do_connect")
        def connect(dialect: Any, _: Any, arguments: Any, options: Any) -> Any:
            try:
                return dialect.connect(*arguments, **options)
            except OSError as error:
                raise trouble.no_answer(error) from error

        return engine

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one consistent state and cannot write.

        Raises DatabaseTrouble if the database cannot be used.
        """
        async with _clearly(self._readers):
            self._is_the_same_file()
            async with self._readers.connect() as connection:
                yield connection

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[AsyncConnection]:
        """A connection outside the pools and outside any transaction (PostgreSQL).

        For what belongs to the connection itself and lasts as long as it: locks, listening.
        """
        engine = self._on_server(
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "server_settings": POSTGRESQL | APART,
                "command_timeout": ANSWERS_WITHIN,
            },
        )
        async with _clearly(engine), engine.connect() as connection:
            yield connection

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction and return its result once it is committed.

        If it raises, nothing of it stays; others in the same group are not touched. On PostgreSQL
        it is run again if it and another process waited for each other. Raises DatabaseTrouble if
        the database cannot be used: then nothing of the group is stored. Never call this from
        inside a piece of work.
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
        try:
            async with _clearly(self._writer):
                self._is_the_same_file()
                async with self._writer.begin() as connection:
                    done = await self._work_through(connection, group)
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

    async def _work_through(
        self, connection: AsyncConnection, group: list[tuple[Work[Any], asyncio.Future[Any]]]
    ) -> list[tuple[asyncio.Future[Any], Any]]:
        """Do each piece; return the results of those that did not fail, yet to be committed."""
        done: list[tuple[asyncio.Future[Any], Any]] = []
        for work, future in group:
            if future.done():  # given up
                continue
            try:
                async with _undone_if_it_fails(connection, alone=len(group) == 1):
                    result = await work(connection)
            except Exception as error:
                if _came_between(error):
                    self._waiting.append((work, future))
                elif trouble.reason(error) is None:
                    _fail(future, error)
                else:
                    # The transaction is gone with it: SQLite would store what follows piece by
                    # piece, outside of any.
                    raise
            else:
                done.append((future, result))
        return done

    def _is_the_same_file(self) -> None:
        """SQLite goes on writing to a file that was moved away, and nobody would find it there."""
        if not self.is_sqlite or not self.url.database or self.url.database == ":memory:":
            return
        try:
            there = os.stat(self.url.database)
        except FileNotFoundError:
            found = None
        else:
            found = there.st_dev, there.st_ino
        if self._file is None:
            self._file = found
        elif found != self._file:
            raise trouble.DatabaseTrouble(
                "its file was moved or replaced: put it back, or stop and start the service"
            )


@asynccontextmanager
async def _clearly(engine: AsyncEngine) -> AsyncIterator[None]:
    """Trouble gets its one name, and the next to come opens the file or finds the server anew."""
    try:
        with trouble.named():
            yield
    except trouble.DatabaseTrouble:
        await engine.dispose()
        raise


@asynccontextmanager
async def _undone_if_it_fails(connection: AsyncConnection, *, alone: bool) -> AsyncIterator[None]:
    """A savepoint among others; alone, the transaction itself: two statements fewer."""
    if not alone:
        async with connection.begin_nested():
            yield
        return
    try:
        yield
    except BaseException:
        await connection.rollback()
        raise


def _with_driver(url: URL) -> URL:
    """The URL with the driver that we use, however short it was written.

    Everybody writes `sslmode`, as PostgreSQL's own programs want it; asyncpg calls it `ssl`.
    """
    while url.drivername in DRIVERS:
        url = url.set(drivername=DRIVERS[url.drivername])
    if mode := url.query.get("sslmode"):
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return url


def _came_between(error: Exception) -> bool:
    """Whether another process came between, so that the same work may well succeed now."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)


def _prepare_sqlite(engine: AsyncEngine, *, begin: str, read_only: bool) -> None:
    @event.listens_for(engine.sync_engine, "do_connect")
    def connect(dialect: Any, _: Any, arguments: Any, options: Any) -> OneHandoverConnection:
        # SQLite would make a new file readable by everybody; what it puts beside it follows it.
        name = engine.url.database
        if name and name != ":memory:" and not name.startswith("file:"):
            with contextlib.suppress(OSError):  # mostly it is there; else SQLite says why not
                os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        made = dialect.connect(*arguments, **options)
        return OneHandoverConnection(made.dbapi, made.driver_connection)

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
