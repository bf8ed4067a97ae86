"""A confirmed plan becomes tasks, cycles and units, and their duties open on their day."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.cycle import CycleKind
from scheduler.rules.timing import Conditional, Deadline, Ongoing, Timing, Window, Yearly
from storage import orgs, plans, units
from storage.plan_import.draft import DraftUnit
from storage.plan_import.past_due import DONE, DROP, URGE
from storage.tables import assignments, cycles, group_members, journal, notices, tasks
from storage.tables import plans as plan_rows
from storage.tables import units as unit_rows
from tests.storage.builders import (
    ADMIN,
    BEGINS,
    DIGITAL,
    PLAN,
    PLANNING,
    House,
    a_cycle,
    a_draft,
    a_task,
    at,
)

WEEKLY, MONTHLY = "FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYMONTHDAY=9"
QUARTERLY = "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9"
ANNUAL = "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"


async def opened(house: House, *, on: str) -> list[str]:
    """Everything that is open once the pass has run on a day."""
    await house.open_due(at(f"{on}T08:00"))
    return list(await house.duties())


async def with_task(house: House, timing: Timing, now: str = "2026-07-30T08:00") -> None:
    await house.commit(a_draft(a_task(timing)), at(now))


# --- committing ---------------------------------------------------------------------------------


async def test_the_sample_plan_is_stored_under_codes_in_its_own_order(house: House) -> None:
    done = await house.sample()

    assert (done.tasks, done.cycles, done.left_out) == (12, 6, 0)
    found = await house.rows(tasks)
    assert [row.code for row in found] == [f"NV{n}" for n in range(1, 13)]
    assert [row.ref for row in found][:4] == ["II.1.a", "II.1.b", "II.2.a", "II.2.b"]
    assert {row.code: row.rrule for row in await house.rows(cycles)} == {
        "BC1": WEEKLY,
        "BC2": MONTHLY,
        "BC3": QUARTERLY,
        "BC4": "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9",
        "BC5": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9",
        "BC6": ANNUAL,
    }


async def test_the_receiver_of_its_reports_coordinates_a_plan(house: House) -> None:
    await house.sample()

    (plan,) = await house.rows(plan_rows)
    (receiver,) = await house.rows(unit_rows, unit_rows.c.id == plan.unit_id)
    assert receiver.name == PLANNING


async def test_a_second_plan_goes_on_with_the_codes_of_the_first(house: House) -> None:
    cycle = a_cycle(MONTHLY, CycleKind.MONTHLY)
    await house.sample()
    await house.commit(a_draft(reporting=[cycle]), content=b"another")

    assert [row.code for row in await house.rows(tasks)][-2:] == ["NV12", "NV13"]
    assert [row.code for row in await house.rows(cycles)][-2:] == ["BC6", "BC7"]


async def test_the_very_same_file_is_known_and_any_other_is_not(house: House) -> None:
    async with house.database.read() as connection:
        assert not await plans.is_known(connection, house.org, PLAN)
    await house.sample()

    async with house.database.read() as connection:
        assert await plans.is_known(connection, house.org, PLAN)
        assert not await plans.is_known(connection, house.org, PLAN + b"\n")


@pytest.mark.parametrize(
    ("past", "kept"), [(URGE, "NV1 II.3 NV2 II.4"), (DONE, "NV1 II.4"), (DROP, "NV1 II.4")]
)
async def test_a_person_says_what_becomes_of_tasks_past_due(
    house: House, past: str, kept: str
) -> None:
    """Past due is before today: what is due today can still be done in time."""
    late = a_task(Deadline(due=date(2026, 7, 29)), ref="II.3")
    today = a_task(Deadline(due=date(2026, 7, 30)), ref="II.4")
    done = await house.commit(a_draft(late, today), past=past)

    found = await house.rows(tasks)
    assert " ".join(f"{row.code} {row.ref}" for row in found) == kept
    assert done.left_out == 2 - len(found)
    (line,) = await house.rows(journal, journal.c.what == "plan_committed")
    assert line.facts["past"] == past


async def test_the_day_of_the_commit_is_the_office_s_own(house: House) -> None:
    """At 06:30 in Vietnam it is still yesterday in UTC."""
    late = a_task(Deadline(due=date(2026, 7, 29)), ref="II.3")
    done = await house.commit(a_draft(late), at("2026-07-30T06:30"), past=DROP)

    assert done.left_out == 1


async def test_a_group_stays_a_group_and_knows_its_members(house: House) -> None:
    await house.sample()
    async with house.database.read() as connection:
        book = await units.load(connection, house.org)
        bureaus = book.find("các phòng chuyên môn thuộc sở")
        everyone = book.find("Các phòng, đơn vị trực thuộc Sở")
        assert bureaus is not None
        assert everyone is not None
        members = {each: await units.members(connection, house.org, each) for each in book.names}

    assert {book.names[unit] for unit in members[bureaus]} == {
        DIGITAL,
        PLANNING,
        "Phòng Pháp chế và Thanh tra",
        "Phòng Tiêu chuẩn Đo lường",
    }
    assert len(members[everyone]) == 6
    assert bureaus not in members[everyone]
    home = book.find(ADMIN)
    assert home is not None
    assert members[home] == [home]


async def test_a_reporting_group_nobody_listed_is_every_unit_that_leads(house: House) -> None:
    group = DraftUnit(name="Các đơn vị", aliases=(), type="nhom", members=())
    await house.commit(
        a_draft(
            a_task(Ongoing(), ADMIN),
            a_task(Ongoing(), DIGITAL, ref="II.2"),
            reporting=[a_cycle(WEEKLY, CycleKind.WEEKLY, "Các đơn vị")],
            units=[group],
        )
    )

    members = await house.rows(group_members)
    names = {row.id: row.name for row in await house.rows(unit_rows)}
    assert {names[row.unit_id] for row in members} == {ADMIN, DIGITAL}


async def test_several_units_named_to_report_each_owe_their_own_report(house: House) -> None:
    sender = f"{ADMIN}; {DIGITAL}"
    await house.commit(
        a_draft(
            a_task(Ongoing(), ADMIN),
            a_task(Ongoing(), DIGITAL, ref="II.2"),
            reporting=[a_cycle(WEEKLY, CycleKind.WEEKLY, sender)],
        )
    )
    await house.go_live(BEGINS)
    await house.open_due(at("2026-08-03T08:00"))

    reports = [name for name in await house.duties() if name.startswith("BC1")]
    assert reports == ["BC1/HC-TH/2026-W32", "BC1/CNS/2026-W32"]


async def test_a_unit_known_by_another_spelling_is_not_made_again(house: House) -> None:
    await house.staff()
    before = len(await house.rows(unit_rows))
    await house.commit(a_draft(a_task(Ongoing(), "PHÒNG  HÀNH CHÍNH - TỔNG HỢP")))

    new = {row.name for row in await house.rows(unit_rows)}
    assert len(new) == before


async def test_a_plan_that_cannot_be_stored_whole_leaves_nothing(house: House) -> None:
    async def work(tx: AsyncConnection) -> None:
        state = await orgs.load(tx, house.org)
        draft = a_draft(a_task(Ongoing()))
        await plans.commit(tx, state, draft, name="a", content=b"same", now=BEGINS)
        raise RuntimeError("the machine stops here")

    with pytest.raises(RuntimeError):
        await house.database.write(work)

    assert await house.rows(tasks) == []
    assert await house.rows(plan_rows) == []
    await house.sample()
    assert (await house.rows(tasks))[0].code == "NV1"


async def test_before_live_nobody_is_told_of_a_plan_and_at_live_each_head_once(
    house: House,
) -> None:
    everyone = await house.staff()
    await house.sample()
    assert await house.rows(notices) == []

    await house.go_live(at("2026-07-31T09:00"))
    state = await house.state()
    count = await house.database.write(
        lambda tx: plans.introduce(tx, state, at("2026-07-31T09:00"))
    )
    told = await house.rows(notices)
    heads = {everyone[name] for name in ("Bình", "Chi", "Hải", "Minh", "Oanh", "Quân")}
    assert count == len(told) == 6
    assert {row.person_id for row in told} == heads
    assert {row.slot_at for row in told} == {at("2026-07-31T13:30")}


async def test_a_plan_that_comes_in_while_live_is_told_to_the_heads_of_its_units_only(
    house: House,
) -> None:
    everyone = await house.staff()
    await house.go_live(BEGINS)
    await house.commit(a_draft(a_task(Ongoing(), DIGITAL)), at("2026-08-03T14:00"))

    (row,) = await house.rows(notices)
    assert (row.person_id, row.step) == (everyone["Hải"], "introduction")
    assert row.slot_at == at("2026-08-04T07:45")
    assert [task["code"] for task in row.facts["tasks"]] == ["NV1"]


async def test_supporters_are_not_told_of_the_start_but_heads_in_one_line(house: House) -> None:
    """A group supports without the units of it that lead; a unit that only supports hears nothing.

    ADMIN leads the first task and supports the second, which DIGITAL leads; the group of both and
    of PLANNING supports all.
    """
    everyone = await house.staff()
    members = (ADMIN, DIGITAL, PLANNING)
    every = DraftUnit(name="Các phòng", aliases=(), type="nhom", members=members)
    units = [DraftUnit(name=name, aliases=(), type="phong", members=()) for name in members]
    first = replace(a_task(Ongoing(), ADMIN), support=("Các phòng",))
    second = replace(a_task(Ongoing(), DIGITAL, ref="II.2"), support=("Các phòng", ADMIN))
    await house.go_live(BEGINS)
    await house.commit(a_draft(first, second, units=[*units, every]), at("2026-08-03T14:00"))

    told = {row.person_id: row for row in await house.rows(notices)}

    assert {row.step for row in told.values()} == {"introduction"}
    of_admin, of_digital = told[everyone["Bình"]].facts, told[everyone["Hải"]].facts
    assert ([task["code"] for task in of_admin["tasks"]], of_admin["supports"]) == (["NV1"], 1)
    assert ([task["code"] for task in of_digital["tasks"]], of_digital["supports"]) == (["NV2"], 1)
    assert len(told) == 2  # nobody of PLANNING
    await house.open_due(at("2026-08-05T08:00"))
    assert len(await house.rows(notices)) == 2


# --- duties of tasks ----------------------------------------------------------------------------


async def test_duties_open_at_the_commit_and_say_nothing_before_live(house: House) -> None:
    await house.staff()
    await house.sample()

    opened_now = await house.duties()
    assert len(opened_now) == 15  # twelve tasks, of which three are led by two
    assert await house.open_due(BEGINS) == 0
    assert await house.rows(notices) == []
    assert await house.rows(assignments) == []
    assert opened_now["NV2/HC-TH"].duty.due_on == date(2026, 8, 21)
    assert opened_now["NV2/TTTT-UD"].duty.due_on == date(2026, 8, 21)
    assert {item.duty.round for item in opened_now.values()} == {1}
    assert {item.look_at for item in opened_now.values()} == {BEGINS}


async def test_a_window_opens_on_its_first_day(house: House) -> None:
    await with_task(house, Window(start=date(2026, 9, 1), due=date(2026, 9, 30)))

    assert await opened(house, on="2026-08-31") == []
    assert await opened(house, on="2026-09-01") == ["NV1/HC-TH"]
    duty = (await house.duties())["NV1/HC-TH"].duty
    assert (duty.opens_on, duty.due_on) == (date(2026, 9, 1), date(2026, 9, 30))


async def test_a_window_that_has_begun_opens_at_the_commit(house: House) -> None:
    await with_task(house, Window(start=date(2026, 7, 1), due=date(2026, 9, 30)))

    assert await opened(house, on="2026-07-30") == ["NV1/HC-TH"]
    assert (await house.duties())["NV1/HC-TH"].duty.opens_on == date(2026, 7, 30)


async def test_a_yearly_task_opens_at_the_commit_and_then_on_each_first_of_january(
    house: House,
) -> None:
    await with_task(house, Yearly())

    assert await opened(house, on="2026-07-30") == ["NV1/HC-TH/2026"]
    assert await opened(house, on="2026-12-31") == ["NV1/HC-TH/2026"]
    assert await opened(house, on="2027-01-01") == ["NV1/HC-TH/2026", "NV1/HC-TH/2027"]
    second = (await house.duties())["NV1/HC-TH/2027"].duty
    assert (second.opens_on, second.due_on) == (date(2027, 1, 1), date(2027, 12, 31))


async def test_a_yearly_task_ends_with_its_last_year(house: House) -> None:
    await with_task(house, Yearly(month=2, day=29, stated=True, end=date(2028, 12, 31)))

    await opened(house, on="2026-07-30")
    await opened(house, on="2027-01-01")
    await opened(house, on="2028-01-01")
    found = await opened(house, on="2029-01-01")
    assert found == ["NV1/HC-TH/2026", "NV1/HC-TH/2027", "NV1/HC-TH/2028"]
    due = [item.duty.due_on for item in (await house.duties()).values()]
    assert due == [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


async def test_a_conditional_task_waits(house: House) -> None:
    await with_task(house, Conditional(condition="Sau khi có hướng dẫn"))

    await opened(house, on="2026-07-30")
    duty = (await house.duties())["NV1/HC-TH"].duty
    assert (duty.state, duty.due_on) == ("waiting", None)


async def test_an_ongoing_task_is_one_standing_duty(house: House) -> None:
    await with_task(house, Ongoing())

    assert await opened(house, on="2026-07-30") == ["NV1/HC-TH"]
    assert await opened(house, on="2028-07-30") == ["NV1/HC-TH"]
    assert (await house.duties())["NV1/HC-TH"].duty.due_on is None


# --- duties of reports --------------------------------------------------------------------------


async def reporting(house: House, rrule: str, kind: CycleKind, *, live: str, to: str) -> list[str]:
    """The periods opened with a pass on every day from `live` to `to`."""
    await house.commit(a_draft(reporting=[a_cycle(rrule, kind)]), at("2026-07-01T08:00"))
    assert await opened(house, on="2026-07-01") == ["NV1/HC-TH"]  # no report before live
    await house.go_live(at(f"{live}T09:00"))
    day, last = date.fromisoformat(live), date.fromisoformat(to)
    while day <= last:
        await house.open_due(at(f"{day}T08:00"))
        day = date.fromordinal(day.toordinal() + 1)
    return [item.duty.period for item in (await house.duties()).values() if item.cycle_id]


async def test_only_periods_whose_last_day_is_still_to_come_open_at_live(house: House) -> None:
    """On Thursday this week's Wednesday is over."""
    found = await reporting(house, WEEKLY, CycleKind.WEEKLY, live="2026-07-30", to="2026-08-02")
    assert found == []
    assert await opened(house, on="2026-08-03") == ["NV1/HC-TH", "BC1/HC-TH/2026-W32"]


