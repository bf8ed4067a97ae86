"""An invariant: a sentence about the rows of an org, and how to find those that break it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.orgs import OrgState

Wrong = tuple[int | None, str]  # the row's id, and what is wrong with it


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of one org as one transaction sees them, at office time `now`."""

    connection: AsyncConnection
    org: OrgState
    now: datetime

    async def all(self, query: Any) -> list[Any]:
        return list((await self.connection.execute(query)).all())

    async def each(self, query: Any) -> AsyncIterator[Any]:
        """The same one by one, where there may be more than memory should hold."""
        async for row in await self.connection.stream(query):
            yield row

    async def where(self, table: Table, condition: Any, what: str) -> list[Wrong]:
        """The rows of a table that meet a condition they must not; `what` says why not."""
        query = select(table.c.id).where(table.c.org_id == self.org.id, condition)
        return [(row.id, what) for row in await self.all(query.order_by(table.c.id))]


Find = Callable[[Rows], Awaitable[Iterable[Wrong]]]


@dataclass(frozen=True, kw_only=True)
class Invariant:
    name: str
    rule: str  # one sentence
    section: str  # of DESIGN.md
    table: Table
    find: Find


def invariant(table: Table, section: str) -> Callable[[Find], Invariant]:
    """Make an invariant of a function: its name, and its docstring as the sentence."""

    def made(find: Find) -> Invariant:
        name, rule = find.__name__, " ".join((find.__doc__ or "").split())
        return Invariant(name=name, rule=rule, section=section, table=table, find=find)

    return made
