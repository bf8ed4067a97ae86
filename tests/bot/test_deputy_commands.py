"""`dondoc deputy`, `dondoc deputies` and `dondoc due` from outside."""

from datetime import date
from pathlib import Path

import pytest

from tests.bot.test_cli import PEOPLE, PLAN, Made, Shell


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample office on the morning of Monday 3 August 2026, live."""
    shell = Shell(tmp_path_factory.mktemp("deputies"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    return Made(shell.folder, {"live": shell.done("live")})


@pytest.fixture
def office(made: Made, tmp_path: Path) -> Shell:
    return made.copy_to(tmp_path)


def test_a_deputy_head_is_named_listed_and_ended(office: Shell) -> None:
    assert office.done("deputies").out == ""
    assert office.done("deputy", "Giang").out == "Giang: deputy head of CNS\n"
    assert office.done("deputy", "Giang").out == "Giang: deputy head of CNS already\n"

    assert office.done("deputies", "--json").lines() == [
        {"unit": "CNS", "person": "Giang", "linked": False}
    ]
    assert office.done("deputies").out == "CNS        Giang  (not linked)\n"

    said = office.done("deputy", "Giang", "--end").out
    assert said == "Giang: no longer deputy head of CNS\n"
    assert office("deputy", "Giang", "--end").refusal() == "Giang is deputy head of no unit"
    assert office.done("deputies").out == ""
    assert office.done("verify").out == "everything holds\n"


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["Nobody"], "nobody is called Nobody: give the name as the people file has it"),
        (["Giang", "--unit", "Phòng Không Có"], "no unit is called Phòng Không Có; there are "),
    ],
)
def test_who_is_not_there_is_no_deputy_head(
    office: Shell, arguments: list[str], refusal: str
) -> None:
    assert office("deputy", *arguments).refusal().startswith(refusal)


def test_what_falls_due_soon_is_told_with_what_opens_until_then(office: Shell) -> None:
    every = office.done("due", "--within", "30", "--json").lines()

    assert every
    form = {"code", "unit", "title", "due_on", "days_late", "assignees", "last_word"}
    assert all(set(each) == form for each in every)
    days = [each["due_on"] for each in every]
    assert days == sorted(days)
    assert days[0] >= "2026-08-03"
    weeks = {each["code"].rsplit("/", 1)[1] for each in every if "/2026-W" in each["code"]}
    assert {"2026-W32", "2026-W33", "2026-W34"} <= weeks, "only the first of them is open"

    soon = office.done("due", "--json").lines()
    assert soon == [
        each for each in every if date.fromisoformat(each["due_on"]) <= date(2026, 8, 12)
    ]
    assert office("due", "--within", "-1").code == 2


def test_it_is_seen_with_the_eyes_of_a_person(office: Shell) -> None:
    mine = office.done("due", "--within", "30", "--as", "Giang", "--json").lines()

    assert mine
    assert {each["unit"] for each in mine} == {"CNS"}
