"""Troubles on order, and that a request which died was never accepted."""

import asyncio
import subprocess
import sys

import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter

from tests.bot.sandbox.playing import TOKEN, Sim

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
