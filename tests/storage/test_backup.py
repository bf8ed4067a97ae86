"""A backup holds every row exactly, of either database, and only a whole one is restored."""

import asyncio
import itertools
import json
import os
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from storage import backup, migrations, orgs, restore, sandbox_clock, version
from storage.backup import Manifest
from storage.database import Database
from storage.restore import NotRestorable
from storage.sql import insert_one
from storage.tables import bots, duties, inbox, metadata, tasks, units
from tests.databases import sqlite
from tests.postgres import PostgresServer
from tests.storage.builders import BEGINS, House, a_draft
from tests.storage.conftest import a_house

KINDS = ("sqlite", "postgresql")
HOUR = timedelta(hours=1)
NOW = datetime(2026, 8, 3, 0, 45, 59, 123456, tzinfo=UTC)

Make = Callable[[str], Awaitable[Database]]


@pytest.fixture
def server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """The PostgreSQL server, for a test that names it."""
    named = getattr(request.node, "callspec", None)
    if named is None or "postgresql" not in named.params.values():
        return None
    found: PostgresServer = request.getfixturevalue("postgres")
    return found


@pytest.fixture
async def empty(server: PostgresServer | None, tmp_path: Path) -> AsyncIterator[Make]:
    """Makes empty databases of a kind."""
    number = itertools.count()
    async with AsyncExitStack() as stack:

        async def make(kind: str) -> Database:
            url = sqlite(tmp_path / f"{next(number)}.db")
            if kind == "postgresql":
                assert server is not None
                url = await server.create()
            made = Database(url)
            stack.push_async_callback(made.close)
            return made

        yield make


async def an_office(database: Database) -> House:
    """An office with a value of every kind that is easily spoilt on the way."""
    await migrations.upgrade(database)
    house = await a_house(database, "so-mau")
    everyone = await house.staff()
    await house.link(everyone["An"])
    await house.sample()
    await house.go_live(BEGINS + HOUR)
    await house.open_due(BEGINS + 5 * 24 * HOUR)
    odd: Any = {"text": 'nửa \ud83d, "ngoặc"\n\u2028', "big": 2**53 + 1, "none": None, "half": 0.1}

    async def work(tx: Any) -> None:
        await tx.execute(
            bots.insert().values(org_id=house.org, name="b", next_offset=2**40, heard_at=NOW)
        )
        payloads: list[Any] = [odd, [], None]
        for n, payload in enumerate(payloads, start=1):
            await insert_one(
                tx,
                inbox,
                org_id=house.org,
                bot="b",
                update_id=str(n),
                payload=payload,
                received_at=NOW,
                stored_at=NOW,
                state="stored",
            )
        await tx.execute(
            duties.update()
            .where(duties.c.id == 1)
            .values(due_on=date(2026, 12, 31), due_time=time(17, 0), percent=60)
        )
        # A parent that was made after its child.
        child, parent = (await tx.scalars(select(units.c.id).order_by(units.c.id).limit(2))).all()
        await tx.execute(units.update().values(parent_id=None))
        await tx.execute(units.update().where(units.c.id == child).values(parent_id=parent))

    await database.write(work)
    return house


async def every_row(database: Database) -> dict[str, list[Row[Any]]]:
    async with database.read() as connection:
        return {
            table.name: list(
                (await connection.execute(select(table).order_by(*table.primary_key.columns))).all()
            )
            for table in metadata.sorted_tables
        }


async def put_back(database: Database, path: Path) -> None:
    found = restore.check(path)
    await database.write(lambda tx: restore.load(tx, found))


@pytest.mark.parametrize("to", KINDS)
@pytest.mark.parametrize("of", KINDS)
async def test_every_row_comes_back_as_it_was(
    empty: Make, tmp_path: Path, of: str, to: str
) -> None:
    old, new = await empty(of), await empty(to)
    await an_office(old)
    path = tmp_path / "backup.zip"

    made = await backup.write(old, path, real_now=NOW)
    await put_back(new, path)

    assert await every_row(new) == await every_row(old)
    assert made.rows == sum(len(rows) for rows in (await every_row(old)).values()) > 150
    assert made.made_at == NOW
    assert await migrations.is_current(new)


