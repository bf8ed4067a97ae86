"""How updates reach the bot: offsets, the long poll, the webhook."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from tests.bot.sandbox.playing import Sim


async def test_unconfirmed_updates_come_again_and_an_offset_confirms(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    ids = [(await sim.post(f"/people/{an}/say", text=f"lời {n}"))["update_id"] for n in range(3)]

    assert [update.update_id for update in await bot.get_updates()] == ids
    assert [update.update_id for update in await bot.get_updates(offset=ids[1])] == ids[1:]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == ids[2:]
    assert await bot.get_updates(offset=ids[2] + 1) == ()

    await sim.post("/redeliver", update_id=ids[0])
    again = await bot.get_updates(offset=ids[2] + 1)
    assert [update.update_id for update in again] == ids[:1]


async def test_a_long_poll_wakes_at_once_and_gives_way_to_a_newer_one(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    older = asyncio.create_task(bot.get_updates(timeout=9))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(bot.get_updates(timeout=9))

    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await older
    await sim.post(f"/people/{an}/say", text="xong")
    async with asyncio.timeout(1):
        assert len(await newer) == 1


async def test_only_the_kinds_asked_for_are_queued(bot: Bot, sim: Sim) -> None:
    await bot.get_updates(allowed_updates=["message"])
    an = await sim.add("An")
    await sim.post(f"/people/{an}/block")

    kinds = [update.message is not None for update in await bot.get_updates()]

    assert kinds == [True]


async def test_a_malformed_update_goes_out_as_it_is(base: str, sim: Sim) -> None:
    given = await sim.post("/updates", message={"text": "no chat, no date"})

    async with sim.session.get("/telegram/bot1:SANDBOX/getUpdates") as answer:
        updates = (await answer.json())["result"]

    assert updates == [{"update_id": given["update_id"], "message": {"text": "no chat, no date"}}]


async def test_a_webhook_gets_updates_in_order_until_it_says_ok(bot: Bot, sim: Sim) -> None:
    heard: list[Update] = []
    answers = [500, 200, 200]
    done = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["Content-Type"] == "application/json"
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s-e_cret"
        heard.append(Update.de_json(await request.json(), bot))
        if len(heard) == 3:
            done.set()
        return web.Response(status=answers[len(heard) - 1])

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app) as ours:
        url = str(ours.make_url("/hook"))
        await bot.set_webhook(url, secret_token="s-e_cret")
        an = await sim.add("An")
        await sim.post(f"/people/{an}/say", text="xong")
        async with asyncio.timeout(5):
            await done.wait()

        said = [update.message.text for update in heard if update.message]
        info = await bot.get_webhook_info()
        assert said == ["/start", "/start", "xong"]
        assert (info.url, info.last_error_message is not None) == (url, True)
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()
        with pytest.raises(BadRequest, match="loopback"):
            await bot.set_webhook("https://example.org/hook")
