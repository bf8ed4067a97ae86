"""Verifying: does everything hold that must hold of the rows? (DESIGN.md §4)

Reads only, and may run beside the service. What rows alone cannot show (who was told what in which
words) is left to the tests.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from types import ModuleType
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Select, Table, and_, exists, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import orgs, sandbox_clock
from storage.invariants import conversation, office, talk, targets, work
from storage.invariants.base import Invariant, Rows
from storage.tables import metadata
from storage.tables import orgs as org_rows

ROOMS: tuple[ModuleType, ...] = (office, work, targets, talk, conversation)
ASKS_THE_RULES = work.looked_at_in_time
"""Asked last, and only of an org whose rows hold: else the rules stumble over what is known."""
INVARIANTS: Sequence[Invariant] = (
    *(
        each
        for room in ROOMS
        for each in vars(room).values()
        if isinstance(each, Invariant) and each is not ASKS_THE_RULES
    ),
    ASKS_THE_RULES,
)


@dataclass(frozen=True, kw_only=True)
class Offence:
    """A row that is not as it must be."""

    check: str
    rule: str
    section: str  # of DESIGN.md
    org: str
    table: str
    id: int | None
    what: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def shown(self) -> str:
        where = f"{self.org + ': ' if self.org else ''}{self.table}"
        row = f" {self.id}" if self.id is not None else ""
        return f"{where}{row}: {self.what}. ({self.section}: {self.rule})"


async def offences(connection: AsyncConnection, real_now: datetime) -> list[Offence]:
    """All rows that break an invariant, database-wide ones first; empty if everything holds."""
    found = [*await _damage(connection), *await _strays(connection)]
    if found:
        return found  # on broken ground the other questions would only stumble
    now = real_now + (await sandbox_clock.offset(connection) or timedelta(0))
    for org in (await connection.scalars(select(org_rows.c.id).order_by(org_rows.c.id))).all():
        rows = Rows(connection=connection, org=await orgs.load(connection, org), now=now)
        of_org: list[Offence] = []
        for each in INVARIANTS:
            if each is ASKS_THE_RULES and of_org:
                break
            of_org += [
                Offence(
                    check=each.name,
                    rule=each.rule,
                    section=each.section,
                    org=rows.org.slug,
                    table=each.table.name,
                    id=row,
                    what=what,
                )
                for row, what in await each.find(rows)
            ]
        found += of_org
    return found


async def _damage(connection: AsyncConnection) -> list[Offence]:
    """What SQLite itself finds wrong with its file; PostgreSQL has tools of its own for that."""
    if connection.dialect.name != "sqlite":
        return []
    told = (await connection.scalars(text("PRAGMA integrity_check"))).all()
    return [
        _of_the_database("undamaged", "The database file is whole.", "", None, line)
        for line in told
        if line != "ok"
    ]


async def _strays(connection: AsyncConnection) -> list[Offence]:
    """Rows that point at a row that is not there, or that is another org's."""
    return [
        _of_the_database(
            "points_within_its_org",
            "A row points only at rows of its own org.",
            table.name,
            row if "id" in table.c else None,
            f"its {column} points at nothing of the org's",
        )
        for table, column, query in _stray_queries()
        for row in await connection.scalars(query)
    ]


@cache
def _stray_queries() -> tuple[tuple[Table, str, Select[Any]], ...]:
    """For every foreign key: the table, the column, and what finds rows without their parent."""
    found = []
    for table in metadata.sorted_tables:
        for link in sorted(table.foreign_key_constraints, key=lambda c: str(c.name)):
            stray = and_(
                *(table.c[name].is_not(None) for name in link.column_keys), ~_parent_of(table, link)
            )
            key = table.c.id if "id" in table.c else next(iter(table.primary_key.columns))
            query = select(key).where(stray).order_by(key)
            found.append((table, link.column_keys[-1], query))
    return tuple(found)


def _parent_of(table: Table, link: ForeignKeyConstraint) -> Any:
    parent = link.referred_table.alias()
    return exists(
        select(1).where(
            *(parent.c[each.column.name] == table.c[each.parent.name] for each in link.elements)
        )
    )


def _of_the_database(check: str, rule: str, table: str, row: int | None, what: str) -> Offence:
    return Offence(
        check=check, rule=rule, section="§3, Org", org="", table=table, id=row, what=what
    )
