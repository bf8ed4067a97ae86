"""Two orgs with equal names, codes and people go through the story side by side.

One database, one `dondoc run` with a bots file, two bots in one sandbox. The same people, with the
same Telegram accounts, work in both; the two have the same plan file. In each org everybody uses a
word that nobody uses in the other: wherever it turns up there, something has crossed.
"""

import asyncio
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.demo.office import Office, json_lines, open_office, service_running
from bot.demo.people import players
from scheduler.rules.calendar import OFFICE_ZONE
from storage.database import Database
from storage.orgs import all_slugs
from storage.questions import ask
from storage.tables import duties, links, messages, metadata, people
from tests.databases import Databases
from tests.story.house import FRIDAY_EVENING, MONDAY, PATIENCE, PEOPLE, PLAN

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "SANDBOX-never-shown"
NOT_A_CODE = "ABCD2345"
Lines = Sequence[tuple[str, str]]  # person, words


@dataclass(frozen=True, kw_only=True)
class Org:
    slug: str
    bot: int
    word: str  # that nobody uses anywhere else
    story: dict[str, Lines]  # moment -> what people say


# What both do differently: the first works and reports, the second hardly answers.
MAU = Org(
    slug="so-mau",
    bot=7000000001,
    word="hoasen",
    story={
        "2026-08-03T08:10": (("An", "NV1 60% vướng kinh phí hoasen"), ("Giang", "NV2 30% hoasen")),
        "2026-08-05T08:10": (("An", "NV3 40% hoasen"), ("Giang", "BC1 gửi"), ("An", "BC1 gửi")),
        "2026-08-06T08:10": (
            ("Chi", "/missing"),
            ("Chi", "tổng hợp BC1"),
            ("An", "NV1 xong, hoasen đã ban hành"),
        ),
        "2026-08-10T08:10": (
            ("Bình", "đồng ý NV1"),
            ("Bình", "/overdue"),
            ("Chi", "/overdue"),
            ("Chi", "/missing"),
        ),
    },
)
KHAC = Org(
    slug="so-khac",
    bot=7000000002,
    word="thuytien",
    story={
        "2026-08-03T08:10": (("An", "NV1 20% thuytien"),),
        "2026-08-05T08:10": (("Giang", "NV2 10% chờ thuytien"),),
        "2026-08-06T08:10": (("Chi", "/missing"), ("Hải", "/overdue")),
        "2026-08-10T08:10": (("Bình", "/overdue"), ("Chi", "/overdue"), ("Chi", "/missing")),
    },
)
ORGS = (MAU, KHAC)
MOMENTS = (
    "2026-08-03T07:45", "2026-08-03T08:10", "2026-08-03T13:30", "2026-08-04T07:45",
    "2026-08-04T13:30", "2026-08-05T07:45", "2026-08-05T08:10", "2026-08-06T07:45",
    "2026-08-06T08:10", "2026-08-07T07:45", "2026-08-10T07:45", "2026-08-10T08:10",
)  # fmt: skip


