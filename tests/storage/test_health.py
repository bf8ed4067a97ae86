"""When the service is late: by what is owed at a moment, whoever stands in the way of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from scheduler.clock import wall_clock
from storage import health, inbox, outbox
from storage.health import Health
from storage.tables import duties, mailboxes, messages, notices, orgs
from tests.storage.builders import House, at, told

MORNING, AFTERNOON = at("2026-08-03T07:45"), at("2026-08-03T13:30")  # a Monday's slots
YESTERDAY = at("2026-07-31T13:30")


async def health_at(house: House, now: str) -> Health:
    org = await house.state()
    async with house.database.read() as connection:
        return await health.look(connection, org, at(now), wall_clock())


@pytest.fixture
async def office(house: House) -> House:
    """Live, and with nothing to do until somebody says so."""
    await house.staff()
    await house.go_live(at("2026-07-31T07:00"))
    return house


async def owe(office: House, slot: datetime, made: datetime) -> None:
    person = (await office.staff())["An"]
    assert await office.queue(told("event:1:1", person, slot), made)


async def spoken(
    office: House, slot: datetime, state: str = "sent", settled: datetime | None = None
) -> None:
    """The mailbox has had its message of the slot."""
    (box,) = await office.rows(mailboxes)
    await office.database.write(
        lambda tx: tx.execute(
            insert(messages).values(
                org_id=office.org, mailbox_id=box.id, lane="slot", slot_at=slot, body={},
                channel="telegram", address="1", calling_at=slot,
                settled_at=settled or slot, state=state,
            )
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("slot", "made", "now", "since"),
    [
        (MORNING, YESTERDAY, "2026-08-03T07:44", None),
        (MORNING, YESTERDAY, "2026-08-03T07:50", MORNING),
        (MORNING, YESTERDAY, "2026-08-03T11:00", MORNING),
        (MORNING, at("2026-08-03T08:10"), "2026-08-03T08:20", at("2026-08-03T08:10")),
        (MORNING, YESTERDAY, "2026-08-03T12:00", None),  # over lunch nothing leaves
        (MORNING, YESTERDAY, "2026-08-03T13:31", MORNING),
        (MORNING, YESTERDAY, "2026-08-03T20:00", None),
        (MORNING, YESTERDAY, "2026-08-04T08:00", MORNING),
        (AFTERNOON, YESTERDAY, "2026-08-03T11:00", None),
        (YESTERDAY, YESTERDAY, "2026-08-01T10:00", None),  # a Saturday
    ],
)
async def test_a_notice_is_late_from_its_slot_or_its_making(
    office: House, slot: datetime, made: datetime, now: str, since: datetime | None
) -> None:
    await owe(office, slot, made)

    seen = await health_at(office, now)

    assert seen.oldest_due == since
    assert seen.is_ready == (since is None or at(now) - since < timedelta(minutes=15))


async def test_neither_a_rest_nor_a_lease_nor_the_watermark_hides_it(office: House) -> None:
    await owe(office, MORNING, YESTERDAY)
    far = wall_clock() + timedelta(hours=1)
    held = update(mailboxes).values(lease_until=far, claim_id="somebody")
    await office.database.write(lambda tx: tx.execute(held))

    seen = await health_at(office, "2026-08-03T08:05")

    assert seen.watermark is None
    assert seen.unsent == 0, "no sender would take it"
    assert seen.late == "a notice should have left 20 minutes ago"


async def test_a_message_that_is_being_called_has_not_left(office: House) -> None:
    await owe(office, MORNING, YESTERDAY)
    await spoken(office, MORNING, "calling")
    await office.database.write(lambda tx: tx.execute(update(notices).values(message_id=1)))

    assert (await health_at(office, "2026-08-03T08:00")).oldest_due == MORNING


async def test_what_waits_for_the_next_slot_is_not_late_before_it(office: House) -> None:
    """One message per person and slot: the rest goes with the next."""
    await owe(office, MORNING, at("2026-08-03T08:00"))
    await spoken(office, MORNING)

    assert (await health_at(office, "2026-08-03T11:00")).oldest_due is None
    assert (await health_at(office, "2026-08-03T13:40")).oldest_due == AFTERNOON
    assert not (await health_at(office, "2026-08-03T13:45")).is_ready


@pytest.mark.parametrize("state", ["preparing", "live", "paused"])
async def test_an_answer_is_owed_at_any_hour_and_in_any_state(office: House, state: str) -> None:
    evening = at("2026-08-03T22:00")
    await owe(office, MORNING, YESTERDAY)
    await office.database.write(lambda tx: tx.execute(update(orgs).values(state=state)))

    async def answer_at(now: str) -> Health:
        return await health_at(office, now)

    if state != "live":
        assert (await answer_at("2026-08-03T10:00")).is_ready, "it owes only answers"
    await office.database.write(
        lambda tx: outbox.answer(
            tx, office.org, inbox=1, n=1, channel="telegram", address="1", person=None,
            facts={}, now=evening,
        )
    )  # fmt: skip
    assert (await answer_at("2026-08-03T22:14")).is_ready
    late = await answer_at("2026-08-03T22:15")
    assert late.oldest_due == evening
    assert not late.is_ready


async def test_a_duty_nobody_looks_at_shows_a_dead_scheduler(office: House) -> None:
    await office.sample()
    await office.open_due(at("2026-08-03T07:00"))
    look = update(duties).values(look_at=MORNING)
    await office.database.write(lambda tx: tx.execute(look))
    dropped = update(notices).values(state="dropped")  # the introductions
    await office.database.write(lambda tx: tx.execute(dropped))

    assert (await health_at(office, "2026-08-03T07:59")).is_ready
    late = await health_at(office, "2026-08-03T08:00")
    assert late.oldest_look == MORNING
    assert late.late == "a duty should have been looked at 15 minutes ago"


async def test_a_message_nobody_acts_upon_is_late(office: House) -> None:
    came = at("2026-08-03T09:00")
    await office.database.write(
        lambda tx: inbox.store(
            tx, office.org, "telegram", [("1", {})], 2, now=came, real_now=wall_clock()
        )
    )

    assert (await health_at(office, "2026-08-03T09:14")).is_ready
    late = await health_at(office, "2026-08-03T09:16")
    assert late.oldest_unheard == came
    assert late.to_json()["late"] == "a message should have been acted upon 16 minutes ago"
    assert not late.to_json()["ready"]
