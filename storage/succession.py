"""Units that are renamed, merged, split or closed (DESIGN.md §3, Unit): noted, begun, confirmed.

Noted, a succession opens new duties for the successor from its effective day on. What is open
already goes over once a person has confirmed it and the day has come: in that transaction the
duties, their assignments, what is received and coordinated, and the people's roles. A duty keeps
the unit it was opened for in `opened_for_id`, and so its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import CLOSED, DutyKind, Move
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.handover import TakenOver
from scheduler.rules.people import Role
from scheduler.rules.succession import (
    BadSuccession,
    Lineage,
    Succession,
    SuccessionKind,
    asks_to_confirm,
    check_choices,
    coordinating,
    left_behind,
    never_sent,
    supports_itself,
    taken_over,
    takers,
    undecided,
)
from storage import amending, duties, events, handovers, journal, lineage, requests, units
from storage.orgs import OrgState
from storage.people import load_posts, load_staff
from storage.sql import insert_new, insert_one
from storage.tables import (
    assignments,
    cycles,
    group_members,
    plans,
    roles,
    succession_choices,
    successions,
    successors,
    supports,
    task_units,
    tasks,
)
from storage.tables import duties as duty_rows
from storage.tables import units as unit_rows


@dataclass(frozen=True, kw_only=True)
class Noted:
    """What a person says became of one or several units; successors by name, made if new."""

    old: tuple[int, ...]
    into: tuple[str, ...]
    kind: SuccessionKind
    on: date
    why: str


@dataclass(frozen=True, kw_only=True)
class Moving:
    """What goes, or went, from one unit to its successors."""

    succession: Succession
    begun: bool
    open: tuple[DutyRecord, ...]  # duties of the old unit that are not closed
    takers: Mapping[str, int | None]  # by code, of what is open or still to come
    left: tuple[int, ...]  # people of the old unit who would have no post

    @property
    def undecided(self) -> tuple[str, ...]:
        return undecided(self.takers)


async def note(tx: AsyncConnection, org: OrgState, noted: Noted, now: datetime) -> list[int]:
    """Store what becomes of units; return the successors. Raises BadSuccession, and stores nothing.

    One whose day has come begins at once.
    """
    if not all(name.strip() for name in noted.into):
        raise BadSuccession("needs_name", "the new unit needs a name")
    book = await units.load(tx, org.id)
    known = set(book.names)
    parent = await tx.scalar(
        select(unit_rows.c.parent_id).where(
            unit_rows.c.org_id == org.id, unit_rows.c.id == noted.old[0]
        )
    )
    new = [await units.find_or_make(tx, book, name, parent=parent) for name in noted.into]
    line = book.lineage
    for old in noted.old:
        made = Succession(old=old, new=tuple(new), kind=noted.kind, on=noted.on)
        try:
            line = _with(line, made, book, known)
        except BadSuccession as error:
            says = f"{book.shorts[old]}: {error}"
            raise BadSuccession(error.why, says, **error.facts, unit=book.shorts[old]) from error
        row = await insert_one(
            tx,
            successions,
            org_id=org.id,
            old_unit_id=old,
            kind=noted.kind.value,
            effective_on=noted.on,
            reason=noted.why,
            noted_at=now,
        )
        for unit in new:
            await insert_new(tx, successors, org_id=org.id, succession_id=row, unit_id=unit)
        await _valid(tx, org.id, old, valid_to=noted.on - timedelta(days=1))
        await journal.note(
            tx,
            org.id,
            now,
            "unit_succeeded",
            old=book.shorts[old],
            new=[book.shorts[unit] for unit in new],
            kind=noted.kind.value,
            on=noted.on.isoformat(),
            why=noted.why,
        )
    for unit in set(new) - known:
        await _valid(tx, org.id, unit, valid_from=noted.on)
    await duties.touch(tx, org.id, now, duty_rows.c.unit_id.in_([*noted.old, *new]))
    await begin_due(tx, org, now)
    return new


def _with(line: Lineage, made: Succession, book: units.UnitBook, known: set[int]) -> Lineage:
    """The lineage with one more succession; `known`: the units there were. Raises BadSuccession."""
    if {made.old, *made.new} & book.groups:
        raise BadSuccession("group", "a group of units has no successor: its members have")
    line = line.adding(made)
    if made.kind is SuccessionKind.RENAME and made.new[0] in known:
        other = book.shorts[made.new[0]]
        raise BadSuccession(
            "is_a_unit",
            f"{other} is a unit of its own: merge into it, or take another name",
            name=other,
        )
    return line


def first_to_begin(org: Any, today: Any) -> Select[Any]:
    """The succession whose day has come and nobody has seen; of values, or of parameters."""
    return (
        select(successions.c.id)
        .where(
            successions.c.org_id == org,
            successions.c.effective_on <= today,
            successions.c.began_at.is_(None),
        )
        .order_by(successions.c.effective_on)
        .limit(1)
    )


async def begin_due(tx: AsyncConnection, org: OrgState, now: datetime) -> None:
    """Let begin what takes effect today: what is confirmed goes over, the rest is listed.

    Whoever coordinates is told what waits for a confirmation.
    """
    today = org.office.day_of(now)
    begun = await tx.execute(
        update(successions)
        .where(
            successions.c.org_id == org.id,
            successions.c.effective_on <= today,
            successions.c.began_at.is_(None),
        )
        .values(began_at=now)
        .returning(successions.c.old_unit_id)
    )
    for old in sorted(begun.scalars().all()):
        moving = await moving_from(tx, org, old, now)
        await duties.touch(tx, org.id, now, duty_rows.c.unit_id.in_([old, *moving.succession.new]))
        if moving.succession.confirmed_at is not None:
            await _take_over(tx, org, old, now)
        else:
            await _ask_to_confirm(tx, org, moving, now)


async def confirm(
    tx: AsyncConnection,
    org: OrgState,
    old: int,
    choices: Mapping[str, int],
    now: datetime,
    *,
    person: int | None,
) -> list[DutyRecord]:
    """Let what is open of a unit go to its successor, if its day has come, else on that day.

    `choices`: who takes which task or cycle, by code; what nobody has chosen stays with the old
    people. Returns the duties that went over now, as they were. Raises BadSuccession.
    """
    moving = await moving_from(tx, org, old, now)
    check_choices(moving.succession, moving.takers, choices)
    row = await tx.scalar(
        update(successions)
        .where(successions.c.org_id == org.id, successions.c.old_unit_id == old)
        .values(confirmed_at=moving.succession.confirmed_at or now, confirmed_by=person)
        .returning(successions.c.id)
    )
    for code, unit in choices.items():
        await insert_new(
            tx,
            succession_choices,
            org_id=org.id,
            succession_id=row,
            code=code,
            unit_id=unit,
            chosen_at=now,
        )
    shorts = (await units.load(tx, org.id)).shorts
    await journal.note(
        tx,
        org.id,
        now,
        "succession_confirmed",
        person,
        old=shorts[old],
        choices={code: shorts[unit] for code, unit in choices.items()},
    )
    if not moving.begun:
        return []
    return await _take_over(tx, org, old, now)


async def moving_from(
    connection: AsyncConnection, org: OrgState, old: int, now: datetime
) -> Moving:
    """What goes from a unit to its successors, once that is confirmed. Raises BadSuccession."""
    line = await lineage.load(connection, org.id)
    if old not in line.ended:
        raise BadSuccession(
            "nothing_noted",
            "nothing was noted of it: see `dondoc unit rename`, merge, split, close",
        )
    end = line.ended[old]
    of_old = await duties.read(connection, org.id, duty_rows.c.unit_id == old)
    still_open = tuple(item for item in of_old if item.duty.state not in CLOSED)
    to_come = await _codes_to_come(connection, org.id, old)
    posts = await load_posts(connection, org.id)
    return Moving(
        succession=end,
        begun=end.on <= org.office.day_of(now),
        open=still_open,
        takers=takers(end, [*(item.duty.code for item in still_open), *to_come]),
        left=left_behind(posts, old, end.new),
    )


async def all_moving(
    connection: AsyncConnection, org: OrgState, now: datetime
) -> dict[int, Moving]:
    """Of every unit that has ended, or will, what still waits for a person's word."""
    line = await lineage.load(connection, org.id)
    return {old: await moving_from(connection, org, old, now) for old in line.ended}


