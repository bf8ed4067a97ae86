"""The calendar as rows: what is copied in, what people enter above it, and what follows from it."""

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from scheduler.rules.calendar import DayKind
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import OWED
from scheduler.rules.timing import Deadline, Ongoing
from scheduler.tick import tick
from storage import calendar_edits, calendar_filling, calendars, duties
from storage.calendar_edits import CalendarRefused, Pause
from storage.calendar_years import CalendarYear, doubts_in_sight, overview
from storage.ledger import SqlLedger
from storage.tables import calendar_days, cycles, journal, notices, pauses
from storage.tables import calendar_edits as edit_rows
from tests.builders import on
from tests.storage.builders import BEGINS, House, a_cycle, a_draft, a_task, at

NOW = at("2026-08-10T09:00")  # a Monday
TODAY = NOW.date()
FRIDAY = on("2026-08-21")


@pytest.fixture
def ledger(house: House) -> SqlLedger:
    return SqlLedger(house.database, house.org, lambda: at("2030-01-01T09:00"))


@pytest.fixture
async def an(house: House) -> int:
    """An answers for a unit that has one task, due on Friday 21 August 2026."""
    person = (await house.staff())["An"]
    await house.link(person)
    await house.commit(a_draft(a_task(Deadline(due=FRIDAY))))
    return person


async def enter(
    house: House, days: str, kind: DayKind, now: Any = NOW, reason: str = "mất điện"
) -> None:
    first, _, last = days.partition("..")
    await house.database.write(
        lambda tx: calendar_edits.set_days(
            tx, house.org, on(first), on(last or first), kind, reason=reason, now=now
        )
    )


async def clear(house: House, day: str, now: Any = NOW) -> None:
    await house.database.write(
        lambda tx: calendar_edits.clear_days(tx, house.org, on(day), on(day), now=now)
    )


async def pause(house: House, first: str, last: str, now: Any = NOW) -> None:
    await house.database.write(
        lambda tx: calendar_edits.add_pause(
            tx, house.org, on(first), on(last), reason="bão số 5", now=now
        )
    )


async def resume(house: House, day: str | None = None, now: Any = NOW) -> Pause:
    named = on(day) if day else None
    return await house.database.write(
        lambda tx: calendar_edits.end_pause(tx, house.org, named, now=now)
    )


async def worked(house: House, *days: str) -> list[bool]:
    calendar = (await house.state()).office.calendar
    return [calendar.works_on(on(day)) for day in days]


async def year(house: House, number: int, today: date = TODAY) -> CalendarYear:
    async with house.database.read() as connection:
        return await overview(connection, house.org, number, today)


# --- days ---------------------------------------------------------------------------------------


async def test_a_new_org_knows_the_years_around(house: House) -> None:
    calendar = (await house.state()).office.calendar

    assert [y for y in range(2020, 2035) if calendar.knows(y)] == [2025, 2026, 2027, 2028]
    assert calendar == calendars.shipped([2025, 2026, 2027, 2028])


async def test_what_is_entered_goes_before_what_was_copied_in(house: House) -> None:
    await enter(house, "2026-09-02", DayKind.WORKED)
    await enter(house, "2026-08-12", DayKind.OFF)
    await enter(house, "2026-08-15", DayKind.MORNING)  # a Saturday
    assert await worked(house, "2026-09-02", "2026-08-12", "2026-08-15") == [True, False, True]
    assert (await house.state()).office.last_slot(on("2026-08-15")) == at("2026-08-15T07:45")

    await enter(house, "2026-08-12", DayKind.AFTERNOON)  # on second thoughts
    assert (await house.state()).office.first_slot(on("2026-08-12")) == at("2026-08-12T13:30")

    for day in ("2026-09-02", "2026-08-12", "2026-08-15"):
        await clear(house, day)
    assert await worked(house, "2026-09-02", "2026-08-12", "2026-08-15") == [False, True, False]
    assert await house.rows(edit_rows) == []


async def test_a_run_of_days_is_entered_and_shown_as_one(house: House) -> None:
    await enter(house, "2027-02-11..2027-02-12", DayKind.OFF, reason="  Tết,\n theo công văn ")

    by_hand = [run for run in (await year(house, 2027)).runs if run.by_hand]
    assert [(run.first, run.last, run.source) for run in by_hand] == [
        (on("2027-02-11"), on("2027-02-12"), "Tết, theo công văn")
    ]


