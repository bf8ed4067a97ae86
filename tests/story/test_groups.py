"""A Telegram group as the platform has it: privacy mode, a topic, a new address, the way out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.receiving.offering import Offering
from tests.sandbox_office import PATIENCE, SandboxOffice, an_empty_office, living

BOT = 7000000001
NAME = f"@dondoc_{BOT}_bot"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[SandboxOffice]:
    empty = tmp_path / "empty" / "office.db"
    empty.parent.mkdir()
    await an_empty_office(empty)
    async with living("telegram", empty, tmp_path) as made:
        offering = Offering(made.database, made.org, "so-mau", made.channels, made.real_clock)
        await offering.offer()
        yield made


async def posted(office: SandboxOffice, count: int) -> None:
    """The platform has posted so much."""
    async with asyncio.timeout(PATIENCE):
        while len(office.posts) < count:
            await asyncio.sleep(0.02)


class Group:
    def __init__(self, office: SandboxOffice, number: int) -> None:
        self.office, self.number, self.read = office, number, 0

    async def said(self) -> list[dict[str, Any]]:
        """What the bot has said here since it was last looked at."""
        every = await self.office.sim.get(f"/groups/{self.number}/messages")
        new, self.read = every[self.read :], len(every)
        return [each for each in new if each["from"] == "bot"]

    async def say(self, name: str, words: str, *, heard: bool = True, **how: Any) -> list[Any]:
        before = len(self.office.posts)
        person = self.office.ids[name]
        await self.office.sim.post(
            f"/groups/{self.number}/say", person_id=person, text=words, **how
        )
        if heard:
            await posted(self.office, before + 1)
        await self.office.catch_up()
        return await self.said()


async def a_group(office: SandboxOffice, **how: Any) -> Group:
    before = len(office.posts)
    members = [office.ids[name] for name in ("An", "Bình")]
    made = await office.sim.post("/groups", status=201, title="Tổ", members=members, **how)
    await posted(office, before + 2)
    await office.catch_up()
    return Group(office, made["id"])


async def test_a_day_in_a_group(office: SandboxOffice) -> None:
    group = await a_group(office, kind="supergroup", forum=True)
    [hello] = await group.said()
    assert NAME in hello["text"]
    topic = await office.sim.post(
        f"/groups/{group.number}/topics", person_id=office.ids["An"], name="Tuần"
    )
    thread = topic["thread_id"]

    assert await group.say("An", "NV1 60%", heard=False) == []
    [echo] = await group.say("An", f"{NAME} NV1 60%", thread_id=thread)
    [there] = await group.say("Bình", "/nv NV1")

    assert "Đã ghi: NV1 đang thực hiện, 60%" in echo["text"]
    assert echo["thread_id"] == thread
    assert there["text"] == "Đã trả lời riêng."
    assert there.get("thread_id") is None


async def test_a_group_that_becomes_a_supergroup_is_answered_there(office: SandboxOffice) -> None:
    group = await a_group(office)
    await group.said()
    moved = await office.sim.post(f"/groups/{group.number}/migrate", status=201)

    new = Group(office, moved["id"])
    await new.said()
    [echo] = await new.say("An", f"{NAME} NV1 60%")

    assert "Đã ghi: NV1" in echo["text"]
