"""The clock jumps: it is set back, or on after a long sleep, or over an hour of summer time."""

from collections import Counter
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from scheduler.rules.cycle import CycleKind
from scheduler.rules.timing import Deadline
from scheduler.tick import tick
from storage.ledger import SqlLedger
from storage.tables import duties, notices, orgs
from tests.storage.builders import BEGINS, House, a_cycle, a_draft, a_task, at

WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
DUE = date(2026, 8, 21)


@pytest.fixture
def ledger(house: House) -> SqlLedger:
    return SqlLedger(house.database, house.org, lambda: BEGINS)


async def an_office(house: House) -> None:
    everyone = await house.staff()
    for name in ("An", "Bình", "Khánh"):
        await house.link(everyone[name])
    plan = [a_task(Deadline(due=DUE), ref=f"II.{n}") for n in (1, 2)]
    await house.commit(a_draft(*plan, reporting=[a_cycle(WEEKLY, CycleKind.WEEKLY)]))
    await house.go_live(BEGINS)


async def all_rows(house: House) -> list[object]:
    return [await house.rows(duties), await house.rows(notices), (await house.state()).watermark]


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(days=1), timedelta(days=400)])
async def test_a_pass_after_the_clock_was_set_back_changes_nothing(
    house: House, ledger: SqlLedger, back: timedelta
) -> None:
    await an_office(house)
    for day in range(3, 25):
        await tick(ledger, at(f"2026-08-{day:02}T07:45"))
    before = await all_rows(house)

    assert await tick(ledger, at("2026-08-24T07:45") - back) == 0

    assert await all_rows(house) == before
    assert await tick(ledger, at("2026-08-24T07:46")) == 0
    assert await all_rows(house) == before, "and back again"


async def test_a_pass_after_three_weeks_decides_each_duty_once_and_says_the_newest(
    house: House, ledger: SqlLedger
) -> None:
    await an_office(house)
    await tick(ledger, at("2026-07-31T07:45"))
    wakes = at("2026-08-20T09:00")

    said = await tick(ledger, wakes)

    assert said > 0
    after = await all_rows(house)
    assert await tick(ledger, wakes) == 0
    assert await tick(ledger, wakes + timedelta(minutes=1)) == 0
    assert await all_rows(house) == after
    rows = await house.rows(notices, notices.c.duty_id.is_not(None))
    assert max(Counter((row.duty_id, row.person_id, row.kind) for row in rows).values()) == 1
    names = {item.id: name for name, item in (await house.duties()).items()}
    steps = {names[row.duty_id]: row.step for row in rows if row.kind == "ask"}
    assert steps["NV1/HC-TH"] == "T-1"
    assert {name: item.duty.state.value for name, item in (await house.duties()).items()} == {
        "NV1/HC-TH": "open",
        "NV2/HC-TH": "open",
        "BC1/HC-TH/2026-W32": "missed",
        "BC1/HC-TH/2026-W33": "missed",
        "BC1/HC-TH/2026-W34": "open",
    }


@pytest.mark.parametrize(
    ("zone", "due", "began"),
    [
        ("Europe/Berlin", date(2026, 4, 1), "2026-03-20"),  # 29 March has 23 hours
        ("Europe/Berlin", date(2026, 10, 28), "2026-10-16"),  # 25 October has 25
        ("America/New_York", date(2026, 11, 4), "2026-10-23"),
    ],
)
async def test_over_a_change_of_summer_time_each_step_is_asked_once_at_its_hour(
    house: House, ledger: SqlLedger, zone: str, due: date, began: str
) -> None:
    await house.link((await house.staff())["An"])
    await house.database.write(
        lambda tx: tx.execute(update(orgs).where(orgs.c.id == house.org).values(zone=zone))
    )
    now = at(f"{began}T08:00").astimezone(UTC)
    await house.commit(a_draft(a_task(Deadline(due=due))), now)
    await house.go_live(now)

    for _ in range(15 * 24 * 2):
        now += timedelta(minutes=30)
        await tick(ledger, now)

    said = [row for row in await house.rows(notices) if row.kind == "ask"]
    assert sorted(row.step for row in said) == ["T-0", "T-1", "T-3", "T-7"]
    assert {f"{row.slot_at.astimezone(ZoneInfo(zone)):%H:%M}" for row in said} == {"07:45"}
    waited = [row.created_at - row.slot_at for row in said if row.step != "T-7"]
    assert all(timedelta(0) <= each < timedelta(minutes=30) for each in waited)