async def test_each_change_is_journalled_with_who_when_and_what(house: House, an: int) -> None:
    await house.database.write(
        lambda tx: calendar_edits.set_days(
            tx,
            house.org,
            on("2026-08-12"),
            on("2026-08-13"),
            DayKind.OFF,
            reason="mất điện",
            now=NOW,
            person=an,
        )
    )
    await clear(house, "2026-08-12")
    await pause(house, "2026-08-17", "2026-08-18")
    await resume(house)

    run = {"first": "2026-08-12", "last": "2026-08-13"}
    lines = await house.rows(journal, journal.c.at == NOW)
    assert (lines[0].what, lines[0].person_id) == ("calendar_set", an)
    assert lines[0].facts == run | {"kind": "off", "reason": "mất điện"}
    assert [line.what for line in lines[1:]] == ["calendar_cleared", "pause_set", "pause_ended"]


REFUSED = [
    ("2026-08-12", "2026-08-11", "mất điện", "name the first day first"),
    ("2026-08-12", "2026-08-12", "  \n ", "say why"),
    ("2026-08-12", "2026-08-12", "x" * 201, "say it short"),
    ("2024-12-31", "2025-01-02", "mất điện", "2025 to 2028"),
    ("2029-01-01", "2029-01-01", "mất điện", "2025 to 2028"),
    ("2026-08-12", "2026-09-26", "mất điện", "longer than 45 days"),
    # Short enough by itself, but not with Tết and the weekends around it.
    ("2027-02-11", "2027-03-26", "mất điện", "more than 45 days in a row"),
]


@pytest.mark.parametrize(("first", "last", "reason", "said"), REFUSED)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    house: House, first: str, last: str, reason: str, said: str
) -> None:
    for change in (
        lambda tx: calendar_edits.add_pause(
            tx, house.org, on(first), on(last), reason=reason, now=NOW
        ),
        lambda tx: calendar_edits.set_days(
            tx, house.org, on(first), on(last), DayKind.OFF, reason=reason, now=NOW
        ),
    ):
        with pytest.raises(CalendarRefused, match=said):
            await house.database.write(change)
    assert await house.rows(edit_rows) == await house.rows(pauses) == []
    assert [row.what for row in await house.rows(journal)] == ["org_created"]


async def test_a_day_of_which_nothing_was_said_cannot_be_taken_back(house: House) -> None:
    with pytest.raises(CalendarRefused, match="nothing was entered for 2026-09-02"):
        await clear(house, "2026-09-02")


# --- pauses -------------------------------------------------------------------------------------


async def test_a_pause_closes_the_office_and_ends_by_itself(house: House) -> None:
    await enter(house, "2026-08-22", DayKind.MORNING)
    await pause(house, "2026-08-20", "2026-08-24")

    office = (await house.state()).office
    assert await worked(house, "2026-08-19", "2026-08-20", "2026-08-22", "2026-08-24") == [
        True,
        False,
        False,
        False,
    ]
    assert office.open_slot(at("2026-08-20T08:00")) is None
    assert office.slot_after(at("2026-08-19T14:00")) == at("2026-08-25T07:45")
    assert office.effective_due(FRIDAY) == FRIDAY


async def test_a_pause_ends_early_or_is_dropped(house: House) -> None:
    await pause(house, "2026-08-06", "2026-08-14")
    await pause(house, "2026-08-20", "2026-08-21")
    await pause(house, "2026-08-27", "2026-08-28")

    assert (await resume(house)).first == on("2026-08-06")  # the one that is running
    assert await worked(house, "2026-08-07", "2026-08-10", "2026-08-14") == [False, True, True]
    with pytest.raises(CalendarRefused, match="several pauses lie ahead"):
        await resume(house)
    assert (await resume(house, "2026-08-28")).last == on("2026-08-28")
    assert (await resume(house)).last == on("2026-08-21")
    with pytest.raises(CalendarRefused, match="no pause is running or lies ahead"):
        await resume(house)
    with pytest.raises(CalendarRefused, match="on 2026-08-07"):
        await resume(house, "2026-08-07")  # over

    left = [(row.first_day, row.last_day) for row in await house.rows(pauses)]
    assert left == [(on("2026-08-06"), on("2026-08-09"))]