# --- parts --------------------------------------------------------------------------------------


async def _valid(tx: AsyncConnection, org: int, unit: int, **days: date) -> None:
    await tx.execute(
        update(unit_rows).where(unit_rows.c.org_id == org, unit_rows.c.id == unit).values(**days)
    )


async def _codes_to_come(connection: AsyncConnection, org: int, unit: int) -> list[str]:
    """The tasks that a unit leads and that open yet, and the cycles it reports in or receives."""
    groups = select(group_members.c.group_id).where(
        group_members.c.org_id == org, group_members.c.unit_id == unit
    )
    led = await connection.scalars(
        select(tasks.c.code)
        .join(
            task_units,
            and_(task_units.c.org_id == tasks.c.org_id, task_units.c.task_id == tasks.c.id),
        )
        .where(
            tasks.c.org_id == org,
            or_(task_units.c.unit_id == unit, task_units.c.unit_id.in_(groups)),
            task_units.c.side == "lead",
            tasks.c.open_on.is_not(None),
        )
    )
    owed = await connection.scalars(
        select(cycles.c.code).where(
            cycles.c.org_id == org,
            or_(cycles.c.from_unit_id == unit, cycles.c.to_unit_id == unit),
            cycles.c.open_on.is_not(None),
        )
    )
    return [*led.all(), *owed.all()]


