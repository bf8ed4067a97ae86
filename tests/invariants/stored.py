"""A random office in a database, whose real bot talks to people in the sandbox by HTTP.

What was said is told by the sandbox's record; what stands is read from the database.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import going_live, upkeep
from bot.channels.telegram import TelegramChannel
from bot.receiving.polling import poll_once
from bot.receiving.presses import Presses
from bot.sandbox.server import build_app
from bot.sending.keeping_back import shown_blocks
from bot.settings import Settings
from scheduler.rules.bundle import split
from scheduler.rules.office_facts import OfficeFacts
from scheduler.rules.people import Role
from scheduler.rules.succession import standing_in
from storage import digest_items, links, orgs, people_file, plans, policies, rhythms, units, whole
from storage.database import Database
from storage.outbox import notice_of
from storage.people import load_staff
from storage.people_file import PersonRow
from storage.plan_import import Draft
from storage.plan_import.draft import DraftCycle, DraftTask, DraftUnit
from storage.sql import insert_one
from storage.tables import assignments, deliveries, messages, notices, tasks
from tests.bot.sandbox.playing import TOKEN, OfficeClock, Sim
from tests.databases import sqlite
from tests.fakes import LivingOffice
from tests.invariants.random_offices import GROUP, RandomOffice
from tests.invariants.scene import Heard, Scene
from tests.invariants.virtual import said_now
from tests.storage.builders import a_draft

UNITS = {
    1: "Sở Mẫu",
    2: "Phòng Kế hoạch",
    3: "Phòng Hành chính",
    4: "Phòng Tài chính",
    5: "Phòng Công nghệ số",
    GROUP: "Các phòng chuyên môn",
}
Place = tuple[int, int]  # a chat, and a message in it
BOT_SENT = ("bot", "sent")
NO_WAIT = timedelta()
UNLIMITED = 10**9  # calls in a second: only the office's own clock matters here
YEARS_END = date(2026, 12, 31)


# --- made ---------------------------------------------------------------------------------------


async def migrated(folder: Path) -> Path:
    """A database with an org in it and nothing else, to be copied."""
    path = folder / "empty.db"
    database = Database(sqlite(path))
    await upkeep.migrate(database, Settings.read({}), sandbox=False)
    await database.close()
    return path


@asynccontextmanager
async def stored(made: RandomOffice, empty: Path) -> AsyncIterator["SandboxOffice"]:
    """The office as it begins: stored, its people in the sandbox, linked and live."""
    with tempfile.TemporaryDirectory(prefix="stored-") as folder:
        path = shutil.copy(empty, folder)
        database, clock = Database(sqlite(Path(path))), OfficeClock(now=made.begins)
        app = build_app(tokens=None, office_now=clock.read, move_clock=None, per_second=UNLIMITED)
        async with TestServer(app) as server, ClientSession(server.make_url("/")) as session:
            channel = TelegramChannel(TOKEN, str(server.make_url("/telegram")))
            await channel.start()
            try:
                org = await _fill(database, made)
                office = SandboxOffice(
                    database=database,
                    org=org,
                    channel=channel,
                    now=made.begins,
                    clock=clock,
                    sim=Sim(session),
                )
                await office.move_in(made.facts)
                await database.write(lambda tx: going_live.go_live(tx, org, made.begins))
                yield office
            finally:
                await channel.stop()
                await database.close()


async def _fill(database: Database, made: RandomOffice) -> int:
    async with database.read() as connection:
        org = await orgs.find(connection, None)
    await database.write(lambda tx: _store(tx, org, made))
    return org


async def _store(tx: AsyncConnection, org: int, made: RandomOffice) -> None:
    facts, now = made.facts, made.begins
    await people_file.store(tx, org, list(_rows(facts)))
    state = await orgs.load(tx, org)
    policy = replace(facts.office.policy, version=state.office.policy.version + 1)
    await policies.add(tx, org, policy, now)
    state = await orgs.load(tx, org)
    await plans.commit(tx, state, _draft(facts), name="plan.txt", content=b"plan", now=now)
    await _assign(tx, org, facts)
    by_name = {each.name: each.id for each in (await load_staff(tx, org)).people.values()}
    for person, rhythm in facts.rhythms.items():
        name = facts.staff.people[person].name
        await rhythms.keep(tx, org, by_name[name], rhythm, now)


def _rows(facts: OfficeFacts) -> Iterator[PersonRow]:
    for person in facts.staff.people.values():
        posts = [post for post in facts.staff.posts if post.person_id == person.id]
        roles = list(dict.fromkeys(post.role for post in posts))
        above = Role.DEPUTY in roles
        yield PersonRow.model_validate(
            {
                "full_name": person.name,
                "unit": UNITS[1 if above else posts[0].unit_id],
                "role": ";".join(roles),
                "in_charge_of": ";".join(UNITS[post.unit_id] for post in posts if above),
                "contact": "yes" if posts[0].is_contact else "no",
            }
        )


def _draft(facts: OfficeFacts) -> Draft:
    group = DraftUnit(
        name=UNITS[GROUP],
        aliases=(),
        type="nhom",
        members=tuple(UNITS[unit] for unit in facts.groups[GROUP]),
    )
    made = [
        DraftTask(
            ref=task.ref,
            heading="",
            text=task.short,
            lead=tuple(UNITS[unit] for unit in task.leads),
            support=(),
            timing_text=None,
            timing=task.timing,
            lines=(1, 1),
            confidence=1.0,
            lead_scope={},
        )
        for task in facts.tasks
    ]
    cycles = [
        DraftCycle(
            ref="IV.1",
            cycle=cycle.kind,
            phrase=cycle.kind.value,
            sender=UNITS[cycle.from_unit_id],
            receiver=UNITS[cycle.to_unit_id],
            recurrence=cycle.schedule.recurrence,
            lines=(1, 1),
        )
        for cycle in facts.cycles
    ]
    return a_draft(*made, reporting=cycles, units=[group])


async def _assign(tx: AsyncConnection, org: int, facts: OfficeFacts) -> None:
    """As they are in the office: of several people who share a task none gives way."""
    people = {each.name: each.id for each in (await load_staff(tx, org)).people.values()}
    book = await units.load(tx, org)
    codes = {
        row.code: row.id for row in await tx.execute(select(tasks).where(tasks.c.org_id == org))
    }
    by_id = {task.id: task.code for task in facts.tasks}
    for each in facts.staff.assigned:
        assert each.task_id is not None
        await insert_one(
            tx,
            assignments,
            org_id=org,
            task_id=codes[by_id[each.task_id]],
            cycle_id=None,
            unit_id=book.find(UNITS[each.unit_id]),
            person_id=people[facts.staff.people[each.person_id].name],
            from_on=each.span.from_on,
            to_on=each.span.to_on,
        )


# --- lived --------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class SandboxOffice(LivingOffice):
    """An office that polls the sandbox's bot and sends by it."""

    clock: OfficeClock
    sim: Sim
    ids: dict[str, int] = field(default_factory=dict)  # of people in the sandbox, by name

    async def move_in(self, facts: OfficeFacts) -> None:
        """Whoever can be reached types their code."""
        async with self.database.read() as connection:
            staff = await load_staff(connection, self.org)
        linked = {each.name for each in facts.staff.people.values() if each.reachable}
        for person in staff.people.values():
            if person.name in linked:
                self.ids[person.name] = await self.sim.add(person.name, started=False)
                code = await self._code(person.id)
                await self.write(person.name, f"/start {code}", self.now)
        await self.listen()

    async def _code(self, person: int) -> str:
        return await self.database.write(lambda tx: links.make_code(tx, self.org, person, self.now))

    async def write(self, name: str, text: str, stamp: datetime) -> None:
        self.clock.now = stamp
        await self.sim.post(f"/people/{self.ids[name]}/say", text=text)

    async def listen(self) -> None:
        self.clock.now = self.now
        while await poll_once(
            self.database,
            self.org,
            self.channel,
            self.clock.read,
            self.real_clock,
            Presses(self.channel),
            NO_WAIT,
        ):
            pass
        await super().listen()


