"""The scenes' office in memory: set back in milliseconds, heard without slots going on."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Row, func, select

from bot.channels.base import Part
from bot.receiving.actions.action import Ways
from storage import deliveries, questions
from storage.database import Database
from storage.tables import notices
from storage.tables import questions as question_rows
from tests.actions.stage import Prepare, Rows, labels_of, number_of, stands
from tests.bot.conversation.conftest import an_office
from tests.fakes import ChannelInMemory, OfficeInMemory

InMemory = Literal["button", "coded", "number", "free", "english"]
IN_MEMORY: tuple[InMemory, ...] = ("coded", "number", "button", "free", "english")


@dataclass(frozen=True, kw_only=True)
class Moment:
    database: Path
    now: datetime
    sent: list[tuple[str, str, Part]]


@dataclass(kw_only=True)
class Memory:
    office: OfficeInMemory
    file: Path
    moments: dict[str, Moment] = field(default_factory=dict)

    async def set(self, prepare: Prepare) -> None:
        """Let it be the moment that `prepare` leads to from the first morning."""
        name = prepare.__name__
        if name not in self.moments:
            self._set_back("begin")
            await prepare(self.office)
            self.keep(name)
        self._set_back(name)

    def keep(self, name: str) -> None:
        path = self.file.with_name(f"{name}.db")
        _copy(self.file, path)
        sent = list(self.office.channel.sent)
        self.moments[name] = Moment(database=path, now=self.office.now, sent=sent)

    def _set_back(self, name: str) -> None:
        moment = self.moments[name]
        _copy(moment.database, self.file)
        self.office.now = moment.now
        self.office.channel.sent = list(moment.sent)
        self.office.__post_init__()  # a sender that has nothing in hand
        self.office._read = len(moment.sent)

    async def restart(self) -> None:
        """Whatever was not in the database is gone."""
        await self.office.database.close()
        self.office = OfficeInMemory(
            database=Database(f"sqlite+aiosqlite:///{self.file}"),
            org=self.office.org,
            channel=ChannelInMemory(),
            addresses=self.office.addresses,
            now=self.office.now,
            real=self.office.real,
            heard=self.office.heard,
        )

    async def hear(self, person: str, words: str = "", button: str | None = None) -> dict[str, Any]:
        """What is answered, as a text's key and facts; the clock and the slots stand still."""
        await self.office._store(person, text=words, button=button)
        await self.office.listen()
        async with self.office.database.read() as connection:
            rows = await connection.execute(
                select(notices.c.facts)
                .where(notices.c.kind == "answer")
                .order_by(notices.c.id.desc())
                .limit(1)
            )
            facts = dict(rows.scalar_one())
        return {"text": facts["text"], "facts": facts["facts"]}

    async def way(
        self, person: str, ways: Ways, way: InMemory, about: str | None
    ) -> dict[str, str]:
        """What is heard of a person who does an action so; nothing where it has no such way."""
        if way == "button":
            data = self._button(person, ways.button, about) if ways.button else None
            return {"button": data} if data else {}
        if way == "number":
            number = await self._number(person, about) if about else None
            return {"words": re.sub(rf"\b{about}\b", str(number), ways.coded)} if number else {}
        words: str = getattr(ways, way)
        return {"words": words}

    async def _number(self, person: str, about: str) -> int | None:
        """Under which number the newest message of a slot has a duty, if it numbers any."""
        async with self.office.database.read() as connection:
            newest = await deliveries.last_slot_message(
                connection, self.office.org, self._id(person)
            )
        if newest is None or not newest[1]:
            return None
        numbered = (p.text for p in self._chat(person) if re.search(r"^1\. ", p.text, re.MULTILINE))
        return number_of(next(numbered, ""), about)

    def _button(self, person: str, button: str, about: str | None) -> str | None:
        for part in self._chat(person):
            number = number_of(part.text, about)
            labels = set() if number is None else labels_of(button, number, about)
            for row in part.buttons:
                for each in row:
                    if each.label in labels:
                        return each.data
        return None

    def _chat(self, person: str) -> list[Part]:
        """What was said to a person, the newest first."""
        address = self.office.addresses[person]
        return [part for to, _, part in reversed(self.office.channel.sent) if to == address]

    async def stands(self) -> dict[str, Rows]:
        return await stands(self.office.database)

    async def opens(self, person: str, body: dict[str, Any]) -> int:
        """Let a dialogue be half-finished with a person; return its number."""
        office, who = self.office, self._id(person)
        return await office.database.write(
            lambda tx: questions.ask(tx, office.org, who, body, office.now)
        )

    async def open(self, person: str) -> Row[Any] | None:
        """The question of ours that is open."""
        async with self.office.database.read() as connection:
            return await questions.open_for(connection, self.office.org, self._id(person))

    async def last_question(self, person: str) -> int:
        """The number of the newest question of ours, 0 if there is none."""
        rows = select(func.max(question_rows.c.id)).where(
            question_rows.c.org_id == self.office.org,
            question_rows.c.person_id == self._id(person),
        )
        async with self.office.database.read() as connection:
            return (await connection.execute(rows)).scalar_one() or 0

    def _id(self, person: str) -> int:
        return int(self.office.addresses[person]) - 100


@asynccontextmanager
async def in_memory(folder: Path) -> AsyncIterator[Memory]:
    """An office on its first morning, Monday 3 August 2026."""
    file = folder / "office.db"
    async with an_office(file) as office:
        await office.at("2026-08-03T09:00")
        memory = Memory(office=office, file=file)
        memory.keep("begin")
        try:
            yield memory
        finally:
            await memory.office.database.close()


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
