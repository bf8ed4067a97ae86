"""One bad row stops nothing else: it is set aside, told of, tried again, and forgotten once mended.

Each kind of bad row on both databases; what only SQLite stores (text that is no JSON) on that one.
"""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from scheduler.rules.cycle import CycleKind
from scheduler.rules.timing import Deadline, Ongoing
from scheduler.tick import tick
from storage import digests, health, set_aside
from storage.ledger import SqlLedger
from storage.set_aside import SOON, SetAside, in_one_line
from storage.tables import cycles, duties, notices, people, tasks
from storage.tables import set_aside as rows
from tests.storage.builders import BEGINS, House, a_cycle, a_draft, a_task, at

T_7 = at("2026-08-12T07:45")
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
DUE = date(2026, 8, 21)


@pytest.fixture
def ledger(house: House) -> SqlLedger:
    return SqlLedger(house.database, house.org, lambda: BEGINS)


async def an_office(house: House) -> None:
    """NV1 and NV2 are due on 21 August; BC1 weekly."""
    everyone = await house.staff()
    for name in ("An", "Khánh"):
        await house.link(everyone[name])
    plan = [a_task(Deadline(due=DUE), ref=f"II.{n}") for n in (1, 2)]
    await house.commit(a_draft(*plan, reporting=[a_cycle(WEEKLY, CycleKind.WEEKLY)]))


async def write(house: House, statement: Any) -> None:
    await house.database.write(lambda tx: tx.execute(statement))


async def aside(house: House) -> list[SetAside]:
    async with house.database.read() as connection:
        return list(await set_aside.listed(connection, house.org))


async def asked(house: House) -> set[str]:
    """The duties that were asked for, other than as a line of a report."""
    names = {item.id: name for name, item in (await house.duties()).items()}
    said = [row for row in await house.rows(notices) if not row.step.startswith("line-")]
    return {names[row.duty_id] for row in said if row.duty_id is not None}


def of_task(code: str) -> Any:
    return duties.c.task_id.in_(select(tasks.c.id).where(tasks.c.code == code))


# --- duties -------------------------------------------------------------------------------------

BAD_DUTY: dict[str, dict[str, Any]] = {
    "a due day of year 9999": {"due_on": date(9999, 12, 31)},
    "a policy there never was": {"policy_version": 99},
    "a year that is none": {"period": "hai nghìn"},
}


