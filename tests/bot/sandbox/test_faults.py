"""Troubles on order, and that a request which died was never accepted."""

import asyncio
import subprocess
import sys
import time

import pytest
from aiohttp import ServerDisconnectedError, web
from aiohttp.test_utils import TestServer
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter

from tests.bot.sandbox.playing import OTHER_BOT, OTHER_TOKEN, TOKEN, Json, Sim, call, result

SEND = """
import sys, urllib.request
print("calling", flush=True)
urllib.request.urlopen(sys.argv[1], sys.argv[2].encode())
"""


async def test_ordered_refusals_strike_the_person_they_are_for(bot: Bot, sim: Sim) -> None:
    an, binh = await sim.add("An"), await sim.add("Bình", "head")
    await sim.order("429", "sendMessage", person_id=an, retry_after=7)
    await sim.order("403", "sendMessage", person_id=an)
    await sim.order("500", "sendMessage", times=2)

    with pytest.raises(RetryAfter, match="0:00:07"):
        await bot.send_message(an, "1")
    with pytest.raises(NetworkError, match=r"(?i)internal server error"):
        await bot.send_message(binh, "2")
    with pytest.raises(Forbidden):
        await bot.send_message(an, "3")
    with pytest.raises(NetworkError):
        await bot.send_message(an, "4")
    await bot.send_message(an, "5")

    assert [entry["text"] for entry in await sim.happened("sent")] == ["5"]


