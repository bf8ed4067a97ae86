"""Another unit leads a task: what its former lead still owed opens for it; and who supports it.

As with another version of a plan (`storage.plan_versions`), but the due day in force stays. All in
the caller's transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import Duty, DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord, new_round
from scheduler.rules.opening import Opening
from storage import amending, duties, journal, opening, tasks, units
from storage.orgs import OrgState
from storage.tables import duties as duty_rows
from storage.tables import journal as journal_rows
from storage.tables import supports, task_units
from storage.tasks import Stored

CHANGED = "lead_changed"  # in the journal: which duty followed which
_STAYS = frozenset({State.REPORTED, State.ACCEPTED, State.CANCELLED, State.MISSED})
_RESTS = frozenset({State.WAITING, State.SUSPENDED})


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A duty of the former lead, and the one that opened for the new lead in its place."""

    old: DutyRecord
    new: DutyRecord


async def owed(connection: AsyncConnection, org: int, task: int, unit: int) -> list[DutyRecord]:
    """What a unit still owes of a task that it leads: this goes to another lead.

    What it has reported stays with it.
    """
    every = await duties.read(
        connection,
        org,
        duty_rows.c.task_id == task,
        duty_rows.c.unit_id == unit,
        duty_rows.c.kind == DutyKind.TASK.value,
    )
    return [item for item in every if item.duty.state not in _STAYS]


async def asked_for(
    connection: AsyncConnection,
    org: int,
    task: int,
    *,
    lead: int | None = None,
    supporter: int | None = None,
) -> list[DutyRecord]:
    """The open support of a task: what a lead asked for, what a supporter was asked for."""
    of_lead = () if lead is None else (supports.c.for_unit_id == lead,)
    of_supporter = () if supporter is None else (duty_rows.c.unit_id == supporter,)
    return await duties.read(
        connection,
        org,
        duty_rows.c.task_id == task,
        duty_rows.c.kind == DutyKind.SUPPORT.value,
        ~duties.IS_CLOSED,
        *of_lead,
        *of_supporter,
    )


async def change(
    tx: AsyncConnection,
    org: OrgState,
    task: Stored,
    old: int,
    new: int,
    now: datetime,
    *,
    person: int | None,
    why: str,
) -> list[Followed]:
    """Let unit `new` lead a task in place of `old`; return what it owes now.

    What the old one still owed is cancelled, with the support it had asked for.
    """
    leading = await opening.leads(tx, org.id, task.id, org.office.day_of(now))
    left = [unit for unit in leading if unit != old]
    await _name(tx, org.id, task.id, "lead", [*left, new])
    supporting = [unit for unit in task.supporters if unit != new]
    await _name(tx, org.id, task.id, "support", supporting)
    done = []
    for item in await owed(tx, org.id, task.id, old):
        await amending.cancel(tx, org, item, now, person=person, why=why)
        followed = await _open_for(tx, org, item, new, now)
        if followed is not None:
            done.append(Followed(old=item, new=followed))
    await journal.note(
        tx,
        org.id,
        now,
        CHANGED,
        person,
        task=task.code,
        old=old,
        new=new,
        why=why,
        followed=[[each.old.id, each.new.id] for each in done],
    )
    return done


async def add_supporters(
    tx: AsyncConnection,
    org: OrgState,
    task: Stored,
    more: Sequence[int],
    now: datetime,
    *,
    person: int | None,
) -> None:
    """Units support a task from now on; they owe something once a lead asks them."""
    await tasks.name_units(tx, org.id, task.id, (), more)
    await journal.note(
        tx, org.id, now, "supporters_added", person, task=task.code, units=list(more)
    )


