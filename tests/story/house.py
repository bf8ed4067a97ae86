"""A small office that really runs, and what a test may do to it and count about it.

Two processes, `dondoc sandbox` and `dondoc run`, and HTTP to both. What was said is counted from
the sandbox's own record; the database is only read, except to let real time pass.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, text, update

from bot.demo.office import Office, kill, running, service_running
from scheduler.rules.calendar import OFFICE_ZONE
from storage.database import Database
from storage.tables import deliveries, mailboxes, messages

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PLAN, PEOPLE = HERE / "plan.txt", HERE / "people.csv"
FRIDAY_EVENING = datetime(2026, 7, 31, 18, 0, tzinfo=OFFICE_ZONE)
MONDAY = datetime(2026, 8, 3, 7, 45, tzinfo=OFFICE_ZONE)
PATIENCE = 60.0  # seconds: generous, for nothing is right or wrong by being slow
A_WHILE_AGO = datetime(2020, 1, 1, tzinfo=UTC)

_ITEM = re.compile(r"^(?:\d+\. |- |Đã ghi: )((?:NV|BC)\d+)", re.MULTILINE)


Key = tuple[str, str, tuple[str, ...]]  # person, half day, codes of the items


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something the platform accepted from the bot, as the sandbox recorded it."""

    n: int
    person: str
    at: datetime  # office time
    real: float  # seconds of a clock that no button moves
    text: str
    message_id: int
    filename: str | None
    buttons: tuple[str, ...]  # their data

    @property
    def items(self) -> tuple[str, ...]:
        """The codes it is about, in its order; () if it names none."""
        return tuple(_ITEM.findall(self.text))

    @property
    def key(self) -> Key:
        """Whom it was said to, in which half day ("03/08 am"), about what."""
        half = "am" if self.at.hour < 13 else "pm"
        return self.person, f"{self.at:%d/%m} {half}", self.items