async def test_a_report_due_on_the_day_of_live_opens(house: House) -> None:
    found = await reporting(house, WEEKLY, CycleKind.WEEKLY, live="2026-08-05", to="2026-08-05")
    assert found == ["2026-W32"]


async def test_a_weekly_report_opens_each_week_but_one_without_a_working_day_up_to_it(
    house: House,
) -> None:
    """2 September 2026 is a Wednesday, and Monday and Tuesday before it are off too."""
    found = await reporting(house, WEEKLY, CycleKind.WEEKLY, live="2026-08-24", to="2026-09-09")
    assert found == ["2026-W35", "2026-W37"]
    duty = (await house.duties())["BC1/HC-TH/2026-W37"].duty
    assert (duty.opens_on, duty.due_on) == (date(2026, 9, 7), date(2026, 9, 9))


async def test_a_monthly_report_opens_on_the_first_of_its_month(house: House) -> None:
    found = await reporting(house, MONTHLY, CycleKind.MONTHLY, live="2026-09-10", to="2026-09-30")
    assert found == []
    assert await opened(house, on="2026-10-01") == ["NV1/HC-TH", "BC1/HC-TH/2026-10"]


async def test_opening_twice_or_after_a_long_sleep_makes_each_duty_once(house: House) -> None:
    cycle = a_cycle(MONTHLY, CycleKind.MONTHLY)
    await house.commit(a_draft(reporting=[cycle]), at("2026-07-01T08:00"))
    await house.go_live(at("2026-07-01T09:00"))

    first = await house.open_due(at("2026-10-20T08:00"))
    assert await house.open_due(at("2026-10-20T08:00")) == 0
    names = [name for name in await house.duties() if name.startswith("BC")]
    assert names == [f"BC1/HC-TH/2026-{month:02}" for month in (7, 8, 9, 10)]
    assert first == len(names)


