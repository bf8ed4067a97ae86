"""`dondoc absent` and `dondoc absences` from outside."""

from pathlib import Path

import pytest

from tests.bot.test_cli import PEOPLE, PLAN, Made, Shell


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample office on the morning of Monday 3 August 2026, live."""
    shell = Shell(tmp_path_factory.mktemp("absences"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    return Made(shell.folder, {"live": shell.done("live")})


@pytest.fixture
def office(made: Made, tmp_path: Path) -> Shell:
    return made.copy_to(tmp_path)


def test_who_is_away_is_listed_changed_and_ended(office: Shell) -> None:
    said = office.done("absent", "Giang", "--from", "10/8/2026", "--until", "2026-08-14").out
    assert said == "Giang: away 2026-08-10 to 2026-08-14, no substitute\n"
    again = ("absent", "Giang", "--from", "2026-08-12", "--until", "2026-08-20")
    office.done(*again, "--substitute", "Hải")

    first, second = office.done("absences", "--json").lines()
    assert first == {
        "person": "Giang",
        "units": ["CNS"],
        "from": "2026-08-10",
        "until": "2026-08-11",
        "substitute": None,
        "stands_in": None,
    }
    assert (second["from"], second["until"]) == ("2026-08-12", "2026-08-20")
    assert (second["substitute"], second["stands_in"]) == ("Hải", None)  # Hải has no link
    assert office.done("absences").out == (
        "2026-08-10 to 2026-08-11  Giang (CNS)  no substitute\n"
        "2026-08-12 to 2026-08-20  Giang (CNS)  substitute Hải, who cannot be reached or is away:"
        " nobody named can\n"
    )

    back = office.done("absent", "Giang", "--end", "2026-08-17").out
    assert back == "Giang: back at work on 2026-08-17\n"
    assert office.done("absences", "--json").lines()[1]["until"] == "2026-08-16"
    assert office("absent", "Giang", "--end").refusal() == (
        "Giang is not away on 2026-08-03; away on 2026-08-10..2026-08-11, 2026-08-12..2026-08-16:"
        " name a day of it"
    )
    office.done("absent", "Giang", "--end", "2026-08-12")
    office.done("absent", "Giang", "--end", "2026-08-10")
    assert office.done("absences").out == ""
    assert office("absent", "Giang", "--end").refusal() == "Giang is not away on 2026-08-03"
    assert office.done("verify").out == "everything holds\n"


def test_what_cannot_be_is_refused_in_one_line(office: Shell) -> None:
    until = ("--until", "2026-08-14")
    refused = {
        ("Zorro", *until): "nobody is called Zorro: give the name as the people file has it",
        (
            "Giang",
            "--until",
            "2026-08-01",
        ): "2026-08-01 lies before 2026-08-03: name the first day first",
        ("Giang", *until, "--substitute", "Giang"): (
            "Giang cannot stand in for themselves: name somebody else"
        ),
    }
    for words, why in refused.items():
        assert office("absent", *words).refusal() == why

    wrong = {
        ("Giang",): "--until",
        ("Giang", "2026-08-10"): "--end",
        ("Giang", "--end", "--until", "2026-08-10"): "--end goes with nothing but a day",
        ("Giang", "--until", "31/2/2026"): "on no calendar",
    }
    for words, why in wrong.items():
        ran = office("absent", *words)
        assert ran.code == 2
        assert why in ran.err
