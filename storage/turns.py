"""Turns: what one process at a time may do, however many run on one database (DESIGN.md §6).

On PostgreSQL a turn is an advisory lock. A turn that lasts belongs to a connection of its own, so
PostgreSQL itself gives it to the next who asks as soon as the holder stops, dies or is cut off. On
SQLite there is one process, and whoever asks has the turn.

A holder that was cut off finds out when it asks again, so two may be at work for a moment. Nothing
wrong comes of that: what they store has a key, a version or a state that only one can change.
"""

import asyncio
import contextlib
import logging
from contextlib import AsyncExitStack
from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

logger = logging.getLogger(__name__)

ASK_AGAIN = 1.0  # seconds


class Turn(IntEnum):
    """The numbers stand in PostgreSQL's table of locks: processes of two versions must agree."""

    MIGRATE = 1
    RECEIVE = 2  # polls, and acts upon what came in: the order within a chat must hold
    SCHEDULE = 3  # makes the pass
    ACT = 4  # decides by what is stored, and stores what follows from it


async def alone(tx: AsyncConnection, turn: Turn, org: int = 0) -> None:
    """Wait for a turn that ends with the transaction; for one org, or for the whole database."""
    if tx.dialect.name == "postgresql":  # SQLite's writers are alone anyway
        await tx.execute(select(func.pg_advisory_xact_lock(int(turn), org)))


class Turns:
    """The lasting turns of this process, all on one connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asking = asyncio.Lock()
        self._open = AsyncExitStack()
        self._connection: AsyncConnection | None = None
        self._held: set[tuple[Turn, int]] = set()

    async def has(self, turn: Turn, org: int) -> bool:
        """Whether this process has an org's turn: it had it and still does, or it was free.

        Raises if the database cannot be used.
        """
        if self._database.is_sqlite:
            return True
        async with self._asking:
            if self._connection is not None:
                try:
                    return await self._ask(self._connection, turn, org)
                except Exception:  # whatever it was, the next connection may be better
                    logger.info(
                        "the connection with our turns is lost", extra={"action": "turns_lost"}
                    )
                    await self._let_go()
            self._connection = await self._open.enter_async_context(self._database.apart())
            return await self._ask(self._connection, turn, org)

    async def wait(self, turn: Turn, org: int) -> None:
        """Return once this process has the turn, at once if it has it already."""
        while not await self.has(turn, org):
            await asyncio.sleep(ASK_AGAIN)

    async def give_up(self, org: int) -> None:
        """Let whoever asks next have the turns of an org."""
        async with self._asking:
            for turn, of in sorted(self._held):
                if of == org and self._connection is not None:
                    with contextlib.suppress(Exception):
                        unlock = select(func.pg_advisory_unlock(int(turn), org))
                        await self._connection.execute(unlock)
                    self._held.discard((turn, org))

    async def close(self) -> None:
        """Give up every turn, and the connection."""
        async with self._asking:
            await self._let_go()

    async def _ask(self, connection: AsyncConnection, turn: Turn, org: int) -> bool:
        if (turn, org) in self._held:
            await connection.execute(select(1))  # as long as it answers, the lock is ours
            return True
        if not await connection.scalar(select(func.pg_try_advisory_lock(int(turn), org))):
            return False
        self._held.add((turn, org))
        logger.info(
            "it is this process's turn", extra={"action": "turn_taken", "turn": turn.name.lower()}
        )
        return True

    async def _let_go(self) -> None:
        self._connection = None
        self._held.clear()
        with contextlib.suppress(Exception):  # broken: then PostgreSQL has let go before us
            await self._open.aclose()
