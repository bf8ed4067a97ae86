"""Several processes on one PostgreSQL database: each Database here stands for a process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import upkeep
from bot.settings import Settings
from scheduler.rules.pacing import Limits
from storage import claims, migrations, orgs, turns, wakeups
from storage.database import Database
from storage.tables import mailboxes
from storage.tables import orgs as org_rows
from storage.turns import Turn, Turns
from tests.databases import POSTGRESQL_ONLY
from tests.postgres import PostgresServer
from tests.storage.builders import BEGINS, House, told

pytestmark = [pytest.mark.usefixtures("databases"), POSTGRESQL_ONLY]
PATIENCE = 30.0  # seconds: generous, for nothing is right or wrong by being slow


@pytest.fixture
async def other(database: Database) -> AsyncIterator[Database]:
    """Another process on the same database."""
    opened = Database(database.url.render_as_string(hide_password=False))
    yield opened
    await opened.close()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():
            await asyncio.sleep(0.02)


async def cut_off(database: Database, what: str) -> None:
    """End the connections that last did this, as a server or a network that fails would."""
    async with database.read() as connection:
        ended = await connection.scalars(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~* :what"
            ),
            {"what": what},
        )
        assert list(ended), "nobody does this"


async def name(tx: AsyncConnection, org: int, to: str) -> None:
    await tx.execute(org_rows.update().where(org_rows.c.id == org).values(name=to))


# --- the database -------------------------------------------------------------------------------


async def test_a_database_may_be_named_without_its_driver(database: Database) -> None:
    for short in ("postgres", "postgresql"):
        url = database.url.set(drivername=short).render_as_string(hide_password=False)
        opened = Database(url)
        assert await migrations.is_current(opened)
        await opened.close()


async def test_a_url_may_say_sslmode_as_other_programs_have_it(database: Database) -> None:
    url = database.url.update_query_dict({"sslmode": "disable"})
    opened = Database(url.render_as_string(hide_password=False))
    assert await migrations.is_current(opened)
    await opened.close()


async def test_a_server_that_was_started_again_is_reached_by_the_next_use(
    own_server: PostgresServer,
) -> None:
    database = Database(await own_server.create())
    await migrations.upgrade(database)
    create = partial(orgs.create, name="", zone="UTC", language="vi", now=BEGINS)
    await database.write(lambda tx: create(tx, slug="before"))
    async with database.read() as connection:
        assert await orgs.find(connection, "before")

    own_server.stop()
    own_server.start()

    async with database.read() as connection:
        assert await orgs.find(connection, "before")
    await database.write(lambda tx: create(tx, slug="after"))
    await database.close()


async def test_work_that_waited_for_another_process_which_waited_for_it_is_done_again(
    house: House, other_house: House, other: Database
) -> None:
    """Each renames both orgs, beginning with the other one: the classic deadlock."""
    both_began = asyncio.Barrier(2)
    runs = 0

    async def rename(tx: AsyncConnection, first: int, second: int, to: str) -> str:
        nonlocal runs
        runs += 1
        await name(tx, first, to)
        if runs <= 2:
            await both_began.wait()
        await name(tx, second, to)
        return to

    done = await asyncio.gather(
        house.database.write(lambda tx: rename(tx, house.org, other_house.org, "one")),
        other.write(lambda tx: rename(tx, other_house.org, house.org, "two")),
    )

    assert tuple(done) == ("one", "two")
    assert runs > 2, "PostgreSQL undid one of them"
    async with other.read() as connection:
        names = set(await connection.scalars(select(org_rows.c.name)))
    assert len(names) == 1, "one after the other, not half of each"


async def test_two_processes_may_migrate_at_once(postgres: PostgresServer) -> None:
    url = await postgres.create()
    processes = [Database(url) for _ in range(3)]
    await asyncio.gather(
        *(upkeep.migrate(each, Settings.read({}), sandbox=True) for each in processes)
    )

    async with processes[0].read() as connection:
        assert await orgs.find(connection, None)
    for each in processes:
        assert await migrations.is_current(each)
        await each.close()


# --- turns --------------------------------------------------------------------------------------


async def test_one_process_has_a_turn_and_another_takes_over_when_it_stops(
    house: House, other: Database
) -> None:
    first, second = Turns(house.database), Turns(other)

    assert await first.has(Turn.SCHEDULE, house.org)
    assert await first.has(Turn.SCHEDULE, house.org), "and keeps it"
    assert not await second.has(Turn.SCHEDULE, house.org)
    assert await second.has(Turn.RECEIVE, house.org), "another turn"
    assert await second.has(Turn.SCHEDULE, house.org + 1), "another org's"

    await first.give_up(house.org)
    assert await second.has(Turn.SCHEDULE, house.org)
    assert not await first.has(Turn.SCHEDULE, house.org)
    await second.close()
    assert await first.has(Turn.SCHEDULE, house.org)
    await first.close()


async def test_a_process_that_is_cut_off_finds_out_that_it_lost_its_turn(
    house: House, other: Database
) -> None:
    first, second = Turns(house.database), Turns(other)
    assert await first.has(Turn.RECEIVE, house.org)
    waits = asyncio.create_task(second.wait(Turn.RECEIVE, house.org))

    await cut_off(house.database, "pg_try_advisory_lock")
    async with asyncio.timeout(PATIENCE):
        await waits

    assert not await first.has(Turn.RECEIVE, house.org)
    await second.close()
    await until(lambda: first.has(Turn.RECEIVE, house.org))
    await first.close()


async def test_whoever_acts_is_alone_until_it_is_committed(house: House, other: Database) -> None:
    began, end = asyncio.Event(), asyncio.Event()

    async def slow(tx: AsyncConnection) -> None:
        await turns.alone(tx, Turn.ACT, house.org)
        began.set()
        await end.wait()
        await name(tx, house.org, "first")

    async def reads(tx: AsyncConnection) -> str | None:
        await turns.alone(tx, Turn.ACT, house.org)
        found: str | None = await tx.scalar(
            select(org_rows.c.name).where(org_rows.c.id == house.org)
        )
        return found

    first = asyncio.create_task(house.database.write(slow))
    await began.wait()
    second = asyncio.create_task(other.write(reads))

    async def second_waits() -> bool:
        async with house.database.read() as connection:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            return bool(await connection.scalar(text(waiting)))

    await until(second_waits)
    end.set()
    await first
    assert await second == "first"


# --- claims -------------------------------------------------------------------------------------


async def test_two_processes_claim_side_by_side_and_share_what_waits(
    house: House, other: Database
) -> None:
    people = sorted((await house.staff()).values())
    for n, person in enumerate(people):
        await house.answer(person, n, BEGINS)
    beside = House(database=other, org=house.org)
    limits = Limits(per_second=3)

    rounds = [
        await asyncio.gather(
            *(
                each.claim(f"{who}{n}", BEGINS, BEGINS + n * timedelta(seconds=1), limits)
                for who, each in enumerate((house, beside, house, beside))
            )
        )
        for n in range(len(people))
    ]

    got = [box.recipient for claims in rounds for claimed in claims for box in claimed.boxes]
    assert sorted(got) == sorted(f"person:{person}" for person in people)
    each_second = [sum(len(claimed.boxes) for claimed in claims) for claims in rounds]
    assert max(each_second) == 3, "the bot's limit is one for all"


async def test_the_first_claims_of_a_bot_share_its_limit_too(house: House, other: Database) -> None:
    """The bot's row is made by whoever claims first; who comes meanwhile waits and counts it."""
    first, second = sorted((await house.staff()).values())[:2]
    for n, person in enumerate((first, second)):
        await house.answer(person, n, BEGINS)
    beside = House(database=other, org=house.org)
    limits = Limits(per_second=1)
    claimed, commit = asyncio.Event(), asyncio.Event()

    async def slow(tx: AsyncConnection) -> claims.Claimed:
        got = await claims.claim(
            tx,
            await orgs.load(tx, house.org),
            "telegram",
            "a",
            now=BEGINS,
            real_now=BEGINS,
            limits=limits,
            most=10,
        )
        claimed.set()
        await commit.wait()
        return got

    one = asyncio.create_task(house.database.write(slow))
    await claimed.wait()
    two = asyncio.create_task(beside.claim("b", BEGINS, BEGINS, limits))

    async def second_waits() -> bool:
        async with house.database.read() as connection:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            return bool(await connection.scalar(text(waiting)))

    await until(second_waits)
    commit.set()
    assert (len((await one).boxes), len((await two).boxes)) == (1, 0)


