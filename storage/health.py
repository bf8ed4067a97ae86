"""How the service stands: what waits, and for how long."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import claims
from storage.opening import nothing_to_open
from storage.orgs import OrgState
from storage.tables import duties, inbox, mailboxes

TOO_OLD = timedelta(minutes=15)  # a released message that has not left


@dataclass(frozen=True, kw_only=True)
class Health:
    """Counts of what should be zero once the service has caught up with `office_now`."""

    org: str
    state: str
    office_now: datetime
    watermark: datetime | None
    unheard: int  # messages nobody has acted upon
    undecided: int  # duties whose time to be looked at has come
    unsent: int  # mailboxes with something that may leave now
    sending: int  # mailboxes being served
    oldest_due: datetime | None

    @property
    def is_idle(self) -> bool:
        return not (self.unheard or self.undecided or self.unsent or self.sending)

    @property
    def is_ready(self) -> bool:
        """Nothing that should have left has waited too long."""
        return self.oldest_due is None or self.office_now - self.oldest_due < TOO_OLD

    def to_json(self) -> dict[str, Any]:
        form = {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(self).items()
        }
        return form | {"idle": self.is_idle, "ready": self.is_ready}


@dataclass(frozen=True, kw_only=True)
class SeveralOrgs:
    """How the orgs of one process stand: idle and ready if each of them is."""

    each: Sequence[Health]

    @property
    def is_ready(self) -> bool:
        return all(health.is_ready for health in self.each)

    def to_json(self) -> dict[str, Any]:
        return {
            "office_now": min(health.office_now for health in self.each).isoformat(),
            "idle": all(health.is_idle for health in self.each),
            "ready": self.is_ready,
            "orgs": {health.org: health.to_json() for health in self.each},
        }


async def look(
    connection: AsyncConnection, org: OrgState, now: datetime, real_now: datetime
) -> Health:
    """Read how things stand at office time `now`."""
    unheard = await connection.scalar(
        select(func.count())
        .select_from(inbox)
        .where(inbox.c.org_id == org.id, inbox.c.state == "stored")
    )
    undecided = await connection.scalar(
        select(func.count())
        .select_from(duties)
        .where(duties.c.org_id == org.id, duties.c.look_at <= now)
    )
    opens = 0 if await nothing_to_open(connection, org, now) else 1
    sending = await connection.scalar(
        select(func.count())
        .select_from(mailboxes)
        .where(
            mailboxes.c.org_id == org.id,
            mailboxes.c.claim_id.is_not(None),
            mailboxes.c.lease_until > real_now,
        )
    )
    slot = org.office.open_slot(now) if org.is_live else None
    behind = slot is not None and (org.watermark is None or org.watermark < slot)
    waiting = await claims.waiting(connection, org, now, real_now)
    return Health(
        org=org.slug,
        state=org.state,
        office_now=now,
        watermark=org.watermark,
        unheard=unheard or 0,
        undecided=(undecided or 0) + opens + behind,
        unsent=len(waiting),
        sending=sending or 0,
        oldest_due=min((box.since for box in waiting), default=None),
    )
