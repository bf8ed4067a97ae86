"""A press is acknowledged at once, and a platform that is slow to hear that holds up nobody."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.telegram import TelegramChannel
from bot.receiving.polling import poll_forever
from scheduler.clock import wall_clock
from storage.tables import inbox
from tests.bot.conversation.conftest import an_office
from tests.bot.receiving.test_order import update
from tests.bot.sandbox.playing import TOKEN

PATIENCE = 20.0  # seconds


def press(number: int) -> dict[str, Any]:
    message = update(number, 100, "việc")["message"]
    who = {"id": 100, "is_bot": False, "first_name": "An"}
    query = {"id": "q1", "from": who, "chat_instance": "1", "data": "1:x:0:0", "message": message}
    return {"update_id": number, "callback_query": query}


async def test_others_are_heard_while_an_acknowledgement_hangs(tmp_path: Path) -> None:
    given = {1: press(1), 2: update(2, 101, "/viec")}
    hangs, hears, over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def updates(request: web.Request) -> web.Response:
        first = max(int(request.query["offset"]), 1)
        if first not in given:
            await over.wait()
        found = [given[first]] if first in given else []
        return web.json_response({"ok": True, "result": found})

    async def acknowledged(request: web.Request) -> web.Response:
        hangs.set()
        await over.wait()
        return web.json_response({"ok": True, "result": True})

    app = web.Application()
    app.add_routes(
        [
            web.post(f"/bot{TOKEN}/getUpdates", updates),
            web.post(f"/bot{TOKEN}/answerCallbackQuery", acknowledged),
        ]
    )
    rung = 0

    def wake() -> None:
        nonlocal rung
        rung += 1
        if rung == len(given):
            hears.set()

    async def now() -> Any:
        return wall_clock()

    async def our_turn() -> None:
        return

    async with an_office(tmp_path / "office.db") as office, TestServer(app) as server:
        channel = TelegramChannel(TOKEN, str(server.make_url("/")))
        await channel.start()
        polling = asyncio.create_task(
            poll_forever(
                office.database, office.org, "so-mau", channel, now, wall_clock, wake, our_turn
            )
        )
        async with asyncio.timeout(PATIENCE):
            await hangs.wait()
            await hears.wait()
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        async with office.database.read() as connection:
            stored = (await connection.execute(inbox.select().order_by(inbox.c.id))).all()
        over.set()
        await channel.stop()

    assert [row.update_id for row in stored] == ["1", "2"]