async def _take_over(
    tx: AsyncConnection, org: OrgState, old: int, now: datetime
) -> list[DutyRecord]:
    """Let all that is the old unit's go to who holds it now; return the duties not closed."""
    line = await lineage.load(tx, org.id)
    today = org.office.day_of(now)
    end = line.ended[old]
    concerned = duty_rows.c.unit_id.in_([old, *end.new])
    before = {item.id: item for item in await duties.read(tx, org.id, concerned, duties.IS_OWED)}
    await _take_roles(tx, org.id, end)
    gone = []
    for item in await duties.read(tx, org.id, duty_rows.c.unit_id == old):
        unit = line.holds(old, today, item.duty.code)
        if unit == old:
            continue
        await tx.execute(
            update(duty_rows)
            .where(duty_rows.c.org_id == org.id, duty_rows.c.id == item.id)
            .values(unit_id=unit, version=duty_rows.c.version + 1)
        )
        if item.duty.state not in CLOSED:
            gone.append(item)
    await _take_pointers(tx, org.id, old, line, today)
    taking = {line.holds(old, today, item.duty.code) for item in gone} | set(end.new)
    await duties.touch(tx, org.id, now, duty_rows.c.unit_id.in_([old, *taking]))
    await _end_support_to_oneself(tx, org, now)
    await _close_never_sent(tx, org, before, now)
    await _tell_takers(tx, org, old, gone, now)
    return gone


async def _take_roles(tx: AsyncConnection, org: int, end: Succession) -> None:
    posts = await load_posts(tx, org)
    for new in end.new:
        for post in taken_over(posts, end.old, new, is_split=len(end.new) > 1):
            await insert_new(
                tx,
                roles,
                org_id=org,
                person_id=post.person_id,
                unit_id=new,
                role=post.role.value,
                is_contact=post.is_contact,
            )


