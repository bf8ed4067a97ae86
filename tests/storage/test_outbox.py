"""The outbox: one notice per key, one sender per mailbox, one message per person and slot."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.pacing import Limits
from scheduler.rules.timing import NoTime
from storage import claims, deliveries, orgs, outbox
from storage.claims import LEASE
from storage.deliveries import Attempt, Draft, Message, Settlement
from storage.tables import deliveries as delivery_rows
from storage.tables import mailboxes, messages, notices
from tests.storage.builders import House, a_draft, a_task, at, told

REAL = at("2026-08-10T08:00")  # the senders' own clock: it never jumps
UNPACED = Limits(per_second=1e9, per_chat=timedelta(0))
MORNING, AFTERNOON = at("2026-08-10T07:45"), at("2026-08-10T13:30")  # a Monday


@pytest.fixture
async def an(house: House) -> int:
    """An, in an office that is live and has decided all that is due."""
    person = (await house.staff())["An"]
    await house.link(person)
    await house.go_live(at("2026-08-03T08:00"))
    await house.reach(at("2026-08-31T00:00"))
    return person


async def ready(house: House, now: datetime, real_now: datetime = REAL) -> list[int]:
    """The mailboxes a sender would be shown."""
    state = await house.state()
    async with house.database.read() as connection:
        return [box.mailbox_id for box in await claims.waiting(connection, state, now, real_now)]


async def box_of(house: House) -> Row[Any]:
    (box,) = await house.rows(mailboxes)
    return box


async def claim(
    house: House, claim_id: str, real_now: datetime = REAL, now: datetime = MORNING
) -> bool:
    return bool((await house.claim(claim_id, now, real_now, UNPACED)).boxes)


async def call(
    house: House, claim_id: str, *, slot_at: datetime | None, lane: str = "slot"
) -> Message | None:
    """Commit a message of all that waits in the lane, just before the network call."""
    box = await box_of(house)
    until = slot_at or at("2027-01-01T00:00")

    async def work(tx: AsyncConnection) -> list[Message | None]:
        waiting = await outbox.queued(tx, house.org, [box.id], lane, until)
        draft = Draft(
            mailbox_id=box.id,
            claim_id=claim_id,
            lane=lane,
            slot_at=slot_at,
            channel="telegram",
            address="77",
            body={"text": "Chào"},
            items=(),
            notice_ids=[row.id for row in waiting[box.id]],
            dropped_ids=(),
        )
        return await deliveries.begin_calls(tx, house.org, [draft], slot_at or REAL)

    (message,) = await house.database.write(work)
    return message


async def settle(
    house: House,
    claim_id: str,
    message: Message,
    state: str = "sent",
    now: datetime = MORNING,
    rest_until: datetime | None = None,
) -> Sequence[Row[Any]] | None:
    outcome = "sent" if state == "sent" else "unknown"
    settlement = Settlement(
        claim_id=claim_id,
        message=message,
        attempts=[Attempt(part=0, outcome=outcome, provider_id="500")],
        state=state,
        at=now,
        rest_until=rest_until,
    )
    (said,) = await house.database.write(lambda tx: deliveries.settle(tx, house.org, [settlement]))
    return said


async def say(house: House, slot_at: datetime) -> None:
    """A whole sending: claim, call, settle."""
    assert await claim(house, "c", now=slot_at)
    message = await call(house, "c", slot_at=slot_at)
    assert message is not None
    await settle(house, "c", message, now=slot_at)


# --- once ---------------------------------------------------------------------------------------


async def test_one_notice_per_key_ever(house: House, an: int) -> None:
    assert await house.queue(told("event:1:1", an, MORNING)) is True
    assert await house.queue(told("event:1:1", an, AFTERNOON)) is False
    await say(house, MORNING)
    assert await house.queue(told("event:1:1", an, AFTERNOON)) is False

    (row,) = await house.rows(notices)
    assert (row.state, row.slot_at) == ("sent", MORNING)
    assert await ready(house, AFTERNOON) == []


async def test_an_answer_is_queued_once_per_message_and_number(house: House, an: int) -> None:
    assert await house.answer(an, 1, MORNING) is True
    assert await house.answer(an, 1, MORNING) is False
    assert await house.answer(an, 2, MORNING) is True


async def test_each_recipient_has_one_mailbox(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await house.queue(told("event:2:1", an, AFTERNOON))
    await house.answer(an, 1, MORNING)

    assert (await box_of(house)).recipient == f"person:{an}"


# --- claiming -----------------------------------------------------------------------------------


async def test_only_one_of_two_senders_gets_a_mailbox(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))

    assert await claim(house, "first") is True
    assert await claim(house, "second") is False
    assert await ready(house, MORNING) == []


async def test_a_mailbox_whose_sender_died_is_free_once_the_lease_ends(
    house: House, an: int
) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "dead")

    assert await claim(house, "next", REAL + LEASE - timedelta(seconds=1)) is False
    assert await claim(house, "next", REAL + LEASE) is True


async def test_a_sender_that_lost_its_claim_can_neither_call_nor_settle(
    house: House, an: int
) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "slow")
    await claim(house, "next", REAL + LEASE)

    assert await call(house, "slow", slot_at=MORNING) is None
    message = await call(house, "next", slot_at=MORNING)
    assert message is not None
    assert await settle(house, "slow", message) is None
    (row,) = await house.rows(messages)
    assert row.state == "calling"
    assert await house.rows(delivery_rows) == []

    said = await settle(house, "next", message)
    assert said is not None
    assert [notice.state for notice in said] == ["sent"]


async def test_what_was_being_called_leaves_again_in_the_same_words(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "dead")
    message = await call(house, "dead", slot_at=MORNING)
    await house.queue(told("event:2:1", an, MORNING))

    assert await ready(house, MORNING, REAL + LEASE) == [(await box_of(house)).id]
    box = (await box_of(house)).id
    async with house.database.read() as connection:
        left = await deliveries.unsettled(connection, house.org, [box])
    assert left == {box: message}


async def test_a_message_to_be_tried_again_rests_until_its_time(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "c")
    message = await call(house, "c", slot_at=MORNING)
    box = await box_of(house)
    later = REAL + timedelta(minutes=1)
    assert message is not None
    await settle(house, "c", message, "calling", rest_until=later)

    assert await ready(house, MORNING, later - timedelta(seconds=1)) == []
    assert await ready(house, MORNING, later) == [box.id]


async def left_behind(house: House) -> Message:
    """The message that a new claim finds."""
    box = (await box_of(house)).id
    async with house.database.read() as connection:
        return (await deliveries.unsettled(connection, house.org, [box]))[box]


async def test_what_is_being_called_is_in_flight_until_that_is_settled(
    house: House, an: int
) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "a")
    message = await call(house, "a", slot_at=MORNING)
    assert message is not None
    assert (await left_behind(house)).in_flight  # whoever dies now leaves it so

    await settle(house, "a", message, "calling")  # it failed, and waits for another try
    assert not (await left_behind(house)).in_flight

    await claim(house, "b", REAL + LEASE)
    again = [(await left_behind(house), "b")]
    (called,) = await house.database.write(lambda tx: deliveries.call_again(tx, house.org, again))
    assert (await left_behind(house)).in_flight

    await settle(house, "b", called, "unknown")
    (row,) = await house.rows(messages)
    assert (row.state, row.in_flight) == ("unknown", False)


async def test_what_was_committed_and_never_called_is_not_in_flight(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "a")
    await call(house, "a", slot_at=MORNING)
    box = (await box_of(house)).id

    await house.database.write(lambda tx: deliveries.not_called(tx, house.org, [box]))

    assert not (await left_behind(house)).in_flight


async def test_whoever_lost_the_claim_does_not_call_again(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "a")
    message = await call(house, "a", slot_at=MORNING)
    assert message is not None
    await claim(house, "b", REAL + LEASE)

    again = [(message, "a")]
    assert await house.database.write(lambda tx: deliveries.call_again(tx, house.org, again)) == []


# --- slots --------------------------------------------------------------------------------------


async def test_a_person_gets_one_message_per_slot(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await say(house, MORNING)
    await house.queue(told("event:2:1", an, MORNING))

    assert await ready(house, MORNING + timedelta(hours=1)) == []
    assert await ready(house, AFTERNOON) == [(await box_of(house)).id]


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-08-10T07:44", False),  # before its slot
        ("2026-08-10T07:45", True),
        ("2026-08-10T11:29", True),
        ("2026-08-10T11:30", False),  # lunch
        ("2026-08-10T12:59", False),
        ("2026-08-10T13:00", True),  # still the morning's
        ("2026-08-10T16:59", True),
        ("2026-08-10T17:00", False),  # the evening
        ("2026-08-11T02:00", False),
        ("2026-08-11T07:30", False),  # at work, but no slot has begun
        ("2026-08-11T07:45", True),
        ("2026-08-15T09:00", False),  # Saturday
        ("2026-08-22T09:00", True),  # a Saturday that is worked, by decree
        ("2026-08-31T09:00", False),  # a day off, by decree
    ],
)
async def test_a_notice_leaves_only_in_office_hours_from_its_slot_on(
    house: House, an: int, moment: str, leaves: bool
) -> None:
    await house.queue(told("event:1:1", an, MORNING))

    assert bool(await ready(house, at(moment))) is leaves


async def test_a_slot_waits_until_all_that_was_due_by_then_is_decided(
    house: House, an: int
) -> None:
    await house.queue(told("event:1:1", an, MORNING))

    for watermark, leaves in ((None, False), (at("2026-08-10T07:44"), False), (MORNING, True)):
        await house.reach(watermark)
        assert bool(await ready(house, at("2026-08-10T08:00"))) is leaves


@pytest.mark.parametrize(
    "moment", ["2026-08-09T23:00", "2026-08-10T12:00", "2026-08-31T09:00", "2026-08-10T07:45"]
)
async def test_an_answer_leaves_at_any_hour(house: House, an: int, moment: str) -> None:
    await house.reach(None)
    await house.answer(an, 1, at(moment))

    assert await ready(house, at(moment)) == [(await box_of(house)).id]


async def test_an_office_that_is_not_live_says_nothing_but_answers(house: House) -> None:
    an = (await house.staff())["An"]
    await house.reach(at("2026-08-31T00:00"))
    await house.queue(told("event:1:1", an, MORNING))
    assert await ready(house, MORNING) == []  # preparing

    await house.go_live(MORNING)
    assert await ready(house, MORNING) == []  # all is looked at again first
    await house.reach(MORNING)
    assert await ready(house, MORNING) != []
    await house.database.write(lambda tx: orgs.pause(tx, house.org, MORNING))
    assert await ready(house, MORNING) == []  # paused

    await house.answer(an, 1, MORNING)
    assert await ready(house, MORNING) == [(await box_of(house)).id]


async def test_a_stranger_is_answered_in_the_chat_that_wrote(house: House) -> None:
    await house.database.write(
        lambda tx: outbox.answer(
            tx,
            house.org,
            inbox=1,
            n=1,
            channel="telegram",
            address="99",
            person=None,
            facts={"text": "link.stranger"},
            now=MORNING,
        )
    )

    (row,) = await house.rows(notices)
    assert (await box_of(house)).recipient == "chat:telegram:99"
    assert row.facts == {"channel": "telegram", "address": "99", "text": "link.stranger"}


# --- when a mailbox is next ---------------------------------------------------------------------


async def test_a_mailbox_knows_its_earliest_notice(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, AFTERNOON))
    assert (await box_of(house)).next_at == AFTERNOON
    await house.queue(told("event:2:1", an, MORNING))
    assert (await box_of(house)).next_at == MORNING

    await say(house, MORNING)
    assert (await box_of(house)).next_at == AFTERNOON
    await say(house, AFTERNOON)
    assert (await box_of(house)).next_at is None


async def test_a_mailbox_given_back_unserved_keeps_its_time(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "c")
    await house.release("c")

    after = await box_of(house)
    assert (after.next_at, after.claim_id, after.lease_until) == (MORNING, None, None)
    assert await claim(house, "another")


async def test_releasing_another_sender_s_claim_does_nothing(house: House, an: int) -> None:
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "mine")
    await house.release("yours")

    assert (await box_of(house)).claim_id == "mine"


async def test_a_reply_finds_the_items_of_the_message_it_quotes(house: House, an: int) -> None:
    await house.commit(a_draft(a_task(NoTime(), "Phòng Mới")), MORNING)
    await house.open_due(MORNING)
    duty = next(iter((await house.duties()).values())).id
    await house.queue(told("event:1:1", an, MORNING))
    await claim(house, "c")
    box = await box_of(house)

    async def work(tx: AsyncConnection) -> Message | None:
        draft = Draft(
            mailbox_id=box.id,
            claim_id="c",
            lane="slot",
            slot_at=MORNING,
            channel="telegram",
            address="77",
            body={},
            items=[(1, duty)],
            notice_ids=[],
            dropped_ids=list(await tx.scalars(select(notices.c.id))),
        )
        (message,) = await deliveries.begin_calls(tx, house.org, [draft], MORNING)
        return message

    message = await house.database.write(work)
    assert message is not None
    await settle(house, "c", message)
    async with house.database.read() as connection:
        found = await deliveries.items_of_message(connection, house.org, "telegram", "77", "500")
        nobody = await deliveries.items_of_message(connection, house.org, "telegram", "78", "500")
        last = await deliveries.last_slot_message(connection, house.org, an)

    assert (found, nobody) == ([(1, duty)], [])
    assert last == (MORNING, [(1, duty)])
    (dropped,) = await house.rows(notices)
    assert dropped.state == "dropped"
