"""A whole office on all three platforms at once, for a story that is told from the outside.

People talk and press in the sandbox over HTTP, each on the platform they are at home on; the
service's real channels hear it by their webhooks and answer over HTTP. The office's clock moves
only when the story says so. Nothing here knows a handler.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from sqlalchemy import Row, Table, select, update

from bot.administration import going_live, upkeep
from bot.demo.office import DONDOC
from bot.demo.transcript import line
from bot.receiving.errands import run_errands
from bot.receiving.fetching import fetch_all
from bot.receiving.offering import Offering
from bot.receiving.plans_read import read_all
from bot.sandbox.platform import ChannelName
from bot.sandbox.server import build_app
from bot.settings import Settings
from scheduler.clock import wall_clock
from scheduler.rules.calendar import OFFICE_ZONE
from storage import links, orgs, verify
from storage.database import Database
from storage.people import load_staff
from storage.tables import duties, inbox, sandbox_clock, tasks, units
from tests.bot.channels.contract.meeting import MAKERS
from tests.bot.conversation.conftest import PLAN
from tests.bot.sandbox.playing import OfficeClock, Sim
from tests.bot.sandbox.zalo import send_file
from tests.databases import sqlite
from tests.sandbox_office import (
    BEGINS,
    UNLIMITED,
    SandboxOffice,
    an_empty_office,
    listening,
)

TRANSCRIPTS = Path(__file__).parents[2] / "test-output" / "flows"
Homes = Mapping[str, ChannelName]
Entry = dict[str, Any]


@dataclass(kw_only=True)
class Town(SandboxOffice):
    """`homes`: on which platform each person is; whoever is not named is on Telegram."""

    homes: Homes
    base: str  # of the sandbox
    folder: Path
    file: Path  # the database
    labels: dict[str, str] = field(default_factory=dict)  # of buttons, by their data
    _looked: dict[str, int] = field(default_factory=dict)  # how far into the record, by person
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    # --- the service ----------------------------------------------------------------------------

    async def restart(self) -> None:
        """The service stops, and another begins that knows only what is in the database."""
        await self.stop()
        await self.start()

    async def start(self) -> None:
        self.database = Database(sqlite(self.file))
        self._stack.push_async_callback(self.database.close)
        made = [
            await self._stack.enter_async_context(make(self.base, self.sim, self.folder))
            for make in MAKERS.values()
        ]
        self.channel, *self.others = made
        for channel in made:
            await self._stack.enter_async_context(listening(self, channel))
        self.__post_init__()

    async def stop(self) -> None:
        await self._stack.aclose()

    async def offer_menus(self) -> None:
        org = await self.read(lambda connection: orgs.load(connection, self.org))
        await Offering(self.database, org.id, "so-mau", self.channels, self.real_clock).offer()

    async def dondoc(self, *words: str) -> str:
        """What a command prints, run beside the service at the office's time."""
        await self.set_clock()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}
        process = await asyncio.create_subprocess_exec(
            str(DONDOC),
            *words,
            env=kept | {"DONDOC_DATABASE_URL": sqlite(self.file)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def offences(self) -> list[str]:
        """Which rows are not as they must be."""
        await self.set_clock()
        async with self.database.read() as connection:
            return [each.shown() for each in await verify.offences(connection, wall_clock())]

    async def set_clock(self) -> None:
        """What comes from outside the service finds the office's time in the database."""
        ahead = ceil((self.now - wall_clock()).total_seconds())
        move = update(sandbox_clock).values(offset_seconds=ahead)
        await self.database.write(lambda tx: tx.execute(move))

    # --- time -----------------------------------------------------------------------------------

    async def day(self, moment: str) -> None:
        """Let it be "2026-08-03 07:45", with all that is due then said."""
        to = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=OFFICE_ZONE)
        assert to >= self.now, f"it is {self.now} already"
        self.real = max(self.real, to)
        await self.at(to)

    async def slot(self, moment: str) -> None:
        """Let a slot pass; the people read their message a quarter of an hour later."""
        await self.day(moment)
        self.now = self.clock.now = self.now + timedelta(minutes=15)
        self.real = max(self.real, self.now)
        await self.catch_up()

    # --- what people do -------------------------------------------------------------------------

    def home(self, person: str) -> ChannelName:
        return self.homes.get(person, "telegram")

    async def meet(self, name: str) -> None:
        """Somebody who has accounts, and no link."""
        self.ids[name] = await self.sim.add(name, started=False)

    async def says(self, person: str, words: str, *, on: ChannelName | None = None) -> str:
        """What the person is shown in answer."""
        return await self._does(person, "say", on, text=words)

    async def presses(self, person: str, label: str) -> str:
        """The answer to the newest button that reads so."""
        return await self.presses_again(person, *await self.button(person, label))

    async def presses_again(self, person: str, message: int | str, data: str) -> str:
        """The answer to a button that may be an old one."""
        return await self._does(person, "press", None, message_id=message, data=data)

    async def edits(self, person: str, words: str, instead: str) -> str:
        """What the person is shown once their newest message of these words reads otherwise."""
        chat = await self.chat(person)
        theirs = [m for m in chat if (m["from"], m["text"]) == ("person", words)]
        number = theirs[-1]["message_id"]
        return await self._does(person, "edit", None, message_id=number, text=instead)

    async def sends(self, person: str, name: str, content: bytes, caption: str = "") -> str:
        """What the person is shown in answer to a file, which the service fetches then."""
        heard, began = len(await self.rows(inbox)), await self.last()
        mime, query = guess_type(name)[0] or "", f"channel={self.home(person)}"
        await send_file(self.sim, self.ids[person], name, mime, content, query, caption)
        await self.posted(heard + 1)
        await self.catch_up()
        await self.work_beside()
        return "\n".join(each["text"] for each in await self.shown(person, began))

    async def _does(self, person: str, act: str, on: ChannelName | None, **body: Any) -> str:
        heard, began = len(await self.rows(inbox)), await self.last()
        path, channel = f"/people/{self.ids[person]}/{act}", on or self.home(person)
        await self.sim.post(path, channel=channel, **body)
        await self.posted(heard + 1)
        await self.catch_up()
        await self.work_beside()
        self._looked[person] = await self.last()
        return "\n".join(each["text"] for each in await self.shown(person, began))

    async def work_beside(self) -> None:
        """What the service does beside its answers: files are fetched, plans read, errands run."""
        where = self.database, self.org
        await fetch_all(*where, self.channels, self.clock.read, self.real_clock)
        await read_all(*where, self.channels, self.clock.read)
        await run_errands(*where, self.clock.read)
        await self.catch_up()

    # --- what people see ------------------------------------------------------------------------

    async def last(self) -> int:
        found: int = (await self.sim.get("/record"))["last"]
        return found

    async def record(self, after: int = 0) -> list[Entry]:
        found: list[Entry] = (await self.sim.get(f"/record?after={after}"))["entries"]
        for entry in found:
            for button in (each for row in entry["buttons"] or () for each in row):
                self.labels[button.get("data", "")] = button["text"]
        return found

    async def shown(self, person: str, after: int = 0) -> list[Entry]:
        """All that was said to a person, or put in the place of something said, in order."""
        return [
            each
            for each in await self.record(after)
            if (each["by"], each["person_id"]) == ("bot", self.ids[person])
            and each["what"] in ("sent", "edited")
        ]

    async def reads(self, person: str) -> str:
        """All that was said to a person since they last read or acted, as they read it now."""
        began, self._looked[person] = self._looked.get(person, 0), await self.last()
        return "\n\n".join(each["text"] for each in await self.shown(person, began))

    async def chat(self, person: str) -> list[Entry]:
        """The person's chat as their app shows it, at home."""
        path = f"/people/{self.ids[person]}/messages?channel={self.home(person)}"
        found: list[Entry] = await self.sim.get(path)
        return found

    async def button(self, person: str, label: str) -> tuple[int | str, str]:
        """(message, data) of the newest button that reads so."""
        return (await self._buttons(person, label))[-1]

    async def oldest_button(self, person: str, label: str) -> tuple[int | str, str]:
        return (await self._buttons(person, label))[0]

    async def _buttons(self, person: str, label: str) -> list[tuple[int | str, str]]:
        found = [
            (message["message_id"], each["data"])
            for message in await self.chat(person)
            for row in message["buttons"] or ()
            for each in row
            if each["text"] == label
        ]
        assert found, f"{person} has no button “{label}”"
        return found

    async def document(self, message: Entry) -> bytes:
        """What the app gets for the document of a message."""
        async with self.sim.session.get(message["document"]["url"]) as answer:
            assert answer.status == 200
            return await answer.read()

    async def transcript(self) -> str:
        """All that was said and done, one line each, as in the demo."""
        entries = await self.record()
        names = {number: name for name, number in self.ids.items()}
        told = (line(entry, names, self.labels) for entry in entries)
        return "\n".join(each for each in told if each is not None) + "\n"

    async def keep_transcript(self, name: str) -> None:
        """Leave it where people may read it."""
        TRANSCRIPTS.mkdir(parents=True, exist_ok=True)
        told = await self.transcript()
        (TRANSCRIPTS / f"{name}.txt").write_text(told, encoding="utf-8")

    # --- what is so -----------------------------------------------------------------------------

    async def read(self, query: Any) -> Any:
        async with self.database.read() as connection:
            return await query(connection)

    async def person(self, name: str) -> int:
        """The number of somebody in the database."""
        staff = await self.read(lambda connection: load_staff(connection, self.org))
        (found,) = staff.named(name)
        number: int = found.id
        return number

    async def duty(self, code: str, unit: str = "Phòng Hành chính") -> Row[Any]:
        """The row of a task's duty."""
        query = (
            select(duties)
            .join(tasks, (tasks.c.id == duties.c.task_id) & (tasks.c.org_id == duties.c.org_id))
            .join(units, (units.c.id == duties.c.unit_id) & (units.c.org_id == duties.c.org_id))
            .where(duties.c.org_id == self.org, tasks.c.code == code, units.c.name == unit)
        )
        async with self.database.read() as connection:
            return (await connection.execute(query)).one()

    async def count(self, table: Table) -> int:
        return len(await self._read_all(table))

    async def _read_all(self, table: Table) -> list[Row[Any]]:
        return list((await self.read(lambda connection: connection.execute(select(table)))).all())


@asynccontextmanager
async def a_town(
    folder: Path, homes: Homes, *, plan: str = PLAN, moved_in: bool = True
) -> AsyncIterator[Town]:
    """An office on Monday 3 August 2026 at seven; with everybody linked at home, and live.

    In the end every invariant of its rows holds.
    """
    file = folder / "office.db"
    await an_empty_office(file, plan=plan, sandbox=True)
    async with _town(folder, homes, file, BEGINS) as town:
        staff = await town.read(lambda connection: load_staff(connection, town.org))
        for person in staff.people.values():
            await town.meet(person.name)
            if moved_in:
                make = partial(links.make_code, org=town.org, person=person.id, now=BEGINS)
                await town.says(person.name, f"/start {await town.database.write(make)}")
        if moved_in:
            await town.database.write(lambda tx: going_live.go_live(tx, town.org, BEGINS))
            await town.catch_up()
        yield town


@asynccontextmanager
async def a_new_town(folder: Path, homes: Homes, begins: datetime) -> AsyncIterator[Town]:
    """Tables and nothing in them; all who have a home there have accounts, and no link."""
    file = folder / "office.db"
    database = Database(sqlite(file))
    await upkeep.migrate(database, Settings.read({}), sandbox=True)
    await database.close()
    async with _town(folder, homes, file, begins) as town:
        for name in homes:
            await town.meet(name)
        yield town


@asynccontextmanager
async def _town(folder: Path, homes: Homes, file: Path, begins: datetime) -> AsyncIterator[Town]:
    database = Database(sqlite(file))
    async with database.read() as connection:
        org = await orgs.find(connection, None)
    await database.close()
    clock = OfficeClock(now=begins)
    app = build_app(tokens=None, office_now=clock.read, move_clock=None, per_second=UNLIMITED)
    async with (
        TestServer(app) as server,
        ClientSession(base := str(server.make_url("/")).rstrip("/")) as session,
        MAKERS["telegram"](base, sim := Sim(session), folder) as channel,
    ):
        town = Town(
            database=database,
            org=org,
            channel=channel,
            now=begins,
            real=begins,
            platform="telegram",
            clock=clock,
            sim=sim,
            posts=[],
            homes=homes,
            base=base,
            folder=folder,
            file=file,
        )
        await town.start()
        try:
            yield town
            assert "\n".join(await town.offences()) == ""
        finally:
            await town.stop()