@dataclass(kw_only=True)
class House:
    """The office building: one sandbox, one database, one service, one or two orgs."""

    office: Office
    database: Database
    orgs: Sequence[Org]
    since: int = 0

    async def say(self, org: Org, person: str, words: str) -> None:
        path = f"people/{self.office.ids[person]}/say"
        await self.office.sim("POST", path, text=words, bot_id=org.bot)

    async def answer(self, org: Org, person: str, words: str) -> str:
        """What the person is answered by the org's bot."""
        before = len(await self.said(org, person))
        await self.say(org, person, words)
        await self.office.settled()
        return "\n".join(entry["text"] for entry in (await self.said(org, person))[before:])

    async def arrives(self, org: Org, person: str, **update: Any) -> str:
        """What the person is answered when the org's bot gets an update that no app would send."""
        before = len(await self.said(org, person))
        await self.office.sim("POST", f"updates?bot_id={org.bot}", **update)
        await self.office.settled()
        return "\n".join(entry["text"] for entry in (await self.said(org, person))[before:])

    async def said(self, org: Org, person: str | None = None) -> list[dict[str, Any]]:
        """All that the org's bot has said since the story began, in order."""
        wanted = None if person is None else self.office.ids[person]
        return [
            entry
            for entry in await self.office.record(self.since)
            if (entry["what"], entry["by"], entry["bot_id"]) == ("sent", "bot", org.bot)
            and wanted in (None, entry["person_id"])
        ]

    async def dondoc(self, org: Org, *words: str) -> str:
        return await self.office.dondoc(*words, "--org", org.slug)

    async def rows(self, org: Org) -> dict[str, list[str]]:
        """Everything the database keeps of an org, by table."""
        found = {}
        async with self.database.read() as connection:
            number = (await all_slugs(connection))[org.slug]
            for table in metadata.sorted_tables:
                if "org_id" in table.c:
                    own = select(table).where(table.c.org_id == number)
                    found[table.name] = [str(tuple(row)) for row in await connection.execute(own)]
        return found

    async def everything(self) -> str:
        """Every row of every table."""
        async with self.database.read() as connection:
            rows = [await connection.execute(select(table)) for table in metadata.sorted_tables]
            return "\n".join(str(tuple(row)) for found in rows for row in found)

    async def duties(self, org: Org) -> list[tuple[Any, ...]]:
        """What is on record about the org's duties."""
        columns = (duties.c.id, duties.c.state, duties.c.percent, duties.c.round)
        async with self.database.read() as connection:
            number = (await all_slugs(connection))[org.slug]
            found = select(*columns).where(duties.c.org_id == number).order_by(duties.c.id)
            return [tuple(row) for row in await connection.execute(found)]

    async def live_through(self) -> None:
        """The story, the orgs taking turns at every moment."""
        for moment in MOMENTS:
            await self.office.clock_to(at(moment))
            said = [[(org, *line) for line in org.story.get(moment, ())] for org in self.orgs]
            while any(said):
                for lines in said:
                    if lines:
                        await self.say(*lines.pop(0))
                await self.office.settled()


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=OFFICE_ZONE)


def bots_file(folder: Path, orgs: Sequence[Org]) -> Path:
    """The bots file of these orgs, with a token file for each beside it."""
    bots = folder / "bots.toml"
    lines = []
    for org in orgs:
        (folder / f"{org.slug}.token").write_text(f"{org.bot}:{SECRET}\n", encoding="utf-8")
        lines.append(
            f'[[bot]]\norg = "{org.slug}"\nchannel = "telegram"\ntoken_file = "{org.slug}.token"\n'
        )
    bots.write_text("\n".join(lines), encoding="utf-8")
    return bots


def speak_through_a_file(office: Office, orgs: Sequence[Org]) -> None:
    del office.environment["DONDOC_TELEGRAM_TOKEN"]
    office.environment["DONDOC_BOTS_FILE"] = str(bots_file(office.folder, orgs))


async def prepared(databases: Databases, folder: Path, orgs: Sequence[Org]) -> str:
    """A database on a Friday evening with these orgs in it: everybody linked, all of them live."""
    folder.mkdir(exist_ok=True)
    url = await databases.create(folder)
    async with open_office(folder, database_url=url) as office:
        speak_through_a_file(office, orgs)
        await office.dondoc("migrate", "--sandbox")
        await office.dondoc("clock", "--to", FRIDAY_EVENING.isoformat())
        for player in players(PEOPLE):
            await office.join(player.name, player.role, player.unit)
        # `migrate --sandbox` made an org before there was any of ours; it stays as empty as it is.
        for org in orgs:
            await office.dondoc("migrate", "--org", org.slug)
        invited = await asyncio.gather(*(moved_in(office, org) for org in orgs))
        async with service_running(office):
            for org, codes in zip(orgs, invited, strict=True):
                for person, code in codes.items():
                    path = f"people/{office.ids[person]}/say"
                    await office.sim("POST", path, text=f"/start {code}", bot_id=org.bot)
            await office.settled()
            for org in orgs:
                await office.dondoc("live", "--org", org.slug)
            await office.settled()
    return url


async def moved_in(office: Office, org: Org) -> dict[str, str]:
    """The org has its people and its plan; each person's linking code."""
    await office.dondoc("people", "import", str(PEOPLE), "--org", org.slug)
    await office.dondoc("import", str(PLAN), "--yes", "--org", org.slug)
    invited = json_lines(await office.dondoc("invite", "--json", "--org", org.slug))
    return {line["person"]: line["code"] for line in invited}


