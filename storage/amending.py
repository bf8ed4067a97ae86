"""What a person decides about a duty: another date, a rest, an end. Each is kept with its reason.

Every function makes its move by the table of `scheduler.rules.duty` and raises MoveRefused where
there is none, or CannotAmend where the move alone is not the trouble. All is done in the caller's
transaction, with a line in the journal, and the duty is looked at again.
"""

from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.amending import CannotAmend, date_move
from scheduler.rules.duty import DutyKind, Move, State, closes_at, moved
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import RequestKind
from storage import duties, journal, requests
from storage.orgs import OrgState
from storage.tables import duties as duty_rows
from storage.tables import moves, supports, tasks


async def set_date(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    due_on: date,
    due_time: time | None,
    now: datetime,
    *,
    person: int | None,
    why: str,
) -> State:
    """Give a duty another last day in time, or the first one once its condition is met.

    The hour goes with the day: without `due_time` the day lasts until 24:00. A date given while the
    duty was suspended counts as asked for when that began: the rest does not make it late. More
    time that was asked for before is asked for no more.
    """
    step = date_move(item, due_on, due_time, org.office, now)
    rested_since = await _suspended_at(tx, org.id, item)
    first = {"original_due_on": due_on} if item.original_due_on is None else {}
    state = await duties.move(
        tx,
        org.id,
        item,
        step,
        now,
        person=person,
        why=why,
        asked_at=rested_since,
        due_on=due_on,
        due_time=due_time,
        **first,
    )
    await requests.close(tx, org.id, item.id, "extension", person, now, "withdrawn")
    await _note(tx, org, item, now, "duty_dated", person, why, due_on=due_on.isoformat())
    return state


async def suspend(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    now: datetime,
    *,
    person: int | None,
    why: str,
) -> State:
    """Let a duty rest: nobody is asked, and it is not overdue. Its due day stays.

    More time that was asked for before is asked for no more.
    """
    state = await duties.move(tx, org.id, item, Move.SUSPEND, now, person=person, why=why)
    await requests.close(tx, org.id, item.id, "extension", person, now, "withdrawn")
    await _note(tx, org, item, now, "duty_suspended", person, why)
    return state


async def resume(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    now: datetime,
    *,
    person: int | None,
    why: str,
) -> State:
    """Take up again what was suspended.

    Its rest does not make it late: if its due day has passed meanwhile, it needs another one first.
    """
    duty = item.duty
    moved(duty.state, Move.RESUME)
    if duty.state is State.WAITING and duty.due_on is None:
        raise CannotAmend("waits", "it waits for its condition: give it a date, and it begins")
    rested_since = await _suspended_at(tx, org.id, item)
    if duty.due_on is not None and rested_since is not None:
        closes = closes_at(duty, org.office)
        if rested_since < closes <= now:
            raise CannotAmend(
                "passed_suspended",
                f"its due day, {duty.due_on}, passed while it was suspended: "
                "give it another date first",
                day=duty.due_on,
            )
    state = await duties.move(tx, org.id, item, Move.RESUME, now, person=person, why=why)
    await _note(tx, org, item, now, "duty_resumed", person, why)
    return state


async def reopen(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    now: datetime,
    *,
    person: int | None,
    why: str = "",
) -> State:
    """Open again what was accepted."""
    state = await duties.move(tx, org.id, item, Move.REOPEN, now, person=person, why=why)
    await requests.close(tx, org.id, item.id, "confirm", person, now, "reopened")
    await _note(tx, org, item, now, "duty_reopened", person, why)
    return state


async def close(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    now: datetime,
    *,
    person: int | None,
    why: str,
) -> State:
    """End a task that has no due day: only its head or the coordinator says so (DESIGN.md §4.11).

    It is reported and accepted in one.
    """
    duty = item.duty
    if duty.kind is not DutyKind.TASK or duty.due_on is not None:
        raise CannotAmend(
            "has_due_day", "it has a due day: it ends when it is reported and accepted"
        )
    reported = replace(item, duty=replace(duty, state=moved(duty.state, Move.REPORT)))
    state = await duties.move(
        tx,
        org.id,
        reported,
        Move.ACCEPT,
        now,
        person=person,
        why=why,
        reported_at=now,
        accepted_at=now,
    )
    await _note(tx, org, item, now, "duty_closed", person, why)
    return state


async def cancel(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    now: datetime,
    *,
    person: int | None,
    why: str,
) -> list[DutyRecord]:
    """Drop a duty: nobody owes it any more, nor the support that its unit asked for.

    What waits for a decision about it is withdrawn. Returns what was dropped, itself first.
    """
    await duties.move(tx, org.id, item, Move.CANCEL, now, person=person, why=why)
    for kind in RequestKind:
        await requests.close(tx, org.id, item.id, kind.value, person, now, "withdrawn")
    await _note(tx, org, item, now, "duty_cancelled", person, why)
    dropped = [item]
    if item.duty.kind is DutyKind.TASK:
        asked_for = supports.c.for_unit_id == item.duty.unit_id
        for each in await _droppable(tx, org, item.task_id, DutyKind.SUPPORT, asked_for):
            dropped += await cancel(tx, org, each, now, person=person, why=why)
    return dropped


async def cancel_task(
    tx: AsyncConnection, org: OrgState, task: int, now: datetime, *, person: int | None, why: str
) -> list[DutyRecord]:
    """Drop a whole task: all its duties but those accepted, and it opens no more.

    Returns the duties that were dropped.
    """
    coming = await tx.scalar(
        update(tasks)
        .where(tasks.c.org_id == org.id, tasks.c.id == task, tasks.c.open_on.is_not(None))
        .values(open_on=None)
        .returning(tasks.c.id)
    )
    dropped: list[DutyRecord] = []
    for kind in (DutyKind.TASK, DutyKind.SUPPORT):
        for item in await _droppable(tx, org, task, kind):
            dropped += await cancel(tx, org, item, now, person=person, why=why)
    if not dropped and coming is None:
        raise CannotAmend(
            "all_closed", "all its duties are accepted or cancelled, and none is to come"
        )
    await journal.note(tx, org.id, now, "task_cancelled", person, task=task, why=why)
    return dropped


# --- parts --------------------------------------------------------------------------------------


async def _droppable(
    connection: AsyncConnection,
    org: OrgState,
    task: int | None,
    kind: DutyKind,
    *conditions: ColumnElement[bool],
) -> list[DutyRecord]:
    return await duties.read(
        connection,
        org.id,
        duty_rows.c.task_id == task,
        duty_rows.c.kind == kind.value,
        ~duties.IS_CLOSED,
        *conditions,
    )


async def _suspended_at(connection: AsyncConnection, org: int, item: DutyRecord) -> datetime | None:
    """Since when a duty rests; None if it does not."""
    if item.duty.state is not State.SUSPENDED:
        return None
    newest = await connection.scalar(
        select(func.max(moves.c.at)).where(
            moves.c.org_id == org,
            moves.c.duty_id == item.id,
            moves.c.move == Move.SUSPEND.value,
        )
    )
    return newest or item.duty.round_began_at


async def _note(
    tx: AsyncConnection,
    org: OrgState,
    item: DutyRecord,
    now: datetime,
    what: str,
    person: int | None,
    why: str,
    **facts: str,
) -> None:
    await journal.note(tx, org.id, now, what, person, duty=item.duty.name, why=why, **facts)
