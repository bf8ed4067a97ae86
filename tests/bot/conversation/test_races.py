"""Two people decide the same thing at the same moment: one decision, one explanation.

Both messages are stored before either is handled, and each is handled by a process of its own: two
connections that write at once. Whoever comes second hears who decided, and when. Bình heads the
unit, Lan is her deputy, whose word is the head's.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, Table, select

from bot.receiving.handling import handle_one
from storage import inbox, verify
from storage.database import Database
from storage.tables import assignments, charges, duties, notices, requests
from storage.tables import inbox as inbox_rows
from tests.bot.conversation.conftest import PEOPLE, an_office_at
from tests.databases import Databases
from tests.fakes import ChannelInMemory, OfficeInMemory

LAN = "Lan,Phó Trưởng phòng,Phòng Hành chính,Sở Mẫu,deputy_head,,no\n"


@pytest.fixture(scope="module")
def late(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> OfficeInMemory:
    """The 19th of August: NV1 is late, more time is asked for NV2, NV4 waits to be confirmed."""

    async def live() -> OfficeInMemory:
        url = await databases.create(tmp_path_factory.mktemp("late"))
        async with an_office_at(url, PEOPLE + LAN) as office:
            await office.at("2026-08-19T07:45")
            await office.at("2026-08-19T08:55")
            await office.say("An", "NV2 xin gia hạn đến 25/8 vì chờ số liệu")
            await office.say("An", "NV4/HC xong")
            await office.at("2026-08-19T09:00")
            return office

    with asyncio.Runner() as runner:
        return runner.run(live())


@pytest.fixture
async def office(
    databases: Databases, late: OfficeInMemory, tmp_path: Path
) -> AsyncIterator[OfficeInMemory]:
    async with databases.copy(str(late.database.url), tmp_path) as url:
        database = Database(url)
        try:
            yield replace(late, database=database, channel=ChannelInMemory())
        finally:
            await database.close()


async def rows(office: OfficeInMemory, table: Table, **where: Any) -> Sequence[Row[Any]]:
    async with office.database.read() as connection:
        own = (table.c[name] == value for name, value in where.items())
        found = select(table).where(table.c.org_id == office.org, *own)
        return (await connection.execute(found.order_by(*table.primary_key))).all()


async def at_once(office: OfficeInMemory, *said: tuple[str, str]) -> dict[str, dict[str, Any]]:
    """What each hears, as it is stored, whose words are handled at the same moment."""
    for name, words in said:
        await office.write(name, words, office.now)
    processes = [Database(str(office.database.url)) for _ in said]
    ready = asyncio.Barrier(len(said))

    async def handle(process: Database, n: int) -> int:
        async with process.read() as connection:
            waiting = await inbox.unhandled(connection, office.org, 10)
        assert len(waiting) == len(said)
        await ready.wait()
        await handle_one(process, office.org, office.channels, waiting[n], office.now)
        return int(waiting[n].id)

    try:
        handled = await asyncio.gather(*(handle(each, n) for n, each in enumerate(processes)))
    finally:
        for process in processes:
            await process.close()
    assert [row.state for row in await rows(office, inbox_rows) if row.id in handled] == [
        "handled" for _ in said
    ]
    async with office.database.read() as connection:
        assert await verify.offences(connection, office.now) == []
    answers = {row.key: row.facts for row in await rows(office, notices, kind="answer")}
    return {name: answers[f"answer:{i}.1"] for (name, _), i in zip(said, handled, strict=True)}


def explains(office: OfficeInMemory, heard: dict[str, dict[str, Any]], won: str, key: str) -> None:
    """Everybody but who won was told who decided and when."""
    for name, answer in heard.items():
        if name != won:
            assert answer["text"] == key, (name, answer)
            assert answer["facts"]["who"] == won
            at = datetime.fromisoformat(answer["facts"]["at"]["moment"])
            assert at == office.now


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("đồng ý NV2", "từ chối NV2: không kịp"),
        ("NV2 đồng ý đến 24/8", "đồng ý NV2"),
        ("đồng ý NV4/HC", "trả lại NV4/HC: thiếu phụ lục"),
        ("trả lại NV4/HC: thiếu phụ lục", "trả lại NV4/HC: thiếu số liệu"),
    ],
)
@pytest.mark.parametrize("order", [("Bình", "Lan"), ("Lan", "Bình")])
async def test_a_request_is_decided_once(
    office: OfficeInMemory, order: tuple[str, str], first: str, second: str
) -> None:
    before = {row.id: row for row in await rows(office, requests)}

    heard = await at_once(office, (order[0], first), (order[1], second))

    decided = [row for row in await rows(office, requests) if row != before[row.id]]
    assert len(decided) == 1, decided
    names = {int(each) - 100: name for name, each in office.addresses.items()}
    explains(office, heard, names[decided[0].decided_by], "no.decided_by")


async def test_one_takes_charge(office: OfficeInMemory) -> None:
    heard = await at_once(office, ("Bình", "nhận xử lý NV1"), ("Lan", "nhận xử lý NV1"))

    (row,) = await rows(office, charges)
    assert row.ended_at is None
    names = {int(each) - 100: name for name, each in office.addresses.items()}
    explains(office, heard, names[row.person_id], "no.charge_of_another")


async def test_one_gives_the_work_and_the_other_is_asked(office: OfficeInMemory) -> None:
    heard = await at_once(office, ("Bình", "giao NV1 cho Dung"), ("Lan", "giao NV1 cho Lan"))

    (row,) = await rows(office, assignments)
    winner = "Bình" if heard["Bình"]["text"] == "head.assigned" else "Lan"
    names = {name: int(each) - 100 for name, each in office.addresses.items()}
    assert row.person_id == names["Dung" if winner == "Bình" else "Lan"]
    explains(office, heard, winner, "ask.assign_again")


@pytest.mark.parametrize("words", ["đồng ý NV2", "từ chối NV2: không kịp"])
async def test_taking_back_and_deciding_more_time(office: OfficeInMemory, words: str) -> None:
    """An's newest message is about NV4, so he asks anew."""
    await office.write("An", "NV2 xin gia hạn đến 26/8 vì chờ số liệu", office.now)
    await office.listen()

    heard = await at_once(office, ("An", "hoàn tác"), ("Bình", words))

    (row,) = (r for r in await rows(office, requests, kind="extension") if r.outcome != "replaced")
    if row.outcome == "withdrawn":
        assert heard["An"]["text"] == "undo.done"
        assert heard["Bình"]["text"] == "no.request_gone"
    else:
        explains(office, heard, "Bình", "undo.decided")


async def test_taking_back_and_confirming_a_result(office: OfficeInMemory) -> None:
    heard = await at_once(office, ("An", "hoàn tác"), ("Bình", "đồng ý NV4/HC"))

    states = {row.state for row in await rows(office, duties, task_id=4)}
    if "accepted" in states:
        explains(office, heard, "Bình", "undo.decided")
    else:
        assert heard["An"]["text"] == "undo.done"
        assert heard["Bình"]["text"] == "no.request_gone"