async def test_held_before_it_is_accepted_nothing_has_happened(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    fault = await sim.order("hold_before", "sendMessage")
    sending = asyncio.create_task(bot.send_message(an, "chờ"))
    await sim.until_hanging(1)
    assert await sim.happened("sent") == []

    await sim.post(f"/faults/{fault}/release")

    assert (await sending).text == "chờ"
    assert len(await sim.happened("sent")) == 1


async def test_held_after_it_is_accepted_only_the_answer_waits(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    fault = await sim.order("hold_after", "sendMessage")
    sending = asyncio.create_task(bot.send_message(an, "chờ"))
    await sim.until_hanging(1)
    assert len(await sim.happened("sent")) == 1
    assert not sending.done()

    await sim.post(f"/faults/{fault}/release")

    assert (await sending).text == "chờ"


@pytest.mark.parametrize(("kind", "accepted"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_gives_no_answer(
    bot: Bot, sim: Sim, kind: str, accepted: int
) -> None:
    an = await sim.add("An")
    await sim.order(kind, "sendMessage")

    with pytest.raises(NetworkError):
        await bot.send_message(an, "mất")

    assert len(await sim.happened("sent")) == accepted


@pytest.mark.parametrize(("kind", "accepted"), [("hold_before", 0), ("hold_after", 1)])
async def test_a_caller_killed_while_held_is_not_accepted_later(
    base: str, sim: Sim, kind: str, accepted: int
) -> None:
    an = await sim.add("An")
    fault = await sim.order(kind, "sendMessage")
    url = f"{base}/telegram/bot{TOKEN}/sendMessage"
    with subprocess.Popen(
        [sys.executable, "-c", SEND, url, f"chat_id={an}&text=hi"], stdout=subprocess.DEVNULL
    ) as caller:
        await sim.until_hanging(1)
        caller.kill()
        caller.wait()

    await sim.post(f"/faults/{fault}/release")

    await sim.until_hanging(0)
    assert len(await sim.happened("sent")) == accepted


async def test_clearing_lets_everyone_go(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")
    await sim.order("hold_before", "*", person_id=an, times=9)
    sending = asyncio.create_task(bot.send_message(an, "chờ"))
    await sim.until_hanging(1)

    async with sim.session.delete("/sim/faults") as answer:
        assert await answer.json() == []

    await sending
    await bot.send_message(an, "tự do")


@pytest.mark.parametrize(
    ("order", "code", "description", "parameters"),
    [
        ({"kind": "400", "text": "chat not found"}, 400, "Bad Request: chat not found", None),
        (
            {"kind": "403", "text": "user is deactivated"},
            403,
            "Forbidden: user is deactivated",
            None,
        ),
        ({"kind": "403"}, 403, "Forbidden: bot was blocked by the user", None),
        (
            {"kind": "429", "retry_after": 35},
            429,
            "Too Many Requests: retry after 35",
            {"retry_after": 35},
        ),
        ({"kind": "500"}, 500, "Internal Server Error", None),
        ({"kind": "outage"}, 502, "Bad Gateway", None),
    ],
)
async def test_a_refusal_on_order_reads_as_the_platforms_own(
    sim: Sim, order: Json, code: int, description: str, parameters: Json | None
) -> None:
    an = await sim.add("An")
    await sim.post("/faults", status=201, **order)

    body = await call(sim, "sendMessage", chat_id=an, text="chào")

    assert (body["error_code"], body["description"]) == (code, description)
    assert body.get("parameters") == parameters
    assert await sim.happened("sent") == []
    assert [entry["error_code"] for entry in await sim.happened("refused")] == [code]


async def test_a_fault_of_another_channel_leaves_this_one_alone(sim: Sim) -> None:
    an = await sim.add("An")
    await sim.order("500", "*", channel="zalo_bot")

    await result(sim, "sendMessage", chat_id=an, text="chào")


async def test_a_slow_answer_comes_late_to_what_was_accepted_at_once(sim: Sim) -> None:
    an = await sim.add("An")
    await sim.order("slow", "sendMessage", delay_ms=300)
    begun = time.monotonic()

    sending = asyncio.create_task(result(sim, "sendMessage", chat_id=an, text="chậm"))
    await sim.until_happened("sent")
    assert not sending.done()
    await sending

    assert time.monotonic() - begun >= 0.3


async def test_an_outage_lasts_until_it_is_ended_and_delivers_nothing(bot: Bot, sim: Sim) -> None:
    heard: list[str] = []

    async def hook(request: web.Request) -> web.Response:
        heard.append((await request.json())["message"]["text"])
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app) as ours:
        await bot.set_webhook(str(ours.make_url("/hook")))
        an = await sim.add("An", started=False)
        outage = await sim.order("outage", "*")
        await sim.post(f"/people/{an}/say", text="lúc mất mạng")
        for _ in range(3):
            assert (await call(sim, "getMe"))["error_code"] == 502
        assert heard == []

        await sim.post(f"/faults/{outage}/release")

        async with asyncio.timeout(5):
            while not heard:
                await asyncio.sleep(0.02)
        assert heard == ["lúc mất mạng"]
        await result(sim, "sendMessage", chat_id=an, text="lại có mạng")


async def test_an_outage_may_cut_every_connection_of_one_bot(sim: Sim) -> None:
    an = await sim.add("An")
    await result(sim, "getMe")
    await sim.order("outage_cut", "*", bot_id=OTHER_BOT)

    for _ in range(2):
        with pytest.raises(ServerDisconnectedError):
            await call(sim, "getMe", token=OTHER_TOKEN)
    await result(sim, "sendMessage", chat_id=an, text="bot này vẫn chạy")


async def test_a_duplicated_update_comes_again_after_it_was_confirmed(sim: Sim) -> None:
    an = await sim.add("An", started=False)
    await sim.order("duplicate", "*", person_id=an)
    for words in ("một", "hai"):
        await sim.post(f"/people/{an}/say", text=words)

    first = await result(sim, "getUpdates")
    again = await result(sim, "getUpdates", offset=first[-1]["update_id"] + 1)

    assert [update["message"]["text"] for update in first] == ["một", "hai"]
    assert again == first[:1]
    assert await result(sim, "getUpdates", offset=first[-1]["update_id"] + 1) == []


async def test_two_updates_change_places(sim: Sim) -> None:
    an = await sim.add("An", started=False)
    await sim.order("reorder", "*")
    await sim.post(f"/people/{an}/say", text="một")
    assert await result(sim, "getUpdates") == []
    for words in ("hai", "ba"):
        await sim.post(f"/people/{an}/say", text=words)

    updates = await result(sim, "getUpdates")

    assert [update["message"]["text"] for update in updates] == ["hai", "một", "ba"]
    ids = [update["update_id"] for update in updates]
    assert ids == [ids[0], ids[0] - 1, ids[0] + 1]
    # Confirming the first in the list confirms the one that is late, too: as the platform would.
    assert len(await result(sim, "getUpdates", offset=ids[0] + 1)) == 1
