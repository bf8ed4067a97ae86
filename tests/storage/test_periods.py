"""What a report covers is kept from the day it is opened: in turn, and whatever is set later."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert

from scheduler.rules.coverage import BadSchedule, CutOff, Reading, Schedule
from scheduler.rules.cycle import CycleKind
from scheduler.rules.plan import Cycle
from scheduler.rules.progress import Said
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.snapshot import Snapshot
from scheduler.rules.timing import Ongoing
from storage import cycles, periods, progress, reports, units
from storage.cycles import NewCycle
from storage.plan_import.draft import DraftUnit
from storage.reports import NoSuchReport
from storage.sql import insert_one
from storage.tables import calendar_days, journal, people, requests
from storage.tables import cycles as cycle_rows
from storage.tables import periods as period_rows
from storage.tables import progress as progress_rows
from tests.storage.builders import ADMIN, DIGITAL, PLANNING, House, a_cycle, a_draft, a_task, at

WEEKLY = ("FREQ=WEEKLY;BYDAY=WE", CycleKind.WEEKLY)
MONTHLY = ("FREQ=MONTHLY;BYMONTHDAY=9", CycleKind.MONTHLY)
QUARTERLY = ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9", CycleKind.QUARTERLY)
NINE_MONTHS = ("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9", CycleKind.NINE_MONTH)
ANNUAL = ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9", CycleKind.ANNUAL)
LIVE = at("2026-07-30T08:00")
LATER = at("2027-03-01T08:00")


async def an_office(house: House, *rules: tuple[str, CycleKind]) -> House:
    """Live since 30 July: HC-TH has an ongoing task, and owes these reports."""
    await house.staff()
    reporting = [a_cycle(rule, kind) for rule, kind in rules]
    await house.commit(a_draft(a_task(Ongoing()), reporting=reporting), LIVE)
    await house.go_live(LIVE)
    return house


async def the_cycle(house: House, name: str = "BC1") -> Cycle:
    async with house.database.read() as connection:
        return await cycles.find(connection, house.org, name)


async def configure(house: House, **settings: Any) -> None:
    found = await the_cycle(house)
    await house.database.write(lambda tx: cycles.configure(tx, house.org, found, LIVE, **settings))


async def end(house: House, on: str, now: str) -> list[str]:
    found, state = await the_cycle(house), await house.state()
    last = date.fromisoformat(on)
    dropped = await house.database.write(lambda tx: cycles.end(tx, state, found, last, at(now)))
    return [item.duty.name for item in dropped]


async def say(house: House, when: str) -> None:
    """An says about NV1 at a moment what time it is."""
    item = (await house.duties())["NV1/HC-TH"]
    [an] = [row.id for row in await house.rows(people) if row.full_name == "An"]
    await house.database.write(
        lambda tx: progress.add(
            tx,
            house.org,
            item,
            Said(intent="progress", percent=50),
            person=an,
            inbox=None,
            text=when,
            words=when,
            said_at=at(when),
            now=at(when),
        )
    )


async def opened(house: House, name: str = "BC1") -> list[tuple[str, str, str]]:
    """The periods of a cycle that were opened: name, first and last day of its data."""
    found = await the_cycle(house, name)
    async with house.database.read() as connection:
        known = await periods.opened(connection, house.org, found.id)
    zone = LIVE.tzinfo
    return [
        (
            each.period,
            f"{each.begins.astimezone(zone):%d/%m}",
            f"{(each.cut_off - timedelta(seconds=1)).astimezone(zone):%d/%m}",
        )
        for each in known
    ]


async def made(house: House, name: str, period: str) -> Snapshot:
    """A report as it would be made long after."""
    found, state = await the_cycle(house, name), await house.state()
    async with house.database.read() as connection:
        return await reports.snapshot(connection, state, found, period, as_of=LATER, version=1)


async def said_in(house: House, name: str, period: str) -> list[str]:
    return [said.text for task in (await made(house, name, period)).tasks for said in task.said]


# --- in turn ------------------------------------------------------------------------------------


async def test_each_word_counts_in_one_report_of_each_cycle_through_every_change(
    house: House,
) -> None:
    """Words at each border, a second before and after; week 36 opens no report."""
    await an_office(house, WEEKLY, MONTHLY, QUARTERLY)
    changes: dict[str, dict[str, Any]] = {
        "2026-09-05": {"reading": Reading.PREVIOUS},
        "2026-11-15": {"cut_off": CutOff.DECREE},
        "2026-12-20": {"reading": Reading.DUE, "cut_off": CutOff.DUE},
    }
    day = LIVE
    while day < at("2027-02-12"):
        if change := changes.get(f"{day:%Y-%m-%d}"):
            found = await the_cycle(house, "BC2")
            await house.database.write(
                lambda tx, c=found, s=change: cycles.configure(tx, house.org, c, LIVE, **s)  # type: ignore[misc]  # mypy does not infer a lambda's default
            )
        await house.open_due(day)
        day += timedelta(days=1)
    rows = await house.rows(period_rows)
    borders = {row.cut_off for row in rows} | {row.begins for row in rows}
    for border in sorted(borders):
        for seconds in (-1, 0, 1):
            local = border.astimezone(LIVE.tzinfo) + timedelta(seconds=seconds)
            await say(house, f"{local:%Y-%m-%dT%H:%M:%S}")

    assert "2026-W36" not in [row.period for row in rows]
    by_cycle = {name: await opened(house, name) for name in ("BC1", "BC2", "BC3")}
    assert by_cycle["BC2"] == [
        ("2026-08", "10/07", "09/08"),
        ("2026-09", "10/08", "09/09"),
        ("2026-10", "10/09", "09/11"),  # the 9th of October names September again: none opens
        ("2026-11", "10/11", "14/11"),
        ("2027-01", "15/11", "09/01"),  # December is passed over
        ("2027-02", "10/01", "09/02"),
    ]
    words = [row.words for row in await house.rows(progress_rows)]
    for name, known in by_cycle.items():
        own = [row for row in rows if row.cycle_id == (await the_cycle(house, name)).id]
        first, last = min(row.begins for row in own), max(row.cut_off for row in own)
        told = [text for period, _, _ in known for text in await said_in(house, name, period)]
        assert sorted(told) == sorted({word for word in words if first < at(word) <= last})
        assert len(told) > len(known)


async def test_an_opened_report_covers_what_it_did_whatever_is_set_later(house: House) -> None:
    await an_office(house, WEEKLY)
    await house.open_due(at("2026-08-24T08:00"))
    before = await opened(house)

    await configure(house, reading=Reading.PREVIOUS)
    for day in (10, 11, 12):  # nobody works any more up to the due day of week 33
        off = insert(calendar_days).values(
            org_id=house.org, day=date(2026, 8, day), kind="off", source="test"
        )
        await house.database.write(lambda tx, row=off: tx.execute(row))  # type: ignore[misc]  # mypy does not infer a lambda's default

    assert await opened(house) == before
    assert (await made(house, "BC1", "2026-W33")).header.period_from == at("2026-08-06")


async def test_after_a_change_the_journal_tells_it_and_the_duties_are_looked_at_again(
    house: House,
) -> None:
    await an_office(house, MONTHLY)
    await house.open_due(at("2026-08-03T08:00"))
    before = (await house.duties())["BC1/HC-TH/2026-08"].version

    await configure(house, cut_off=CutOff.DECREE)

    after = (await house.duties())["BC1/HC-TH/2026-08"]
    assert (after.version, after.look_at) == (before + 1, LIVE)
    [line] = await house.rows(journal, journal.c.what == "cycle_set")
    assert line.facts == {"cycle": "BC1", "reading": "due", "cut_off": "decree"}


async def test_a_weekly_report_has_no_decree_s_cut_off(house: House) -> None:
    await an_office(house, WEEKLY)

    with pytest.raises(BadSchedule, match="weekly"):
        await configure(house, cut_off=CutOff.DECREE)

    assert (await the_cycle(house)).schedule.cut_off is CutOff.DUE


@pytest.mark.parametrize("period", ["9999-12", "0001-01", "", "?", "2026", "2026-13"])
async def test_what_is_no_period_of_a_month_is_refused(house: House, period: str) -> None:
    await an_office(house, MONTHLY)
    await house.open_due(at("2026-08-03T08:00"))

    with pytest.raises(NoSuchReport):
        await made(house, "BC1", period)


@pytest.mark.parametrize("period", ["2026-W36", "2026-W08"])
async def test_a_week_that_opened_no_report_has_none_to_be_made(house: House, period: str) -> None:
    await an_office(house, WEEKLY)
    await house.open_due(at("2026-09-08T08:00"))

    with pytest.raises(NoSuchReport, match="counts in the next"):
        await made(house, "BC1", period)


async def test_a_month_that_a_change_passed_over_has_no_report(house: House) -> None:
    await an_office(house, MONTHLY)
    await configure(house, reading=Reading.PREVIOUS)
    await house.open_due(at("2026-08-03T08:00"))
    await configure(house, reading=Reading.DUE)
    await house.open_due(at("2026-09-03T08:00"))

    assert [period for period, _, _ in await opened(house)] == ["2026-07", "2026-09"]
    with pytest.raises(NoSuchReport, match="no report was opened for 2026-08"):
        await made(house, "BC1", "2026-08")


async def test_a_report_not_opened_yet_begins_where_the_last_one_will_have_ended(
    house: House,
) -> None:
    await an_office(house, MONTHLY)
    await house.open_due(at("2026-08-03T08:00"))
    await configure(house, cut_off=CutOff.DECREE)

    headers = [(await made(house, "BC1", f"2026-{month}")).header for month in ("08", "09", "10")]

    assert [header.cut_off for header in headers] == [
        at("2026-08-10"),
        at("2026-09-15"),
        at("2026-10-15"),
    ]
    assert all(earlier.cut_off == later.period_from for earlier, later in pairwise(headers))


@pytest.mark.parametrize(
    ("rules", "begins"),
    [
        ([NINE_MONTHS], "2025-12-15"),
        ([NINE_MONTHS, ANNUAL], "2025-11-10"),
        ([NINE_MONTHS, ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=9", CycleKind.ANNUAL)], "2026-01-10"),
    ],
)
async def test_nine_months_add_up_from_the_annual_report_of_their_plan(
    house: House, rules: list[tuple[str, CycleKind]], begins: str
) -> None:
    await an_office(house, *rules)
    await house.open_due(at("2026-09-03T08:00"))

    assert (await made(house, "BC1", "2026-9M")).header.period_from == at(begins)
    other = [a_cycle(*ANNUAL)]
    await house.commit(a_draft(reporting=other), at("2026-09-03T09:00"), content=b"another")
    assert (await made(house, "BC1", "2026-9M")).header.period_from == at(begins)


# --- of the org ---------------------------------------------------------------------------------


async def add_to_org(house: House, rule: tuple[str, CycleKind], sender: str) -> list[str]:
    state = await house.state()
    async with house.database.read() as connection:
        book = await units.load(connection, house.org)
    unit, receiver = book.find(sender), book.find(PLANNING)
    assert unit is not None
    assert receiver is not None
    new = NewCycle(
        schedule=Schedule(kind=rule[1], recurrence=parse_rrule(rule[0])),
        phrase="hàng tháng",
        from_unit_id=unit,
        to_unit_id=receiver,
    )
    return await house.database.write(lambda tx: cycles.add(tx, state, [new], LIVE))


async def two_plans(house: House) -> None:
    """HC-TH leads a task of the first plan, CNS one of the second; all three units are a group."""
    await house.staff()
    group = DraftUnit(name="Các phòng", aliases=(), type="nhom", members=(ADMIN, DIGITAL, PLANNING))
    each = [DraftUnit(name=u, aliases=(), type="phong", members=()) for u in group.members]
    await house.commit(
        a_draft(
            a_task(Ongoing()),
            units=[*each, group],
            reporting=[a_cycle(*MONTHLY, "Các phòng")],
        ),
        LIVE,
    )
    await house.commit(a_draft(a_task(Ongoing(), DIGITAL)), LIVE, content=b"another")
    await house.go_live(LIVE)


async def test_a_cycle_of_the_org_is_owed_by_whoever_leads_a_task_of_any_plan(
    house: House,
) -> None:
    await two_plans(house)
    assert await add_to_org(house, MONTHLY, "Các phòng") == ["BC2"]
    await house.open_due(at("2026-08-03T08:00"))

    names = [name for name in await house.duties() if name.startswith("BC")]

    assert names == ["BC1/HC-TH/2026-08", "BC2/HC-TH/2026-08", "BC2/CNS/2026-08"]


async def test_its_report_is_over_the_tasks_of_all_plans_and_names_none(house: House) -> None:
    await two_plans(house)
    await add_to_org(house, MONTHLY, "Các phòng")
    await house.open_due(at("2026-08-03T08:00"))

    of_plan, of_org = await made(house, "BC1", "2026-08"), await made(house, "BC2", "2026-08")

    assert [task.code for task in of_plan.tasks] == ["NV1"]
    assert [task.code for task in of_org.tasks] == ["NV1", "NV2"]
    assert (of_plan.header.plan_title, of_org.header.plan_title) == ("Kế hoạch", "")


async def test_the_unit_that_receives_it_coordinates_it(house: House) -> None:
    await two_plans(house)
    await add_to_org(house, MONTHLY, ADMIN)
    await house.open_due(at("2026-08-03T08:00"))

    item = (await house.duties())["BC2/HC-TH/2026-08"]

    assert (
        item.coordinating_unit == item.receiver_unit == (await the_cycle(house, "BC2")).to_unit_id
    )
    assert (await the_cycle(house, "BC2")).coordinating_unit == item.receiver_unit


async def test_nine_months_of_a_plan_add_up_from_the_org_s_annual_report(house: House) -> None:
    await an_office(house, NINE_MONTHS)
    await house.database.write(
        lambda tx: units.find_or_make(tx, units.UnitBook(org=house.org), "Phòng mới")
    )
    await add_to_org(house, ANNUAL, ADMIN)

    assert (await made(house, "BC1", "2026-9M")).header.period_from == at("2025-11-10")


# --- the end ------------------------------------------------------------------------------------


async def test_a_cycle_that_ends_owes_no_report_that_is_due_later(house: House) -> None:
    await an_office(house, WEEKLY)
    await house.open_due(at("2026-08-24T08:00"))

    assert await end(house, "2026-08-19", "2026-08-24T09:00") == ["BC1/HC-TH/2026-W35"]

    await house.open_due(at("2026-09-07T08:00"))
    found = {name: item.duty.state for name, item in (await house.duties()).items()}
    assert found["BC1/HC-TH/2026-W34"] == "open"
    assert found["BC1/HC-TH/2026-W35"] == "cancelled"
    assert "BC1/HC-TH/2026-W37" not in found
    [row] = await house.rows(cycle_rows)
    assert row.open_on is None
    [line] = await house.rows(journal, journal.c.what == "cycle_ended")
    assert line.facts["cancelled"] == ["BC1/HC-TH/2026-W35"]
    with pytest.raises(NoSuchReport, match="BC1 ended on 2026-08-19"):
        await made(house, "BC1", "2026-W38")


async def test_a_cycle_may_be_let_go_on(house: House) -> None:
    await an_office(house, WEEKLY)
    await end(house, "2026-08-05", "2026-07-30T09:00")
    await house.open_due(at("2026-08-10T08:00"))
    await end(house, "2026-12-31", "2026-08-10T09:00")
    await house.open_due(at("2026-08-10T10:00"))

    assert [period for period, _, _ in await opened(house)] == ["2026-W32", "2026-W33"]


async def test_what_would_have_been_due_while_a_cycle_had_ended_stays_out(house: House) -> None:
    await an_office(house, WEEKLY)
    await end(house, "2026-08-05", "2026-07-30T09:00")
    await house.open_due(at("2026-08-10T08:00"))
    await end(house, "2026-12-31", "2026-10-13T09:00")
    await house.open_due(at("2026-10-13T10:00"))

    assert [period for period, _, _ in await opened(house)] == ["2026-W32", "2026-W42"]


async def test_a_report_that_ended_waits_for_no_decision(house: House) -> None:
    await an_office(house, WEEKLY)
    await house.open_due(at("2026-08-03T08:00"))
    report = (await house.duties())["BC1/HC-TH/2026-W32"]
    asked = {"kind": "extension", "duty_id": report.id, "round": 1, "asked_by": 1, "reason": ""}
    await house.database.write(
        lambda tx: insert_one(
            tx, requests, org_id=house.org, asked_at=LIVE, new_due_on=date(2026, 8, 7), **asked
        )
    )

    await end(house, "2026-08-01", "2026-08-03T09:00")

    [row] = await house.rows(requests)
    assert (row.outcome, row.decided_at) == ("withdrawn", at("2026-08-03T09:00"))


async def test_a_cycle_that_ended_before_the_first_live_stays_ended(house: House) -> None:
    await house.staff()
    await house.commit(a_draft(a_task(Ongoing()), reporting=[a_cycle(*WEEKLY)]), LIVE)
    await end(house, "2026-07-01", "2026-07-30T09:00")
    await house.go_live(at("2026-08-03T07:00"))
    await house.open_due(at("2026-08-03T08:00"))

    assert await opened(house) == []
    assert (await house.rows(cycle_rows))[0].open_on is None
