"""The nightly check finds a duty that would sleep too long, says so and wakes it; over time all."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from scheduler.rules.timing import Deadline
from scheduler.tick import tick
from storage import health, night, orgs
from storage.ledger import SqlLedger
from storage.tables import duties, journal, notices
from tests.storage.builders import BEGINS, House, a_draft, a_task, at

T_7 = at("2026-08-12T07:45")
NIGHT = at("2026-08-07T00:59")
DUE = date(2026, 8, 21)


@pytest.fixture
def ledger(house: House) -> SqlLedger:
    return SqlLedger(house.database, house.org, lambda: BEGINS)


async def an_office(house: House, ledger: SqlLedger, tasks: int = 2) -> None:
    await house.link((await house.staff())["An"])
    await house.commit(a_draft(*(a_task(Deadline(due=DUE), ref=f"II.{n}") for n in range(tasks))))
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    await tick(ledger, NIGHT - timedelta(days=1))


async def put_to_sleep(house: House, duty: int, look_at: object) -> None:
    await house.database.write(
        lambda tx: tx.execute(update(duties).where(duties.c.id == duty).values(look_at=look_at))
    )


@pytest.mark.parametrize("look_at", [at("2027-01-01T07:45"), T_7 + timedelta(seconds=1), None])
async def test_a_duty_that_would_sleep_too_long_is_told_of_and_woken(
    house: House, ledger: SqlLedger, look_at: object, caplog: pytest.LogCaptureFixture
) -> None:
    await an_office(house, ledger)
    duty = (await house.duties())["NV1/HC-TH"]
    assert duty.look_at == T_7
    await put_to_sleep(house, duty.id, look_at)

    with caplog.at_level(logging.ERROR):
        await tick(ledger, NIGHT)

    (said,) = [record for record in caplog.records if record.__dict__["action"] == "overslept"]
    assert said.__dict__["duty"] == duty.id
    (line,) = await house.rows(journal, journal.c.what == "overslept")
    assert line.facts["duty"] == "NV1/HC-TH"
    assert line.facts["wanted"] == T_7.isoformat()
    async with house.database.read() as connection:
        look = await health.look(connection, await house.state(), NIGHT, BEGINS)
    assert (look.mended, look.is_ready) == (1, True)

    await tick(ledger, NIGHT + timedelta(seconds=5))
    assert (await house.duties())["NV1/HC-TH"].look_at == T_7
    await tick(ledger, T_7)
    assert len(await house.rows(notices, notices.c.duty_id == duty.id)) == 1, "asked in time"


async def test_nothing_is_found_where_nothing_is_wrong(
    house: House, ledger: SqlLedger, caplog: pytest.LogCaptureFixture
) -> None:
    """Night after night, through asking, the due day and the climb."""
    await an_office(house, ledger)
    with caplog.at_level(logging.ERROR):
        for day in range(1, 60):
            for hours in (0, 7, 13):
                await tick(ledger, NIGHT + timedelta(days=day, hours=hours))

    assert await house.rows(journal, journal.c.what == "overslept") == []
    assert caplog.records == []
    assert (await house.state()).mended == 0


async def test_it_is_made_once_a_night_in_the_first_hour(house: House, ledger: SqlLedger) -> None:
    await an_office(house, ledger)
    midnight = at("2026-08-11T00:00")
    made = []
    for minutes in range(70):
        now = midnight + timedelta(minutes=minutes)
        made.append(night.is_due(await house.state(), now))
        await tick(ledger, now)

    assert made.count(True) == 1
    assert made.index(True) < 60
    assert (await house.state()).checked_on == date(2026, 8, 11)


async def test_over_the_nights_each_duty_has_its_turn(
    house: House, ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(night, "SAMPLE", 3)
    await an_office(house, ledger, tasks=8)
    all_of_them = [item.id for item in (await house.duties()).values()]
    seen: list[int] = []
    for day in range(1, 4):
        now = NIGHT + timedelta(days=day - 1)
        sample = await ledger.sample(now)
        assert sample is not None
        assert len(sample) <= 3
        seen += [look.record.id for look in sample]
        await ledger.checked([], now)

    assert sorted(set(seen)) == sorted(all_of_them)


async def test_a_paused_office_is_not_checked(house: House, ledger: SqlLedger) -> None:
    await an_office(house, ledger)
    await house.database.write(lambda tx: orgs.pause(tx, house.org, BEGINS))

    assert await ledger.sample(NIGHT) is None
