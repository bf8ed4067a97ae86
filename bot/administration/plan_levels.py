"""What `dondoc plan` does: which plans there are, and how much of each chats may show."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from scheduler.rules.confidentiality import Level
from storage import plan_levels


@dataclass(frozen=True, kw_only=True)
class ShownPlan:
    """A plan by its number in the list, as everybody calls it there."""

    n: int
    title: str
    number: str | None
    confidentiality: str
    id: int
    unit_id: int | None  # coordinates it

    def to_json(self) -> dict[str, Any]:
        return {
            name: value for name, value in asdict(self).items() if name not in ("id", "unit_id")
        }


async def plans(connection: AsyncConnection, org: int) -> Sequence[ShownPlan]:
    """All plans, the oldest first."""
    rows = await plan_levels.read(connection, org)
    return [
        ShownPlan(
            n=n,
            title=row.title,
            number=row.number,
            confidentiality=row.confidentiality,
            id=row.id,
            unit_id=row.unit_id,
        )
        for n, row in enumerate(rows, 1)
    ]


async def set_level(tx: AsyncConnection, org: int, n: int, level: str, now: datetime) -> ShownPlan:
    """Let chats show so much of the n-th plan from now on; raise CannotDo."""
    if level not in list(Level):
        raise CannotDo("cannot.no_level", level=level, known=[each.value for each in Level])
    every = await plans(tx, org)
    if not 1 <= n <= len(every):
        raise CannotDo("cannot.no_plan", n=n, count=len(every))
    await plan_levels.choose(tx, org, every[n - 1].id, Level(level), now, None)
    return (await plans(tx, org))[n - 1]