async def test_of_a_group_only_units_that_lead_an_open_task_report(house: House) -> None:
    group = DraftUnit(name="Các đơn vị", aliases=(), type="nhom", members=(ADMIN, DIGITAL))
    named = DraftUnit(name=DIGITAL, aliases=(), type="phong", members=())
    await house.commit(
        a_draft(
            a_task(Ongoing(), ADMIN),
            reporting=[a_cycle(WEEKLY, CycleKind.WEEKLY, "Các đơn vị")],
            units=[DraftUnit(name=ADMIN, aliases=(), type="phong", members=()), named, group],
        )
    )
    await house.go_live(at("2026-08-03T07:00"))

    assert await opened(house, on="2026-08-03") == ["NV1/HC-TH", "BC1/HC-TH/2026-W32"]


async def test_when_nobody_is_left_to_report_the_cycle_sleeps_and_this_is_noted(
    house: House,
) -> None:
    group = DraftUnit(name="Các địa phương", aliases=(), type="nhom", members=(DIGITAL,))
    await house.commit(
        a_draft(
            a_task(Ongoing(), ADMIN),
            reporting=[a_cycle(WEEKLY, CycleKind.WEEKLY, "Các địa phương")],
            units=[DraftUnit(name=DIGITAL, aliases=(), type="phong", members=()), group],
        )
    )
    await house.go_live(at("2026-08-03T07:00"))

    assert await opened(house, on="2026-08-03") == ["NV1/HC-TH"]
    (line,) = await house.rows(journal, journal.c.what == "cycle_sleeps")
    assert line.facts == {"cycle": "BC1", "due_on": "2026-08-05"}
