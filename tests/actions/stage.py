"""A stage: an office on one platform that can be set back, and what a person does there.

Scenes begin from a moment that is prepared once and kept as a copy of the database. What the
platform has shown people by then is kept with it: its buttons are pressed, its offers are typed.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol

from sqlalchemy import Table, select

from bot.receiving.actions.action import Ways
from bot.sandbox.platform import ChannelName
from bot.texts import catalogue, render
from scheduler.rules.calendar import OFFICE_ZONE
from storage.database import Database
from storage.tables import inbox, metadata
from tests.sandbox_office import BEGINS, SandboxOffice, living

Way = Literal["button", "coded", "free", "english"]
WAYS: tuple[Way, ...] = ("button", "coded", "free", "english")
Rows = Counter[str]

STRANGER = "Lạ"  # has an account on the platform, and no link
# How things are said and carried, not what is so. Of notices what is told to whom stays.
TALK = {
    "acts", "attachments", "bots", "deliveries", "digest_items", "findings", "inbox", "listings",
    "mailboxes", "message_items", "messages", "questions", "quotas",
}  # fmt: skip
# Words, numbers of rows, and which version of a row was read.
WORDING = {
    "id", "key", "inbox_id", "entry_id", "facts", "reason", "body", "text", "understood", "details",
    "said", "version", "acted_at", "address", "channel", "menu", "since", "message_id",
    "mailbox_id", "created_at", "settled_at", "content", "hash", "words", "remark", "blocker",
    "answer", "code_hash", "timing_text",
}  # fmt: skip


class Place(Protocol):
    """An office in which a moment is prepared: on a platform, or in memory."""

    @property
    def database(self) -> Database: ...

    @property
    def org(self) -> int: ...

    async def at(self, moment: str, /) -> None: ...

    async def say(self, person: str, words: str, /) -> str: ...


Prepare = Callable[[Place], Awaitable[None]]


@dataclass(kw_only=True)
class Moment:
    """A state of the office to which it can be set back."""

    database: Path
    now: datetime
    real: datetime
    chats: dict[str, list[dict[str, Any]]]


@dataclass(kw_only=True)
class Stage:
    office: SandboxOffice
    folder: Path
    file: Path  # its database
    moments: dict[str, Moment] = field(default_factory=dict)
    chats: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.office.database

    @property
    def org(self) -> int:
        return self.office.org

    # --- moments --------------------------------------------------------------------------------

    async def set(self, prepare: Prepare) -> None:
        """Let it be the moment that `prepare` leads to from the first morning."""
        name = prepare.__name__
        if name not in self.moments:
            self._set_back("begin")
            await prepare(self)
            await self.keep(name)
        self._set_back(name)

    async def keep(self, name: str) -> None:
        path = self.folder / f"{name}.db"
        with closing(sqlite3.connect(self.file)) as live, closing(sqlite3.connect(path)) as kept:
            live.backup(kept)
        chats = {person: await self._chat(person) for person in self.office.ids}
        self.moments[name] = Moment(
            database=path, now=self.office.now, real=self.office.real, chats=chats
        )

    def _set_back(self, name: str) -> None:
        moment = self.moments[name]
        with (
            closing(sqlite3.connect(moment.database)) as kept,
            closing(sqlite3.connect(self.file)) as live,
        ):
            kept.backup(live)
        self.office.now = self.office.clock.now = moment.now
        self.office.real = moment.real + timedelta(minutes=1)  # no chat is left alone any more
        self.chats = moment.chats
        self.office.__post_init__()  # a sender that has nothing in hand

    async def at(self, moment: str) -> None:
        to = datetime.fromisoformat(moment).replace(tzinfo=OFFICE_ZONE)
        self.office.real = max(self.office.real, to)
        await self.office.at(to)

    # --- what people do -------------------------------------------------------------------------

    async def say(self, person: str, words: str) -> str:
        """What the platform shows the person in answer."""
        return await self._does(person, "say", text=words)

    async def press(self, person: str, message: dict[str, Any], data: str) -> str:
        return await self._does(person, "press", message_id=message["message_id"], data=data)

    async def perform(
        self, person: str, ways: Ways, way: Way, about: str | None, offer: str = ""
    ) -> str:
        """Do an action in one of its ways; about the duty of a code, if it is about one.

        Where a channel has no buttons, what the very message says to type stands for the button:
        `offer`, or what its label or a text of [typed] says.
        """
        if way != "button":
            words: str = getattr(ways, way)
            return await self.say(person, words)
        assert ways.button is not None
        for message in reversed(self.chats[person]):
            number = number_of(message["text"], about)
            if number is None:
                continue
            labels = labels_of(ways.button, number, about)
            for row in message["buttons"] or ():
                for button in row:
                    if button["text"] in labels:
                        return await self.press(person, message, button["data"])
            known = {offer} if offer else offers_of(ways.button, number, about)
            if said := next((each for each in _offered(message["text"]) if each in known), None):
                return await self.say(person, said)
        raise AssertionError(f"{person} is offered no {ways.button}")

    async def _does(self, person: str, act: str, **body: Any) -> str:
        office = self.office
        heard = len(await office.rows(inbox))
        began: int = (await office.sim.get("/record"))["last"]
        path = f"/people/{office.ids[person]}/{act}"
        await office.sim.post(path, channel=office.platform, **body)
        await office.posted(heard + 1)
        await office.catch_up()
        entries = (await office.sim.get(f"/record?after={began}"))["entries"]
        return "\n".join(
            entry["text"]
            for entry in entries
            if (entry["by"], entry["person_id"]) == ("bot", office.ids[person])
            and entry["what"] in ("sent", "edited")
        )

    async def _chat(self, person: str) -> list[dict[str, Any]]:
        office = self.office
        path = f"/people/{office.ids[person]}/messages?channel={office.platform}"
        return [message for message in await office.sim.get(path) if message["from"] == "bot"]

    # --- what is so -----------------------------------------------------------------------------

    async def stands(self) -> dict[str, Rows]:
        """The rows of every table, but for words and how they are carried."""
        return await stands(self.database)


async def stands(database: Database) -> dict[str, Rows]:
    """The rows of every table, but for words and how they are carried."""
    found = {}
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name in TALK:
                continue
            kept = [each for each in table.c if each.name not in WORDING]
            rows = await connection.execute(select(*kept))
            found[table.name] = Counter(
                repr({c.name: _roughly(row._mapping[c.name]) for c in kept})
                for row in rows
                if not _is_answer(table, row._mapping)
            )
    return found


def _roughly(value: Any) -> Any:
    """Not to the minute: Telegram stamps no press, so that counts from when it arrived. A press
    brings no remark either."""
    if isinstance(value, str):
        return value.removesuffix("_remark")
    return f"{value:%Y-%m-%d %H}h" if isinstance(value, datetime) else value


def _is_answer(table: Table, row: Any) -> bool:
    return table.name == "notices" and row["kind"] == "answer"


def number_of(shown: str, about: str | None) -> int | None:
    """Under which number a message names a duty; 0 if it is about none, or has no number."""
    if about is None:
        return 0
    found = re.search(rf"^(\d+)\. {about}\b", shown, re.MULTILINE)
    if found is None:
        return 0 if re.search(rf"\b{about}\b", shown) else None
    return int(found[1])


def labels_of(button: str, number: int, about: str | None) -> set[str]:
    """How a button may be labelled: with its duty's number or code, or with any page's."""
    numbers = range(1, 10) if number == 0 and about is None else [number]
    return {render(button, "vi", {"n": n, "code": about or ""}) for n in numbers}


def offers_of(button: str, number: int, about: str | None) -> set[str]:
    """What may be said to type where a button would be."""
    known = {label.lower() for label in labels_of(button, number, about)}
    if (key := f"typed.{button.removeprefix('button.')}") in catalogue("vi"):
        known |= labels_of(key, number, about)
    return known


def _offered(shown: str) -> list[str]:
    """What a message says to type."""
    quoted = re.findall("“([^”]+)”", shown)
    block = shown.partition(render("typed.instead", "vi", {"lines": ""}))[2].partition("\n\n")[0]
    return quoted + [words for line in block.splitlines() for words in line.split(" · ")]


@asynccontextmanager
async def a_stage(platform: ChannelName, empty: Path, folder: Path) -> AsyncIterator[Stage]:
    """An office on its first morning, Monday 3 August 2026, and a stranger."""
    async with living(platform, empty, folder) as office:
        office.ids[STRANGER] = await office.sim.add(STRANGER, started=False)
        stage = Stage(office=office, folder=folder, file=folder / empty.name)
        await office.at(BEGINS.replace(hour=7, minute=45))
        await office.at(BEGINS.replace(hour=9))
        await stage.keep("begin")
        yield stage


def changes(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, tuple[Rows, Rows]]:
    """By table: the rows that are gone and those that are new."""
    return {
        name: (before[name] - after[name], after[name] - before[name])
        for name in after
        if before[name] != after[name]
    }