@pytest.mark.parametrize("kind", KINDS)
async def test_new_rows_are_numbered_after_the_restored_ones(
    empty: Make, tmp_path: Path, kind: str
) -> None:
    old, new = await empty("sqlite"), await empty(kind)
    await an_office(old)
    await backup.write(old, tmp_path / "backup.zip", real_now=NOW)
    await put_back(new, tmp_path / "backup.zip")
    house = House(database=new, org=1)
    last = max(task.id for task in await house.rows(tasks))

    await house.commit(a_draft(), content=b"another plan")

    added = (await house.rows(tasks))[-1]
    assert (added.id, added.code) == (last + 1, "NV13")
    assert await a_house(new, "so-khac")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_freshly_migrated_database_takes_a_backup_and_a_sandbox_stays_one(
    empty: Make, tmp_path: Path, kind: str
) -> None:
    old, new = await empty("sqlite"), await empty(kind)
    await an_office(old)
    await backup.write(old, tmp_path / "backup.zip", real_now=NOW)
    await migrations.upgrade(new)
    await new.write(sandbox_clock.make_sandbox)
    await new.write(lambda tx: sandbox_clock.move(tx, NOW + HOUR, NOW))
    await new.write(
        lambda tx: orgs.create(tx, slug="main", name="", zone="UTC", language="vi", now=BEGINS)
    )

    await put_back(new, tmp_path / "backup.zip")

    found = await every_row(new)
    assert [org.slug for org in found["orgs"]] == ["so-mau"]
    assert found.pop("sandbox_clock") == [(1, 3600)]
    assert found == {k: v for k, v in (await every_row(old)).items() if k != "sandbox_clock"}


async def test_a_database_in_use_is_left_alone(empty: Make, tmp_path: Path) -> None:
    old = await empty("sqlite")
    await an_office(old)
    await backup.write(old, tmp_path / "backup.zip", real_now=NOW)
    before = await every_row(old)

    with pytest.raises(NotRestorable, match="the database is in use"):
        await put_back(old, tmp_path / "backup.zip")

    assert await every_row(old) == before


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_written_meanwhile_is_not_in_it(
    empty: Make, tmp_path: Path, kind: str
) -> None:
    """All tables show one moment, though the office goes on between one and the next."""
    old, new = await empty(kind), await empty("sqlite")
    house = await an_office(old)
    before = await every_row(old)
    writing: list[asyncio.Task[Any]] = []

    def as_it_goes(done: int, total: int) -> None:
        if not writing:
            writing.append(asyncio.create_task(house.commit(a_draft(), content=b"another")))

    await backup.write(old, tmp_path / "backup.zip", real_now=NOW, progress=as_it_goes)
    await writing[0]
    await put_back(new, tmp_path / "backup.zip")

    assert await every_row(new) == before
    assert len(await house.rows(tasks)) == len(before["tasks"]) + 1


async def test_only_its_owner_may_read_it_and_no_part_is_left_behind(
    empty: Make, tmp_path: Path
) -> None:
    old = await empty("sqlite")
    await an_office(old)
    folder = tmp_path / "kept"
    folder.mkdir()

    await backup.write(old, folder / "backup.zip", real_now=NOW)

    assert os.listdir(folder) == ["backup.zip"]
    assert (folder / "backup.zip").stat().st_mode & 0o777 == 0o600


async def test_a_backup_that_fails_leaves_what_was_there(empty: Make, tmp_path: Path) -> None:
    old = await empty("sqlite")
    await an_office(old)
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "backup.zip").write_text("of yesterday")

    def breaks(done: int, total: int) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        await backup.write(old, folder / "backup.zip", real_now=NOW, progress=breaks)

    assert os.listdir(folder) == ["backup.zip"]
    assert (folder / "backup.zip").read_text() == "of yesterday"


