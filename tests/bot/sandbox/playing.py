"""A sandbox on a port of its own, a clock that stands still, and hands that play the people."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientSession
from telegram import Bot
from telegram.request import HTTPXRequest

from scheduler.rules.calendar import OFFICE_ZONE

MONDAY_8AM = datetime(2026, 11, 9, 8, 0, tzinfo=OFFICE_ZONE)
TOKEN = "7000000001:SANDBOX-test"
OTHER_BOT = 7000000002
OTHER_TOKEN = f"{OTHER_BOT}:SANDBOX-test"
Json = dict[str, Any]


@dataclass
class OfficeClock:
    now: datetime = MONDAY_8AM
    busy: bool = False

    async def read(self) -> datetime:
        return self.now

    async def move(self, to: datetime) -> None:
        if self.busy:
            raise ValueError("a message is being sent")
        self.now = to


@dataclass(frozen=True)
class Sim:
    session: ClientSession

    async def get(self, path: str) -> Any:
        async with self.session.get(f"/sim{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, *, status: int = 200, **body: Any) -> Any:
        async with self.session.post(f"/sim{path}", json=body) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def add(self, name: str, role: str = "officer", *, started: bool = True) -> int:
        """Somebody new, who has already written to the bot."""
        made = await self.post("/people", status=201, name=name, role=role, unit="Phòng Hành chính")
        person_id: int = made["id"]
        if started:
            await self.post(f"/people/{person_id}/say", text="/start")
        return person_id

    async def messages(self, person_id: int) -> list[Json]:
        found: list[Json] = await self.get(f"/people/{person_id}/messages")
        return found

    async def happened(self, what: str) -> list[Json]:
        entries: list[Json] = (await self.get("/record"))["entries"]
        return [entry for entry in entries if entry["what"] == what]

    async def until_happened(self, what: str) -> Json:
        """The latest entry of that kind, waited for."""
        async with asyncio.timeout(5):
            while not (entries := await self.happened(what)):
                await asyncio.sleep(0.01)
        return entries[-1]

    async def order(self, kind: str, method: str, **rest: Any) -> int:
        fault = await self.post("/faults", status=201, kind=kind, method=method, **rest)
        fault_id: int = fault["fault_id"]
        return fault_id

    async def until_hanging(self, count: int) -> None:
        async with asyncio.timeout(5):
            while sum(fault["hanging"] for fault in await self.get("/faults")) != count:
                await asyncio.sleep(0.01)


def telegram_bot(base: str, token: str = TOKEN) -> Bot:
    return Bot(
        token,
        base_url=f"{base}/telegram/bot",
        base_file_url=f"{base}/telegram/file/bot",
        request=HTTPXRequest(connection_pool_size=64, read_timeout=10, pool_timeout=10),
        get_updates_request=HTTPXRequest(connection_pool_size=4, read_timeout=10, pool_timeout=10),
    )


async def call(sim: Sim, method: str, /, *, token: str = TOKEN, **parameters: Any) -> Json:
    """What the platform answers to a bot that writes JSON and reads the body."""
    async with sim.session.post(f"/telegram/bot{token}/{method}", json=parameters) as answer:
        body: Json = await answer.json()
        assert body["ok"] == (answer.status == 200)
        assert body.get("error_code", 200) == answer.status
        return body


async def result(sim: Sim, method: str, /, *, token: str = TOKEN, **parameters: Any) -> Any:
    """The same where it is to succeed."""
    body = await call(sim, method, token=token, **parameters)
    assert body["ok"], body
    return body["result"]
