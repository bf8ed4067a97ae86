"""`dondoc policy` from outside."""

from dataclasses import fields
from pathlib import Path

import pytest

from bot.administration.policy_changes import SAYS
from scheduler.rules.policy import Policy
from tests.bot.test_cli import Made, Shell, made_office

__all__ = ["made_office"]  # a fixture


@pytest.fixture
def office(made_office: Made, tmp_path: Path) -> Shell:
    """The sample office at noon of Tuesday 8 September 2026, a month after it went live."""
    return made_office.copy_to(tmp_path)


def test_every_setting_says_what_it_is() -> None:
    assert list(SAYS) == [each.name for each in fields(Policy) if each.name != "version"]


def test_what_is_shown_is_taken_back_and_makes_no_version(office: Shell) -> None:
    shown = office.done("policy", "show").out

    assert shown.startswith("# version 1 of the policy\n# version 1: since ")
    assert 'slots = ["07:45", "13:30"]  # when messages leave' in shown
    assert "ladder = { officer = 1, head = 3, coordinator = 5, deputy = 7, leader = 10 }" in shown
    settings = [line for line in shown.splitlines() if line and not line.startswith("#")]
    assert all("  # " in line for line in settings)
    same = office.done("policy", "set", office.file("same.toml", shown)).out
    assert same == "nothing differs from version 1, which stays in force\n"


def test_a_file_names_only_what_changes_and_old_versions_stay(office: Shell) -> None:
    file = office.file("new.toml", "grace_days = 1\n[weekly_ladder]\nofficer = 1\nhead = 3\n")

    done = office.done("policy", "set", file).out

    assert done == (
        "grace_days: 0 → 1\n"
        "weekly_ladder: { officer = 1, head = 2 } → { officer = 1, head = 3 }\n"
        "version 2 is in force\n"
    )
    now, before = office.together(
        ["policy", "show", "--json"], ["policy", "show", "--version", "1", "--json"]
    )
    (form,), (old,) = now.lines(), before.lines()
    assert (form["version"], form["in_force"], form["policy"]["grace_days"]) == (2, 2, 1)
    assert (old["version"], old["in_force"], old["policy"]["grace_days"]) == (1, 2, 0)
    assert [set(each) for each in form["versions"]] == [{"version", "since", "climbs"}] * 2
    assert form["versions"][1]["since"][:16] == "2026-09-08T12:00"
    assert office("policy", "show", "--version", "3").refusal() == (
        "there is no version 3 of the policy: there are 1 to 2"
    )
    office.done("verify")


def test_apply_says_what_each_climb_would_do_next(office: Shell) -> None:
    """Nothing was sent in this office, so nothing has climbed."""
    office.done("policy", "set", office.file("new.toml", "grace_days = 1"))

    assert office.done("policy", "apply", "--dry-run").out == "0 climbs would be moved\n"
    assert office.done("policy", "apply").out == "0 climbs moved\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("grace_day = 1", "grace_day: there is no such setting; the nearest is grace_days"),
        ("slots = ['12:00']", "slots: 12:00 lies outside the hours 07:30-11:30, 13:00-17:00"),
        ("slots = [", "policy.toml is no TOML file: "),
        (b"\xff\xfe", "policy.toml is no TOML file: "),
    ],
)
def test_what_is_no_policy_is_one_clear_line(
    office: Shell, content: str | bytes, says: str
) -> None:
    assert says in office("policy", "set", office.file("policy.toml", content)).refusal()


def test_each_mistake_has_a_line_and_nothing_is_stored(office: Shell) -> None:
    file = office.file("policy.toml", "grace_days = -1\nladder = { head = 3 }")

    ran = office("policy", "set", file)

    assert (ran.code, [line.split(":")[0] for line in ran.err.splitlines()]) == (
        1,
        ["grace_days", "ladder"],
    )
    assert "cannot read nowhere.toml" in office("policy", "set", "nowhere.toml").refusal()
    assert office.done("policy", "show", "--json").lines()[0]["in_force"] == 1
