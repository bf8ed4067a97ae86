"""How the service stands: what waits, for how long, and whether that is too long.

What is late is judged from what is owed, not from what a sender would take next: a mailbox that
rests or is held, a watermark that stands still, a dead scheduler, a full disk all show here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.quota import month_of
from storage import claims, links, quotas, set_aside
from storage.database import Database
from storage.inbox import STORED
from storage.opening import nothing_to_open
from storage.orgs import OrgState
from storage.tables import duties, inbox, mailboxes, messages, notices, orgs
from storage.tables.base import UtcDateTime

TOO_OLD = timedelta(minutes=15)  # of office time


@dataclass(frozen=True, kw_only=True)
class Health:
    """Counts of what should be zero once the service has caught up with `office_now`.

    What is set aside, was mended or is not linked needs a person, not time: it keeps the service
    neither from being idle nor from being ready.
    """

    org: str
    state: str
    office_now: datetime
    watermark: datetime | None
    unheard: int  # messages nobody has acted upon
    undecided: int  # duties whose time to be looked at has come
    unsent: int  # mailboxes with something that may leave now
    sending: int  # mailboxes being served
    set_aside: int  # duties, tasks and cycles that the pass could not work on
    mended: int  # duties that last night's check found asleep
    dead_links: int  # links and e-mail addresses at which nobody is any more
    unlinked: int  # people whom no live link reaches
    oldest_due: datetime | None  # since when the oldest notice or answer should have left
    oldest_look: datetime | None  # since when the oldest duty should have been looked at
    oldest_unheard: datetime | None  # when the oldest message nobody acted upon came
    quotas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of bots that have one

    @property
    def is_idle(self) -> bool:
        return not (self.unheard or self.undecided or self.unsent or self.sending)

    @property
    def late(self) -> str | None:
        """What should have happened more than a quarter of an hour ago; None if nothing."""
        waits = (
            (self.oldest_due, "a notice should have left"),
            (self.oldest_look, "a duty should have been looked at"),
            (self.oldest_unheard, "a message should have been acted upon"),
        )
        late = [(at, what) for at, what in waits if at and self.office_now - at >= TOO_OLD]
        if not late:
            return None
        at, what = min(late)
        return f"{what} {int((self.office_now - at).total_seconds() // 60)} minutes ago"

    @property
    def is_ready(self) -> bool:
        """Nothing that should have left or been looked at has waited too long."""
        return self.late is None

    def to_json(self) -> dict[str, Any]:
        form = {
            key: value.isoformat() if isinstance(value, datetime) else value
            for key, value in asdict(self).items()
        }
        return form | {"idle": self.is_idle, "ready": self.is_ready, "late": self.late}


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
    unheard, oldest_unheard = (
        await connection.execute(
            select(func.count(), func.min(inbox.c.received_at)).where(
                inbox.c.org_id == org.id, STORED
            )
        )
    ).one()
    undecided, oldest_look = (
        await connection.execute(
            select(func.count(), func.min(duties.c.look_at)).where(
                duties.c.org_id == org.id, duties.c.look_at <= now
            )
        )
    ).one()
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
        unheard=unheard,
        undecided=undecided + opens + behind,
        unsent=len(waiting),
        sending=sending or 0,
        set_aside=await set_aside.count(connection, org.id),
        mended=org.mended,
        dead_links=await links.dead(connection, org.id),
        unlinked=await links.unlinked(connection, org.id),
        quotas=await _quotas(connection, org, now),
        oldest_due=await _oldest_due(connection, org, slot),
        oldest_look=oldest_look,
        oldest_unheard=oldest_unheard,
    )


async def _quotas(
    connection: AsyncConnection, org: OrgState, now: datetime
) -> dict[str, dict[str, Any]]:
    used = await quotas.of_month(connection, org.id, month_of(now, org.office.calendar.zone))
    return {
        each.bot: {
            "sent": each.sent,
            "most": each.most,
            "percent": each.percent,
            "closed": each.is_closed(now),
        }
        for each in used.values()
    }


async def try_writing(database: Database) -> None:
    """Write what is there already; raise DatabaseTrouble if the database takes no writes."""
    await database.write(lambda tx: tx.execute(update(orgs).values(slug=orgs.c.slug)))


async def _oldest_due(
    connection: AsyncConnection, org: OrgState, slot: datetime | None
) -> datetime | None:
    """Since when the oldest thing that should have left by now has been due; `slot`: the open one.

    Answers at any hour. All else while a slot is open, counted from the later of its slot and its
    making; but a mailbox that has spoken in this slot keeps the rest for the next, and what it
    kept for this one counts from its beginning: one message per person and slot.
    """
    queued = and_(
        notices.c.org_id == mailboxes.c.org_id,
        notices.c.mailbox_id == mailboxes.c.id,
        notices.c.state == "queued",
    )
    of_box = select(mailboxes.c.id).where(mailboxes.c.org_id == org.id)
    answers: datetime | None = await connection.scalar(
        of_box.join(notices, queued)
        .where(notices.c.lane == "now")
        .with_only_columns(func.min(notices.c.created_at))
    )
    if slot is None:
        return answers
    spoke = and_(
        messages.c.org_id == mailboxes.c.org_id,
        messages.c.mailbox_id == mailboxes.c.id,
        messages.c.lane == "slot",
    )
    spoke_now = exists().where(spoke, messages.c.slot_at == slot, messages.c.state != "calling")
    kept = exists().where(
        spoke,
        messages.c.slot_at >= notices.c.slot_at,
        messages.c.settled_at < slot,
        messages.c.state.in_(("sent", "unknown")),
    )
    begins = case((kept, literal(slot, UtcDateTime)), else_=notices.c.slot_at)
    since = case((notices.c.created_at > begins, notices.c.created_at), else_=begins)
    oldest = await connection.scalar(
        of_box.join(notices, queued)
        .where(notices.c.lane == "slot", notices.c.slot_at <= slot, ~spoke_now)
        .with_only_columns(func.min(since))
    )
    return min((at for at in (answers, oldest) if at is not None), default=None)