# --- looked at ----------------------------------------------------------------------------------


@dataclass
class Witness:
    """Looks at an office again and again; what arrived since the last look is in the scene.

    `untold`: how what arrived is not what the database holds as sent, in words.
    """

    office: SandboxOffice
    is_calm: bool = True
    heard: int = 0  # messages that arrived in slots
    untold: list[str] = field(default_factory=list)
    _read: int = 0  # of the sandbox's record
    _delivered: int = 0  # of the deliveries

    async def scene(self) -> Scene:
        found = await self.office.sim.get(f"/record?after={self._read}")
        self._read = found["last"]
        arrived = [each for each in found["entries"] if (each["by"], each["what"]) == BOT_SENT]
        async with self.office.database.read() as connection:
            state = await orgs.load(connection, self.office.org)
            facts = await whole.read(connection, state, YEARS_END)
            sent = await self._sent(connection)
            self.untold += _differences(arrived, sent)
            heard = await self._heard(connection, arrived, sent)
        self.heard += len(heard)
        return Scene(
            now=self.office.now,
            office=facts.office,
            policies=facts.policies,
            is_live=state.is_live,
            is_calm=self.is_calm,
            staff=standing_in(facts.staff, facts.lineage),
            duties={record.id: record for record in facts.duties},
            climbed={duty: known.climbed for duty, known in facts.known.items()},
            snoozed={duty: known.snoozed for duty, known in facts.known.items()},
            requests={each.id: each for each in facts.requests},
            heard=heard,
        )

    async def _sent(self, connection: AsyncConnection) -> dict[Place, Row[Any]]:
        """The messages that the database holds as sent since the last look, by where they are."""
        rows = (
            await connection.execute(
                select(deliveries, messages.c.lane, messages.c.slot_at, messages.c.body)
                .join(messages, messages.c.id == deliveries.c.message_id)
                .where(deliveries.c.id > self._delivered, deliveries.c.outcome == "sent")
                .order_by(deliveries.c.id)
            )
        ).all()
        self._delivered = max((row.id for row in rows), default=self._delivered)
        return {(int(row.address), int(row.provider_id)): row for row in rows}

    async def _heard(
        self,
        connection: AsyncConnection,
        arrived: list[dict[str, Any]],
        sent: dict[Place, Row[Any]],
    ) -> tuple[Heard, ...]:
        """The messages that arrived in slots; one of several parts is one."""
        when: dict[int, tuple[datetime, datetime]] = {}
        for entry in arrived:
            row = sent.get(_place(entry))
            if row is not None and row.lane == "slot":
                when[row.message_id] = datetime.fromisoformat(entry["at"]), row.slot_at
        query = select(notices).where(notices.c.message_id.in_(list(when)))
        rows = (await connection.execute(query.order_by(notices.c.id))).all()
        named = await digest_items.of_notices(connection, self.office.org, [row.id for row in rows])
        return tuple(
            Heard(
                person_id=next(row.person_id for row in rows if row.message_id == message),
                at=at,
                slot_at=slot,
                said=tuple(
                    said_now(notice_of(row), named.get(row.id, ()))
                    for row in rows
                    if row.message_id == message
                ),
            )
            for message, (at, slot) in when.items()
        )


def _place(entry: dict[str, Any]) -> Place:
    return entry["person_id"], entry["message_id"]


def _differences(arrived: list[dict[str, Any]], sent: dict[Place, Row[Any]]) -> Iterator[str]:
    """How what arrived is not what was sent, word for word."""
    got = {_place(entry): entry["text"] for entry in arrived}
    for place in got.keys() ^ sent.keys():
        where = "arrived" if place in got else "was sent"
        yield f"only {where}: {got.get(place) or sent[place].body}"
    for message, parts in _by_message(sent).items():
        words = [got.get(place) for place in parts]
        expected = split(shown_blocks(sent[parts[0]].body, ""), TelegramChannel.text_limit)
        if words[: len(expected)] != expected:
            yield f"message {message} says {words}, not {expected}"


def _by_message(sent: dict[Place, Row[Any]]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    for place, row in sent.items():
        found.setdefault(row.message_id, []).append(place)
    return found
