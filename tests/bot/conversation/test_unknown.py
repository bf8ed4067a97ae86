"""A send of unknown outcome, on a channel that cannot know a second try (DESIGN.md §4.1).

It is never made again; what it said joins that person's next message as far as it is still needed.
"""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.channels.base import SendFailed
from storage.tables import deliveries, notices, rungs
from tests.fakes import OfficeInMemory


@pytest.fixture
def once(office: OfficeInMemory) -> OfficeInMemory:
    office.channel.repeats_unknown = False
    return office


async def cut_at(office: OfficeInMemory, moment: str) -> None:
    """Every call of a slot is cut before anybody knows what became of it."""
    everybody = len(office.addresses) + 5
    office.channel.failing = [SendFailed(reason="cut", unknown=True)] * everybody
    for name in office.addresses:
        office.said_to(name)
    await office.at(moment)
    office.channel.failing = []


async def outcomes(office: OfficeInMemory) -> Sequence[str]:
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(deliveries.c.outcome).where(deliveries.c.org_id == office.org)
        )
        return [row.outcome for row in rows]


async def test_what_may_not_have_arrived_joins_the_next_message(once: OfficeInMemory) -> None:
    await cut_at(once, "2026-08-05T07:45")  # BC1 is due today
    assert once.said_to("An") == ""
    assert (await outcomes(once)).count("unknown") > 0

    await once.at("2026-08-05T13:30")
    later = once.said_to("An")
    await once.at("2026-08-06T07:45")
    later += once.said_to("An")

    assert later.count("BC1 Báo cáo tuần 32") >= 1
    assert (await outcomes(once)).count("unknown") > 0  # counted as such for ever


async def test_only_what_is_still_needed_joins_it(once: OfficeInMemory) -> None:
    await cut_at(once, "2026-08-05T07:45")
    await once.say("An", "BC1 không phát sinh")
    once.said_to("An")

    for moment in ("2026-08-05T13:30", "2026-08-06T07:45", "2026-08-06T13:30"):
        await once.at(moment)

    assert "BC1 Báo cáo tuần 32" not in once.said_to("An")


async def test_it_joins_once_and_is_then_settled(once: OfficeInMemory) -> None:
    await once.at("2026-08-03T09:00")
    await once.say("An", "NV1 xong")
    await cut_at(once, "2026-08-03T13:30")  # Bình is asked to confirm
    await once.say("An", "NV2 xong")
    await once.at("2026-08-04T07:45")
    said = once.said_to("Bình")
    assert "NV1/HC" in said
    assert "NV2/HC" in said

    await once.say("An", "NV4 60%")
    await once.at("2026-08-04T13:30")
    assert "NV1/HC" not in once.said_to("Bình")
    async with once.database.read() as connection:
        states = await connection.scalars(
            select(notices.c.state).where(notices.c.org_id == once.org, notices.c.kind == "confirm")
        )
        assert set(states) == {"sent"}


async def test_a_rung_counts_as_told_whatever_became_of_it(once: OfficeInMemory) -> None:
    await once.at("2026-08-14T13:30")
    await cut_at(once, "2026-08-17T07:45")  # NV1 was due on Friday: the officer's rung

    async with once.database.read() as connection:
        told = await connection.execute(
            select(rungs.c.role, rungs.c.outcome).where(rungs.c.org_id == once.org)
        )
        assert ("officer", "told") in [tuple(row) for row in told]
    await once.at("2026-08-17T13:30")
    await once.at("2026-08-18T07:45")


async def test_an_answer_is_not_repeated(once: OfficeInMemory) -> None:
    once.channel.failing = [SendFailed(reason="cut", unknown=True)]
    assert await once.say("An", "/viec") == ""

    await once.at("2026-08-05T07:45")
    await once.at("2026-08-05T13:30")
    assert "Việc của đồng chí" not in once.said_to("An")
