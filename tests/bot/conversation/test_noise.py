"""How much An is written to: what may wait waits once, what may not is named, nothing is lost."""

import re
from datetime import date

from sqlalchemy import and_, func, select

from scheduler.rules.policy import Policy
from storage import policies
from storage.tables import duties, notices, people, rungs, tasks
from tests.fakes import OfficeInMemory


async def limit(office: OfficeInMemory, *, a_message: int = 10, a_day: int = 2) -> None:
    policy = Policy(version=2, items_a_message=a_message, messages_a_day=a_day)
    await office.database.write(lambda tx: policies.add(tx, office.org, policy, office.now))


def items(said: str) -> list[str]:
    """The codes of the numbered items of what was said."""
    return re.findall(r"^\d+\. (\S+)", said, re.M)


async def queued(office: OfficeInMemory, name: str) -> int:
    """How many notices still wait for a person."""
    async with office.database.read() as connection:
        count = await connection.scalar(
            select(func.count())
            .select_from(notices)
            .join(people, people.c.id == notices.c.person_id)
            .where(
                notices.c.org_id == office.org,
                people.c.org_id == office.org,
                people.c.full_name == name,
                notices.c.state == "queued",
            )
        )
    return count or 0


async def test_early_asks_wait_for_the_next_slot_once(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T13:30")
    await limit(office, a_message=2)
    office.said_to("An")

    await office.at("2026-08-05T07:45")  # what is due today, and first asks of tasks and lines
    morning = office.said_to("An")
    waits = await queued(office, "An")
    await office.at("2026-08-05T13:30")
    afternoon = office.said_to("An")

    assert len(items(morning)) <= 3
    assert "BC1" in items(morning)  # its last step: due today
    assert waits > 0
    assert items(afternoon)
    assert await queued(office, "An") == 0


async def test_with_one_message_a_day_what_is_told_waits_for_the_morning(
    office: OfficeInMemory,
) -> None:
    await limit(office, a_day=1)
    await office.at("2026-08-10T07:45")
    await office.say("Bình", "giao NV1 cho Dung")
    await office.at("2026-08-10T13:30")
    assert "NV1" in office.said_to("Dung")  # her first message of the day

    await office.at("2026-08-11T07:45")
    office.said_to("Dung")
    await office.say("Bình", "giao NV2 cho Dung")
    await office.at("2026-08-11T13:30")
    said_today = office.said_to("Dung")
    await office.at("2026-08-12T07:45")

    taken_over = "Đồng chí tiếp nhận 1 việc đang mở từ An, kể từ thứ Ba 11/8/2026:\n- NV2 "
    assert taken_over not in said_today
    assert taken_over in office.said_to("Dung")


async def test_many_that_cannot_wait_are_named_and_their_rungs_are_told(
    office: OfficeInMemory,
) -> None:
    await limit(office, a_message=1)
    await office.at("2026-08-14T07:45")
    office.said_to("An")

    await office.at("2026-08-17T07:45")  # NV1 was due on Friday, NV2 and NV4 soon are

    said = office.said_to("An")
    assert items(said) == ["BC1"]
    assert "Và 3 việc khác: NV1, NV2, NV4." in said
    assert await officer_told(office, "NV1") == date(2026, 8, 17)
    assert "Đã ghi: NV1" in await office.say("An", "NV1 60%")
    await office.at("2026-08-19T07:45")  # two working days after the officer
    assert "NV1" in office.said_to("Bình")


async def officer_told(office: OfficeInMemory, code: str) -> date | None:
    async with office.database.read() as connection:
        found: date | None = await connection.scalar(
            select(rungs.c.on_day)
            .join(duties, and_(duties.c.org_id == rungs.c.org_id, duties.c.id == rungs.c.duty_id))
            .join(tasks, and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id))
            .where(
                rungs.c.org_id == office.org,
                tasks.c.code == code,
                rungs.c.role == "officer",
                rungs.c.outcome == "told",
            )
        )
    return found
