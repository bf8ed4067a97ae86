"""The fault matrix: each fault on each channel, counted from the sandbox's own record.

The real bot in a living office, its real channels, HTTP to a sandbox in this process. In each case
seven people are reminded and each writes to the bot while the platform makes trouble. Then it is
quiet again, and the books are compared: nothing is lost (each notice was said, or stands as unknown
or failed), nothing is recorded twice, and nothing was said twice but what Telegram had accepted
without our hearing of it (DESIGN.md §4.1).
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy import Row, Table, select

from bot import admin
from bot.channels.base import Channel
from bot.receiving.webhook import Webhook
from bot.sandbox.platform import ChannelName
from bot.sandbox.server import build_app
from bot.sending.dispatch import Dispatcher
from bot.settings import Settings
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.tick import tick
from storage import links, orgs, people_file, plans, verify
from storage.claims import LEASE
from storage.database import Database
from storage.people import load_staff
from storage.plan_import import read_plan
from storage.tables import deliveries, inbox, messages, notices, progress
from tests.bot.channels.contract.meeting import ALL, MAKERS
from tests.bot.conversation.conftest import PEOPLE, PLAN
from tests.bot.sandbox.playing import OfficeClock, Sim
from tests.databases import sqlite
from tests.fakes import LivingOffice

BEGINS = datetime(2026, 8, 3, 7, 0, tzinfo=OFFICE_ZONE)
MONDAY = BEGINS.replace(hour=7, minute=45)
LATER = [MONDAY.replace(hour=13, minute=30), MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]
SAID = {"An": "NV1 60%", "Khánh": "NV4 30%"}  # the others ask for their work
FAULTS = (
    "429", "403", "400", "500", "slow", "hold_before", "hold_after", "drop_before", "drop_after",
    "outage", "outage_cut", "duplicate", "reorder",
)  # fmt: skip
HOLDS = ("hold_before", "hold_after")  # and the sender dies meanwhile
OUTAGES = ("outage", "outage_cut")
OF_UPDATES = ("duplicate", "reorder")
TIMES = 3  # calls that meet with it
UNHEARD = ("drop_after", "hold_after")  # accepted, and we do not hear of it
REFUSED = ("400", "403")  # may mean for good
UNLIMITED = 10**9  # calls in a second: only the office's own clock matters here
PATIENCE = 20.0  # seconds


@dataclass(kw_only=True)
class MatrixOffice(LivingOffice):
    platform: ChannelName
    clock: OfficeClock
    sim: Sim
    posts: list[str]
    ids: dict[str, int] = field(default_factory=dict)

    async def say(self, name: str, words: str) -> None:
        path = f"/people/{self.ids[name]}/say"
        await self.sim.post(path, text=words, channel=self.platform)

    async def posted(self, count: int) -> None:
        """The service has stored so many things that people said."""
        async with asyncio.timeout(PATIENCE):
            while len(await self.rows(inbox)) < count:
                await asyncio.sleep(0.02)

    async def at(self, moment: datetime) -> None:
        self.now = self.clock.now = moment
        await self.catch_up()

    async def calm(self) -> None:
        """Let real time pass until nothing waits for another try."""
        for _ in range(12):
            self.real += timedelta(minutes=2)
            await self.catch_up()
            waits = await self.rows(messages, messages.c.state == "calling")
            if not waits:
                return
        raise AssertionError("something is called for ever")

    async def dies(self) -> None:
        """The sender ends in the middle of its calls, and another begins after its leases."""
        tasks = [t for line in self.dispatcher._lines.values() for t in line.in_hand.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.real += LEASE
        self.dispatcher = Dispatcher(self.database, self.org, self.channels, self.real_clock)

    async def rows(self, table: Table, *where: Any) -> list[Row[Any]]:
        async with self.database.read() as connection:
            found = await connection.execute(select(table).where(*where).order_by(table.c.id))
            return list(found.all())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with its people and plan, whom nobody has linked yet."""
    path = tmp_path_factory.mktemp("matrix") / "office.db"

    async def fill() -> None:
        database = Database(sqlite(path))
        await admin.migrate(database, Settings.read({}), sandbox=False)
        async with database.read() as connection:
            org = await orgs.find(connection, None)
            state = await orgs.load(connection, org)
        rows = people_file.read("people.csv", PEOPLE.encode())
        await database.write(lambda tx: people_file.store(tx, org, rows))
        draft, content = read_plan("plan.txt", PLAN.encode()), PLAN.encode()
        commit = partial(plans.commit, org=state, draft=draft, name="plan.txt", content=content)
        await database.write(lambda tx: commit(tx, now=BEGINS))
        await database.close()

    with asyncio.Runner() as runner:
        runner.run(fill())
    return path


@asynccontextmanager
async def living(platform: ChannelName, empty: Path, folder: Path) -> AsyncIterator[MatrixOffice]:
    database = Database(sqlite(Path(shutil.copy(empty, folder))))
    clock, posts = OfficeClock(now=BEGINS), list[str]()
    app = build_app(tokens=None, office_now=clock.read, move_clock=None, per_second=UNLIMITED)
    async with (
        TestServer(app) as server,
        ClientSession(base := str(server.make_url("/")).rstrip("/")) as session,
    ):
        sim = Sim(session)
        async with MAKERS[platform](base, sim, folder) as channel:
            async with database.read() as connection:
                org = await orgs.find(connection, None)
            office = MatrixOffice(
                database=database,
                org=org,
                channel=channel,
                now=BEGINS,
                real=BEGINS,
                platform=platform,
                clock=clock,
                sim=sim,
                posts=posts,
            )
            async with listening(office, channel):
                await move_in(office)
                yield office
    await database.close()


