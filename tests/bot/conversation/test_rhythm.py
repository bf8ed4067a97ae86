"""When each person is written to: what they wish for, and what then leaves when.

Monday 3 August 2026 is the first day live; NV1 is due on Friday 14 August, NV2 on Monday 17.
"""

from datetime import time

import pytest
from sqlalchemy import select, update

from storage import rhythms
from storage.tables import duties, notices, people
from tests.fakes import OfficeInMemory


async def wishes(office: OfficeInMemory, name: str) -> tuple[list[str], list[str]]:
    """A person's own slots and quiet hours, as they are stored."""
    async with office.database.read() as connection:
        person = await connection.scalar(
            select(people.c.id).where(people.c.org_id == office.org, people.c.full_name == name)
        )
        assert person is not None
        found = await rhythms.of(connection, office.org, person)
    return (
        [f"{clock:%H:%M}" for clock in found.slots],
        [f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in found.quiet],
    )


@pytest.mark.parametrize(
    ("words", "slots", "quiet"),
    [
        ("chỉ nhắc buổi chiều", ["13:30"], []),
        ("Dạ chỉ nhắn em buổi sáng thôi ạ", ["07:45"], []),
        ("chỉ nhắc tôi vào buổi chiều nhé", ["13:30"], []),
        ("only in the afternoon", ["13:30"], []),
        ("only in the mornings", ["07:45"], []),
        ("không nhắn từ 12h đến 14h", [], ["12:00-14:00"]),
        ("đừng nhắn tin cho tôi từ 12h30 đến 14 giờ", [], ["12:30-14:00"]),
        ("không nhắc 11h30-13h45", [], ["11:30-13:45"]),
        ("không nhắn từ 1 giờ chiều đến 2 giờ chiều", [], ["13:00-14:00"]),
        ("don't write from 12:00 to 14:00", [], ["12:00-14:00"]),
        ("không nhắn từ 22h đến 6h", [], ["22:00-06:00"]),
        ("không nhắn từ 17h đến 7h", [], ["17:00-07:00"]),
        ("không nhắn từ 10 giờ tối đến 6 giờ sáng", [], ["22:00-06:00"]),
        ("không nhắn từ 22h tới 6h", [], ["22:00-06:00"]),
        ("không nhắn từ 22h đến 24h", [], ["22:00-00:00"]),
        ("không nhắn từ 0h đến 6h", [], ["00:00-06:00"]),
        ("không nhắn từ 14h đến 12h", [], ["14:00-12:00"]),
        ("do not write from 10pm to 6am", [], ["22:00-06:00"]),
        ("no messages between 17:00 and 07:00", [], ["17:00-07:00"]),
        ("no messages between 12 and 14", [], ["12:00-14:00"]),
        ("giờ yên lặng 21h đến 6h", [], ["21:00-06:00"]),
        ("im lang 19h-7h", [], ["19:00-07:00"]),
        ("quiet 20:00-06:00", [], ["20:00-06:00"]),
        ("quiet hours from 8pm to 6am", [], ["20:00-06:00"]),
    ],
)
async def test_a_person_says_when_to_be_written_to(
    office: OfficeInMemory, words: str, slots: list[str], quiet: list[str]
) -> None:
    said = await office.say("An", words)

    assert "từ nay Đôn Đốc nhắc đồng chí vào" in said
    assert await wishes(office, "An") == (slots, quiet)
    assert await wishes(office, "Dung") == ([], [])


async def test_wishes_are_echoed_and_taken_back(office: OfficeInMemory) -> None:
    first = await office.say("An", "không nhắn từ 6h đến 12h")
    assert "vào 13:30, không nhắn từ 06:00 đến 12:00." in first
    await office.say("An", "nhắn lúc nào cũng được")
    assert "vào 13:30." in await office.say("An", "chỉ nhắc buổi chiều")
    assert "vào 07:45, 13:30." in await office.say("An", "nhắc cả hai buổi")
    assert await wishes(office, "An") == ([], [])


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("không nhắn từ 13h đến 8h", "không chừa lại khung nhắc nào"),
        ("không nhắn từ 7h đến 17h", "không chừa lại khung nhắc nào"),
        ("không nhắn từ 12h đến 12h", "Xin cho biết không nhắn từ giờ nào đến giờ nào"),
        ("không nhắn từ 25 đến 30", "Xin cho biết không nhắn từ giờ nào đến giờ nào"),
    ],
)
async def test_what_cannot_be_wished_changes_nothing(
    office: OfficeInMemory, words: str, answer: str
) -> None:
    assert answer in await office.say("An", words)
    assert await wishes(office, "An") == ([], [])


async def test_quiet_hours_and_the_half_of_the_day_must_leave_a_slot(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "không nhắn từ 12h đến 14h")

    assert "không chừa lại khung nhắc nào" in await office.say("An", "chỉ nhắc buổi chiều")
    assert await wishes(office, "An") == ([], ["12:00-14:00"])


@pytest.mark.parametrize("words", ["nhắc cả hai buổi", "remind me in both halves"])
async def test_both_halves_of_the_day_end_the_quiet_hours_that_silence_one(
    office: OfficeInMemory, words: str
) -> None:
    await office.say("An", "không nhắn từ 12h đến 14h")
    assert "07:45, 13:30" in await office.say("An", words)
    assert await wishes(office, "An") == ([], [])

    await office.say("An", "không nhắn từ 22h đến 6h")
    await office.say("An", words)
    assert await wishes(office, "An") == ([], ["22:00-06:00"])


async def test_reminders_wait_for_the_persons_own_slot_and_answers_do_not(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "chỉ nhắc buổi chiều")
    await office.at("2026-08-05T07:45")  # NV1: seven working days before Friday 14 August
    assert "NV1" not in office.said_to("An")
    assert "Đã ghi" in await office.say("An", "NV4 10%")

    await office.at("2026-08-05T13:30")

    assert "NV1" in office.said_to("An")


async def test_what_would_come_too_late_comes_in_the_offices_slot(office: OfficeInMemory) -> None:
    """The half of a duty that closes at eleven: at half past one it would be late."""
    await office.say("An", "chỉ nhắc buổi chiều")
    await office.database.write(
        lambda tx: tx.execute(
            update(duties)
            .where(duties.c.org_id == office.org, duties.c.due_on.is_not(None))
            .values(due_time=time(11))
        )
    )
    await office.at("2026-08-13T13:30")
    office.said_to("An")
    await office.at("2026-08-14T07:45")

    assert "NV1" in office.said_to("An")


async def test_one_message_per_person_and_slot_and_nothing_is_lost(office: OfficeInMemory) -> None:
    await office.say("An", "chỉ nhắc buổi sáng")
    for day in ("10", "11", "12", "13"):
        for clock in ("07:45", "13:30"):
            await office.at(f"2026-08-{day}T{clock}")
            said = office.said_to("An")
            assert (clock == "07:45") or "Kính gửi" not in said
            assert said.count("Kính gửi") <= 1
    async with office.database.read() as connection:
        waiting = await connection.scalars(
            select(notices.c.key).where(
                notices.c.org_id == office.org,
                notices.c.state == "queued",
                notices.c.slot_at < office.now,
            )
        )
        assert waiting.all() == []
