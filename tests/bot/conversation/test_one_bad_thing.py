"""One thing that cannot be said or decided keeps nothing else from being said."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.channels.base import SendFailed
from bot.sending import files
from storage import outbox
from storage.claims import LEASE
from storage.tables import duties, notices, orgs, tasks
from tests.fakes import OfficeInMemory


async def states(office: OfficeInMemory, kind: str) -> list[str]:
    async with office.database.read() as connection:
        found = await connection.scalars(
            select(notices.c.state)
            .where(notices.c.org_id == office.org, notices.c.kind == kind)
            .order_by(notices.c.id)
        )
        return list(found)


async def test_an_answer_without_words_is_given_up_and_the_next_is_given(
    office: OfficeInMemory,
) -> None:
    person = int(office.addresses["An"]) - 100
    await office.database.write(
        lambda tx: outbox.answer(
            tx,
            office.org,
            inbox=1,
            n=9,
            channel="memory",
            address=office.addresses["An"],
            person=person,
            facts={"text": "of.another.version"},
            now=office.now,
        )
    )

    await office.catch_up()

    assert await office.say("An", "/help")
    assert (await states(office, "answer"))[-2:] == ["failed", "sent"]


async def test_a_file_that_cannot_be_laid_out_is_given_up(
    office: OfficeInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bytes:
        raise ValueError("a figure that nobody foresaw")

    await office.at("2026-08-05T08:00")
    await office.say("An", "BC1 không phát sinh")
    await office.at("2026-08-06T08:00")
    monkeypatch.setattr(files, "report_file", fails)
    await office.say("Khánh", "tổng hợp BC1")

    assert await office.say("Khánh", "/help")
    assert (await states(office, "answer"))[-2:] == ["failed", "sent"]


async def test_trouble_of_the_bot_is_not_held_against_its_messages(
    office: OfficeInMemory,
) -> None:
    """A wrong token, or too many calls: however often, what is to be said is said in the end."""
    token = SendFailed(reason="Unauthorized", wait=timedelta(seconds=0.001))
    office.channel.failing = [token] * 400

    for _ in range(500):
        await office.say("An", "NV1 60%") if not office.heard else await office.catch_up()
        office.real += timedelta(seconds=3)
        if not office.channel.failing:
            break
    await office.catch_up()

    assert office.channel.failing == []
    assert "failed" not in await states(office, "answer")
    assert "60%" in "".join(part.text for _, _, part in office.channel.sent[-3:])


async def test_the_morning_digest_comes_in_the_first_slot_that_is_reached(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T13:30")
    office.said_to("Khánh")

    await office.at("2026-08-06T13:30")  # nobody was at work in the morning
    told = office.said_to("Khánh")
    assert "BC1" in told

    await office.at("2026-08-07T13:30")
    assert (await states(office, "digest")) == ["sent"], "once"


async def test_a_duty_that_cannot_be_read_is_set_aside_and_the_others_are_asked_for(
    office: OfficeInMemory,
) -> None:
    async with office.database.read() as connection:
        bad = await connection.scalar(
            select(duties.c.id)
            .join(tasks, tasks.c.id == duties.c.task_id)
            .where(
                duties.c.org_id == office.org,
                tasks.c.org_id == office.org,
                tasks.c.code == "NV1",
            )
        )
    await office.database.write(
        lambda tx: tx.execute(
            update(duties)
            .where(duties.c.org_id == office.org, duties.c.id == bad)
            .values(policy_version=99)
        )
    )

    office.said_to("An")
    await office.at("2026-08-13T07:45")

    asked = office.said_to("An")
    assert "NV2" in asked
    async with office.database.read() as connection:
        reached = await connection.scalar(select(orgs.c.watermark))
    assert reached is not None
    assert reached >= office.now - LEASE
    await office.database.write(  # mended, as verify asks for
        lambda tx: tx.execute(
            update(duties).where(duties.c.org_id == office.org).values(policy_version=None)
        )
    )
