"""What the sample plan opens in a year, as counted by hand from its text; and groups that lead.

The plan comes in and the service goes live on Saturday 1 August 2026; the year ends on 31 July.
"""

from collections import Counter
from datetime import date, timedelta

import pytest

from scheduler.rules.cycle import CycleKind
from scheduler.rules.timing import Deadline, Window, Yearly
from storage import opening, units
from storage.opening import Coming
from storage.plan_import.draft import DraftUnit
from tests.databases import SQLITE_ONLY
from tests.storage.builders import (
    ADMIN,
    BEGINS,
    DIGITAL,
    House,
    a_cycle,
    a_draft,
    a_task,
    at,
)

FIRST, LAST = date(2026, 8, 1), date(2027, 7, 31)
LIVE = at("2026-08-01T08:00")

# Of each unit: how many task duties, by their code.
TASKS = {
    "HC-TH": {"NV1": 1, "NV2": 1, "NV3": 1, "NV4": 1},
    "TTTT-UD": {"NV2": 1, "NV8": 1},
    "CNS": {"NV4": 1, "NV5": 1, "NV6": 1},
    "KHKH": {"NV7": 1, "NV9": 2, "NV11": 1, "NV12": 1},  # NV9: “Hằng năm”, of 2026 and of 2027
    "TCDL": {"NV10": 1},
    "PC&TT": {"NV10": 1},
}
# All six units lead a task, so each owes every report (“các phòng, đơn vị trực thuộc Sở”).
REPORTS = {
    "BC1": 50,  # 52 Wednesdays, but for 2 September and 10 February (Tết) the week is off up to it
    "BC2": 12,  # the 9th of each month
    "BC3": 4,  # 9/9, 9/12, 9/3, 9/6
    "BC4": 1,  # six months: 9/6
    "BC5": 1,  # nine months: 9/9
    "BC6": 1,  # the year: 9/11
}
# Of Tiêu chuẩn Đo lường: every last day in time.
WEEKLY = {
    "2026-08": (5, 12, 19, 26),
    "2026-09": (9, 16, 23, 30),
    "2026-10": (7, 14, 21, 28),
    "2026-11": (4, 11, 18, 25),
    "2026-12": (2, 9, 16, 23, 30),
    "2027-01": (6, 13, 20, 27),
    "2027-02": (3, 17, 24),
    "2027-03": (3, 10, 17, 24, 31),
    "2027-04": (7, 14, 21, 28),
    "2027-05": (5, 12, 19, 26),
    "2027-06": (2, 9, 16, 23, 30),
    "2027-07": (7, 14, 21, 28),
}
DUE_DAYS = {
    "NV10": ["2026-09-04"],  # “Trước ngày 05/9/2026”
    "BC1": [f"{month}-{day:02}" for month, days in WEEKLY.items() for day in days],
    "BC2": [f"{month}-09" for month in WEEKLY],
    "BC3": ["2026-09-09", "2026-12-09", "2027-03-09", "2027-06-09"],
    "BC4": ["2027-06-09"],
    "BC5": ["2026-09-09"],
    "BC6": ["2026-11-09"],
}

Counted = dict[str, Counter[str]]


@pytest.fixture
async def year(house: House) -> House:
    await house.staff()
    await house.go_live(LIVE)
    await house.sample(LIVE)
    return house


async def coming(house: House, first: date, last: date) -> list[Coming]:
    state = await house.state()
    async with house.database.read() as connection:
        return await opening.coming(connection, state, first, last)


def check(opened: list[tuple[str, str, str]]) -> None:
    """Compare (unit, code, due day) of all that opened with the tables."""
    for unit, tasks in TASKS.items():
        assert Counter(code for of, code, _ in opened if of == unit) == tasks | REPORTS, unit
    assert len(opened) == 16 + 6 * 69
    of_one = [(code, due) for unit, code, due in opened if unit == "TCDL"]
    for code, days in DUE_DAYS.items():
        assert sorted(due for each, due in of_one if each == code) == days, code


