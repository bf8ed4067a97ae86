"""What a message changed is kept as rows, and put in place again: on either database."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.absence import Absence
from scheduler.rules.assignment import Span
from scheduler.rules.duty import Move
from scheduler.rules.rhythm import Rhythm
from scheduler.rules.timing import Deadline
from storage import absences, acts, assignments, duties, inbox, orgs, rhythms, tables
from storage.acts import Doing, Rows
from tests.storage.builders import ADMIN, BEGINS, House, a_draft, a_task, at

NOON = at("2026-08-05T12:00")
PEOPLE = f"""full_name,unit,role,contact
An,{ADMIN},officer,yes
Dung,{ADMIN},officer,no
Bình,{ADMIN},head,no
"""
Change = Callable[[AsyncConnection, "Desk"], Awaitable[Any]]


class Desk:
    def __init__(self, house: House, people: dict[str, int]) -> None:
        self.house, self.org, self.people = house, house.org, people
        self.duty = 1
        self.inbox = 1

    async def looks(self, table: Table) -> list[tuple[Any, ...]]:
        """Every row, but for what only says when to look again, and in which round."""
        apart = {"id", "look_at", "version", "round", "round_began_at", "policy_version"}
        columns = [column for column in table.c if column.name not in apart]
        async with self.house.database.read() as connection:
            rows = await connection.execute(
                select(*columns).where(table.c.org_id == self.org).order_by(*table.primary_key)
            )
            return [tuple(row) for row in rows]

    async def act(self, change: Change, *rows: Rows) -> None:
        """A message that changes rows."""

        async def write(tx: AsyncConnection) -> None:
            thing = await acts.begin(tx, self.org, "snooze", "NV1", self.duty, rows)
            await change(tx, self)
            doing = Doing(things=[thing])
            person = self.people["An"]
            await acts.keep(tx, self.org, doing, person=person, inbox=self.inbox, at=NOON)

        await self.house.database.write(write)

    async def take_back(self) -> bool:
        """Take it back unless something was built upon it."""

        async def write(tx: AsyncConnection) -> bool:
            (act,) = await acts.of_messages(tx, self.org, [self.inbox])
            if await acts.is_built_upon(tx, self.org, act):
                return False
            await acts.take_back(tx, self.org, act, NOON)
            return True

        return await self.house.database.write(write)


@pytest.fixture
async def desk(house: House) -> Desk:
    people = await house.staff(PEOPLE.encode())
    await house.go_live(BEGINS)
    await house.commit(a_draft(a_task(Deadline(due=date(2026, 8, 21)))))
    made = Desk(house, people)
    made.duty = (await house.duties())["NV1/HC-TH"].id
    await house.database.write(
        lambda tx: inbox.store(tx, house.org, "b", [("1", {})], 2, now=NOON, real_now=NOON)
    )
    async with house.database.read() as connection:
        own = tables.inbox.c.org_id == house.org
        made.inbox = (await connection.execute(select(tables.inbox.c.id).where(own))).scalar_one()
    return made


async def _snoozed(tx: AsyncConnection, desk: Desk) -> None:
    row = {"duty_id": desk.duty, "person_id": desk.people["An"], "until": at("2026-08-07T08:00")}
    await tx.execute(tables.snoozes.insert().values(org_id=desk.org, said_at=NOON, **row))


async def _given(tx: AsyncConnection, desk: Desk) -> None:
    found = await duties.one(tx, desk.org, desk.duty)
    assert found is not None
    await assignments.assign(
        tx,
        desk.org,
        task=found.task_id,
        cycle=None,
        unit=found.duty.unit_id,
        people=[desk.people["Dung"]],
        span=Span(from_on=date(2026, 8, 5)),
        now=NOON,
    )


async def _away(tx: AsyncConnection, desk: Desk) -> None:
    span = Span(from_on=date(2026, 8, 5), to_on=date(2026, 8, 7))
    away = Absence(person_id=desk.people["An"], span=span, substitute_id=desk.people["Dung"])
    await absences.declare(tx, await orgs.load(tx, desk.org), away, NOON, by=desk.people["An"])


async def _in_the_afternoon(tx: AsyncConnection, desk: Desk) -> None:
    rhythm = Rhythm(slots=(at("2026-08-05T13:30").timetz().replace(tzinfo=None),))
    await rhythms.keep(tx, desk.org, desk.people["An"], rhythm, NOON)


async def _dated(tx: AsyncConnection, desk: Desk) -> None:
    item = await duties.one(tx, desk.org, desk.duty)
    assert item is not None
    day = date(2026, 9, 20)
    await duties.move(tx, desk.org, item, Move.DATE, NOON, due_on=day, due_time=None)


WHAT: dict[str, tuple[Change, tuple[Table, ...]]] = {
    "snooze": (_snoozed, (tables.snoozes,)),
    "assignment": (_given, (tables.assignments,)),
    "absence": (_away, (tables.absences, tables.handovers)),
    "rhythm": (_in_the_afternoon, (tables.people,)),
    "date": (_dated, (tables.duties, tables.moves)),
}


@pytest.mark.parametrize("what", WHAT)
async def test_rows_come_back_as_they_were(desk: Desk, what: str) -> None:
    change, changed = WHAT[what]
    before = [await desk.looks(table) for table in changed]
    await desk.act(
        change,
        *(acts.rows(table) for table in changed if table is not tables.duties),
        acts.rows(tables.duties, *acts.DUTY_FACTS, id=desk.duty),
    )
    assert [await desk.looks(table) for table in changed] != before

    assert await desk.take_back()

    assert [await desk.looks(table) for table in changed] == before


async def test_rows_that_changed_since_are_left(desk: Desk) -> None:
    await desk.act(_snoozed, acts.rows(tables.snoozes))
    later = {"until": at("2026-08-10T08:00")}
    own = tables.snoozes.c.org_id == desk.org
    await desk.house.database.write(
        lambda tx: tx.execute(tables.snoozes.update().where(own).values(**later))
    )

    assert not await desk.take_back()


async def test_what_changed_nothing_is_no_act(desk: Desk) -> None:
    async def nothing(tx: AsyncConnection, desk: Desk) -> None:
        return

    await desk.act(nothing, acts.rows(tables.snoozes))

    assert await desk.looks(tables.acts) == []


async def test_nothing_is_asked_of_another_org(desk: Desk, other_house: House) -> None:
    await desk.act(_snoozed, acts.rows(tables.snoozes))

    async with desk.house.database.read() as connection:
        assert await acts.of_messages(connection, other_house.org, [desk.inbox]) == []