async def _take_pointers(
    tx: AsyncConnection, org: int, old: int, line: Lineage, today: date
) -> None:
    """What is assigned, received, coordinated and asked for by the old unit."""
    given = await tx.execute(
        select(assignments.c.id, tasks.c.code.label("task"), cycles.c.code.label("cycle"))
        .outerjoin(tasks, and_(tasks.c.org_id == org, tasks.c.id == assignments.c.task_id))
        .outerjoin(cycles, and_(cycles.c.org_id == org, cycles.c.id == assignments.c.cycle_id))
        .where(assignments.c.org_id == org, assignments.c.unit_id == old)
    )
    for row in given.all():
        unit = line.holds(old, today, row.task or row.cycle)
        await tx.execute(
            update(assignments)
            .where(assignments.c.org_id == org, assignments.c.id == row.id)
            .values(unit_id=unit)
        )
    asked = await duties.read(tx, org, supports.c.for_unit_id == old)
    for item in asked:
        await tx.execute(
            update(supports)
            .where(supports.c.org_id == org, supports.c.duty_id == item.id)
            .values(for_unit_id=line.holds(old, today, item.duty.code))
        )
    received = await tx.execute(
        select(cycles.c.id, cycles.c.plan_id, cycles.c.code)
        .where(cycles.c.org_id == org, cycles.c.to_unit_id == old)
        .order_by(cycles.c.id)
    )
    rows = received.all()
    for row in rows:
        await tx.execute(
            update(cycles)
            .where(cycles.c.org_id == org, cycles.c.id == row.id)
            .values(to_unit_id=line.holds(old, today, row.code))
        )
    coordinated = await tx.scalars(
        select(plans.c.id).where(plans.c.org_id == org, plans.c.unit_id == old)
    )
    with_cycles = [(row.plan_id, row.code) for row in rows]
    for plan, unit in coordinating(coordinated, with_cycles, old, line, today).items():
        await tx.execute(
            update(plans).where(plans.c.org_id == org, plans.c.id == plan).values(unit_id=unit)
        )


async def _end_support_to_oneself(tx: AsyncConnection, org: OrgState, now: datetime) -> None:
    """Who has become the lead supports itself no more (DESIGN.md §3, Unit)."""
    own = await duties.read(
        tx,
        org.id,
        duty_rows.c.kind == DutyKind.SUPPORT.value,
        duty_rows.c.unit_id == supports.c.for_unit_id,
    )
    for item in own:
        if supports_itself(item):
            why = "the unit that asked and the one it asked are one now"
            await amending.cancel(tx, org, item, now, person=None, why=why)


async def _close_never_sent(
    tx: AsyncConnection, org: OrgState, before: Mapping[int, DutyRecord], now: datetime
) -> None:
    """What is late of a unit that has come to the one it reports to is not sent, and stays so."""
    for item in await duties.by_ids(tx, org.id, list(before)):
        if never_sent(before[item.id], item, org.office, now):
            await duties.move(tx, org.id, item, Move.MISS, now)
            await requests.close(tx, org.id, item.id, "extension", None, now, "withdrawn")
            await journal.note(tx, org.id, now, "report_missed", duty=item.duty.name)


async def _tell_takers(
    tx: AsyncConnection, org: OrgState, old: int, gone: Sequence[DutyRecord], now: datetime
) -> None:
    """One list for each head of a unit that takes over, but for who heads the old one as well.

    Whoever has just got that post has a list to come, and these duties are on it.
    """
    if not gone or not org.is_live:
        return
    staff = await load_staff(tx, org.id)
    givers = frozenset(person.id for person in staff.holding(Role.HEAD, old))
    by_unit: dict[int, list[DutyRecord]] = {}
    fresh = await duties.by_ids(tx, org.id, [item.id for item in gone])
    for item in sorted(fresh, key=lambda item: (item.duty.due_on or date.max, item.id)):
        if item.duty.state not in CLOSED:
            by_unit.setdefault(item.duty.unit_id, []).append(item)
    to_come = await handovers.expected(tx, org.id)
    for unit, items in by_unit.items():
        have_one = givers | {each.person_id for each in to_come if each.unit == unit}
        for head in staff.holding(Role.HEAD, unit):
            if head.id not in have_one:
                taken = TakenOver(
                    person_id=head.id,
                    on=org.office.day_of(now),
                    duties=tuple(items),
                    givers=givers,
                )
                await handovers.tell(tx, org, staff, taken, org.office.slot_after(now), now)


async def _ask_to_confirm(
    tx: AsyncConnection, org: OrgState, moving: Moving, now: datetime
) -> None:
    if not org.is_live:
        return
    staff = await load_staff(tx, org.id)
    shorts = (await units.load(tx, org.id)).shorts
    end = moving.succession
    facts = {
        "old": shorts[end.old],
        "new": ", ".join(shorts[unit] for unit in end.new),
        "kind": end.kind.value,
        "day": {"day": end.on.isoformat()},
        "open": len(moving.open),
    }
    step, readers = asks_to_confirm(end, staff)
    await events.tell(tx, org, now, readers, step, facts=facts)
