"""Reports are frozen: the same facts give the same bytes, new facts a new version."""

import json
from datetime import datetime

import pytest

from scheduler.rules.duty import Move
from storage import duties, reports
from storage.reports import Cycle, Frozen, NoSuchReport
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
        return await reports.find_cycle(connection, house.org, name)


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
        with pytest.raises(NoSuchReport, match=r"BC1 \(weekly\), BC2 \(monthly\)"):
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
