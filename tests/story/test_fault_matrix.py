"""The fault matrix: each fault on each channel, counted from the sandbox's own record.

The real bot in a living office, its real channels, HTTP to a sandbox in this process. In each case
seven people are reminded and each writes to the bot while the platform makes trouble. Then it is
quiet again, and the books are compared: nothing is lost (each notice was said, or stands as unknown
or failed), nothing is recorded twice, and nothing was said twice but what Telegram had accepted
without our hearing of it (DESIGN.md §4.1).
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.sandbox.platform import ChannelName
from scheduler.tick import tick
from storage import verify
from storage.tables import deliveries, notices, progress
from tests.bot.channels.contract.meeting import ALL, MAKERS
from tests.sandbox_office import BEGINS, PATIENCE, SandboxOffice, an_empty_office, living

MONDAY = BEGINS.replace(hour=7, minute=45)
LATER = [MONDAY.replace(hour=13, minute=30), MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]
SAID = {"An": "NV1 60%", "Khánh": "NV4 30%"}  # the others ask for their work
FAULTS = (
    "429", "403", "400", "500", "slow", "hold_before", "hold_after", "drop_before", "drop_after",
    "outage", "outage_cut", "duplicate", "reorder",
)  # fmt: skip
HOLDS = ("hold_before", "hold_after")  # and the sender dies meanwhile
OUTAGES = ("outage", "outage_cut")
OF_UPDATES = ("duplicate", "reorder")
TIMES = 3  # calls that meet with it
UNHEARD = ("drop_after", "hold_after")  # accepted, and we do not hear of it
REFUSED = ("400", "403")  # may mean for good


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matrix") / "office.db"
    with asyncio.Runner() as runner:
        runner.run(an_empty_office(path))
    return path


@pytest.mark.parametrize("platform", list(MAKERS))
@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_is_lost_and_nothing_doubled(
    fault: str,
    platform: ChannelName,
    empty: Path,
    tmp_path: Path,
    table: Callable[..., None],
) -> None:
    async with living(platform, empty, tmp_path) as office:
        began: int = (await office.sim.get("/record"))["last"]
        method = "*" if fault in (*OUTAGES, *OF_UPDATES) else ALL[platform].method
        times = 1 if fault in (*HOLDS, *OUTAGES) else TIMES
        order = partial(office.sim.order, fault, method, channel=platform, times=times)
        more = {"delay_ms": 200} if fault == "slow" else {}
        await order(**more)
        await _reminded(office, fault)
        if fault not in (*OUTAGES, *OF_UPDATES):
            await order(**more)
        await _talked_to(office, fault)
        await _over(office)
        await office.posted(2 * len(office.ids))
        await office.calm()
        for moment in LATER:
            await office.at(moment)
            await office.calm()
        books = await _books(office, began)

        assert books["lost"] == 0
        assert books["not_there"] == 0, "what the database holds as sent was accepted"
        assert books["recorded"] == len(SAID), "each word once"
        if office.channel.repeats_unknown:
            assert books["doubled"] <= (2 * TIMES if fault in UNHEARD else 0)
        else:
            assert books["doubled"] == 0
        if fault not in REFUSED:
            assert books["notices_failed"] == 0
        async with office.database.read() as connection:
            assert await verify.offences(connection, office.now) == []
        table("Fault matrix", fault=fault, channel=platform, **books)


async def _reminded(office: SandboxOffice, fault: str) -> None:
    office.now = office.clock.now = MONDAY
    if fault not in HOLDS:
        await office.catch_up()
        return
    await tick(office.ledger, office.now)
    await _dies_while_one_hangs(office)


async def _talked_to(office: SandboxOffice, fault: str) -> None:
    for name in office.ids:
        await office.say(name, SAID.get(name, "/viec"))
    if fault in OUTAGES:  # nothing is delivered to us either
        await office.catch_up()
        return
    await office.posted(2 * len(office.ids))
    if fault not in HOLDS:
        await office.catch_up()
        return
    await office.listen()
    await _dies_while_one_hangs(office)


async def _dies_while_one_hangs(office: SandboxOffice) -> None:
    async with asyncio.timeout(PATIENCE):
        while not sum(each["hanging"] for each in await office.sim.get("/faults")):
            await office.dispatcher.dispatch(office.now)
    await office.dies()
    await _over(office)
    await office.catch_up()


async def _over(office: SandboxOffice) -> None:
    async with office.sim.session.delete("/sim/faults") as answer:
        assert answer.status == 200


async def _books(office: SandboxOffice, began: int) -> dict[str, int]:
    """What was accepted, by the platform's record, beside what the database says of it."""
    entries = (await office.sim.get("/record"))["entries"]
    accepted = [e for e in entries if (e["by"], e["what"]) == ("bot", "sent")]
    people = await office.sim.get("/people")
    address = {each["id"]: each["addresses"][office.platform] for each in people}
    there = {(address[e["person_id"]], str(e["message_id"])): e["n"] for e in accepted}
    sent = await office.rows(deliveries, deliveries.c.outcome == "sent")
    known = [(row.address, row.provider_id) for row in sent]
    since = [e for e in accepted if e["n"] > began]
    texts = Counter((e["person_id"], e["text"]) for e in since)
    every = await office.rows(notices)
    arrived = {row.message_id for row in sent}
    waits = [n for n in every if n.state == "queued" and n.slot_at <= office.now]
    silent = [n for n in every if n.state == "sent" and n.message_id not in arrived]
    states = Counter(n.state for n in every)
    return {
        "accepted": len(since),
        "known_as_sent": sum(there.get(place, 0) > began for place in known),
        "calls_unknown": len(await office.rows(deliveries, deliveries.c.outcome == "unknown")),
        "notices_unknown": states["unknown"],
        "notices_failed": states["failed"],
        "doubled": sum(texts.values()) - len(texts),
        "lost": len(waits) + len(silent),
        "not_there": len(known) - len(set(known) & there.keys()),
        "recorded": len(await office.rows(progress)),
    }
