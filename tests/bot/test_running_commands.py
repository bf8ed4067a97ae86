"""`dondoc inbox`, `live`, `pause`, `calendar` and `simulate --first-week` from outside."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.test_cli import PEOPLE, PLAN, Made, Shell, made_office

__all__ = ["made_office"]  # a fixture


@pytest.fixture
def office(made_office: Made, tmp_path: Path) -> Shell:
    """The sample office at noon of Tuesday 8 September 2026, a month after it went live."""
    return made_office.copy_to(tmp_path)


@pytest.fixture(scope="module")
def made_preparing(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample office before it was ever live, on 8 September 2026."""
    shell = Shell(tmp_path_factory.mktemp("preparing"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    shell.done("clock", "--to", "2026-09-08T07:00")
    return Made(shell.folder, {})


@pytest.fixture
def preparing(made_preparing: Made, tmp_path: Path) -> Shell:
    return made_preparing.copy_to(tmp_path)


def set_aside(office: Shell) -> None:
    with closing(sqlite3.connect(office.folder / "dondoc.db")) as database:
        database.execute(
            "INSERT INTO inbox (org_id, bot, update_id, payload, received_at, stored_at, state,"
            " error) VALUES (1, 'telegram', '7', '{\"text\": \"secret\"}', '2026-09-08 02:00:00',"
            " '2026-09-08 02:00:00', 'set_aside', 'KeyError')"
        )
        database.commit()


def state(office: Shell) -> str:
    with closing(sqlite3.connect(office.folder / "dondoc.db")) as database:
        return str(database.execute("SELECT state FROM inbox").fetchone()[0])


def test_a_message_set_aside_is_listed_and_handed_to_the_service_again(office: Shell) -> None:
    set_aside(office)

    shown, form = office.together(["inbox", "list"], ["inbox", "list", "--json"])
    assert shown.out == "1: telegram, 2026-09-08 02:00 UTC: KeyError\n"
    assert form.lines() == [
        {
            "message": 1,
            "bot": "telegram",
            "person": None,
            "error": "KeyError",
            "received_at": "2026-09-08T02:00:00+00:00",
        }
    ]
    assert office("inbox", "replay", "2").refusal() == "no message 2 is set aside"
    assert office.done("inbox", "replay").out == "tried again: 1 messages, 0 pieces of work\n"
    assert state(office) == "stored"
    assert office("inbox", "replay", "1").refusal() == "no message 1 is set aside"


def test_a_message_is_dropped_and_stays_stored(office: Shell) -> None:
    set_aside(office)

    assert office.done("inbox", "drop", "1").out == "dropped: 1\n"
    assert state(office) == "handled"
    assert office.done("inbox", "list").out == ""
    assert office("inbox", "drop", "1").refusal() == "no message 1 is set aside"
    office.done("verify")


def test_live_decides_what_was_due_before(preparing: Shell) -> None:
    late = [line["code"] for line in preparing.done("overdue", "--json").lines()]
    assert len(late) >= 2, "the sample plan has tasks that were due in August"
    first, second, *rest = late

    assert "after today" in preparing("live", "--done", f"{first}=2026-12-01").refusal()
    assert preparing("live", "--drop", "NV99").code == 1
    done = preparing.done("live", "--done", f"{first}=2026-08-10", "--drop", second)

    assert done.out.startswith("live; ")
    assert (f"{len(rest)} tasks were due before today" in done.err) is bool(rest)
    assert [line["code"] for line in preparing.done("overdue", "--json").lines()] == rest
    assert "only the first" in preparing("live", "--drop", second).refusal()
    preparing.done("verify")


def test_what_never_spoke_cannot_be_paused(preparing: Shell) -> None:
    assert "nothing to silence" in preparing("pause").refusal()


def test_a_pause_keeps_its_reason(office: Shell) -> None:
    assert office.done("pause", "--reason", "another server").out == "paused\n"
    with closing(sqlite3.connect(office.folder / "dondoc.db")) as database:
        found = database.execute("SELECT facts FROM journal WHERE what = 'org_paused'").fetchone()
    assert "another server" in found[0]


def test_the_first_week_is_that_of_chat(preparing: Shell) -> None:
    ran = preparing.done("simulate", "--first-week", "--json")

    lines = ran.lines()
    days = {line["at"][:10] for line in lines if "at" in line}
    assert days
    assert min(days) >= "2026-09-08"
    assert max(days) <= "2026-09-14"
    assert lines[-1]["summary"]["live"] is False
    assert "not reached as things are: " in ran.err
    for wrong in (["--from", "2026-09-08"], ["--script", "x"]):
        assert preparing("simulate", "--first-week", *wrong).code == 2
    assert preparing("simulate").code == 2
