"""A database seen from inside one transaction: for work that must be stored whole or not at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, T, Work


class OneTransaction(Database):
    """Reads and writes as a Database does, in a transaction that somebody else will commit.

    For one caller at a time: there is one connection behind it.
    """

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        yield self._tx

    async def write(self, work: Work[T]) -> T:
        async with self._tx.begin_nested():
            return await work(self._tx)

    async def close(self) -> None:
        return
