"""What became of the units of an org, as it is stored: read here, changed in `succession.py`."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.succession import Lineage, Succession, SuccessionKind
from storage.tables import succession_choices, successions, successors, units


async def load(connection: AsyncConnection, org: int) -> Lineage:
    """All successions of an org, confirmed or not, begun or still to come."""
    rows = await connection.execute(
        select(successions).where(successions.c.org_id == org).order_by(successions.c.id)
    )
    ended = rows.all()
    if not ended:
        return Lineage()
    new = defaultdict(list)
    for row in await connection.execute(
        select(successors).where(successors.c.org_id == org).order_by(successors.c.unit_id)
    ):
        new[row.succession_id].append(row.unit_id)
    chosen: dict[int, dict[str, int]] = defaultdict(dict)
    for row in await connection.execute(
        select(succession_choices).where(succession_choices.c.org_id == org)
    ):
        chosen[row.succession_id][row.code] = row.unit_id
    born = await connection.execute(
        select(units.c.id, units.c.valid_from).where(
            units.c.org_id == org, units.c.valid_from.is_not(None)
        )
    )
    return Lineage(
        ended={
            row.old_unit_id: Succession(
                old=row.old_unit_id,
                new=tuple(new[row.id]),
                kind=SuccessionKind(row.kind),
                on=row.effective_on,
                began_at=row.began_at,
                confirmed_at=row.confirmed_at,
                confirmed_by=row.confirmed_by,
                choices=chosen[row.id],
            )
            for row in ended
        },
        born={row.id: row.valid_from for row in born},
    )