@pytest.mark.parametrize("bad", BAD_DUTY)
async def test_a_duty_that_cannot_be_decided_is_set_aside_until_it_is_mended(
    house: House, ledger: SqlLedger, bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    await an_office(house)
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    (before,) = await house.rows(duties, of_task("NV1"))
    await write(house, update(duties).where(of_task("NV1")).values(**BAD_DUTY[bad], look_at=BEGINS))

    await tick(ledger, T_7)

    assert "NV2/HC-TH" in await asked(house)
    assert "NV1/HC-TH" not in await asked(house)
    (found,) = await aside(house)
    assert found.name.startswith("NV1/HC-TH")
    assert (found.since, found.again_at, found.failures) == (T_7, T_7 + SOON, 1)
    assert found.error
    assert "\n" not in found.error
    assert (await house.state()).watermark is not None, "it does not hold the slot up"

    await tick(ledger, T_7 + SOON)
    (again,) = await aside(house)
    assert (again.since, again.again_at, again.failures) == (T_7, T_7 + 3 * SOON, 2)

    facts = {name: getattr(before, name) for name in ("due_on", "policy_version", "period")}
    await write(house, update(duties).where(duties.c.id == before.id).values(**facts))
    assert await tick(ledger, T_7 + 3 * SOON) >= 1
    assert await aside(house) == []
    assert "NV1/HC-TH" in await asked(house)


async def test_a_due_day_of_year_1_is_late_and_stops_nothing(
    house: House, ledger: SqlLedger
) -> None:
    await an_office(house)
    await house.go_live(BEGINS)
    first = date(1, 1, 1)
    await write(house, update(duties).where(of_task("NV1")).values(due_on=first))

    await tick(ledger, T_7)

    assert {"NV1/HC-TH", "NV2/HC-TH"} <= await asked(house)
    assert await aside(house) == []


async def test_junk_instead_of_a_rule_stops_one_cycle_and_no_list(
    house: House, ledger: SqlLedger
) -> None:
    await an_office(house)
    monthly = a_cycle("FREQ=MONTHLY;BYMONTHDAY=14", CycleKind.MONTHLY)
    await house.commit(a_draft(a_task(Ongoing()), reporting=[monthly]), content=b"another")
    await house.go_live(BEGINS)
    await tick(ledger, at("2026-08-03T07:45"))
    junk = update(cycles).where(cycles.c.code == "BC1").values(rrule="FREQ=SOMETIMES")
    await write(house, junk)

    for day in (5, 6, 7, 10, 11, 12, 13):
        await tick(ledger, at(f"2026-08-{day:02}T07:45"))

    names = {each.name for each in await aside(house)}
    assert names == {"BC1", "BC1/HC-TH/2026-W32"}
    assert {"NV1/HC-TH", "NV2/HC-TH", "BC2/HC-TH/2026-08"} <= await asked(house)
    assert (await house.state()).watermark == at("2026-08-13T07:45")
    assert "BC1/HC-TH/2026-W32" in await house.duties(), "the lists can still be read"


# --- opening ------------------------------------------------------------------------------------


BAD_OPENING: dict[str, Any] = {
    "a timing of no kind": update(tasks).where(tasks.c.code == "NV1").values(timing={"kind": "?"}),
    "a timing that is a list": update(tasks).where(tasks.c.code == "NV1").values(timing=[1]),
    "a cycle since year 1": update(cycles).values(next_due_on=date(1, 1, 1)),
    "a cycle without a day": update(cycles).values(next_due_on=None),
    "a rule that is junk": update(cycles).values(rrule="junk"),
}


@pytest.mark.parametrize("bad", BAD_OPENING)
async def test_what_cannot_be_opened_is_set_aside_and_the_others_open(
    house: House, ledger: SqlLedger, bad: str
) -> None:
    await an_office(house)
    await house.go_live(BEGINS)
    await write(house, delete(duties))
    await write(house, update(tasks).values(open_on=BEGINS.date()))
    await write(house, BAD_OPENING[bad])

    await tick(ledger, at("2026-08-03T07:45"))

    (found,) = await aside(house)
    all_of_it = {"NV1/HC-TH", "NV2/HC-TH", "BC1/HC-TH/2026-W31", "BC1/HC-TH/2026-W32"}
    opened = set(await house.duties())
    assert found.name in ("NV1", "BC1")
    assert opened == {name for name in all_of_it if not name.startswith(found.name)} & opened
    assert {"NV2/HC-TH"} <= opened
    assert await tick(ledger, at("2026-08-03T07:50")) == 0, "not tried again at every wake"
    assert (await aside(house))[0].failures == 1


async def test_text_that_is_no_json_is_a_bad_row_like_any_other(
    house: House, ledger: SqlLedger
) -> None:
    await an_office(house)
    if not house.database.is_sqlite:
        with pytest.raises(Exception, match="json"):
            await write(house, text("UPDATE tasks SET timing = '{nonsense'"))
        return
    await house.go_live(BEGINS)
    await write(house, delete(duties))
    await write(house, update(tasks).values(open_on=BEGINS.date()))
    await write(house, text("UPDATE tasks SET timing = '{nonsense' WHERE code = 'NV1'"))

    await tick(ledger, BEGINS)

    assert [each.name for each in await aside(house)] == ["NV1"]
    assert "NV2/HC-TH" in await house.duties()


async def test_a_task_that_is_mended_opens_with_its_next_try(
    house: House, ledger: SqlLedger
) -> None:
    await an_office(house)
    await house.go_live(BEGINS)
    (task, _) = await house.rows(tasks)
    await write(house, delete(duties))
    await write(house, update(tasks).values(open_on=BEGINS.date(), timing={}))
    await tick(ledger, BEGINS)
    assert len(await aside(house)) == 2

    await write(house, update(tasks).values(timing=task.timing))
    await tick(ledger, BEGINS + SOON)

    assert await aside(house) == []
    assert {"NV1/HC-TH", "NV2/HC-TH"} <= set(await house.duties())


async def test_many_tasks_open_in_several_transactions(house: House, ledger: SqlLedger) -> None:
    await house.staff()
    await house.commit(a_draft(*(a_task(Ongoing(), ref=f"II.{n}") for n in range(450))))
    await write(house, delete(duties))
    await write(house, update(tasks).values(open_on=BEGINS.date()))

    assert await ledger.open_due(BEGINS) == 450
    assert await ledger.open_due(BEGINS) == 0


# --- telling ------------------------------------------------------------------------------------


async def test_health_counts_it_and_stays_ready(house: House, ledger: SqlLedger) -> None:
    await an_office(house)
    await house.go_live(BEGINS)
    await write(house, update(duties).where(of_task("NV1")).values(policy_version=99))
    await tick(ledger, T_7)

    async with house.database.read() as connection:
        look = await health.look(connection, await house.state(), T_7, BEGINS)
    assert (look.set_aside, look.to_json()["set_aside"], look.is_ready) == (1, 1, True)


async def test_the_administrator_is_told_when_it_is_new_weekly_and_when_it_is_over(
    house: House, ledger: SqlLedger
) -> None:
    """Who is none asks the coordinator; here the coordinator is told until there is one."""
    await an_office(house)
    await house.go_live(BEGINS)
    await write(house, update(duties).where(of_task("NV1")).values(policy_version=99))

    for moment in ("12T07:45", "12T13:30", "13T07:45", "13T09:00", "14T07:45"):
        await tick(ledger, at(f"2026-08-{moment}"))
    await house.staff("full_name,unit,role\nVy,Phòng Hành chính – Tổng hợp,admin\n".encode())
    for day in (19, 20, 21):
        if day == 20:
            await write(house, update(duties).where(of_task("NV1")).values(policy_version=1))
        await tick(ledger, at(f"2026-08-{day}T07:45"))
        await tick(ledger, at(f"2026-08-{day}T13:30"))

    names = {row.id: row.full_name for row in await house.rows(people)}
    told = [
        (names[row.person_id], f"{row.slot_at:%d}", line["what"], line["names"])
        for row in await house.rows(notices, notices.c.step == "watchdog")
        for line in row.facts["lines"]
        if line["kind"] == "set_aside"
    ]
    named = [{"name": "NV1/HC-TH"}]
    assert told == [
        ("Khánh", "12", "new", named),
        ("Vy", "19", "stands", named),
        ("Vy", "20", "over", named),
    ]


async def test_a_digest_that_cannot_be_made_holds_no_slot_up(
    house: House, ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> int:
        raise ValueError("a figure that nobody foresaw")

    await an_office(house)
    await house.go_live(BEGINS)
    monkeypatch.setattr(digests, "queue_coordinators", fails)
    await tick(ledger, T_7)

    assert (await house.state()).watermark == T_7


def test_an_error_is_one_short_line_without_what_people_typed() -> None:
    assert in_one_line(KeyError("kind")) == "KeyError: 'kind'"
    assert in_one_line(ValueError("one\n two")) == "ValueError: one two"
    assert in_one_line(ValueError()) == "ValueError"
    assert len(in_one_line(ValueError("x" * 1000))) == 160
    of_database = IntegrityError("INSERT INTO people", {"name": "An"}, Exception("An is there"))
    assert in_one_line(of_database) == "Exception"


async def test_nothing_of_another_org_is_listed(
    house: House, other_house: House, ledger: SqlLedger
) -> None:
    await an_office(house)
    await house.go_live(BEGINS)
    await write(house, update(duties).where(of_task("NV1")).values(policy_version=99))
    await tick(ledger, T_7)

    assert len(await aside(house)) == 1
    assert await aside(other_house) == []
    assert await other_house.rows(rows) == []
