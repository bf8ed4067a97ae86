"""Files by signed link: fetched as named, by whoever holds the address, for some days; else not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from docx import Document
from pydantic import SecretStr

from bot.bots import Bot, OaAccount
from bot.web.files import FilesPage
from bot.web.links import LIVES, Kept, SignedLinks
from tests.bot.conversation.conftest import an_office
from tests.fakes import OfficeInMemory

ADDRESS = "https://bot.example.vn"
TOKENS = {"zalo_bot": "145923224145:a", "zalo_bot/b": "145923224146:b"}


def keys(tokens: dict[str, str] = TOKENS) -> dict[str, bytes]:
    return {
        name: Bot(channel="zalo_bot", name=name, account=SecretStr(token)).key("files")
        for name, token in tokens.items()
    }


class Page:
    """The page of one process, and the links an office sent."""

    def __init__(self, office: OfficeInMemory) -> None:
        self.office = office
        self.links = SignedLinks(office.org, keys(), ADDRESS)

    async def get(
        self, path: str, links: dict[int, SignedLinks] | None = None, ahead: timedelta = LIVES / 2
    ) -> tuple[int, dict[str, str], bytes]:
        """What a process with these links answers, so long after the link was made."""

        async def now() -> datetime:
            return self.office.now + ahead

        served = {self.office.org: self.links} if links is None else links
        app = web.Application()
        app.add_routes(FilesPage(self.office.database, served, now, "vi").routes())
        async with TestClient(TestServer(app)) as client:
            answer = await client.get(path)
            return answer.status, dict(answer.headers), await answer.read()

    def path(self, kind: str = "docx", report: int = 1, bot: str = "zalo_bot") -> str:
        link = self.links.make(bot, Kept(id=report, kind=kind), self.office.now)
        assert link is not None
        return urlsplit(link).path


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with an_office(tmp_path / "office.db") as office:
        await office.at("2026-08-06T09:00")
        await office.say("Khánh", "tổng hợp BC1")
        yield Page(office)


@pytest.mark.parametrize("bot", TOKENS)
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
async def test_a_link_gives_its_file(page: Page, bot: str, kind: str) -> None:
    status, headers, content = await page.get(page.path(kind, bot=bot))

    assert status == 200
    assert headers["Content-Disposition"] == f'attachment; filename="BC1_2026-W32_v1.{kind}"'
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]
    assert content.startswith(b"PK")
    if kind == "docx":
        assert Document(BytesIO(content)).paragraphs


async def test_another_process_of_the_org_serves_it_after_a_restart(page: Page) -> None:
    again = SignedLinks(page.office.org, keys(), None)

    assert (await page.get(page.path(), {page.office.org: again}))[0] == 200


async def test_a_link_lives_seven_days_of_office_time(page: Page) -> None:
    path = page.path()

    assert (await page.get(path, ahead=timedelta(days=7, seconds=-1)))[0] == 200
    status, headers, content = await page.get(path, ahead=timedelta(days=7))
    assert status == 410
    assert "hết hạn" in content.decode()
    assert "noindex" in headers["X-Robots-Tag"]


def places(path: str) -> list[tuple[int, str]]:
    """Each place of a link with another letter of each class there."""
    start = len("/files/")
    return [
        (n, letter)
        for n in range(start, len(path))
        for letter in ("0", "9", "a", "f", "g", "Z", ".", "-", "_", "%00", "é", "")
        if letter != path[n]
    ]


async def test_no_letter_of_a_link_can_be_changed(page: Page) -> None:
    """Every place, every class of letter: never the file, never an error of ours."""
    path = page.path()
    app = web.Application()

    async def now() -> datetime:
        return page.office.now

    served = {page.office.org: page.links}
    app.add_routes(FilesPage(page.office.database, served, now, "vi").routes())
    seen = set()
    async with TestServer(app) as server, ClientSession() as session:
        for n, letter in places(path):
            url = server.make_url("/").human_repr().rstrip("/") + path[:n] + letter + path[n + 1 :]
            async with session.get(url) as answer:
                assert answer.status in (403, 404), (n, letter, answer.status)
                seen.add(answer.status)
    assert seen == {403, 404}


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("", 404),
        ("nothing", 404),
        ("../healthz", 404),
        ("1.1.docx.1." + "0" * 40, 403),
        ("999.1.docx.99999999999." + "0" * 40, 403),
        ("01.1.docx.1." + "0" * 40, 403),
        ("١.1.docx.1." + "0" * 40, 404),
        ("1.1.pdf.1." + "0" * 40, 404),
    ],
)
async def test_what_was_never_a_link_is_refused(page: Page, end: str, status: int) -> None:
    assert (await page.get(f"/files/{end}"))[0] == status


async def test_another_orgs_link_opens_nothing_here(page: Page) -> None:
    here = page.office.org
    stranger = SignedLinks(here, keys({"zalo_bot": "99999999:other"}), ADDRESS)
    other_org = SignedLinks(here + 1, keys(), ADDRESS)
    made = [
        each.make("zalo_bot", Kept(id=1, kind="docx"), page.office.now)
        for each in (stranger, other_org)
    ]

    for link in made:
        assert link is not None
        assert (await page.get(urlsplit(link).path))[0] == 403
    # Not even where both are served, and one says it is the other.
    renamed = urlsplit(made[1] or "").path.replace(f"/{here + 1}.", f"/{here}.")
    assert (await page.get(renamed, {here: stranger, here + 1: other_org}))[0] == 403


async def test_a_new_token_ends_the_links_of_its_bot_only(page: Page) -> None:
    renewed = SignedLinks(page.office.org, keys(TOKENS | {"zalo_bot": "145923224145:new"}), None)
    served = {page.office.org: renewed}

    assert (await page.get(page.path(bot="zalo_bot"), served))[0] == 403
    assert (await page.get(page.path(bot="zalo_bot/b"), served))[0] == 200


async def test_a_report_that_is_not_there_is_not_found(page: Page) -> None:
    assert (await page.get(page.path(report=77)))[0] == 404


def test_no_address_no_link() -> None:
    now = datetime(2026, 8, 6, tzinfo=UTC)

    assert SignedLinks(1, keys(), None).make("zalo_bot", Kept(id=1, kind="docx"), now) is None


def test_a_link_shows_no_secret_and_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    secret = SecretStr("app-secret")
    oa = Bot(
        channel="zalo_oa",
        name="zalo_oa",
        account=OaAccount(
            app_id="1", app_secret=secret, secret_key=SecretStr("k"), tokens=tmp_path / "t"
        ),
    )

    assert oa.key("files") != oa.key("webhook")
    assert b"app-secret" not in oa.key("files")


async def test_a_channel_that_takes_no_files_gets_links_in_the_same_message(
    tmp_path: Path,
) -> None:
    async with an_office(tmp_path / "office.db") as office:
        office.channel.takes_files = False
        office.dispatcher._links = SignedLinks(office.org, keys({"memory": "12345678:m"}), ADDRESS)
        await office.at("2026-08-06T09:00")

        said = await office.say("Khánh", "tổng hợp BC1")

        assert said.count(f"{ADDRESS}/files/") == 2
        assert "7 ngày" in said
        assert all(part.file_name is None for _, _, part in office.channel.sent)


async def test_without_an_address_the_message_says_where_the_file_can_be_had(
    tmp_path: Path,
) -> None:
    async with an_office(tmp_path / "office.db") as office:
        office.channel.takes_files = False
        await office.at("2026-08-06T09:00")

        said = await office.say("Khánh", "tổng hợp BC1")

        assert "dondoc report BC1 2026-W32" in said
        assert "/files/" not in said