async def test_a_mailbox_that_another_process_writes_to_is_passed_over(
    house: House, other: Database
) -> None:
    first, *rest = sorted((await house.staff()).values())
    for n, person in enumerate((first, *rest)):
        await house.answer(person, n, BEGINS)
    busy, go_on = asyncio.Event(), asyncio.Event()

    async def write(tx: AsyncConnection) -> None:
        box = mailboxes.c.recipient == f"person:{first}"
        await tx.execute(select(mailboxes.c.id).where(box).with_for_update())
        busy.set()
        await go_on.wait()

    writing = asyncio.create_task(other.write(write))
    await busy.wait()
    async with asyncio.timeout(PATIENCE):  # it does not wait for the other to commit
        got = await house.claim("a", BEGINS, BEGINS)
    go_on.set()
    await writing

    assert {box.recipient for box in got.boxes} == {f"person:{person}" for person in rest}
    assert [box.recipient for box in (await house.claim("b", BEGINS, BEGINS)).boxes] == [
        f"person:{first}"
    ]


# --- wake-ups -----------------------------------------------------------------------------------


async def test_what_is_queued_in_one_process_wakes_the_senders_of_another(
    house: House, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeups, "STILL_THERE", 0.1)
    an = (await house.staff())["An"]
    queued, heard = asyncio.Event(), asyncio.Event()
    bells = {"send": queued, "receive": heard}
    listening = asyncio.create_task(wakeups.listen(other, lambda part: bells[part].set()))

    async def woken() -> None:
        async with asyncio.timeout(PATIENCE):
            await queued.wait()
        queued.clear()

    await woken()  # once, for what it may have missed
    await asyncio.wait_for(heard.wait(), PATIENCE)
    heard.clear()
    assert await house.queue(told("event:1", an, BEGINS))
    await woken()
    assert not heard.is_set(), "nothing came in"

    await cut_off(house.database, "^(listen|select 1)")
    await woken()  # the connection was made again
    assert await house.queue(told("event:2", an, BEGINS))
    await woken()

    with pytest.raises(RuntimeError, match="not queued"):
        await house.database.write(partial(_queue_and_fail, house, an))
    assert not queued.is_set(), "what was not committed wakes nobody"
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def _queue_and_fail(house: House, an: int, tx: AsyncConnection) -> None:
    await wakeups.wake(tx, "send")
    raise RuntimeError("not queued")
