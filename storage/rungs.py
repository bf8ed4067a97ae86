"""Rungs that were told or skipped in a round of a duty, once each (DESIGN.md §4.5)."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.escalation import Skip
from scheduler.rules.people import Role
from storage.orgs import OrgState
from storage.sql import insert_new
from storage.tables import duties, rungs


async def told(
    tx: AsyncConnection, org: OrgState, duty: int, round_: int, role: Role, now: datetime
) -> None:
    """Note that a rung was told; with the first of a round its ladder and grace are frozen."""
    await _note(tx, org, duty, round_, role, now, "told", None)
    await tx.execute(
        update(duties)
        .where(
            duties.c.org_id == org.id,
            duties.c.id == duty,
            duties.c.round == round_,
            duties.c.policy_version.is_(None),
        )
        .values(policy_version=org.office.policy.version)
    )


async def skipped(
    tx: AsyncConnection,
    org: OrgState,
    duty: int,
    round_: int,
    role: Role,
    now: datetime,
    why: Skip,
) -> None:
    """Note that nobody was told at a rung, and why."""
    await _note(tx, org, duty, round_, role, now, "skipped", why)


async def _note(
    tx: AsyncConnection,
    org: OrgState,
    duty: int,
    round_: int,
    role: Role,
    now: datetime,
    outcome: str,
    why: Skip | None,
) -> None:
    await insert_new(
        tx,
        rungs,
        org_id=org.id,
        duty_id=duty,
        round=round_,
        role=role.value,
        on_day=org.office.day_of(now),
        outcome=outcome,
        why=why.value if why else None,
    )
