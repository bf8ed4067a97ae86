"""An office of before goes on: its backup was made when the tables were those of revision 0006.

It is live since Monday 3 August 2026. On Friday the 21st, at 07:45, the pass had been made and
nobody been told yet: NV1, due on the 14th, had come to Khánh, who coordinates, BC2 to Tâm, who
leads. An had asked for more time for NV2 on the 12th, and Bình had said nothing.
"""

import json
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage import restore, verify
from storage.backup import parsed
from storage.database import Database
from storage.tables import metadata, people, rungs
from tests.databases import Databases
from tests.fakes import ChannelInMemory, OfficeInMemory
from tests.storage.builders import at

BACKUP = Path(__file__).with_name("office_of_0006.zip")
MADE = at("2026-08-21T07:45")
# What a migration may change of a row, or leave out.
BY_MIGRATION = {
    "duties": {"look_at", "version"},
    "bots": {"called"},
    "mailboxes": {"called"},
}


@pytest.fixture
async def migrated(databases: Databases, tmp_path: Path) -> AsyncIterator[Database]:
    """The office with today's tables."""
    database = Database(await databases.create(tmp_path))
    await database.write(lambda tx: restore.load(tx, restore.check(BACKUP)))
    yield database
    await database.close()


async def an_office(database: Database) -> OfficeInMemory:
    async with database.read() as connection:
        rows = (await connection.execute(select(people.c.full_name, people.c.id))).all()
    addresses = {row.full_name: str(100 + row.id) for row in rows}
    channel = ChannelInMemory()
    return OfficeInMemory(
        database=database, org=1, channel=channel, addresses=addresses, now=MADE, heard=100
    )


async def offences(database: Database, now: datetime) -> list[verify.Offence]:
    async with database.read() as connection:
        return await verify.offences(connection, now)


def kept(table: str) -> tuple[list[str], list[list[Any]]]:
    """What the backup holds of a table: the columns that no migration changes, and the rows."""
    manifest = restore.check(BACKUP).manifest
    columns = manifest.tables[table].columns
    with zipfile.ZipFile(BACKUP) as store:
        lines = store.read(f"{table}.jsonl").splitlines()
    rows = [parsed(json.loads(line), list(columns.values())) for line in lines]
    same = [name for name in columns if name not in BY_MIGRATION.get(table, ())]
    places = [list(columns).index(name) for name in same]
    return same, [[row[place] for place in places] for row in rows]


async def test_every_row_is_still_there(migrated: Database) -> None:
    for name in restore.check(BACKUP).manifest.tables:
        columns, rows = kept(name)
        table = metadata.tables[name]
        query = select(*(table.c[column] for column in columns))
        async with migrated.read() as connection:
            found = await connection.execute(query.order_by(*table.primary_key.columns))
            assert [list(row) for row in found] == rows, name
    assert await offences(migrated, MADE) == []


async def test_it_goes_on_where_it_stood(migrated: Database) -> None:
    office = await an_office(migrated)

    await office.catch_up()

    assert "NV1/HC Xây dựng quy chế làm việc của Sở\n   QUÁ HẠN 7 ngày" in office.said_to("Khánh")
    assert "BC2/HC Báo cáo tháng 8/2026\n   QUÁ HẠN 12 ngày" in office.said_to("Tâm")
    assert "An xin gia hạn từ thứ Hai 17/8/2026 đến thứ Ba 25/8/2026" in office.said_to("Bình")
    for day in range(14 * 2):
        slot = ("07:45", "13:30")[day % 2]
        await office.at(f"{MADE + timedelta(days=day // 2):%Y-%m-%d}T{slot}")
        assert await offences(migrated, office.now) == []
    async with migrated.read() as connection:
        climbed = await connection.execute(
            select(rungs.c.role, rungs.c.on_day, rungs.c.outcome)
            .where(rungs.c.duty_id == 1)
            .order_by(rungs.c.on_day)
        )
        assert [(row.role, f"{row.on_day:%d/%m}", row.outcome) for row in climbed] == [
            ("officer", "17/08", "told"),
            ("head", "19/08", "told"),
            ("coordinator", "21/08", "told"),
            ("deputy", "24/08", "told"),
            ("leader", "27/08", "told"),
        ]