async def test_two_pauses_do_not_overlap(house: House) -> None:
    await pause(house, "2026-08-20", "2026-08-24")
    for first, last in (("2026-08-24", "2026-08-25"), ("2026-08-18", "2026-08-20")):
        with pytest.raises(CalendarRefused, match="from 2026-08-20 to 2026-08-24 already"):
            await pause(house, first, last)
    await pause(house, "2026-08-25", "2026-08-25")


# --- what follows from a change -----------------------------------------------------------------


async def test_every_duty_that_is_owed_is_looked_at_again_and_no_other_orgs(
    house: House, other_house: House, ledger: SqlLedger, an: int
) -> None:
    for each in (house, other_house):
        await each.staff()
        await each.sample()
        await each.go_live(BEGINS)
    await tick(ledger, BEGINS)
    await other_house.open_due(BEGINS)
    async with house.database.read() as connection:
        closed = (await duties.read(connection, house.org))[0]
    await house.database.write(
        lambda tx: duties.change(tx, house.org, closed.id, BEGINS, state="cancelled")
    )
    await tick(ledger, BEGINS + timedelta(minutes=1))
    others = {item.id: item.look_at for item in (await other_house.duties()).values()}

    await enter(house, "2026-08-12", DayKind.OFF)

    found = (await house.duties()).values()
    owed = [item for item in found if item.duty.state in OWED]
    assert 5 < len(owed) < len(found)
    assert [item.id for item in found if item.look_at == NOW] == [item.id for item in owed]
    assert {item.id: item.look_at for item in (await other_house.duties()).values()} == others


async def test_tomorrow_off_and_its_ask_is_said_today(
    house: House, ledger: SqlLedger, an: int
) -> None:
    """The step of the working day before the due day falls on 20/8; then on 19/8."""
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    await tick(ledger, at("2026-08-19T07:45"))

    await enter(house, "2026-08-20", DayKind.OFF, at("2026-08-19T15:00"))
    assert await tick(ledger, at("2026-08-19T15:00")) == 1
    newest = (await house.rows(notices))[-1]
    assert (newest.step, newest.slot_at) == ("T-1", at("2026-08-19T07:45"))
    assert await tick(ledger, at("2026-08-20T07:45")) == 0
    assert await tick(ledger, at("2026-08-21T07:45")) == 1


