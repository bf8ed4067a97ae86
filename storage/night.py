"""The nightly check as rows: which duties tonight, and what becomes of those that would oversleep.

A few hundred of the duties that are owed by a day, each night the next ones by their ids, from the
first again after the last: so each has its turn, and the check costs the same however many there
are.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.night import check_due
from scheduler.rules.watching import Seen
from storage import duties, journal, set_aside
from storage.orgs import OrgState
from storage.tables import duties as duty_rows
from storage.tables import orgs
from storage.tables import set_aside as aside

logger = logging.getLogger(__name__)

SAMPLE = 300


def is_due(org: OrgState, now: datetime) -> bool:
    """Whether tonight's check is still to be made. An org that is not live queues nothing, so what
    it should have said is no alarm; `live` looks at everything again."""
    return org.is_live and check_due(org.id, org.office, org.checked_on, now)


async def sample(
    connection: AsyncConnection, org: OrgState, now: datetime, after: int | None = None
) -> Sequence[int]:
    """The next duties in turn that are watched and neither due to be looked at nor set aside.

    Those for tonight's check; or those after a duty.
    """
    found = await connection.scalars(
        select(duty_rows.c.id)
        .where(
            duty_rows.c.org_id == org.id,
            duty_rows.c.id > (org.checked_to if after is None else after),
            duties.IS_WATCHED,
            or_(duty_rows.c.look_at.is_(None), duty_rows.c.look_at > now),
            ~set_aside.rests(aside.c.duty_id, duty_rows.c.id, now),
        )
        .order_by(duty_rows.c.id)
        .limit(SAMPLE)
    )
    return found.all()


async def checked(
    tx: AsyncConnection, org: OrgState, overslept: Sequence[tuple[Seen, datetime]], now: datetime
) -> None:
    """Tonight's check is made: log and journal each that would oversleep, and wake it."""
    tonight = await sample(tx, org, now)
    for seen, wanted in overslept:
        duty, stored = seen.item.duty, seen.look_at
        facts: dict[str, Any] = {
            "stored": stored.isoformat() if stored else None,
            "wanted": wanted.isoformat(),
        }
        logger.error(
            "%s would have been looked at too late: it is looked at now",
            duty.name,
            extra={"action": "overslept", "duty": duty.id, **facts},
        )
        await journal.note(tx, org.id, now, "overslept", duty=duty.name, **facts)
    ids = [seen.record.id for seen, _ in overslept]
    await duties.touch(tx, org.id, now, duty_rows.c.id.in_(ids))
    await tx.execute(
        update(orgs)
        .where(orgs.c.id == org.id)
        .values(
            checked_on=org.office.day_of(now),
            checked_to=tonight[-1] if len(tonight) == SAMPLE else 0,
            mended=len(overslept),
        )
    )