async def drop_supporter(
    tx: AsyncConnection,
    org: OrgState,
    task: Stored,
    unit: int,
    now: datetime,
    *,
    person: int | None,
    why: str,
) -> list[DutyRecord]:
    """A unit supports a task no more; what it was asked for is cancelled, and returned."""
    known: dict[int, None] = {}
    for named in task.supporters:
        known |= dict.fromkeys(await units.members(tx, org.id, named))
    await _name(tx, org.id, task.id, "support", [each for each in known if each != unit])
    dropped: list[DutyRecord] = []
    for item in await asked_for(tx, org.id, task.id, supporter=unit):
        dropped += await amending.cancel(tx, org, item, now, person=person, why=why)
    await journal.note(tx, org.id, now, "supporter_dropped", person, task=task.code, unit=unit)
    return dropped


async def before(
    connection: AsyncConnection, org: int, item: DutyRecord
) -> list[tuple[int, datetime]]:
    """The duties of former leads that a duty follows, each with when it ended."""
    rows = await connection.execute(
        select(journal_rows.c.at, journal_rows.c.facts)
        .where(journal_rows.c.org_id == org, journal_rows.c.what == CHANGED)
        .order_by(journal_rows.c.id.desc())
    )
    found: list[tuple[int, datetime]] = []
    seeking = item.id
    for row in rows:  # the newest first, so that each step leads further back
        for old, new in row.facts["followed"]:
            if new == seeking:
                found.append((old, row.at))
                seeking = old
                break
    return found


# --- parts --------------------------------------------------------------------------------------


async def _name(tx: AsyncConnection, org: int, task: int, side: str, named: Sequence[int]) -> None:
    await tx.execute(
        delete(task_units).where(
            task_units.c.org_id == org,
            task_units.c.task_id == task,
            task_units.c.side == side,
        )
    )
    leads, supporters = (named, ()) if side == "lead" else ((), named)
    await tasks.name_units(tx, org, task, leads, supporters)


async def _open_for(
    tx: AsyncConnection, org: OrgState, item: DutyRecord, unit: int, now: datetime
) -> DutyRecord | None:
    """The same for another unit, due as it is now; one that it led before is taken up again.

    None if that unit has done its part already.
    """
    duty = item.duty
    state = duty.state if duty.state in _RESTS else State.OPEN
    had = await duties.read(
        tx,
        org.id,
        duty_rows.c.task_id == item.task_id,
        duty_rows.c.opened_for_id == unit,
        duty_rows.c.period == duty.period,
    )
    if had:
        (former,) = had
        if former.duty.state is not State.CANCELLED:
            return None
        return await _take_up(tx, org, former, duty, now)
    assert item.task_id is not None
    made = await opening.make(
        tx,
        org,
        now,
        Opening(opens_on=org.office.day_of(now), due_on=duty.due_on, period=duty.period),
        kind=DutyKind.TASK.value,
        task_id=item.task_id,
        unit_id=unit,
        state=state.value,
        due_time=duty.due_time,
    )
    assert made is not None
    return await duties.one(tx, org.id, made)


async def _take_up(
    tx: AsyncConnection, org: OrgState, former: DutyRecord, like: Duty, now: datetime
) -> DutyRecord | None:
    """A cancelled duty is owed again, in a new round, and stands as another one does."""
    begun = {"state": State.OPEN.value, "percent": None, "promise_on": None}
    await duties.change(tx, org.id, former.id, now, **begun, **new_round(former.duty, now))
    item = await duties.one(tx, org.id, former.id)
    assert item is not None
    due: dict[str, Any] = {}
    if (like.due_on, like.due_time) != (item.duty.due_on, item.duty.due_time):
        due = {"due_on": like.due_on, "due_time": like.due_time}
        if like.due_on is None or item.original_due_on is None:
            due["original_due_on"] = like.due_on
    if like.state is State.WAITING:
        await duties.move(tx, org.id, item, Move.WAIT, now, **due)
    elif due:
        await duties.move(tx, org.id, item, Move.DATE, now, **due)
    if like.state is State.SUSPENDED:
        item = await duties.one(tx, org.id, former.id)
        assert item is not None
        await duties.move(tx, org.id, item, Move.SUSPEND, now)
    return await duties.one(tx, org.id, former.id)
