"""Values that come one by one and are stored together, some hundred in one statement.

A transaction each costs twenty times what a row in a batch does. Whatever comes while one
batch is being committed goes into the next, so nobody waits for a clock: a lone value is stored at
once, a crowd shares.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.trouble import DatabaseTrouble

T = TypeVar("T")
R = TypeVar("R")

MOST = 500  # values in one batch


class Batch(Generic[T, R]):
    """`store` writes several values in one transaction and returns a result for each, in order."""

    def __init__(
        self,
        database: Database,
        store: Callable[[AsyncConnection, Sequence[T]], Awaitable[Sequence[R]]],
        most: int = MOST,
    ) -> None:
        self._database = database
        self._store = store
        self._most = most
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._storing: asyncio.Task[None] | None = None

    async def put(self, value: T) -> R:
        """Return what `store` said of this value, once it is committed; raise if it is not.

        A value that cannot be stored fails alone: the others of its batch are stored without it.
        """
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((value, future))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        return await future

    async def _store_all(self) -> None:
        try:
            while self._waiting:
                count = min(self._most, len(self._waiting))
                await self._settle([self._waiting.popleft() for _ in range(count)])
        finally:
            self._storing = None

    async def _settle(self, group: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        values = [value for value, _ in group]
        try:
            results = await self._database.write(lambda tx: self._store(tx, values))
        except Exception as error:
            # A bad value fails alone; in trouble of the database none can be stored.
            if len(group) > 1 and not isinstance(error, DatabaseTrouble):
                for each in group:
                    await self._settle([each])
                return
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
        else:
            for (_, future), result in zip(group, results, strict=True):
                if not future.done():
                    future.set_result(result)
