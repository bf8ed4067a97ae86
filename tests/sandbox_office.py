"""An office in a database with its real channels, over HTTP to a sandbox in this process.

Each office is a copy of an empty one, with the people and the plan of the conversations' tests, on
one platform. The test moves its clock and says when it works; nothing else runs.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy import Row, Table, select

from bot.administration import going_live, upkeep
from bot.channels.base import Channel
from bot.receiving.webhook import Webhook
from bot.sandbox.platform import ChannelName
from bot.sandbox.server import build_app
from bot.sending.dispatch import Dispatcher
from bot.settings import Settings
from scheduler.rules.calendar import OFFICE_ZONE
from storage import links, orgs, people_file, plans
from storage.claims import LEASE
from storage.database import Database
from storage.people import load_staff
from storage.plan_import import read_plan
from storage.tables import inbox, messages
from tests.bot.channels.contract.meeting import MAKERS
from tests.bot.conversation.conftest import PEOPLE, PLAN
from tests.bot.sandbox.playing import OfficeClock, Sim
from tests.databases import sqlite
from tests.fakes import LivingOffice

BEGINS = datetime(2026, 8, 3, 7, 0, tzinfo=OFFICE_ZONE)
UNLIMITED = 10**9  # calls in a second: only the office's own clock matters here
PATIENCE = 20.0  # seconds


@dataclass(kw_only=True)
class SandboxOffice(LivingOffice):
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
            query = select(table).where(*where).order_by(*table.primary_key.columns)
            found = await connection.execute(query)
            return list(found.all())


async def an_empty_office(path: Path, *, plan: str = PLAN, sandbox: bool = False) -> None:
    """An office with its people and plan, whom nobody has linked yet, as a database file.

    `sandbox`: with a clock of its own, so that commands can be run at its time.
    """
    database = Database(sqlite(path))
    await upkeep.migrate(database, Settings.read({}), sandbox=sandbox)
    async with database.read() as connection:
        org = await orgs.find(connection, None)
        state = await orgs.load(connection, org)
    rows = people_file.read("people.csv", PEOPLE.encode())
    await database.write(lambda tx: people_file.store(tx, org, rows))
    draft, content = read_plan("plan.txt", plan.encode()), plan.encode()
    commit = partial(plans.commit, org=state, draft=draft, name="plan.txt", content=content)
    await database.write(lambda tx: commit(tx, now=BEGINS))
    await database.close()


@asynccontextmanager
async def living(platform: ChannelName, empty: Path, folder: Path) -> AsyncIterator[SandboxOffice]:
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
            office = SandboxOffice(
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
async def listening(office: SandboxOffice, channel: Channel) -> AsyncIterator[None]:
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
        if channel.name == "zalo_oa":  # its address is set in a console, not by the bot
            await office.sim.post("/zalo-oa", webhook=url)
        else:
            await channel.deliver_to(url)
        yield


def _nothing() -> None:
    return


async def move_in(office: SandboxOffice) -> None:
    async with office.database.read() as connection:
        staff = await load_staff(connection, office.org)
    for person in staff.people.values():
        office.ids[person.name] = await office.sim.add(person.name, started=False)
        make = partial(links.make_code, org=office.org, person=person.id, now=office.now)
        await office.say(person.name, f"/start {await office.database.write(make)}")
    await office.posted(len(office.ids))
    await office.database.write(lambda tx: going_live.go_live(tx, office.org, BEGINS))
    await office.catch_up()
