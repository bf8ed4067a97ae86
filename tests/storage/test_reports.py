"""Reports are frozen: the same facts give the same bytes, new facts a new version."""

import json
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import pytest

from scheduler.rules.duty import Move
from scheduler.rules.plan import Cycle
from scheduler.rules.progress import Said
from scheduler.rules.snapshot import HandIn, Snapshot, TaskLine
from storage import amending, cycles, duties, history, progress, reports, requests
from storage.cycles import NoSuchCycle
from storage.reports import Frozen, NoSuchReport
from storage.tables import journal
from storage.tables import reports as report_rows
from tests.storage.builders import BEGINS, House, at

AUGUST_9 = at("2026-08-10T08:00")  # after the cut-off of the report due on 9 August


@pytest.fixture
async def office(house: House) -> House:
    """The demo's office, live, with its duties of the beginning of August."""
    await house.staff()
    await house.sample()
    await house.go_live(BEGINS)
    await house.open_due(at("2026-08-03T08:00"))
    return house


async def cycle(house: House, name: str) -> Cycle:
    async with house.database.read() as connection:
        return await cycles.find(connection, house.org, name)


async def freeze(
    house: House, name: str = "BC2", period: str = "2026-08", now: datetime = AUGUST_9
) -> Frozen:
    found, state = await cycle(house, name), await house.state()
    return await house.database.write(
        lambda tx: reports.freeze(tx, state, found, period, as_of=now, now=now)
    )


async def report_done(house: House, name: str, now: datetime) -> None:
    item = (await house.duties())[name]
    await house.database.write(
        lambda tx: duties.move(tx, house.org, item, Move.REPORT, now, reported_at=now)
    )


async def test_a_cycle_is_found_by_its_code_or_by_how_often_it_is_due(office: House) -> None:
    for name in ("BC2", "bc2", "monthly", "Monthly"):
        assert (await cycle(office, name)).code == "BC2"
    for name in ("BC9", "tháng", ""):
        with pytest.raises(NoSuchCycle, match=r"BC1 \(weekly\), BC2 \(monthly\)"):
            await cycle(office, name)


async def test_the_same_facts_again_are_the_stored_report_byte_for_byte(office: House) -> None:
    first = await freeze(office)
    later = await freeze(office, now=at("2026-08-11T08:00"))

    assert (first.is_new, later.is_new) == (True, False)
    assert (later.id, later.version, later.text) == (first.id, 1, first.text)
    assert len(await office.rows(report_rows)) == 1
    assert len(await office.rows(journal, journal.c.what == "report_made")) == 1


async def test_new_facts_make_the_next_version_and_leave_the_first_as_it_was(
    office: House,
) -> None:
    first = await freeze(office)
    await report_done(office, "NV3/HC-TH", at("2026-08-09T10:00"))
    second = await freeze(office)

    assert (second.version, second.is_new) == (2, True)
    async with office.database.read() as connection:
        kept = await reports.by_id(connection, office.org, first.id)
    assert kept.text == first.text
    assert len(await office.rows(report_rows)) == 2
    assert first.snapshot.header.version == 1
    assert second.snapshot.header.version == 2


async def test_every_figure_names_the_duties_behind_it_and_co_led_tasks_count_once(
    office: House,
) -> None:
    await report_done(office, "NV3/HC-TH", at("2026-08-09T10:00"))
    form = json.loads((await freeze(office)).text)

    figures = form["figures"]
    counts = {name: (figure["n"], len(figure["duties"])) for name, figure in figures.items()}
    assert counts == {
        "done_on_time": (0, 0),
        "done_late": (1, 1),  # NV3 was due on 31/7
        "open_in_time": (7, 10),  # NV2, NV4 and NV10 are led by two units
        "open_overdue": (0, 0),
        "total": (8, 11),
        "ongoing": (2, 2),
        "waiting": (1, 1),
        "undated": (1, 1),
        "suspended": (0, 0),
    }
    cells = ("done_on_time", "done_late", "open_in_time", "open_overdue")
    named = [duty for name in cells for duty in figures[name]["duties"]]
    assert sorted(named) == figures["total"]["duties"]
    assert (form["org"], form["cycle"], form["period"]) == ("Sở Mẫu", "BC2", "2026-08")
    assert form["cut_off"] == "2026-08-10T00:00:00+07:00"


async def test_two_periods_and_two_cycles_have_versions_of_their_own(office: House) -> None:
    made = [
        await freeze(office),
        await freeze(office, "BC1", "2026-W32"),
        await freeze(office, "BC2", "2026-09", at("2026-09-10T08:00")),
    ]

    assert [each.version for each in made] == [1, 1, 1]
    assert len({each.id for each in made}) == 3


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("BC2", "2026-W32"),
        ("BC2", "2026-13"),
        ("BC2", "tháng 8"),
        ("BC2", ""),
        ("BC1", "2026-08"),
        ("BC1", "2026-W60"),
        ("BC6", "2026-Q4"),
        ("BC4", "2026-H2"),  # the report of six months is due once a year
    ],
)
async def test_a_period_the_cycle_does_not_have_is_refused(
    office: House, name: str, period: str
) -> None:
    with pytest.raises(NoSuchReport):
        await freeze(office, name, period)

    assert await office.rows(report_rows) == []


