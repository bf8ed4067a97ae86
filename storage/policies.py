"""Policies as immutable versions: the newest is in force, an old one is what a climb froze.

What is stored never changes: a setting that a later version of the program brought is read with its
default.
"""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.policy import Policy
from storage import duties
from storage.tables import policies

_ADAPTER = TypeAdapter(Policy)


async def add(tx: AsyncConnection, org: int, policy: Policy, at: datetime) -> None:
    """Store a policy under its version; raise IntegrityError if that version exists.

    All that is owed is looked at again, and all cycles' opening days are worked out anew.
    """
    body = _ADAPTER.dump_python(policy, mode="json")
    await tx.execute(
        policies.insert().values(org_id=org, version=policy.version, body=body, created_at=at)
    )
    await duties.touch_all(tx, org, at)


async def since(connection: AsyncConnection, org: int) -> dict[int, datetime]:
    """When each version came into force, by number."""
    rows = await connection.execute(
        select(policies.c.version, policies.c.created_at)
        .where(policies.c.org_id == org)
        .order_by(policies.c.version)
    )
    return {row.version: row.created_at for row in rows}


async def load_all(connection: AsyncConnection, org: int) -> dict[int, Policy]:
    """Every version, by number; the highest is in force."""
    rows = await connection.execute(
        select(policies.c.version, policies.c.body)
        .where(policies.c.org_id == org)
        .order_by(policies.c.version)
    )
    return {row.version: _ADAPTER.validate_python(row.body, strict=False) for row in rows}