@SQLITE_ONLY
async def test_a_year_of_the_sample_plan_opened_day_by_day(year: House) -> None:
    computed = await coming(year, FIRST + timedelta(days=1), LAST)
    already = set(await year.duties())
    made = dict.fromkeys(already, FIRST)
    for n in range(1, (LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        if await year.open_due(at(f"{day}T00:10")):
            made |= dict.fromkeys({*await year.duties()} - {*made}, day)

    found = (await year.duties()).values()
    check([(r.duty.unit, r.duty.code, str(r.duty.due_on)) for r in found])
    late = {name: day for name, day in made.items() if name not in already}
    assert late == {each.name: each.opening.opens_on for each in computed}
    assert {r.duty.name: r.duty.due_on for r in found if r.duty.name in late} == {
        each.name: each.opening.due_on for each in computed
    }


async def test_a_year_of_the_sample_plan_as_computed_on_its_first_day(year: House) -> None:
    open_now = (await year.duties()).values()
    later = await coming(year, FIRST + timedelta(days=1), LAST)

    check(
        [(r.duty.unit, r.duty.code, str(r.duty.due_on)) for r in open_now]
        + [(each.unit, each.code, str(each.opening.due_on)) for each in later]
    )
    assert [each.opening.opens_on for each in later] == sorted(e.opening.opens_on for e in later)
    assert await coming(year, FIRST + timedelta(days=1), LAST) == later  # nothing was stored


async def test_what_comes_between_two_days_says_by_when_it_is_advised(year: House) -> None:
    found = await coming(year, date(2026, 12, 28), date(2027, 1, 1))

    assert [(e.name, str(e.opening.opens_on), str(e.opening.due_on)) for e in found][:1] == [
        ("BC1/HC-TH/2026-W53", "2026-12-28", "2026-12-30")
    ]
    [yearly] = [each for each in found if each.code == "NV9"]
    assert (yearly.name, str(yearly.opening.due_on)) == ("NV9/KHKH/2027", "2027-12-31")
    # 9/1/2027 is a Saturday: the monthly report is advised for the Friday.
    [monthly] = [each for each in found if each.name == "BC2/TCDL/2027-01"]
    assert (str(monthly.opening.opens_on), str(monthly.advise)) == ("2026-12-31", "2027-01-08")


async def test_before_it_is_live_reports_are_reckoned_from_the_first_day_asked(
    house: House,
) -> None:
    await house.staff()
    await house.sample()

    found = await coming(house, date(2026, 8, 3), date(2026, 8, 7))

    assert {each.name for each in found} == {f"BC1/{unit}/2026-W32" for unit in TASKS}
    assert await house.open_due(at("2026-08-05T08:00")) == 0


# --- the first day, years that pass, groups -----------------------------------------------------


async def test_a_yearly_task_opens_each_year_even_after_a_long_sleep(house: House) -> None:
    await house.commit(
        a_draft(a_task(Yearly(month=2, day=29, stated=True, end=date(2028, 12, 31))))
    )

    assert await house.open_due(at("2030-06-01T08:00")) == 2
    assert [(name, str(r.duty.due_on)) for name, r in (await house.duties()).items()] == [
        ("NV1/HC-TH/2026", "2026-02-28"),
        ("NV1/HC-TH/2027", "2027-02-28"),
        ("NV1/HC-TH/2028", "2028-02-29"),
    ]
    assert await house.open_due(at("2031-06-01T08:00")) == 0


async def test_a_window_opens_on_its_first_day(house: House) -> None:
    await house.commit(a_draft(a_task(Window(start=date(2026, 10, 1), due=date(2026, 12, 31)))))

    assert await house.duties() == {}
    assert await house.open_due(at("2026-09-30T23:59")) == 0
    assert await house.open_due(at("2026-10-01T00:00")) == 1


async def test_a_group_that_leads_opens_one_duty_for_each_member_and_they_report(
    house: House,
) -> None:
    group = DraftUnit(name="Các phòng", type="nhom", aliases=(), members=(ADMIN, DIGITAL))
    plan = a_draft(
        a_task(Deadline(due=date(2026, 9, 30)), "Các phòng"),
        reporting=[a_cycle("FREQ=WEEKLY;BYDAY=WE", CycleKind.WEEKLY, "Các đơn vị")],
        units=[
            DraftUnit(name=ADMIN, type="phong", aliases=(), members=()),
            DraftUnit(name=DIGITAL, type="phong", aliases=(), members=()),
            group,
            DraftUnit(name="Các đơn vị", type="nhom", aliases=(), members=(ADMIN, DIGITAL)),
        ],
    )
    await house.go_live(BEGINS)
    await house.commit(plan)

    assert {*await house.duties()} == {"NV1/HC-TH", "NV1/CNS"}
    assert await house.open_due(at("2026-08-03T08:00")) == 2
    assert {"BC1/HC-TH/2026-W32", "BC1/CNS/2026-W32"} < {*await house.duties()}
    async with house.database.read() as connection:
        book = await units.load(connection, house.org)
    assert len(book.groups) == 2
