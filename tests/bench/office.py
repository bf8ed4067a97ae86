"""The office that is measured: units, people who are linked, and tasks that fall due together.

Made once on each database by the functions that the service itself uses, and then copied.
"""

import asyncio
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.clock import wall_clock
from scheduler.rules.assignment import Span
from scheduler.rules.timing import Deadline
from scheduler.tick import tick
from storage import assignments, migrations, orgs
from storage.database import Database
from storage.ledger import SqlLedger
from storage.tables import duties, roles
from tests.databases import Databases
from tests.storage.builders import BEGINS, House, a_draft, a_task, at

EVENING = at("2026-07-30T18:00")
SLOT = at("2026-08-03T07:45")  # a Monday; seven working days before the tasks are due
DUE = date(2026, 8, 12)
UNITS = 200


@dataclass(frozen=True, kw_only=True)
class Template:
    """A database to copy, and its org."""

    url: str
    org: int


async def empty_office(databases: Databases, folder: Path) -> Template:
    """An org with nobody in it."""
    folder.mkdir()
    url = await databases.create(folder)
    database = Database(url)
    await migrations.upgrade(database)
    org = await database.write(
        lambda tx: orgs.create(
            tx, slug="main", name="", zone="Asia/Ho_Chi_Minh", language="vi", now=BEGINS
        )
    )
    await database.close()
    return Template(url=url, org=org)


async def office(databases: Databases, folder: Path, *, tasks: int, staff: int) -> Template:
    """A live org with `tasks` duties, each of one officer, that are first asked about at SLOT."""
    made = await empty_office(databases, folder)
    database = Database(made.url)
    house = House(database=database, org=made.org)
    units = min(UNITS, staff)
    rows = [f"Cán bộ {n},{_unit(n % units)},officer" for n in range(staff)]
    await house.staff("\n".join(["full_name,unit,role", *rows]).encode())
    plan = [
        a_task(Deadline(due=DUE), _unit(n % staff % units), ref=f"II.{n + 1}") for n in range(tasks)
    ]
    await house.commit(a_draft(*plan), BEGINS)
    officers = [row.person_id for row in await house.rows(roles)]
    await asyncio.gather(*(house.link(officer) for officer in officers))
    await database.write(lambda tx: _assign(tx, made.org, officers))
    await house.go_live(EVENING)
    await tick(SqlLedger(database, made.org, wall_clock), EVENING)
    await database.close()
    return made


async def after_the_pass(databases: Databases, folder: Path, before: Template) -> Template:
    """The same office after the pass of SLOT: all is in the outbox, nothing is due."""
    folder.mkdir()
    # Never left: the template is kept until all is measured.
    url = await databases.copy(before.url, folder).__aenter__()
    database = Database(url)
    await tick(SqlLedger(database, before.org, wall_clock), SLOT)
    await database.close()
    return Template(url=url, org=before.org)


def _unit(n: int) -> str:
    return f"Phòng số {n + 1}"


async def _assign(tx: AsyncConnection, org: int, officers: list[int]) -> None:
    """Each task to one officer of its unit, in turn."""
    rows = await tx.execute(
        select(duties.c.task_id, duties.c.unit_id)
        .where(duties.c.org_id == org)
        .order_by(duties.c.task_id)
    )
    for row, officer in zip(rows.all(), cycle(officers), strict=False):
        await assignments.assign(
            tx,
            org,
            task=row.task_id,
            cycle=None,
            unit=row.unit_id,
            people=[officer],
            span=Span(from_on=EVENING.date()),
            now=EVENING,
        )
