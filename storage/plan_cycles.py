"""The reports that a version of a plan names: which stay, change, come and end.

A report with another day, sender or receiver stays what it was, with its code and what was handed
in; those that are open keep their day, and the next ones have the new one. All in the caller's
transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.coverage import UNTIMED, BadSchedule, CutOff, default_reading
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.opening import Opening
from scheduler.rules.plan import Cycle
from storage import amending, cycles, duties, journal, opening, periods, plans, units
from storage.orgs import OrgState
from storage.plan_import.draft import Draft, DraftCycle
from storage.tables import cycles as cycle_rows
from storage.tables import duties as duty_rows
from storage.units import UnitBook

_Key = tuple[int | None, int | None, str]  # sender, receiver, rule of the days


@dataclass(frozen=True, kw_only=True)
class ChangedCycle:
    """A report as it is and as it will be; `what` of sender, receiver, day is another."""

    old: Cycle
    new: DraftCycle
    what: tuple[str, ...]
    sender: str  # as it is
    receiver: str


@dataclass(frozen=True, kw_only=True)
class CycleChanges:
    ended: tuple[Cycle, ...] = ()
    changed: tuple[ChangedCycle, ...] = ()
    added: tuple[DraftCycle, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.ended or self.changed or self.added)


async def cycle_changes(
    connection: AsyncConnection, org: OrgState, plan: int, draft: Draft
) -> CycleChanges:
    """What a draft changes of the reports of a plan: the same words and units first, then what has
    most in common with one of its kind."""
    if draft.changes is not None:
        return CycleChanges()
    book = await units.load(connection, org.id)
    known = [
        cycle
        for cycle in await cycles.read(connection, org.id, cycle_rows.c.plan_id == plan)
        if cycle.ends_on is None
    ]
    return _compared(book, known, draft.reporting)


def _compared(book: UnitBook, known: Sequence[Cycle], named: Sequence[DraftCycle]) -> CycleChanges:
    new = list({(each.cycle, _new_key(book, each)): each for each in _timed(named)}.values())
    pairs = sorted(
        (
            (-sum(a == b for a, b in zip(_key(old), _new_key(book, each), strict=True)), i, j)
            for i, old in enumerate(known)
            for j, each in enumerate(new)
            if old.kind is each.cycle
        )
    )
    partner: dict[int, int] = {}
    for minus, i, j in pairs:
        if minus < 0 and i not in partner and j not in partner.values():
            partner[i] = j
    changed = []
    for i, j in sorted(partner.items()):
        old, each = known[i], new[j]
        pairs_of = zip(("sender", "receiver", "day"), _key(old), _new_key(book, each), strict=True)
        what = tuple(name for name, was, now in pairs_of if was != now)
        if what:
            changed.append(
                ChangedCycle(
                    old=old,
                    new=each,
                    what=what,
                    sender=book.names[old.from_unit_id],
                    receiver=book.names[old.to_unit_id],
                )
            )
    return CycleChanges(
        ended=tuple(old for i, old in enumerate(known) if i not in partner),
        changed=tuple(changed),
        added=tuple(each for j, each in enumerate(new) if j not in partner.values()),
    )


async def amend(
    tx: AsyncConnection, org: OrgState, book: UnitBook, plan: int, draft: Draft, now: datetime
) -> list[DutyRecord]:
    """Make the reports of a plan those of a draft; returns the duties that were dropped."""
    changes = await cycle_changes(tx, org, plan, draft)
    dropped: list[DutyRecord] = []
    for cycle in changes.ended:
        dropped += await end(tx, org, cycle, now, None, "")
    for each in changes.changed:
        dropped += await _change(tx, org, book, each, now)
    await plans.store_cycles(tx, org, book, plan, changes.added, now)
    return dropped


async def end(
    tx: AsyncConnection, org: OrgState, cycle: Cycle, now: datetime, person: int | None, why: str
) -> list[DutyRecord]:
    """No report of a cycle is owed any more, nor what is late already."""
    yesterday = org.office.day_of(now) - timedelta(days=1)
    dropped = await cycles.end(tx, org, cycle, yesterday, now)
    late = await duties.read(tx, org.id, duty_rows.c.cycle_id == cycle.id, duties.IS_OWED)
    for item in late:
        dropped += await amending.cancel(tx, org, item, now, person=person, why=why)
    return dropped


# --- parts --------------------------------------------------------------------------------------


def _timed(named: Sequence[DraftCycle]) -> list[DraftCycle]:
    return [each for each in named if each.recurrence and each.cycle not in UNTIMED]


def _key(cycle: Cycle) -> _Key:
    return cycle.from_unit_id, cycle.to_unit_id, cycle.schedule.recurrence.rrule()


def _new_key(book: UnitBook, cycle: DraftCycle) -> _Key:
    assert cycle.recurrence is not None
    return book.find(cycle.sender), book.find(cycle.receiver), cycle.recurrence.rrule()


async def _change(
    tx: AsyncConnection, org: OrgState, book: UnitBook, each: ChangedCycle, now: datetime
) -> list[DutyRecord]:
    cycle, new, today = each.old, each.new, org.office.day_of(now)
    assert new.recurrence is not None
    opened = await periods.opened(tx, org.id, cycle.id)
    values: dict[str, Any] = {
        "phrase": new.phrase,
        "from_unit_id": await plans.sender_of(tx, book, new.sender),
        "to_unit_id": await units.find_or_make(tx, book, new.receiver),
    }
    if "day" in each.what:
        was = cycle.schedule
        values["rrule"] = new.recurrence.beginning(today).dated()
        reading = was.reading
        if reading is default_reading(cycle.kind, was.recurrence):
            reading = default_reading(cycle.kind, new.recurrence)
        values |= {"reading": reading.value, "cut_off": _cut_off(cycle, new).value}
        if cycle.next_due_on is not None:
            after = opened[-1].due_on + timedelta(days=1) if opened else today
            values |= {"next_due_on": max(today, after), "open_on": today}
    await tx.execute(
        update(cycle_rows)
        .where(cycle_rows.c.org_id == org.id, cycle_rows.c.id == cycle.id)
        .values(**values)
    )
    await journal.note(
        tx, org.id, now, "cycle_changed", cycle=cycle.code, fields=list(each.what), was=cycle.phrase
    )
    dropped = await _hand_over(tx, org, cycle.id, now) if "sender" in each.what else []
    await duties.touch(tx, org.id, now, duty_rows.c.cycle_id == cycle.id)
    return dropped


def _cut_off(cycle: Cycle, new: DraftCycle) -> CutOff:
    """As it was set, unless that does not go with the new days."""
    assert new.recurrence is not None
    try:
        return replace(cycle.schedule, recurrence=new.recurrence).cut_off
    except BadSchedule:
        return CutOff.DUE


async def _hand_over(
    tx: AsyncConnection, org: OrgState, cycle_id: int, now: datetime
) -> list[DutyRecord]:
    """Who reports no more owes none of the open ones; who does now owes what is open and not past
    its day."""
    (cycle,) = await cycles.read(tx, org.id, cycle_rows.c.id == cycle_id)
    today, dropped = org.office.day_of(now), []
    owing: set[int] = set()
    for period in await periods.opened(tx, org.id, cycle_id):
        if period.due_on < today:
            continue
        owing |= set(await opening.reporters(tx, org.id, cycle, period.begins, today))
        for unit in owing:
            await opening.make(
                tx,
                org,
                now,
                Opening(opens_on=today, due_on=period.due_on, period=period.period),
                kind=DutyKind.REPORT.value,
                cycle_id=cycle_id,
                unit_id=unit,
                state=State.OPEN.value,
            )
    if not owing:
        owing = set(await units.members(tx, org.id, cycle.from_unit_id))
    for item in await duties.read(tx, org.id, duty_rows.c.cycle_id == cycle_id, duties.IS_OWED):
        if item.duty.unit_id not in owing:
            why = f"{cycle.code}: {cycle.phrase}"
            dropped += await amending.cancel(tx, org, item, now, person=None, why=why)
    return dropped