@asynccontextmanager
async def a_house(
    databases: Databases, folder: Path, ready: str, orgs: Sequence[Org]
) -> AsyncIterator[House]:
    """A copy of a prepared office with its service running and nothing waiting."""
    folder.mkdir(exist_ok=True)
    async with (
        databases.copy(ready, folder) as url,
        open_office(folder, database_url=url) as office,
    ):
        speak_through_a_file(office, orgs)
        database = Database(office.environment["DONDOC_DATABASE_URL"])
        house = House(office=office, database=database, orgs=orgs)
        try:
            # An hour on, so that the platform's numbers do not meet those of the first sandbox.
            later = FRIDAY_EVENING + timedelta(hours=1)
            await office.sim("POST", "clock", to=later.isoformat())
            for player in players(PEOPLE):
                await office.join(player.name, player.role, player.unit)
                for org in orgs:
                    await house.say(org, player.name, "/start")  # a bot may not speak first
            async with service_running(office):
                await office.settled()
                house.since = (await office.record(0))[-1]["n"]
                yield house
        finally:
            await database.close()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("orgs")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(databases: Databases, scratch: Path) -> str:
    return await prepared(databases, scratch / "ready", ORGS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready_alone(databases: Databases, scratch: Path) -> str:
    return await prepared(databases, scratch / "ready-alone", (MAU,))


@pytest_asyncio.fixture(loop_scope="module")
async def house(databases: Databases, ready: str, tmp_path: Path) -> AsyncIterator[House]:
    """Both orgs on Monday morning, just after everybody was reminded."""
    async with a_house(databases, tmp_path, ready, ORGS) as house:
        await house.office.clock_to(MONDAY)
        yield house


# --- the story ----------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Seen:
    """All that one org has shown to anybody, and all that is kept of it."""

    said: list[dict[str, Any]]
    shown: dict[str, str] = field(default_factory=dict)  # what, by where it stood
    rows: dict[str, list[str]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Told:
    """The story when it is over."""

    of: dict[str, Seen]
    made_in_chat: dict[str, int]  # org -> reports
    log: str
    database: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(databases: Databases, scratch: Path, ready: str) -> Told:
    async with a_house(databases, scratch / "together", ready, ORGS) as house:
        await house.live_through()
        made = {org.slug: len((await house.rows(org))["reports"]) for org in ORGS}
        both = await asyncio.gather(*(everything_of(house, org) for org in ORGS))
        kept = await house.everything()
    log = (house.office.folder / "service.log").read_text(encoding="utf-8")
    return Told(
        of={org.slug: seen for org, seen in zip(ORGS, both, strict=True)},
        made_in_chat=made,
        log=log,
        database=kept,
    )


async def everything_of(house: House, org: Org) -> Seen:
    office = house.office
    seen = Seen(said=await house.said(org))
    for entry in seen.said:
        buttons = json.dumps(entry["buttons"], ensure_ascii=False)
        seen.shown[f"message {entry['n']}"] = f"{entry['text']} {buttons}"
    for name, person in office.ids.items():
        for message in await office.sim("GET", f"people/{person}/messages?bot_id={org.bot}"):
            if message["document"]:
                async with office.http.get(office.sandbox_url + message["document"]["url"]) as got:
                    where = f"{message['document']['filename']} of {name}"
                    seen.shown[where] = text_of(await got.read())
    for which in ("overdue", "missing"):
        seen.shown[f"dondoc {which}"] = await house.dondoc(org, which, "--json")
    for kind in ("json", "docx", "xlsx"):
        path = office.folder / f"{org.slug}.{kind}"
        await house.dondoc(org, "report", "BC1", "2026-W32", "--format", kind, "-o", str(path))
        seen.shown[f"dondoc report as {kind}"] = text_of(path.read_bytes())
    seen.rows = await house.rows(org)
    return seen


def text_of(content: bytes) -> str:
    """All that is written in a file; DOCX and XLSX are archives."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


@pytest.mark.parametrize(("org", "other"), [(MAU, KHAC), (KHAC, MAU)], ids=["so-mau", "so-khac"])
async def test_nothing_of_one_org_shows_in_the_other(told: Told, org: Org, other: Org) -> None:
    seen = told.of[org.slug]
    everything = {**seen.shown, **{f"table {t}": "\n".join(r) for t, r in seen.rows.items()}}

    crossed = [where for where, written in everything.items() if other.word in written]
    own = [where for where, written in everything.items() if org.word in written]

    assert crossed == []
    # The own word is where it belongs, so it would have been found.
    assert {"table progress", "table inbox", "table messages", "table reports"} <= set(own)
    assert {f"dondoc report as {kind}" for kind in ("json", "docx", "xlsx")} <= set(own)
    assert "dondoc overdue" in own


async def test_each_org_has_its_own_duties_under_the_same_codes(told: Told) -> None:
    mau, khac = (json_lines(told.of[org.slug].shown["dondoc overdue"]) for org in ORGS)

    assert {"NV3/HC-TH", "NV3/CNS"} <= {line["code"] for line in mau}
    assert {"NV1/HC-TH", "NV3/HC-TH", "NV3/CNS"} <= {line["code"] for line in khac}
    assert "NV1/HC-TH" not in {line["code"] for line in mau}, "there it is done"
    (said,) = [line["last_word"] for line in khac if line["code"] == "NV1/HC-TH"]
    assert KHAC.word in said


async def test_a_report_is_handed_in_and_made_in_one_org_only(told: Told) -> None:
    """By the dates of the story; `dondoc report` made one of each afterwards."""
    mau, khac = (told.of[org.slug] for org in ORGS)

    assert told.made_in_chat == {"so-mau": 1, "so-khac": 0}
    assert len(mau.rows["submissions"]) > len(khac.rows["submissions"])
    assert any(where.startswith("BC1_2026-W32_v1.docx") for where in mau.shown)
    assert not any(where.startswith("BC1_") for where in khac.shown)
    made = json.loads(khac.shown["dondoc report as json"])
    assert made["version"] == 1


@pytest.mark.parametrize("org", ORGS, ids=["so-mau", "so-khac"])
async def test_each_org_says_what_it_says_when_it_is_alone(
    databases: Databases, told: Told, org: Org, ready_alone: str, tmp_path: Path
) -> None:
    only = replace(org, slug=MAU.slug)  # a slug is never said
    async with a_house(databases, tmp_path, ready_alone, (only,)) as house:
        await house.live_through()
        alone = await house.said(only)

    assert counted(told.of[org.slug].said) == counted(alone)
    assert len(alone) > 20


def counted(said: list[dict[str, Any]]) -> Counter[tuple[int, str, str, str]]:
    """Who was told what, and on which day: words for words, but for the minute they name."""
    return Counter(
        (
            entry["person_id"],
            entry["at"][:10],
            re.sub(r"\b\d\d:\d\d\b", "--:--", entry["text"]),
            entry["filename"] or "",
        )
        for entry in said
    )


async def test_no_token_is_kept_or_logged(told: Told) -> None:
    assert SECRET not in told.log
    assert SECRET not in told.database
    assert "hoasen" in told.database


# --- what somebody tries to carry across --------------------------------------------------------


async def test_a_linking_code_of_one_org_is_a_wrong_code_in_the_other(house: House) -> None:
    await house.office.join("Khách", "officer", "nơi khác")
    (invited,) = json_lines(await house.dondoc(MAU, "invite", "An", "--json"))

    wrong = await house.answer(KHAC, "Khách", f"/start {NOT_A_CODE}")
    refused = await house.answer(KHAC, "Khách", f"/start {invited['code']}")

    assert refused == wrong != ""
    assert "An" in await house.answer(MAU, "Khách", f"/start {invited['code']}"), "it is still good"


async def test_a_button_of_one_org_pressed_in_the_other_does_nothing(house: House) -> None:
    before = [await house.duties(org) for org in ORGS]
    asked = (await house.said(MAU, "An"))[-1]
    data = [b["data"] for row in asked["buttons"] for b in row if ":done:" in b["data"]]

    for each in data:
        answer = await house.arrives(KHAC, "An", callback_query=pressed(house, "An", each))
        assert "Nút này không còn dùng được" in answer

    assert len(data) > 0
    assert [await house.duties(org) for org in ORGS] == before


async def test_a_quoted_number_means_only_what_the_own_org_has_said(house: House) -> None:
    """The number of a message of one bot, quoted to the other, names nothing of the first."""
    await house.answer(MAU, "An", "NV1 5% hoasen")
    echo = (await house.said(MAU, "An"))[-1]["message_id"]
    known = {entry["message_id"] for entry in await house.said(KHAC, "An")}
    assert echo not in known
    before = await house.duties(MAU)
    person = house.office.ids["An"]
    chat = {"id": person, "type": "private"}
    stamp = int(MONDAY.timestamp())
    quoting = {
        "message_id": 7,
        "date": stamp,
        "chat": chat,
        "from": {"id": person, "is_bot": False, "first_name": "An"},
        "text": "55% thuytien",
        "reply_to_message": {"message_id": echo, "date": stamp, "chat": chat, "text": "NV1 5%"},
    }

    answer = await house.arrives(KHAC, "An", message=quoting)

    assert "hoasen" not in answer
    assert "1)" in answer, "which of the own duties?"
    assert await house.duties(MAU) == before


def pressed(house: House, person: str, data: str) -> dict[str, Any]:
    """A press as Telegram reports it, with data that the chat never offered."""
    number = house.office.ids[person]
    return {
        "id": "77",
        "from": {"id": number, "is_bot": False, "first_name": person},
        "message": {
            "message_id": 1,
            "date": int(MONDAY.timestamp()),
            "chat": {"id": number, "type": "private"},
        },
        "chat_instance": "1",
        "data": data,
    }


# --- what happens to one leaves the other alone -------------------------------------------------


async def test_a_paused_org_is_silent_and_answers_while_the_other_speaks(house: House) -> None:
    await house.dondoc(MAU, "pause")
    before = {org.slug: len(await house.said(org)) for org in ORGS}

    await house.office.clock_to(at("2026-08-06T07:45"))

    after = {org.slug: len(await house.said(org)) for org in ORGS}
    assert after["so-mau"] == before["so-mau"]
    assert after["so-khac"] > before["so-khac"]
    assert "NV1" in await house.answer(MAU, "An", "NV1 15% hoasen")


async def test_a_handler_that_fails_in_one_org_leaves_the_other_at_work(house: House) -> None:
    async with house.database.read() as connection:
        org = (await all_slugs(connection))[MAU.slug]
        named = select(people.c.id).where(people.c.org_id == org, people.c.full_name == "An")
        an = await connection.scalar(named)
    assert an is not None
    # A question of ours in a shape that no version of the service ever stored.
    asked_at = MONDAY + timedelta(hours=1)  # what we asked last
    await house.database.write(lambda tx: ask(tx, org, an, {"kind": "broken"}, asked_at))

    assert "1" not in await house.answer(MAU, "An", "1")
    assert "Đã ghi: NV1" in await house.answer(KHAC, "An", "NV1 35%")

    health = await house.office.health()
    assert (health["idle"], health["ready"]) == (True, True)
    assert {slug: facts["unheard"] for slug, facts in health["orgs"].items()} == {
        "so-mau": 0,
        "so-khac": 0,
    }


async def test_a_wrong_token_silences_its_own_org_only(
    databases: Databases, ready: str, tmp_path: Path
) -> None:
    async with (
        databases.copy(ready, tmp_path) as url,
        open_office(tmp_path, database_url=url) as office,
    ):
        speak_through_a_file(office, ORGS)
        (tmp_path / "so-mau.token").write_text("7000000001:NOBODY-knows-me", encoding="utf-8")
        database = Database(office.environment["DONDOC_DATABASE_URL"])
        house = House(office=office, database=database, orgs=ORGS)
        for player in players(PEOPLE):
            await office.join(player.name, player.role, player.unit)
            await house.say(KHAC, player.name, "/start")
        # Nobody is at work yet, so no message in hand holds the clock.
        await office.sim("POST", "clock", to=MONDAY.isoformat())
        async with service_running(office):
            async with asyncio.timeout(PATIENCE):
                while not any("NV1" in entry["text"] for entry in await house.said(KHAC, "An")):
                    await asyncio.sleep(0.05)
                while not (await office.health())["orgs"]["so-khac"]["idle"]:
                    await asyncio.sleep(0.05)
            assert await house.said(MAU) == []
        async with database.read() as connection:
            org = (await all_slugs(connection))[MAU.slug]
            kept = await connection.scalars(select(links.c.state).where(links.c.org_id == org))
            lost = await connection.scalars(
                select(messages.c.id).where(messages.c.org_id == org, messages.c.state == "failed")
            )
            # Whose token it is must be corrected; nobody is unlinked and nothing given up for it.
            assert set(kept) == {"live"}
            assert list(lost) == []
        await database.close()

    log = (tmp_path / "service.log").read_text(encoding="utf-8")
    assert "poll_failed" in log
    assert "NOBODY" not in log