async def test_the_due_day_off_and_the_last_ask_comes_the_day_before(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    await enter(house, "2026-08-21", DayKind.OFF, at("2026-08-17T15:00"))

    asked = [
        (row.step, row.slot_at)
        for day in range(18, 22)
        if await tick(ledger, at(f"2026-08-{day}T07:45"))
        for row in (await house.rows(notices, notices.c.kind == "ask"))[-1:]
    ]
    assert asked == [
        ("T-3", at("2026-08-17T07:45")),  # its slot has passed: it is said at once
        ("T-1", at("2026-08-19T07:45")),
        ("T-0", at("2026-08-20T07:45")),
    ]


async def test_a_morning_off_moves_the_first_slot_of_its_day(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    await enter(house, "2026-08-12", DayKind.AFTERNOON)

    assert await tick(ledger, at("2026-08-12T07:45")) == 0
    assert await tick(ledger, at("2026-08-12T13:30")) == 1


async def test_nobody_is_urged_in_a_pause_and_the_climb_goes_on_after_it(
    house: House, ledger: SqlLedger, an: int
) -> None:
    """Due on Friday 21/8, closed from 22/8 to 28/8, then Quốc khánh: urged on Thursday 3/9."""
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    await tick(ledger, at("2026-08-21T07:45"))
    await pause(house, "2026-08-22", "2026-08-28", at("2026-08-21T08:00"))

    quiet = [await tick(ledger, at(f"2026-08-{day}T07:45")) for day in range(22, 29)]
    assert quiet == [0] * 7
    assert await tick(ledger, at("2026-09-03T07:45")) == 1
    (urge,) = [row for row in await house.rows(notices) if row.step == "rung-officer"]
    assert urge.slot_at == at("2026-09-03T07:45")


async def test_a_cycle_asks_anew_when_it_opens(house: House, ledger: SqlLedger) -> None:
    """A weekly report opens on its week's first working day: Monday off, so on Tuesday."""
    await house.staff()
    weekly = a_cycle("FREQ=WEEKLY;BYDAY=WE", CycleKind.WEEKLY)
    await house.commit(a_draft(reporting=[weekly]))
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    await tick(ledger, NOW)
    assert [row.open_on for row in await house.rows(cycles)] == [on("2026-08-17")]

    await enter(house, "2026-08-17", DayKind.OFF)
    await tick(ledger, NOW + timedelta(minutes=1))
    assert [row.open_on for row in await house.rows(cycles)] == [on("2026-08-18")]

    await clear(house, "2026-08-17")
    await tick(ledger, NOW + timedelta(minutes=2))
    assert [row.open_on for row in await house.rows(cycles)] == [on("2026-08-17")]


async def test_a_week_that_was_to_open_no_report_opens_one_after_all(
    house: House, ledger: SqlLedger
) -> None:
    """2/9/2026 is a Wednesday off, as are the days before it: until Tuesday is worked."""
    await house.staff()
    weekly = a_cycle("FREQ=WEEKLY;BYDAY=WE", CycleKind.WEEKLY)
    await house.commit(a_draft(a_task(Ongoing()), reporting=[weekly]))
    await house.go_live(BEGINS)
    await tick(ledger, at("2026-08-26T08:00"))
    assert [row.open_on for row in await house.rows(cycles)] == [on("2026-09-07")]

    await enter(house, "2026-09-01", DayKind.WORKED)
    await tick(ledger, at("2026-08-26T08:01"))
    assert [row.open_on for row in await house.rows(cycles)] == [on("2026-09-01")]
    await tick(ledger, at("2026-09-01T08:00"))
    assert "BC1/HC-TH/2026-W36" in await house.duties()


# --- years --------------------------------------------------------------------------------------


async def test_a_new_year_brings_another_into_reach(house: House, ledger: SqlLedger) -> None:
    await house.go_live(BEGINS)
    await enter(house, "2028-01-03", DayKind.WORKED)
    before = await house.rows(calendar_days)

    await tick(ledger, at("2027-01-04T07:45"))
    await tick(ledger, at("2027-01-04T07:46"))

    calendar = (await house.state()).office.calendar
    assert calendar.knows(2029)
    assert not calendar.knows(2030)
    assert calendar.works_on(on("2028-01-03"))
    assert (await house.rows(calendar_days))[: len(before)] == before
    filled = [row for row in await house.rows(journal) if row.what == "calendar_filled"]
    assert [row.facts["years"] for row in filled] == [[2029]]


async def test_a_year_is_renewed_from_tomorrow_on_and_keeps_what_was_entered(house: House) -> None:
    """What an older version copied in, that took 24/11 as off and knew nothing of 2/1 or 10/1."""

    async def as_an_older_version(tx: Any) -> None:
        days = calendar_days.c.day.in_([on("2026-01-02"), on("2026-01-10"), on("2026-09-01")])
        await tx.execute(delete(calendar_days).where(days))
        row = {"org_id": house.org, "kind": "off", "source": "an older version"}
        for day in ("2026-03-02", "2026-11-24", "2026-11-25"):
            await tx.execute(calendar_days.insert().values(day=on(day), **row))

    await house.database.write(as_an_older_version)
    await enter(house, "2026-11-25", DayKind.MORNING)
    doubts = [point.says["en"] for point in (await year(house, 2026)).doubts]
    assert "this version knows other days: 01/09, 24/11" in doubts

    done = await house.database.write(
        lambda tx: calendar_filling.renew(tx, house.org, 2026, now=NOW)
    )

    assert (done.added, done.removed) == (1, 2)
    assert await worked(house, "2026-09-01", "2026-11-24", "2026-11-25") == [False, True, True]
    assert await worked(house, "2026-01-02", "2026-03-02") == [True, False]  # the past
    again = await house.database.write(
        lambda tx: calendar_filling.renew(tx, house.org, 2026, now=NOW)
    )
    assert (again.added, again.removed) == (0, 0)
    doubts = [point.says["en"] for point in (await year(house, 2026)).doubts]
    assert not any("other days" in doubt for doubt in doubts)


async def test_a_year_that_is_not_there_is_filled_whole(house: House) -> None:
    missing = await year(house, 2024)
    assert not missing.known
    assert [point.says["en"] for point in missing.doubts] == [
        "no day off is known; only weekends are taken as off"
    ]

    await house.database.write(lambda tx: calendar_filling.renew(tx, house.org, 2024, now=NOW))

    assert await worked(house, "2024-02-12", "2024-05-04") == [False, True]
    assert (await year(house, 2024)).doubts == ()
    with pytest.raises(CalendarRefused, match="nothing is known of 2150"):
        await house.database.write(lambda tx: calendar_filling.renew(tx, house.org, 2150, now=NOW))


async def test_the_pass_goes_on_in_a_year_without_a_calendar(
    house: House, ledger: SqlLedger, an: int
) -> None:
    async def forget(tx: Any) -> None:
        await tx.execute(delete(calendar_days).where(calendar_days.c.org_id == house.org))
        await tx.execute(update(cycles).where(cycles.c.org_id == house.org).values(open_on=None))

    await house.go_live(BEGINS)
    await house.database.write(forget)
    await tick(ledger, BEGINS)

    assert await tick(ledger, at("2026-08-12T07:45")) == 1
    assert (await house.state()).office.calendar.knows(2026)  # filled again by the pass


# --- what is not certain ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "about"),
    [
        ("2026-08-10", []),
        ("2026-09-28", []),
        ("2026-09-29", ["24 November"]),
        ("2026-10-01", ["24 November", "Tết", "Quốc khánh", "24 November"]),
        ("2026-11-25", ["Tết", "Quốc khánh", "24 November"]),
        ("2027-01-04", ["Tết"]),
        ("2027-02-15", []),
        ("2027-08-02", ["Quốc khánh"]),
        ("2027-10-01", ["24 November", "computed", "24 November"]),
        ("2028-05-04", ["computed"]),
    ],
)
async def test_doubts_come_into_sight_weeks_before(
    house: House, today: str, about: list[str]
) -> None:
    async with house.database.read() as connection:
        found = await doubts_in_sight(connection, house.org, on(today))

    assert len(found) == len(about)
    for (_, point), word in zip(found, about, strict=True):
        assert word in point.says["en"]


async def test_a_doubt_is_settled_by_entering_one_of_its_days(house: House) -> None:
    await enter(house, "2026-11-24", DayKind.WORKED)
    await enter(house, "2027-02-11..2027-02-12", DayKind.OFF)
    await enter(house, "2027-09-03", DayKind.OFF)
    await enter(house, "2028-01-25..2028-01-31", DayKind.OFF)

    async with house.database.read() as connection:
        found = await doubts_in_sight(connection, house.org, on("2026-12-01"))
        later = await doubts_in_sight(connection, house.org, on("2027-12-01"))
    assert [(number, sorted(point.days)) for number, point in found] == [(2027, [on("2027-11-24")])]
    assert [(number, sorted(point.days)) for number, point in later] == [(2028, [on("2028-11-24")])]


async def test_the_coordinator_is_told_once_a_week_and_the_log_once_a_day(
    house: House, ledger: SqlLedger, caplog: pytest.LogCaptureFixture
) -> None:
    khanh = (await house.staff())["Khánh"]
    await house.link(khanh)
    await house.go_live(BEGINS)
    logged = []
    for day in ("2026-11-02", "2026-11-03", "2026-11-06", "2026-11-09"):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            for clock in ("07:45", "13:30"):
                await tick(ledger, at(f"{day}T{clock}"))
        said = [r for r in caplog.records if r.__dict__.get("action") == "calendar_doubt"]
        logged.append([record.__dict__["year"] for record in said])

    told = [
        (row.person_id, row.slot_at, line["what"], [each["en"][:4] for each in line["names"]])
        for row in await house.rows(notices, notices.c.step == "watchdog")
        for line in row.facts["lines"]
        if line["kind"] == "calendar"
    ]
    years = ["2026", "2027", "2027", "2027"]
    assert told == [
        (khanh, at("2026-11-02T07:45"), "new", years),
        (khanh, at("2026-11-09T07:45"), "stands", years),
    ]
    assert logged == [[2026, 2027, 2027, 2027]] * 4
