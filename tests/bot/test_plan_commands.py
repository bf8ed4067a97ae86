"""`dondoc plan` from outside: how much of each plan chats may show."""

import json
from pathlib import Path

import pytest

from tests.bot.test_cli import Made, Shell, made_office

__all__ = ["made_office"]  # a fixture


@pytest.fixture
def office(made_office: Made, tmp_path: Path) -> Shell:
    return made_office.copy_to(tmp_path)


def test_a_plans_level_is_shown_and_set(office: Shell) -> None:
    before = json.loads(office.done("plan", "list", "--json").out.splitlines()[0])
    assert (before["n"], before["confidentiality"]) == (1, "full")

    done = office.done("plan", "confidentiality", "1", "code").out

    assert done == f"1. [code] {before['title']}\n"
    assert office.done("plan", "list").out.splitlines()[0] == done.strip()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("9", "code"), "there is no plan 9: `dondoc plan list` shows 1"),
        (("1", "secret"), "secret is no level: write full, title, code"),
    ],
)
def test_what_cannot_be_set_is_said(office: Shell, words: tuple[str, str], reason: str) -> None:
    assert reason in office("plan", "confidentiality", *words).refusal()


def test_a_channels_level_is_a_setting_of_the_policy(office: Shell) -> None:
    file = office.file("new.toml", 'confidentiality = { telegram = "title", zalo_bot = "code" }\n')

    done = office.done("policy", "set", file).out

    assert done.startswith('confidentiality: {  } → { telegram = "title", zalo_bot = "code" }\n')
    bad = office.file("bad.toml", 'confidentiality = { telegram = "secret" }\n')
    assert "full, title or code" in office("policy", "set", bad).refusal()