@dataclass(kw_only=True)
class House:
    office: Office
    database: Database
    since: int = 0  # where in the sandbox's record a test begins to count
    deliveries_since: int = 0  # and in the table of deliveries
    service: asyncio.subprocess.Process | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    # --- the service ----------------------------------------------------------------------------

    async def start(self) -> None:
        self.service = await self._stack.enter_async_context(service_running(self.office))

    async def begin_to_start(self) -> None:
        """Start the service and wait for nothing: it may be killed before it has done anything."""
        process = running(self.office, "run", log="service.log")
        self.service = await self._stack.enter_async_context(process)

    async def kill(self) -> None:
        """SIGKILL: whatever the service had in hand stays as it is; all others have noticed."""
        assert self.service is not None
        await kill(self.service)
        await self.stop()
        await self.until("the sandbox lets go of its requests", self.nothing_hangs)
        if not self.database.is_sqlite:
            await self.until("its last transaction is over", self._nobody_is_in_a_transaction)

    async def nothing_hangs(self) -> bool:
        return await self.hanging() == 0

    async def _nobody_is_in_a_transaction(self) -> bool:
        """A server may still have the last word of a dead process before it, such as COMMIT."""
        others = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        async with self.database.read() as connection:
            return bool(await connection.scalar(others) == 0)

    async def stop(self) -> None:
        self.service = None
        await self._stack.aclose()

    async def end_leases(self) -> None:
        """Let two minutes of real time be over for every mailbox that a dead sender holds.

        A lease is a promise about real time only: nothing else in the database changes while it
        runs out, and whoever held it is dead, so nobody is robbed. Waiting would show no more.
        """
        assert self.service is None, "a living sender's lease is its own"
        await self._pass_over(mailboxes.c.claim_id.is_not(None))

    async def end_rests(self) -> None:
        """Let the real time be over for which mailboxes rest after a failure; nobody holds them."""
        await self._pass_over(mailboxes.c.claim_id.is_(None))

    async def _pass_over(self, which: ColumnElement[bool]) -> None:
        over = update(mailboxes).where(which, mailboxes.c.lease_until.is_not(None))
        await self.database.write(lambda tx: tx.execute(over.values(lease_until=A_WHILE_AGO)))

    @asynccontextmanager
    async def stopped_after(self, step: str, person: str) -> AsyncIterator[None]:
        """A process that calls the service's functions up to a step, stops there, and is killed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.story.one_step",
            step,
            str(self.office.ids[person]),
            cwd=ROOT,
            env=self.office.environment | {"PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE):
                reached = await process.stdout.readline()
            assert reached.decode().strip() == step
            yield
        finally:
            await kill(process)
            await process.communicate()  # closes the pipes

    # --- the clock and the people ---------------------------------------------------------------

    async def clock(self, moment: datetime) -> None:
        """Move the clock and wait for nothing: somebody may hang, or nobody may be at work."""
        await self.office.sim("POST", "clock", to=moment.isoformat())

    async def edit(self, person: str, words: str, instead: str) -> None:
        """Somebody changes the words of their newest message that reads so."""
        path = f"people/{self.office.ids[person]}"
        theirs = [
            message["message_id"]
            for message in await self.office.sim("GET", f"{path}/messages")
            if (message["from"], message["text"]) == ("person", words)
        ]
        await self.office.sim("POST", f"{path}/edit", message_id=theirs[-1], text=instead)

    async def unblock(self, person: str) -> None:
        await self.office.sim("POST", f"people/{self.office.ids[person]}/unblock")

    async def fault(self, kind: str, person: str | None = None, **more: Any) -> int:
        """Order trouble for the next messages, to one person or to all."""
        if person is not None:
            more["person_id"] = self.office.ids[person]
        made = await self.office.sim("POST", "faults", kind=kind, method="sendMessage", **more)
        return int(made["fault_id"])

    async def hanging(self) -> int:
        """How many requests the sandbox holds back."""
        return sum(fault["hanging"] for fault in await self.office.sim("GET", "faults"))

    async def until(self, what: str, holds: Callable[[], Awaitable[bool]]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not await holds():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"it never came to this: {what}") from None

    async def until_said_to(self, person: str, times: int) -> None:
        async def heard() -> bool:
            return len(await self.said_to(person)) >= times

        await self.until(f"{person} is spoken to {times} times", heard)

    # --- counting from the sandbox's record -----------------------------------------------------

    async def begin_to_count(self) -> None:
        """Whatever was said until now is no concern of the test."""
        self.since = (await self.office.record(0))[-1]["n"]
        self.deliveries_since = max((row.id for row in await self.rows(deliveries)), default=0)

    async def said(self) -> list[Said]:
        """All the platform accepted from the bot since the test began, in order; not in groups."""
        alone = [e for e in await self.record() if _is_said(e) and e["person_id"] is not None]
        return [_said(self.office, each) for each in alone]

    async def said_to(self, person: str) -> list[Said]:
        return [each for each in await self.said() if each.person == person]

    async def record(self) -> list[dict[str, Any]]:
        return await self.office.record(self.since)

    async def counted(self) -> Counter[Key]:
        """How often each (person, half day, items) was said."""
        return Counter(each.key for each in await self.said())

    # --- reading the database -------------------------------------------------------------------

    async def rows(self, table: Table, *where: ColumnElement[bool]) -> list[Row[Any]]:
        async with self.database.read() as connection:
            found = await connection.execute(select(table).where(*where).order_by(*table.c[:1]))
            return list(found.all())

    async def messages_to(self, person: str, state: str) -> list[Row[Any]]:
        return await self.rows(
            messages,
            messages.c.address == str(self.office.ids[person]),
            messages.c.state == state,
        )

    async def being_called(self) -> set[str]:
        """Whose message stands between calling and settled."""
        rows = await self.rows(messages, messages.c.state == "calling")
        return {self.name_of(int(row.address)) for row in rows}

    async def delivered(self) -> list[tuple[str, int]]:
        """(person, platform's message id) of all that the service knows it has sent."""
        rows = await self.rows(
            deliveries, deliveries.c.id > self.deliveries_since, deliveries.c.outcome == "sent"
        )
        return [(self.name_of(int(row.address)), int(row.provider_id)) for row in rows]

    def name_of(self, person_id: int) -> str:
        return next(name for name, each in self.office.ids.items() if each == person_id)


def _is_said(entry: dict[str, Any]) -> bool:
    return (entry["by"], entry["what"]) == ("bot", "sent")


def _said(office: Office, entry: dict[str, Any]) -> Said:
    names = {person_id: name for name, person_id in office.ids.items()}
    return Said(
        n=entry["n"],
        person=names[entry["person_id"]],
        at=datetime.fromisoformat(entry["at"]).astimezone(OFFICE_ZONE),
        real=entry["real"],
        text=entry["text"],
        message_id=entry["message_id"],
        filename=entry["filename"],
        buttons=tuple(b["data"] for row in entry["buttons"] or [] for b in row if "data" in b),
    )
