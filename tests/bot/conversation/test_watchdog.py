"""The watchdog's digest as it is read, in both languages (DESIGN.md §5)."""

from datetime import datetime

from sqlalchemy import delete, update

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.duty import Move
from scheduler.rules.notice import Kind, Notice
from scheduler.tick import tick
from storage import duties as records
from storage import outbox
from storage.people import load_staff
from storage.tables import people, roles
from tests.fakes import OfficeInMemory

VI, EN = "Đôn Đốc tự kiểm tra:", "Đôn Đốc has checked itself:"


async def morning(office: OfficeInMemory, day: int, reader: str = "Khánh") -> list[str]:
    """The lines of the watchdog's digest that a reader gets on a day of August."""
    await office.at(f"2026-08-{day:02}T07:45")
    found = [
        block.split("\n")[1:]
        for block in office.said_to(reader).split("\n\n")
        if block.startswith((VI, EN))
    ]
    assert len(found) <= 1
    return found[0] if found else []


async def speak(office: OfficeInMemory, name: str, language: str) -> None:
    await office.database.write(
        lambda tx: tx.execute(
            update(people)
            .where(people.c.org_id == office.org, people.c.full_name == name)
            .values(language=language)
        )
    )


async def person(office: OfficeInMemory, name: str) -> int:
    async with office.database.read() as connection:
        return (await load_staff(connection, office.org)).named(name)[0].id


async def test_a_healthy_office_hears_nothing(office: OfficeInMemory) -> None:
    for day in range(4, 15):
        assert await morning(office, day) == []
        await office.at(f"2026-08-{day:02}T13:30")


async def test_who_left_is_named_once_counted_weekly_and_named_when_back(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-04T09:00")
    await office.leave("Dung")

    said = "1 người chưa liên kết hoặc đã chặn bot nên không nhận được tin: Dung."
    (line,) = await morning(office, 5)
    assert line.startswith(f"- {said}")
    assert [await morning(office, day) for day in (6, 7, 10, 11)] == [[], [], [], []]
    assert await morning(office, 12) == ["- Vẫn còn: người chưa liên kết hoặc đã chặn bot (1)."]
    assert await morning(office, 13) == []
    office.channel.blocked.clear()
    await office.say("Dung", "/help")
    over = "- Đã hết: người chưa liên kết hoặc đã chặn bot (Dung)."
    assert await morning(office, 14) == [over]
    assert await morning(office, 17) == []


async def test_a_thousand_stuck_notices_are_one_line(office: OfficeInMemory) -> None:
    """The sender is away for a day; the pass goes on."""
    await speak(office, "Khánh", "en")
    slot = datetime(2026, 8, 4, 7, 45, tzinfo=OFFICE_ZONE)
    an = await person(office, "An")
    stuck = [
        Notice(
            key=f"digest:x{n}:{an}",
            kind=Kind.TOLD,
            person_id=an,
            step="unreachable",
            slot_at=slot,
            facts={"who": "Dung"},
        )
        for n in range(1000)
    ]
    await office.database.write(lambda tx: outbox.enqueue(tx, office.org, stuck, office.now))
    await tick(office.ledger, slot)
    await tick(office.ledger, slot.replace(hour=13, minute=30))

    lines = await morning(office, 5)
    assert len(lines) == 1
    assert "notices should have left and did not, to: " in lines[0]
    count = int(lines[0].split()[1])
    assert count >= 1000
    assert "An" in lines[0].split("to: ")[1].split(".")[0].split("; ")
    (over,) = await morning(office, 6)
    assert over.startswith("- Over: notices that did not leave (")


async def test_what_the_office_must_mend_goes_to_the_coordinator_in_either_language(
    office: OfficeInMemory,
) -> None:
    """NV1 waits for a condition, Hành chính has lost its head; an administrator changes nothing."""
    binh, tam = await person(office, "Bình"), await person(office, "Tâm")
    async with office.database.read() as connection:
        duty = (await records.named(connection, office.org, "NV1/HC"))[0]
    await office.database.write(
        lambda tx: records.move(tx, office.org, duty, Move.WAIT, office.now)
    )
    await office.database.write(
        lambda tx: tx.execute(
            delete(roles).where(roles.c.org_id == office.org, roles.c.person_id == binh)
        )
    )
    await office.database.write(
        lambda tx: tx.execute(
            update(roles)
            .where(roles.c.org_id == office.org, roles.c.person_id == tam)
            .values(role="admin")
        )
    )

    no_head, no_leader, undated = await morning(office, 4)
    assert no_head.startswith("- 1 đơn vị đang có việc nhưng chưa có lãnh đạo đơn vị")
    assert no_head.endswith(": HC. Đề nghị bổ sung.")
    assert no_leader == "- Danh sách chưa có lãnh đạo cơ quan. Đề nghị bổ sung."
    assert undated.startswith("- 1 nhiệm vụ chờ điều kiện, chưa có thời hạn")
    assert "NV1/HC (03/08/2026)" in undated
    assert VI not in office.said_to("Tâm")

    await speak(office, "Khánh", "en")
    assert await morning(office, 5) == []
    assert await morning(office, 11) == [
        "- Still there: units without a head (1).",
        "- Still there: no leader of the office (1).",
    ]


async def test_the_administrator_gets_what_only_they_can_mend(office: OfficeInMemory) -> None:
    tam = await person(office, "Tâm")
    await office.database.write(
        lambda tx: tx.execute(
            roles.insert().values(
                org_id=office.org, person_id=tam, unit_id=1, role="admin", is_contact=False
            )
        )
    )
    await speak(office, "Tâm", "en")
    await office.at("2026-08-04T09:00")
    await office.leave("Dung")

    (line,) = await morning(office, 5, "Tâm")
    assert line.startswith("- 1 people are not linked or have blocked the bot")
    assert VI not in office.said_to("Khánh")
