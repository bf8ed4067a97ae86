"""The dispatcher at its pace: several bots of an org, bots that must rest, several orgs.

Real time is simulated: whoever sleeps moves the clock on, and nobody waits.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.channels.base import Outgoing, SendFailed, Sent
from bot.sending.dispatch import IN_HAND, Dispatcher
from scheduler.rules.pacing import SECOND, Limits
from storage import health, outbox
from storage.claims import LEASE
from storage.tables import bots, deliveries, messages, notices
from tests.fakes import ChannelInMemory
from tests.storage.builders import House, at

NOW = at("2026-08-10T22:00")
REAL = at("2026-08-10T22:00")
UNPACED = Limits(per_second=1e9, per_chat=timedelta(0))


class Clock:
    """Real time, as fast as somebody sleeps."""

    def __init__(self) -> None:
        self.now = REAL
        self.slept = 0

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    shown, really = Clock(), asyncio.sleep

    async def sleep(seconds: float) -> None:
        shown.slept += 1
        shown.now += seconds * SECOND
        await really(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return shown


@dataclass
class Spoken(ChannelInMemory):
    """A platform that remembers in which order whom was called, and when."""

    clock: Clock = field(default_factory=Clock)
    calls: list[tuple[datetime, str]] = field(default_factory=list)
    hangs: bool = False

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        self.calls.append((self.clock(), address))
        if self.hangs:
            await asyncio.Event().wait()
        return await super().send(address, outgoing)


def a_sender(house: House, clock: Clock, *channels: Spoken) -> Dispatcher:
    return Dispatcher(house.database, house.org, {each.name: each for each in channels}, clock)


async def office_now() -> datetime:
    return NOW


async def strangers(house: House, bot: str, count: int, first: int = 1) -> None:
    """So many chats that are to be answered by a bot."""

    async def work(tx: object) -> None:
        for n in range(first, first + count):
            await outbox.answer(
                tx,  # type: ignore[arg-type]
                house.org,
                inbox=n,
                n=len(bot),
                channel=bot,
                address=str(n),
                person=None,
                facts={"text": "link.stranger"},
                now=NOW,
            )

    await house.database.write(work)


def not_now(seconds: float = 30, *, whole_bot: bool = False) -> SendFailed:
    return SendFailed(reason="flood control", wait=seconds * SECOND, whole_bot=whole_bot)


async def drained(sender: Dispatcher) -> datetime | None:
    """Send all that may leave soon; return when there is more (real time)."""
    async with asyncio.timeout(60):
        _, again = await sender.drain(office_now)
    await sender.settled()
    return again


# --- one bot ------------------------------------------------------------------------------------


async def test_calls_leave_evenly_and_each_once(house: House, clock: Clock) -> None:
    await strangers(house, "telegram", 60)
    telegram = Spoken(name="telegram", clock=clock)

    assert await drained(a_sender(house, clock, telegram)) is None

    moments = [moment for moment, _ in telegram.calls]
    assert sorted(int(address) for _, address in telegram.calls) == list(range(1, 61))
    for n, moment in enumerate(moments):
        assert sum(moment <= other < moment + SECOND for other in moments[n:]) <= 30
    assert {row.state for row in await house.rows(notices)} == {"sent"}


async def test_a_sender_at_its_limit_looks_again_only_when_there_is_room(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await strangers(house, "telegram", 60)
    looks = 0
    wrote = house.database.write

    async def counted(work: object) -> object:
        nonlocal looks
        looks += 1
        return await wrote(work)  # type: ignore[arg-type]

    monkeypatch.setattr(house.database, "write", counted)
    await drained(a_sender(house, clock, Spoken(name="telegram", clock=clock)))

    # Some five times a second it claims and commits; what was called is settled in groups.
    assert looks <= 60 + 2 * 20


async def test_a_chat_that_is_refused_rests_and_no_other_waits_for_it(
    house: House, clock: Clock
) -> None:
    await strangers(house, "telegram", 10)
    telegram = Spoken(name="telegram", clock=clock, failing=[not_now(30)])
    sender = a_sender(house, clock, telegram)

    await drained(sender)
    assert len(telegram.sent) == 9
    assert {row.rest_until for row in await house.rows(bots)} == {None}
    refused = telegram.calls[0][1]
    assert refused not in {address for address, *_ in telegram.sent}

    clock.now += 31 * SECOND
    await drained(sender)
    assert [address for address, *_ in telegram.sent].count(refused) == 1
    assert len(telegram.sent) == 10


@pytest.mark.parametrize(
    "failing",
    [
        pytest.param([not_now(30, whole_bot=True)], id="the platform says it is the bot"),
        pytest.param([not_now(30), not_now(30)], id="two chats at once mean the bot"),
    ],
)
async def test_a_bot_that_must_rest_calls_nobody_until_then(
    house: House, clock: Clock, failing: list[SendFailed]
) -> None:
    await strangers(house, "telegram", 40)
    telegram = Spoken(name="telegram", clock=clock, failing=list(failing))
    sender = a_sender(house, clock, telegram)

    again = await drained(sender)
    assert (len(telegram.calls), telegram.sent) == (len(failing), []), "nor what was planned"
    (row,) = await house.rows(bots)
    until = row.rest_until
    assert until > clock.now + 25 * SECOND
    assert again is not None
    assert until - SECOND <= again <= until

    slept = clock.slept
    for _ in range(3):  # rung by whoever: it neither calls nor waits
        assert await drained(sender) == again
    assert clock.slept == slept
    assert len(telegram.calls) == len(failing)

    other = a_sender(house, clock, Spoken(name="telegram", clock=clock))  # of another process
    assert await drained(other) == again

    clock.now = again
    for _ in range(3):
        await drained(sender)
        clock.now += 31 * SECOND  # those that were refused rest by themselves
    assert sorted(int(address) for address, *_ in telegram.sent) == list(range(1, 41))
    later = [moment for moment, _ in telegram.calls[len(failing) :]]
    assert min(later) >= until
    assert max(sum(m <= o < m + SECOND for o in later) for m in later) <= 30, "no burst after it"
    assert {row.state for row in await house.rows(messages)} == {"sent"}


# --- several bots -------------------------------------------------------------------------------


async def test_a_bot_that_must_rest_keeps_no_other_from_speaking(
    house: House, clock: Clock
) -> None:
    await strangers(house, "telegram", 5)
    await strangers(house, "zalo_bot", 5, first=101)
    telegram = Spoken(name="telegram", clock=clock, failing=[not_now(600, whole_bot=True)])
    zalo = Spoken(name="zalo_bot", clock=clock)
    sender = a_sender(house, clock, telegram, zalo)

    await drained(sender)
    assert (len(telegram.sent), len(zalo.sent)) == (0, 5)
    await strangers(house, "zalo_bot", 5, first=201)
    await drained(sender)
    assert (len(telegram.calls), len(zalo.sent)) == (1, 10)


async def test_a_bot_that_is_no_longer_there_is_seen_and_keeps_no_other_from_speaking(
    house: House, clock: Clock
) -> None:
    await strangers(house, "former", 300)
    await strangers(house, "telegram", 3, first=401)
    telegram = Spoken(name="telegram", clock=clock)

    await drained(a_sender(house, clock, telegram))

    assert [address for address, *_ in telegram.sent] == ["401", "402", "403"]
    org = await house.state()
    async with house.database.read() as connection:
        seen = await health.look(connection, org, NOW + timedelta(minutes=16), clock())
    assert seen.unsent == 300
    assert seen.late == "a notice should have left 16 minutes ago"


async def test_each_bot_has_a_pace_of_its_own(house: House, clock: Clock) -> None:
    await strangers(house, "telegram", 20)
    await strangers(house, "zalo_bot", 20, first=101)
    telegram = Spoken(name="telegram", clock=clock)
    zalo = Spoken(name="zalo_bot", clock=clock, limits=Limits(per_second=2))

    await drained(a_sender(house, clock, telegram, zalo))

    moments = [moment for moment, _ in zalo.calls]
    assert max(sum(m <= o < m + SECOND for o in moments) for m in moments) <= 3
    assert len(telegram.sent) == len(zalo.sent) == 20


# --- several orgs -------------------------------------------------------------------------------


async def test_an_org_with_thousands_waiting_does_not_keep_another_s_answer(
    house: House, other_house: House, clock: Clock
) -> None:
    """They share the process and its one writer; the bots are their own."""
    await strangers(house, "telegram", 1_200)
    await strangers(other_house, "telegram", 1)
    order: list[str] = []

    @dataclass
    class Heard(Spoken):
        of: str = ""

        async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
            order.append(self.of)
            return await super().send(address, outgoing)

    crowd = Heard(name="telegram", clock=clock, limits=UNPACED, of="crowd")
    one = Heard(name="telegram", clock=clock, of="one")
    await asyncio.gather(
        drained(a_sender(house, clock, crowd)), drained(a_sender(other_house, clock, one))
    )

    assert order.count("crowd") == 1_200
    assert order.index("one") <= 2 * IN_HAND
    assert len(await house.rows(deliveries)) == 1_200


# --- a sender that is killed --------------------------------------------------------------------


async def killed(sender: Dispatcher) -> None:
    """The sender takes what waits, and stops without a word in the middle of it."""
    await sender.dispatch(NOW)
    for line in sender._lines.values():
        for task in line.in_hand.values():
            task.cancel()
    await sender.settled()


@pytest.mark.parametrize(("repeats", "calls", "state"), [(True, 2, "sent"), (False, 1, "unknown")])
async def test_a_call_cut_by_a_kill_is_made_again_only_where_that_is_right(
    house: House, clock: Clock, repeats: bool, calls: int, state: str
) -> None:
    await strangers(house, "zalo_bot", 1)
    platform = Spoken(name="zalo_bot", clock=clock, repeats_unknown=repeats)
    hangs = Spoken(name="zalo_bot", clock=clock, repeats_unknown=repeats, hangs=True)

    await killed(a_sender(house, clock, hangs))
    clock.now += LEASE
    await drained(a_sender(house, clock, platform))

    assert len(hangs.calls) + len(platform.calls) == calls
    assert [row.state for row in await house.rows(notices)] == [state]
    assert [row.outcome for row in await house.rows(deliveries)] == [state]
    assert not any(row.in_flight for row in await house.rows(messages))


async def test_what_the_platform_puts_off_is_called_again_after_a_kill(
    house: House, clock: Clock
) -> None:
    await strangers(house, "zalo_bot", 1)
    platform = Spoken(name="zalo_bot", clock=clock, repeats_unknown=False, failing=[not_now()])

    await drained(a_sender(house, clock, platform))
    clock.now += LEASE
    await drained(a_sender(house, clock, platform))

    assert len(platform.calls) == 2
    assert [row.state for row in await house.rows(notices)] == ["sent"]