# --- as of the cut-off --------------------------------------------------------------------------

NV3 = "NV3/HC-TH"  # due on 31 July


async def say(house: House, name: str, said: Said, when: datetime) -> None:
    item = (await house.duties())[name]
    person = (await house.staff())["An"]
    await house.database.write(
        lambda tx: progress.add(
            tx,
            house.org,
            item,
            said,
            person=person,
            inbox=None,
            text=said.intent,
            words=said.intent,
            said_at=when,
            now=when,
        )
    )


async def ask(house: House, name: str, kind: str, when: datetime, due: date | None = None) -> None:
    item = (await house.duties())[name]
    person = (await house.staff())["An"]
    await house.database.write(
        lambda tx: requests.ask(
            tx, house.org, item, kind=kind, person=person, at=when, new_due_on=due
        )
    )


async def extend(house: House, name: str, asked: datetime, granted: datetime, due: date) -> None:
    """Ask for more time and get it."""
    await ask(house, name, "extension", asked, due)
    item = (await house.duties())[name]
    await house.database.write(
        lambda tx: requests.close(tx, house.org, item.id, "extension", None, granted, "granted")
    )
    await house.database.write(
        lambda tx: duties.move(
            tx, house.org, item, Move.DATE, granted, asked_at=asked, due_on=due, due_time=None
        )
    )


async def send_back(house: House, name: str, when: datetime) -> None:
    await ask(house, name, "confirm", when)
    item = (await house.duties())[name]
    await house.database.write(
        lambda tx: requests.close(tx, house.org, item.id, "confirm", None, when, "returned")
    )
    await house.database.write(lambda tx: duties.move(tx, house.org, item, Move.SEND_BACK, when))


def line_of(snapshot: Snapshot, code: str) -> TaskLine:
    return next(task for task in snapshot.tasks if task.code == code)


def cell_of(snapshot: Snapshot, duty: int) -> str:
    cells = ("done_on_time", "done_late", "open_in_time", "open_overdue")
    [cell] = [name for name in cells if duty in getattr(snapshot.figures, name).duties]
    return cell


async def test_a_report_made_again_says_what_was_so_at_its_cut_off(office: House) -> None:
    await say(office, NV3, Said(intent="blocked", percent=30, blocker="kinh phí"), at("2026-08-04"))
    first = await freeze(office, "BC1", "2026-W32", at("2026-08-06T08:00"))

    await extend(office, NV3, at("2026-08-06T09:00"), at("2026-08-06T10:00"), date(2026, 9, 30))
    await say(office, NV3, Said(intent="progress", percent=80), at("2026-08-07"))
    await say(office, NV3, Said(intent="done"), at("2026-08-08"))
    await send_back(office, NV3, at("2026-08-11"))
    await say(office, NV3, Said(intent="done"), at("2026-08-12T09:00"))
    again = await freeze(office, "BC1", "2026-W32", at("2026-08-13T08:00"))

    assert (again.version, again.is_new, again.text) == (1, False, first.text)
    line = line_of(again.snapshot, "NV3")
    assert (line.percent, line.blocker, line.due_on) == (30, "kinh phí", date(2026, 7, 31))


@pytest.mark.parametrize(
    "decide", [amending.suspend, amending.cancel], ids=["suspended", "cancelled"]
)
async def test_what_rests_or_is_dropped_later_was_open_at_the_cut_off(
    office: House, decide: Callable[..., Awaitable[Any]]
) -> None:
    first = await freeze(office, "BC1", "2026-W32", at("2026-08-06T08:00"))

    state, item = await office.state(), (await office.duties())[NV3]
    when = at("2026-08-06T09:00")
    await office.database.write(
        lambda tx: decide(tx, state, item, when, person=None, why="theo công văn")
    )
    again = await freeze(office, "BC1", "2026-W32", at("2026-08-07T08:00"))
    next_week = await freeze(office, "BC1", "2026-W33", at("2026-08-13T08:00"))

    assert again.text == first.text
    assert cell_of(again.snapshot, item.id) == "open_overdue"
    rests = decide is amending.suspend
    assert (item.id in next_week.snapshot.figures.suspended.duties) is rests
    assert ("NV3" in [task.code for task in next_week.snapshot.tasks]) is rests


async def test_what_is_returned_later_was_done_at_the_cut_off(office: House) -> None:
    await say(office, NV3, Said(intent="done"), at("2026-08-04"))
    first = await freeze(office, "BC1", "2026-W32", at("2026-08-06T08:00"))

    await send_back(office, NV3, at("2026-08-06T09:00"))
    again = await freeze(office, "BC1", "2026-W32", at("2026-08-07T08:00"))
    next_week = await freeze(office, "BC1", "2026-W33", at("2026-08-13T08:00"))

    assert again.text == first.text
    nv3 = (await office.duties())[NV3].id
    assert cell_of(again.snapshot, nv3) == "done_late"
    assert cell_of(next_week.snapshot, nv3) == "open_overdue"


