"""The office that a simulation begins with: the org as it is stored, or one made for a plan.

For a plan the real import fills a database in a temporary folder; it is read like any other, and
gone.
"""

import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.made_up_people import made_up_people
from scheduler.rules.office_facts import OfficeFacts
from storage import migrations, orgs, people_file, plans, whole
from storage.database import Database
from storage.people_file import PersonRow
from storage.plan_import import Draft, read_plan


async def stored_office(database: Database, org: int, until: date) -> tuple[OfficeFacts, bool]:
    """The org as it is stored, and whether it is live.

    Before it is, few are linked: in what would be said once it is live, everybody counts as linked.
    """
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        facts = await whole.read(connection, state, until)
    return facts if state.is_live else _all_linked(facts), state.is_live


def _all_linked(facts: OfficeFacts) -> OfficeFacts:
    people = {id_: replace(who, reachable=True) for id_, who in facts.staff.people.items()}
    return replace(facts, staff=replace(facts.staff, people=people))


async def office_of_plan(
    name: str,
    content: bytes,
    people: list[PersonRow] | None,
    begins: datetime,
    until: date,
    *,
    language: str,
) -> OfficeFacts:
    """An office in which a plan is stored as the day begins, with these people or made-up ones.

    Raises NotAPlan, BadPeopleFile.
    """
    draft = read_plan(name, content)
    rows = people or people_file.read("people.csv", made_up_people(draft))
    with tempfile.TemporaryDirectory(prefix="dondoc-simulate-") as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'office.db'}")
        try:
            await migrations.upgrade(database)
            zone = str(begins.tzinfo)
            org = await database.write(
                lambda tx: orgs.create(
                    tx, slug="main", name="", zone=zone, language=language, now=begins
                )
            )
            await database.write(lambda tx: _move_in(tx, org, rows, draft, name, content, begins))
            facts, _ = await stored_office(database, org, until)
        finally:
            await database.close()
    return facts


async def _move_in(
    tx: AsyncConnection,
    org: int,
    rows: list[PersonRow],
    draft: Draft,
    name: str,
    content: bytes,
    now: datetime,
) -> None:
    await people_file.store(tx, org, rows)
    state = await orgs.load(tx, org)
    await plans.commit(tx, state, draft, name=name, content=content, now=now)
