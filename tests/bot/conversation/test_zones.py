"""An office in another zone, over the night on which its clocks change."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.paper.words import until
from storage import cycles, orgs, reports
from storage.tables import messages
from storage.tables import orgs as org_rows
from tests.bot.conversation.conftest import an_office
from tests.fakes import OfficeInMemory

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
async def paris(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    """The sample office moved to Paris, where summer time ends on Sunday 25 October 2026."""
    async with an_office(tmp_path / "office.db") as office:
        await office.database.write(lambda tx: tx.execute(update(org_rows).values(zone=PARIS.key)))
        await go(office, "2026-10-20T07:00")
        office.unread.clear()
        yield office


async def go(office: OfficeInMemory, wall: str) -> None:
    """Let the clock on the office's wall show `wall` and do all that is due."""
    office.now = datetime.fromisoformat(wall).replace(tzinfo=PARIS).astimezone(UTC)
    await office.catch_up()


async def slots_spoken_in(office: OfficeInMemory, since: datetime) -> set[str]:
    async with office.database.read() as connection:
        slots = await connection.scalars(
            select(messages.c.slot_at).where(
                messages.c.org_id == office.org,
                messages.c.lane == "slot",
                messages.c.calling_at >= since,
            )
        )
        return {f"{slot.astimezone(PARIS):%H:%M}" for slot in slots if slot is not None}


async def test_slots_follow_the_clock_on_the_wall(paris: OfficeInMemory) -> None:
    """BC1 is due on Wednesdays: asked for on Tuesday afternoon, on either side of the change."""
    begins = paris.now
    for tuesday in ("2026-10-20", "2026-10-27"):
        await go(paris, f"{tuesday}T07:45")
        paris.said_to("An")
        await go(paris, f"{tuesday}T13:29")
        assert "BC1" not in paris.said_to("An")
        await go(paris, f"{tuesday}T13:30")
        assert "BC1" in paris.said_to("An")

    assert await slots_spoken_in(paris, begins) == {"07:45", "13:30"}


async def test_a_report_is_late_from_midnight_on_the_wall(paris: OfficeInMemory) -> None:
    """Due on Wednesday 28/10, after the change: in time until 23:00 of UTC."""
    week = "HC: Báo cáo tuần 44/2026, hạn thứ Tư 28/10/2026"
    await go(paris, "2026-10-28T23:59")
    shown = await paris.say("Khánh", "/missing")
    assert "23:59 thứ Tư 28/10/2026" in shown
    assert f"{week}\n" in shown

    await go(paris, "2026-10-29T00:00")
    shown = await paris.say("Khánh", "/missing")
    assert "00:00 thứ Năm 29/10/2026" in shown
    assert f"{week} (quá 1 ngày)\n" in shown


async def test_tomorrow_is_counted_from_the_offices_today(paris: OfficeInMemory) -> None:
    """At 20:00 in Paris it is past midnight in Vietnam."""
    await go(paris, "2026-10-29T20:00")
    assert "30/10/2026" in await paris.say("An", "NV1 vướng kinh phí, mai xong")


async def test_a_report_names_moments_as_the_offices_clock_showed_them(
    paris: OfficeInMemory,
) -> None:
    await go(paris, "2026-10-28T09:15")
    await paris.say("An", "NV1 60%")
    await go(paris, "2026-10-29T08:00")
    async with paris.database.read() as connection:
        state = await orgs.load(connection, paris.org)
        cycle = await cycles.find(connection, paris.org, "BC1")
    made = await paris.database.write(
        lambda tx: reports.freeze(tx, state, cycle, "2026-W44", as_of=paris.now, now=paris.now)
    )

    header = made.snapshot.header
    assert header.period_from.isoformat() == "2026-10-22T00:00:00+02:00"
    assert header.cut_off.isoformat() == "2026-10-29T00:00:00+01:00"
    assert until(header.cut_off) == "đến hết ngày 28/10/2026"
    assert {line.due for line in made.snapshot.punctuality} == {date(2026, 10, 28)}
    said = [said.at.isoformat() for task in made.snapshot.tasks for said in task.said]
    assert said == ["2026-10-28T09:15:00+01:00"]
    async with paris.database.read() as connection:
        again = await reports.by_id(connection, paris.org, made.id)
    assert again.text == made.text
    assert again.snapshot == made.snapshot
