"""The platform posts what people say: stored before its 200, handled once, from nobody else.

The tests share one office on Monday morning that is reached by webhook; the first who need it
otherwise stop and start its service.
"""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.channels.telegram import SECRET_HEADER, TelegramChannel
from bot.demo.office import TOKEN
from storage.tables import inbox
from tests.databases import Databases
from tests.story.conftest import a_house
from tests.story.house import MONDAY, House

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = TelegramChannel(TOKEN, "http://127.0.0.1:1").secret


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def posted_to(
    databases: Databases, office_so_far: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("webhook")
    async with (
        databases.copy(office_so_far, folder) as url,
        a_house(folder, url, by_webhook=True) as house,
    ):
        await house.office.clock_to(MONDAY)
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def monday(posted_to: House) -> House:
    await posted_to.office.settled()
    await posted_to.begin_to_count()
    return posted_to


async def platform(house: House) -> dict[str, Any]:
    """What the platform knows of our webhook."""
    url = f"{house.office.sandbox_url}/telegram/bot{TOKEN}/getWebhookInfo"
    async with house.office.http.get(url) as answer:
        found: dict[str, Any] = (await answer.json())["result"]
        return found


async def change(house: House, statement: str) -> None:
    """Put the database into trouble, or out of it."""
    await house.database.write(lambda tx: tx.execute(text(statement)))


async def post(house: House, body: bytes, **headers: str) -> int:
    """The status with which something posted to our webhook is answered."""
    async with house.office.http.post(
        f"{house.office.health_url}/telegram/main", data=io.BytesIO(body), headers=headers
    ) as answer:
        assert await answer.text() == "" or answer.status == 413
        return answer.status


async def test_what_is_posted_is_answered_and_nobody_polls(monday: House) -> None:
    await monday.office.say("An", "NV1 60%")
    await monday.office.settled()

    (answer,) = await monday.said_to("An")
    assert answer.items == ("NV1",)
    known = await platform(monday)
    assert known["url"] == f"{monday.office.health_url}/telegram/main"
    assert known["pending_update_count"] == 0
    assert "last_error_message" not in known
    assert known["allowed_updates"] == [
        "callback_query",
        "edited_message",
        "message",
        "my_chat_member",
    ]


async def test_an_update_posted_again_is_handled_once(monday: House) -> None:
    await monday.office.say("An", "NV1 61%")
    await monday.office.settled()
    update = max(int(each["update_id"]) for each in await monday.record() if each["update_id"])

    await monday.office.sim("POST", "redeliver", update_id=update)
    await monday.office.settled()
    await monday.office.say("Giang", "NV2 10%")
    await monday.office.settled()

    assert len(await monday.said_to("An")) == 1
    assert len(await monday.rows(inbox, inbox.c.update_id == str(update))) == 1


async def test_a_press_is_acknowledged_and_answered(monday: House) -> None:
    await monday.office.say("An", "NV3 20%")
    await monday.office.settled()
    (echo,) = await monday.said_to("An")
    undo = next(data for data in echo.buttons if data.startswith("2:undo:"))
    await monday.office.press("An", echo.message_id, undo)
    await monday.office.settled()

    _, undone = await monday.said_to("An")
    assert "Đã hoàn tác" in undone.text

    async def acknowledged() -> bool:
        return any(each["what"] == "answered_callback" for each in await monday.record())

    await monday.until("the press is acknowledged", acknowledged)


async def test_what_somebody_else_posts_is_refused_and_not_kept(monday: House) -> None:
    before = len(await monday.rows(inbox))
    update = b'{"update_id": 999999, "message": {"text": "NV1 by a stranger"}}'

    assert await post(monday, update) == 403
    assert await post(monday, update, **{SECRET_HEADER: SECRET[:-1]}) == 403
    assert await post(monday, b'["a stranger"]', **{SECRET_HEADER: SECRET}) == 400
    assert await post(monday, b'{"a stranger": 1}', **{SECRET_HEADER: SECRET}) == 400
    assert await post(monday, b" " * (2**20 + 1), **{SECRET_HEADER: SECRET}) == 413

    assert len(await monday.rows(inbox)) == before
    log = (monday.office.folder / "service.log").read_text(encoding="utf-8")
    assert log.count('"webhook_403"') == 2
    assert log.count('"webhook_400"') == 2
    assert "a stranger" not in log
    assert SECRET not in log


async def test_what_cannot_be_stored_is_posted_again_until_it_can(monday: House) -> None:
    async def told() -> bool:
        return "503" in (await platform(monday)).get("last_error_message", "")

    await change(monday, "ALTER TABLE inbox RENAME TO gone")
    await monday.office.say("An", "NV1 65%")
    await monday.until("the platform is told to try again", told)
    assert await monday.said() == []
    await change(monday, "ALTER TABLE gone RENAME TO inbox")

    await monday.until_said_to("An", 1)
    await monday.office.settled()
    assert len(await monday.said_to("An")) == 1


async def test_without_a_public_address_the_webhook_gives_way_to_polling(monday: House) -> None:
    await monday.stop()
    del monday.office.environment["DONDOC_PUBLIC_URL"]
    await monday.office.say("An", "NV1 66%")
    await monday.start()

    await monday.until_said_to("An", 1)
    assert (await platform(monday))["url"] == ""
