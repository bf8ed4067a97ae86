"""A year of a real plan with sixty people and their answers: no promise is broken.

With ../shared the plan of seed 002, else the sample plan of the demo.
"""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.__main__ import PLAN
from bot.made_up_people import made_up_people
from bot.simulated_office import office_of_plan
from bot.simulated_replies import hear
from bot.simulation_script import read_script
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.notice import Kind
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.run import midnight, run
from scheduler.simulate.script import CannotHappen
from storage import people_file
from storage.people_file import PersonRow
from storage.plan_import import read_plan
from tests.invariants.habits import jsonl, script
from tests.invariants.promises import Memory, broken
from tests.invariants.virtual import Watch

SEED = Path(__file__).parents[2].parent / "shared" / "seeds" / "002_76aa9ac904d15ded.txt"
YEAR = timedelta(days=365)
PEOPLE = 60


def sixty(rows: list[PersonRow]) -> list[PersonRow]:
    """The people a plan needs, and more officers in the same units until they are sixty."""
    officers = [row for row in rows if row.role[0].value == "officer"]
    more = (
        row.model_copy(update={"full_name": f"{row.full_name} {n}", "contact": False})
        for n in range(2, PEOPLE)
        for row in officers
    )
    return [*rows, *(row for row, _ in zip(more, range(PEOPLE - len(rows)), strict=False))]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("plan", "begins"),
    [
        (PLAN, date(2026, 7, 6)),
        pytest.param(
            SEED,
            date(2025, 6, 2),
            marks=pytest.mark.skipif(not SEED.exists(), reason="no ../shared beside the project"),
        ),
    ],
    ids=["sample", "seed 002"],
)
def test_a_year_breaks_no_promise(plan: Path, begins: date, seed: int) -> None:
    content = plan.read_bytes()
    rows = people_file.read("people.csv", made_up_people(read_plan(plan.name, content)))
    opens = datetime.combine(begins, datetime.min.time(), tzinfo=OFFICE_ZONE)
    until = begins + YEAR
    facts = asyncio.run(
        office_of_plan(plan.name, content, sixty(rows), opens, until, language="vi")
    )
    office = VirtualOffice(facts)
    watch, memory, found, impossible = Watch(office), Memory(), list[str](), list[CannotHappen]()
    events = read_script(
        jsonl(script(facts, begins, until, seed)).encode(), begins, until, OFFICE_ZONE
    )

    office.go_live(opens)
    asyncio.run(
        run(
            office,
            opens,
            midnight(office, until),
            events,
            hear=hear,
            seen=lambda now: found.extend(broken(memory, watch.scene(now))),
            impossible=impossible.append,
        )
    )

    assert found == []
    assert len(facts.staff.people) == PEOPLE
    kinds = {item.kind for message in office.messages for item in message.items}
    assert kinds >= {Kind.ASK, Kind.URGE, Kind.CLIMB, Kind.CONFIRM, Kind.TOLD, Kind.DIGEST}
    assert len(impossible) < len(events) / 10