async def test_a_task_that_opened_later_is_not_in_an_earlier_report(office: House) -> None:
    first = await freeze(office, "BC1", "2026-W32", at("2026-08-06T08:00"))

    nv3, opens_on = (await office.duties())[NV3].id, date(2026, 8, 6)
    await office.database.write(
        lambda tx: duties.change(tx, office.org, nv3, AUGUST_9, opens_on=opens_on)
    )
    again = await freeze(office, "BC1", "2026-W32", at("2026-08-06T08:00"))

    assert "NV3" in [task.code for task in first.snapshot.tasks]
    assert "NV3" not in [task.code for task in again.snapshot.tasks]


@pytest.mark.parametrize(
    ("asked", "done", "cell"),
    [
        ("2026-07-31T16:00", None, "open_in_time"),
        ("2026-08-01T08:00", None, "open_overdue"),
        ("2026-07-31T16:00", "2026-08-05", "done_on_time"),
        ("2026-08-01T08:00", "2026-08-05", "done_late"),
    ],
)
async def test_an_extension_asked_for_after_expiry_leaves_the_duty_late(
    office: House, asked: str, done: str | None, cell: str
) -> None:
    await extend(office, NV3, at(asked), at("2026-08-03T10:00"), date(2026, 9, 30))
    if done:
        await say(office, NV3, Said(intent="done"), at(done))

    snapshot = (await freeze(office)).snapshot

    item = (await office.duties())[NV3]
    assert cell_of(snapshot, item.id) == cell
    assert line_of(snapshot, "NV3").due_on == date(2026, 9, 30)
    in_time = asked.startswith("2026-07-31")
    state, when = await office.state(), at("2026-08-20")
    async with office.database.read() as connection:
        deadline = await history.on_time_deadline(connection, state, item, when)
    assert deadline == (at("2026-10-01") if in_time else at("2026-08-01"))


@pytest.mark.parametrize(
    ("again", "late"), [("2026-08-04T23:59", False), ("2026-08-05T00:00", True)]
)
async def test_a_result_sent_again_by_the_working_day_after_its_return_is_on_time(
    office: House, again: str, late: bool
) -> None:
    await say(office, NV3, Said(intent="done"), at("2026-07-31T16:00"))
    await send_back(office, NV3, at("2026-08-03T09:00"))
    item, state = (await office.duties())[NV3], await office.state()
    async with office.database.read() as connection:
        assert await history.would_be_late(connection, state, item, at(again)) is late

    await say(office, NV3, Said(intent="done"), at(again))

    for known in (item, (await office.duties())[NV3]):
        async with office.database.read() as connection:
            assert await history.would_be_late(connection, state, known, at(again)) is late
    cell = "done_late" if late else "done_on_time"
    assert cell_of((await freeze(office)).snapshot, item.id) == cell


async def test_a_report_owed_later_by_leave_asked_in_time_is_judged_by_that_day(
    office: House,
) -> None:
    name = "BC2/HC-TH/2026-08"
    await extend(office, name, at("2026-08-07"), at("2026-08-07T10:00"), date(2026, 8, 12))
    await report_done(office, name, at("2026-08-12T10:00"))

    lines = (await freeze(office, now=at("2026-08-13T08:00"))).snapshot.punctuality

    [line] = [line for line in lines if line.handed_in == at("2026-08-12T10:00")]
    assert (line.due, line.standing) == (date(2026, 8, 12), HandIn.ON_TIME)


async def test_a_report_that_is_dropped_later_was_owed_before(office: House) -> None:
    state, item = await office.state(), (await office.duties())["BC1/HC-TH/2026-W32"]
    dropped = at("2026-08-06T09:00")
    await office.database.write(
        lambda tx: amending.cancel(tx, state, item, dropped, person=None, why="theo công văn")
    )

    found = {}
    for hour in (8, 10):
        made = await freeze(office, "BC1", "2026-W32", at(f"2026-08-06T{hour:02}:00"))
        found[hour] = {line.unit: line.standing for line in made.snapshot.punctuality}
    assert found[8]["HC-TH"] is HandIn.MISSING
    assert "HC-TH" not in found[10]


@pytest.mark.parametrize(
    ("name", "today", "period"),
    [
        ("BC1", date(2026, 8, 4), "2026-W32"),  # not due yet, but open
        ("BC1", date(2026, 8, 5), "2026-W32"),
        ("BC1", date(2026, 8, 11), "2026-W32"),
        ("BC1", date(2026, 8, 12), "2026-W33"),
        ("BC2", date(2026, 8, 4), "2026-08"),
        ("BC2", date(2026, 12, 1), "2026-08"),  # no later period was ever opened
        ("BC6", date(2026, 8, 12), None),
    ],
)
async def test_the_period_collected_is_the_newest_that_was_owed(
    office: House, name: str, today: date, period: str | None
) -> None:
    await office.open_due(at("2026-08-10T08:00"))
    found = await cycle(office, name)

    async with office.database.read() as connection:
        owed = await reports.latest_owed_period(connection, office.org, found.id, today)

    assert owed == period
