"""What one chat says is handled in its order and once, however many connections it comes by."""

import asyncio
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.telegram import SECRET_HEADER, TelegramChannel
from bot.receiving.webhook import Webhook
from scheduler.clock import wall_clock
from storage import inbox
from tests.bot.conversation.conftest import an_office
from tests.bot.sandbox.playing import TOKEN

CHATS, SAYS, CONNECTIONS = 12, 8, 5
AT = 1_786_000_000


def update(number: int, chat: int, words: str) -> dict[str, Any]:
    who = {"id": chat, "is_bot": False, "first_name": "An"}
    message = {"message_id": number, "from": who, "chat": {"id": chat, "type": "private"}}
    return {"update_id": number, "message": {**message, "date": AT, "text": words}}


@pytest.mark.parametrize("seed", range(3))
async def test_order_per_chat_holds_over_several_connections(tmp_path: Path, seed: int) -> None:
    """Telegram posts the next update of a chat once the one before was taken; others side by side.

    It posts again what it thinks was lost: right away, or when later ones have been taken.
    """
    chance = random.Random(seed)
    channel = TelegramChannel(TOKEN, "http://127.0.0.1:1")
    said = [(chat, n) for n in range(SAYS) for chat in range(CHATS)]
    waiting: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for number, (chat, n) in enumerate(said, start=1):
        waiting[chat].append(update(number, 100 + chat, f"{n}"))
    async with an_office(tmp_path / "office.db") as office:
        door = Webhook(
            office.database,
            office.org,
            "so-mau",
            channel,
            wall_clock,
            lambda: None,
            lambda error: None,
            in_sandbox=False,
        )
        app = web.Application()
        app.add_routes(door.routes())
        connections = asyncio.Semaphore(CONNECTIONS)
        async with TestServer(app) as server, ClientSession(server.make_url("/")) as session:

            async def post(each: dict[str, Any]) -> None:
                async with connections:
                    headers = {SECRET_HEADER: channel.secret}
                    async with session.post(door.path, json=each, headers=headers) as answer:
                        assert answer.status == 200

            async def talk(chat: int) -> None:
                for n, each in enumerate(waiting[chat]):
                    await post(each)
                    if chance.random() < 0.3:
                        await post(chance.choice(waiting[chat][: n + 1]))

            await asyncio.gather(*(talk(chat) for chat in range(CHATS)))
        async with office.database.read() as connection:
            rows = await inbox.unhandled(connection, office.org, len(said) * 2)

    heard: dict[str, list[str]] = defaultdict(list)
    for row in rows:  # in the order in which they are handled
        incoming = channel.read(row.payload)
        assert incoming is not None
        heard[incoming.address].append(incoming.text)
    assert heard == {str(100 + chat): [str(n) for n in range(SAYS)] for chat in range(CHATS)}
