"""Claims: some hundred mailboxes at a time, at the pace of the bot and of each chat."""

import asyncio
from datetime import datetime, timedelta

import pytest

from scheduler.rules.pacing import Limits
from storage.claims import LEASE
from storage.tables import mailboxes
from tests.storage.builders import House, at, told

REAL = at("2026-08-10T08:00")
NIGHT = at("2026-08-10T22:00")  # answers leave at any hour, of an org in any state
SECOND = timedelta(seconds=1)
UNLIMITED = Limits(per_second=10_000, chat_burst=10_000)


@pytest.fixture
async def everyone(house: House) -> list[int]:
    """Everybody of the office, each with an answer waiting."""
    people = sorted((await house.staff()).values())
    for n, person in enumerate(people):
        await house.answer(person, n, NIGHT)
    return people


async def claimed(
    house: House, sender: str, limits: Limits = UNLIMITED, real_now: datetime = REAL
) -> list[str]:
    got = await house.claim(sender, NIGHT, real_now, limits)
    return [box.recipient for box in got.boxes]


async def test_a_sender_claims_all_that_waits_at_once(house: House, everyone: list[int]) -> None:
    assert await claimed(house, "a") == [f"person:{person}" for person in everyone]

    rows = await house.rows(mailboxes)
    assert {(row.claim_id, row.lease_until) for row in rows} == {("a", REAL + LEASE)}
    assert await claimed(house, "b") == []


async def test_two_senders_at_once_share_and_nobody_is_claimed_twice(
    house: House, everyone: list[int]
) -> None:
    limits = Limits(per_second=3, chat_burst=100)
    rounds = [
        await asyncio.gather(
            *(claimed(house, sender, limits, REAL + n * SECOND) for sender in "abc")
        )
        for n in range(5)
    ]

    got = [box for each in rounds for sender in each for box in sender]
    assert sorted(got) == sorted(f"person:{person}" for person in everyone)
    assert max(sum(map(len, each)) for each in rounds) == 3, "in any second, by all together"


async def test_a_bot_at_its_limit_rests_whoever_sends(house: House, everyone: list[int]) -> None:
    limits = Limits(per_second=4)
    assert len(await claimed(house, "a", limits)) == 4

    got = await house.claim("b", NIGHT, REAL + SECOND / 4, limits)
    assert (got.boxes, got.rest) == ((), SECOND * 3 / 4)
    assert len(await claimed(house, "b", limits, REAL + SECOND)) == 4


async def test_who_has_nothing_to_send_need_not_rest(house: House, everyone: list[int]) -> None:
    limits = Limits(per_second=len(everyone))
    await claimed(house, "a", limits)

    got = await house.claim("b", NIGHT, REAL, limits)
    assert (got.boxes, got.rest) == ((), None)


async def test_a_chat_takes_a_burst_and_then_rests_whoever_sends(house: House) -> None:
    an = (await house.staff())["An"]
    for n, wait in enumerate((0, 0.1, 0.2)):
        await house.answer(an, n, NIGHT)
        assert await claimed(house, "a", Limits(), REAL + wait * SECOND) == [f"person:{an}"]
        await house.release("a")
    assert await claimed(house, "b", Limits(), REAL + 2.9 * SECOND) == []
    assert await claimed(house, "b", Limits(), REAL + 3 * SECOND) == [f"person:{an}"]


async def test_answers_are_claimed_before_what_waits_longer(house: House) -> None:
    everyone = await house.staff()
    await house.go_live(at("2026-08-03T08:00"))
    morning = at("2026-08-10T07:45")
    await house.reach(at("2026-08-10T08:00"))
    await house.queue(told("event:1:1", everyone["Bình"], morning))
    await house.answer(everyone["An"], 1, morning + timedelta(minutes=10))

    got = await house.claim("a", at("2026-08-10T08:00"), REAL, Limits(per_second=1))
    assert [box.recipient for box in got.boxes] == [f"person:{everyone['An']}"]


async def test_a_sender_does_not_claim_again_what_it_has_in_hand(
    house: House, everyone: list[int]
) -> None:
    """Its call hangs, and the lease is over: the call must not be made a second time."""
    got = await house.claim("a", NIGHT, REAL, UNLIMITED)
    in_hand = {box.mailbox_id for box in got.boxes[:2]}

    again = await house.claim("b", NIGHT, REAL + LEASE, UNLIMITED, but_not=in_hand)
    assert {box.mailbox_id for box in again.boxes} == {box.mailbox_id for box in got.boxes[2:]}
