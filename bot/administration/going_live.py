"""The first word: from now on the service speaks; and how it falls silent again.

Whatever fell due before the first `live` is decided there (DESIGN.md §4.18): done on a day,
dropped, or else urged from today.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_duty
from scheduler.rules.duty import DutyKind, Move, moved
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Role
from scheduler.rules.refusal import Refusal
from scheduler.rules.staff import Staff
from storage import amending, duties, journal, orgs, plans, turns
from storage.orgs import OrgState
from storage.people import load_staff
from storage.tables import duties as duty_rows
from storage.turns import Turn

NOON = time(12)
BEFORE_LIVE = "before the service began"


@dataclass(frozen=True, kw_only=True)
class PastDue:
    """What became of a task that was due before the service began: done on a day, or dropped."""

    name: str  # "NV3/HC-TH", or "NV3" if one unit leads it
    done_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """What `live` would mean now: who is introduced, what is past due, who cannot be reached."""

    heads: Sequence[str]
    past_due: Sequence[DutyRecord]
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class WentLive:
    introductions: int
    done: int
    dropped: int
    urged: int
    linked: int  # people with work who can be reached


async def prospect(connection: AsyncConnection, org: OrgState, now: datetime) -> Prospect:
    is_first = org.office.live_from is None
    if not is_first:
        return Prospect(heads=(), past_due=(), is_first=False)
    return Prospect(
        heads=await plans.heads_to_introduce(connection, org),
        past_due=await past_due(connection, org, now),
        is_first=True,
    )


async def past_due(connection: AsyncConnection, org: OrgState, now: datetime) -> list[DutyRecord]:
    """The tasks that are owed and were due before today, the oldest due day first."""
    found = await duties.read(
        connection,
        org.id,
        duties.IS_OWED,
        duty_rows.c.kind == DutyKind.TASK.value,
        duty_rows.c.due_on < org.office.day_of(now),
    )
    return sorted(found, key=lambda item: (item.duty.due_on, item.id))


async def go_live(
    tx: AsyncConnection,
    org_id: int,
    now: datetime,
    decided: Sequence[PastDue] = (),
    *,
    by: int | None = None,
) -> WentLive:
    """Start speaking; at the first time each lead unit's head is introduced. Raises CannotDo."""
    await turns.alone(tx, Turn.ACT, org_id)
    org = await orgs.load(tx, org_id)
    is_first = org.office.live_from is None
    if decided and not is_first:
        raise CannotDo("cannot.past_due_only_first")
    async with tx.begin_nested():  # what is refused half-way leaves nothing behind
        for each in decided:
            await _decide(tx, org, each, now, by)
    urged = len(await past_due(tx, org, now)) if is_first else 0
    await orgs.go_live(tx, org, now, by=by)
    introduced = await plans.introduce(tx, await orgs.load(tx, org_id), now) if is_first else 0
    done = sum(each.done_on is not None for each in decided)
    staff = await load_staff(tx, org_id)
    return WentLive(
        introductions=introduced,
        done=done,
        dropped=len(decided) - done,
        urged=urged,
        linked=reached(staff),
    )


def reached(staff: Staff) -> int:
    """How many people can be reached of those who do more than administer."""
    working = {post.person_id for post in staff.posts if post.role is not Role.ADMIN}
    return sum(staff.people[each].reachable for each in working)


async def pause(
    tx: AsyncConnection, org_id: int, now: datetime, *, why: str = "", by: int | None = None
) -> None:
    """Fall silent: only answers leave until it goes live again. Raises CannotDo."""
    if (await orgs.load(tx, org_id)).state == "preparing":
        raise CannotDo("cannot.pause_before_live")
    await orgs.pause(tx, org_id, now, why=why, by=by)


async def _decide(
    tx: AsyncConnection, org: OrgState, each: PastDue, now: datetime, by: int | None
) -> None:
    item = await the_duty(tx, org.id, each.name)
    today = org.office.day_of(now)
    due_on = item.duty.due_on
    if item.duty.kind is not DutyKind.TASK or due_on is None or due_on >= today:
        raise CannotDo("cannot.not_past_due", code=item.duty.name)
    try:
        if each.done_on is None:
            await amending.cancel(tx, org, item, now, person=by, why=BEFORE_LIVE)
            return
        if each.done_on > today:
            raise CannotDo("cannot.done_in_future", code=item.duty.name)
        reported = replace(item, duty=replace(item.duty, state=moved(item.duty.state, Move.REPORT)))
    except Refusal as refusal:
        raise CannotDo.because(refusal, item.duty.name) from refusal
    zone = org.office.calendar.zone
    await duties.move(
        tx,
        org.id,
        reported,
        Move.ACCEPT,
        now,
        person=by,
        why=BEFORE_LIVE,
        reported_at=datetime.combine(each.done_on, NOON, tzinfo=zone),
        accepted_at=now,
        percent=100,
    )
    facts = {"duty": item.duty.name, "done_on": each.done_on.isoformat()}
    await journal.note(tx, org.id, now, "duty_done_before_live", by, **facts)