@asynccontextmanager
async def listening(office: MatrixOffice, channel: Channel) -> AsyncIterator[None]:
    """The service's own webhook, and the platform posts there."""

    def met(error: Exception) -> None:
        raise error

    hook = Webhook(
        office.database, office.org, "so-mau", channel, office.real_clock, _nothing, met,
        in_sandbox=False,
    )  # fmt: skip

    @web.middleware
    async def count(request: web.Request, handler: Callable[..., Any]) -> web.StreamResponse:
        answer: web.StreamResponse = await handler(request)
        office.posts.append(request.path)
        return answer

    page = web.Application(middlewares=[count])
    page.add_routes(hook.routes())
    async with TestServer(page) as server:
        url = str(server.make_url(hook.path))
        if office.platform == "zalo_oa":  # its address is set in a console, not by the bot
            await office.sim.post("/zalo-oa", webhook=url)
        else:
            await channel.deliver_to(url)
        yield


def _nothing() -> None:
    return


async def move_in(office: MatrixOffice) -> None:
    async with office.database.read() as connection:
        staff = await load_staff(connection, office.org)
    for person in staff.people.values():
        office.ids[person.name] = await office.sim.add(person.name, started=False)
        make = partial(links.make_code, org=office.org, person=person.id, now=office.now)
        await office.say(person.name, f"/start {await office.database.write(make)}")
    await office.posted(len(office.ids))
    await admin.go_live(office.database, office.org, BEGINS)
    await office.catch_up()


@pytest.mark.parametrize("platform", list(MAKERS))
@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_is_lost_and_nothing_doubled(
    fault: str,
    platform: ChannelName,
    empty: Path,
    tmp_path: Path,
    table: Callable[..., None],
) -> None:
    async with living(platform, empty, tmp_path) as office:
        began: int = (await office.sim.get("/record"))["last"]
        method = "*" if fault in (*OUTAGES, *OF_UPDATES) else ALL[platform].method
        times = 1 if fault in (*HOLDS, *OUTAGES) else TIMES
        order = partial(office.sim.order, fault, method, channel=platform, times=times)
        more = {"delay_ms": 200} if fault == "slow" else {}
        await order(**more)
        await _reminded(office, fault)
        if fault not in (*OUTAGES, *OF_UPDATES):
            await order(**more)
        await _talked_to(office, fault)
        await _over(office)
        await office.posted(2 * len(office.ids))
        await office.calm()
        for moment in LATER:
            await office.at(moment)
            await office.calm()
        books = await _books(office, began)

        assert books["lost"] == 0
        assert books["not_there"] == 0, "what the database holds as sent was accepted"
        assert books["recorded"] == len(SAID), "each word once"
        if office.channel.repeats_unknown:
            assert books["doubled"] <= (2 * TIMES if fault in UNHEARD else 0)
        else:
            assert books["doubled"] == 0
        if fault not in REFUSED:
            assert books["notices_failed"] == 0
        async with office.database.read() as connection:
            assert await verify.offences(connection, office.now) == []
        table("Fault matrix", fault=fault, channel=platform, **books)


async def _reminded(office: MatrixOffice, fault: str) -> None:
    office.now = office.clock.now = MONDAY
    if fault not in HOLDS:
        await office.catch_up()
        return
    await tick(office.ledger, office.now)
    await _dies_while_one_hangs(office)


async def _talked_to(office: MatrixOffice, fault: str) -> None:
    for name in office.ids:
        await office.say(name, SAID.get(name, "/viec"))
    if fault in OUTAGES:  # nothing is delivered to us either
        await office.catch_up()
        return
    await office.posted(2 * len(office.ids))
    if fault not in HOLDS:
        await office.catch_up()
        return
    await office.listen()
    await _dies_while_one_hangs(office)


async def _dies_while_one_hangs(office: MatrixOffice) -> None:
    async with asyncio.timeout(PATIENCE):
        while not sum(each["hanging"] for each in await office.sim.get("/faults")):
            await office.dispatcher.dispatch(office.now)
    await office.dies()
    await _over(office)
    await office.catch_up()


async def _over(office: MatrixOffice) -> None:
    async with office.sim.session.delete("/sim/faults") as answer:
        assert answer.status == 200


async def _books(office: MatrixOffice, began: int) -> dict[str, int]:
    """What was accepted, by the platform's record, beside what the database says of it."""
    entries = (await office.sim.get("/record"))["entries"]
    accepted = [e for e in entries if (e["by"], e["what"]) == ("bot", "sent")]
    people = await office.sim.get("/people")
    address = {each["id"]: each["addresses"][office.platform] for each in people}
    there = {(address[e["person_id"]], str(e["message_id"])): e["n"] for e in accepted}
    sent = await office.rows(deliveries, deliveries.c.outcome == "sent")
    known = [(row.address, row.provider_id) for row in sent]
    since = [e for e in accepted if e["n"] > began]
    texts = Counter((e["person_id"], e["text"]) for e in since)
    every = await office.rows(notices)
    arrived = {row.message_id for row in sent}
    waits = [n for n in every if n.state == "queued" and n.slot_at <= office.now]
    silent = [n for n in every if n.state == "sent" and n.message_id not in arrived]
    states = Counter(n.state for n in every)
    return {
        "accepted": len(since),
        "known_as_sent": sum(there.get(place, 0) > began for place in known),
        "calls_unknown": len(await office.rows(deliveries, deliveries.c.outcome == "unknown")),
        "notices_unknown": states["unknown"],
        "notices_failed": states["failed"],
        "doubled": sum(texts.values()) - len(texts),
        "lost": len(waits) + len(silent),
        "not_there": len(known) - len(set(known) & there.keys()),
        "recorded": len(await office.rows(progress)),
    }
