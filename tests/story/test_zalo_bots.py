"""Two Zalo bots of one org share its people: the real service against the sandbox, over HTTP.

A bot of the free package speaks with few people (here three), so an office needs several. Each
person is linked to one of them; both hear, both speak, and the office is one.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import FormData

from bot.administration.upkeep import FIRST_ORG
from bot.demo.office import Office, json_lines, open_office, service_running
from bot.demo.people import players
from tests.story.house import FRIDAY_EVENING, MONDAY, PATIENCE, PEOPLE, PLAN

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST, SECOND = 7100000001, 7100000002
SECRET = "SANDBOX-never-shown"
ROOM = 3


@dataclass
class Zalo:
    """The office, and its people's phones."""

    office: Office
    bots: dict[str, int]  # whom each person speaks with

    async def say(self, name: str, words: str, bot: int | None = None) -> str:
        """What a person is answered, by whichever bot."""
        before = len(await self.heard(name))
        path = f"people/{self.office.ids[name]}/say"
        number = bot or self.bots[name]
        await self.office.sim("POST", path, text=words, channel="zalo_bot", bot_id=number)
        return "\n".join(entry["text"] for entry in await self.answered(name, before))

    async def answered(self, name: str, before: int) -> list[dict[str, Any]]:
        """What a person heard after so many messages: a poll consumes, so nothing else shows when
        the service has what was said."""
        async with asyncio.timeout(PATIENCE):
            while len(heard := await self.heard(name)) <= before:
                await asyncio.sleep(0.05)
        return heard[before:]

    async def heard(self, name: str) -> list[dict[str, Any]]:
        return [
            entry
            for entry in await self.office.record(0)
            if (entry["what"], entry["by"]) == ("sent", "bot")
            and entry["person_id"] == self.office.ids[name]
        ]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def zalo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Zalo]:
    folder = tmp_path_factory.mktemp("zalo")
    async with open_office(folder) as office:
        del office.environment["DONDOC_TELEGRAM_TOKEN"]
        office.environment |= {
            "DONDOC_BOTS_FILE": str(bots_file(folder, FIRST_ORG)),
            "DONDOC_ZALO_BOT_BASE_URL": f"{office.sandbox_url}/zalo-bot",
            "DONDOC_ZALO_BOT_PEOPLE": str(ROOM),
        }
        await office.dondoc("clock", "--to", FRIDAY_EVENING.isoformat())
        await office.dondoc("people", "import", str(PEOPLE))
        await office.dondoc("import", str(PLAN), "--yes")
        async with service_running(office):
            made = Zalo(office=office, bots={})
            await move_in(made)
            await office.dondoc("live")
            await office.clock_to(MONDAY)
            yield made


def bots_file(folder: Path, org: str) -> Path:
    lines = []
    for name, number in (("", FIRST), ("b", SECOND)):
        token = folder / f"{number}.token"
        token.write_text(f"{number}:{SECRET}", encoding="utf-8")
        lines += ["[[bot]]", f'org = "{org}"', 'channel = "zalo_bot"', f'token_file = "{token}"']
        lines += [f'name = "{name}"'] if name else []
    path = folder / "bots.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


async def move_in(zalo: Zalo) -> None:
    """Everybody types their code to the first bot, until it is full; the others to the second."""
    office = zalo.office
    codes = {
        line["person"]: line["code"] for line in json_lines(await office.dondoc("invite", "--json"))
    }
    for n, player in enumerate(players(PEOPLE)):
        await office.join(player.name, player.role, player.unit)
        said = await zalo.say(player.name, codes[player.name], FIRST)
        if n < ROOM:
            assert f"Chào {player.name}" in said
            zalo.bots[player.name] = FIRST
            continue
        assert f"đủ {ROOM} người" in said
        assert "Zalo (bot b)" in said
        if n < 2 * ROOM:
            assert f"Chào {player.name}" in await zalo.say(player.name, codes[player.name], SECOND)
            zalo.bots[player.name] = SECOND
        else:
            assert "quản trị" in await zalo.say(player.name, codes[player.name], SECOND)


async def test_each_is_spoken_to_by_their_own_bot_only(zalo: Zalo) -> None:
    for name, bot in zalo.bots.items():
        slot = [entry for entry in await zalo.heard(name) if "Kính gửi" in entry["text"]]
        assert {entry["bot_id"] for entry in slot} == {bot}, name
        assert all(not entry["buttons"] and len(entry["text"]) <= 2000 for entry in slot)
    assert set(zalo.bots.values()) == {FIRST, SECOND}


async def test_both_bots_hear_and_the_office_is_one(zalo: Zalo) -> None:
    for name in zalo.bots:
        assert "Việc của đồng chí" in (said := await zalo.say(name, "/viec")) or "không có" in said


async def test_a_file_of_which_zalo_tells_nothing_is_answered(zalo: Zalo) -> None:
    name = next(iter(zalo.bots))
    before = len(await zalo.heard(name))
    form = FormData(quote_fields=False)
    form.add_field("document", b"%PDF-1.4", filename="a.pdf", content_type="application/pdf")
    url = f"{zalo.office.sandbox_url}/sim/people/{zalo.office.ids[name]}/file"
    query = f"?channel=zalo_bot&bot_id={zalo.bots[name]}"
    async with zalo.office.http.post(url + query, data=form) as answer:
        assert answer.status == 200, await answer.text()

    (said,) = await zalo.answered(name, before)
    assert "dạng chữ hoặc ảnh" in said["text"]


async def test_a_report_leaves_as_links_that_the_service_serves(zalo: Zalo) -> None:
    coordinator = next(p.name for p in players(PEOPLE) if "coordinator" in p.roles)
    said = await zalo.say(coordinator, "tổng hợp BC1")

    links = re.findall(r"http://\S+/files/\S+", said)
    assert len(links) == 2, said
    for link in links:
        async with zalo.office.http.get(link) as answer:
            assert answer.status == 200
            assert (await answer.read()).startswith(b"PK")


async def test_what_was_sent_is_counted_for_each_bot(zalo: Zalo) -> None:
    health = await zalo.office.health()
    counted = {bot: used["sent"] for bot, used in health["quotas"].items()}
    sent = [entry for entry in await zalo.office.record(0) if entry["what"] == "sent"]
    august = [entry for entry in sent if entry["at"] >= "2026-08" and entry["by"] == "bot"]

    by_bot = {FIRST: "zalo_bot", SECOND: "zalo_bot/b"}
    assert counted == {
        name: sum(entry["bot_id"] == number for entry in august) for number, name in by_bot.items()
    }


async def test_no_token_is_in_a_log(zalo: Zalo) -> None:
    for log in zalo.office.folder.glob("*.log"):
        assert SECRET not in log.read_text(encoding="utf-8"), log
