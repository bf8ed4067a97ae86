"""What people change of the policy: a new version, and open climbs moved to the one in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules import policy_form
from scheduler.rules.policy import Policy
from scheduler.rules.policy_form import Difference, differences
from scheduler.rules.policy_move import MovedClimb, move
from storage import duties, journal, orgs, policies, turns, watch
from storage.orgs import OrgState
from storage.people import load_staff
from storage.tables import duties as duty_rows
from storage.turns import Turn


@dataclass(frozen=True, kw_only=True)
class Changed:
    """The policy in force after a change; nothing differs if it says what the last one said."""

    policy: Policy
    differences: list[Difference]


async def change(
    tx: AsyncConnection,
    org: int,
    form: Mapping[str, Any],
    now: datetime,
    *,
    by: int | None = None,
) -> Changed:
    """Store what `form` makes of the policy in force as a new version; the same makes none.

    Raises BadPolicy.
    """
    await turns.alone(tx, Turn.ACT, org)
    old = (await orgs.load(tx, org)).office.policy
    new = policy_form.read(form, old)
    found = differences(old, new)
    if found:
        await policies.add(tx, org, new, now)
        changes = {each.name: [each.old, each.new] for each in found}
        await journal.note(tx, org, now, "policy_set", by, version=new.version, changes=changes)
    return Changed(policy=new, differences=found)


async def older_climbs(
    connection: AsyncConnection, org: OrgState, now: datetime
) -> list[MovedClimb]:
    """The open climbs that stand on an older version, and what moving each would change."""
    found = await duties.read(connection, org.id, _stands_on_older(org))
    staff = await load_staff(connection, org.id)
    ids = [item.id for item in found]
    return [
        move(seen.item, now) for seen in await watch.of_duties(connection, org, staff, ids, now)
    ]


async def apply(
    tx: AsyncConnection, org: int, now: datetime, *, by: int | None = None
) -> list[MovedClimb]:
    """Move the open climbs to the policy in force; nobody who was told is told again."""
    await turns.alone(tx, Turn.ACT, org)
    state = await orgs.load(tx, org)
    moved = await older_climbs(tx, state, now)
    if moved:
        version, older = state.office.policy.version, _stands_on_older(state)
        await duties.touch(tx, org, now, older)
        await tx.execute(
            update(duty_rows).where(duty_rows.c.org_id == org, older).values(policy_version=version)
        )
        names = [each.duty.name for each in moved]
        await journal.note(tx, org, now, "policy_applied", by, version=version, duties=names)
    return moved


async def climbs(connection: AsyncConnection, org: int) -> dict[int, int]:
    """How many open climbs stand on each version; those on which none does are left out."""
    version = duty_rows.c.policy_version
    rows = await connection.execute(
        select(version, func.count())
        .where(duty_rows.c.org_id == org, duties.IS_OWED, version.is_not(None))
        .group_by(version)
    )
    return {row[0]: row[1] for row in rows}


def _stands_on_older(org: OrgState) -> Any:
    """The condition for open climbs that keep an older version than the one in force."""
    version = duty_rows.c.policy_version
    return and_(duties.IS_OWED, version.is_not(None), version != org.office.policy.version)
