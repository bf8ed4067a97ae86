"""How much of a plan chats may show, as `dondoc plan confidentiality` sets it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import plans_listed
from bot.administration.cannot import CannotDo
from scheduler.rules.confidentiality import Level
from storage import plan_levels


async def set_level(tx: AsyncConnection, org: int, n: int, level: str, now: datetime) -> str:
    """Let chats show so much of the n-th plan from now on; a line that says so.

    Raise CannotDo.
    """
    if level not in list(Level):
        raise CannotDo("cannot.no_level", level=level, known=[each.value for each in Level])
    every = await plans_listed.listed(tx, org)
    if not 1 <= n <= len(every):
        raise CannotDo("cannot.no_plan", n=n, count=len(every))
    await plan_levels.choose(tx, org, every[n - 1].id, Level(level), now, None)
    return (await plans_listed.listed(tx, org))[n - 1].line()