# --- files that are no backup -------------------------------------------------------------------


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as store:
        members = {name: store.read(name) for name in store.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as store:
        for name, content in members.items():
            store.writestr(name, content)
    return path


def in_manifest(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        form = json.loads(members[backup.MANIFEST])
        members[backup.MANIFEST] = json.dumps(form | changes).encode()

    return change


def a_row_changed(members: dict[str, bytes]) -> None:
    members["people.jsonl"] = members["people.jsonl"].replace(b"An", b"Ax", 1)


def a_row_lost(members: dict[str, bytes]) -> None:
    members["people.jsonl"] = members["people.jsonl"].partition(b"\n")[2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (a_row_changed, "damaged: table people"),
        (a_row_lost, "damaged: table people"),
        (lambda members: members.pop("people.jsonl"), "damaged, or is no backup"),
        (lambda members: members.pop(backup.MANIFEST), "damaged, or is no backup"),
        (in_manifest(revision="0999"), "newer dondoc .tables 0999.: install that version"),
        (in_manifest(version=2), "no backup that this version can read"),
        (in_manifest(format="something"), "no backup that this version can read"),
        (in_manifest(tables={}), "lacks the table"),
    ],
)
async def test_a_file_that_is_not_whole_changes_nothing(
    empty: Make, tmp_path: Path, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    old, new = await empty("sqlite"), await empty("sqlite")
    await an_office(old)
    await backup.write(old, tmp_path / "backup.zip", real_now=NOW)

    with pytest.raises(NotRestorable, match=said):
        await put_back(new, rewritten(tmp_path / "backup.zip", change))

    assert not await migrations.is_current(new)


@pytest.mark.parametrize("cut", [0, 100, -10])
async def test_a_truncated_file_is_refused(empty: Make, tmp_path: Path, cut: int) -> None:
    old = await empty("sqlite")
    await an_office(old)
    path = tmp_path / "backup.zip"
    await backup.write(old, path, real_now=NOW)
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(NotRestorable, match="damaged"):
        restore.check(path)


async def test_a_flipped_bit_anywhere_is_found(empty: Make, tmp_path: Path) -> None:
    old = await empty("sqlite")
    await an_office(old)
    path = tmp_path / "backup.zip"
    await backup.write(old, path, real_now=NOW)
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as store:
        content = [
            info.header_offset + 30 + len(info.filename) + 20 + info.compress_size // 2
            for info in store.infolist()
            if info.file_size > 200
        ]

    for place in content:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(NotRestorable):
            restore.check(path)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_row_that_does_not_fit_stores_nothing(
    empty: Make, tmp_path: Path, kind: str
) -> None:
    """Whole by its hashes, but no backup of ours: an org in a state that there is not."""
    old, new = await empty("sqlite"), await empty(kind)
    await an_office(old)
    path = tmp_path / "backup.zip"
    await backup.write(old, path, real_now=NOW)

    def forge(members: dict[str, bytes]) -> None:
        import hashlib

        members["orgs.jsonl"] = members["orgs.jsonl"].replace(b'"live"', b'"mad"')
        form = json.loads(members[backup.MANIFEST])
        form["tables"]["orgs"]["sha256"] = hashlib.sha256(members["orgs.jsonl"]).hexdigest()
        members[backup.MANIFEST] = json.dumps(form).encode()

    with pytest.raises(NotRestorable, match="table orgs cannot be restored"):
        await put_back(new, rewritten(path, forge))

    assert not await migrations.is_current(new)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_older_backup_comes_back_by_way_of_its_own_tables(
    empty: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A later version gives units a motto, and every unit that is there one of its own."""
    old, new = await empty("sqlite"), await empty(kind)
    await an_office(old)
    await backup.write(old, tmp_path / "backup.zip", real_now=NOW)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "0099_a_motto.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision = '0099', '{version.NEWEST}'\n"
        "def upgrade():\n"
        "    op.add_column('orgs', sa.Column('motto', sa.String))\n"
        "    op.execute(\"UPDATE orgs SET motto = 'of ' || slug\")\n"
    )
    config = migrations._config

    def with_the_later_one() -> Any:
        made = config()
        own = Path(migrations.__file__).parent / "versions"
        made.set_main_option("version_locations", f"{own}{os.pathsep}{tmp_path / 'later'}")
        return made

    monkeypatch.setattr(migrations, "_config", with_the_later_one)

    await put_back(new, tmp_path / "backup.zip")

    assert await migrations.is_current(new)
    async with new.read() as connection:
        rows = await connection.exec_driver_sql("SELECT slug, motto FROM orgs")
        assert [tuple(row) for row in rows] == [("so-mau", "of so-mau")]


def test_a_backup_has_a_word_for_every_column() -> None:
    held = {backup.held_by(c) for table in metadata.sorted_tables for c in table.columns}

    assert held == set(backup.HOLDS)
    assert Manifest.model_fields.keys() == {"format", "version", "revision", "made_at", "tables"}
