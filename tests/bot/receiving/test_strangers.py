"""What a stranger may post to a webhook: it is refused in one line, and nothing is stored."""

import io
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.channels.telegram import TelegramChannel
from bot.receiving.webhook import Webhook
from bot.web.site import open_site
from scheduler.clock import wall_clock
from storage import inbox
from tests.bot.conversation.conftest import an_office
from tests.bot.sandbox.playing import TOKEN


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {}, 403),
        (b"{}", {"Content-Type": "text/html; charset=no-such"}, 403),
        (b"not packed", {"Content-Encoding": "gzip"}, 403),
        (b"not packed", {"Content-Encoding": "deflate"}, 403),
        (b"x" * (1024**2 + 1), {}, 413),
    ],
    ids=["no secret", "odd type", "no gzip", "no deflate", "too large"],
)
async def test_what_a_stranger_posts_is_refused(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    headers: dict[str, str],
    status: int,
) -> None:
    async with an_office(tmp_path / "office.db") as office:
        door = Webhook(
            office.database,
            office.org,
            "so-mau",
            TelegramChannel(TOKEN, "http://127.0.0.1:1"),
            wall_clock,
            lambda: None,
            lambda error: None,
            in_sandbox=False,
        )
        app = web.Application()
        app.add_routes(door.routes())
        site = await open_site(app, "127.0.0.1", 0)
        port = site.addresses[0][1]
        async with (
            ClientSession(f"http://127.0.0.1:{port}") as session,
            session.post(door.path, data=io.BytesIO(body), headers=headers) as answer,
        ):
            assert answer.status == status
        await site.cleanup()
        async with office.database.read() as connection:
            assert await inbox.unhandled(connection, office.org, 1) == []
    assert not [each for each in caplog.records if each.exc_info]
