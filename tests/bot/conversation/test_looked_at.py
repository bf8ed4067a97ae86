"""Whatever changes a duty has the pass look at it again (DESIGN.md §4.17): each kind of change.

Everything is put to sleep by hand; what the next pass decides anew has been woken by the change.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.administration import going_live, people_intake, reorganising
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.duty import OWED, Move
from scheduler.rules.succession import SuccessionKind
from storage import duties as records
from storage import orgs, policy_edits
from storage.tables import cycles, duties
from tests.fakes import OfficeInMemory

NEVER = datetime(2099, 1, 1, tzinfo=UTC)
BC1, BC2 = "BC1/HC/2026-W32", "BC2/HC/2026-08"
HC = {"NV1/HC", "NV2/HC", "NV3/HC", "NV4/HC", BC1, BC2}
ALL = HC | {"NV4/KH", "BC1/KH/2026-W32", "BC2/KH/2026-08"}
Act = Callable[[OfficeInMemory], Awaitable[object]]


async def put_to_sleep(office: OfficeInMemory) -> None:
    await office.database.write(
        lambda tx: tx.execute(
            update(duties).where(duties.c.org_id == office.org).values(look_at=NEVER)
        )
    )


async def woken(office: OfficeInMemory) -> set[str]:
    async with office.database.read() as connection:
        found = await records.read(connection, office.org)
    return {item.duty.name for item in found if item.look_at != NEVER}


async def wake_all(office: OfficeInMemory) -> None:
    """Every test ends with an office in which everything holds."""
    await office.database.write(lambda tx: records.touch(tx, office.org, office.now))
    await office.catch_up()


@pytest.mark.parametrize(
    ("before", "who", "words", "wakes"),
    [
        ("", "An", "NV1 60%", {"NV1/HC"}),
        ("", "An", "NV1 xong", {"NV1/HC"}),
        ("", "An", "NV1 dự kiến 12/8 xong", {"NV1/HC"}),
        ("", "An", "nhắc lại NV1", {"NV1/HC"}),
        ("", "An", "NV1 nhắc lại thứ 2", {"NV1/HC"}),
        ("An: NV1 60%", "An", "hoàn tác", {"NV1/HC"}),
        ("An: NV1 xong", "An", "hoàn tác", {"NV1/HC"}),
        ("An: NV1 xong", "Bình", "đồng ý NV1", {"NV1/HC"}),
        ("An: NV1 xong", "Bình", "trả lại NV1: thiếu số liệu", {"NV1/HC"}),
        ("", "An", "NV1 xin gia hạn đến 25/8", {"NV1/HC"}),
        ("An: NV1 xin gia hạn đến 25/8", "An", "hoàn tác", {"NV1/HC"}),
        ("An: NV1 xin gia hạn đến 25/8", "Bình", "đồng ý NV1", {"NV1/HC"}),
        ("An: NV1 xin gia hạn đến 25/8", "Bình", "không đồng ý NV1: gấp", {"NV1/HC"}),
        ("An: NV1 xong", "An", "NV1 60%", {"NV1/HC"}),
        ("", "An", "BC1 không phát sinh", {BC1, BC2}),
        ("An: BC1 không phát sinh", "An", "hoàn tác", {BC1, BC2}),
        ("", "Bình", "giao NV1 cho Dung", {"NV1/HC"}),
        ("", "Bình", "giao BC1 cho Dung", {BC1}),
    ],
)
async def test_what_is_said_of_a_duty_wakes_it(
    office: OfficeInMemory, before: str, who: str, words: str, wakes: set[str]
) -> None:
    if before:
        await office.say(*before.split(": ", 1))
    await put_to_sleep(office)

    await office.say(who, words)

    assert await woken(office) == wakes
    await wake_all(office)


@pytest.mark.parametrize(
    ("who", "touched"), [("An", HC), ("Bình", HC), ("Khánh", ALL)]
)  # Khánh coordinates: every duty of the plan climbs to her
async def test_who_leaves_or_comes_back_wakes_the_duties_they_have_a_part_in(
    office: OfficeInMemory, who: str, touched: set[str]
) -> None:
    await put_to_sleep(office)
    await office.leave(who)
    assert await woken(office) == touched

    await put_to_sleep(office)
    office.channel.blocked.clear()
    await office.say(who, "/help")
    assert await woken(office) == touched
    await wake_all(office)


@pytest.mark.parametrize(
    ("who", "touched"), [("An", HC), ("Bình", HC), ("Chi", ALL - HC), ("Khánh", ALL)]
)
async def test_who_is_away_or_back_wakes_the_duties_they_have_a_part_in(
    office: OfficeInMemory, who: str, touched: set[str]
) -> None:
    await put_to_sleep(office)
    await office.say(who, "nghỉ 3/8–7/8")
    assert await woken(office) == touched

    await put_to_sleep(office)
    await office.say(who, "đã đi làm lại")
    assert await woken(office) == touched
    await wake_all(office)


async def test_whom_a_substitute_stands_in_for_is_woken_when_they_go_away_too(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "nghỉ 3/8–7/8, thay: Chi")
    await put_to_sleep(office)
    await office.say("Chi", "nghỉ 4/8")
    assert await woken(office) == ALL
    await wake_all(office)


async def test_the_first_day_away_and_the_first_back_are_looked_at(office: OfficeInMemory) -> None:
    await office.say("An", "nghỉ 6/8–7/8")
    async with office.database.read() as connection:
        found = {item.duty.name: item for item in await records.read(connection, office.org)}
    first, back = (datetime(2026, 8, day, tzinfo=OFFICE_ZONE) for day in (6, 8))
    looks = [item.look_at for name, item in found.items() if name in HC and item.look_at]
    assert all(at <= first for at in looks)

    await office.at("2026-08-06T07:45")

    async with office.database.read() as connection:
        found = {item.duty.name: item for item in await records.read(connection, office.org)}
    looks = [item.look_at for name, item in found.items() if name in HC and item.look_at]
    assert looks
    assert all(at <= back for at in looks)


async def test_the_reports_of_a_set_are_woken_when_one_leaves_it_and_when_one_joins(
    office: OfficeInMemory,
) -> None:
    """Both are due on one day, so only the monthly one speaks, until it is due on another."""
    async with office.database.read() as connection:
        found = {item.duty.name: item for item in await records.read(connection, office.org)}
    due = found[BC1].duty.due_on
    await put_to_sleep(office)
    await office.database.write(
        lambda tx: records.move(tx, office.org, found[BC2], Move.DATE, office.now, due_on=due)
    )
    await office.catch_up()
    assert await woken(office) == {BC1, BC2}, "joined"

    await office.say("An", "BC2 xin gia hạn đến 20/8")
    await put_to_sleep(office)
    await office.say("Bình", "đồng ý BC2")
    assert await woken(office) == {BC1, BC2}, "left"
    await wake_all(office)


async def a_policy(office: OfficeInMemory, folder: Path) -> None:
    form = {"grace_days": 2}
    await office.database.write(lambda tx: policy_edits.change(tx, office.org, form, office.now))


async def people_again(office: OfficeInMemory, folder: Path) -> None:
    path = folder / "people.csv"
    path.write_text("full_name,unit,role\nYên,Phòng Hành chính,officer\n")
    await people_intake.import_people(office.database, office.org, path, office.now)


async def paused_and_live(office: OfficeInMemory, folder: Path) -> None:
    await office.database.write(lambda tx: orgs.pause(tx, office.org, office.now))
    await office.database.write(lambda tx: going_live.go_live(tx, office.org, office.now))


@pytest.mark.parametrize("change", [a_policy, people_again, paused_and_live])
async def test_what_holds_for_the_whole_office_wakes_all(
    office: OfficeInMemory,
    tmp_path: Path,
    change: Callable[[OfficeInMemory, Path], Awaitable[None]],
) -> None:
    await put_to_sleep(office)

    await change(office, tmp_path)
    await office.catch_up()

    assert await woken(office) == ALL
    await wake_all(office)


async def test_a_climb_moved_to_the_policy_in_force_is_looked_at(
    office: OfficeInMemory, tmp_path: Path
) -> None:
    """NV1 is late since Saturday 15/8; the others have not begun to climb."""
    for day in (11, 12, 13, 14, 17):
        await office.at(f"2026-08-{day}T07:45")
    await a_policy(office, tmp_path)
    async with office.database.read() as connection:
        older = await records.read(connection, office.org, duties.c.policy_version == 1)
    await office.catch_up()
    await put_to_sleep(office)

    await office.database.write(lambda tx: policy_edits.apply(tx, office.org, office.now))

    assert await woken(office) == {item.duty.name for item in older if item.duty.state in OWED}
    assert "NV1/HC" in await woken(office)
    await wake_all(office)


async def test_a_unit_that_ends_wakes_its_duties_when_noted_confirmed_and_on_its_day(
    office: OfficeInMemory,
) -> None:
    """Not those of Kế hoạch, which it does not touch."""

    async def noted(old: str, on: date) -> None:
        kind = SuccessionKind.RENAME
        new = [f"{old} và Quản trị"]
        await reorganising.note(office.database, office.org, [old], new, kind, on, "", office.now)

    hc = "Phòng Hành chính"
    await put_to_sleep(office)
    await noted(hc, date(2026, 8, 5))
    assert await woken(office) == HC, "noted"

    await office.at("2026-08-04T08:00")
    await put_to_sleep(office)
    await office.at("2026-08-05T00:00")
    assert await woken(office) == HC, "on its day"

    await put_to_sleep(office)
    await reorganising.confirm(office.database, office.org, hc, {}, office.now)
    assert await woken(office) == HC, "confirmed"
    await wake_all(office)


async def test_a_new_policy_has_the_opening_day_of_each_cycle_worked_out_anew(
    office: OfficeInMemory, tmp_path: Path
) -> None:
    async def opening_days() -> list[object]:
        async with office.database.read() as connection:
            query = select(cycles.c.open_on).where(cycles.c.org_id == office.org)
            found = await connection.scalars(query.order_by(cycles.c.id))
            return list(found)

    right = await opening_days()
    await office.database.write(
        lambda tx: tx.execute(
            update(cycles)
            .where(cycles.c.org_id == office.org)
            .values(open_on=office.now.date() + timedelta(days=400))
        )
    )

    await a_policy(office, tmp_path)
    await office.catch_up()

    assert await opening_days() == right
